import DenseArrays
import FileFormats
import GraphDatasets
import Molecules
import Testing

@Suite struct MoleculeTableTests {
    private func file(_ text: String, _ ending: String = "csv") throws -> String {
        let path = "/tmp/molecules-\(UInt64.random(in: 0...UInt64.max)).\(ending)"
        try Files.write(text, to: path)
        return path
    }

    private func message(_ text: String, _ columns: MoleculeColumns = MoleculeColumns()) throws -> String {
        let path = try file(text)
        defer { try? Files.remove(path) }
        do throws(DatasetError) {
            _ = try MoleculeTable(path: path, columns: columns)
        } catch {
            return "\(error)".split(separator: path, omittingEmptySubsequences: false).joined(separator: "FILE")
        }
        return "no error"
    }


    /// Numbers with decimal commas are no classes, and a table in another encoding is a table all the same.
    @Test func commasAndEncodings() throws {
        let text = "smiles;y\nCCO;1,5\nCC;2\nCN;0,5\n"
        let said = "FILE:2: found \"1,5\" in the column y; expected a number with a decimal point; write a point before the decimals"
        #expect(try message(text, MoleculeColumns(targets: ["y"])).hasPrefix(said))
        #expect(try message(text, MoleculeColumns(targets: ["y"], kind: .regression)).hasPrefix(said))
        #expect(try message("smiles;y\nCCO;1,5\nCC;low\n", MoleculeColumns(targets: ["y"])) == "no error", "words")
        let wide: [UInt8] = "smiles,y".utf8.flatMap { (byte: UInt8) -> [UInt8] in [byte, 0] }
        for head in [Array("smiles,caf".utf8) + [0xE9], wide] {
            let path = try file("")
            defer { try? Files.remove(path) }
            try Files.write(head + [10, 67, 44, 49, 10], to: path)
            #expect(MoleculeColumns.isTable(path))
            #expect(throws: DatasetError.self) { try MoleculeTable(path: path) }
        }
        let list = try file("", "smi")
        defer { try? Files.remove(list) }
        try Files.write(Array("CCO ethanol\nCC ".utf8) + [0xE9, 10], to: list)
        var rows = try MoleculeRows(path: list)
        #expect(try rows.next()?.fields == ["CCO", "ethanol"])
        do {
            _ = try rows.next()
            Issue.record("Latin-1 was read")
        } catch {
            #expect("\(error)".hasPrefix("\(list):2: found the bytes \"CC \\xe9\"; expected UTF-8; "))
        }
    }

    /// A numbering and words are passed over; blanks are unknown; what cannot be read is listed with its line.
    @Test func findsItsColumns() throws {
        let path = try file("number,Name,SMILES,active,toxic\n1,water,O,1,\n2,bad,C(,0,1\n3,ethanol, CCO ,0,NA\n4,none,CC,,\n5,\"a, b\",CN,1,0\n")
        defer { try? Files.remove(path) }
        let table = try MoleculeTable(path: path)
        #expect(table.smilesColumn == "SMILES")
        #expect(table.targetColumns == ["active", "toxic"])
        #expect(table.task == .answers)
        #expect(table.rows.map(\.smiles) == ["O", "CCO", "CN"])
        #expect(table.rows.map(\.line) == [2, 4, 6])
        #expect(table.rows.map(\.id) == ["2", "4", "6"])
        #expect(table.values.map { $0.isNaN ? -1 : $0 } == [1, -1, 0, -1, 1, 0])
        #expect(table.blankRows == 1)
        #expect(table.refused.map(\.line) == [3])
        #expect(table.refused.first?.reason.contains("character 2") == true)
        let set = try table.graphSet(MoleculeFeatures())
        #expect(set.count == 3)
        #expect(set.targetsAreAnswers)
        #expect(set.targetNames == ["active", "toxic"])
    }

