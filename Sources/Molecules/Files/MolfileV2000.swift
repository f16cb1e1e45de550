import FileFormats

/// Reads the connection table of version V2000, fixed columns.
///
/// After: Dassault Systèmes BIOVIA, CTfile Formats (2020), chapters 4 and 6; and what RDKit 2026.09 makes of files. Lines may
/// end before their last columns. Old charges of the atom lines hold until the first `M  CHG` or `M  RAD`.
struct MolfileV2000 {
    var contents: MolfileContents
    var lines: MolfileLines
    private var hasChargeLine = false

    /// Reads from behind the counts line to `M  END`.
    static func read(
        _ contents: MolfileContents, _ lines: inout MolfileLines, atoms: Int, bonds: Int
    ) throws(FileError) -> MolfileContents {
        var reader = MolfileV2000(contents: contents, lines: lines)
        defer { lines = reader.lines }
        for number in 0..<atoms {
            try reader.require("atom \(number + 1) of the \(atoms) that the counts line promises", ofAtoms: true)
            try reader.readAtom()
        }
        for number in 0..<bonds {
            try reader.require("bond \(number + 1) of the \(bonds) that the counts line promises", ofAtoms: false)
            try reader.readBond()
        }
        try reader.readProperties()
        return reader.contents
    }

    private mutating func require(_ what: String, ofAtoms: Bool) throws(FileError) {
        guard lines.advance() else { throw lines.failure(found: "the end of the record", expected: what) }
        if ofAtoms, contents.atoms.isEmpty { contents.atomLine = lines.line }
        if !ofAtoms, contents.bonds.isEmpty { contents.bondLine = lines.line }
        if lines.hasPrefix("M  ") { throw lines.failure(found: "\"\(lines.trimmedText.prefix(40))\"", expected: what) }
    }

    private mutating func readAtom() throws(FileError) {
        let symbol = lines.field(31, 34)
        if symbol.isEmpty {
            throw lines.failure(
                found: lines.quoted(lines.field(0, 200)), expected: "three coordinates of 10 columns each and a symbol in column 32")
        }
        let x = try lines.double(0, 10, "x"), y = try lines.double(10, 20, "y"), z = try lines.double(20, 30, "z")
        try contents.add(symbol: symbol, position: [x, y, z], in: lines)
        let atom = contents.atoms.count - 1
        let difference = try lines.int(34, 36, "the mass difference")
        if difference != 0, contents.atoms[atom].atomicNumber != 0 {
            let mass = MolfileElements.commonMass(contents.atoms[atom].atomicNumber) + difference
            try contents.setIsotope(max(mass, 0), of: atom, in: lines)
        }
        let charge = try lines.int(36, 39, "the charge's number")
        guard (0...7).contains(charge) else {
            throw lines.failure(found: "the charge's number \(charge)", expected: "0 to 7 (1 is +3, 3 is +1, 5 is -1, 7 is -3)")
        }
        if charge != 0, charge != 4 { contents.atoms[atom].formalCharge = Int8(4 - charge) }
        let valence = try lines.int(48, 51, "the valence")
        if valence != 0 {
            guard (1...15).contains(valence) else {
                throw lines.failure(found: "a valence of \(valence)", expected: "0 to 14, or 15 for none")
            }
            contents.valences[atom] = valence == 15 ? 0 : Int8(valence)
        }
        let atomClass = try lines.int(60, 63, "the atom's class")
        if atomClass > 0 { contents.atoms[atom].atomClass = UInt32(atomClass) }
    }

    private mutating func readBond() throws(FileError) {
        let begin = try atom(0, 3), end = try atom(3, 6)
        try contents.add(bond: try lines.int(6, 9, "the bond's kind"), begin, end, in: lines)
        let bond = contents.bonds.count - 1
        let isDouble = contents.bonds[bond].kind == .double
        switch try lines.int(9, 12, "the bond's stereo") {
        case 1 where !isDouble: contents.bonds[bond].direction = .wedge
        case 6 where !isDouble: contents.bonds[bond].direction = .hash
        case 4 where !isDouble, 3 where isDouble: contents.bonds[bond].direction = .unknown
        default: break
        }
    }

    /// The atom, counted from 0, whose number stands in these columns.
    private func atom(_ from: Int, _ to: Int) throws(FileError) -> Int {
        let number = try lines.int(from, to, "an atom's number")
        guard (1...max(contents.atoms.count, 1)).contains(number), !contents.atoms.isEmpty else {
            throw lines.failure(found: "atom \(number)", expected: "1 to \(contents.atoms.count)")
        }
        return number - 1
    }

    /// Reads `M  …`, `A  …`, `V  …` and `G  …` to `M  END`.
    private mutating func readProperties() throws(FileError) {
        while lines.advance() {
            if lines.hasPrefix("M  END") { return }
            if lines.hasPrefix("A  ") || lines.hasPrefix("G  ") {
                _ = lines.advance()  // the alias itself
            } else if lines.hasPrefix("S  SKP") {
                let count = try lines.int(6, 9, "the number of lines to skip")
                for _ in 0..<max(count, 0) where !lines.advance() { break }
            } else if lines.hasPrefix("M  CHG") {
                forgetAtomLines()
                for (atom, value) in try pairs("charges") { try contents.setCharge(value, of: atom, in: lines) }
            } else if lines.hasPrefix("M  RAD") {
                forgetAtomLines()
                for (atom, value) in try pairs("radicals") { try contents.setRadical(value, of: atom, in: lines) }
            } else if lines.hasPrefix("M  ISO") {
                for (atom, value) in try pairs("mass numbers") { try contents.setIsotope(value, of: atom, in: lines) }
            } else if lines.hasPrefix("M  RGP") {
                for (atom, value) in try pairs("R groups") where contents.atoms[atom].atomicNumber == 0 {
                    try contents.setIsotope(value, of: atom, in: lines)
                }
            } else if lines.hasPrefix("M  ALS") {
                throw lines.failure(
                    .unsupported, found: "an atom list (M  ALS)", expected: "one element an atom", advice: "queries are not read")
            }
        }
        throw lines.failure(found: "the end of the record", expected: "M  END", advice: "the record may be cut off")
    }

    /// The charges and radicals of atom lines count only where no such property line is.
    private mutating func forgetAtomLines() {
        if hasChargeLine { return }
        hasChargeLine = true
        for atom in contents.atoms.indices {
            contents.atoms[atom].formalCharge = 0
            contents.atoms[atom].radicalElectrons = 0
        }
    }

    /// The pairs of atom and value of `M  XXXnn8 aaa vvv …`.
    private func pairs(_ what: String) throws(FileError) -> [(atom: Int, value: Int)] {
        let count = try lines.int(6, 9, "the number of \(what)")
        guard (0...8).contains(count) else { throw lines.failure(found: "\(count) \(what)", expected: "at most 8 a line") }
        var result: [(atom: Int, value: Int)] = []
        for index in 0..<count {
            let column = 9 + index * 8
            if lines.field(column, column + 4).isEmpty || lines.field(column + 4, column + 8).isEmpty {
                throw lines.failure(found: "\(index) \(what)", expected: "\(count), as the line's count says")
            }
            result.append((try atom(column, column + 4), try lines.int(column + 4, column + 8, "one of the \(what)")))
        }
        return result
    }
}
