import FileFormats
import Molecules
import Testing

@Suite struct SDFReaderTests {
    private let good = molfile(atoms: [atomLine(0, 0, "C"), atomLine(1, 0, "O")], bonds: ["  1  2  1  0"])

    private func all(_ text: String) throws -> [SDFRecord] {
        var reader = SDFReader(bytes: Array(text.utf8), file: "x.sdf")
        var records: [SDFRecord] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }

    @Test(arguments: ["\n", "\r\n"]) func recordsWithFields(end: String) throws {
        let text = (good + "> <NAME>\nmethanol\n\n>  <NOTE>  (1) \nfirst line\n second\n\n> DT12\n7\n\n$$$$\n" + good + "$$$$\n")
            .replacing("\n", with: end)
        let records = try all(text)
        #expect(records.count == 2)
        #expect(records[0]["NAME"] == "methanol")
        #expect(records[0]["NOTE"] == "first line\n second")
        #expect(records[0].properties.map(\.name) == ["NAME", "NOTE", "DT12"])
        #expect(records[1].properties.isEmpty)
        #expect(records[1].number == 2)
        #expect(records[1].line == 20)
        #expect(try records[1].molecule.get().atomCount == 2)
    }

    @Test func anErrorDoesNotStopTheNext() throws {
        let bad = good.replacing(" O ", with: " Zz")
        let records = try all(good + "$$$$\n" + bad + "> <ID>\n7\n\n$$$$\n" + good + "$$$$\nrubbish")
        #expect(records.count == 4)
        guard case .failure(let error) = records[1].molecule else { return #expect(Bool(false), "a molecule of Zz") }
        #expect(error.description.contains("x.sdf:15: found \"Zz\""), "\(error)")
        #expect(records[1]["ID"] == "7")
        #expect((try? records[2].molecule.get()) != nil)
        #expect((try? records[3].molecule.get()) == nil)
        #expect(records[3].line == 31)
    }

    @Test func writtenRecordsAreReadAgain() throws {
        let path = "/tmp/gcn-sdf-\(UInt64.random(in: 0 ... .max)).sdf"
        defer { try? Files.remove(path) }
        let molecule = try Molecule(smiles: "CC(=O)[O-]")
        let writer = try SDFWriter(path)
        for number in 0..<3 {
            try writer.write(molecule, properties: [("ID", "\(number)"), ("a<b>", "x\n\ny\n$$$$"), ("EMPTY", "")])
        }
        try writer.finish()
        var reader = try SDFReader(path: path)
        for number in 0..<3 {
            let record = try #require(try reader.next())
            #expect(record["ID"] == "\(number)")
            #expect(record["a_b_"] == "x\ny\n $$$$")
            #expect(record["EMPTY"] == "")
            #expect(try record.molecule.get().atoms.map(\.formalCharge) == [0, 0, 0, -1])
        }
        #expect(try reader.next() == nil)
    }
}
