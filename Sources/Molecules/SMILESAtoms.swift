/// Atoms as SMILES writes them, inside brackets and out.
extension Workbench {
    /// An atom of the organic subset, or a wildcard.
    @inline(__always)
    func plainAtom(_ text: UnsafeBufferPointer<UInt8>, _ place: inout Int) throws(SMILESFault) -> Atom {
        let next = place + 1 < text.count ? text[place + 1] : 0
        var number: UInt8
        var aromatic = false
        switch text[place] {
        case UInt8(ascii: "C"):
            number = 6
            if next == UInt8(ascii: "l") {
                number = 17
                place += 1
            }
        case UInt8(ascii: "c"): (number, aromatic) = (6, true)
        case UInt8(ascii: "N"): number = 7
        case UInt8(ascii: "n"): (number, aromatic) = (7, true)
        case UInt8(ascii: "O"): number = 8
        case UInt8(ascii: "o"): (number, aromatic) = (8, true)
        case UInt8(ascii: "S"): number = 16
        case UInt8(ascii: "s"): (number, aromatic) = (16, true)
        case UInt8(ascii: "F"): number = 9
        case UInt8(ascii: "P"): number = 15
        case UInt8(ascii: "p"): (number, aromatic) = (15, true)
        case UInt8(ascii: "I"): number = 53
        case UInt8(ascii: "B"):
            number = 5
            if next == UInt8(ascii: "r") {
                number = 35
                place += 1
            }
        case UInt8(ascii: "b"): (number, aromatic) = (5, true)
        case UInt8(ascii: "*"): number = 0
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
            throw SMILESFault(kind: .unknownElement("\(Self.shown(text, place)) (other elements need brackets)"), place: place)
        default: throw unexpected(text, place)
        }
        place += 1
        var atom = Atom(atomicNumber: number)
        atom.isAromatic = aromatic
        return atom
    }

