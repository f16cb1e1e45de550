import Autograd
import DenseArrays
import FileFormats
import ImageNetworks
import Images
import NeuralNetworks

/// How one epoch went.
public struct ImageEpochMetrics: Sendable, Equatable {
    /// Counted from 1.
    public var epoch: Int
    /// Means over the training pictures as they were met, augmented and with dropout.
    public var trainLoss: Double
    /// The share of right answers in training.
    public var trainAccuracy: Double
    /// On the pictures held out; NaN without any.
    public var validationLoss: Double
    /// The share of right answers on validation, NaN without.
    public var validationAccuracy: Double
    /// On the test pictures, which choose nothing.
    public var testLoss: Double
    /// The share of right answers on the test, NaN without.
    public var testAccuracy: Double
    /// The epoch took.
    public var seconds: Double
}

/// What a training came to.
public struct ImageTrainingRun: Sendable {
    /// What everything random is drawn by.
    public let seed: Int
    /// How it was trained.
    public let settings: ImageTrainingSettings
    /// The network that was kept.
    public let classifier: ImageClassifier
    /// Epoch by epoch.
    public let history: [ImageEpochMetrics]
    /// The metrics of the epoch whose network is kept.
    public let kept: ImageEpochMetrics
    /// Of the kept network, `[test pictures, classes]`.
    public let testProbabilities: DenseArray
    /// The median of the training steps, in seconds.
    public let stepSeconds: Double
    /// Whether it was ended early.
    public let wasInterrupted: Bool
    /// The epoch after which the loss was no number; nil where all went well.
    public let divergedAt: Int?
}

/// Trains networks for pictures.
///
/// A seed's run follows from pictures, settings and seed alone. With oneDNN the last bits may depend on the number of threads;
/// with im2col they do not.
public final class ImageTrainer {
    /// Pictures to learn from.
    public let train: any ImageSource
    /// Pictures to be judged by.
    public let test: any ImageSource
    /// How it was trained.
    public let settings: ImageTrainingSettings
    /// What pictures go through in evaluation.
    public let pipeline: ImagePipeline
    /// The network's sizes and settings.
    public let configuration: ImageModelConfiguration
    private let trainingPipeline: ImagePipeline

    /// Progress within an epoch.
    public struct Progress: Sendable {
        /// Counted from 1.
        public let epoch: Int
        /// How many have been seen in this epoch.
        public let pictures: Int
        /// How many there are.
        public let of: Int
        /// The mean of this epoch so far.
        public let loss: Double
    }

    /// Throws `ImageTrainingError` for pictures that no network can be made for, `ImageError` for an augmentation that does
    /// not parse, `FileError` for a picture that cannot be read.
    public init(train: any ImageSource, test: any ImageSource, _ settings: ImageTrainingSettings) throws {
        (self.train, self.test, self.settings) = (train, test, settings)
        guard train.count > 0, test.count > 0 else { throw ImageTrainingError.empty }
        guard train.classNames == test.classNames else {
            throw ImageTrainingError.differentClasses(train: train.classNames, test: test.classNames)
        }
        let resizing: [ImageTransform] = settings.size.map {
            [.resizeShorterSide($0), .centreCrop(height: $0, width: $0)]
        } ?? []
        let augmenting = try ImageTransform.parse(settings.augment)
        var numbers: [ImageTransform] = []
        if settings.normalizes {
            let (mean, deviation) = try Self.statistics(train, ImagePipeline(resizing))
            numbers = [.normalize(mean: mean, standardDeviation: deviation.map { max($0, 1e-6) })]
        }
        pipeline = ImagePipeline(resizing + numbers)
        // those that work on numbers stand behind all others already
        let erasing = augmenting.filter { if case .erasing = $0 { true } else { false } }
        let bytes = Array(augmenting.dropLast(erasing.count))
        // erased to 0, which behind the normalization is the mean
        trainingPipeline = ImagePipeline(resizing + bytes + numbers + erasing)
        var size = ImageSize(height: 0, width: 0, channels: 0), augmented = size
        try train.withPixels(0) { [pipeline, trainingPipeline] (_, found) throws(FileError) in
            size = pipeline.outputSize(of: found)
            augmented = trainingPipeline.outputSize(of: found)
        }
        guard augmented == size else { throw ImageTrainingError.augmentedSize(found: augmented, expected: size) }
        guard let kind = ImageModels.named(settings.model) else { throw ImageTrainingError.unknownModel(settings.model) }
        guard min(size.height, size.width) >= kind.leastSide else {
            throw ImageTrainingError.tooSmall(model: settings.model, found: size, least: kind.leastSide)
        }
        configuration = ImageModelConfiguration(
            model: settings.model, height: size.height, width: size.width, channels: size.channels,
            classes: train.classNames.count, dropout: settings.dropout, mirrors: settings.mirrors)
    }

