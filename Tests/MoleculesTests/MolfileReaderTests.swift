import FileFormats
import Molecules
import Testing

/// A molfile of V2000 out of its parts.
func molfile(atoms: [String], bonds: [String], properties: [String] = [], dimension: String = "2D", end: String = "\n") -> String {
    func pad(_ value: Int) -> String { String(repeating: " ", count: 3 - String(value).count) + String(value) }
    let head = ["name", "  prog    0101010101\(dimension)", "", pad(atoms.count) + pad(bonds.count) + "  0  0  0  0  0  0  0  0999 V2000"]
    return (head + atoms + bonds + properties + ["M  END", ""]).joined(separator: end)
}

/// An atom line with as many columns as given.
func atomLine(_ x: Double, _ y: Double, _ symbol: String, z: Double = 0, rest: String = " 0  0") -> String {
    func number(_ value: Double) -> String {
        let scaled = Int((abs(value) * 10_000).rounded())
        let text = (value < 0 ? "-" : "") + "\(scaled / 10_000)." + String(String(scaled % 10_000 + 10_000).dropFirst())
        return String(repeating: " ", count: 10 - text.count) + text
    }
    return number(x) + number(y) + number(z) + " " + symbol + String(repeating: " ", count: 3 - symbol.count) + rest
}

func read(_ text: String, sanitizes: Bool = true, removesHydrogens: Bool = true) throws -> Molecule {
    try MolfileReader(sanitizes: sanitizes, removesHydrogens: removesHydrogens).read(Array(text.utf8), file: "x.mol")
}

@Suite struct MolfileReaderTests {
    private let two = [atomLine(0, 0, "C"), atomLine(1.5, 0, "N")]

    @Test(arguments: ["\n", "\r\n"]) func lineEnds(end: String) throws {
        let molecule = try read(molfile(atoms: two, bonds: ["  1  2  1  0"], end: end))
        #expect(molecule.name == "name")
        #expect(molecule.atoms.map(\.atomicNumber) == [6, 7])
        #expect(molecule.atoms.map(\.totalHydrogens) == [3, 2])
        #expect(molecule.bonds[0].kind == .single)
        #expect(molecule.positions[1] == [1.5, 0, 0])
    }

    @Test func shortLinesAreWholeLinesWithBlanks() throws {
        let text = molfile(atoms: [atomLine(0, 0, "C", rest: ""), atomLine(1.5, 0, "O", rest: "")], bonds: ["  1  2  2"])
            .replacing("  0  0  0  0  0  0  0  0999 V2000", with: "")
        let molecule = try read(text)
        #expect(molecule.bonds[0].kind == .double)
        #expect(molecule.atoms[0].totalHydrogens == 2)
    }

    @Test(arguments: [(1, 3), (2, 2), (3, 1), (4, 0), (5, -1), (6, -2)]) func oldCharges(code: Int, charge: Int) throws {
        let atoms = [atomLine(0, 0, "C"), atomLine(1.5, 0, "N", rest: " 0  \(code)")]
        #expect(try read(molfile(atoms: atoms, bonds: ["  1  2  1  0"])).atoms[1].formalCharge == Int8(charge))
    }

    @Test func chargeLinesReplaceOldCharges() throws {
        let atoms = [atomLine(0, 0, "C"), atomLine(1.5, 0, "N", rest: " 0  3")]
        let molecule = try read(molfile(atoms: atoms, bonds: ["  1  2  1  0"], properties: ["M  CHG  1   1  -1"]))
        #expect(molecule.atoms.map(\.formalCharge) == [-1, 0])
    }

    @Test func isotopesRadicalsClassesAndValences() throws {
        let atoms = [
            atomLine(0, 0, "C", rest: " 1  0"), atomLine(1.5, 0, "C"), atomLine(3, 0, "N", rest: " 0  0  0  0  0  2  0  0  0  7  0  0"),
            atomLine(4, 0, "Br", rest: " 2  0"), atomLine(5, 0, "D"), atomLine(6, 0, "Na", rest: " 0  0  0  0  0 15"),
        ]
        let molecule = try read(molfile(
            atoms: atoms, bonds: ["  1  2  1  0", "  2  3  1  0", "  1  4  1  0", "  1  5  1  0"],
            properties: ["M  ISO  1   2  14", "M  RAD  1   2   2"]))
        #expect(molecule.atoms[0].isotope == 13)
        #expect(molecule.atoms[1].isotope == 14)
        #expect(molecule.atoms[1].radicalElectrons == 1)
        #expect(molecule.atoms[1].totalHydrogens == 1)
        #expect(molecule.atoms[2].atomClass == 7)
        #expect(molecule.atoms[2].totalHydrogens == 1)
        #expect(molecule.atoms[3].isotope == 81)
        #expect(molecule.atoms[4].isotope == 2)
        #expect(molecule.atoms[5].totalHydrogens == 0)
    }

