import ArgumentParser
import GraphLearning

extension Embed {
    /// One row a molecule of the table: its line, what it is called, and its vector.
    func embedMolecules(_ run: TrainedMoleculeRun) throws {
        let table = try MoleculeTable(path: subject.dataset ?? run.trainedOn, columns: run.columns(smiles: nil))
        let vectors = try run.predictor.embed(table.molecules)
        let width = vectors.columns, values = vectors.elements
        var classNames: [String] = if case .classes(let names) = table.task { names } else { [] }
        var labels = table.labels, numbers: [Double]?
        if table.targetColumns.count == 1 {
            let target = table.targetColumns[0]
            switch table.task {
            case .numbers: numbers = table.values.map { Double($0) }
            case .answers: (labels, classNames) = (table.values.map { $0.isNaN ? -1 : $0 > 0.5 ? 1 : 0 }, ["not \(target)", target])
            case .classes: break
            }
        }
        try finish(
            vectors, labels: labels, classNames: classNames, numbers: numbers, name: table.name,
            summary: [
                ("dataset", .string(table.name)), ("run", .string(subject.folder)), ("molecules", .int(table.rows.count)),
                ("refused", .int(table.refused.count)), ("dimensions", .int(width)),
            ]
        ) {
            var text = CSVWriter.row(["line", "id", "smiles"] + (0..<width).map { "d\($0)" })
            for (place, row) in table.rows.enumerated() {
                text += CSVWriter.row(
                    ["\(row.line)", row.id, row.smiles] + (0..<width).map { values[place * width + $0].description })
            }
            return text
        }
    }
}

extension Evaluate {
    /// Judges a run on molecules: by its test rows as the run's `predictions.csv` has them, or by another table.
    func evaluate(_ run: TrainedMoleculeRun) throws {
        if part != nil || split != nil {
            throw Failure(Failure.usage, "--part and --split are for runs on nodes; \(subject.folder) is on molecules")
        }
        let judged: MoleculeJudgement
        if let dataset = subject.dataset {
            judged = try MoleculeJudgement(run, table: dataset, general)
        } else {
            judged = try MoleculeJudgement(run)
        }
        if general.json {
            var members: [(key: String, value: JSONValue)] = [
                ("run", .string(subject.folder)), ("judged", .string(judged.how)), ("rows", .int(judged.rows)),
            ]
            members += MoleculeTrainResult.scores(judged.scores).object ?? []
            Output.json(.object(members))
            return
        }
        switch judged.scores {
        case .classes(let report): Output.result(report.text("\(run.folder.path), \(judged.how)"))
        case .targets(let scores):
            let metrics = scores.task.metrics
            func shown(_ value: Double) -> String { value.isNaN ? "-" : Output.fixed(value, 4) }
            var rows = [["target", "known"] + metrics.map(\.title)]
            for target in scores.names.indices {
                rows.append([scores.names[target], "\(scores.counts[target])"] + metrics.map { shown(scores.value($0, of: target)) })
            }
            if scores.names.count > 1 { rows.append(["mean", ""] + metrics.map { shown(scores.mean($0)) }) }
            let notes = scores.notes.map { "\nnote: \($0)" }.joined()
            Output.result("\(run.folder.path), \(judged.how): \(judged.rows) rows\n\n\(Output.table(rows))\(notes)")
        }
    }
}

/// What the networks of a run said of molecules whose values are known.
struct MoleculeJudgement {
    let how: String
    let rows: Int
    let scores: MoleculeScores

    /// By another table.
    init(_ run: TrainedMoleculeRun, table path: String, _ general: GeneralOptions) throws {
        let table = try MoleculeTable(path: path, columns: run.columns(smiles: nil))
        if let first = table.refused.first {
            general.say("note: \(table.refused.count) rows cannot be read and are left out; the first: line \(first.line): \(first.reason)")
        }
        let said = try run.predictor.predict(table.molecules).mean
        let isTrained = Process.absolute(path) == run.trainedOn
        how = "all rows of \(table.name)" + (isTrained ? ", on which it was trained" : "")
        rows = table.rows.count
        guard !run.classNames.isEmpty else {
            scores = .targets(
                TargetScores(
                    task: run.isRegression ? .regression : .classification, actual: table.values, predicted: said.elements,
                    names: run.targetColumns))
            return
        }
        guard case .classes(let names) = table.task else {
            throw Failure(Failure.badData, "\(path): the column \(run.targetColumns[0]) has no classes; the run knows \(run.classNames.joined(separator: ", "))")
        }
        let places = try names.map { name in
            guard let place = run.classNames.firstIndex(of: name) else {
                throw GraphPredictorError.unknownClass(name, known: run.classNames)
            }
            return place
        }
        scores = .classes(
            ClassificationReport(
                actual: table.values.map { places[Int($0)] }, predicted: said.argmaxRows(), classNames: run.classNames))
    }

    /// By its own test rows; of several runs those of the kept one, of folds all.
    init(_ run: TrainedMoleculeRun) throws {
        let file = run.folder.predictionsFile
        var reader = try CSVReader(bytes: Files.read(file), file: file)
        func bad(_ line: Int, _ found: String) -> FileError {
            FileError(
                kind: .malformed, file: file, place: .line(line), found: found,
                expected: "the columns seed, run, line, id, smiles and those of the targets", advice: "train again, or restore the file")
        }
        let isClasses = !run.classNames.isEmpty
        let actualColumns = try (isClasses ? ["actual"] : run.targetColumns).map { try reader.column(named: $0) }
        let saidColumns = try (isClasses ? ["predicted"] : run.targetColumns.map { "predicted \($0)" }).map { try reader.column(named: $0) }
        let runColumn = try reader.column(named: "run")
        var actual: [Float] = [], said: [Float] = [], count = 0
        while let row = try reader.next() {
            if !run.isCrossValidation, row.int(at: runColumn) != run.keptRun { continue }
            count += 1
            for (a, s) in zip(actualColumns, saidColumns) {
                func value(_ field: Int) throws -> Float {
                    if isClasses {
                        guard let place = run.classNames.firstIndex(of: row.string(at: field)) else {
                            throw bad(row.line, "the class \"\(row.string(at: field))\"")
                        }
                        return Float(place)
                    }
                    if row.isEmpty(at: field), field == a { return .nan }
                    guard let number = row.float(at: field) else { throw bad(row.line, "\"\(row.string(at: field))\"") }
                    return number
                }
                actual.append(try value(a))
                said.append(try value(s))
            }
        }
        if count == 0 { throw bad(1, "no rows") }
        rows = count
        how = run.isCrossValidation ? "each molecule by the fold's network that had not seen it" : "the test rows of the kept networks' split"
        scores =
            isClasses
            ? .classes(ClassificationReport(actual: actual.map { Int($0) }, predicted: said.map { Int($0) }, classNames: run.classNames))
            : .targets(
                TargetScores(
                    task: run.isRegression ? .regression : .classification, actual: actual, predicted: said,
                    names: run.targetColumns))
    }
}
