import Molecules
import Testing

/// Random bytes and damaged SMILES are read or refused: no crash, no hang.
@Suite struct SMILESFuzzTests {
    private struct Numbers {
        var state: UInt64
        mutating func below(_ limit: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var x = state
            x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
            x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((x ^ (x >> 31)) % UInt64(limit))
        }
    }

    private static let seeds = [
        "CC(=O)Oc1ccccc1C(=O)O", "CN1C=NC2=C1C(=O)N(C(=O)N2C)C", "OC[C@H]1OC(O)[C@H](O)[C@@H](O)[C@@H]1O", "F/C=C/F",
        "[O-][N+](=O)c1ccc(Cl)cc1", "C12C3C4C1C5C2C3C45", "[NH3][Pt]([NH3])(Cl)Cl", "c1cc2ccc3cccc4ccc(c1)c2c34", "*1ccccc1*",
        "C[C@]12CC[C@H]3[C@@H](CCC4=CC(=O)CC[C@]34C)[C@@H]1CC[C@@H]2O", "O=c1[nH]c(=O)c2[nH]cnc2[nH]1", "C%10CC%11CC%10C%11",
    ].map { Array($0.utf8) }
    private static let letters = Array("()[]()[]=#12345%@+-.CNOcnosSPpFIBb/\\H3*:~$>{}lrAuZ 06789CCCccc11".utf8)

    @Test func fiftyThousandTextsAreReadOrRefused() throws {
        var numbers = Numbers(state: 4)
        var read = 0
        var refused = 0
        for round in 0..<50_000 {
            var text: [UInt8]
            switch round % 4 {
            case 0: text = (0..<numbers.below(60)).map { _ in UInt8(numbers.below(256)) }
            case 1: text = (0..<numbers.below(100)).map { _ in Self.letters[numbers.below(Self.letters.count)] }
            default:
                text = Self.seeds[numbers.below(Self.seeds.count)]
                for _ in 0...numbers.below(2) {
                    let place = numbers.below(text.count)
                    switch numbers.below(4) {
                    case 0: text.insert(Self.letters[numbers.below(Self.letters.count)], at: place)
                    case 1: text[place] = Self.letters[numbers.below(Self.letters.count)]
                    case 2: text.swapAt(place, numbers.below(text.count))
                    default: text.insert(contentsOf: text[place..<min(text.count, place + 6)], at: numbers.below(text.count))
                    }
                }
            }
            do throws(SMILESError) {
                let molecule = try Molecule(smilesBytes: text)
                read += 1
                // What was read hangs together.
                for bond in molecule.bonds where bond.begin == bond.end || Int(max(bond.begin, bond.end)) >= molecule.atomCount {
                    Issue.record("\(text): bond \(bond.begin)-\(bond.end)")
                }
            } catch {
                refused += 1
                if error.character < 1 || error.character > text.count + 1 { Issue.record("\(text): character \(error.character)") }
            }
        }
        #expect(read > 1000)
        #expect(refused > 10_000)
    }
}