    @Test(arguments: ["*", "A", "Q", "X", "M", "R#", "R", "AH"]) func wildcards(symbol: String) throws {
        let molecule = try read(molfile(atoms: [atomLine(0, 0, "C"), atomLine(1.5, 0, symbol)], bonds: ["  1  2  1  0"]))
        #expect(molecule.atoms[1].atomicNumber == 0)
        #expect(molecule.atoms[1].totalHydrogens == 0)
    }

    @Test func groupsKeepTheirNumber() throws {
        let molecule = try read(molfile(
            atoms: [atomLine(0, 0, "C"), atomLine(1.5, 0, "R#"), atomLine(-1.5, 0, "R2")], bonds: ["  1  2  1  0", "  1  3  1  0"],
            properties: ["M  RGP  1   2   1"]))
        #expect(molecule.atoms.map(\.isotope) == [0, 1, 2])
    }

    @Test func explicitHydrogensAreFolded() throws {
        let atoms = [atomLine(0, 0, "C"), atomLine(1, 0, "H"), atomLine(0, 1, "H"), atomLine(-1, 0, "O"), atomLine(-2, 0, "H")]
        let text = molfile(atoms: atoms, bonds: ["  1  2  1  0", "  1  3  1  0", "  1  4  1  0", "  4  5  1  0"])
        let folded = try read(text)
        #expect(folded.atoms.map(\.atomicNumber) == [6, 8])
        #expect(folded.positions.count == 2)
        #expect(folded.positions[1] == [-1, 0, 0])
        #expect(try read(text, removesHydrogens: false).atomCount == 5)
    }

    @Test func aromaticBondsFindTheirKekuleForm() throws {
        let atoms = (0..<6).map { atomLine(Double($0), Double($0 % 2), "C") }
        let bonds = (0..<6).map { "  \($0 + 1)  \(($0 + 1) % 6 + 1)  4  0" }
        let molecule = try read(molfile(atoms: atoms, bonds: bonds))
        #expect(molecule.atoms.allSatisfy { $0.isAromatic && $0.totalHydrogens == 1 })
        #expect(molecule.bonds.count { $0.kekuleKind == .double } == 3)
    }

    @Test func aliasesAndUnknownPropertiesArePassedOver() throws {
        let molecule = try read(molfile(
            atoms: two, bonds: ["  1  2  1  0"], properties: ["A    2", "M  CHG is only text here", "V    1 note", "M  STY  1   1 SUP", "S  SKP  1", "M  ALS"]))
        #expect(molecule.atoms[1].formalCharge == 0)
    }

    // MARK: Version 3000

    private func v3000(atoms: [String], bonds: [String], counts: String? = nil, extra: [String] = []) -> String {
        let lines = ["name", "  prog              2D", "", "  0  0  0     0  0            999 V3000", "M  V30 BEGIN CTAB"]
            + ["M  V30 COUNTS " + (counts ?? "\(atoms.count) \(bonds.count) 0 0 0"), "M  V30 BEGIN ATOM"] + atoms.map { "M  V30 " + $0 }
            + ["M  V30 END ATOM", "M  V30 BEGIN BOND"] + bonds.map { "M  V30 " + $0 } + ["M  V30 END BOND"] + extra
        return (lines + ["M  V30 END CTAB", "M  END", ""]).joined(separator: "\n")
    }

