/// Why a molecule that could be read makes no chemical sense.
public struct SanitizationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public enum Kind: Sendable, Hashable {
        /// More bonds than the element takes with its charge.
        case valence(element: String, valence: Int)
        /// No way to set double bonds in an aromatic system of so many atoms.
        case kekulization(atoms: Int)
        /// An atom is aromatic and in no ring.
        case aromaticOutsideRing(element: String)
        /// A ring system so entangled that the search for its rings was given up.
        case ringsTooEntangled

        /// For people.
        public var description: String {
            switch self {
            case .valence(let element, let valence): "\(element) with a valence of \(valence), more than it takes,"
            case .kekulization(let atoms):
                "aromatic system of \(atoms) atom\(atoms == 1 ? "" : "s") without a Kekulé form"
            case .aromaticOutsideRing(let element): "aromatic \(element) outside a ring"
            case .ringsTooEntangled: "rings too entangled to be counted"
            }
        }
    }

    /// What is wrong.
    public let kind: Kind
    /// The atom, or the first of them, by index.
    public let atom: Int
    public var description: String { "\(kind.description) at atom \(atom + 1)" }
}