    /// `[` isotope? element chirality? hydrogens? charge? class? `]`
    func bracketAtom(_ text: UnsafeBufferPointer<UInt8>, _ place: inout Int) throws(SMILESFault) -> Atom {
        let opening = place
        place += 1
        var isotope = 0
        if let number = try number(text, &place, limit: Int(UInt16.max)) { isotope = number }
        var atom = try bracketElement(text, &place, opening)
        atom.isotope = UInt16(truncatingIfNeeded: isotope)
        atom.forbidsImplicitHydrogens = true

        if peek(text, place) == UInt8(ascii: "@"), atom.atomicNumber != 1 { atom.chirality = try chirality(text, &place) }
        if peek(text, place) == UInt8(ascii: "H") {
            place += 1
            atom.explicitHydrogens = UInt8(truncatingIfNeeded: try number(text, &place, limit: 255) ?? 1)
        }
        let sign = peek(text, place)
        if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
            place += 1
            var size = 1
            if peek(text, place) == sign {
                size = 2
                place += 1
            } else if let given = try number(text, &place, limit: 127) {
                size = given
            }
            atom.formalCharge = Int8(truncatingIfNeeded: sign == UInt8(ascii: "+") ? size : -size)
        }
        if peek(text, place) == UInt8(ascii: ":") {
            place += 1
            guard let number = try number(text, &place, limit: Int(Int32.max)) else { throw unclosed(text, place, opening) }
            atom.atomClass = UInt32(truncatingIfNeeded: number)
        }
        if peek(text, place) != UInt8(ascii: "]") { throw unclosed(text, place, opening) }
        place += 1
        return atom
    }

    @inline(__always)
    private func peek(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> UInt8 { place < text.count ? text[place] : 0 }

    /// The bracket ends or holds what it may not.
    private func unclosed(_ text: UnsafeBufferPointer<UInt8>, _ place: Int, _ opening: Int) -> SMILESFault {
        place >= text.count || Self.isBlank(text[place])
            ? SMILESFault(kind: .unclosedBracket, place: opening) : unexpected(text, place)
    }

    /// A number without leading zeros, nil where no digit stands.
    private func number(_ text: UnsafeBufferPointer<UInt8>, _ place: inout Int, limit: Int) throws(SMILESFault) -> Int? {
        let from = place
        var value = 0
        while place < text.count, text[place] >= 48, text[place] <= 57 {
            if place > from, value == 0 { throw unexpected(text, place) }
            value = value * 10 + Int(text[place] - 48)
            if value > limit { throw SMILESFault(kind: .numberTooLarge, place: from) }
            place += 1
        }
        return place > from ? value : nil
    }

    private func bracketElement(
        _ text: UnsafeBufferPointer<UInt8>, _ place: inout Int, _ opening: Int
    ) throws(SMILESFault) -> Atom {
        let first = peek(text, place)
        let second = peek(text, place + 1)
        switch first {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"):
            if second >= 97, second <= 122, let found = ElementSymbols.number(first, second) {
                place += 2
                return Atom(atomicNumber: found)
            }
            if let found = ElementSymbols.number(first, 0) {
                place += 1
                return Atom(atomicNumber: found)
            }
        case UInt8(ascii: "a")...UInt8(ascii: "z"):
            var number: UInt8 = 0
            switch (first, second) {
            case (UInt8(ascii: "s"), UInt8(ascii: "e")): number = 34
            case (UInt8(ascii: "t"), UInt8(ascii: "e")): number = 52
            case (UInt8(ascii: "s"), UInt8(ascii: "i")): number = 14
            case (UInt8(ascii: "a"), UInt8(ascii: "s")): number = 33
            default: break
            }
            if number > 0 {
                place += 1
            } else {
                switch first {
                case UInt8(ascii: "b"): number = 5
                case UInt8(ascii: "c"): number = 6
                case UInt8(ascii: "n"): number = 7
                case UInt8(ascii: "o"): number = 8
                case UInt8(ascii: "p"): number = 15
                case UInt8(ascii: "s"): number = 16
                default: break
                }
            }
            if number > 0 {
                place += 1
                var atom = Atom(atomicNumber: number)
                atom.isAromatic = true
                return atom
            }
        case UInt8(ascii: "*"):
            place += 1
            return Atom(atomicNumber: 0)
        case UInt8(ascii: "#"):
            place += 1
            let from = place
            guard let found = try number(text, &place, limit: 118) else { throw unclosed(text, from, opening) }
            return Atom(atomicNumber: UInt8(truncatingIfNeeded: found))
        default: throw unclosed(text, place, opening)
        }
        var name = String(UnicodeScalar(first))
        if second >= 97, second <= 122 { name.unicodeScalars.append(UnicodeScalar(second)) }
        throw SMILESFault(kind: .unknownElement(name), place: place)
    }

    private func chirality(_ text: UnsafeBufferPointer<UInt8>, _ place: inout Int) throws(SMILESFault) -> Chirality {
        let from = place
        place += 1
        let first = peek(text, place)
        if first == UInt8(ascii: "@") {
            place += 1
            return .clockwise
        }
        let second = peek(text, place + 1)
        let most: Int
        switch (first, second) {
        case (UInt8(ascii: "T"), UInt8(ascii: "H")), (UInt8(ascii: "A"), UInt8(ascii: "L")): most = 2
        case (UInt8(ascii: "S"), UInt8(ascii: "P")): most = 3
        case (UInt8(ascii: "T"), UInt8(ascii: "B")): most = 20
        case (UInt8(ascii: "O"), UInt8(ascii: "H")): most = 30
        default: return .counterclockwise
        }
        place += 2
        let kind = try number(text, &place, limit: 999) ?? 0
        if kind > most { throw SMILESFault(kind: .badChirality, place: from) }
        // @TH1 is @ and @TH2 is @@.
        if first == UInt8(ascii: "T"), second == UInt8(ascii: "H"), kind > 0 { return kind == 1 ? .counterclockwise : .clockwise }
        return .other
    }
}

/// Symbols of elements by their letters.
enum ElementSymbols {
    /// By the first letter and the second (0 for none), `[26, 27]`; 0 where there is none.
    private static let table: [UInt8] = {
        var table = [UInt8](repeating: 0, count: 26 * 27)
        for element in Element.table.dropFirst() {
            let letters = Array(element.symbol.utf8)
            table[Int(letters[0] - 65) * 27 + (letters.count > 1 ? Int(letters[1] - 96) : 0)] = UInt8(element.atomicNumber)
        }
        return table
    }()

    /// The atomic number; `first` a capital, `second` a small letter or 0.
    static func number(_ first: UInt8, _ second: UInt8) -> UInt8? {
        let found = table[Int(first - 65) * 27 + (second == 0 ? 0 : Int(second - 96))]
        return found == 0 ? nil : found
    }
}
