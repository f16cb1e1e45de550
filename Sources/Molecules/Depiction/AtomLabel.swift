/// The letters at an atom: element, hydrogens on the side where room is, charge and isotope, as runs of text with their places.
struct AtomLabel {
    struct Run {
        var text: String
        /// The left end of the base line, from the atom's place, y down.
        var x: Double
        var y: Double
        var size: Double
    }

    struct Box {
        var left: Double
        var top: Double
        var right: Double
        var bottom: Double
    }

    var runs: [Run] = []
    /// What the runs cover, from the atom's place, y down.
    var boxes: [Box] = []

    /// Nil for atoms that are drawn as a corner only.
    static func make(_ index: Int, _ molecule: Molecule, places: [Point], size: Double, style: DrawingStyle) -> AtomLabel? {
        let atom = molecule.atoms[index]
        guard isWritten(index, molecule, style) else { return nil }
        var label = AtomLabel()
        let element = atom.atomicNumber == 0 ? (atom.isotope > 0 ? "R" : "*") : Element.numbered(Int(min(atom.atomicNumber, 118))).symbol
        let width = textWidth(element, size)
        let base = size * 0.36
        label.add(element, x: -width / 2, y: base, size: size)
        let small = size * 0.7
        // Isotope above at the left.
        var left = -width / 2
        if atom.isotope > 0 {
            let text = String(atom.isotope)
            if atom.atomicNumber == 0 {
                label.add(text, x: width / 2, y: base + size * 0.22, size: small)
            } else {
                left -= textWidth(text, small)
                label.add(text, x: left, y: base - size * 0.4, size: small)
            }
        }
        var right = width / 2
        let hydrogens = atom.totalHydrogens
        let charge = chargeText(atom)
        let side = hydrogens > 0 ? hydrogenSide(index, molecule, places) : .right
        if hydrogens > 0 {
            let count = hydrogens > 1 ? String(hydrogens) : ""
            let letter = textWidth("H", size)
            let total = letter + textWidth(count, small)
            let x: Double
            var y = base
            switch side {
            case .right:
                x = right
                right += total
            case .left:
                x = left - total
                left -= total
            case .above, .below:
                x = -letter / 2
                y += side == .above ? -size * 0.92 : size * 0.92
                // What comes after stays beside the element.
            }
            label.add("H", x: x, y: y, size: size)
            if !count.isEmpty { label.add(count, x: x + letter, y: y + size * 0.22, size: small) }
        }
        if !charge.isEmpty { label.add(charge, x: right, y: base - size * 0.4, size: small) }
        return label
    }

    private mutating func add(_ text: String, x: Double, y: Double, size: Double) {
        runs.append(Run(text: text, x: x, y: y, size: size))
        boxes.append(Box(left: x, top: y - size * 0.73, right: x + Self.textWidth(text, size), bottom: y + size * 0.02))
    }

    private static func isWritten(_ index: Int, _ molecule: Molecule, _ style: DrawingStyle) -> Bool {
        let atom = molecule.atoms[index]
        if atom.atomicNumber != 6 || style.showsCarbons || atom.formalCharge != 0 || atom.isotope != 0 { return true }
        if atom.radicalElectrons > 0 || molecule.degree(of: index) == 0 { return true }
        // A carbon in one line with two double bonds would not be seen.
        return molecule.degree(of: index) == 2
            && molecule.neighbors(of: index).allSatisfy { molecule.bonds[Int($0.bond)].kekuleKind == .double }
    }

    /// "+", "2−", with a dot for each unpaired electron.
    private static func chargeText(_ atom: Atom) -> String {
        let charge = Int(atom.formalCharge)
        var text = String(repeating: "•", count: min(Int(atom.radicalElectrons), 4))
        if charge != 0 { text += (abs(charge) > 1 ? String(abs(charge)) : "") + (charge > 0 ? "+" : "−") }
        return text
    }

    enum Side { case right, left, above, below }

    /// Where hydrogens disturb least: at the right unless a bond goes there, then at the left, then above or below.
    private static func hydrogenSide(_ index: Int, _ molecule: Molecule, _ places: [Point]) -> Side {
        let directions = molecule.neighbors(of: index).map { Plane.unit(places[Int($0.atom)] - places[index]) }
        // A lone molecule is written as usual: H2O, HCl, but CH4, NH3.
        if directions.isEmpty { return [8, 9, 16, 17, 34, 35, 52, 53].contains(molecule.atoms[index].atomicNumber) ? .left : .right }
        func worst(_ side: Point) -> Double { directions.map { Plane.dot($0, side) }.max() ?? -1 }
        let right = worst([1, 0]), left = worst([-1, 0]), above = worst([0, 1]), below = worst([0, -1])
        if directions.count == 1 { return right < 0.6 && (right <= 0.1 || right <= left) ? .right : .left }
        if right < 0.3 { return .right }
        if left < 0.3 { return .left }
        let best = min(right - 0.25, left - 0.25, above, below)
        if best == above { return .above }
        if best == below { return .below }
        return right <= left ? .right : .left
    }

    /// How wide a text is in Helvetica, Arial or Liberation Sans, whose letters have the same widths.
    static func textWidth(_ text: String, _ size: Double) -> Double {
        var sum = 0.0
        for scalar in text.unicodeScalars {
            switch scalar {
            case "I", "f", "t", " ", ".", ",", ":", ";", "/", "!", "[", "]": sum += 278
            case "i", "j", "l", "'": sum += 222
            case "r", "-", "(", ")", "`": sum += 333
            case "•", "*": sum += 370
            case "J", "c", "k", "s", "v", "x", "y", "z": sum += 500
            case "+", "−", "=", "<", ">", "~": sum += 584
            case "F", "T", "Z": sum += 611
            case "A", "B", "E", "K", "P", "S", "V", "X", "Y", "&": sum += 667
            case "C", "D", "H", "N", "R", "U", "w": sum += 722
            case "G", "O", "Q": sum += 778
            case "M", "m": sum += 833
            case "W", "%": sum += 920
            case "…": sum += 1000
            default: sum += scalar.value > 0x2E80 ? 1000 : 556
            }
        }
        return sum * size / 1000
    }

    /// The same in bold.
    static func boldWidth(_ text: String, _ size: Double) -> Double {
        var sum = 0.0
        for scalar in text.unicodeScalars {
            switch scalar {
            case "I", "i", "j", "l", " ", ".", ",", "/", "'": sum += 278
            case "f", "t", "-", "(", ")", "`", ":", ";", "!", "[", "]": sum += 333
            case "r", "*", "•": sum += 389
            case "z": sum += 500
            case "+", "−", "=", "<", ">", "~": sum += 584
            case "F", "L", "T", "Z", "b", "d", "g", "h", "n", "o", "p", "q", "u", "?": sum += 611
            case "E", "P", "S", "V", "X", "Y": sum += 667
            case "A", "B", "C", "D", "H", "K", "N", "R", "U", "&": sum += 722
            case "G", "O", "Q", "w": sum += 778
            case "M": sum += 833
            case "m", "%": sum += 889
            case "W": sum += 944
            case "…": sum += 1000
            // a to e, digits; letters of other scripts are as wide as the widest of their sort
            default: sum += scalar.value > 0x2E80 ? 1000 : scalar.value > 0x7F ? 722 : 556
            }
        }
        return sum * size / 1000
    }
}
