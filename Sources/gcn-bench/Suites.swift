import GraphLearning

extension Bench {
    /// An epoch of Kipf & Welling's network: training step and evaluation over all nodes, 200 epochs a training.
    func nodeSuite() throws {
        for name in nodeSets {
            let loaded = try Dataset.load(name, root: dataRoot)
            let graph = loaded.graph
            let trainer = try NodeClassificationTrainer(graph, .pyg)
            let split = try SplitSpecification.standard(for: graph).split(graph, seed: seed)
            _ = try trainer.run(seed: seed, split: split)
            let results = try (0..<runs).map { try trainer.run(seed: seed + $0, split: split) }
            let test = RunStatistics(results.map(\.metrics.testAccuracy))
            report(
                "node", name,
                [
                    ("epoch_ms", .double(results.flatMap(\.epochSeconds).median * 1000)), ("runs", .int(runs)),
                    ("epochs", .int(trainer.settings.epochs)), ("test_mean", .double(test.mean)),
                ])
        }
    }

    /// The whole of `gcn train`: the program beside this one, five times.
    func processSuite() throws {
        let program = Measure.programFolder + "/gcn"
        guard Files.exists(program) else {
            Measure.say("skipped: process; \(program) was not built (swift build -c release --product gcn)")
            return
        }
        for name in nodeSets {
            var arguments = [
                "train", name, "--protocol", "pyg", "--quiet", "--out", "/tmp/gcn-bench-run", "--threads", "\(Threads.count)",
            ]
            if let dataRoot { arguments += ["--data-root", dataRoot] }
            var failed = false
            let times = (0..<6).map { _ in
                Measure.milliseconds { failed = failed || Measure.run(program, arguments) != 0 }
            }
            if failed {
                Measure.say("failed: \(program) \(arguments.joined(separator: " "))")
                continue
            }
            report("process", name, [("ms", .double(Array(times.dropFirst()).median)), ("runs", .int(5))])
        }
    }

    /// A full-batch training step of a three-layer network on a random graph with heavy-tailed degrees, as
    /// `peers/pyg_large.py` makes it. ÂX is computed once: the features are data and are not dropped.
    func largeSuite() throws {
        let key = RandomKey(seed: seed)
        let (count, rowKey, columnKey) = (nodes ?? 169_343, key.child("rows"), key.child("columns"))
        let edges = edges ?? 1_166_243, hidden = hidden ?? 256
        let rows = (0..<edges).map { edge -> Int32 in
            let u = rowKey.uniform(edge)
            return Int32(u * u * Double(count))
        }
        let columns = (0..<edges).map { Int32(columnKey.integer($0, below: count)) }
        let labelKey = key.child("labels")
        let graph = try Graph(
            nodeCount: count, edges: EdgeList(sources: rows + columns, targets: columns + rows),
            features: .dense(DenseArray(uniform: [count, 128], low: 0, high: 1, key: key.child("features"))),
            labels: NodeLabels(
                values: (0..<count).map { Int32(labelKey.integer($0, below: 40)) }, classNames: (0..<40).map { "\($0)" }))
        let configuration = NodeModelConfiguration(
            inputs: 128, hidden: hidden, outputs: 40, layers: 3, dropout: 0.5, inputDropout: 0)
        let model = GCN(configuration, key: key)
        var input = NodeInput(graph, adjacency: try graph.normalizedAdjacency(), layers: 3)
        let setup = Measure.milliseconds { input = model.prepared(input) }
        let labels = graph.labels?.values ?? []
        let optimizer = Adam([ParameterGroup(model.parameters.map(\.tensor), rate: 0.01)])
        var loss: Float = 0
        let times = (0...epochs).map { epoch in
            Measure.milliseconds {
                optimizer.clearGradients()
                let result = model(input, dropout: key.child("dropout").child(epoch)).crossEntropy(labels: labels)
                loss = result.scalar
                result.backward()
                optimizer.step()
            }
        }
        report(
            "large", "gcn3-\(hidden)",
            [
                ("epoch_ms", .double(Array(times.dropFirst()).median)), ("nodes", .int(count)),
                ("directed_edges", .int(graph.edges.count)), ("epochs", .int(epochs)), ("loss", .double(Double(loss))),
                ("propagation_ms", .double(setup)),
            ])
    }

    /// Single products of the sizes in the house's notes.
    func kernelSuite() {
        let key = RandomKey(seed: seed)
        for (rows, entries, width) in [(2708, 13_264, 16), (19_717, 108_365, 16), (169_343, 2_500_000, 128)] {
            let rowKey = key.child(1), columnKey = key.child(2)
            let matrix = SparseMatrix(
                CompressedRows(
                    rows: rows, columns: rows, rowIndices: (0..<entries).map { Int32(rowKey.integer($0, below: rows)) },
                    columnIndices: (0..<entries).map { Int32(columnKey.integer($0, below: rows)) },
                    values: [Float](repeating: 1, count: entries)))
            let dense = DenseArray(uniform: [rows, width], low: -1, high: 1, key: key)
            let times = (0..<21).map { _ in Measure.milliseconds { _ = matrix.product(dense) } }
            report("kernels", "sparse \(rows)x\(rows) (\(entries)) times \(width)", [("ms", .double(times.median))])
        }
        for (m, k, n) in [(1024, 1024, 1024), (169_343, 128, 256), (2708, 16, 7)] {
            let a = DenseArray(uniform: [m, k], low: -1, high: 1, key: key.child(3))
            let b = DenseArray(uniform: [k, n], low: -1, high: 1, key: key.child(4))
            let times = (0..<21).map { _ in Measure.milliseconds { _ = DenseArray.product(a, b) } }
            let gigaflops = 2 * Double(m) * Double(n) * Double(k) / times.median / 1e6
            report(
                "kernels", "dense \(m)x\(k) times \(k)x\(n)",
                [("ms", .double(times.median)), ("gflops", .double(gigaflops))])
        }
    }
}
