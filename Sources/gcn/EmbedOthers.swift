import GraphLearning

extension Embed {
    /// Of a run on pictures: picture, label, and the vector before the last layer, of the test pictures.
    func embedPictures() throws {
        let run = try TrainedImageRun(subject.folder)
        let set = try run.load(subject.dataset, root: data.dataRoot)
        let vectors = try run.classifier.embeddings(set.test)
        let names = run.classifier.classNames, width = vectors.columns
        try finish(
            vectors, labels: set.test.labels, classNames: names, name: set.name,
            summary: [
                ("dataset", .string(set.name)), ("run", .string(subject.folder)), ("pictures", .int(vectors.rows)),
                ("dimensions", .int(width)),
            ]
        ) {
            var text = CSVWriter.row(["picture", "label"] + (0..<width).map { "d\($0)" })
            let values = vectors.elements
            for row in 0..<vectors.rows {
                text += CSVWriter.row(
                    ["\(row)", names[Int(set.test.labels[row])]] + (0..<width).map { values[row * width + $0].description })
            }
            return text
        }
    }

    /// Of a run of `gcn link`: what its `embeddings.csv` holds, coloured by the nodes' classes where the data have some.
    func embedLinks() throws {
        let folder = RunFolder(subject.folder)
        if let dataset = subject.dataset {
            throw Failure(Failure.usage, "\(dataset): \(folder.path) is a run of gcn link, which knows the nodes of its training alone; leave DATASET out")
        }
        let file = folder.path + "/embeddings.csv", table = try AnswerTable(file)
        let vectors = try table.matrix(Array(1..<max(2, table.header.count)))
        let config = try folder.readConfig()
        let record = DataRecord(config["dataset"]).map { known in data.dataRoot.map { known.replacing(root: $0) } ?? known }
        let labels = (try? record?.load(general))?.graph.labels.flatMap { $0.values.count == vectors.rows ? $0 : nil }
        try finish(
            vectors, labels: labels?.values, classNames: labels?.classNames ?? [], name: config["dataset"]?["name"]?.string ?? "data",
            summary: [("run", .string(folder.path)), ("nodes", .int(vectors.rows)), ("dimensions", .int(vectors.columns))]
        ) { (try? Files.read(file)).map { String(decoding: $0, as: UTF8.self) } ?? "" }
    }
}
