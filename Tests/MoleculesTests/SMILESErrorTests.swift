import Molecules
import Testing

@Suite struct SMILESErrorTests {
    @Test(arguments: [
        ("CC(C", "CC(C: unclosed branch opened at character 3"),
        ("CC)C", "CC)C: branch closed at character 3 was never opened"),
        ("CC()C", "CC()C: empty branch at character 3"),
        ("CC(=)C", "CC(=)C: bond = at character 4 leads to no atom"),
        ("C((C))C", "C((C))C: unexpected ( at character 3"),
        ("C1CCC", "C1CCC: ring 1 opened at character 2 is never closed"),
        ("C%1CC%1", "C%1CC%1: ring number at character 2: expected a digit, % and two digits, or %(number) of at most five digits"),
        ("C11", "C11: ring 1 closed at character 3 joins an atom to itself"),
        ("C1C1", "C1C1: ring 1 closed at character 4 joins atoms that have a bond already"),
        ("C12CC12", "C12CC12: ring 2 closed at character 7 joins atoms that have a bond already"),
        ("[CH4", "[CH4: unclosed bracket opened at character 1"),
        ("C[Xx]", "C[Xx]: unknown element Xx at character 3"),
        ("CQ", "CQ: unknown element Q (other elements need brackets) at character 2"),
        ("[C@XX1]", "[C@XX1]: unexpected X at character 4"),
        ("C[C@OH31]", "C[C@OH31]: unknown chirality at character 4: expected @, @@, @TH1-2, @AL1-2, @SP1-3, @TB1-20 or @OH1-30"),
        ("[Fe+++]", "[Fe+++]: unexpected + at character 6"),
        ("[CH3:]C", "[CH3:]C: unexpected ] at character 6"),
        ("[9999999999C]", "[9999999999C]: number at character 2 is too large"),
        ("C=", "C=: bond = at character 2 leads to no atom"),
        ("C==C", "C==C: unexpected = at character 3"),
        ("=C", "=C: unexpected = at character 1"),
        ("C.", "C.: dot at character 2 leads to no atom"),
        ("C..C", "C..C: unexpected . at character 3"),
        ("C!", "C!: unexpected ! at character 2"),
        ("C\u{1}C", "C\u{1}C: unexpected byte 1 at character 2"),
        ("CÖ", "CÖ: unexpected byte 195 at character 2"),
        ("   ", ": nothing but blanks"),
        ("O(C)(C)C", "O(C)(C)C: oxygen with a valence of 3, more than it takes, at character 1"),
        ("CC[NH4]", "CC[NH4]: nitrogen with a valence of 5, more than it takes, at character 3"),
        ("Cc", "Cc: aromatic carbon outside a ring at character 2"),
        ("c1cccc1", "c1cccc1: aromatic system of 5 atoms without a Kekulé form at character 1"),
    ])
    func saysWhereAndWhy(_ smiles: String, _ expected: String) {
        let error = #expect(throws: SMILESError.self) { try Molecule(smiles: smiles) }
        #expect(error?.description == expected)
    }

    @Test func whatIsTooLargeIsRefused() {
        func kind(_ smiles: String) -> SMILESError.Kind? {
            #expect(throws: SMILESError.self) { try Molecule(smiles: smiles) }?.kind
        }
        #expect(kind(String(repeating: "C", count: SMILESLimits.atoms + 1)) == .tooManyAtoms(limit: SMILESLimits.atoms))
        #expect(kind(String(repeating: "C", count: SMILESLimits.length + 1)) == .tooLong(limit: SMILESLimits.length))
        let openings = "C" + (100..<(101 + SMILESLimits.ringClosures)).map { "%(\($0))" }.joined()
        #expect(kind(openings) == .tooManyRings(limit: SMILESLimits.ringClosures))
    }

    @Test func aLongSMILESIsShortenedInTheMessage() {
        let error = #expect(throws: SMILESError.self) { try Molecule(smiles: String(repeating: "C", count: 500) + "(") }
        #expect(error?.smiles.count == 121)
        #expect(error?.character == 501)
    }
}
