// Ten kinds of gray pictures told apart by a dense network and by a convolutional one: Fashion-MNIST, or shapes made here.
// Writes itself as a notebook beside this file: dnn-and-cnn-fashionmnist.ipynb and dnn-and-cnn-fashionmnist.html.
import GraphLearning

let options = Array(CommandLine.arguments.dropFirst())
let isQuick = options.contains("--quick")
/// What stands behind an option.
func value(of name: String, in options: [String]) -> String? {
    options.firstIndex(of: name).flatMap { options.indices.contains($0 + 1) ? options[$0 + 1] : nil }
}
let dataRoot = value(of: "--data-root", in: options)
if let threads = value(of: "--threads", in: options).flatMap({ Int($0) }) { Threads.count = threads }
let folder =
    options.indices.first { place in
        !options[place].hasPrefix("-") && (place == 0 || !["--data-root", "--threads"].contains(options[place - 1]))
    }.map { options[$0] }
    ?? #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined()
let notebook = Notebook(title: "Pictures: a dense and a convolutional network")

/// A share as a percentage.
func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
}

notebook.markdown(
    """
    Two networks look at the same gray pictures, 28 by 28. The **dense** one (DNN) takes the 784 numbers as a list and
    would do as well had all pixels changed places, always in the same way. The **convolutional** one (CNN) has filters of
    3 × 3 that slide over the picture, so that what it learns at one place it knows at all others.

    The pictures are Fashion-MNIST's (Xiao, Rasul & Vollgraf, 2017, arXiv:1708.07747: 60,000 photographs of clothes and shoes
    to learn from, 10,000 for the test) where they are found; else **ten simple shapes** that this program makes, each of its
    own size, place, turn and brightness, under noise.

    ## Pictures
    """)

let (train, test, isFashion) = try notebook.code { cell in
    let (train, test, isFashion) = try Pictures.load(root: dataRoot, quick: isQuick)
    print(isFashion ? "Fashion-MNIST" : "Fashion-MNIST is not here (see GCN_DATA, --data-root):")
    if !isFashion { print("shapes made by the program instead") }
    print("\(train.count) training and \(test.count) test pictures of \(train.classNames.count) kinds")
    cell.show(
        ImageGrid(title: "Two of each kind", items: try Pictures.samples(train, each: 2), columns: 5), width: 560)
    return (train, test, isFashion)
}

notebook.markdown(
    """
    ## Two networks

    The dense network has layers of 256, 128 and 10 units, with relu between them and dropout behind the first. The
    convolutional one has two blocks of 3 × 3 convolution (32, then 64 filters), batch normalization, relu and 2 × 2
    maximum, which make of $28 × 28 × 1$ first $14 × 14 × 32$, then $6 × 6 × 64$; three linear layers of 600, 120 and 10
    units end it.

    Both are trained by the protocol `chapter`: Adam at 0.001, batches of 100, cross-entropy. The test pictures choose
    nothing: the last epoch's network is judged. On the few drawn shapes, which stand in where Fashion-MNIST is absent, the
    learning rate falls to 0 at the end: at a constant one the last epoch may be a bad one.
    """)

let runs = try notebook.code { cell in
    var runs: [ImageTrainingRun] = []
    for model in ["dnn", "cnn"] {
        var settings = ImageTrainingSettings.named("chapter", model: model)!
        if isQuick { settings.epochs = 2 } else if !isFashion { settings.epochs = 8 }
        if !isFashion { settings.schedule = .cosine }
        let run = try ImageTrainer(train: train, test: test, settings).run(seed: 0)
        let count = run.classifier.makeModel().parameterCount
        print("\(model): \(count) parameters, \(settings.epochs) epochs")
        print("\(model): test accuracy \(percent(run.kept.testAccuracy))")
        runs.append(run)
    }
    return runs
}

notebook.markdown("How the two learned: on the pictures they learn from, and on those of the test.")

