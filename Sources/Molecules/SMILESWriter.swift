/// Writes a molecule as SMILES, visiting atoms in a given order.
///
/// Each fragment begins at its lowest atom; double and triple bonds are followed before single ones, so that rings are
/// closed by single or aromatic bonds; the largest branch comes last, without parentheses. Atoms are bracketed where a
/// reader would not find their hydrogens, charge, isotope, class or sense of turning otherwise. Ring closures reuse the
/// lowest free number; from 10 on they are written `%nn`, from 100 on `%(nnn)`.
/// D. Weininger, SMILES, Journal of Chemical Information and Computer Sciences 28 (1988), doi:10.1021/ci00057a005, and
/// OpenSMILES 1.0. O(atoms + bonds) but for sorting each atom's neighbours.
struct SMILESWriter {
    private let molecule: Molecule
    private let ranks: [Int32]
    private let isIsomeric: Bool

    /// The bond by which the walk came to each atom, or -1.
    private var arrivals: [Int32]
    private var parents: [Int32]
    /// Atoms in the order in which they are written, and each one's place in it.
    private var sequence: [Int32] = []
    private var places: [Int32]
    /// Children of atom a in the order of writing: `children[childStarts[a]..<childStarts[a + 1]]`.
    private var children: [Int32] = []
    private var childStarts: [Int32]
    /// Whether a bond closes a ring.
    private var isClosure: [Bool]
    private var marks = BondMarks()
    private var text: [UInt8] = []
    /// Which ring numbers are taken, from 1, and each closing bond's number.
    private var isTaken: [Bool] = []
    private var numbers: [Int32]

    /// The SMILES with atoms of low rank first.
    ///
    /// - Parameters:
    ///   - ranks: one number an atom, all different.
    ///   - isIsomeric: whether isotopes and stereo are written.
    static func write(_ molecule: Molecule, ranks: [Int32], isIsomeric: Bool = true) -> String {
        var writer = SMILESWriter(molecule, ranks, isIsomeric)
        writer.walk()
        if isIsomeric { writer.marks = BondMarks(molecule, places: writer.places, isClosure: writer.isClosure) }
        writer.writeAll()
        return String(decoding: writer.text, as: UTF8.self)
    }

    private init(_ molecule: Molecule, _ ranks: [Int32], _ isIsomeric: Bool) {
        (self.molecule, self.ranks, self.isIsomeric) = (molecule, ranks, isIsomeric)
        let count = molecule.atomCount
        arrivals = [Int32](repeating: -1, count: count)
        parents = arrivals
        places = arrivals
        childStarts = [Int32](repeating: 0, count: count + 1)
        isClosure = [Bool](repeating: false, count: molecule.bondCount)
        numbers = [Int32](repeating: 0, count: molecule.bondCount)
        text.reserveCapacity(count * 3)
    }

    // MARK: the order of writing

    /// Finds the tree that is written, the bonds that close rings, and the order of the branches.
    private mutating func walk() {
        let count = molecule.atomCount
        var starts = [Int32](repeating: 0, count: count)
        for atom in 0..<count { starts[Int(ranks[atom])] = Int32(atom) }
        var wasSeen = [Bool](repeating: false, count: count)
        var wasTaken = [Bool](repeating: false, count: molecule.bondCount)
        var visits: [Int32] = []
        visits.reserveCapacity(count)
        var roots: [Int32] = []
        // The neighbours of each atom in the order in which they are tried.
        var ordered: [Molecule.Neighbor] = []
        var orderedStarts = [Int](repeating: 0, count: count + 1)
        for atom in 0..<count {
            let begin = ordered.count
            for neighbor in molecule.neighbors(of: atom) {
                var at = ordered.count
                ordered.append(neighbor)
                while at > begin, isTriedBefore(neighbor, ordered[at - 1]) {
                    ordered[at] = ordered[at - 1]
                    at -= 1
                }
                ordered[at] = neighbor
            }
            orderedStarts[atom + 1] = ordered.count
        }
        var next = orderedStarts
        for root in starts where !wasSeen[Int(root)] {
            roots.append(root)
            wasSeen[Int(root)] = true
            visits.append(root)
            var atom = Int(root)
            while true {
                if next[atom] < orderedStarts[atom + 1] {
                    let neighbor = ordered[next[atom]]
                    next[atom] += 1
                    if wasTaken[Int(neighbor.bond)] { continue }
                    wasTaken[Int(neighbor.bond)] = true
                    let other = Int(neighbor.atom)
                    if wasSeen[other] {
                        isClosure[Int(neighbor.bond)] = true
                    } else {
                        wasSeen[other] = true
                        arrivals[other] = neighbor.bond
                        parents[other] = Int32(atom)
                        visits.append(Int32(other))
                        atom = other
                    }
                } else if parents[atom] >= 0 {
                    atom = Int(parents[atom])
                } else {
                    break
                }
            }
        }
        orderBranches(visits)
        placeAtoms(roots)
    }

