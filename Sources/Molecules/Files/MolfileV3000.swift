import FileFormats

/// Reads the connection table of version V3000: words between blanks, `-` at a line's end to go on in the next.
///
/// After: Dassault Systèmes BIOVIA, CTfile Formats (2020), chapter 5. Blocks of Sgroups, collections and 3-D features are
/// passed over.
struct MolfileV3000 {
    private var contents: MolfileContents
    private var lines: MolfileLines
    /// The place of each atom by its number in the file.
    private var places: [Int: Int] = [:]

    /// Reads from behind the counts line of V2000 to `M  END`.
    static func read(_ contents: MolfileContents, _ lines: inout MolfileLines) throws(FileError) -> MolfileContents {
        var reader = MolfileV3000(contents: contents, lines: lines)
        defer { lines = reader.lines }
        try reader.readTable()
        return reader.contents
    }

    private init(contents: MolfileContents, lines: MolfileLines) {
        self.contents = contents
        self.lines = lines
    }

    /// A line behind `M  V30 `, continuations joined; nil at `M  END`. Words are separated anew by the caller.
    private mutating func next() throws(FileError) -> MolfileLines? {
        guard lines.advance() else {
            throw lines.failure(found: "the end of the record", expected: "M  END", advice: "the record may be cut off")
        }
        if lines.hasPrefix("M  END") { return nil }
        guard lines.hasPrefix("M  V30") else {
            throw lines.failure(found: lines.quoted(lines.field(0, 60)), expected: "a line that begins with M  V30")
        }
        var body = lines.bytes[min(lines.start + 7, lines.end)..<lines.end]
        guard Self.goesOn(body) else { return Self.line(Array(body), lines) }
        let first = lines.line
        var joined: [UInt8] = []
        while Self.goesOn(body) {
            joined += body[..<(body.lastIndex(of: UInt8(ascii: "-")) ?? body.endIndex)]
            guard lines.advance(), lines.hasPrefix("M  V30") else {
                throw lines.failure(found: lines.quoted(lines.field(0, 60)), expected: "the continuation of line \(first)")
            }
            body = lines.bytes[min(lines.start + 7, lines.end)..<lines.end]
        }
        return Self.line(joined + body, lines)
    }

    private static func goesOn(_ body: ArraySlice<UInt8>) -> Bool {
        body.last(where: { $0 > 32 }) == UInt8(ascii: "-")
    }

    private static func line(_ bytes: [UInt8], _ lines: MolfileLines) -> MolfileLines {
        var line = MolfileLines(bytes: bytes, file: lines.file, firstLine: lines.line)
        _ = line.advance()
        return line
    }

    private mutating func readTable() throws(FileError) {
        var (atoms, bonds) = (-1, -1)
        var skipped: [String] = []
        while let line = try next() {
            let words = line.words(from: 0)
            guard let first = words.first else { continue }
            let keyword = line.string(first)
            let block = words.count > 1 ? line.string(words[1]) : ""
            if keyword == "END", let open = skipped.last {
                if open == block { skipped.removeLast() }
            } else if keyword == "BEGIN" {
                switch (block, skipped.isEmpty) {
                case ("CTAB", true): break
                case ("ATOM", true):
                    if atoms < 0 { throw line.failure(found: "BEGIN ATOM", expected: "COUNTS before it") }
                    try readAtoms(count: atoms)
                case ("BOND", true): try readBonds(count: bonds)
                default: skipped.append(block)
                }
            } else if keyword == "COUNTS", skipped.isEmpty {
                guard words.count >= 3 else { throw line.failure(found: "\(words.count - 1) counts", expected: "those of atoms and bonds") }
                atoms = try line.int(words[1], "the number of atoms")
                bonds = try line.int(words[2], "the number of bonds")
                guard atoms >= 0, bonds >= 0 else { throw line.failure(found: "a count below 0", expected: "0 or more") }
                contents.countsLine = line.line
            }
        }
        guard atoms >= 0 else { throw lines.failure(found: "M  END", expected: "M  V30 COUNTS before it") }
        guard contents.atoms.count == atoms, contents.bonds.count == max(bonds, 0) else {
            throw lines.failure(
                found: "\(contents.atoms.count) atoms and \(contents.bonds.count) bonds",
                expected: "\(atoms) and \(bonds), as COUNTS promises", at: contents.countsLine)
        }
    }

