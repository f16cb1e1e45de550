import ArgumentParser
import GraphLearning

struct ImageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image",
        abstract: "Networks for pictures: train, judge and apply them.",
        discussion: """
            The chapters on images: a fully connected and a convolutional network on Fashion-MNIST, or on a folder of pictures \
            of your own with a folder for each class.

            Example: gcn image train fashion --model cnn
            """,
        subcommands: [ImageTrain.self, ImageEvaluate.self, ImagePredict.self])
}

/// How convolutions are computed; `--engine`.
struct EngineOption: ParsableArguments {
    @Option(help: ArgumentHelp(
            "How convolutions are computed: im2col, onednn, winograd+im2col or winograd+onednn (the last that works here).",
            valueName: "NAME"))
    var engine: String?

    func apply(_ general: GeneralOptions) throws {
        guard let engine else { return }
        guard let found = ConvolutionEngines.available.first(where: { $0.name == engine }) else {
            let names = ConvolutionEngines.available.map(\.name).joined(separator: ", ")
            throw Failure(
                Failure.usage,
                "--engine \(engine): expected \(names)\(engine.hasSuffix("onednn") ? "; for onednn install libdnnl-dev and build again" : "")")
        }
        ConvolutionEngines.current = found
    }
}

struct ImageEvaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Judge a trained network on test pictures: accuracy, F1, confusion matrix, each class.",
        discussion: """
            Without DATASET the test pictures of the set it was trained on. Exact figures depend on nothing but the run folder \
            and the pictures.

            Example: gcn image evaluate runs/fashion-cnn
            """)

    @Argument(help: ArgumentHelp("The folder of a training run.", valueName: "RUN"), completion: .directory)
    var folder: String

    @Argument(
        help: ArgumentHelp("Other pictures: fashion, or a folder (see gcn image train --help).", valueName: "DATASET"),
        completion: .file())
    var dataset: String?

    @Option(help: ArgumentHelp("test or train.", valueName: "PART"))
    var part = "test"

    @Option(help: ArgumentHelp("A folder of data sets, searched first.", valueName: "DIR"), completion: .directory)
    var dataRoot: String?

    @OptionGroup(title: "Engine") var engine: EngineOption
    @OptionGroup(title: "General") var general: GeneralOptions

    func validate() throws { try require("part", ["test", "train"].contains(part), part, "test or train") }

    func run() throws {
        general.apply()
        try engine.apply(general)
        let run = try TrainedImageRun(folder)
        let set = try run.load(dataset, root: dataRoot)
        let source = part == "test" ? set.test : set.train
        let said = try run.classifier.probabilities(source)
        let report = ClassificationReport(
            actual: source.labels.map { Int($0) }, predicted: said.argmaxRows(), classNames: run.classifier.classNames)
        if general.json {
            Output.json(
                .object(
                    [("dataset", .string(set.name)), ("run", .string(folder)), ("part", .string(part))]
                        + (report.json.object ?? [])))
        } else {
            Output.result(report.text("\(set.name), \(part) pictures"))
        }
    }
}

/// A run on pictures, opened.
struct TrainedImageRun {
    let classifier: ImageClassifier
    private let config: JSONValue
    private let path: String

    init(_ path: String) throws {
        let folder = RunFolder(path)
        self.path = path
        classifier = try folder.readImageClassifier()
        config = try folder.readConfig()
    }

    /// The set of this name, or the one it was trained on; throws where its classes are not the network's.
    func load(_ dataset: String?, root: String?) throws -> ImageSet {
        guard let name = dataset ?? config["dataset"]?["argument"]?.string else {
            throw Failure(Failure.badData, "\(path)/config.json does not say what it was trained on; name a set")
        }
        // where it was found then, if it is there still
        let place = dataset == nil && root == nil ? config["dataset"]?["folder"]?.string : nil
        let set = try ImageSet.load(
            place.flatMap { Files.isDirectory($0) ? $0 : nil } ?? name, root: root ?? config["dataset"]?["data_root"]?.string,
            size: config["settings"]?["size"]?.int)
        if set.train.classNames != classifier.classNames {
            throw Failure(
                Failure.badData,
                "\(set.name) has the classes \(set.train.classNames.joined(separator: ", ")); the network of \(path) knows \(classifier.classNames.joined(separator: ", "))")
        }
        return set
    }
}

