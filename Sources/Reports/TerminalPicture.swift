#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How a terminal is told to show a picture; which it is follows from what it says of itself in the environment.
///
/// Sources: kitty's "Terminal graphics protocol" and iTerm2's "Inline images protocol".
public enum TerminalPicture: Sendable, Equatable {
    /// The graphics protocol of kitty, which Ghostty, WezTerm and Konsole know too.
    case kitty
    /// iTerm2's inline pictures.
    case iterm

    /// This process's terminal; nil where it shows no pictures.
    public static var here: TerminalPicture? { TerminalPicture { getenv($0).map { String(cString: $0) } } }

    /// By the variables of the environment; nil for a terminal that shows none, and inside tmux and screen, which pass none on.
    public init?(_ environment: (String) -> String?) {
        let term = environment("TERM") ?? "", program = environment("TERM_PROGRAM") ?? ""
        if environment("TMUX") != nil || term.hasPrefix("screen") || term.hasPrefix("tmux") { return nil }
        if environment("KITTY_WINDOW_ID") != nil || ["xterm-kitty", "xterm-ghostty"].contains(term)
            || ["WezTerm", "ghostty"].contains(program) || (environment("KONSOLE_VERSION").flatMap { Int($0) } ?? 0) >= 220_400
        {
            self = .kitty
        } else if program == "iTerm.app" || environment("LC_TERMINAL") == "iTerm2" {
            self = .iterm
        } else {
            return nil
        }
    }

    /// What to print so that the bytes of a PNG file are shown.
    public func text(_ png: [UInt8]) -> String {
        let data = Base64.encoded(png)
        switch self {
        case .iterm: return "\u{1B}]1337;File=inline=1;size=\(png.count);preserveAspectRatio=1:\(data)\u{7}"
        case .kitty:
            // pieces of at most 4096 signs; m says whether another follows
            var text = "", rest = data[...], isFirst = true
            while isFirst || !rest.isEmpty {
                let piece = rest.prefix(4096)
                rest = rest.dropFirst(4096)
                text += "\u{1B}_G\(isFirst ? "a=T,f=100," : "")m=\(rest.isEmpty ? 0 : 1);\(piece)\u{1B}\\"
                isFirst = false
            }
            return text
        }
    }
}
