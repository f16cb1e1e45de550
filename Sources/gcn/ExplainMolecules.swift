import GraphLearning

/// `gcn explain` of a run on molecules.
extension Explain {
    func explainMolecules(_ run: TrainedMoleculeRun) throws {
        if node != nil || graph != nil {
            throw Failure(Failure.usage, "--node and --graph: \(subject.folder) is a run on molecules: say --smiles, or --all")
        }
        let output = try moleculeOutput(run)
        let method = methodGiven ?? .integratedGradients
        let explainer = method.explainer(learning, seed: general.seed, model: run.predictor.members[0].configuration.model)
        if let smiles {
            try explain(smiles, run, output, explainer)
        } else {
            try explainAllMolecules(run, output, explainer, method)
        }
    }

    /// The number of what is explained: the target of --target, or the class of --class.
    private func moleculeOutput(_ run: TrainedMoleculeRun) throws -> Int? {
        if !run.classNames.isEmpty { return try target(run.classNames) }
        if className != nil {
            throw Failure(Failure.usage, "--class: the run has answers or numbers; choose with --target: \(run.targetColumns.joined(separator: ", "))")
        }
        guard let targetName else { return 0 }
        guard let place = run.targetColumns.firstIndex(of: targetName) else {
            throw Failure(Failure.usage, "--target \(targetName): expected one of \(run.targetColumns.joined(separator: ", "))")
        }
        return place
    }

    /// Of classes without a wish the answer itself.
    private func output(_ wanted: Int?, _ said: [Float]) -> Int {
        wanted ?? said.indices.max { (said[$0], -$0) < (said[$1], -$1) } ?? 0
    }

    private func explain(_ smiles: String, _ run: TrainedMoleculeRun, _ wanted: Int?, _ explainer: any Explainer) throws {
        let molecule: Molecule
        do throws(SMILESError) { molecule = try Molecule(smiles: smiles) } catch {
            throw Failure(Failure.badData, "--smiles \(error)")
        }
        if molecule.bondCount == 0 {
            throw Failure(Failure.badData, "--smiles \(smiles): a molecule without bonds has nothing to compare; expected at least two atoms with a bond")
        }
        let (mean, spread) = try run.predictor.predict([molecule])
        let said = mean.elements
        let output = output(wanted, said)
        let found = try run.predictor.explain(molecule, output: output, by: explainer, top: top)
        let answer = ExplainedMolecule(run: run, smiles: smiles, output: output, said: said, spread: spread.elements, found: found)
        try answer.finish(folder: out ?? "\(subject.folder)/explanations/\(ExplainedAnswer.fileName(molecule.canonicalSMILES))", self.picture, general)
    }

    private func explainAllMolecules(
        _ run: TrainedMoleculeRun, _ wanted: Int?, _ explainer: any Explainer, _ method: ExplanationMethod
    ) throws {
        let path = subject.dataset ?? run.trainedOn
        let table = try MoleculeTable(path: path, columns: run.columns(smiles: nil))
        let truths = try truth.map { try AtomTruth.read($0, of: table) }
        let rows = limited(table.rows.indices.filter { row in
            guard table.molecules[row].bondCount > 0 else { return false }
            // an area needs atoms of both kinds
            guard let atoms = truths?[row] else { return truths == nil }
            return !atoms.isEmpty && atoms.count < table.molecules[row].atomCount
        })
        if rows.isEmpty { throw Failure(Failure.badData, "\(path): no molecule to explain: none has bonds\(truth == nil ? "" : " and atoms in the column \(truth ?? "") beside others")") }
        let said = try run.predictor.predict(rows.map { table.molecules[$0] }).mean
        let width = said.columns, values = said.elements
        var summary = ExplanationSummary()
        for (place, row) in rows.enumerated() {
            if !general.quiet { Output.progress("explained \(place) of \(rows.count) molecules") }
            let own = Array(values[place * width..<(place + 1) * width])
            let output = output(wanted, own)
            let found = try run.predictor.explain(table.molecules[row], output: output, by: explainer, top: top)
            var area: Double?
            if let atoms = truths?[row] {
                let weights = found.wholeAtomWeights
                let value = RankingMetrics.rocAUC(
                    positives: atoms.map { Float(weights[$0]) },
                    negatives: weights.indices.filter { !atoms.contains($0) }.map { Float(weights[$0]) })
                if !value.isNaN { area = value }
            }
            let (group, isRight) = self.group(run, table, row, output, own)
            summary.add(found.metrics, area: area, group: group, isRight: isRight)
            if Interrupt.isRequested { break }
        }
        Output.clearProgress()
        summary.show(
            what: "molecules", ties: "the atoms of the column \(truth ?? "") against the molecule's others", dataset: table.name,
            run: subject.folder, method: method.rawValue, isJSON: general.json)
    }

