/// An atom of a molecule: what the file said of it, and what sanitization found.
public struct Atom: Sendable, Hashable, BitwiseCopyable {
    /// The number of protons; 0 for a wildcard (`*`).
    public var atomicNumber: UInt8
    /// In elementary charges.
    public var formalCharge: Int8 = 0
    /// The mass number as written, such as 13 in `[13C]`; 0 where none was.
    public var isotope: UInt16 = 0
    /// Hydrogens that were written (in brackets, or as plain `[H]` neighbours folded into the count).
    public var explicitHydrogens: UInt8 = 0
    /// Hydrogens that the valence asks for beyond the written ones; 0 for atoms in brackets. Found by sanitization.
    public var implicitHydrogens: UInt8 = 0
    /// Whether the valence may not add hydrogens: atoms in brackets.
    public var forbidsImplicitHydrogens = false
    /// Unpaired electrons. Found by sanitization.
    public var radicalElectrons: UInt8 = 0
    /// Whether the atom is part of an aromatic system; as written until sanitization perceives it anew.
    public var isAromatic = false
    /// Whether the atom lies in a ring. Found by sanitization.
    public var isInRing = false
    /// Found by sanitization.
    public var hybridization = Hybridization.unspecified
    /// The sense in which the neighbours turn, seen from the first: relative to the order of the atom's bonds in
    /// `Molecule.neighbors(of:)`, as in RDKit. After perception it is kept at true stereocentres only.
    public var chirality = Chirality.none
    /// The number behind a colon in brackets (`[CH3:7]`); 0 where none was.
    public var atomClass: UInt32 = 0

    /// A neutral atom of this element.
    public init(atomicNumber: UInt8) { self.atomicNumber = atomicNumber }

    /// Written and implicit hydrogens together; hydrogens that are atoms of their own (`[2H]`) are not counted.
    public var totalHydrogens: Int { Int(explicitHydrogens) + Int(implicitHydrogens) }
}

/// How an atom's orbitals mix.
public enum Hybridization: UInt8, Sendable, Hashable, CaseIterable, BitwiseCopyable {
    /// As RDKit names them.
    case unspecified, s, sp, sp2, sp3, sp2d, sp3d, sp3d2, other

    /// RDKit's name.
    public var name: String { "\(letters)" }

    /// The name as static text, which is appended without a look at its encoding.
    var letters: StaticString {
        switch self {
        case .unspecified: "UNSPECIFIED"
        case .s: "S"
        case .sp: "SP"
        case .sp2: "SP2"
        case .sp3: "SP3"
        case .sp2d: "SP2D"
        case .sp3d: "SP3D"
        case .sp3d2: "SP3D2"
        case .other: "OTHER"
        }
    }
}

/// The sense of a tetrahedral centre: looking from the first neighbour, the others turn so.
public enum Chirality: UInt8, Sendable, Hashable, CaseIterable, BitwiseCopyable {
    /// No centre, or not known.
    case none
    /// `@@`
    case clockwise
    /// `@`
    case counterclockwise
    /// Another kind that SMILES can write (`@SP1`, `@TB1`, …) and whose sense is not kept.
    case other

    /// RDKit's name.
    public var name: String { "\(letters)" }

    /// The name as static text, which is appended without a look at its encoding.
    var letters: StaticString {
        switch self {
        case .none: "CHI_UNSPECIFIED"
        case .clockwise: "CHI_TETRAHEDRAL_CW"
        case .counterclockwise: "CHI_TETRAHEDRAL_CCW"
        case .other: "CHI_OTHER"
        }
    }
}