    @Test func tellsNumbersFromClasses() throws {
        let text = "smiles,level,solubility\nCCO,low,-1.5\nCCN,high,2\nCCC,low,\n"
        let path = try file(text)
        defer { try? Files.remove(path) }
        #expect(try MoleculeTable(path: path).task == .numbers)
        #expect(try MoleculeTable(path: path).rows.count == 2)
        let words = try MoleculeTable(path: path, columns: MoleculeColumns(targets: ["level"]))
        #expect(words.task == .classes(["high", "low"]))
        #expect(words.labels == [1, 0, 1])
        #expect(words.targets == nil)
        let classes = try MoleculeTable(path: path, columns: MoleculeColumns(targets: ["solubility"], kind: .classification))
        #expect(classes.task == .classes(["-1.5", "2"]))
    }

    @Test func saysWhatIsWrong() throws {
        #expect(try message("id,name\n1,x\n").contains("FILE:1: found no column \"smiles\"; the columns are id, name"))
        #expect(try message("smiles,a,b\nC,1.5,2.5\nCC,2,3.5\nCCC,1,3\n").contains("2 columns of numbers: a, b"))
        #expect(try message("smiles,name\nC,x\n").contains("no column of numbers"))
        #expect(try message("smiles,a\n").contains("no rows"))
        #expect(try message("smiles,a\nC,1\nCC\n").contains("FILE:3: found 1 field; expected 2 fields"))
        #expect(try message("smiles,a\nC,1\nCC,0\n", MoleculeColumns(targets: ["b"])).contains("no column \"b\""))
        #expect(
            try message("smiles,a\nC,1\nCC,x\n", MoleculeColumns(targets: ["a"], kind: .regression))
                .contains("FILE:3: found \"x\" in the column a"))
        #expect(try message("smiles,a\nC,1e20\nCC,2\n", MoleculeColumns(targets: ["a"])).contains("at most 1e15"))
        #expect(try message("smiles,a\nC(,1\nCC),0\n").contains("no row to learn from: 2 of 2 SMILES cannot be read"))
        #expect(try message("smiles,a\nC,\nCC,\n", MoleculeColumns(targets: ["a"])).contains("nothing but blanks"))
        #expect(try message("smiles,a\nC,1\n", MoleculeColumns(targets: ["a", "a"])).contains("each column once"))
    }

    /// A list without a header, separated by blanks or tabs.
    @Test(arguments: [" ", "\t"]) func readsLists(mark: String) throws {
        let path = try file("CCO\(mark)ethanol\nCC\(mark)ethane\n", "smi")
        defer { try? Files.remove(path) }
        var rows = try MoleculeRows(path: path)
        #expect(rows.header == ["smiles", "name"])
        #expect(try rows.next()?.fields == ["CCO", "ethanol"])
        #expect(try rows.next()?.fields == ["CC", "ethane"])
        #expect(try rows.next() == nil)
    }

    /// Structures with properties are a table too.
    @Test func readsStructures() throws {
        let path = "/tmp/molecules-\(UInt64.random(in: 0...UInt64.max)).sdf"
        defer { try? Files.remove(path) }
        let writer = try SDFWriter(path)
        for (smiles, value) in [("CCO", "0.5"), ("c1ccccc1", "2.13"), ("CC(=O)O", "")] {
            let molecule = try Molecule(smiles: smiles)
            try writer.write(molecule, properties: [("name", smiles), ("logP", value)])
        }
        try writer.finish()
        let table = try MoleculeTable(path: path, columns: MoleculeColumns(targets: ["logP"]))
        #expect(table.smilesColumn == MoleculeTable.structures)
        #expect(table.molecules.map(\.atomCount) == [3, 6])
        #expect(table.values == [0.5, 2.13])
        #expect(table.rows[1].smiles == table.molecules[1].canonicalSMILES)
    }

    @Test func knowsTablesByTheirHeader() throws {
        let table = try file("name,Canonical_SMILES\nx,C\n"), other = try file("id,label\n1,2\n")
        defer { for path in [table, other] { try? Files.remove(path) } }
        #expect(MoleculeColumns.isTable(table))
        #expect(!MoleculeColumns.isTable(other))
        #expect(!MoleculeColumns.isTable("/tmp"))
        #expect(!MoleculeColumns.isTable(table + ".not.csv"))
    }
}
