import FileFormats
import TestSupport
import Testing

/// What `--help` says: each command has an example, and each example uses flags that there are.
struct HelpTests {
    private struct Command {
        let name: [String]
        let discussion: String
        let flags: Set<String>
    }

    private func commands(_ value: JSONValue, above: [String] = []) -> [Command] {
        let name = above + [value["commandName"]?.string ?? ""]
        let flags = (value["arguments"]?.array ?? []).flatMap { $0["names"]?.array ?? [] }
            .compactMap { $0["name"]?.string }
        let own = Command(name: name, discussion: value["discussion"]?.string ?? "", flags: Set(flags))
        let below = (value["subcommands"]?.array ?? []).filter { $0["commandName"]?.string != "help" }
        return [own] + below.flatMap { commands($0, above: name) }
    }

    @Test func everyCommandHasAnExampleWithFlagsThatThereAre() throws {
        let folder = try TemporaryFolder()
        let output = try Tool.run(["--experimental-dump-help"], in: folder).expectSuccess().output
        let root = try #require(try JSONValue.parse(Array(output.utf8), file: "dump")["command"])
        let all = commands(root)
        #expect(all.count > 25)
        for command in all {
            let words = command.discussion.split(whereSeparator: \.isWhitespace).map(String.init)
            #expect(words.contains("Example:") || words.contains("Examples:"), "\(command.name.joined(separator: " "))")
        }
        let lines = all.flatMap { $0.discussion.split(separator: "\n") }.compactMap { line -> [String]? in
            guard let start = line.firstRange(of: "gcn "), line[..<start.lowerBound].allSatisfy({ $0.isWhitespace || $0 == ":" || $0.isLetter })
            else { return nil }
            return line[start.lowerBound...].split(separator: " ").map(String.init)
        }.filter { $0.contains { $0.hasPrefix("--") } }
        #expect(lines.count > 20)
        // a line that the help wraps cannot be pasted
        for line in all.flatMap({ $0.discussion.split(separator: "\n") }) {
            let text = String(line.drop { $0.isWhitespace }), isExample = ["gcn ", "Example: gcn ", "Examples: gcn "].contains { text.hasPrefix($0) }
            #expect(!isExample || line.count <= 78, "\(line.count) columns: \(line)")
        }
        for line in lines {
            let command = all.filter { line.starts(with: $0.name) }.max { $0.name.count < $1.name.count }
            let flags = try #require(command).flags
            for word in line where word.hasPrefix("--") {
                #expect(flags.contains(String(word.dropFirst(2))), "\(line.joined(separator: " "))")
            }
        }
    }
}
