import FileFormats
import Testing

@testable import GraphDatasets

@Suite struct SplitColumnTests {
    @Test func byColumn() throws {
        let split = try MoleculeSplit.column(
            ["Train", "", "valid", "test", "train", "val", "Validation"], named: "Model", file: "x.csv",
            lines: Array(2...8))
        #expect(split.train == [0, 4] && split.validation == [2, 5, 6] && split.test == [3])
        #expect(split.name == "column Model")
        expectRefused("x.csv:3: found the split \"learn\"") {
            try MoleculeSplit.column(["train", "learn"], named: "Model", file: "x.csv", lines: [2, 3])
        }
        expectRefused("no molecule for training") {
            try MoleculeSplit.column(["test"], named: "Model", file: "x.csv", lines: [2])
        }
    }

    private func expectRefused(
        _ text: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> MoleculeSplit
    ) {
        do {
            _ = try body()
            Issue.record("not refused: \(text)", sourceLocation: sourceLocation)
        } catch {
            #expect("\(error)".contains(text), sourceLocation: sourceLocation)
        }
    }

    @Test func byFile() throws {
        let folder = try TemporaryFolder()
        let ids = ["CCO", "c1ccccc1", "CCO", "C", "N"]
        func write(_ text: String) throws -> String {
            try folder.write("split.csv", text)
        }
        let good = try write("smiles,split\nCCO,train\nC,test\nc1ccccc1,valid\nN,\nCCO,train\n")
        let split = try MoleculeSplit.file(good, ids: ids)
        #expect(split.train == [0, 2] && split.validation == [1] && split.test == [3])
        #expect(split.name == "file split.csv")
        let unknown = try write("id,split\nCCO,train\nCCC,test\n")
        expectRefused(":3: found \"CCC\", which no row of the table is called") {
            try MoleculeSplit.file(unknown, ids: ids)
        }
        let both = try write("id,split\nCCO,train\nCCO,test\n")
        expectRefused(":3: found \"CCO\" in test, but in train on line 2") { try MoleculeSplit.file(both, ids: ids) }
        let named = try write("molecule,part\nC,train\n")
        #expect(try MoleculeSplit.file(named, ids: ids, idColumn: "molecule", splitColumn: "part").train == [3])
        expectRefused("column") { try MoleculeSplit.file(named, ids: ids) }
    }
}