    /// Mean and deviation of each channel over all pictures, in 0 … 1.
    private static func statistics(
        _ source: any ImageSource, _ pipeline: ImagePipeline
    ) throws(FileError) -> (mean: [Float], deviation: [Float]) {
        var sums: [Double] = [], squares: [Double] = [], count = 0.0
        let batches = ImageLoader(source, pipeline: pipeline, batchSize: 500).batches()
        while let batch = try batches.next() {
            let channels = batch.images.shape[3]
            if sums.isEmpty { (sums, squares) = ([Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels)) }
            batch.images.withUnsafeElements { x in
                for c in 0..<channels {
                    var sum = 0.0, square = 0.0
                    for i in stride(from: c, to: x.count, by: channels) {
                        let value = Double(x[i])
                        sum += value
                        square += value * value
                    }
                    sums[c] += sum
                    squares[c] += square
                }
            }
            count += Double(batch.images.count / channels)
        }
        let mean = sums.map { $0 / count }
        let deviation = zip(squares, mean).map { max(0, $0 / count - $1 * $1).squareRoot() }
        return (mean.map { Float($0) }, deviation.map { Float($0) })
    }

    /// The training pictures in two parts: those to learn from and those held out, drawn by the seed.
    private func parts(_ seed: Int) -> (train: [Int], validation: [Int]) {
        let held = Int((Double(settings.validationShare) * Double(train.count)).rounded())
        if held == 0 { return (Array(0..<train.count), []) }
        let order = RandomKey(seed: seed).child("held out").permutation(train.count)
        return (order.dropFirst(held).sorted(), order.prefix(held).sorted())
    }

    /// One training.
    public func run(
        seed: Int, progress: (Progress) -> Void = { _ in }, epochDone: (ImageEpochMetrics) -> Void = { _ in },
        isInterrupted: () -> Bool = { false }
    ) throws(FileError) -> ImageTrainingRun {
        let key = RandomKey(seed: seed)
        guard let kind = ImageModels.named(settings.model) else {
            preconditionFailure("ImageTrainer: no model is called \(settings.model)")
        }
        let model = kind.make(configuration, key: key.child("weights"))
        let optimizer = makeOptimizer(model)
        let (learned, held) = parts(seed)
        let loader = ImageLoader(
            train, pipeline: trainingPipeline, indices: learned, batchSize: settings.batch, shuffles: true, seed: seed)
        let schedule = StepRates(settings, steps: loader.batchCount * settings.epochs)
        var history: [ImageEpochMetrics] = [], best: (metrics: ImageEpochMetrics, state: [DenseArray])?
        var stepSeconds: [Double] = [], step = 0, sinceBest = 0, interrupted = false, divergedAt: Int?
        let clock = ContinuousClock()
        // on a busy machine one thread is faster than two that wait for each other
        var pace = EpochPace(isOpen: Threads.count > 1 && !Threads.isInside)
        func paced<Result, Failure: Error>(
            _ mode: EpochPace.Mode, _ body: () throws(Failure) -> Result
        ) throws(Failure) -> Result {
            mode == .alone && !Threads.isInside ? try Threads.limited(to: 1, body) : try body()
        }
        for epoch in 1...settings.epochs {
            let begin = clock.now
            var loss = 0.0, right = 0, seen = 0
            let batches = loader.batches(epoch: epoch - 1)
            var last = clock.now
            while let batch = try batches.next() {
                schedule.apply(step, to: optimizer)
                let (mode, start) = (pace.mode, clock.now)
                let (batchLoss, batchRight) = paced(mode) { train(model, optimizer, batch, key.child("step").child(step)) }
                pace.record(start.seconds(to: clock.now))
                loss += batchLoss * Double(batch.count)
                right += batchRight
                seen += batch.count
                step += 1
                let now = clock.now
                stepSeconds.append(last.seconds(to: now))
                last = now
                progress(Progress(epoch: epoch, pictures: seen, of: learned.count, loss: loss / Double(seen)))
                if !loss.isFinite || isInterrupted() { break }
            }
            interrupted = isInterrupted()
            if !loss.isFinite { divergedAt = epoch }
            let (validation, testing) = try paced(pace.mode) { () throws(FileError) in
                (try judged(model, train, held), try judged(model, test, Array(0..<test.count)))
            }
            let metrics = ImageEpochMetrics(
                epoch: epoch, trainLoss: loss / Double(max(1, seen)), trainAccuracy: Double(right) / Double(max(1, seen)),
                validationLoss: validation.loss, validationAccuracy: validation.accuracy, testLoss: testing.loss,
                testAccuracy: testing.accuracy, seconds: begin.seconds(to: clock.now))
            history.append(metrics)
            epochDone(metrics)
            if held.isEmpty || best == nil || metrics.validationAccuracy > best?.metrics.validationAccuracy ?? 0 {
                best = (metrics, model.stateValues)
                sinceBest = 0
            } else {
                sinceBest += 1
            }
            if interrupted || divergedAt != nil { break }
            if !held.isEmpty, settings.patience > 0, sinceBest >= settings.patience { break }
        }
        guard let kept = best else { preconditionFailure("ImageTrainer: no epoch was trained") }
        let classifier = ImageClassifier(
            configuration: configuration, classNames: train.classNames, pipeline: pipeline, state: kept.state)
        return ImageTrainingRun(
            seed: seed, settings: settings, classifier: classifier, history: history, kept: kept.metrics,
            testProbabilities: try classifier.probabilities(test), stepSeconds: stepSeconds.median,
            wasInterrupted: interrupted, divergedAt: divergedAt)
    }

