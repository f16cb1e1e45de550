/// Ring closures of SMILES and the sense of stereocentres, which depends on their order.
extension Workbench {
    /// A digit, `%` and two digits, or `%(` up to five digits `)`.
    func closureNumber(_ text: UnsafeBufferPointer<UInt8>, _ place: inout Int) throws(SMILESFault) -> Int32 {
        let from = place
        if text[place] != UInt8(ascii: "%") {
            place += 1
            return Int32(text[from] - 48)
        }
        func digit(_ at: Int) -> Int32? {
            at < text.count && text[at] >= 48 && text[at] <= 57 ? Int32(text[at] - 48) : nil
        }
        if let tens = digit(place + 1), tens > 0, let ones = digit(place + 2) {
            place += 3
            return tens * 10 + ones
        }
        if place + 1 < text.count, text[place + 1] == UInt8(ascii: "(") {
            var value: Int32 = 0
            var at = place + 2
            while let next = digit(at), at < place + 7 {
                value = value * 10 + next
                at += 1
            }
            if at > place + 2, at < text.count, text[at] == UInt8(ascii: ")") {
                place = at + 1
                return value
            }
        }
        throw SMILESFault(kind: .ringNumber, place: from)
    }

    /// Opens the closure, or closes it where it is open.
    mutating func close(_ number: Int32, at atom: Int32, _ bond: SMILESBond, _ place: Int) throws(SMILESFault) {
        var opening: Int32 = -1
        if number < 100 {
            opening = openClosures[number] - 1
        } else {
            for other in 0..<openings.count where openings[other].number == number && openings[other].closer == -1 {
                opening = Int32(other)
            }
        }
        if opening < 0 {
            if openings.count >= SMILESLimits.ringClosures {
                throw SMILESFault(kind: .tooManyRings(limit: SMILESLimits.ringClosures), place: place)
            }
            let index = Int32(openings.count)
            openings.append(SMILESClosure(
                number: number, opener: atom, openingBond: bond, place: Int32(truncatingIfNeeded: place), order: index))
            closureEnds.append(SMILESClosureEnd(atom: atom, closure: index, atomsBefore: Int32(truncatingIfNeeded: atoms.count)))
            if number < 100 { openClosures[number] = index + 1 }
            return
        }
        if openings[opening].opener == atom { throw SMILESFault(kind: .ringToItself(Int(number)), place: place) }
        openings[opening].closer = atom
        openings[opening].closingBond = bond
        openings[opening].place = Int32(truncatingIfNeeded: place)
        closureEnds.append(SMILESClosureEnd(atom: atom, closure: opening, atomsBefore: Int32(truncatingIfNeeded: atoms.count)))
        if number < 100 { openClosures[number] = 0 }
    }

    /// Adds the bonds of the closures by number, as RDKit does, lists the neighbours, and settles the sense of stereocentres.
    mutating func finishClosures() throws(SMILESFault) {
        let count = openings.count
        if count == 0 {
            indexNeighbors()
            if chiralAtoms.count > 0 { orientCentres() }
            return
        }
        for index in 0..<count where openings[index].closer < 0 {
            throw SMILESFault(kind: .unclosedRing(Int(openings[index].number)), place: Int(openings[index].place))
        }
        for index in 0..<count { closures.append(openings[index]) }
        var sorted = closures.buffer
        if count < 24 {
            for index in 1..<max(count, 1) {
                var at = index
                while at > 0, sorted[at].number < sorted[at - 1].number {
                    sorted.swapAt(at, at - 1)
                    at -= 1
                }
            }
        } else {
            sorted.sort { ($0.number, $0.order) < ($1.number, $1.order) }
        }
        let firstBond = bonds.count
        for index in 0..<count {
            let closure = sorted[index]
            openings[closure.order].order = Int32(bonds.count)
            bonds.append(closingBond(closure))
        }
        indexNeighbors()
        for index in 0..<count {
            let bond = bonds[firstBond + index]
            let fewer = degree(Int(bond.begin)) < degree(Int(bond.end)) ? bond.begin : bond.end
            let other = Int32(bond.other(than: Int(fewer)))
            for place in neighborRange(Int(fewer))
            where neighbors[place].atom == other && Int(neighbors[place].bond) < firstBond + index {
                throw SMILESFault(kind: .duplicateBond(ring: Int(sorted[index].number)), place: Int(sorted[index].place))
            }
        }
        if chiralAtoms.count > 0 { orientCentres() }
    }