    /// Bonds of high order first (and `~`, which RDKit reads at a closing number only), then low ranks.
    private func isTriedBefore(_ first: Molecule.Neighbor, _ second: Molecule.Neighbor) -> Bool {
        func isMultiple(_ bond: Int32) -> Bool {
            switch molecule.bonds[Int(bond)].kind {
            case .double, .triple, .quadruple, .unspecified: true
            default: false
            }
        }
        let (a, b) = (isMultiple(first.bond), isMultiple(second.bond))
        return a != b ? a : ranks[Int(first.atom)] < ranks[Int(second.atom)]
    }

    /// Lists each atom's branches, small ones first.
    private mutating func orderBranches(_ visits: [Int32]) {
        let count = molecule.atomCount
        var weights = [Int32](repeating: 1, count: count)
        for atom in visits.reversed() where parents[Int(atom)] >= 0 {
            weights[Int(parents[Int(atom)])] += weights[Int(atom)]
            childStarts[Int(parents[Int(atom)]) + 1] += 1
        }
        for atom in 0..<count { childStarts[atom + 1] += childStarts[atom] }
        children = [Int32](repeating: 0, count: Int(childStarts[count]))
        var filled = childStarts
        for atom in visits where parents[Int(atom)] >= 0 {
            let parent = Int(parents[Int(atom)])
            var slot = Int(filled[parent])
            filled[parent] += 1
            while slot > Int(childStarts[parent]) {
                let other = Int(children[slot - 1])
                let isLater = (weights[Int(atom)], ranks[Int(atom)]) < (weights[other], ranks[other])
                if !isLater { break }
                children[slot] = children[slot - 1]
                slot -= 1
            }
            children[slot] = atom
        }
    }

    private mutating func placeAtoms(_ roots: [Int32]) {
        var stack: [Int32] = []
        sequence.reserveCapacity(molecule.atomCount)
        for root in roots {
            stack.append(root)
            while let atom = stack.popLast() {
                places[Int(atom)] = Int32(sequence.count)
                sequence.append(atom)
                for child in childrenSlots(Int(atom)).reversed() { stack.append(children[child]) }
            }
        }
    }

    private func childrenSlots(_ atom: Int) -> Range<Int> { Int(childStarts[atom])..<Int(childStarts[atom + 1]) }

    // MARK: text

    private static let open: Int32 = -1
    private static let close: Int32 = -2

    private mutating func writeAll() {
        var stack: [Int32] = []
        for root in sequence where parents[Int(root)] < 0 {
            if !text.isEmpty { text.append(UInt8(ascii: ".")) }
            stack.append(root)
            while let item = stack.popLast() {
                if item == SMILESWriter.open {
                    text.append(UInt8(ascii: "("))
                } else if item == SMILESWriter.close {
                    text.append(UInt8(ascii: ")"))
                } else {
                    let atom = Int(item)
                    writeAtom(atom)
                    let slots = childrenSlots(atom)
                    for slot in slots.reversed() {
                        if slot + 1 < slots.upperBound {
                            stack.append(SMILESWriter.close)
                            stack.append(children[slot])
                            stack.append(SMILESWriter.open)
                        } else {
                            stack.append(children[slot])
                        }
                    }
                }
            }
        }
    }

    private mutating func writeAtom(_ atom: Int) {
        if arrivals[atom] >= 0 { writeBond(Int(arrivals[atom]), from: Int(parents[atom])) }
        var closings: [Int32] = []
        var openings: [Int32] = []
        for neighbor in molecule.neighbors(of: atom) where isClosure[Int(neighbor.bond)] {
            if places[Int(neighbor.atom)] < places[atom] {
                closings.append(neighbor.bond)
            } else {
                openings.append(neighbor.bond)
            }
        }
        if closings.count > 1 { closings.sort { numbers[Int($0)] < numbers[Int($1)] } }
        if openings.count > 1 {
            openings.sort { ranks[molecule.bonds[Int($0)].other(than: atom)] < ranks[molecule.bonds[Int($1)].other(than: atom)] }
        }
        writeSymbol(atom, closings + openings)
        for bond in closings {
            if molecule.bonds[Int(bond)].kind == .unspecified { text.append(UInt8(ascii: "~")) }
            writeNumber(Int(numbers[Int(bond)]))
        }
        for bond in openings {
            if molecule.bonds[Int(bond)].kind != .unspecified { writeBond(Int(bond), from: atom) }
            let free = isTaken.firstIndex(of: false) ?? isTaken.count
            if free == isTaken.count { isTaken.append(true) } else { isTaken[free] = true }
            numbers[Int(bond)] = Int32(free + 1)
            writeNumber(free + 1)
        }
        // A number is free again from the next atom on.
        for bond in closings { isTaken[Int(numbers[Int(bond)]) - 1] = false }
    }

