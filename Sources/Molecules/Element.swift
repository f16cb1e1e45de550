/// A chemical element: what the perception of molecules and their weight ask of it.
public struct Element: Sendable {
    /// The number of protons; 0 stands for the wildcard.
    public let atomicNumber: Int
    /// As in the periodic table.
    public let symbol: String
    /// In lower case: "carbon".
    public let name: String
    /// The mean atomic mass of the natural element, in unified atomic mass units; the mass number of the longest-lived
    /// isotope where none is found in nature.
    public let weight: Double
    /// The usual valences of the neutral atom, rising: sulfur has 2, 4, 6. Empty for transition metals, lanthanoids,
    /// actinoids and the wildcard, which take anything.
    public let valences: [Int]
    /// Whether more bonds than the last of `valences` are accepted.
    public let takesAnyValence: Bool
    /// Electrons beyond the closed shells.
    public let outerElectrons: Int

    private init(
        _ atomicNumber: Int, _ symbol: String, _ name: String, weight: Double, valences: [Int], open: Bool = false, outer: Int
    ) {
        self.atomicNumber = atomicNumber
        self.symbol = symbol
        self.name = name
        self.weight = weight
        self.valences = valences
        takesAnyValence = open
        outerElectrons = outer
    }

    /// The element of an atomic number from 0 (the wildcard) to 118.
    public static func numbered(_ atomicNumber: Int) -> Element { table[atomicNumber] }

    /// The element of a symbol as written, such as "Cl"; nil where there is none.
    public static func named(_ symbol: String) -> Element? { table.first { $0.symbol == symbol } }