    /// One step; the mean loss of its pictures and how many were told rightly.
    private func train(
        _ model: any ImageModel, _ optimizer: any Optimizer, _ batch: ImageBatch, _ key: RandomKey
    ) -> (loss: Double, right: Int) {
        optimizer.clearGradients()
        let y = model(Tensor(batch.images), .training(key))
        let told = y.value.argmaxRows()
        let right = zip(told, batch.labels).count { $0 == Int($1) }
        let loss =
            settings.labelSmoothing > 0
            ? y.crossEntropy(targets: batch.labels.map { Int($0) }, smoothing: settings.labelSmoothing)
            : y.crossEntropy(labels: batch.labels)
        let value = Double(loss.scalar)
        loss.backward()
        if settings.clipNorm > 0 {
            GradientClipping.byNorm(model.parameters.map(\.tensor), maximum: settings.clipNorm)
        }
        optimizer.step()
        return (value, right)
    }

    /// Mean loss and accuracy in evaluation; NaN without pictures.
    private func judged(
        _ model: any ImageModel, _ source: any ImageSource, _ indices: [Int]
    ) throws(FileError) -> (loss: Double, accuracy: Double) {
        if indices.isEmpty { return (.nan, .nan) }
        let outputs = try ImageClassifier.outputs(model, source, pipeline, indices, batchSize: 200)
        let labels = indices.map { source.labels[$0] }
        let right = zip(outputs.argmaxRows(), labels).count { $0 == Int($1) }
        return (outputs.crossEntropy(labels: labels) / Double(indices.count), Double(right) / Double(indices.count))
    }

    private func makeOptimizer(_ model: any ImageModel) -> any Optimizer {
        // Weight decay on weights alone: biases and normalizations have one axis.
        let tensors = model.parameters.map(\.tensor)
        let groups = [
            ParameterGroup(
                tensors.filter { $0.shape.count > 1 }, rate: settings.learningRate, weightDecay: settings.weightDecay),
            ParameterGroup(tensors.filter { $0.shape.count <= 1 }, rate: settings.learningRate),
        ]
        switch settings.optimizer {
        case .adam: return Adam(groups)
        case .adamw: return Adam(groups, decoupled: true)
        case .sgd: return SGD(groups, momentum: 0.9, nesterov: true)
        }
    }
}

/// The learning rate of each step.
private struct StepRates {
    private let settings: ImageTrainingSettings
    private let cycle: (any LearningRateSchedule)?

    init(_ settings: ImageTrainingSettings, steps: Int) {
        self.settings = settings
        switch settings.schedule {
        case .constant: cycle = nil
        case .cosine: cycle = CosineSchedule(period: steps)
        case .onecycle: cycle = OneCycleSchedule(peak: settings.learningRate, steps: steps)
        }
    }

    func apply(_ step: Int, to optimizer: any Optimizer) {
        guard let cycle else { return }
        let rate = cycle.rate(epoch: step, base: settings.learningRate)
        for group in optimizer.groups.indices { optimizer.groups[group].rate = rate }
    }
}

/// What is wrong with pictures or settings before a training begins.
public enum ImageTrainingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// There are no pictures.
    case empty
    /// Training and test have other classes.
    case differentClasses(train: [String], test: [String])
    /// The augmentation changes the size.
    case augmentedSize(found: ImageSize, expected: ImageSize)
    /// No model is called so.
    case unknownModel(String)
    /// The pictures are too small for the model.
    case tooSmall(model: String, found: ImageSize, least: Int)

    public var description: String {
        switch self {
        case .empty: "there are no training or no test pictures; expected both"
        case .differentClasses(let train, let test):
            "training pictures have the classes \(train.joined(separator: ", ")), test pictures \(test.joined(separator: ", ")); expected the same"
        case .augmentedSize(let found, let expected):
            "augmented pictures have size \(found), those in evaluation \(expected); expected one size: let --augment end in a crop of \(expected.height)x\(expected.width)"
        case .unknownModel(let name):
            "no network for pictures is called \(name); expected \(ImageModels.all.map(\.name).joined(separator: ", "))"
        case .tooSmall(let model, let found, let least):
            "pictures of \(found) are too small for \(model); expected sides of at least \(least), see --size"
        }
    }
}
