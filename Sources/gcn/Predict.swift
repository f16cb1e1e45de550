import ArgumentParser
import GraphLearning

struct Predict: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Apply a trained network: node (or graph), class, and a probability for each class.",
        discussion: """
            Without DATASET the data it was trained on. Writes CSV to --out, or to standard output.

            Of a run on molecules: DATASET is a CSV file with a column of SMILES (- reads standard input). All its columns are \
            kept and the answers appended; a row whose SMILES cannot be read keeps its place, with the reason in the last \
            column, error. The file may be of any length.

            Of a run of gcn regress: node, prediction, and the actual number where the column is there.

            Examples:
              gcn predict runs/papers --out predictions.csv
              gcn predict runs/BBBP new.csv --out out.csv
            """)

    @OptionGroup var subject: RunSubject

    @Option(help: ArgumentHelp("The file to write.", valueName: "FILE"), completion: .file())
    var out: String?

    @Option(help: ArgumentHelp("Molecules: the column of SMILES (the training's).", valueName: "COLUMN"))
    var smilesColumn: String?

    @OptionGroup(title: "Data") var data: DataOptions
    @OptionGroup(title: "General") var general: GeneralOptions

    func run() throws {
        general.apply()
        if let run = try TrainedMoleculeRun(subject.folder) {
            try MoleculePrediction(
                run: run, input: subject.dataset ?? run.trainedOn, smilesColumn: smilesColumn, out: out, general: general
            ).predict()
            return
        }
        if smilesColumn != nil { throw Failure(Failure.usage, "--smiles-column: \(subject.folder) is not a run on molecules") }
        if let run = try TrainedGraphRun(subject.folder) {
            let loaded = try run.load(subject.dataset, data, general)
            let classes = run.predictor.classNames
            let said = try run.predictor.predict(loaded.set)
            let labels = classes.isEmpty ? [] : said.argmaxRows()
            try emit(
                GraphPredictionTable.csv(said, classNames: classes), to: out, general,
                summary: [
                    ("dataset", .string(loaded.name)), ("run", .string(subject.folder)), ("graphs", .int(loaded.set.count)),
                    ("classes", .array(classes.map { .string($0) })),
                    ("counts", .array(classes.indices.map { c in .int(labels.count { $0 == c }) })),
                ])
            return
        }
        if let run = try TrainedRegression(subject.folder) { return try predictNumbers(run) }
        let (run, loaded) = try subject.open(data, general)
        let prediction = try run.classifier.predict(loaded.graph)
        let classes = run.classifier.classNames
        try emit(
            PredictionTable.csv(prediction, graph: loaded.graph, classNames: classes), to: out, general,
            summary: [
                ("dataset", .string(loaded.name)), ("run", .string(subject.folder)), ("nodes", .int(loaded.graph.nodeCount)),
                ("classes", .array(classes.map { .string($0) })),
                (
                    "counts",
                    .array(classes.indices.map { c in .int(prediction.labels.count { $0 == c }) })
                ),
            ])
    }
}

struct Embed: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the vector that a trained network makes of each node, graph, molecule or picture.",
        discussion: """
            The vectors before the last layer, as CSV: node, d0, d1, … With --plot they are also placed in the plane and drawn \
            as SVG or PNG, coloured by class; with --plot and no --out, the drawing is all.

            Examples:
              gcn embed runs/papers --out embeddings.csv
              gcn embed runs/papers --plot tsne.svg
              gcn embed runs/papers --plot pca.svg --plot-method pca
            """)

    @OptionGroup var subject: RunSubject

    @Option(help: ArgumentHelp("The file to write.", valueName: "FILE"), completion: .file())
    var out: String?

    @OptionGroup(title: "Drawing") var plot: EmbeddingPlot
    @OptionGroup(title: "Data") var data: DataOptions
    @OptionGroup(title: "General") var general: GeneralOptions

    func validate() throws {
        if let out, let drawing = plot.plot, Process.isSame(out, drawing) {
            throw ValidationError("--plot \(drawing) and --out \(out): expected two files, one for the drawing and one for the vectors")
        }
    }

    func run() throws {
        general.apply()
        try plot.picture.check(general, isAlone: plot.plot == nil && out == nil)
        if let run = try TrainedMoleculeRun(subject.folder) { return try embedMolecules(run) }
        if let run = try TrainedGraphRun(subject.folder) {
            let loaded = try run.load(subject.dataset, data, general)
            let vectors = try run.predictor.embed(loaded.set)
            try finish(
                vectors, labels: loaded.set.labels, classNames: loaded.set.classNames, name: loaded.name,
                summary: [
                    ("dataset", .string(loaded.name)), ("run", .string(subject.folder)), ("graphs", .int(loaded.set.count)),
                    ("dimensions", .int(vectors.columns)),
                ]
            ) { GraphPredictionTable.csv(vectors, columns: "d") }
            return
        }
        let task = try RunFolder(subject.folder).readConfig()["task"]?.string
        if task == RunFolder.imageTask { return try embedPictures() }
        if task == "link-prediction" { return try embedLinks() }
        let loaded: LoadedGraph, embeddings: DenseArray
        var numbers: [Double]?
        if let run = try TrainedRegression(subject.folder) {
            let opened = try run.open(subject.dataset, data, general)
            (loaded, numbers) = (opened.loaded, opened.actual.map { $0.map { Double($0) } })
            embeddings = try run.regressor.embed(loaded.graph)
        } else {
            let run: TrainedRun
            (run, loaded) = try subject.open(data, general)
            embeddings = try run.classifier.embed(loaded.graph)
        }
        try finish(
            embeddings, labels: loaded.graph.labels?.values, classNames: loaded.graph.labels?.classNames ?? [], numbers: numbers,
            name: loaded.name,
            summary: [
                ("dataset", .string(loaded.name)), ("run", .string(subject.folder)), ("nodes", .int(loaded.graph.nodeCount)),
                ("dimensions", .int(embeddings.columns)),
            ]
        ) { PredictionTable.csv(embeddings: embeddings, graph: loaded.graph) }
    }
}

/// Writes a table to a file and says so, or to standard output. With `--json` standard output has the summary alone, so
/// the table needs a file.
func emit(
    _ table: String, to out: String?, _ general: GeneralOptions, summary: [(key: String, value: JSONValue)]
) throws {
    guard let out else {
        if general.json {
            throw Failure(Failure.usage, "--json prints one object and no table: name a file for the table with --out")
        }
        Output.result(table, terminator: "")
        return
    }
    try Files.makeDirectory(above: out)
    try Files.write(table, to: out)
    if general.json {
        Output.json(.object(summary + [("out", .string(out))]))
    } else {
        general.say("written: \(out)")
    }
}
