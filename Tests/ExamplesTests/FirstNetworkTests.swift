import FileFormats
import Foundation
import TestSupport
import Testing

/// The README's library example is the compiled program, and prints what the README says.
struct FirstNetworkTests {
    /// The fenced block of the README that follows the given line.
    private func block(after line: String, in text: String) throws -> String {
        let start = try #require(text.range(of: line + "\n"))
        let end = try #require(text.range(of: "\n```", range: start.upperBound..<text.endIndex))
        return String(text[start.upperBound..<end.lowerBound])
    }

    private func read(_ path: String) throws -> String {
        String(decoding: try Files.read(PackageFolder.root + "/" + path), as: UTF8.self)
    }

    @Test func readmeShowsTheCompiledExample() throws {
        let source = try read("Examples/FirstNetwork/main.swift")
        #expect(try block(after: "```swift", in: read("README.md")) + "\n" == source)
        #expect(source.split(separator: "\n").filter { !$0.hasPrefix("//") }.count <= 25)
    }

    @Test func exampleDoesWhatTheReadmeSays() throws {
        let folder = try #require(CommandLine.arguments.first.map { URL(fileURLWithPath: $0).deletingLastPathComponent() })
        let candidates = [folder, URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()]
        let program = try #require(
            candidates.map { $0.appendingPathComponent("FirstNetwork") }
                .first { FileManager.default.isExecutableFile(atPath: $0.path) })
        let process = Process()
        process.executableURL = program
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        // The loss in its last line may differ in the last digit on another processor.
        let expected = try block(after: "it prints\n```", in: read("README.md"))
        let lines = output.split(separator: "\n"), wanted = expected.split(separator: "\n")
        #expect(lines.count == wanted.count)
        #expect(lines.dropLast() == wanted.dropLast())
        #expect(lines.last?.hasSuffix("has a gradient of shape [8, 2]") == true)
    }
}