    @Test func version3000() throws {
        let molecule = try read(v3000(
            atoms: ["10 C 0 0 0 0", "20 N 1.5 0 0 0 CHG=1 MASS=15", "30 \"O\" 3 0 0 4 VAL=1".replacing("\"O\"", with: "O"), "7 C -1 0 0 0 RAD=2"],
            bonds: ["1 1 10 20", "2 1 20 30 CFG=0", "3 1 7 10"],
            extra: ["M  V30 BEGIN SGROUP", "M  V30 1 DAT 0 ATOMS=(1 10) FIELDNAME=\"a -", "M  V30 b\"", "M  V30 END SGROUP"]))
        #expect(molecule.atoms.map(\.atomicNumber) == [6, 7, 8, 6])
        #expect(molecule.atoms.map(\.formalCharge) == [0, 1, 0, 0])
        #expect(molecule.atoms[1].isotope == 15)
        #expect(molecule.atoms[2].atomClass == 4)
        #expect(molecule.atoms.map(\.totalHydrogens) == [2, 2, 0, 2])
        #expect(molecule.bonds.map(\.begin) == [0, 1, 3])
    }

    @Test func continuedLines() throws {
        let molecule = try read(v3000(atoms: ["1 C 0 0 -\nM  V30 0 0", "2 O 1 -\nM  V30 0 -\nM  V30 0 0 CHG=-\nM  V30 -1"], bonds: ["1 1 1 2"]))
        #expect(molecule.atoms[1].formalCharge == -1)
        #expect(molecule.atomCount == 2)
    }

    // MARK: Mangled files

