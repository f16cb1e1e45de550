import GraphLearning

/// What a report of a run on pictures has beyond the common.
extension ReportedRun {
    /// The answers about the test pictures from `predictions.csv`; the pictures themselves, where they are still there, for the
    /// mistakes, a sample, vectors and feature maps.
    func addImages(to report: inout RunReport, root: String?) throws {
        let table = try AnswerTable(folder.predictionsFile)
        guard let names = config["model"]?["classes"]?.array?.compactMap(\.string), !names.isEmpty else {
            throw FileError(
                kind: .malformed, file: folder.configFile, place: .entry("model.classes"), found: "nothing usable",
                expected: "a list of names", advice: "use a config.json that gcn wrote")
        }
        let said = try table.column("prediction"), pictures = shortened(table.texts(try table.column("picture")))
        let items = JudgedItems(
            actual: try table.classes(table.column("label"), names), predicted: try table.classes(said, names),
            probabilities: try table.matrix(names.indices.map { try table.column(number: said + 1 + $0, of: names[$0]) }),
            classNames: names, what: "test pictures", how: "by the kept network" + (keptSeed.map { " (seed \($0))" } ?? ""))
        add(items, to: &report)
        let wrong = items.wrong
        report.mistakesNote = items.mistakesNote
        let shown = (try? TrainedImageRun(folder.path)).flatMap { run in
            do {
                let set = try run.load(nil, root: root)
                guard set.test.count == items.count, (0..<items.count).allSatisfy({ Int(set.test.labels[$0]) == items.actual[$0] }) else {
                    throw Failure(Failure.badData, "the test pictures of \(set.folder) are not those of \(table.file)")
                }
                try addPictures(to: &report, run.classifier, set, items)
                return true
            } catch {
                report.warnings.append("The pictures could not be read again, so there are no drawings of them: \(error)")
                return false
            }
        }
        if shown == nil { report.warnings.append("The kept network could not be read, so there are no pictures, vectors or feature maps.") }
        report.mistakes = HTMLTable(
            header: ["picture"] + JudgedItems.columns,
            rows: wrong.prefix(Self.mistakeCount).map { [.text(pictures[$0])] + items.cells($0) })
    }

    private func addPictures(to report: inout RunReport, _ classifier: ImageClassifier, _ set: ImageSet, _ items: JudgedItems) throws {
        let test = set.test, names = items.classNames, seed = keptSeed ?? 0
        func grid(_ pictures: some Sequence<Int>, title: String, columns: Int, caption: String) throws -> RunReport.Picture {
            let cells = try pictures.map { item in
                ImageGrid.Item(
                    png: try test.image(item).pngBytes, answer: names[items.actual[item]], given: names[items.predicted[item]],
                    note: "\(Output.fixed(Double(items.sureness(item)) * 100, 0))\u{A0}%")
            }
            return .init(ImageGrid(title: title, items: cells, columns: columns), width: 760, caption: caption)
        }
        let counts = set.train.labels.reduce(into: [Int](repeating: 0, count: names.count)) { $0[Int($1)] += 1 }
        let (least, most) = (counts.min() ?? 0, counts.max() ?? 0)
        report.data += [
            ("a picture", "\(try test.image(0).size)"), ("of each class in the training", least == most ? "\(most) pictures" : "\(least) to \(most) pictures"),
        ]
        let drawn = RandomKey(seed: seed).child("samples").permutation(items.count).prefix(20)
        report.judgements.insert(
            try grid(drawn, title: "\(drawn.count) test pictures drawn at random", columns: 5, caption: "Green: what a picture is. Red: what it was called, where that is something else. With the probability of what it was called."),
            at: 0)
        let wrong = items.wrong
        if !wrong.isEmpty {
            report.mistakePictures.append(try grid(
                wrong.prefix(24), title: "Worst mistakes", columns: 6, caption: "In green what they are, in red what they were called, and how surely."))
        }
        let places = ReportCharts.sample(test.count, Self.mostPictures, seed: seed)
        let vectors = try classifier.embeddings(test, indices: places)
        if let picture = ReportCharts.embedding(
            vectors, .classes(places.map { items.actual[$0] }, names: names), seed: seed, what: "test pictures, coloured by their class",
            of: test.count)
        {
            report.embeddings.append(picture)
        }
        if let first = drawn.first, let maps = try classifier.firstMaps(test, index: first), maps.shape[0] > 1 {
            report.embeddings.append(.init(
                FeatureMaps(title: "What the first convolution sees", maps: maps, most: 32), width: 760,
                caption: "Each filter's answer to one test picture (\(names[items.actual[first]])), from dark (least) to bright."))
        }
    }

    /// Files without the folder of the set.
    private func shortened(_ pictures: [String]) -> [String] {
        guard let folder = config["dataset"]?["folder"]?.string else { return pictures }
        return pictures.map { $0.hasPrefix(folder + "/") ? String($0.dropFirst(folder.count + 1)) : $0 }
    }

    /// How many pictures are placed in the plane.
    private static var mostPictures: Int { 2000 }
}