    private mutating func readAtoms(count: Int) throws(FileError) {
        while let line = try next() {
            let words = line.words(from: 0)
            guard let first = words.first else { continue }
            if line.string(first) == "END" { return }
            guard words.count >= 6 else {
                throw line.failure(found: "\(words.count) words", expected: "number, symbol, x, y, z and the atom's class")
            }
            if contents.atoms.isEmpty { contents.atomLine = line.line }
            let number = try line.int(first, "the atom's number")
            if contents.atoms.count == count {
                throw line.failure(found: "one atom more", expected: "\(count), as COUNTS promises")
            }
            guard places.updateValue(contents.atoms.count, forKey: number) == nil else {
                throw line.failure(found: "atom \(number) a second time", expected: "a number of its own")
            }
            let x = try line.double(words[2], "x"), y = try line.double(words[3], "y"), z = try line.double(words[4], "z")
            try contents.add(symbol: words[1], position: [x, y, z], in: line)
            let atom = contents.atoms.count - 1
            let atomClass = try line.int(words[5], "the atom's class")
            if atomClass > 0, atomClass < 1 << 31 { contents.atoms[atom].atomClass = UInt32(atomClass) }
            for word in words.dropFirst(6) { try readSetting(word, of: atom, in: line) }
        }
        throw lines.failure(found: "M  END", expected: "M  V30 END ATOM before it")
    }

    /// One `KEY=VALUE` of an atom line.
    private mutating func readSetting(_ word: Range<Int>, of atom: Int, in line: MolfileLines) throws(FileError) {
        guard let (key, value) = Self.setting(word, in: line) else {
            throw line.failure(found: line.quoted(word), expected: "KEY=VALUE behind the atom's class")
        }
        switch key {
        case "CHG": try contents.setCharge(try line.int(value, "the charge"), of: atom, in: line)
        case "RAD": try contents.setRadical(try line.int(value, "the radical's kind"), of: atom, in: line)
        case "MASS": try contents.setIsotope(try line.int(value, "the mass number"), of: atom, in: line)
        case "VAL":
            let valence = try line.int(value, "the valence")
            guard (-1...14).contains(valence) else {
                throw line.failure(found: "a valence of \(valence)", expected: "0 to 14, or -1 for none")
            }
            if valence != 0 { contents.valences[atom] = Int8(max(valence, 0)) }
        case "RGROUPS":
            // RGROUPS=(1 3): how many, and their numbers.
            let inner = line.string(value).filter { $0 != "(" && $0 != ")" }.split(separator: " ")
            if inner.count == 2, let number = UInt16(inner[1]), contents.atoms[atom].atomicNumber == 0 {
                contents.atoms[atom].isotope = number
            }
        default: break
        }
    }

    private static func setting(_ word: Range<Int>, in line: MolfileLines) -> (key: String, value: Range<Int>)? {
        guard let equals = line.bytes[word].firstIndex(of: UInt8(ascii: "=")) else { return nil }
        return (line.string(word.lowerBound..<equals), equals + 1..<word.upperBound)
    }

    private mutating func readBonds(count: Int) throws(FileError) {
        while let line = try next() {
            let words = line.words(from: 0)
            guard let first = words.first else { continue }
            if line.string(first) == "END" { return }
            guard words.count >= 4 else {
                throw line.failure(found: "\(words.count) words", expected: "number, kind and the two atoms")
            }
            if contents.bonds.isEmpty { contents.bondLine = line.line }
            if contents.bonds.count >= count {
                throw line.failure(found: "one bond more", expected: "\(max(count, 0)), as COUNTS promises")
            }
            let begin = try atom(words[2], in: line), end = try atom(words[3], in: line)
            try contents.add(bond: try line.int(words[1], "the bond's kind"), begin, end, in: line)
            let bond = contents.bonds.count - 1
            for word in words.dropFirst(4) {
                guard let (key, value) = Self.setting(word, in: line), key == "CFG" else { continue }
                let isDouble = contents.bonds[bond].kind == .double
                switch try line.int(value, "the bond's CFG") {
                case 1 where !isDouble: contents.bonds[bond].direction = .wedge
                case 3 where !isDouble: contents.bonds[bond].direction = .hash
                case 2: contents.bonds[bond].direction = .unknown
                default: break
                }
            }
        }
        throw lines.failure(found: "M  END", expected: "M  V30 END BOND before it")
    }

    private func atom(_ word: Range<Int>, in line: MolfileLines) throws(FileError) -> Int {
        let number = try line.int(word, "an atom's number")
        guard let place = places[number] else {
            throw line.failure(found: "a bond to atom \(number)", expected: "one of the \(contents.atoms.count) atoms listed before")
        }
        return place
    }
}
