import GraphLearning

/// The epochs that `metrics.jsonl` tells of.
extension ReportedRun {
    /// The epochs of one training.
    struct Training {
        let seed: Int
        let fold: Int
        var epochs: [Int] = []
        var values: [String: [Double]] = [:]

        /// What was measured at an epoch; nan where it was not.
        func value(_ name: String, at epoch: Int) -> Double {
            guard let place = epochs.firstIndex(of: epoch) else { return .nan }
            return values[name]?[place] ?? .nan
        }
    }

    /// The trainings of a metrics.jsonl. Throws where it is missing, empty, or a line is no JSON.
    static func readHistory(_ file: String) throws -> [Training] {
        guard Files.exists(file) else {
            throw FileError(
                kind: .missing, file: file, found: "no such file", expected: "an epoch a line", advice: "restore it, or train again")
        }
        var trainings: [Training] = []
        var number = 0
        for line in try Files.read(file).split(separator: 10, omittingEmptySubsequences: false) {
            number += 1
            if line.isEmpty { continue }
            let value: JSONValue
            do { value = try JSONValue.parse(Array(line), file: file) } catch {
                throw FileError(
                    kind: .malformed, file: file, place: .line(number), found: "what is no JSON", expected: "an epoch as an object",
                    advice: "restore the file, or train again")
            }
            let (seed, fold) = (value["seed"]?.int ?? 0, value["fold"]?.int ?? -1)
            let epoch = value["epoch"]?.int ?? number
            // an epoch that is not later than the last begins another training, such as a fold's of another seed
            if trainings.last?.seed != seed || trainings.last?.fold != fold || (trainings.last?.epochs.last ?? 0) >= epoch {
                trainings.append(Training(seed: seed, fold: fold))
            }
            let place = trainings.count - 1
            trainings[place].epochs.append(epoch)
            for (name, value) in value.object ?? [] where !["seed", "fold", "epoch"].contains(name) {
                if value.double == nil, !value.isNull { continue }
                trainings[place].values[name, default: []].append(value.double ?? .nan)
            }
        }
        if trainings.isEmpty {
            throw FileError(
                kind: .malformed, file: file, found: "no epoch", expected: "an epoch a line", advice: "restore it, or train again")
        }
        return trainings
    }
}
