import ArgumentParser
import GraphLearning

/// `gcn predict` with a run on molecules: the table goes through in pieces, so that a large one needs no more memory than a
/// small one.
struct MoleculePrediction {
    let run: TrainedMoleculeRun
    let input: String
    let smilesColumn: String?
    let out: String?
    let general: GeneralOptions

    /// Rows at a time.
    private static let piece = 1024

    /// What was seen, for the summary.
    private struct Counts {
        var rows = 0, refused = 0
        /// Where classes or answers are told: how many rows of each.
        var answers: [Int] = []
    }

    func predict() throws {
        var source = try MoleculeRows(path: input)
        let smiles =
            MoleculeRows.hasStructures(input) ? nil : try run.smilesPlace(source.header, smilesColumn, file: source.file)
        if out == nil, general.json {
            throw Failure(Failure.usage, "--json prints one object and no table: name a file for the table with --out")
        }
        if let out { try Files.makeDirectory(above: out) }
        let writer = try AtomicFileWriter(out ?? "/dev/stdout")
        try writer.write(CSVWriter.row(source.header + names(besides: source.header)))
        var counts = Counts()
        counts.answers = [Int](repeating: 0, count: run.outputNames.count)
        var rows: [MoleculeRows.Row] = []
        Interrupt.listen()
        while true {
            let row = try source.next()
            if let row { rows.append(row) }
            if rows.count == Self.piece || row == nil, !rows.isEmpty {
                try write(rows, smiles, writer, &counts)
                rows.removeAll(keepingCapacity: true)
                if !general.quiet { Output.progress("\(counts.rows) rows") }
            }
            if row == nil { break }
            if Interrupt.isRequested {
                Output.clearProgress()
                throw ExitCode(Failure.interrupted)
            }
        }
        Output.clearProgress()
        try writer.commit()
        finish(counts)
    }

    private var tellsAnswers: Bool { if case .answers = run.predictor.objective { true } else { false } }
    private var tellsClasses: Bool { !run.classNames.isEmpty }
    private var isEnsemble: Bool { run.predictor.members.count > 1 }

    /// The added columns, named so that no column of the table is hidden.
    private func names(besides header: [String]) -> [String] {
        var taken = Set(header)
        func free(_ name: String) -> String {
            var name = name
            while !taken.insert(name).inserted { name += "_" }
            return name
        }
        var names: [String] = []
        if tellsClasses {
            names.append(free("predicted_" + run.targetColumns[0]))
            names += run.classNames.map { free("probability_" + $0) }
        } else {
            for target in run.targetColumns {
                names.append(free("predicted_" + target))
                if isEnsemble { names.append(free("spread_" + target)) }
            }
        }
        return names + [free("error")]
    }

    private func write(
        _ rows: [MoleculeRows.Row], _ smiles: Int?, _ writer: AtomicFileWriter, _ counts: inout Counts
    ) throws {
        let read =
            smiles.map { smiles in MoleculeTable.parse(rows.map { $0.fields[smiles].trimmingBlanks }) }
            ?? rows.map { $0.structure ?? .failure(.init(text: "no structure")) }
        var molecules: [Molecule] = [], places = [Int?](repeating: nil, count: rows.count)
        var reasons = [String](repeating: "", count: rows.count)
        for (place, result) in read.enumerated() {
            if let found = rows[place].oddWidth {
                reasons[place] = "\(found) fields, expected \(rows[place].fields.count)"
                continue
            }
            switch result {
            case .success(let molecule):
                places[place] = molecules.count
                molecules.append(molecule)
            case .failure(let reason): reasons[place] = reason.text
            }
        }
        let said = molecules.isEmpty ? nil : try run.predictor.predict(molecules)
        let mean = said?.mean.elements ?? [], spread = said?.spread.elements ?? []
        let outputs = run.outputNames.count
        var text = ""
        for (number, row) in rows.enumerated() {
            let place = places[number]
            var fields = row.fields
            if let place {
                let numbers = mean[place * outputs..<(place + 1) * outputs]
                if tellsClasses {
                    let best = numbers.indices.max { (numbers[$0], -$0) < (numbers[$1], -$1) } ?? numbers.startIndex
                    fields.append(run.classNames[best - numbers.startIndex])
                    counts.answers[best - numbers.startIndex] += 1
                    fields += numbers.map { PredictionTable.fixed($0) }
                } else {
                    for (output, number) in numbers.enumerated() {
                        fields.append(tellsAnswers ? PredictionTable.fixed(number) : number.description)
                        if tellsAnswers, number > 0.5 { counts.answers[output] += 1 }
                        if isEnsemble { fields.append(PredictionTable.fixed(spread[place * outputs + output])) }
                    }
                }
                fields.append("")
            } else {
                let blanks = tellsClasses ? 1 + outputs : outputs * (isEnsemble ? 2 : 1)
                fields += [String](repeating: "", count: blanks) + [reasons[number]]
                counts.refused += 1
            }
            text += CSVWriter.row(fields)
            counts.rows += 1
        }
        try writer.write(text)
    }

    private func finish(_ counts: Counts) {
        if general.json {
            Output.json(
                .object([
                    ("run", .string(run.folder.path)), ("input", .string(input)), ("rows", .int(counts.rows)),
                    ("refused", .int(counts.refused)),
                    ("targets", .array(run.targetColumns.map { .string($0) })),
                    (
                        "counts",
                        run.isRegression
                            ? .null : .object(zip(run.outputNames, counts.answers).map { ($0, .int($1)) })
                    ), ("out", out.map { .string($0) } ?? .null),
                ]))
        } else {
            let refused = counts.refused == 0 ? "" : ", \(counts.refused) of them cannot be read (column error)"
            general.say("\(counts.rows) rows\(refused)\(out.map { "; written: \($0)" } ?? "")")
        }
    }
}