    /// The name of what a row is in truth, and whether the networks say so.
    private func group(
        _ run: TrainedMoleculeRun, _ table: MoleculeTable, _ row: Int, _ output: Int, _ said: [Float]
    ) -> (String, Bool) {
        if !run.classNames.isEmpty, case .classes(let names) = table.task {
            let actual = names[Int(table.values[row])]
            return (actual, run.classNames[said.indices.max { said[$0] < said[$1] } ?? 0] == actual)
        }
        let value = table.values[row * table.targetColumns.count + output]
        if run.isRegression || value.isNaN { return (run.targetColumns[output], false) }
        return ("\(run.targetColumns[output]) \(value > 0.5 ? 1 : 0)", (value > 0.5) == (said[output] > 0.5))
    }
}

/// Atoms that matter, as a column of a table lists them: indices between blanks, counted from 0.
enum AtomTruth {
    static func read(_ column: String, of table: MoleculeTable) throws -> [Set<Int>] {
        var stream = try CSVStream(path: table.path)
        guard let place = stream.header.firstIndex(of: column) else {
            throw Failure(
                Failure.badData, "\(table.path):1: found no column \"\(column)\"; the columns are \(stream.header.prefix(30).joined(separator: ", "))")
        }
        var lines: [Int: String] = [:]
        while let row = try stream.next() { lines[row.line] = row.string(at: place) }
        return try table.rows.enumerated().map { number, row in
            var atoms: Set<Int> = []
            for word in (lines[row.line] ?? "").split(whereSeparator: { $0 == " " || $0 == ";" }) {
                guard let atom = Int(word), atom >= 0, atom < table.molecules[number].atomCount else {
                    throw Failure(
                        Failure.badData,
                        "\(table.path):\(row.line): found \"\(word)\" in the column \(column); expected indices of atoms from 0 to \(table.molecules[number].atomCount - 1)")
                }
                atoms.insert(atom)
            }
            return atoms
        }
    }
}

/// One explained molecule: what is printed, and the two files.
struct ExplainedMolecule {
    let run: TrainedMoleculeRun
    let smiles: String
    let output: Int
    let said: [Float]
    let spread: [Float]
    let found: MoleculeExplanation

    private var name: String { run.outputNames[output] }

    private var answer: String {
        let value = Double(said[output])
        let sure = run.predictor.members.count > 1 ? " ± \(Output.fixed(Double(spread[output]), 3))" : ""
        if run.isRegression { return "\(name) \(Output.fixed(value, 3))\(sure)" }
        return "\(name): probability \(Output.fixed(value, 3))\(sure)"
    }

    func finish(folder: String, _ options: PictureOptions, _ general: GeneralOptions) throws {
        try Files.makeDirectory(folder)
        let files = ["\(folder)/explanation.json", "\(folder)/explanation.svg"]
        try Files.write(json.encoded(pretty: true) + "\n", to: files[0])
        let drawing = picture
        try Files.write(drawing, to: files[1])
        try options.present(drawing)
        if general.json {
            Output.json(.object((json.object ?? []) + [("files", .array(files.map { .string($0) }))]))
        } else {
            Output.result(text)
            general.say("written: \(files.joined(separator: ", "))")
        }
    }

