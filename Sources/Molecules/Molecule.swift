/// A molecule: atoms, bonds, and what sanitization found of them.
///
/// Atoms stand in the order of the file. The bonds of ring closures come after all others, in the order of the closures'
/// numbers, as RDKit lists them; `neighbors(of:)` follows the order of the bonds, and `Atom.chirality` refers to it.
public struct Molecule: Sendable {
    /// In the order of reading.
    public internal(set) var atoms: [Atom]
    /// In the order of reading.
    public internal(set) var bonds: [Bond]
    /// Where the neighbours of each atom begin in `neighborList`, `[atoms + 1]`.
    private(set) var neighborStarts: [Int32]
    private(set) var neighborList: [Neighbor]
    /// Rings as lists of atoms in order around the ring: RDKit's symmetrized smallest set of smallest rings. Empty until
    /// sanitization.
    public internal(set) var rings: [[Int32]] = []
    /// The name that followed the SMILES or headed the molfile.
    public var name = ""
    /// Where the atoms lie, in the file's unit (ångström in molfiles), one an atom; empty where nothing is known.
    public var positions: [SIMD3<Double>] = []

    /// An atom at the other end of a bond.
    public struct Neighbor: Sendable, Hashable, BitwiseCopyable {
        /// The neighbour's number.
        public let atom: Int32
        /// The number of the bond to it.
        public let bond: Int32
    }

    /// A molecule of parts whose indices are valid; nothing is perceived.
    public init(atoms: [Atom], bonds: [Bond]) {
        self.atoms = atoms
        self.bonds = bonds
        neighborStarts = []
        neighborList = []
        indexNeighbors()
    }

    /// A molecule whose parts are all made already.
    init(atoms: [Atom], bonds: [Bond], neighborStarts: [Int32], neighborList: [Neighbor], rings: [[Int32]]) {
        self.atoms = atoms
        self.bonds = bonds
        self.neighborStarts = neighborStarts
        self.neighborList = neighborList
        self.rings = rings
    }

    /// Hydrogens that are written only as counts are no atoms.
    public var atomCount: Int { atoms.count }
    /// How many bonds there are.
    public var bondCount: Int { bonds.count }

    /// The neighbours of an atom, in the order of the bonds.
    public func neighbors(of atom: Int) -> ArraySlice<Neighbor> {
        neighborList[Int(neighborStarts[atom])..<Int(neighborStarts[atom + 1])]
    }

    /// The number of neighbours that are atoms of their own.
    public func degree(of atom: Int) -> Int { Int(neighborStarts[atom + 1] - neighborStarts[atom]) }

    /// The bond between two atoms, or nil. O(degree).
    public func bond(between first: Int, _ second: Int) -> Int? {
        for neighbor in neighbors(of: first) where Int(neighbor.atom) == second { return Int(neighbor.bond) }
        return nil
    }

    /// Lists the neighbours anew; to be called whenever atoms or bonds were added or taken away. O(atoms + bonds).
    mutating func indexNeighbors() {
        var starts = [Int32](repeating: 0, count: atoms.count + 1)
        for bond in bonds {
            starts[Int(bond.begin) + 1] += 1
            starts[Int(bond.end) + 1] += 1
        }
        for atom in 0..<atoms.count { starts[atom + 1] += starts[atom] }
        var list = [Neighbor](repeating: Neighbor(atom: 0, bond: 0), count: bonds.count * 2)
        var next = starts
        for (index, bond) in bonds.enumerated() {
            list[Int(next[Int(bond.begin)])] = Neighbor(atom: bond.end, bond: Int32(index))
            next[Int(bond.begin)] += 1
            list[Int(next[Int(bond.end)])] = Neighbor(atom: bond.begin, bond: Int32(index))
            next[Int(bond.end)] += 1
        }
        neighborStarts = starts
        neighborList = list
    }
}
