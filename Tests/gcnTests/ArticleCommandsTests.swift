import FileFormats
import Foundation
import TestSupport
import Testing

/// The commands that the articles of the documentation show run as they stand there, one after the other, on what is shipped.
struct ArticleCommandsTests {
    @Test(arguments: ["GettingStarted", "YourOwnData", "ChoosingAProtocol", "Speed"])
    func everyCommandRuns(article: String) throws {
        let file = PackageFolder.root + "/Sources/GraphLearning/GraphLearning.docc/\(article).md"
        let parts = String(decoding: try Files.read(file), as: UTF8.self).components(separatedBy: "```sh\n").dropFirst()
        let commands = parts.compactMap { $0.components(separatedBy: "```").first }.joined()
        #expect(commands.contains("gcn "), "\(article) shows no command")
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gcn-article-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-euc", commands]
        process.currentDirectoryURL = folder
        let tools = String(Tool.path.dropLast("/gcn".count))
        process.environment = [
            "PATH": tools + ":/usr/bin:/bin", "GCN_DATA": PackageFolder.root + "/Data", "HOME": folder.path,
        ]
        let said = Pipe()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = said
        try process.run()
        let words = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(article): \(words)")
    }
}