    private mutating func writeNumber(_ number: Int) {
        if number >= 10 { text.append(UInt8(ascii: "%")) }
        if number >= 100 { text.append(UInt8(ascii: "(")) }
        writeDecimal(number)
        if number >= 100 { text.append(UInt8(ascii: ")")) }
    }

    private mutating func writeDecimal(_ number: Int) { text.append(contentsOf: String(number).utf8) }

    private mutating func writeBond(_ index: Int, from atom: Int) {
        let bond = molecule.bonds[index]
        if let isUp = marks.isUp(index) {
            text.append(isUp ? UInt8(ascii: "/") : UInt8(ascii: "\\"))
            return
        }
        let areSmall = isSmall(Int(bond.begin)) && isSmall(Int(bond.end))
        switch bond.kind {
        case .single: if areSmall { text.append(UInt8(ascii: "-")) }
        case .double: text.append(UInt8(ascii: "="))
        case .triple: text.append(UInt8(ascii: "#"))
        case .quadruple: text.append(UInt8(ascii: "$"))
        case .aromatic: if !areSmall { text.append(UInt8(ascii: ":")) }
        case .dative: text.append(contentsOf: Int(bond.begin) == atom ? "->".utf8 : "<-".utf8)
        case .unspecified: text.append(UInt8(ascii: "~"))
        }
    }

    /// Whether the atom's symbol is written in lower case.
    private func isSmall(_ atom: Int) -> Bool {
        guard molecule.atoms[atom].isAromatic else { return false }
        switch molecule.atoms[atom].atomicNumber {
        case 5, 6, 7, 8, 14, 15, 16, 33, 34, 52: return true
        default: return false
        }
    }

    private mutating func writeSymbol(_ atom: Int, _ closures: [Int32]) {
        let it = molecule.atoms[atom]
        let isTurning = isIsomeric && (it.chirality == .clockwise || it.chirality == .counterclockwise)
        let isotope = isIsomeric ? Int(it.isotope) : 0
        let hydrogens = it.totalHydrogens
        let isBracketed = isTurning || isotope != 0 || it.formalCharge != 0 || it.atomClass != 0
            || molecule.unbracketedHydrogens(atom) != hydrogens
        if isBracketed { text.append(UInt8(ascii: "[")) }
        if isotope != 0 { writeDecimal(isotope) }
        let symbol = Element.numbered(Int(it.atomicNumber)).symbol
        if isSmall(atom) {
            for byte in symbol.utf8 { text.append(byte | 0x20) }
        } else {
            text.append(contentsOf: symbol.utf8)
        }
        if isTurning {
            text.append(UInt8(ascii: "@"))
            if isClockwise(atom, closures) { text.append(UInt8(ascii: "@")) }
        }
        guard isBracketed else { return }
        if hydrogens > 0 {
            text.append(UInt8(ascii: "H"))
            if hydrogens > 1 { writeDecimal(hydrogens) }
        }
        if it.formalCharge != 0 {
            text.append(it.formalCharge > 0 ? UInt8(ascii: "+") : UInt8(ascii: "-"))
            if abs(Int(it.formalCharge)) > 1 { writeDecimal(abs(Int(it.formalCharge))) }
        }
        if it.atomClass != 0 {
            text.append(UInt8(ascii: ":"))
            writeDecimal(Int(it.atomClass))
        }
        text.append(UInt8(ascii: "]"))
    }

    /// Whether the neighbours turn clockwise in the order in which they are written: the atom before, closures, branches.
    private func isClockwise(_ atom: Int, _ closures: [Int32]) -> Bool {
        var written: [Int32] = []
        if arrivals[atom] >= 0 { written.append(arrivals[atom]) }
        written += closures
        for slot in childrenSlots(atom) { written.append(arrivals[Int(children[slot])]) }
        // Bonds lie around the atom in rising order, so that the order of writing is sorted by as many swaps.
        var isClockwise = molecule.atoms[atom].chirality == .clockwise
        if written.withUnsafeBufferPointer({ isOddPermutation($0) }) { isClockwise.toggle() }
        if molecule.degree(of: atom) == 3 {
            // The hydrogen stands first at the beginning of a fragment, else second; RDKit reads an atom with a lone pair
            // and one ring closure as turned too.
            let hasHydrogen = molecule.atoms[atom].totalHydrogens == 1
            let isFlat = molecule.neighbors(of: atom).contains {
                switch molecule.bonds[Int($0.bond)].kind {
                case .double, .triple, .quadruple, .aromatic: true
                default: false
                }
            }
            if hasHydrogen ? arrivals[atom] < 0 : closures.count == 1 && !isFlat { isClockwise.toggle() }
        }
        return isClockwise
    }
}
