import FileFormats
import Foundation
import TestSupport
import Testing

/// `gcn --generate-completion-script SHELL`, and what the shell makes of it.
struct CompletionTests {
    @Test(arguments: ["bash", "zsh", "fish"]) func scriptNamesCommandsAndFlags(shell: String) throws {
        let folder = try TemporaryFolder()
        let script = try Tool.run(["--generate-completion-script", shell], in: folder).expectSuccess().output
        for word in ["train", "evaluate", "predict", "explain", "image", "fetch", "seed", "protocol", "errica"] {
            #expect(script.contains(word), "\(shell): \(word)")
        }
    }

    @Test func unknownShellIsRefused() throws {
        let folder = try TemporaryFolder()
        let outcome = try Tool.run(["--generate-completion-script", "tcsh"], in: folder)
        #expect(outcome.code == 64 && outcome.output.isEmpty)
    }

    /// What bash offers behind a line that is begun.
    @Test(arguments: [
        ("gcn tr", "train"), ("gcn data f", "features fetch"), ("gcn image ev", "evaluate"),
        ("gcn train papers --prot", "--protocol"), ("gcn train papers --protocol err", "errica"),
        ("gcn train papers --model gatv", "gatv2"), ("gcn evaluate ru", "runs"), ("gcn train --nodes no", "nodes.csv"),
    ]) func bashCompletes(line: String, offered: String) throws {
        let folder = try TemporaryFolder()
        try Files.makeDirectory(folder.path + "/runs")
        try Files.write("id\n", to: folder.path + "/nodes.csv")
        let script = try Tool.run(["--generate-completion-script", "bash"], in: folder).expectSuccess().output
        try Files.write(script, to: folder.path + "/gcn.bash")
        try Files.write(
            """
            cd "$(dirname "$0")"
            source ./gcn.bash
            COMP_LINE="$1"; COMP_POINT=${#COMP_LINE}
            read -ra COMP_WORDS <<< "$1"
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            COMPREPLY=()
            _gcn gcn "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2> /dev/null
            echo "${COMPREPLY[*]}" > answer
            """, to: folder.path + "/try.bash")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = [folder.path + "/try.bash", line]
        try process.run()
        process.waitUntilExit()
        let answer = String(decoding: try Files.read(folder.path + "/answer"), as: UTF8.self)
        #expect(answer.split(whereSeparator: \.isWhitespace).joined(separator: " ") == offered)
    }
}
