/// How molecules are drawn: sizes in pixels and colours.
public struct DrawingStyle: Sendable, Hashable {
    /// The colours of the page.
    public enum Theme: String, Sendable, Hashable, CaseIterable {
        /// Dark lines on white.
        case light
        /// Light lines on a dark page.
        case dark
        /// No page, and colours that can be read on both.
        case transparent
    }

    /// Light or dark.
    public var theme: Theme
    /// The length of a bond.
    public var bondLength: Double
    /// Whether each atom's index (from 0) stands beside it.
    public var showsIndices: Bool
    /// Whether carbons are written out too.
    public var showsCarbons: Bool

    /// Light, bonds of 34 pixels, atoms without numbers.
    public init(theme: Theme = .light, bondLength: Double = 34, showsIndices: Bool = false, showsCarbons: Bool = false) {
        self.theme = theme
        self.bondLength = bondLength
        self.showsIndices = showsIndices
        self.showsCarbons = showsCarbons
    }

    var background: String? {
        switch theme {
        case .light: "#ffffff"
        case .dark: "#16191f"
        case .transparent: nil
        }
    }

    /// Bonds and carbon.
    var ink: String {
        switch theme {
        case .light: "#1b1f24"
        case .dark: "#e8eaed"
        case .transparent: "#737a83"
        }
    }

    /// Words beside the picture.
    var quiet: String {
        switch theme {
        case .light: "#5a626c"
        case .dark: "#a3abb5"
        case .transparent: "#7f8790"
        }
    }

    /// The colour of an element's label; each has a contrast of at least 4.5 with its page (3 with both where there is none).
    func color(of atomicNumber: UInt8) -> String {
        let (light, dark, both): (String, String, String)
        switch atomicNumber {
        case 7: (light, dark, both) = ("#1f4fd8", "#8ab0ff", "#4b78e0")
        case 8: (light, dark, both) = ("#c8102e", "#ff8a80", "#dd4b4b")
        case 9, 17: (light, dark, both) = ("#1a7a30", "#7ddc8a", "#2f9146")
        case 35: (light, dark, both) = ("#8a3b12", "#f0a978", "#b46a3c")
        case 53: (light, dark, both) = ("#6b2fa0", "#cfa4f5", "#9461c4")
        case 15: (light, dark, both) = ("#a14a00", "#ffb066", "#bf6c1d")
        case 16: (light, dark, both) = ("#7a6000", "#e3c94d", "#94801a")
        case 5, 14: (light, dark, both) = ("#8a5a44", "#dcb39f", "#a37a66")
        default: (light, dark, both) = (ink, ink, ink)
        }
        switch theme {
        case .light: return light
        case .dark: return dark
        case .transparent: return both
        }
    }

    /// The colour of a weight: orange above zero, blue below. Orange and blue stay apart for all common kinds of colour blindness (after
    /// M. Okabe and K. Ito, Color Universal Design, 2008).
    func highlight(isPositive: Bool) -> String { isPositive ? "#f28e1c" : "#2f7fd1" }
}
