import FileFormats
import TestSupport
import Testing

/// `gcn report` of each kind of run other than nodes' classes.
@Suite struct ReportKindsTests {
    /// Records what of the page is not there, or is there and should not be.
    private func expect(_ page: String, _ parts: [String], not others: [String] = [], sourceLocation: SourceLocation = #_sourceLocation) {
        for part in parts { #expect(page.contains(part), "\(part)", sourceLocation: sourceLocation) }
        for part in others + ["http://", "https://", "<script"] {
            #expect(!page.contains(part), "\(part)", sourceLocation: sourceLocation)
        }
    }

    @Test func pictures() throws {
        let folder = try TemporaryFolder()
        try ImageTests.write(folder)
        let outcome = try folder.gcn(
            "image", "train", "pictures", "--epochs", "2", "--batch", "20", "--engine", "im2col", "--out", "run", "--report")
        outcome.expectSuccess()
        #expect(outcome.error.contains("report: run/report.html"))
        let page = try folder.text("run/report.html")
        expect(
            page,
            [
                "gcn image train pictures --epochs 2", "pictures: image classification</h1>", "Learning curves", "(Wilson, 50 test pictures)",
                "Confusion matrix", "20 test pictures drawn at random", "What the first convolution sees", "t-SNE", "training pictures</dt><dd>200",
                "convolutions by</dt><dd>im2col", "Calibration", "processor</dt>",
            ], not: ["could not be read", "seconds"])
        // once the pictures are gone the page says so and keeps its figures
        try Files.remove(folder.path + "/pictures/t10k-images-idx3-ubyte")
        try folder.gcn("report", "run", "--quiet").expectSuccess()
        expect(
            try folder.text("run/report.html"), ["The pictures could not be read again", "Confusion matrix"],
            not: ["drawn at random", "data:image/png"])
        try folder.write("run/predictions.csv", "picture,label,prediction\n1,Boat,Bag\n")
        let wrong = try folder.gcn("report", "run")
        #expect(wrong.code == 65 && wrong.error.contains("run/predictions.csv:2: found the class \"Boat\" in the column label"), "\(wrong.error)")
    }

    @Test func graphs() throws {
        let folder = try TemporaryFolder()
        try GraphCommandsTests.write(folder)
        try folder.gcn(
            "train", "SHAPES", "--data-root", ".", "--model", "gcn", "--epochs", "3", "--hidden", "8", "--folds", "4", "--out", "run", "--quiet",
            "--report"
        ).expectSuccess()
        expect(
            try folder.text("run/report.html"),
            [
                "over 4 folds", "Each fold", "without edges", "(Wilson, 40 graphs)", "Sizes of the graphs", "in the readout of the kept network",
                "Why it says so", "Calibration: the probability of class 8", "ROC curve: class 8", "Worst mistakes",
            ], not: ["could not be read"])
        try Files.remove(folder.path + "/SHAPES/SHAPES_A.txt")
        try folder.gcn("report", "run").expectSuccess()
        expect(
            try folder.text("run/report.html"), ["The data could not be read again", "Confusion matrix", "Worst mistakes"],
            not: ["Why it says so", "Sizes of the graphs"])
    }

    @Test func moleculesWithClasses() throws {
        let run = try MoleculeCommandTests.Run.get(), folder = try TemporaryFolder()
        try folder.gcn("report", run.folder.path + "/run", "--out", "r.html").expectSuccess()
        expect(
            try folder.text("r.html"),
            [
                "without a graph (ecfp linear)", "ROC curve: acidic", "Calibration: the probability of acidic", "test molecules, coloured by acidic",
                "Why it says so", "orange atoms and bonds", "weight towards acidic",
            ], not: ["could not be read"])
    }

    /// Several answers of each molecule: a table of them, and their curves in one chart.
    @Test func moleculesWithSeveralAnswers() throws {
        let folder = try TemporaryFolder()
        var table = "smiles,long,amine\n"
        for i in 1...60 {
            table += String(repeating: "C", count: 1 + i % 9) + (i % 2 == 0 ? "O" : "N") + ",\(i % 9 > 4 ? 1 : 0),\(i % 7 == 0 ? "" : "\(i % 2)")\n"
        }
        try folder.write("m.csv", table)
        try folder.gcn(
            "train", "m.csv", "--target-columns", "long,amine", "--split", "random:50/10/40", "--epochs", "2", "--quiet", "--report", "--out", "run"
        ).expectSuccess()
        expect(
            try folder.text("run/report.html"), ["Each target", "ROC curve: each target", "<th scope=\"row\">amine</th>", "coloured by long", "not long"],
            not: ["Confusion matrix", "Worst mistakes"])
    }

    @Test func moleculesWithNumbers() throws {
        let folder = try TemporaryFolder()
        var table = "smiles,y\n"
        for i in 1...40 { table += String(repeating: "C", count: 1 + i % 9) + (i % 2 == 0 ? "O" : "N") + ",\(i % 9).\(i % 2)\n" }
        try folder.write("m.csv", table)
        try folder.gcn(
            "train", "m.csv", "--target-columns", "y", "--task", "regression", "--split", "random:50/10/40", "--epochs", "2", "--quiet", "--report",
            "--out", "run"
        ).expectSuccess()
        expect(
            try folder.text("run/report.html"),
            [
                "molecule regression</h1>", "<td class=\"picture\"><svg", "predicted and measured", "The largest errors and the smallest",
                "molecules, coloured by y", " to ",
            ], not: ["Calibration"])
    }

    @Test func links() throws {
        let folder = try TemporaryFolder()
        try Trained.papers(folder, "net")
        try folder.gcn("link", "net", "--epochs", "5", "--runs", "2", "--predict", "9", "--out", "run", "-q", "--report").expectSuccess()
        expect(
            try folder.text("run/report.html"),
            [
                "link prediction</h1>", "test ROC-AUC", "over 2 trainings", "adamic-adar", "Degrees: edges at a node", "What it foretells",
                "which the network was not told", "gcn link net --epochs 5",
            ], not: ["could not be read", "Confusion"])
        try Files.remove(folder.path + "/run/embeddings.csv")
        let outcome = try folder.gcn("report", "run")
        #expect(outcome.code == 66 && outcome.error.hasPrefix("gcn: run/embeddings.csv: no such file"), "\(outcome.error)")
    }

    @Test func numbersOfNodes() throws {
        let folder = try TemporaryFolder()
        try RegressTests.write(folder)
        let outcome = try folder.gcn("regress", "ring", "--value-column", "sum", "--epochs", "5", "--runs", "2", "--out", "run", "--report")
        outcome.expectSuccess()
        #expect(outcome.error.contains("report: run/report.html"))
        expect(
            try folder.text("run/report.html"),
            ["node regression</h1>", "test RMSE", "over 2 trainings", "sum: predicted and measured", "The largest errors", "without a network", "Degrees: edges at a node", "the test nodes, by the kept network", "nodes, coloured by their number"],
            not: ["Confusion"])
        // unlike kinds stand side by side
        try Trained.papers(folder, "net")
        try folder.gcn("link", "net", "--epochs", "2", "--out", "other", "-q").expectSuccess()
        try folder.gcn("report", "run", "other", "-q").expectSuccess()
        let page = try folder.text("comparison.html")
        expect(page, ["none is the better one", "<td>node regression</td>", "<td>link prediction</td>"], not: ["<strong>"])
    }
}
