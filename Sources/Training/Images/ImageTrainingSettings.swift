import FileFormats
import ImageNetworks
import Images

/// Everything that training a network for pictures depends on, beside the pictures and the seed.
public struct ImageTrainingSettings: Sendable, Equatable {
    /// What takes the steps.
    public enum Optimizer: String, Sendable, CaseIterable {
        /// The penalty on weights is part of the gradient.
        case adam
        /// The penalty shrinks weights beside the step.
        case adamw
        /// With momentum.
        case sgd
    }

    /// How the learning rate goes over the steps.
    public enum Schedule: String, Sendable, CaseIterable {
        /// The same rate throughout.
        case constant
        /// Down to 0 along half a wave.
        case cosine
        /// Up to the rate in the first three tenths, then down to nearly 0 (Smith & Topin, 2018).
        case onecycle
    }

    /// The protocol's name.
    public var name: String
    /// A name of `ImageModels`.
    public var model: String
    /// The rate of the model's dropout layers; nil for its own.
    public var dropout: Float?
    /// What takes the steps.
    public var optimizer = Optimizer.adamw
    /// The highest learning rate.
    public var learningRate: Float = 0.003
    /// L2 for Adam and SGD, decoupled for AdamW.
    public var weightDecay: Float = 0.01
    /// How the rate goes.
    public var schedule = Schedule.onecycle
    /// Pictures of a training step.
    public var batch = 100
    /// How often all pictures are seen.
    public var epochs = 15
    /// The share of a label's probability that is spread over all classes.
    public var labelSmoothing: Float = 0
    /// The largest norm of all gradients together, which a step's are brought to; 0: any.
    public var clipNorm: Float = 0
    /// Whether an answer is the mean of the network's outputs for the picture and for its mirror image.
    public var mirrors = false
    /// What training pictures go through, as `ImageTransform.parse` reads it; empty for nothing.
    public var augment = ""
    /// Pictures are brought to this height and width first; nil where they have one size already.
    public var size: Int?
    /// Whether each channel is shifted and scaled to mean 0 and deviation 1 over the training pictures.
    public var normalizes = true
    /// The share of the training pictures that is held out to choose the epoch; 0: the last epoch's network is judged.
    public var validationShare: Float = 0
    /// Epochs without a better validation accuracy after which training ends; 0 for never.
    public var patience = 0

    init(name: String, model: String) { (self.name, self.model) = (name, model) }

    /// The names that `named` knows.
    public static let protocolNames = ["default", "chapter"]

    /// The settings of a model under a protocol; nil for an unknown protocol.
    ///
    /// - `default`: this toolkit's own settings for the model; trained on all training pictures for a fixed number of epochs.
    /// - `chapter`: those of the textbook's chapter on Fashion-MNIST: batch 100, 5 epochs, Adam at 0.001, numbers in 0 … 1.
    public static func named(_ name: String, model: String) -> ImageTrainingSettings? {
        var s = ImageTrainingSettings(name: name, model: model)
        switch name {
        case "default":
            switch model {
            case "dnn": s.epochs = 20
            case "cnn":
                s.epochs = 10
                (s.optimizer, s.learningRate, s.weightDecay, s.dropout) = (.sgd, 0.05, 5e-4, 0.4)
            default: s.epochs = 15
            }
            return s
        case "chapter":
            s.optimizer = .adam
            s.learningRate = 0.001
            s.weightDecay = 0
            s.schedule = .constant
            s.epochs = 5
            s.normalizes = false
            return s
        default: return nil
        }
    }

    /// Limits the gradients of the default cnn where it is trained for fewer than 5 epochs: its rate then rises within so few steps
    /// that the training would diverge. With more it is better without.
    public mutating func limitGradientsOfFewEpochs() {
        if name == "default", optimizer == .sgd, epochs < 5, clipNorm == 0 { clipNorm = 2 }
    }

    /// All in a sentence or two, as progress shows it.
    public var summary: String {
        "protocol \(name): \(model), \(optimizer.rawValue) at \(learningRate), weight decay \(weightDecay), \(schedule.rawValue) schedule, batch \(batch), \(epochs) epochs"
            + (clipNorm > 0 ? ", gradients' norm at most \(clipNorm)" : "")
            + (labelSmoothing > 0 ? ", labels smoothed by \(labelSmoothing)" : "")
            + (augment.isEmpty ? "" : ", augmented by \(augment)")
            + "; judged: "
            + (validationShare > 0
                ? "the network of the best accuracy on \(Int((validationShare * 100).rounded())) % of the training pictures, held out"
                : "the last epoch's network") + (mirrors ? ", by the mean over a picture and its mirror image" : "")
    }
}

extension ImageTrainingSettings: NamedSettings {
    public static var fields: [SettingsField<Self>] {
        [
            .name("protocol", \.name) { protocolNames + ["own"] },
            .name("model", \.model) { ImageModels.all.map(\.name) },
            SettingsField("dropout", "at least 0 and below 1, or null") { $0.dropout.map { .number($0) } ?? .null } set: {
                if case .null = $1 {
                    $0.dropout = nil
                    return true
                }
                guard let value = $1.double, value >= 0, value < 1 else { return false }
                $0.dropout = Float(value)
                return true
            },
            .choice("optimizer", \.optimizer), .number("lr", \.learningRate, "a positive number") { $0 > 0 },
            .number("weight_decay", \.weightDecay, "0 or more") { $0 >= 0 }, .choice("schedule", \.schedule),
            .int("batch", \.batch, 1...100_000), .int("epochs", \.epochs, 1...1_000_000),
            .number("clip_norm", \.clipNorm, "0 or more") { $0 >= 0 },
            .number("label_smoothing", \.labelSmoothing, "at least 0 and below 1") { $0 >= 0 && $0 < 1 },
            SettingsField("augment", "transforms such as crop:28:2,flip") { .string($0.augment) } set: {
                guard let text = $1.string, (try? ImageTransform.parse(text)) != nil else { return false }
                $0.augment = text
                return true
            },
            SettingsField("size", "a side from 1 to 4096, or null") { $0.size.map { .int($0) } ?? .null } set: {
                if case .null = $1 {
                    $0.size = nil
                    return true
                }
                guard let value = $1.int, (1...4096).contains(value) else { return false }
                $0.size = value
                return true
            },
            .bool("mirror", \.mirrors), .bool("normalize", \.normalizes),
            .number("validation_share", \.validationShare, "at least 0 and below 1") { $0 >= 0 && $0 < 1 },
            .int("patience", \.patience, 0...1_000_000),
        ]
    }
}

extension SettingsField {
    /// One of an enumeration's cases.
    static func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ path: WritableKeyPath<Settings, Choice>
    ) -> Self where Choice.RawValue == String {
        Self(name, "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))") {
            .string($0[keyPath: path].rawValue)
        } set: {
            guard let choice = $1.string.flatMap({ Choice(rawValue: $0) }) else { return false }
            $0[keyPath: path] = choice
            return true
        }
    }
}
