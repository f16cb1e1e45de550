import FileFormats

/// What a molfile says, before anything is made of it.
struct MolfileContents {
    var name = ""
    var atoms: [Atom] = []
    var bonds: [Bond] = []
    var positions: [SIMD3<Double>] = []
    /// The total valence that an atom line states: -1 for none stated, else 0 to 14.
    var valences: [Int8] = []
    /// "2D" or "3D" of the second line.
    var dimension = ""
    /// The line of the counts, where trouble of the whole molecule is put.
    var countsLine = 0
    /// The lines of the first atom and bond.
    var atomLine = 0
    var bondLine = 0

    /// Adds an atom as the file writes its symbol.
    mutating func add(
        symbol bounds: Range<Int>, position: SIMD3<Double>, in lines: MolfileLines
    ) throws(FileError) {
        guard var atom = Self.atom(lines.bytes[bounds]) else {
            let text = lines.string(bounds)
            if text == "L" || text.hasPrefix("[") || text.hasPrefix("NOT") {
                throw lines.failure(
                    .unsupported, found: "an atom list (\(lines.quoted(bounds)))", expected: "one element an atom",
                    advice: "queries are not read")
            }
            throw lines.failure(found: lines.quoted(bounds), expected: "the symbol of an element, or *, A, Q, X, M or R#")
        }
        // Several atoms at one place or far away are legal; only numbers that are none are refused by the caller.
        atom.forbidsImplicitHydrogens = atom.atomicNumber == 0
        atoms.append(atom)
        positions.append(position)
        valences.append(-1)
    }

    /// The atom of a symbol: elements in any case of letters with the first one upper, D and T, wildcards, R1 to R99.
    private static func atom(_ symbol: ArraySlice<UInt8>) -> Atom? {
        guard let first = symbol.first, symbol.count <= 3 else { return nil }
        switch String(decoding: symbol, as: UTF8.self) {
        case "*", "A", "Q", "X", "M", "AH", "QH", "XH", "MH", "R", "R#", "LP", "Pol", "Mod", "Du": return Atom(atomicNumber: 0)
        case "D", "T":
            var atom = Atom(atomicNumber: 1)
            atom.isotope = first == UInt8(ascii: "D") ? 2 : 3
            return atom
        case let text:
            if first == UInt8(ascii: "R"), let number = UInt16(text.dropFirst()), text.utf8.dropFirst().allSatisfy({ $0 >= 48 && $0 < 58 }) {
                var atom = Atom(atomicNumber: 0)
                atom.isotope = number
                return atom
            }
            guard first >= 65, first <= 90, symbol.count <= 2 else { return nil }
            var spelled = String(UnicodeScalar(first))
            if symbol.count == 2, let second = symbol.last { spelled.unicodeScalars.append(UnicodeScalar(second | 0x20)) }
            return MolfileElements.atomicNumber(spelled).map { Atom(atomicNumber: $0) }
        }
    }

    /// Adds a bond between atoms counted from 0, by the number of its kind in the format.
    mutating func add(
        bond kind: Int, _ begin: Int, _ end: Int, in lines: MolfileLines
    ) throws(FileError) {
        if begin == end {
            throw lines.failure(found: "a bond from atom \(begin + 1) to itself", expected: "two atoms")
        }
        let bondKind: BondKind
        switch kind {
        case 1: bondKind = .single
        case 2: bondKind = .double
        case 3: bondKind = .triple
        case 4: bondKind = .aromatic
        case 9: bondKind = .dative
        case 0, 8, 10: bondKind = .unspecified
        case 5, 6, 7:
            throw lines.failure(
                .unsupported, found: "a bond of kind \(kind), which is a query", expected: "1, 2, 3, 4 (aromatic) or 9 (dative)",
                advice: "queries are not read")
        default: throw lines.failure(found: "a bond of kind \(kind)", expected: "1, 2, 3, 4 (aromatic), 8 (any), 9 (dative) or 10")
        }
        var bond = Bond(begin: begin, end: end, kind: bondKind)
        if bondKind == .aromatic {
            bond.isAromatic = true
            atoms[begin].isAromatic = true
            atoms[end].isAromatic = true
        }
        bonds.append(bond)
    }

    /// Sets the charge of an atom counted from 0.
    mutating func setCharge(_ charge: Int, of atom: Int, in lines: MolfileLines) throws(FileError) {
        guard abs(charge) <= 20 else { throw lines.failure(found: "a charge of \(charge)", expected: "-20 to 20") }
        atoms[atom].formalCharge = Int8(charge)
    }

    /// Sets the mass number of an atom counted from 0.
    mutating func setIsotope(_ mass: Int, of atom: Int, in lines: MolfileLines) throws(FileError) {
        guard (0...999).contains(mass) else { throw lines.failure(found: "a mass number of \(mass)", expected: "0 to 999") }
        atoms[atom].isotope = UInt16(mass)
    }

    /// Sets unpaired electrons by the format's number: 1 singlet, 2 doublet, 3 triplet.
    mutating func setRadical(_ kind: Int, of atom: Int, in lines: MolfileLines) throws(FileError) {
        guard (0...3).contains(kind) else {
            throw lines.failure(found: "a radical of kind \(kind)", expected: "0, 1 (singlet), 2 (doublet) or 3 (triplet)")
        }
        atoms[atom].radicalElectrons = kind == 0 ? 0 : kind == 2 ? 1 : 2
    }
}
