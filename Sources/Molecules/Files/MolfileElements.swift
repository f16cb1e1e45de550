/// What molfiles ask of the elements.
enum MolfileElements {
    static func symbol(_ atomicNumber: UInt8) -> String { Element.numbered(Int(min(atomicNumber, 118))).symbol }

    static func atomicNumber(_ symbol: String) -> UInt8? {
        switch symbol {
        case "C": 6
        case "H": 1
        case "N": 7
        case "O": 8
        default: Element.named(symbol).flatMap { $0.atomicNumber > 0 ? UInt8($0.atomicNumber) : nil }
        }
    }

    /// The valence that a reader takes for an atom with this many bonds: the lowest permitted one that is large enough, of the element
    /// as many places to the left or right as the charge says; nil where any number is taken.
    static func valence(_ atomicNumber: UInt8, charge: Int, atLeast bonds: Int) -> Int? {
        let own = Element.numbered(Int(min(atomicNumber, 118)))
        if own.valences.isEmpty { return nil }
        // Negative P, S, As and Se keep the higher valences of their own.
        if charge < 0, [15, 16, 33, 34].contains(own.atomicNumber), bonds > 1 - charge {
            return own.valences.first { $0 >= bonds - charge }.map { $0 + charge }
        }
        let effective = own.atomicNumber - charge
        guard effective > 0, effective <= 118 else { return nil }
        return Element.numbered(effective).valences.first { $0 >= bonds }
    }

    /// The mass number of the most common isotope, from which atom lines count differences.
    static func commonMass(_ atomicNumber: UInt8) -> Int {
        let rounded = Int(Element.numbered(Int(min(atomicNumber, 118))).weight.rounded())
        return mostCommon.first { $0.number == atomicNumber }?.mass ?? rounded
    }

    /// Where it is not the rounded weight.
    private static let mostCommon: [(number: UInt8, mass: Int)] = [
        (28, 58), (29, 63), (30, 64), (31, 69), (32, 74), (34, 80), (35, 79), (40, 90), (42, 98), (43, 97), (44,
        102), (47, 107), (48, 114), (50, 120), (51, 121), (52, 130), (54, 132), (56, 138), (60, 142), (62, 152),
        (63, 153), (64, 158), (66, 164), (68, 166), (70, 174), (72, 180), (75, 187), (76, 192), (77, 193), (80,
        202), (81, 205), (82, 208),
    ]
}
