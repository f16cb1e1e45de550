import Testing

@testable import Molecules

@Suite struct MoleculePictureTests {
    private func svg(_ smiles: String, _ change: (inout MoleculePicture) -> Void = { _ in }) throws -> String {
        var picture = MoleculePicture(try Molecule(smiles: smiles))
        change(&picture)
        return picture.svg()
    }

    private func count(_ text: String, _ part: String) -> Int { text.ranges(of: part).count }

    @Test func benzeneIsNineLines() throws {
        let text = try svg("c1ccccc1")
        #expect(count(text, "<line") == 9)
        #expect(count(text, "<text") == 0)
        #expect(text.hasPrefix("<?xml") && text.contains("</svg>"))
    }

    @Test func lettersHydrogensChargesIsotopes() throws {
        let text = try svg("[13CH3]C(=O)[O-].[NH4+]")
        for part in [">13<", ">C<", ">O<", ">−<", ">N<", ">H<", ">4<", ">+<", ">3<"] { #expect(text.contains(part), "\(part)") }
    }

    @Test func hydrogensStandWhereRoomIs() throws {
        let molecule = try Molecule(smiles: "CO")
        func hydrogen(_ places: [SIMD2<Double>]) throws -> Double {
            let label = try #require(AtomLabel.make(1, molecule, places: places, size: 14, style: DrawingStyle()))
            return try #require(label.runs.first { $0.text == "H" }).x
        }
        #expect(try hydrogen([[0, 0], [1.5, 0]]) > 0)
        #expect(try hydrogen([[0, 0], [-1.5, 0]]) < -10)
        #expect(AtomLabel.make(0, molecule, places: [[0, 0], [1.5, 0]], size: 14, style: DrawingStyle()) == nil)
    }

    @Test func wedgesAreDrawnAtCentres() throws {
        let (left, right) = (try svg("C[C@H](N)C(=O)O"), try svg("C[C@@H](N)C(=O)O"))
        #expect(count(left, "<polygon") + count(right, "<polygon") == 1)
        #expect(count(try svg("CC(N)C(=O)O"), "<polygon") == 0)
    }

    @Test func unknownSidesAreCrossedAndRingsNot() throws {
        let atoms = [atomLine(-1, 1, "C"), atomLine(0, 0, "C"), atomLine(1.3, 0, "C"), atomLine(2.3, 1, "C")]
        let open = try read(molfile(atoms: atoms, bonds: ["  1  2  1  0", "  2  3  2  3", "  3  4  1  0"]))
        #expect(open.bonds[1].stereo == .any)
        // In a ring of four the same mark means nothing.
        let ring = try read(molfile(atoms: atoms, bonds: ["  1  2  1  0", "  2  3  2  3", "  3  4  1  0", "  4  1  1  0"]))
        #expect(ring.bonds[1].stereo == .none)
        func lines(_ molecule: Molecule) -> [[Double]] {
            MoleculePicture(molecule).svg().split(separator: "\n").filter { $0.hasPrefix("<line") }.map { line in
                ["x1", "y1", "x2", "y2"].compactMap { key in
                    line.split(separator: "\(key)=\"").last?.split(separator: "\"").first.flatMap { Double($0) }
                }
            }
        }
        func crossings(_ lines: [[Double]]) -> Int {
            lines.indices.reduce(0) { sum, a in
                sum + lines[..<a].count { b in
                    Plane.cross([lines[a][0], lines[a][1]], [lines[a][2], lines[a][3]], [b[0], b[1]], [b[2], b[3]])
                }
            }
        }
        #expect(crossings(lines(open)) == 1)
        #expect(crossings(lines(ring)) == 0)
    }

    @Test func weightsLegendAndTitle() throws {
        let text = try svg("CCO") {
            $0.atomWeights = [0.5, -1, 0]
            $0.bondWeights = [0.2, 0]
            $0.weightTitle = "towards <solubility>"
            $0.title = "a & b"
        }
        #expect(count(text, "fill=\"url(#above)\"") == 1)
        #expect(count(text, "fill=\"url(#below)\"") == 1)
        #expect(text.contains("towards &lt;solubility&gt;") && text.contains("a &amp; b"))
        #expect(text.contains(">−1<") && text.contains(">+1<"))
        let none = try svg("CCO") { $0.atomWeights = [0, .nan, 0] }
        #expect(!none.contains("url(#above)\" fill-opacity") && !none.lowercased().contains("nan"))
    }

    /// A long title ends in … before the edges of the page, whatever its letters: no letter of Helvetica Bold is narrower than 0.278.
    @Test func longTitlesAreShortened() throws {
        for letter in ["x", "l", "W", "m ", "a b"] {
            let text = try svg("CCO") { $0.title = String(repeating: letter, count: 300) }
            let width = try #require(text.firstMatch(of: #/<svg [^>]*width="(\d+)/#).flatMap { Double($0.1) })
            let shown = try #require(text.firstMatch(of: #/font-weight="bold">([^<]*…)</#)).1
            let bold = AtomLabel.boldWidth(String(shown), 13)
            #expect(bold <= width - 14 && bold > width - 14 - 2 * AtomLabel.boldWidth("W", 13), "\(letter): \(bold) of \(width)")
        }
        #expect(AtomLabel.boldWidth("xl…", 1000) == 556 + 278 + 1000)
        #expect(try svg("CCO") { $0.title = "ethanol" }.contains(">ethanol<"))
    }

    @Test func gridsIndicesAndThemes() throws {
        let molecules = try ["CCO", "c1ccccc1", "C"].map { try Molecule(smiles: $0) }
        let text = MoleculePicture.grid(molecules.map {
            MoleculePicture($0, title: "t", highlighting: [0], style: DrawingStyle(theme: .dark, showsIndices: true))
        }, columns: 2)
        #expect(count(text, "<g transform") == 3)
        #expect(text.contains("#16191f"))
        #expect(text.contains(">5<"))
        #expect(MoleculePicture.grid([]).contains("<svg"))
        #expect(!(try svg("CCO") { $0.style.theme = .transparent }).contains("<rect"))
    }
}