struct ImagePredict: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Tell what pictures show: class, and a probability for each class.",
        discussion: """
            Pictures are PNG or JPEG files; they are made gray or coloured as the network's were, and brought to its size. The \
            answer is a table on standard output, or CSV in the file --out. Without pictures, the test pictures of the set it \
            was trained on are told (to --out, or standard output).

            Example: gcn image predict runs/fashion-cnn boot.png shirt.jpg
            """)

    @Argument(help: ArgumentHelp("The folder of a training run.", valueName: "RUN"), completion: .directory)
    var folder: String

    @Argument(help: ArgumentHelp("Pictures.", valueName: "PICTURE"), completion: .file())
    var pictures: [String] = []

    @Option(help: ArgumentHelp("The CSV file to write.", valueName: "FILE"), completion: .file())
    var out: String?

    @Flag(help: "Swap black and white first: the pictures of Fashion-MNIST are light on black, photographs of clothes often dark on white.")
    var invert = false

    @Option(help: ArgumentHelp("A folder of data sets, searched first.", valueName: "DIR"), completion: .directory)
    var dataRoot: String?

    @OptionGroup(title: "Engine") var engine: EngineOption
    @OptionGroup(title: "General") var general: GeneralOptions

    func run() throws {
        general.apply()
        try engine.apply(general)
        let run = try TrainedImageRun(folder)
        let classes = run.classifier.classNames
        if pictures.isEmpty {
            let set = try run.load(nil, root: dataRoot)
            let said = try run.classifier.probabilities(set.test)
            try emit(
                ImagePredictionTable.csv(
                    names: (0..<set.test.count).map { set.test.name(of: $0) }, labels: set.test.labels, said, classNames: classes),
                to: out, general,
                summary: [("run", .string(folder)), ("dataset", .string(set.name)), ("pictures", .int(set.test.count))])
            return
        }
        let rows = try pictures.map { try probabilities(of: $0, run.classifier) }
        let said = DenseArray(rows.flatMap { $0 }, shape: [rows.count, classes.count])
        let told = said.argmaxRows()
        if let out {
            try Files.write(ImagePredictionTable.csv(names: pictures, labels: nil, said, classNames: classes), to: out)
            if !general.json { general.say("written: \(out)") }
        }
        if general.json {
            Output.json(
                .object([
                    ("run", .string(folder)),
                    (
                        "pictures",
                        .array(
                            pictures.indices.map { row in
                                .object([
                                    ("picture", .string(pictures[row])), ("prediction", .string(classes[told[row]])),
                                    ("probabilities", .object(classes.indices.map { (classes[$0], .double(Double(rows[row][$0]))) })),
                                ])
                            })
                    ), ("out", out.map { .string($0) } ?? .null),
                ]))
        } else if out == nil {
            Output.result(
                Output.table(
                    [["picture", "prediction", "probability", "next"]]
                        + pictures.indices.map { row in
                            let order = classes.indices.sorted { rows[row][$0] > rows[row][$1] }
                            let next = order.dropFirst().first.map { "\(classes[$0]) \(Output.percent(Double(rows[row][$0])))" } ?? ""
                            return [pictures[row], classes[told[row]], Output.percent(Double(rows[row][told[row]])), next]
                        }))
        }
    }

    private func probabilities(of path: String, _ classifier: ImageClassifier) throws -> [Float] {
        let c = classifier.configuration
        var image = try Image(contentsOf: path, channels: c.channels)
        if invert {
            image = Image(height: image.height, width: image.width, channels: image.channels, pixels: image.pixels.map { 255 - $0 })
        }
        if classifier.pipeline.outputSize(of: image.size) != ImageSize(height: c.height, width: c.width, channels: c.channels) {
            image = image.resized(height: c.height, width: c.width)
        }
        return try classifier.probabilities(image, name: path)
    }
}
