import FileFormats
import GraphNetworks

extension NodeClassificationSettings: NamedSettings {
    public static let fields: [SettingsField<NodeClassificationSettings>] = [
        .init("protocol", "a text") { .string($0.name) } set: {
            guard let name = $1.string else { return false }
            $0.name = name
            return true
        },
        .name("model", \.model) { NodeModels.all.map(\.name) },
        .int("hidden", \.hidden, 1...65536),
        .int("layers", \.layers, 1...256),
        .number("dropout", \.dropout, "at least 0 and below 1") { $0 >= 0 && $0 < 1 },
        .init("input_dropout", "null, or at least 0 and below 1") { $0.inputDropout.map { .number($0) } ?? .null } set: {
            if $1.isNull {
                $0.inputDropout = nil
                return true
            }
            guard let rate = $1.double, rate >= 0, rate < 1 else { return false }
            $0.inputDropout = Float(rate)
            return true
        },
        .init("options", "an object of numbers from 0 to 1e6") { settings in
            .object(settings.options.sorted { $0.key < $1.key }.map { ($0.key, .number($0.value)) })
        } set: { settings, value in
            guard let members = value.object else { return false }
            var options: [String: Float] = [:]
            for (key, value) in members {
                guard let number = value.double, number >= 0, number <= 1e6 else { return false }
                options[key] = Float(number)
            }
            settings.options = options
            return true
        },
        .number("learning_rate", \.learningRate, "a positive number") { $0 > 0 },
        .number("weight_decay", \.weightDecay, "0 or more") { $0 >= 0 },
        .bool("decay_all", \.decayAll),
        .number("other_weight_decay", \.otherWeightDecay, "0 or more") { $0 >= 0 },
        .bool("bias", \.bias),
        .init("scale_features", "rows, columns or none") {
            .string($0.standardizesFeatures ? "columns" : $0.normalizesFeatures ? "rows" : "none")
        } set: {
            guard let how = $1.string, ["rows", "columns", "none"].contains(how) else { return false }
            $0.normalizesFeatures = how == "rows"
            $0.standardizesFeatures = how == "columns"
            return true
        },
        .int("epochs", \.epochs, 1...1_000_000),
        .init("stopping", "null, or a rule (consecutive-rises, loss-above-mean, patience) and its epochs") {
            func rule(_ name: String, _ epochs: Int) -> JSONValue { .object([("rule", .string(name)), ("epochs", .int(epochs))]) }
            return switch $0.stopping {
            case .none: .null
            case .consecutiveRises(let count): rule("consecutive-rises", count)
            case .lossAboveMean(let window): rule("loss-above-mean", window)
            case .patience(let epochs): rule("patience", epochs)
            }
        } set: {
            if $1.isNull {
                $0.stopping = .none
                return true
            }
            guard let epochs = $1["epochs"]?.int, epochs > 0 else { return false }
            switch $1["rule"]?.string {
            case "consecutive-rises": $0.stopping = .consecutiveRises(count: epochs)
            case "loss-above-mean": $0.stopping = .lossAboveMean(window: epochs)
            case "patience": $0.stopping = .patience(epochs: epochs)
            default: return false
            }
            return true
        },
        .init("selection", "last, best-validation-accuracy or best-validation-accuracy-and-loss") { .string($0.selection.rawValue) } set: {
            guard let value = $1.string.flatMap(Selection.init) else { return false }
            $0.selection = value
            return true
        },
        .init("split", "null, or what --split takes") { $0.split.map { .string($0) } ?? .null } set: {
            if $1.isNull {
                $0.split = nil
                return true
            }
            guard let text = $1.string else { return false }
            $0.split = text
            return true
        },
    ]
}
