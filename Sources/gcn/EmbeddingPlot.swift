import ArgumentParser
import GraphLearning

/// `gcn embed --plot`: the vectors placed in the plane and drawn, coloured by class.
struct EmbeddingPlot: ParsableArguments {
    enum Method: String, ExpressibleByArgument, CaseIterable { case tsne, pca }

    @Option(
        help: ArgumentHelp("Also draw the vectors in the plane, coloured by class or number.", valueName: "FILE.svg|FILE.png"),
        completion: .file(extensions: ["svg", "png"]))
    var plot: String?

    @Option(help: ArgumentHelp("--plot: tsne or pca (tsne).", valueName: "NAME"))
    var plotMethod: Method?

    @Option(help: ArgumentHelp("--plot: how many neighbours count for tsne (30).", valueName: "N"))
    var perplexity: Double?

    @OptionGroup var picture: PictureOptions

    /// Whether a drawing is wanted.
    var isAsked: Bool { plot != nil || picture.show }

    func validate() throws {
        if let plot { try PictureOptions.check(plot, of: "--plot") }
        if !isAsked, plotMethod != nil || perplexity != nil {
            throw ValidationError("--plot-method and --perplexity belong to --plot FILE.svg or --show")
        }
        if let perplexity {
            if !(perplexity >= 1 && perplexity <= 10_000) { throw ValidationError("--perplexity \(perplexity): expected a number from 1 to 10000") }
            if plotMethod == .pca { throw ValidationError("--perplexity: pca has no such setting") }
        }
    }

    /// Draws where it is asked for; returns what the summary says of it.
    func draw(
        _ vectors: DenseArray, labels: [Int32]?, classNames: [String], numbers: [Double]?, name: String, _ general: GeneralOptions
    ) throws -> [(key: String, value: JSONValue)] {
        guard plot != nil || picture.shows else { return [] }
        guard vectors.isFinite else { throw Failure(Failure.badData, "the vectors hold what is no number; there is nothing to draw") }
        let groups: [Int?] = (labels ?? []).map { (label: Int32) -> Int? in label >= 0 ? Int(label) : nil }
        var summary: [(key: String, value: JSONValue)] = [("plot", plot.map { .string($0) } ?? .null), ("plot_method", .string((plotMethod ?? .tsne).rawValue))]
        let places: DenseArray, title: String, subtitle: String
        var axes = (x: "", y: "")
        switch plotMethod ?? .tsne {
        case .pca:
            let pca = PCA(vectors, components: 2), found = pca.explainedVariance.count
            let scores = pca.scores.elements, count = vectors.rows
            func share(_ place: Int) -> String { place < found ? Output.percent(pca.explainedVarianceRatio[place]) : Output.percent(0) }
            places = DenseArray((0..<2 * count).map { $0 % 2 < found ? scores[$0 / 2 * found + $0 % 2] : 0 }, shape: [count, 2])
            (title, subtitle) = ("\(name): principal components", "\(count) vectors of \(vectors.columns) numbers")
            axes = ("first component, \(share(0)) of the variance", "second component, \(share(1))")
            summary.append(("explained_variance_ratio", .array(pca.explainedVarianceRatio.map { .double($0) })))
        case .tsne:
            var method = TSNE()
            method.perplexity = perplexity ?? method.perplexity
            method.seed = general.seed
            let used = method.usedPerplexity(for: vectors.rows)
            if let perplexity, used < perplexity {
                general.say("note: --perplexity \(perplexity): \(vectors.rows) vectors allow \(Output.fixed(used, 1)), a third of the others")
            }
            let isShown = Output.errorIsTerminal && !general.quiet, iterations = method.iterations
            Interrupt.listen()
            let result = method.embed(
                vectors,
                progress: { made, divergence in
                    if isShown { Output.progress("t-SNE  iteration \(made) of \(iterations)  divergence \(Output.fixed(divergence, 3))") }
                }, isInterrupted: { Interrupt.isRequested })
            Output.clearProgress()
            if result.isInterrupted { throw ExitCode(Failure.interrupted) }
            (places, title) = (result.embedding, "\(name): t-SNE")
            subtitle =
                "\(vectors.rows) vector\(vectors.rows == 1 ? "" : "s") of \(vectors.columns) numbers; perplexity \(Output.fixed(used, used < 10 ? 1 : 0)), divergence \(Output.fixed(result.divergence, 3))"
            summary += [("perplexity", .double(used)), ("divergence", .double(result.divergence)), ("iterations", .int(result.iterations))]
        }
        var chart = if let numbers {
            ScatterChart(title: title, subtitle: subtitle, embedding: places, values: numbers)
        } else {
            ScatterChart(title: title, subtitle: subtitle, embedding: places, groups: groups, names: groups.isEmpty ? [] : classNames)
        }
        if !axes.x.isEmpty { (chart.isEmbedding, chart.xTitle, chart.yTitle) = (false, axes.x, axes.y) }
        if let plot {
            try Files.makeDirectory(above: plot)
            try PictureFile.write(chart.svg, to: plot)
            general.say("drawn: \(plot)")
        }
        try picture.present(chart.svg)
        return summary
    }
}

extension Embed {
    /// Draws and writes what was asked for. With a drawing alone there is no table.
    func finish(
        _ vectors: DenseArray, labels: [Int32]?, classNames: [String], numbers: [Double]? = nil, name: String,
        summary: [(key: String, value: JSONValue)],
        table: () -> String
    ) throws {
        let drawn = try plot.draw(vectors, labels: labels, classNames: classNames, numbers: numbers, name: name, general)
        if plot.isAsked, out == nil {
            if general.json { Output.json(.object(summary + drawn)) }
            return
        }
        try emit(table(), to: out, general, summary: summary + drawn)
    }
}
