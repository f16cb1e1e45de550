/// An open branch: the atom that it hangs on and where it was opened.
struct SMILESBranch {
    let atom: Int32
    let place: Int32
}

/// A ring closure: first its opening, then both ends.
struct SMILESClosure {
    var number: Int32
    var opener: Int32
    var closer: Int32 = -1
    var openingBond: SMILESBond
    var closingBond = SMILESBond()
    var place: Int32
    /// The order in which closures were opened; after the parse the index of the bond.
    var order: Int32 = 0
}

/// One end of a closure, in a list that each atom's chain of closures runs through.
struct SMILESClosureEnd {
    let atom: Int32
    let closure: Int32
    /// How many atoms were written before it.
    let atomsBefore: Int32
    var next: Int32 = -1
}

/// A bond symbol.
struct SMILESBond {
    var kind = BondKind.single
    var direction = BondDirection.none
    /// Whether a symbol says the order; `/` and `\` do not.
    var isOrderGiven = false
    /// `<-`: the donor is the second atom.
    var isReversed = false
    /// `:` or an unspecified bond that turned out aromatic.
    var isAromatic = false
    /// Where the symbol stands, or -1.
    var place: Int32 = -1
}

extension Workbench {
    /// Reads a SMILES onto the bench: atoms, bonds and neighbours, nothing perceived; returns where it ended (at a blank
    /// or the end of the text).
    ///
    /// Sources: D. Weininger, SMILES, J. Chem. Inf. Comput. Sci. 28 (1988) 31-36; OpenSMILES specification 1.0 (2016);
    /// what RDKit accepts beyond it: `->`, `<-`, `~`, `#n`, `%(n)`. O(characters), no recursion.
    mutating func parse(_ text: UnsafeBufferPointer<UInt8>) throws(SMILESFault) -> Int {
        atoms.removeAll()
        bonds.removeAll()
        atomPositions.removeAll()
        branches.removeAll()
        openings.removeAll()
        closures.removeAll()
        closureEnds.removeAll()
        chiralAtoms.removeAll()
        ringStarts.removeAll()
        ringAtoms.removeAll()
        ringBonds.removeAll()
        openClosures.fill(100, 0)
        if text.count > SMILESLimits.length { throw SMILESFault(kind: .tooLong(limit: SMILESLimits.length), place: 0) }

        var place = 0
        let end = text.count
        while place < end, Self.isBlank(text[place]) { place += 1 }
        if place == end {
            if end > 0 { throw SMILESFault(kind: .blank, place: 0) }
            indexNeighbors()
            return place
        }
        var previous: Int32 = -1
        var bond = SMILESBond()
        var hasBond = false
        /// What came last, as far as it decides what may follow.
        var afterDot = false
        var afterOpening = false
        var dotPlace = 0

        while place < end {
            let byte = text[place]
            if byte <= 32, Self.isBlank(byte) { break }
            switch byte {
            case UInt8(ascii: "("):
                if previous < 0 || hasBond || afterDot || afterOpening { throw unexpected(text, place) }
                if branches.count >= SMILESLimits.nesting {
                    throw SMILESFault(kind: .tooDeep(limit: SMILESLimits.nesting), place: place)
                }
                branches.append(SMILESBranch(atom: previous, place: Int32(place)))
                afterOpening = true
                place += 1
            case UInt8(ascii: ")"):
                if hasBond { throw missing(bond, text) }
                if afterDot { throw SMILESFault(kind: .missingAtom(after: "dot"), place: dotPlace) }
                if branches.count == 0 { throw SMILESFault(kind: .unopenedBranch, place: place) }
                if afterOpening { throw SMILESFault(kind: .emptyBranch, place: Int(branches[branches.count - 1].place)) }
                previous = branches.removeLast().atom
                place += 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "%"):
                if previous < 0 || afterDot || afterOpening { throw unexpected(text, place) }
                let from = place
                let number = try closureNumber(text, &place)
                try close(number, at: previous, bond, from)
                hasBond = false
                bond = SMILESBond()
            case UInt8(ascii: "."):
                if previous < 0 || afterDot || afterOpening { throw unexpected(text, place) }
                if hasBond { throw missing(bond, text) }
                afterDot = true
                dotPlace = place
                place += 1
            case UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: "#"), UInt8(ascii: ":"), UInt8(ascii: "$"), UInt8(ascii: "~"),
                UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: "<"):
                if previous < 0 || afterDot { throw unexpected(text, place) }
                if hasBond { throw unexpected(text, place) }
                bond = try bondSymbol(text, &place)
                hasBond = true
            default:
                let from = place
                let atom: Atom = try byte == UInt8(ascii: "[") ? bracketAtom(text, &place) : plainAtom(text, &place)
                if atoms.count >= SMILESLimits.atoms {
                    throw SMILESFault(kind: .tooManyAtoms(limit: SMILESLimits.atoms), place: from)
                }
                let index = Int32(truncatingIfNeeded: atoms.count)
                if atom.chirality != .none { chiralAtoms.append(index) }
                if previous >= 0, !afterDot { link(previous, index, bond, isAromatic: atom.isAromatic) }
                atoms.append(atom)
                atomPositions.append(Int32(truncatingIfNeeded: from))
                previous = index
                hasBond = false
                afterDot = false
                afterOpening = false
                bond = SMILESBond()
            }
        }
        if hasBond { throw missing(bond, text) }
        if afterDot { throw SMILESFault(kind: .missingAtom(after: "dot"), place: dotPlace) }
        if branches.count > 0 { throw SMILESFault(kind: .unclosedBranch, place: Int(branches[branches.count - 1].place)) }
        try finishClosures()
        return place
    }

    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }

    /// A character that may not stand here.
    func unexpected(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> SMILESFault {
        if place >= text.count { return SMILESFault(kind: .unexpected("end"), place: place) }
        return SMILESFault(kind: .unexpected(Self.shown(text, place)), place: place)
    }

    /// A character as an error shows it.
    static func shown(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> String {
        let byte = text[place]
        if byte > 32, byte < 127 { return String(UnicodeScalar(byte)) }
        return byte == 32 ? "blank" : "byte \(byte)"
    }

    private func missing(_ bond: SMILESBond, _ text: UnsafeBufferPointer<UInt8>) -> SMILESFault {
        SMILESFault(kind: .missingAtom(after: "bond \(Self.shown(text, Int(bond.place)))"), place: Int(bond.place))
    }

    /// Adds the bond from the atom before to the one that is about to be added.
    @inline(__always)
    private mutating func link(_ from: Int32, _ to: Int32, _ symbol: SMILESBond, isAromatic: Bool) {
        var kind = symbol.kind
        var aromatic = symbol.isAromatic
        if !symbol.isOrderGiven, isAromatic, atoms[from].isAromatic {
            kind = .aromatic
            aromatic = true
        }
        var bond = Bond(begin: Int(symbol.isReversed ? to : from), end: Int(symbol.isReversed ? from : to), kind: kind)
        bond.isAromatic = aromatic
        bond.direction = symbol.direction
        bonds.append(bond)
    }

    private func bondSymbol(_ text: UnsafeBufferPointer<UInt8>, _ place: inout Int) throws(SMILESFault) -> SMILESBond {
        var bond = SMILESBond()
        bond.place = Int32(truncatingIfNeeded: place)
        bond.isOrderGiven = true
        let next = place + 1 < text.count ? text[place + 1] : 0
        switch text[place] {
        case UInt8(ascii: "-"):
            if next == UInt8(ascii: ">") {
                bond.kind = .dative
                place += 1
            }
        case UInt8(ascii: "="): bond.kind = .double
        case UInt8(ascii: "#"): bond.kind = .triple
        case UInt8(ascii: "$"): bond.kind = .quadruple
        case UInt8(ascii: ":"):
            bond.kind = .aromatic
            bond.isAromatic = true
        case UInt8(ascii: "~"): bond.kind = .unspecified
        case UInt8(ascii: "/"):
            bond.direction = .up
            bond.isOrderGiven = false
        case UInt8(ascii: "\\"):
            bond.direction = .down
            bond.isOrderGiven = false
            if next == UInt8(ascii: "\\") { place += 1 }
        default:
            if next != UInt8(ascii: "-") { throw unexpected(text, place) }
            bond.kind = .dative
            bond.isReversed = true
            place += 1
        }
        place += 1
        return bond
    }
}
