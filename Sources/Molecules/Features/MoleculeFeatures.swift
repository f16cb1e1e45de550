import DenseArrays
import Graphs

/// What a network is told of atoms and bonds: rows of numbers, column by column as a named scheme has them.
///
/// `atomColumns` and `bondColumns` name every column. One-hot columns hold 0 or 1; "other" is 1 where no column of the
/// property fits. Schemes other than `standard` follow their originals with the original's default options, column for
/// column, so that figures can be compared; the sense of a chiral centre (`ogb`, `chemprop`) refers to the order of the
/// bonds in the file, as theirs does.
public struct MoleculeFeatures: Sendable {
    /// A choice of columns.
    public enum Scheme: String, Sendable, CaseIterable {
        /// The package's own: one-hot for what occurs in drug-like molecules, the sizes of rings, donors and acceptors of
        /// hydrogen bonds, mass.
        case standard
        /// Open Graph Benchmark's nine (bonds: three) categories, each one-hot: a linear layer on them is OGB's
        /// `AtomEncoder`, which adds embeddings. Hu et al., 2020, arXiv:2005.00687.
        case ogb
        /// The same as whole numbers, one column a category, as OGB stores them.
        case ogbPlaces = "ogb-places"
        /// DeepChem's `MolGraphConvFeaturizer(use_edges=True)`: 30 columns an atom, 11 a bond.
        case deepchem
        /// DeepChem's `ConvMolFeaturizer`: 75 columns an atom; its bond features have 6. Duvenaud et al., 2015,
        /// arXiv:1509.09292.
        case convmol = "deepchem-convmol"
        /// DGL-LifeSci's `CanonicalAtomFeaturizer` and `CanonicalBondFeaturizer`: 74 and 12 columns.
        case dgl
        /// Chemprop 1's, for D-MPNN: 133 columns an atom, 14 a bond. Yang et al., 2019, arXiv:1904.01561.
        case chemprop
    }

    /// Which features atoms and bonds get.
    public let scheme: Scheme
    /// What the columns of an atom are.
    public let atomColumns: [String]
    /// What the columns of a bond are.
    public let bondColumns: [String]
    let atoms: FeatureTable<AtomProperty>
    let bonds: FeatureTable<BondProperty>
    /// Whether donors and acceptors are asked for, which need a look at the neighbours.
    let needsHydrogenBonds: Bool

    /// The standard ones unless told otherwise.
    public init(_ scheme: Scheme = .standard) {
        let fields = Self.fields(scheme)
        self.scheme = scheme
        atomColumns = fields.atoms.flatMap(\.columns)
        bondColumns = fields.bonds.flatMap(\.columns)
        atoms = FeatureTable(fields.atoms)
        bonds = FeatureTable(fields.bonds)
        needsHydrogenBonds = fields.atoms.contains {
            switch $0.property {
            case .isDonor, .isAcceptor: true
            default: false
            }
        }
    }

    /// By name, such as "ogb"; nil where there is none of it.
    public init?(named name: String) {
        guard let scheme = Scheme(rawValue: name) else { return nil }
        self.init(scheme)
    }

    /// The names that `init(named:)` takes.
    public static var names: [String] { Scheme.allCases.map(\.rawValue) }

    /// Columns of an atom.
    public var atomWidth: Int { atoms.width }
    /// Columns of a bond.
    public var bondWidth: Int { bonds.width }

    static func symbol(_ atomicNumber: Int) -> String { Element.numbered(atomicNumber).symbol }

    static func atomicNumber(_ symbol: String) -> Int { Element.named(symbol)?.atomicNumber ?? 0 }
}
