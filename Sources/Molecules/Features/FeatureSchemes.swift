/// The columns of the named schemes, as their originals have them.
extension MoleculeFeatures {
    typealias AtomField = FeatureField<AtomProperty>
    typealias BondField = FeatureField<BondProperty>

    static func fields(_ scheme: Scheme) -> (atoms: [AtomField], bonds: [BondField]) {
        switch scheme {
        case .standard: (standardAtoms, standardBonds)
        case .ogb: (ogbAtoms, ogbBonds)
        case .ogbPlaces: (ogbAtoms.map(\.asPlace), ogbBonds.map(\.asPlace))
        case .deepchem: (deepchemAtoms, deepchemBonds)
        case .convmol: (convmolAtoms, convmolBonds)
        case .dgl: (dglAtoms, dglBonds)
        case .chemprop: (chempropAtoms, chempropBonds)
        }
    }

    // MARK: values

    private static func elements(
        _ symbols: [String], rest: AtomField.Rest = .nothing
    ) -> AtomField {
        .oneHot(.element, "element", symbols.map { atomicNumber($0) }, symbols, rest: rest)
    }

    private static func elements(through last: Int) -> AtomField {
        .oneHot(.element, "element", Array(1...last), (1...last).map { symbol($0) }, rest: .column)
    }

    private static func hybridizations(_ values: [Hybridization], rest: AtomField.Rest) -> AtomField {
        .oneHot(.hybridization, "hybridization", values.map { Int($0.rawValue) }, values.map(\.name), rest: rest)
    }

    private static func chiralities(rest: AtomField.Rest) -> AtomField {
        .oneHot(
            .chirality, "chirality", Chirality.allCases.map { Int($0.rawValue) }, Chirality.allCases.map(\.name), rest: rest)
    }

    private static func kinds(rest: BondField.Rest = .nothing) -> BondField {
        let kinds: [BondKind] = [.single, .double, .triple, .aromatic]
        return .oneHot(.kind, "bond", kinds.map { Int($0.rawValue) }, kinds.map(\.name), rest: rest)
    }

    /// RDKit's arrangements that this package never says (cis and trans to named neighbours) keep their columns.
    private static let neverCis = 100, neverTrans = 101

    private static func stereo(_ values: [BondStereo], cisAndTransAt place: Int? = nil, rest: BondField.Rest) -> BondField {
        var numbers = values.map { Int($0.rawValue) }, labels = values.map(\.name)
        if let place {
            numbers.insert(contentsOf: [neverCis, neverTrans], at: place)
            labels.insert(contentsOf: ["STEREOCIS", "STEREOTRANS"], at: place)
        }
        return .oneHot(.stereo, "stereo", numbers, labels, rest: rest)
    }

    private static let fiveHybridizations: [Hybridization] = [.sp, .sp2, .sp3, .sp3d, .sp3d2]

    // MARK: schemes

    private static var standardAtoms: [AtomField] {
        [
            elements(["B", "C", "N", "O", "F", "Si", "P", "S", "Cl", "Se", "Br", "I"], rest: .column),
            .oneHot(.degree, "degree", Array(0...5), rest: .column),
            .oneHot(.charge, "charge", [-2, -1, 0, 1, 2], rest: .column),
            .oneHot(.hydrogens, "hydrogens", Array(0...4), rest: .column),
            hybridizations(fiveHybridizations, rest: .column),
            .flag(.isAromatic, "aromatic"), .flag(.isInRing, "in ring"),
            .oneHot(.ringSizes, "in ring of", Array(3...8), ["3", "4", "5", "6", "7", "8 or more"]),
            .flag(.isStereocentre, "stereocentre"), .flag(.isDonor, "donor of hydrogen bonds"),
            .flag(.isAcceptor, "acceptor of hydrogen bonds"), .number(.radicals, "radical electrons"),
            .number(.mass, "mass / 100", times: 0.01),
        ]
    }

    private static var standardBonds: [BondField] {
        [
            kinds(rest: .column), .flag(.isConjugated, "conjugated"), .flag(.isInRing, "in ring"),
            stereo([.none, .any, .e, .z], rest: .nothing),
        ]
    }