    /// The first symbol that says an order counts; a direction at the other end is kept, turned round.
    private func closingBond(_ closure: SMILESClosure) -> Bond {
        let opens = closure.openingBond.isOrderGiven
        var symbol = opens ? closure.openingBond : closure.closingBond
        let other = opens ? closure.closingBond : closure.openingBond
        if symbol.direction == .none {
            if other.direction == .up { symbol.direction = .down }
            if other.direction == .down { symbol.direction = .up }
        }
        let isUnspecified = symbol.kind == .unspecified
        var (from, to) = opens ? (closure.opener, closure.closer) : (closure.closer, closure.opener)
        if symbol.isReversed { swap(&from, &to) }
        // `~` says nothing at a closure.
        if symbol.kind == .unspecified { symbol.kind = .single }
        if !symbol.isOrderGiven || isUnspecified, atoms[from].isAromatic, atoms[to].isAromatic {
            symbol.kind = .aromatic
            symbol.isAromatic = true
        }
        var bond = Bond(begin: Int(from), end: Int(to), kind: symbol.kind)
        bond.isAromatic = symbol.isAromatic
        bond.direction = symbol.direction
        return bond
    }

    /// Turns `@` and `@@`, which refer to the order of writing (atom before, hydrogen, closures in the order of their
    /// digits, atoms after), into the sense relative to the order of the bonds.
    private mutating func orientCentres() {
        if closureEnds.count > 0 {
            closureHead.fill(atoms.count, -1)
            for end in stride(from: closureEnds.count - 1, through: 0, by: -1) {
                let atom = closureEnds[end].atom
                closureEnds[end].next = closureHead[atom]
                closureHead[atom] = Int32(end)
            }
        }
        for index in 0..<chiralAtoms.count {
            let atom = Int(chiralAtoms[index])
            let sense = atoms[atom].chirality
            if sense == .other { continue }
                        var isOdd = false
            var closureCount = 0
            if closureEnds.count > 0 {
                // Closures among themselves, and those that stand before later atoms in writing, but after them in the list.
                let firstClosure = Int32(bonds.count - openings.count)
                var end = closureHead[atom]
                while end >= 0 {
                    closureCount += 1
                    let one = closureEnds[Int(end)]
                    let bond = openings[one.closure].order
                    var later = one.next
                    while later >= 0 {
                        if openings[closureEnds[Int(later)].closure].order < bond { isOdd.toggle() }
                        later = closureEnds[Int(later)].next
                    }
                    for place in neighborRange(atom)
                    where neighbors[place].bond < firstClosure && neighbors[place].atom >= one.atomsBefore { isOdd.toggle() }
                    end = one.next
                }
            }
            let isFirst = degree(atom) == 0 || startsFragment(atom)
            if degree(atom) == 3 {
                let hydrogens = atoms[atom].explicitHydrogens
                if isFirst && hydrogens == 1 {
                    isOdd.toggle()
                } else if hydrogens != 1, closureCount == 1, !isUnsaturated(atom) {
                    isOdd.toggle()
                }
            }
            if isOdd { atoms[atom].chirality = sense == .clockwise ? .counterclockwise : .clockwise }
        }
    }

    /// Whether no atom stands before this one.
    private func startsFragment(_ atom: Int) -> Bool {
        let firstClosure = Int32(bonds.count - openings.count)
        for place in neighborRange(atom) where neighbors[place].bond < firstClosure && Int(neighbors[place].atom) < atom {
            return false
        }
        return true
    }

    private func isUnsaturated(_ atom: Int) -> Bool {
        for place in neighborRange(atom) {
            switch bonds[neighbors[place].bond].kind {
            case .double, .triple, .quadruple, .aromatic: return true
            default: break
            }
        }
        return false
    }
}
