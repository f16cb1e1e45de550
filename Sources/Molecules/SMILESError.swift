/// Why a SMILES cannot be read, and where.
public struct SMILESError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public enum Kind: Sendable, Hashable {
        /// `(` without `)`.
        case unclosedBranch
        /// `)` without `(`.
        case unopenedBranch
        /// `()`.
        case emptyBranch
        /// A ring number that comes once.
        case unclosedRing(Int)
        /// `%` without two digits.
        case ringNumber
        /// A ring bond from an atom to itself.
        case ringToItself(Int)
        /// A ring closure between atoms that have a bond already.
        case duplicateBond(ring: Int)
        /// `[` without `]`.
        case unclosedBracket
        /// No element has this symbol.
        case unknownElement(String)
        /// A mark that does not fit.
        case badChirality
        /// What cannot stand here.
        case unexpected(String)
        /// A bond symbol, a dot or nothing at all where an atom was due.
        case missingAtom(after: String)
        /// A number beyond what is kept.
        case numberTooLarge
        /// More characters than allowed.
        case tooLong(limit: Int)
        /// More atoms than allowed.
        case tooManyAtoms(limit: Int)
        /// Branches within branches beyond what is allowed.
        case tooDeep(limit: Int)
        /// More rings open at once than allowed.
        case tooManyRings(limit: Int)
        /// Nothing is there.
        case blank
        /// What sanitization refused.
        case sanitization(SanitizationError.Kind)
    }

    /// What is wrong.
    public let kind: Kind
    /// Where, counted from 1 in bytes of the SMILES; for what sanitization refused, where the atom was written.
    public let character: Int
    /// The SMILES, shortened where it is very long.
    public let smiles: String

    /// What is wrong and where, without the SMILES.
    public var reason: String {
        switch kind {
        case .unclosedBranch: "unclosed branch opened at character \(character)"
        case .unopenedBranch: "branch closed at character \(character) was never opened"
        case .emptyBranch: "empty branch at character \(character)"
        case .unclosedRing(let number): "ring \(number) opened at character \(character) is never closed"
        case .ringNumber: "ring number at character \(character): expected a digit, % and two digits, or %(number) of at most five digits"
        case .ringToItself(let number): "ring \(number) closed at character \(character) joins an atom to itself"
        case .duplicateBond(let number): "ring \(number) closed at character \(character) joins atoms that have a bond already"
        case .unclosedBracket: "unclosed bracket opened at character \(character)"
        case .unknownElement(let text): "unknown element \(text) at character \(character)"
        case .badChirality: "unknown chirality at character \(character): expected @, @@, @TH1-2, @AL1-2, @SP1-3, @TB1-20 or @OH1-30"
        case .unexpected(let text): "unexpected \(text) at character \(character)"
        case .missingAtom(let text): "\(text) at character \(character) leads to no atom"
        case .numberTooLarge: "number at character \(character) is too large"
        case .tooLong(let limit): "longer than \(limit) characters"
        case .tooManyAtoms(let limit): "more than \(limit) atoms at character \(character)"
        case .tooDeep(let limit): "branches nested deeper than \(limit) at character \(character)"
        case .tooManyRings(let limit): "more than \(limit) ring closures at character \(character)"
        case .blank: "nothing but blanks"
        case .sanitization(let kind): "\(kind.description) at character \(character)"
        }
    }

    public var description: String { "\(smiles): \(reason)" }
}

/// What a SMILES may hold at most: more is refused, so that no text takes unbounded memory or time.
public enum SMILESLimits {
    /// Characters.
    public static let length = 1_000_000
    /// The most atoms of one molecule.
    public static let atoms = 100_000
    /// Branches that are open at the same time.
    public static let nesting = 100_000
    /// Ring closures altogether.
    public static let ringClosures = 20_000
}

/// Why the bench stopped: turned into a `SMILESError` where the text is at hand.
struct SMILESFault: Error {
    let kind: SMILESError.Kind
    /// From 0.
    let place: Int
}
