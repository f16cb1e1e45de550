import GraphLearning

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Cora in Planetoid's form, which names its seven fields by numbers.
enum Cora {
    /// Ends the program, well and with one line, where the set is not to be had.
    static func leaveUnlessFound(root: String?) throws(DatasetError) {
        let advice = "get it by \"gcn data fetch cora\", or say where it is with GCN_DATA or --data-root"
        do throws(DatasetError) {
            if try DatasetLocator(root: root).locate("cora").format == .planetoid { return }
            print("skipped: cora is here, but not in Planetoid's form with its public split; \(advice)")
        } catch {
            guard case .notFound(_, let searched, _) = error else { throw error }
            print("skipped: cora is not in \(searched.joined(separator: ", ")); \(advice)")
        }
        exit(0)
    }

    /// The fields by their sizes, which all differ and are those of the set's text form (`gcn data info cora-linqs`).
    static let fields = [
        298: "case-based", 418: "genetic algorithms", 818: "neural networks", 426: "probabilistic methods",
        217: "reinforcement learning", 180: "rule learning", 351: "theory",
    ]
}
