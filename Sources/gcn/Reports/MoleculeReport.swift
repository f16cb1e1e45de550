import GraphLearning

/// What a report of a run on molecules has beyond the common.
extension ReportedRun {
    /// The test rows of the kept run (of folds, all), from `predictions.csv`; vectors and explanations by the kept network.
    func addMolecules(to report: inout RunReport) throws {
        var table = try AnswerTable(folder.predictionsFile)
        let runColumn = try table.column("run"), idColumn = try table.column("id"), smilesColumn = try table.column("smiles")
        let isFolds = config["folds"]?.int != nil
        if !isFolds {
            let kept = "\(config["kept_run"]?.int ?? 0)"
            table.keep { $0[runColumn] == kept }
        }
        let how = isFolds ? "each by the network of the fold that had not seen it" : "the test rows of the kept network's split"
        let list = ReportedMolecules(ids: table.texts(idColumn), smiles: table.texts(smilesColumn), isFolds: isFolds)
        let names = config["model"]?["classes"]?.array?.compactMap(\.string) ?? []
        let targets = config["dataset"]?["target_columns"]?.array?.compactMap(\.string) ?? []
        var chosen: [Int] = [], output: Int?, colouring = ReportCharts.Colouring.none, by = ""
        if !names.isEmpty {
            let said = try table.column("predicted")
            let items = JudgedItems(
                actual: try table.classes(table.column("actual"), names), predicted: try table.classes(said, names),
                probabilities: try table.matrix(names.indices.map { try table.column(number: said + 1 + $0, of: names[$0]) }),
                classNames: names, what: isFolds ? "molecules" : "test molecules", how: how)
            chosen = addMistakes(to: &report, items, list, Array(items.actual.indices))
            (colouring, by) = (.classes(items.actual, names: names), "their class")
        }
        for (place, target) in (names.isEmpty ? targets : []).prefix(6).enumerated() {
            let actual = try table.numbers(table.column(target)), said = try table.numbers(table.column("predicted \(target)"))
            let known = actual.indices.filter { actual[$0].isFinite && said[$0].isFinite }
            if place == 0 { (output, by) = (0, target) }
            if task == "molecule-regression" {
                addNumbers(to: &report, actual, said, target, how)
                if place == 0 { colouring = .numbers(actual.map { Double($0) }) }
                if targets.count == 1 { chosen = addErrors(to: &report, list, actual, said, how) }
                continue
            }
            let answers = ["not \(target)", target]
            if place == 0 { colouring = .classes(actual.map { $0.isFinite ? ($0 > 0.5 ? 1 : 0) : -1 }, names: answers) }
            guard targets.count == 1 else { continue }
            let items = JudgedItems(
                actual: known.map { actual[$0] > 0.5 ? 1 : 0 }, predicted: known.map { said[$0] > 0.5 ? 1 : 0 },
                probabilities: DenseArray(known.flatMap { [1 - said[$0], said[$0]] }, shape: [known.count, 2]), classNames: answers,
                what: isFolds ? "molecules" : "test molecules", how: how)
            chosen = addMistakes(to: &report, items, list, known)
        }
        if names.isEmpty, task == "molecule-classification", targets.count > 1 { try addAnswers(to: &report, table, targets) }
        do {
            guard let run = try TrainedMoleculeRun(folder.path) else { return }
            try addVectors(to: &report, run, list, colouring, by)
            addExplanations(to: &report, run, list, chosen, output)
        } catch {
            report.warnings.append("The kept network could not be read, so there are no vectors and no explanations: \(error)")
        }
    }

    /// Several answers of each molecule: a curve each, and a table.
    private func addAnswers(to report: inout RunReport, _ table: AnswerTable, _ targets: [String]) throws {
        var curves: [ScoredItems] = [], rows: [[String]] = []
        for target in targets {
            let actual = try table.numbers(table.column(target)), said = try table.numbers(table.column("predicted \(target)"))
            let known = actual.indices.filter { actual[$0].isFinite && said[$0].isFinite }
            let items = ScoredItems(name: target, labels: known.map { actual[$0] > 0.5 }, scores: known.map { Double(said[$0]) })
            let isRanked = items.labels.contains(true) && items.labels.contains(false)
            let ranked = RankingCurves(labels: items.labels, scores: items.scores)
            rows.append([
                target, "\(known.count)", "\(items.labels.count { $0 })", isRanked ? Output.fixed(ranked.area, 4) : "–",
                isRanked ? Output.fixed(ranked.averagePrecision, 4) : "–",
            ])
            if isRanked { curves.append(items) }
        }
        report.details = HTMLTable(header: ["target", "known", "yes", "ROC-AUC", "average precision"], texts: rows, caption: "Each target")
        let shown = Array(curves.prefix(Ink.seriesCount))
        report.judgements += ReportCharts.ranking(shown, all: shown.count < targets.count ? "\(shown.count) of \(targets.count) targets" : "each target")
    }