    private static var ogbAtoms: [AtomField] {
        [
            elements(through: 118), chiralities(rest: .column),
            .oneHot(.totalDegree, "degree with hydrogens", Array(0...10), rest: .column),
            .oneHot(.charge, "charge", Array(-5...5), rest: .column),
            .oneHot(.hydrogens, "hydrogens", Array(0...8), rest: .column),
            .oneHot(.radicals, "radical electrons", Array(0...4), rest: .column),
            hybridizations(fiveHybridizations, rest: .column),
            .oneHot(.isAromatic, "aromatic", [0, 1], ["no", "yes"]),
            .oneHot(.isInRing, "in ring", [0, 1], ["no", "yes"]),
        ]
    }

    private static var ogbBonds: [BondField] {
        [
            kinds(rest: .column), stereo([.none, .z, .e, .any], cisAndTransAt: 3, rest: .nothing),
            .oneHot(.isConjugated, "conjugated", [0, 1], ["no", "yes"]),
        ]
    }

    private static var deepchemAtoms: [AtomField] {
        [
            elements(["C", "N", "O", "F", "P", "S", "Cl", "Br", "I"], rest: .column), .number(.charge, "charge"),
            hybridizations([.sp, .sp2, .sp3], rest: .nothing), .flag(.isDonor, "donor of hydrogen bonds"),
            .flag(.isAcceptor, "acceptor of hydrogen bonds"), .flag(.isAromatic, "aromatic"),
            .oneHot(.totalDegree, "degree with hydrogens", Array(0...5), rest: .column),
            .oneHot(.hydrogens, "hydrogens", Array(0...4), rest: .column),
        ]
    }

    private static var deepchemBonds: [BondField] {
        [
            kinds(), .flag(.isInRing, "in ring"), .flag(.isConjugated, "conjugated"),
            stereo([.none, .any, .z, .e], rest: .column),
        ]
    }

    /// The elements that DeepChem's ConvMol and DGL share.
    private static let sharedElements = [
        "C", "N", "O", "S", "F", "Si", "P", "Cl", "Br", "Mg", "Na", "Ca", "Fe", "As", "Al", "I", "B", "V", "K", "Tl", "Yb",
        "Sb", "Sn", "Ag", "Pd", "Co", "Se", "Ti", "Zn", "H", "Li", "Ge", "Cu", "Au", "Ni", "Cd", "In", "Mn", "Zr", "Cr", "Pt",
        "Hg", "Pb",
    ]

    private static var convmolAtoms: [AtomField] {
        [
            elements(sharedElements, rest: .column), .oneHot(.degree, "degree", Array(0...10)),
            .oneHot(.implicitHydrogens, "implicit valence", Array(0...6), rest: .lastValue), .number(.charge, "charge"),
            .number(.radicals, "radical electrons"), hybridizations(fiveHybridizations, rest: .lastValue),
            .flag(.isAromatic, "aromatic"), .oneHot(.hydrogens, "hydrogens", Array(0...4), rest: .lastValue),
        ]
    }

    private static var convmolBonds: [BondField] {
        [kinds(), .flag(.isConjugated, "conjugated"), .flag(.isInRing, "in ring")]
    }

    private static var dglAtoms: [AtomField] {
        [
            elements(sharedElements), .oneHot(.degree, "degree", Array(0...10)),
            .oneHot(.implicitHydrogens, "implicit valence", Array(0...6)), .number(.charge, "charge"),
            .number(.radicals, "radical electrons"), hybridizations(fiveHybridizations, rest: .nothing),
            .flag(.isAromatic, "aromatic"), .oneHot(.hydrogens, "hydrogens", Array(0...4)),
        ]
    }

    private static var dglBonds: [BondField] {
        [
            kinds(), .flag(.isConjugated, "conjugated"), .flag(.isInRing, "in ring"),
            stereo([.none, .any, .z, .e], cisAndTransAt: 4, rest: .nothing),
        ]
    }

    private static var chempropAtoms: [AtomField] {
        [
            elements(through: 100), .oneHot(.totalDegree, "degree with hydrogens", Array(0...5), rest: .column),
            .oneHot(.charge, "charge", [-1, -2, 1, 2, 0], rest: .column), chiralities(rest: .column),
            .oneHot(.hydrogens, "hydrogens", Array(0...4), rest: .column),
            hybridizations(fiveHybridizations, rest: .column), .flag(.isAromatic, "aromatic"),
            .number(.mass, "mass / 100", times: 0.01),
        ]
    }

    private static var chempropBonds: [BondField] {
        [
            .oneHot(.isBond, "bond", [0], ["none"]), kinds(), .flag(.isConjugated, "conjugated"),
            .flag(.isInRing, "in ring"),
            stereo([.none, .any, .z, .e], cisAndTransAt: 4, rest: .column),
        ]
    }
}
