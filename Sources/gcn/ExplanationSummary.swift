import GraphLearning

/// The means over many explained answers.
struct ExplanationSummary {
    private struct Group {
        var metrics: [ExplanationMetrics] = []
        var areas: [Double] = []
        var right = 0
    }

    private var groups: [String: Group] = [:]

    /// - Parameters:
    ///   - area: under the ROC curve of the weights; nil where it is not defined.
    ///   - group: the class that the row is shown under.
    mutating func add(_ metrics: ExplanationMetrics, area: Double?, group: String, isRight: Bool) {
        groups[group, default: Group()].metrics.append(metrics)
        if let area { groups[group]?.areas.append(area) }
        if isRight { groups[group]?.right += 1 }
    }

    private func whole() -> Group {
        var all = Group()
        for name in groups.keys.sorted() {
            guard let group = groups[name] else { continue }
            all.metrics += group.metrics
            all.areas += group.areas
            all.right += group.right
        }
        return all
    }

    private static let columns: [(title: String, key: String, value: @Sendable (ExplanationMetrics) -> Double)] = [
        ("fidelity+", "fidelity_plus", { $0.fidelityPlus }), ("fidelity-", "fidelity_minus", { $0.fidelityMinus }),
        ("fid+ acc", "fidelity_plus_accuracy", { $0.fidelityPlusAccuracy }),
        ("fid- acc", "fidelity_minus_accuracy", { $0.fidelityMinusAccuracy }),
        ("unfaithful", "unfaithfulness", { $0.unfaithfulness }), ("sparsity", "sparsity", { $0.sparsity }),
    ]

    func show(what: String, ties: String, dataset: String, run: String, method: String, isJSON: Bool) {
        let all = whole()
        if isJSON {
            func values(_ group: Group) -> [(key: String, value: JSONValue)] {
                var members: [(key: String, value: JSONValue)] = [
                    ("count", .int(group.metrics.count)), ("right", .int(group.right)),
                    ("auc", group.areas.isEmpty ? .null : .double(RunStatistics(group.areas).mean)),
                ]
                for column in Self.columns {
                    members.append((column.key, .double(RunStatistics(group.metrics.map(column.value)).mean)))
                }
                return members
            }
            Output.json(
                .object(
                    [("dataset", .string(dataset)), ("run", .string(run)), ("method", .string(method))] + values(all)
                        + [("classes", .object(groups.keys.sorted().map { ($0, .object(values(groups[$0] ?? Group()))) }))]))
            return
        }
        func row(_ name: String, _ group: Group) -> [String] {
            [
                name, "\(group.metrics.count)", "\(group.right)",
                group.areas.isEmpty ? "–" : Output.fixed(RunStatistics(group.areas).mean, 4),
            ] + Self.columns.map { Output.fixed(RunStatistics(group.metrics.map($0.value)).mean, 4) }
        }
        var text = "\(dataset): \(all.metrics.count) \(what) explained by \(method)"
        if !all.areas.isEmpty {
            let statistics = RunStatistics(all.areas)
            text += "\nmean AUC \(Output.fixed(statistics.mean, 4))\(all.areas.count > 1 ? " ± \(Output.fixed(statistics.confidence95, 4))" : "") (\(ties))"
        }
        let rows =
            [["class", "count", "right", "AUC"] + Self.columns.map(\.title)]
            + groups.keys.sorted().map { row($0, groups[$0] ?? Group()) } + (groups.count > 1 ? [row("all", all)] : [])
        Output.result(text + "\n\n" + Output.table(rows))
    }
}
