import FileFormats

extension GraphStatistics: CustomStringConvertible {
    /// An aligned table of two columns, one line a figure, without a line end after the last.
    public var description: String {
        var rows: [(String, String)] = [
            ("nodes", "\(nodes)"),
            ("edges", "\(undirectedEdges) undirected, \(directedEdges) stored\(hasWeights ? ", weighted" : "")"),
            ("symmetric", isSymmetric ? "yes" : "no"),
            ("self-loops", "\(selfLoops)"),
            ("isolated nodes", "\(isolatedNodes)"),
            ("components", "\(components), the largest of \(largestComponent) nodes"),
        ]
        if features == 0 {
            rows.append(("features", "none (identity)"))
        } else {
            let empty = nodesWithoutFeatures == 0 ? "" : ", \(nodesWithoutFeatures) nodes have none"
            rows.append(("features", "\(features), \(Self.percent(featureDensity)) not zero\(empty)"))
        }
        rows.append(("classes", "\(classes.count)\(unlabelled == 0 ? "" : ", \(unlabelled) nodes without a label")"))
        let width = classes.map(\.name.count).max() ?? 0
        for entry in classes {
            let name = entry.name + String(repeating: " ", count: width - entry.name.count)
            rows.append(("", "\(name)  \(entry.count)  (\(Self.percent(Double(entry.count) / Double(nodes))))"))
        }
        if let homophily { rows.append(("homophily", Self.decimals(homophily, 3))) }
        if let splitSizes, let splitName {
            rows.append(
                (
                    "split",
                    "\(splitName): \(splitSizes.train) train, \(splitSizes.validation) validation, "
                        + "\(splitSizes.test) test, \(splitSizes.unused) unused"
                ))
        } else {
            rows.append(("split", "none"))
        }
        rows.append(
            (
                "degree",
                "min \(degrees.minimum), median \(Self.decimals(degrees.median, 1)), "
                    + "mean \(Self.decimals(degrees.mean, 2)), max \(degrees.maximum)"
            ))
        let labels = degrees.bins.map { $0.from == $0.to ? "\($0.from)" : "\($0.from)-\($0.to)" }
        let labelWidth = labels.map(\.count).max() ?? 0
        let countWidth = degrees.bins.map { "\($0.nodes)".count }.max() ?? 0
        let most = degrees.bins.map(\.nodes).max() ?? 0
        for (label, bin) in zip(labels, degrees.bins) {
            let bar = String(repeating: "#", count: most == 0 ? 0 : (bin.nodes * 40 + most - 1) / most)
            let left = String(repeating: " ", count: labelWidth - label.count) + label
            let count = String(repeating: " ", count: countWidth - "\(bin.nodes)".count) + "\(bin.nodes)"
            rows.append(("", "\(left)  \(count)\(bar.isEmpty ? "" : "  \(bar)")"))
        }
        let names = rows.map(\.0.count).max() ?? 0
        return rows.map { name, value in
            "\(name)\(String(repeating: " ", count: names - name.count))  \(value)"
        }.joined(separator: "\n")
    }

    /// The same figures as one JSON object; what is not known is null.
    public var json: JSONValue {
        var split: JSONValue = nil
        if let sizes = splitSizes {
            split = [
                "name": .string(splitName ?? ""), "train": .int(sizes.train), "validation": .int(sizes.validation),
                "test": .int(sizes.test), "unused": .int(sizes.unused),
            ]
        }
        return [
            "nodes": .int(nodes), "edges_stored": .int(directedEdges), "edges_undirected": .int(undirectedEdges),
            "self_loops": .int(selfLoops), "symmetric": .bool(isSymmetric), "weighted": .bool(hasWeights),
            "isolated_nodes": .int(isolatedNodes), "components": .int(components),
            "largest_component": .int(largestComponent), "features": .int(features),
            "feature_density": .double(featureDensity), "nodes_without_features": .int(nodesWithoutFeatures),
            "classes": .array(classes.map { ["name": .string($0.name), "count": .int($0.count)] }),
            "unlabelled": .int(unlabelled), "homophily": homophily.map { .double($0) } ?? .null, "split": split,
            "degree": [
                "min": .int(degrees.minimum), "median": .double(degrees.median), "mean": .double(degrees.mean),
                "max": .int(degrees.maximum),
                "histogram": .array(
                    degrees.bins.map { ["from": .int($0.from), "to": .int($0.to), "nodes": .int($0.nodes)] }),
            ],
        ]
    }

    /// "1.27 %".
    static func percent(_ fraction: Double) -> String { decimals(100 * fraction, 2) + " %" }

    /// A number with a fixed count of decimals, whatever the locale.
    static func decimals(_ value: Double, _ places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        guard let scaled = Int(exactly: (value * scale).rounded()) else { return "\(value)" }
        if places == 0 { return "\(scaled)" }
        let digits = String(scaled.magnitude)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return (scaled < 0 ? "-" : "") + padded.dropLast(places) + "." + padded.suffix(places)
    }
}