    private func symbol(_ atom: Int) -> String {
        let atom = found.molecule.atoms[atom]
        let symbol = Element.table[min(Int(atom.atomicNumber), Element.table.count - 1)].symbol
        return atom.isAromatic ? symbol.lowercased() : symbol
    }

    private var text: String {
        let weights = found.atomWeights
        let order = weights.indices.sorted { (-abs(weights[$0]), $0) < (-abs(weights[$1]), $1) }
        let bonds = found.bondWeights
        let bondOrder = bonds.indices.sorted { (-abs(bonds[$0]), $0) < (-abs(bonds[$1]), $1) }
        let atoms = [["atom", "", "weight"]] + order.prefix(10).map { ["\($0)", symbol($0), Output.fixed(weights[$0], 4)] }
        let ties =
            [["bond", "", "weight"]]
            + bondOrder.prefix(5).map { place in
                let bond = found.molecule.bonds[place]
                return [
                    "\(bond.begin)-\(bond.end)", "\(symbol(Int(bond.begin)))-\(symbol(Int(bond.end)))", Output.fixed(bonds[place], 4),
                ]
            }
        let m = found.metrics
        let fidelity =
            run.isRegression
            ? ""
            : "\n\ntop \(m.chosen) of \(m.ties) bonds: fidelity+ \(Output.fixed(m.fidelityPlus, 4)), fidelity- \(Output.fixed(m.fidelityMinus, 4)), sparsity \(Output.fixed(m.sparsity, 4)), unfaithfulness \(Output.fixed(m.unfaithfulness, 4))"
        return "\(smiles)\n\(answer); by \(found.method)\n\n\(Output.table(atoms))\n\n\(Output.table(ties))\(fidelity)"
    }

    private var json: JSONValue {
        let m = found.metrics
        var members: [(key: String, value: JSONValue)] = [
            ("smiles", .string(smiles)), ("run", .string(run.folder.path)), ("method", .string(found.method)),
            ("target", .string(name)), ("prediction", .number(said[output])),
            ("spread", run.predictor.members.count > 1 ? .number(spread[output]) : .null),
            (
                "predictions", .object(zip(run.outputNames, said).map { ($0, .number($1)) })
            ),
            (
                "atoms",
                .array(found.atomWeights.enumerated().map { place, weight in
                    .object([("index", .int(place)), ("symbol", .string(symbol(place))), ("weight", .double(weight))])
                })
            ),
            (
                "bonds",
                .array(found.bondWeights.enumerated().map { place, weight in
                    let bond = found.molecule.bonds[place]
                    return .object([
                        ("begin", .int(Int(bond.begin))), ("end", .int(Int(bond.end))), ("weight", .double(weight)),
                    ])
                })
            ),
        ]
        if !run.isRegression {
            members.append((
                "metrics",
                .object([
                    ("top", .int(m.chosen)), ("sparsity", .double(m.sparsity)), ("fidelity_plus", .double(m.fidelityPlus)),
                    ("fidelity_minus", .double(m.fidelityMinus)), ("unfaithfulness", .double(m.unfaithfulness)),
                ])
            ))
        }
        return .object(members)
    }

    private var picture: String { picture(theme: .light) }

    func picture(theme: DrawingStyle.Theme) -> String {
        let towards = run.isRegression ? "a larger \(name)" : "\(name)"
        return MoleculePicture(
            found.molecule, title: answer, atomWeights: found.atomWeights, bondWeights: found.bondWeights,
            weightTitle: "weight towards \(towards) (\(found.method))", style: DrawingStyle(theme: theme)
        ).svg()
    }
}