notebook.code { cell in
    for (run, name) in zip(runs, ["dense", "convolutional"]) {
        let losses = run.history.map { "\(($0.trainLoss * 1000).rounded() / 1000)" }
        print("\(name), training loss: \(losses.joined(separator: ", "))")
    }
    func curves(_ path: (ImageEpochMetrics) -> Double, _ name: String) -> [LearningCurves.Curve] {
        zip(runs, ["dense", "convolutional"]).map { .init(name: "\($1), \(name)", values: $0.history.map(path)) }
    }
    cell.show(
        LearningCurves(
            title: "Learning curves",
            panels: [
                .init(
                    name: "loss", curves: curves(\.trainLoss, "training") + curves(\.testLoss, "test")),
                .init(
                    name: "accuracy",
                    curves: curves(\.trainAccuracy, "training") + curves(\.testAccuracy, "test"),
                    isShare: true),
            ]), width: 800)
}

notebook.markdown(
    """
    ## What the filters look for

    The 32 filters of the first convolution, 3 × 3 weights each, drawn large, from the least (dark) to the greatest: many
    have a dark and a bright side, as the edge filters of `Examples/Convolution-Basics`, but nobody wrote them down.
    """)

notebook.code { cell in
    let network = runs[1].classifier.makeModel()
    let weight = network.parameters.first { $0.path == "layer1.0.weight" }!.tensor.value
    print("layer1.0.weight has shape \(weight.shape)")
    if weight.shape[2] == 1 {
        cell.show(
            FeatureMaps(
                title: "Filters of the first convolution",
                maps: Pictures.enlarged(weight.reshaped([3, 3, weight.shape[3]]), by: 12), colours: .grey), width: 760)
    }
}

notebook.markdown(
    """
    ## Twenty test pictures

    Drawn at random, with what the convolutional network calls them: right in green, wrong in red.
    """)

try notebook.code { cell in
    let called = runs[1].testProbabilities.argmaxRows()
    let drawn = RandomKey(seed: 1).permutation(test.count).prefix(20)
    let items = try drawn.map { number -> ImageGrid.Item in
        let (right, said) = (test.classNames[Int(test.labels[number])], test.classNames[called[number]])
        return ImageGrid.Item(
            png: try test.image(number).pngBytes, caption: right == said ? said : "\(said)? no, \(right)",
            isRight: right == said)
    }
    print("\(items.count { $0.isRight == true }) of 20 right")
    cell.show(ImageGrid(title: "Twenty test pictures", items: items, columns: 5), width: 640)
}

notebook.markdown(
    """
    ## What is confused with what
    """)

notebook.code { cell in
    let names = test.classNames, actual = test.labels.map { Int($0) }
    for (run, name) in zip(runs, ["dense", "convolutional"]) {
        let report = ClassificationReport(
            actual: actual, predicted: run.testProbabilities.argmaxRows(), classNames: names)
        var pairs: [(count: Int, kind: Int, said: Int)] = []
        for i in names.indices { for j in names.indices where i != j { pairs.append((report.confusion[i][j], i, j)) } }
        let most = pairs.filter { $0.count > 0 }.sorted { ($0.count, -$0.kind, -$0.said) > ($1.count, -$1.kind, -$1.said) }
        let worst = most.prefix(3).map { "\(names[$0.kind]) called \(names[$0.said]) \($0.count) times" }
        print("\(name): \(worst.isEmpty ? "no mistakes" : worst.joined(separator: ", "))")
        cell.show(
            ConfusionMatrixChart(
                counts: report.confusion, names: names,
                title: "The \(name) network: \(percent(report.accuracy)) of \(report.count)"), width: 760)
    }
}

notebook.markdown(
    """
    On the command line: `gcn image train fashion --model cnn`, and `gcn image predict RUN PICTURE`. Pictures of one's own lie
    in a folder for each class: `gcn image train FOLDER`.
    """)

try notebook.write(to: folder, name: "dnn-and-cnn-fashionmnist")
let picture = notebook.pictures.first { $0.contains("Twenty test pictures") }
try Files.write(picture ?? "", to: "\(folder)/dnn-and-cnn-fashionmnist.svg")
print("written: \(folder)/dnn-and-cnn-fashionmnist.ipynb, .html and .svg")
