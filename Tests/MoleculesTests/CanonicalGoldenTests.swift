import FileFormats
import Molecules
import TestSupport
import Testing

/// Canonical texts of the molecules of `molecules.jsonl.gz`, each of which RDKit has written in another way.
@Suite struct CanonicalGoldenTests {
    private struct Entry {
        let smiles: String
        let other: String
        let tags: [String]
        let stereo: [String]
    }

    private func entries(_ test: String) throws -> [Entry]? {
        let folders = [PackageFolder.environment("GCN_GOLDEN"), PackageFolder.root + "/../shared/golden", Golden.folder]
        guard let file = folders.compactMap({ $0.map { $0 + "/molecules.jsonl.gz" } }).first(where: { Files.exists($0) }) else {
            print("skipped \(test): no molecules.jsonl.gz; set GCN_GOLDEN to the folder that holds it")
            return nil
        }
        let text = try Files.readMaybeCompressed(file)
        return try text.split(separator: 10).compactMap { line in
            let value = try JSONValue.parse(Array(line), file: file)
            guard let smiles = value["smiles"]?.string, let other = value["canonical"]?.string else { return nil }
            return Entry(
                smiles: smiles, other: other,
                tags: value["atoms"]?.array?.compactMap { $0.array?[7].string } ?? [],
                stereo: value["bonds"]?.array?.compactMap { bond in
                    guard let parts = bond.array, let begin = parts[0].int, let end = parts[1].int else { return nil }
                    return "\(min(begin, end))-\(max(begin, end)) \(parts[5].string ?? "")"
                }.sorted() ?? [])
        }
    }

    @Test func anotherWayOfWritingHasTheSameText() throws {
        guard let entries = try entries(#function) else { return }
        #expect(entries.count > 1000)
        var different: [String] = []
        for entry in entries {
            guard let first = try? Molecule(smiles: entry.smiles), let second = try? Molecule(smiles: entry.other) else {
                different.append(entry.smiles + " cannot be read")
                continue
            }
            let text = first.canonicalSMILES
            if second.canonicalSMILES != text { different.append(entry.smiles) }
            if (try? Molecule(smiles: text))?.canonicalSMILES != text { different.append(entry.smiles + " read again") }
        }
        #expect(different.count * 1000 <= entries.count, "\(different.prefix(10))")
    }

    @Test func tagsAndArrangementsAreRDKits() throws {
        guard let entries = try entries(#function) else { return }
        var different: [String] = []
        for entry in entries {
            guard let molecule = try? Molecule(smiles: entry.smiles) else { continue }
            let tags = molecule.atoms.map(\.chirality.name)
            let stereo = molecule.bonds.map { "\(min($0.begin, $0.end))-\(max($0.begin, $0.end)) \($0.stereo.name)" }.sorted()
            if tags != entry.tags || stereo != entry.stereo { different.append(entry.smiles) }
        }
        #expect(different.count * 1000 <= entries.count, "\(different.prefix(10))")
    }
}
