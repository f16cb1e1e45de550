import FileFormats
import Reports
import Testing

@Suite struct TerminalPictureTests {
    static let terminals: [([String: String], TerminalPicture?)] = [
        (["TERM": "xterm-kitty"], .kitty), (["TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"], .kitty), (["TERM": "xterm-ghostty"], .kitty),
        (["TERM_PROGRAM": "WezTerm"], .kitty), (["KONSOLE_VERSION": "230800"], .kitty), (["KONSOLE_VERSION": "200400"], nil),
        (["TERM_PROGRAM": "iTerm.app"], .iterm), (["LC_TERMINAL": "iTerm2"], .iterm), (["TERM": "xterm-256color"], nil), ([:], nil),
        (["TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"], nil), (["TMUX": "/tmp/tmux", "TERM_PROGRAM": "WezTerm"], nil),
    ]

    @Test(arguments: terminals) func knowsTerminals(environment: [String: String], expected: TerminalPicture?) {
        #expect(TerminalPicture { environment[$0] } == expected)
    }

    /// kitty takes pieces of at most 4096 signs, all but the last marked as followed by another.
    @Test(arguments: [1, 3072, 3073, 10_000]) func cutsForKitty(count: Int) throws {
        let bytes = (0..<count).map { UInt8($0 & 255) }
        let text = TerminalPicture.kitty.text(bytes)
        let pieces = text.split(separator: "\u{1B}\\")
        #expect(pieces.count == (count + 3071) / 3072)
        var data = ""
        for (place, piece) in pieces.enumerated() {
            let head = "\u{1B}_G" + (place == 0 ? "a=T,f=100," : "") + "m=\(place == pieces.count - 1 ? 0 : 1);"
            #expect(piece.hasPrefix(head))
            #expect(piece.dropFirst(head.count).count <= 4096)
            data += piece.dropFirst(head.count)
        }
        #expect(data == Base64.encoded(bytes))
    }

    @Test func writesForITerm() {
        #expect(TerminalPicture.iterm.text([1, 2, 3]) == "\u{1B}]1337;File=inline=1;size=3;preserveAspectRatio=1:AQID\u{7}")
    }

    @Test(.enabled(if: PictureFile.missingLibrary == nil, "librsvg2-2 is not installed"))
    func chartsHavePixels() throws {
        let chart = ScatterChart(title: "points", x: [0, 1, 2], y: [0, 1, 4])
        let picture = try PNGReader.decode(try chart.png(width: 400, scale: 1.5), file: "chart")
        #expect(picture.width == 600)
        #expect(Array(picture.pixels[4 * (20 * 600 + 300)..<4 * (20 * 600 + 300) + 4]) == [255, 255, 255, 255])
        #expect(Set(picture.pixels).count > 10)
    }
}
