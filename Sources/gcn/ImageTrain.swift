import ArgumentParser
import GraphLearning

struct ImageTrain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a network on pictures.",
        discussion: """
            DATASET is fashion (the folder fashion_mnist in --data-root, GCN_DATA or the cache), or the path of a folder with \
            IDX files, or of one with train/CLASS/picture and test/CLASS/picture (or val).

            The default protocol trains for a fixed number of epochs on all training pictures and judges the last network on \
            the test pictures, which choose nothing. The protocol chapter has the textbook's settings: batch 100, 5 epochs, Adam \
            at 0.001. With an engine that uses oneDNN the last bits of the weights depend on the number of threads, with im2col \
            they do not. The run folder has learning curves, a confusion matrix and a grid of samples as SVG.

            Examples:
              gcn image train fashion --data-root DIR
              gcn image train fashion --model dnn --protocol chapter --report
              gcn image train fashion --model vgg --augment crop:28:2,flip --mirror
            """)

    @Argument(help: ArgumentHelp("The pictures: fashion, or a folder.", valueName: "DATASET"))
    var dataset: String

    @Option(help: ArgumentHelp("The network: \(ImageModels.all.map(\.name).joined(separator: ", ")).", valueName: "NAME"),
        completion: .list(ImageModels.all.map(\.name)))
    var model = "cnn"

    @Option(name: .customLong("protocol"), help: ArgumentHelp("default or chapter.", valueName: "NAME"),
        completion: .list(ImageTrainingSettings.protocolNames))
    var protocolName = "default"

    @Option(help: ArgumentHelp("Passes over the training pictures.", valueName: "E"))
    var epochs: Int?

    @Option(help: ArgumentHelp("Pictures of a training step.", valueName: "B"))
    var batch: Int?

    @Option(help: ArgumentHelp("The highest learning rate.", valueName: "RATE"))
    var lr: Float?

    @Option(help: ArgumentHelp("Weight decay of weights (not of biases and normalizations).", valueName: "W"))
    var weightDecay: Float?

    @Option(help: ArgumentHelp("adam, adamw or sgd.", valueName: "NAME"))
    var optimizer: String?

    @Option(help: ArgumentHelp("How the learning rate goes: constant, cosine or onecycle.", valueName: "NAME"))
    var schedule: String?

    @Option(help: ArgumentHelp("The rate of the model's dropout layers.", valueName: "RATE"))
    var dropout: Float?

    @Option(help: ArgumentHelp("The largest norm of a step's gradients; 0: any.", valueName: "NORM"))
    var clipNorm: Float?

    @Option(help: ArgumentHelp("The share of a label's probability that is spread over all classes.", valueName: "SHARE"))
    var labelSmoothing: Float?

    @Option(help: ArgumentHelp(
        "What training pictures go through, such as crop:28:2,flip,erase:0.25 (none; --augment help lists them).", valueName: "LIST"))
    var augment: String?

    @Flag(help: "Answer by the mean over a picture and its mirror image, in judging and in use.")
    var mirror = false

    @Option(help: ArgumentHelp(
        "Pictures become squares of this side: the shorter side is brought to it, the ratio kept, and the middle is taken.",
        valueName: "SIDE"))
    var size: Int?

    @Option(name: .customLong("validation"), help: ArgumentHelp(
        "Hold out this share of the training pictures and keep the epoch that is best on them (0).", valueName: "SHARE"))
    var validationShare: Float?

    @Option(help: ArgumentHelp("With --validation: stop when the accuracy has not risen for N epochs.", valueName: "N"))
    var patience: Int?

    @Option(help: ArgumentHelp("Trainings, with seeds S, S+1, …", valueName: "N"))
    var runs = 1

    @Option(help: ArgumentHelp("The run's folder (runs/DATASET-MODEL-TIME).", valueName: "DIR"), completion: .directory)
    var out: String?

    @Option(help: ArgumentHelp("A folder of data sets, searched first.", valueName: "DIR"), completion: .directory)
    var dataRoot: String?

    @Flag(help: "Make the run's page, report.html in its folder, as gcn report does.")
    var report = false

    @OptionGroup(title: "Engine") var engine: EngineOption
    @OptionGroup(title: "General") var general: GeneralOptions

    func validate() throws {
        try require("model", ImageModels.named(model) != nil, model, ImageModels.all.map(\.name).joined(separator: ", "))
        try require("runs", (1...1000).contains(runs), runs, "1 to 1000")
        try require(
            "seed", !general.seed.addingReportingOverflow(runs).overflow, general.seed, "a seed that leaves room for the runs")
        try require("out", out != "", "\"\"", "the name of a folder")
        if augment == "help" { return }
        _ = try settings()
    }

    private func settings() throws -> ImageTrainingSettings {
        guard var settings = ImageTrainingSettings.named(protocolName, model: model) else {
            throw ValidationError(
                "--protocol \(protocolName): expected \(ImageTrainingSettings.protocolNames.joined(separator: " or "))")
        }
        let given: [(flag: String, name: String, value: JSONValue?)] = [
            ("epochs", "epochs", epochs.map { .int($0) }), ("batch", "batch", batch.map { .int($0) }),
            ("lr", "lr", lr.map { .number($0) }), ("weight-decay", "weight_decay", weightDecay.map { .number($0) }),
            ("optimizer", "optimizer", optimizer.map { .string($0) }), ("schedule", "schedule", schedule.map { .string($0) }),
            ("dropout", "dropout", dropout.map { .number($0) }),
            ("mirror", "mirror", mirror ? .bool(true) : nil),
            ("clip-norm", "clip_norm", clipNorm.map { .number($0) }),
            ("label-smoothing", "label_smoothing", labelSmoothing.map { .number($0) }), ("size", "size", size.map { .int($0) }),
            ("validation", "validation_share", validationShare.map { .number($0) }),
            ("patience", "patience", patience.map { .int($0) }),
        ]
        if let augment {
            do { _ = try ImageTransform.parse(augment) } catch { throw ValidationError("--augment: \(error)") }
            settings.augment = augment
        }
        for (flag, name, value) in given {
            guard let value else { continue }
            do {
                try settings.set(name, value)
            } catch {
                throw ValidationError("--\(flag) \(error.found): expected \(error.expected)")
            }
        }
        if patience != nil, settings.validationShare == 0 {
            throw ValidationError("--patience \(patience ?? 0): expected with --validation SHARE, by which it is counted")
        }
        if clipNorm == nil { settings.limitGradientsOfFewEpochs() }
        return settings
    }

    func run() throws {
        general.apply()
        if augment == "help" {
            Output.result(ImageTransform.known.map(\.text).joined(separator: "\n"))
            return
        }
        try engine.apply(general)
        let settings = try settings()
        try RunFolder(out ?? "runs").checkPlace()
        let set = try ImageSet.load(dataset, root: dataRoot, size: settings.size)
        for warning in set.warnings { general.say("note: \(warning)") }
        let trainer = try ImageTrainer(train: set.train, test: set.test, settings)
        let c = trainer.configuration
        general.say(
            "\(set.name): \(set.train.count) training and \(set.test.count) test pictures of \(c.height)x\(c.width)x\(c.channels), \(c.classes) classes; convolutions by \(ConvolutionEngines.current.name)")
        general.say(settings.summary)
        Interrupt.listen()
        let setup = Process.seconds
        var results: [ImageTrainingRun] = []
        for seed in general.seed..<general.seed + runs {
            let result = try train(trainer, seed)
            results.append(result)
            if Interrupt.isRequested { break }
        }
        let outcome = ImageTrainResult(
            set: set, argument: dataset, dataRoot: dataRoot, settings: settings, runs: results, setup: setup,
            trained: Process.seconds - setup, general: general, wanted: runs)
        try finish(outcome)
    }

    private func train(_ trainer: ImageTrainer, _ seed: Int) throws -> ImageTrainingRun {
        let shows = !general.quiet && Output.errorIsTerminal, speaks = !general.quiet
        let total = trainer.settings.epochs
        let result = try trainer.run(seed: seed) { progress in
            if shows {
                let done = 24 * progress.pictures / max(1, progress.of)
                let bar = String(repeating: "█", count: done) + String(repeating: "·", count: 24 - done)
                Output.progress("seed \(seed)  epoch \(progress.epoch)/\(total)  \(bar)  loss \(Output.fixed(progress.loss, 4))")
            }
        } epochDone: { metrics in
            if shows { Output.clearProgress() }
            if speaks {
                let validation = metrics.validationAccuracy.isNaN ? "" : ", validation \(Output.percent(metrics.validationAccuracy))"
                Output.error(
                    "seed \(seed) epoch \(metrics.epoch)/\(total): loss \(Output.fixed(metrics.trainLoss, 4)), train \(Output.percent(metrics.trainAccuracy))\(validation), test \(Output.percent(metrics.testAccuracy)), \(Output.fixed(metrics.seconds, 1)) s")
            }
        } isInterrupted: {
            Interrupt.isRequested
        }
        if let epoch = result.divergedAt {
            throw Failure(
                Failure.badData, "the training of seed \(seed) diverged: its loss was no number in epoch \(epoch); lower --lr")
        }
        return result
    }

    private func finish(_ result: ImageTrainResult) throws {
        let folder = RunFolder(try out ?? makeRunFolder(result.name))
        try result.write(to: folder, isReserved: out == nil)
        let said = result.json(folder: folder.path), text = result.text(folder: folder.path)
        try folder.keep(result: said)
        if report {
            var data = try DataOptions.parse([])
            data.dataRoot = dataRoot
            try Report.make(folder, data, general)
        }
        if general.json { Output.json(said) } else { Output.result(text) }
        if Interrupt.isRequested {
            general.say("interrupted: what was trained until then is kept in \(folder.path)")
            throw ExitCode(Failure.interrupted)
        }
        if report { general.say("report: \(folder.reportFile)") }
    }
}