    /// All elements, by atomic number; the first is the wildcard. The weights are those of the IUPAC tables of 1997 to
    /// three decimals and the valences those that RDKit permits, so that hydrogens and weights agree with it.
    public static let table: [Element] = [
        Element(0, "*", "wildcard", weight: 0.0, valences: [], open: true, outer: 0),
        Element(1, "H", "hydrogen", weight: 1.008, valences: [1], outer: 1),
        Element(2, "He", "helium", weight: 4.003, valences: [0], outer: 2),
        Element(3, "Li", "lithium", weight: 6.941, valences: [1], open: true, outer: 1),
        Element(4, "Be", "beryllium", weight: 9.012, valences: [2], outer: 2),
        Element(5, "B", "boron", weight: 10.812, valences: [3], outer: 3),
        Element(6, "C", "carbon", weight: 12.011, valences: [4], outer: 4),
        Element(7, "N", "nitrogen", weight: 14.007, valences: [3], outer: 5),
        Element(8, "O", "oxygen", weight: 15.999, valences: [2], outer: 6),
        Element(9, "F", "fluorine", weight: 18.998, valences: [1], outer: 7),
        Element(10, "Ne", "neon", weight: 20.18, valences: [0], outer: 8),
        Element(11, "Na", "sodium", weight: 22.99, valences: [1], open: true, outer: 1),
        Element(12, "Mg", "magnesium", weight: 24.305, valences: [2], open: true, outer: 2),
        Element(13, "Al", "aluminium", weight: 26.982, valences: [3], outer: 3),
        Element(14, "Si", "silicon", weight: 28.086, valences: [4], outer: 4),
        Element(15, "P", "phosphorus", weight: 30.974, valences: [3, 5], outer: 5),
        Element(16, "S", "sulfur", weight: 32.067, valences: [2, 4, 6], outer: 6),
        Element(17, "Cl", "chlorine", weight: 35.453, valences: [1], outer: 7),
        Element(18, "Ar", "argon", weight: 39.948, valences: [0], outer: 8),
        Element(19, "K", "potassium", weight: 39.098, valences: [1], open: true, outer: 1),
        Element(20, "Ca", "calcium", weight: 40.078, valences: [2], open: true, outer: 2),
        Element(21, "Sc", "scandium", weight: 44.956, valences: [], open: true, outer: 3),
        Element(22, "Ti", "titanium", weight: 47.867, valences: [], open: true, outer: 4),
        Element(23, "V", "vanadium", weight: 50.944, valences: [], open: true, outer: 5),
        Element(24, "Cr", "chromium", weight: 51.996, valences: [], open: true, outer: 6),
        Element(25, "Mn", "manganese", weight: 54.938, valences: [], open: true, outer: 7),
        Element(26, "Fe", "iron", weight: 55.845, valences: [], open: true, outer: 8),
        Element(27, "Co", "cobalt", weight: 58.933, valences: [], open: true, outer: 9),
        Element(28, "Ni", "nickel", weight: 58.693, valences: [], open: true, outer: 10),
        Element(29, "Cu", "copper", weight: 63.546, valences: [], open: true, outer: 11),
        Element(30, "Zn", "zinc", weight: 65.39, valences: [], open: true, outer: 2),
        Element(31, "Ga", "gallium", weight: 69.723, valences: [3], outer: 3),
        Element(32, "Ge", "germanium", weight: 72.61, valences: [4], outer: 4),
        Element(33, "As", "arsenic", weight: 74.922, valences: [3, 5], outer: 5),
        Element(34, "Se", "selenium", weight: 78.96, valences: [2, 4, 6], outer: 6),
        Element(35, "Br", "bromine", weight: 79.904, valences: [1], outer: 7),
        Element(36, "Kr", "krypton", weight: 83.8, valences: [0], outer: 8),
        Element(37, "Rb", "rubidium", weight: 85.468, valences: [1], open: true, outer: 1),
        Element(38, "Sr", "strontium", weight: 87.62, valences: [2], open: true, outer: 2),
        Element(39, "Y", "yttrium", weight: 88.906, valences: [], open: true, outer: 3),
        Element(40, "Zr", "zirconium", weight: 91.224, valences: [], open: true, outer: 4),
        Element(41, "Nb", "niobium", weight: 92.906, valences: [], open: true, outer: 5),
        Element(42, "Mo", "molybdenum", weight: 95.94, valences: [], open: true, outer: 6),
        Element(43, "Tc", "technetium", weight: 98.0, valences: [], open: true, outer: 7),
        Element(44, "Ru", "ruthenium", weight: 101.07, valences: [], open: true, outer: 8),
        Element(45, "Rh", "rhodium", weight: 102.906, valences: [], open: true, outer: 9),
        Element(46, "Pd", "palladium", weight: 106.42, valences: [], open: true, outer: 10),
        Element(47, "Ag", "silver", weight: 107.868, valences: [], open: true, outer: 11),
        Element(48, "Cd", "cadmium", weight: 112.412, valences: [], open: true, outer: 2),
        Element(49, "In", "indium", weight: 114.818, valences: [3], outer: 3),
        Element(50, "Sn", "tin", weight: 118.711, valences: [2, 4], outer: 4),
        Element(51, "Sb", "antimony", weight: 121.76, valences: [3, 5], outer: 5),
        Element(52, "Te", "tellurium", weight: 127.6, valences: [2, 4, 6], outer: 6),
        Element(53, "I", "iodine", weight: 126.904, valences: [1, 3, 5], outer: 7),
        Element(54, "Xe", "xenon", weight: 131.29, valences: [0, 2, 4, 6], outer: 8),
        Element(55, "Cs", "caesium", weight: 132.905, valences: [1], outer: 1),
        Element(56, "Ba", "barium", weight: 137.328, valences: [2], open: true, outer: 2),
        Element(57, "La", "lanthanum", weight: 138.906, valences: [], open: true, outer: 3),
        Element(58, "Ce", "cerium", weight: 140.116, valences: [], open: true, outer: 4),
        Element(59, "Pr", "praseodymium", weight: 140.908, valences: [], open: true, outer: 3),
        Element(60, "Nd", "neodymium", weight: 144.24, valences: [], open: true, outer: 4),
        Element(61, "Pm", "promethium", weight: 145.0, valences: [], open: true, outer: 5),
        Element(62, "Sm", "samarium", weight: 150.36, valences: [], open: true, outer: 6),
        Element(63, "Eu", "europium", weight: 151.964, valences: [], open: true, outer: 7),
        Element(64, "Gd", "gadolinium", weight: 157.25, valences: [], open: true, outer: 8),
        Element(65, "Tb", "terbium", weight: 158.925, valences: [], open: true, outer: 9),
        Element(66, "Dy", "dysprosium", weight: 162.5, valences: [], open: true, outer: 10),
        Element(67, "Ho", "holmium", weight: 164.93, valences: [], open: true, outer: 11),
        Element(68, "Er", "erbium", weight: 167.26, valences: [], open: true, outer: 12),
        Element(69, "Tm", "thulium", weight: 168.934, valences: [], open: true, outer: 13),
        Element(70, "Yb", "ytterbium", weight: 173.04, valences: [], open: true, outer: 14),
        Element(71, "Lu", "lutetium", weight: 174.967, valences: [], open: true, outer: 15),
        Element(72, "Hf", "hafnium", weight: 178.49, valences: [], open: true, outer: 4),
        Element(73, "Ta", "tantalum", weight: 180.948, valences: [], open: true, outer: 5),
        Element(74, "W", "tungsten", weight: 183.84, valences: [], open: true, outer: 6),
        Element(75, "Re", "rhenium", weight: 186.207, valences: [], open: true, outer: 7),
        Element(76, "Os", "osmium", weight: 190.23, valences: [], open: true, outer: 8),
        Element(77, "Ir", "iridium", weight: 192.217, valences: [], open: true, outer: 9),
        Element(78, "Pt", "platinum", weight: 195.078, valences: [], open: true, outer: 10),
        Element(79, "Au", "gold", weight: 196.967, valences: [], open: true, outer: 11),
        Element(80, "Hg", "mercury", weight: 200.59, valences: [], open: true, outer: 2),
        Element(81, "Tl", "thallium", weight: 204.383, valences: [], open: true, outer: 3),
        Element(82, "Pb", "lead", weight: 207.2, valences: [2, 4], outer: 4),
        Element(83, "Bi", "bismuth", weight: 208.98, valences: [3, 5], outer: 5),
        Element(84, "Po", "polonium", weight: 209.0, valences: [2, 4, 6], outer: 6),
        Element(85, "At", "astatine", weight: 210.0, valences: [1, 3, 5], outer: 7),
        Element(86, "Rn", "radon", weight: 222.0, valences: [0], outer: 8),
        Element(87, "Fr", "francium", weight: 223.0, valences: [1], outer: 1),
        Element(88, "Ra", "radium", weight: 226.0, valences: [2], open: true, outer: 2),
        Element(89, "Ac", "actinium", weight: 227.0, valences: [], open: true, outer: 3),
        Element(90, "Th", "thorium", weight: 232.038, valences: [], open: true, outer: 4),
        Element(91, "Pa", "protactinium", weight: 231.036, valences: [], open: true, outer: 3),
        Element(92, "U", "uranium", weight: 238.029, valences: [], open: true, outer: 4),
        Element(93, "Np", "neptunium", weight: 237.0, valences: [], open: true, outer: 5),
        Element(94, "Pu", "plutonium", weight: 244.0, valences: [], open: true, outer: 6),
        Element(95, "Am", "americium", weight: 243.0, valences: [], open: true, outer: 7),
        Element(96, "Cm", "curium", weight: 247.0, valences: [], open: true, outer: 8),
        Element(97, "Bk", "berkelium", weight: 247.0, valences: [], open: true, outer: 9),
        Element(98, "Cf", "californium", weight: 251.0, valences: [], open: true, outer: 10),
        Element(99, "Es", "einsteinium", weight: 252.0, valences: [], open: true, outer: 11),
        Element(100, "Fm", "fermium", weight: 257.0, valences: [], open: true, outer: 12),
        Element(101, "Md", "mendelevium", weight: 258.0, valences: [], open: true, outer: 13),
        Element(102, "No", "nobelium", weight: 259.0, valences: [], open: true, outer: 14),
        Element(103, "Lr", "lawrencium", weight: 262.0, valences: [], open: true, outer: 15),
        Element(104, "Rf", "rutherfordium", weight: 267.0, valences: [], open: true, outer: 2),
        Element(105, "Db", "dubnium", weight: 268.0, valences: [], open: true, outer: 2),
        Element(106, "Sg", "seaborgium", weight: 269.0, valences: [], open: true, outer: 2),
        Element(107, "Bh", "bohrium", weight: 270.0, valences: [], open: true, outer: 2),
        Element(108, "Hs", "hassium", weight: 269.0, valences: [], open: true, outer: 2),
        Element(109, "Mt", "meitnerium", weight: 278.0, valences: [], open: true, outer: 2),
        Element(110, "Ds", "darmstadtium", weight: 281.0, valences: [], open: true, outer: 2),
        Element(111, "Rg", "roentgenium", weight: 281.0, valences: [], open: true, outer: 2),
        Element(112, "Cn", "copernicium", weight: 285.0, valences: [], open: true, outer: 2),
        Element(113, "Nh", "nihonium", weight: 284.0, valences: [], open: true, outer: 2),
        Element(114, "Fl", "flerovium", weight: 289.0, valences: [], open: true, outer: 2),
        Element(115, "Mc", "moscovium", weight: 288.0, valences: [], open: true, outer: 2),
        Element(116, "Lv", "livermorium", weight: 293.0, valences: [], open: true, outer: 2),
        Element(117, "Ts", "tennessine", weight: 292.0, valences: [], open: true, outer: 2),
        Element(118, "Og", "oganesson", weight: 294.0, valences: [], open: true, outer: 2),
    ]
}
