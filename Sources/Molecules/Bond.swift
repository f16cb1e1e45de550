/// A bond between two atoms of a molecule.
public struct Bond: Sendable, Hashable, BitwiseCopyable {
    /// The atoms it joins, by index; `begin` came first in the file; of a ring closure it is the closing
    /// atom, unless the opening side gave the bond's order, as in RDKit.
    public var begin: Int32
    /// The other atom's number.
    public var end: Int32
    /// `aromatic` for bonds of aromatic systems after sanitization.
    public var kind: BondKind
    /// The order in the Kekulé form that sanitization went through: single or double for aromatic bonds, else `kind`.
    public var kekuleKind: BondKind
    /// Whether perception found it so.
    public var isAromatic = false
    /// Whether it takes part in a conjugated system, aromatic ones included. Found by sanitization.
    public var isConjugated = false
    /// Whether it lies in a ring. Found by sanitization.
    public var isInRing = false
    /// What `/`, `\` or a wedge said, seen from `begin` to `end`.
    public var direction = BondDirection.none
    /// The arrangement around a double bond. Found by stereo perception.
    public var stereo = BondStereo.none

    /// Between two atoms.
    public init(begin: Int, end: Int, kind: BondKind) {
        self.begin = Int32(begin)
        self.end = Int32(end)
        self.kind = kind
        kekuleKind = kind
    }

    /// The other end.
    public func other(than atom: Int) -> Int { Int(begin) == atom ? Int(end) : Int(begin) }
}

/// The order of a bond.
public enum BondKind: UInt8, Sendable, Hashable, CaseIterable, BitwiseCopyable {
    /// By its order.
    case single, double, triple, quadruple, aromatic
    /// From `begin` (the donor) to `end`; counts in the valence of `end` alone.
    case dative
    /// Not said (`~`), or a bond that only marks closeness.
    case unspecified

    /// RDKit's name.
    public var name: String { "\(letters)" }

    /// The name as static text, which is appended without a look at its encoding.
    var letters: StaticString {
        switch self {
        case .single: "SINGLE"
        case .double: "DOUBLE"
        case .triple: "TRIPLE"
        case .quadruple: "QUADRUPLE"
        case .aromatic: "AROMATIC"
        case .dative: "DATIVE"
        case .unspecified: "UNSPECIFIED"
        }
    }
}

/// What the writing says of a bond's direction.
public enum BondDirection: UInt8, Sendable, Hashable, BitwiseCopyable {
    /// Neither / nor \.
    case none
    /// `/`: `end` lies above `begin`.
    case up
    /// `\`: `end` lies below `begin`.
    case down
    /// Solid wedge of a molfile: `end` lies before the page.
    case wedge
    /// Hashed wedge: `end` lies behind the page.
    case hash
    /// Wavy, or crossed double: not known.
    case unknown
}

/// The arrangement of the substituents of highest priority around a double bond.
public enum BondStereo: UInt8, Sendable, Hashable, CaseIterable, BitwiseCopyable {
    /// No double bond with sides, or not known.
    case none
    /// It is said that nothing is known.
    case any
    /// Opposite sides.
    case e
    /// The same side.
    case z

    /// RDKit's name.
    public var name: String { "\(letters)" }

    /// The name as static text, which is appended without a look at its encoding.
    var letters: StaticString {
        switch self {
        case .none: "STEREONONE"
        case .any: "STEREOANY"
        case .e: "STEREOE"
        case .z: "STEREOZ"
        }
    }
}