    /// The molecules that are explained: two of the worst mistakes and the surest right answer.
    private func addMistakes(to report: inout RunReport, _ items: JudgedItems, _ list: ReportedMolecules, _ rows: [Int]) -> [Int] {
        add(items, to: &report)
        let wrong = items.wrong
        report.mistakesNote = items.mistakesNote
        report.mistakes = HTMLTable(
            header: ["molecule", "structure"] + JudgedItems.columns,
            rows: wrong.prefix(Self.mistakeCount).map { item in
                [.text(list.ids[rows[item]]), list.cell(rows[item])] + items.cells(item)
            })
        return (wrong.prefix(2) + items.right.prefix(1)).map { rows[$0] }
    }

    private func addErrors(to report: inout RunReport, _ list: ReportedMolecules, _ actual: [Float], _ said: [Float], _ how: String) -> [Int] {
        let worst = Self.worst(actual, said)
        report.mistakesNote = "The largest errors, \(how)."
        report.mistakes = HTMLTable(
            header: ["molecule", "structure", "is", "said", "error"],
            rows: worst.prefix(Self.mistakeCount).map { row in
                [
                    .text(list.ids[row]), list.cell(row), .number(Output.fixed(Double(actual[row]), 2)),
                    .number(Output.fixed(Double(said[row]), 2)), .number(Output.fixed(Double(said[row] - actual[row]), 2)),
                ]
            })
        return Array(worst.prefix(2) + worst.suffix(1))
    }

    /// The readout's vectors of the first kept network.
    private func addVectors(
        to report: inout RunReport, _ run: TrainedMoleculeRun, _ list: ReportedMolecules, _ colouring: ReportCharts.Colouring, _ by: String
    ) throws {
        let known = list.smiles.indices.filter { list.molecule($0) != nil }
        let rows = ReportCharts.sample(known.count, seed: keptSeed ?? 0).map { known[$0] }
        let vectors = try run.predictor.embed(rows.compactMap { list.molecule($0) })
        let colours: ReportCharts.Colouring
        switch colouring {
        case .classes(let labels, let names): colours = .classes(rows.map { labels[$0] }, names: names)
        case .numbers(let values): colours = .numbers(rows.map { values[$0] })
        case .none: colours = .none
        }
        let what = "\(list.isFolds ? "molecules" : "test molecules"), coloured by \(by), in the readout of the kept network"
        if let picture = ReportCharts.embedding(vectors, colours, seed: keptSeed ?? 0, what: what, of: known.count) {
            report.embeddings.append(picture)
        }
    }

    private func addExplanations(
        to report: inout RunReport, _ run: TrainedMoleculeRun, _ list: ReportedMolecules, _ chosen: [Int], _ output: Int?
    ) {
        for row in chosen {
            guard let molecule = list.molecule(row), molecule.bondCount > 0, let (mean, spread) = try? run.predictor.predict([molecule])
            else { continue }
            let said = mean.elements
            let place = output ?? said.indices.max { (said[$0], -$0) < (said[$1], -$1) } ?? 0
            guard let found = try? run.predictor.explain(molecule, output: place, by: Self.explainer) else { continue }
            let answer = ExplainedMolecule(
                run: run, smiles: list.smiles[row], output: place, said: said, spread: spread.elements, found: found)
            var picture = RunReport.Picture(svg: answer.picture(theme: .transparent), caption: "\(list.ids[row]): \(list.smiles[row])")
            picture.sharesRow = true
            report.explanations.append(picture)
        }
        if report.explanations.isEmpty { return }
        let which = task == "molecule-regression" ? "The largest errors and the smallest" : "The worst mistakes and the surest right answer"
        report.explanationsNote = "\(which), explained by integrated gradients: orange atoms and bonds speak for yes (or a larger number), blue ones against."
        if list.isFolds { report.explanationsNote += " Explained is the kept network, which may have seen these molecules." }
    }
}

/// The molecules of a run's table.
private struct ReportedMolecules {
    let ids: [String]
    let smiles: [String]
    let isFolds: Bool

    func molecule(_ row: Int) -> Molecule? { try? Molecule(smiles: smiles[row]) }

    /// Its drawing, or its SMILES where it cannot be drawn.
    func cell(_ row: Int) -> HTMLTable.Cell {
        guard let molecule = molecule(row) else { return .code(smiles[row]) }
        return .picture(svg: MoleculePicture(molecule, style: DrawingStyle(theme: .transparent)).svg(), alt: smiles[row])
    }
}