    @Test(arguments: [
        ("", "x.mol:1: found nothing"),
        ("name\n", "found the end of the record; expected the line of the program"),
        ("a\nb\nc\n", "x.mol:3: found the end of the record; expected the line of counts"),
        ("a\nb\nc\nhello\n", "x.mol:4: found \"hel\"; expected the number of atoms, a whole number"),
        ("a\nb\nc\n\n", "x.mol:4: found \"\"; expected the numbers of atoms and bonds"),
        ("a\nb\nc\n -1  0  0  0  0  0  0  0  0  0999 V2000\nM  END\n", "x.mol:4: found a count below 0"),
        ("a\nb\nc\n  1  0  0  0  0  0  0  0  0  0999 V4000\nM  END\n", "found version \"V4000\"; expected V2000 or V3000"),
        ("a\nb\nc\n999999  0  0  0  0  0  0  0  0999 V2000\nM  END\n", "x.mol:5: found \"M  END\"; expected atom 1 of the 999"),
        ("a\nb\nc\n  2  0  0  0  0  0  0  0  0  0999 V2000\n    0.0000    0.0000    0.0000 C\n", "x.mol:5: found the end of the record; expected atom 2 of the 2"),
    ]) func mangledHeads(text: String, message: String) {
        let error = #expect(throws: FileError.self) { try read(text) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("    0.0000    0.0000    0.0000 Xx  0  0", "x.mol:5: found \"Xx\"; expected the symbol of an element"),
        ("    0.0000    0.0000    0.0000 L   0  0", "x.mol:5: found an atom list"),
        ("    0.0000    0.000a    0.0000 C   0  0", "x.mol:5: found \"0.000a\"; expected y, a finite number"),
        ("    0.0000       nan    0.0000 C   0  0", "x.mol:5: found \"nan\"; expected y"),
        ("0 0 0 C", "x.mol:5: found \"0 0 0 C\"; expected three coordinates"),
        ("    0.0000    0.0000    0.0000 C   0  9", "x.mol:5: found the charge's number 9"),
        ("    0.0000    0.0000    0.0000 C   0  0  0  0  0 99", "x.mol:5: found a valence of 99"),
    ]) func mangledAtoms(line: String, message: String) {
        let error = #expect(throws: FileError.self) { try read(molfile(atoms: [line], bonds: [])) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("  1  3  1  0", "x.mol:7: found atom 3; expected 1 to 2"),
        ("  0  2  1  0", "x.mol:7: found atom 0"),
        ("  1  1  1  0", "x.mol:7: found a bond from atom 1 to itself"),
        ("  1  2  6  0", "x.mol:7: found a bond of kind 6, which is a query"),
        ("  1  2 77  0", "x.mol:7: found a bond of kind 77"),
        ("  1  x  1  0", "x.mol:7: found \"x\"; expected an atom's number"),
    ]) func mangledBonds(line: String, message: String) {
        let error = #expect(throws: FileError.self) { try read(molfile(atoms: two, bonds: [line])) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("M  CHG  1   3   1", "x.mol:8: found atom 3; expected 1 to 2"),
        ("M  CHG  2   1   1", "x.mol:8: found 1 charges; expected 2, as the line's count says"),
        ("M  CHG  9   1   1", "found 9 charges; expected at most 8 a line"),
        ("M  CHG  1   1 200", "found a charge of 200"),
        ("M  RAD  1   1   9", "found a radical of kind 9"),
        ("M  ISO  1   1  -5", "found a mass number of -5"),
        ("M  ALS   2  2 F N   O", "x.mol:8: found an atom list"),
    ]) func mangledProperties(line: String, message: String) {
        let error = #expect(throws: FileError.self) { try read(molfile(atoms: two, bonds: ["  1  2  1  0"], properties: [line])) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func doubledBondsAndImpossibleValences() {
        let doubled = #expect(throws: FileError.self) { try read(molfile(atoms: two, bonds: ["  1  2  1  0", "  2  1  1  0"])) }
        #expect(doubled?.description.contains("x.mol:8: found a second bond between atoms 2 and 1") == true)
        let atoms = [atomLine(0, 0, "O"), atomLine(1, 0, "C"), atomLine(0, 1, "C"), atomLine(-1, 0, "C")]
        let valence = #expect(throws: FileError.self) { try read(molfile(atoms: atoms, bonds: ["  1  2  1  0", "  1  3  1  0", "  1  4  1  0"])) }
        #expect(valence?.description.contains("oxygen with a valence of 3") == true, "\(valence?.description ?? "")")
        #expect(throws: FileError.self) { try read(molfile(atoms: two, bonds: ["  1  2  1  0"]).replacing("M  END\n", with: "")) }
    }

    @Test func mangledVersion3000() {
        for (text, message) in [
            (v3000(atoms: ["1 C 0 0 0 0"], bonds: [], counts: "5 0 0 0 0"), "found 1 atoms and 0 bonds; expected 5 and 0"),
            (v3000(atoms: ["1 C 0 0 0 0", "1 C 1 0 0 0"], bonds: []), "found atom 1 a second time"),
            (v3000(atoms: ["1 C 0 0 0 0"], bonds: ["1 1 1 9"]), "found a bond to atom 9"),
            (v3000(atoms: ["1 C 0 0"], bonds: []), "found 4 words"),
            (v3000(atoms: ["1 [C,N] 0 0 0 0"], bonds: []), "found an atom list"),
            (v3000(atoms: ["1 C 0 0 0 0", "2 C 0 0 0 0"], bonds: [], counts: "1 0 0 0 0"), "found one atom more"),
            (v3000(atoms: ["1 C 0 0 0 0"], bonds: [], counts: "99999999999999999 0 0 0 0"), "expected 99999999999999999 and 0"),
            (v3000(atoms: ["1 C 0 0 0 0 -"], bonds: []).replacing("M  V30 END ATOM\n", with: ""), "found \"BEGIN\"; expected KEY=VALUE"),
        ] {
            let error = #expect(throws: FileError.self) { try read(text) }
            #expect(error?.description.contains(message) == true, "\(error?.description ?? "") \(message)")
        }
    }

    @Test func mutatedFilesNeverCrash() {
        let good = Array(molfile(
            atoms: two + [atomLine(0, 1, "C"), atomLine(0, 2, "O")], bonds: ["  1  2  1  1", "  1  3  2  0", "  3  4  1  0"],
            properties: ["M  CHG  1   2   1", "M  ISO  1   1  13"]).utf8)
        let large = Array(v3000(atoms: ["1 C 0 0 0 0", "2 N 1 0 0 0 CHG=1"], bonds: ["1 2 1 2"]).utf8)
        var state: UInt64 = 88172645463325252
        func random(_ limit: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(limit))
        }
        var readable = 0
        for round in 0..<4000 {
            var bytes = round % 2 == 0 ? good : large
            for _ in 0...random(4) {
                let place = random(bytes.count)
                switch random(4) {
                case 0: bytes[place] = UInt8(random(256))
                case 1: bytes.remove(at: place)
                case 2: bytes.insert([10, 13, 32, 45, 48, 57][random(6)], at: place)
                default: bytes.removeSubrange(place..<min(place + random(30), bytes.count))
                }
                if bytes.isEmpty { bytes = [32] }
            }
            if (try? MolfileReader().read(bytes, file: "x")) != nil { readable += 1 }
        }
        #expect(readable > 200 && readable < 4000)
    }
}
