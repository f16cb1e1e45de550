import GraphLearning

extension RunFolder {
    /// Refuses a folder that is no run's, saying what makes one. What is no folder at all is refused where it is read.
    func requireRun() throws(FileError) {
        guard Files.isDirectory(path), !Files.exists(configFile) else { return }
        throw FileError(
            kind: .missing, file: path, found: "no run folder, it has no config.json", expected: "the folder of a training run",
            advice: "`gcn train DATASET --out FOLDER` makes one")
    }
}
