import ArgumentParser
import GraphLearning

/// The colours of a picture, by the names of `--theme`.
extension DrawingStyle.Theme: ExpressibleByArgument {}

/// `gcn draw`: molecules as SVG or PNG.
struct Draw: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Draw molecules: from SMILES or a file to SVG or PNG.",
        discussion: """
            One molecule makes one picture, several a grid. A file (--input) may be .smi (a SMILES and a name a line), .csv with a column \
            of SMILES (and one called name, for titles), .mol or .sdf; molfiles keep their own coordinates with --keep-positions. What \
            cannot be read is said and passed over. \
            The ending of --out says whether SVG or PNG is written, PNG with two pixels for each of the drawing.

            Examples:
              gcn draw "CC(=O)Oc1ccccc1C(=O)O" --out aspirin.svg
              gcn draw "c1ccccc1O" --highlight 0,1,2 --theme dark --out phenol.svg
              gcn draw --input compounds --limit 20 --out grid.png
              gcn draw "CCO" --show
            """)

    @Argument(help: ArgumentHelp("What to draw.", valueName: "SMILES"))
    var smiles: [String] = []

    @Option(
        help: ArgumentHelp("Read molecules from a .smi, .csv, .mol or .sdf file, or a known table.", valueName: "FILE"),
        completion: .file())
    var input: String?

    @Option(help: ArgumentHelp("--input of a .csv: the column of SMILES (smiles).", valueName: "COLUMN"))
    var smilesColumn: String?

    @Option(help: ArgumentHelp("The file to write.", valueName: "FILE.svg|FILE.png"), completion: .file(extensions: ["svg", "png"]))
    var out: String?

    @OptionGroup var picture: PictureOptions

    @Option(help: ArgumentHelp("Mark these atoms, counted from 0, and the bonds between them; several molecules are separated by ';'.", valueName: "0,1,…"))
    var highlight: String?

    @Option(help: ArgumentHelp("Titles, separated by ';' (the names in a file).", valueName: "TEXT"))
    var title: String?

    @Option(help: ArgumentHelp("Columns of the grid.", valueName: "N"))
    var columns: Int?

    @Option(help: ArgumentHelp("At most N molecules of a file (100).", valueName: "N"))
    var limit = 100

    @Option(help: "light, dark or transparent.")
    var theme: DrawingStyle.Theme = .light

    @Flag(help: "Write each atom's index beside it.")
    var indices = false

    @Flag(help: "Draw a molfile's own coordinates.")
    var keepPositions = false

    @OptionGroup(title: "General") var general: GeneralOptions

    func validate() throws {
        if smiles.isEmpty == (input == nil) { throw ValidationError("expected SMILES or --input FILE, one of the two") }
        if let columns, columns < 1 { throw ValidationError("--columns \(columns): expected 1 or more") }
        if !(1...10_000).contains(limit) { throw ValidationError("--limit \(limit): expected 1 to 10000") }
        if out == nil, !picture.show { throw ValidationError("expected --out FILE.svg or FILE.png, or --show") }
        if let out { try PictureOptions.check(out, of: "--out") }
    }

    /// A molecule, or why there is none.
    private struct Subject {
        var place: String
        var molecule: Molecule?
        var problem = ""
    }

    func run() throws {
        general.apply()
        try picture.check(general, isAlone: out == nil)
        let subjects = try input.map { try read($0) } ?? smiles.map { Self.subject($0, place: $0) }
        let molecules = subjects.compactMap(\.molecule)
        guard !molecules.isEmpty else {
            throw Failure(Failure.badData, subjects.first?.problem ?? "\(input ?? "SMILES"): no molecules")
        }
        for subject in subjects where subject.molecule == nil { general.say("not drawn: \(subject.problem)") }
        let marks = try marks(for: molecules)
        let titles = title?.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        var style = DrawingStyle(theme: theme)
        style.showsIndices = indices
        let pictures = molecules.enumerated().map { index, molecule in
            let title = titles.map { index < $0.count ? $0[index] : "" } ?? molecule.name
            var picture = MoleculePicture(molecule, title: title, highlighting: marks[index], style: style)
            if keepPositions, molecule.positions.count == molecule.atomCount {
                picture.places = molecule.drawingPlaces
            }
            return picture
        }
        let drawing = MoleculePicture.grid(pictures, columns: columns)
        if let out {
            try Files.makeDirectory(above: out)
            try PictureFile.write(drawing, to: out)
        }
        try picture.present(drawing)
        if general.json {
            return Output.json(.object([
                ("out", out.map { .string($0) } ?? .null), ("molecules", .int(molecules.count)),
                ("refused", .array(subjects.filter { $0.molecule == nil }.map { .string($0.problem) })),
            ]))
        }
        if let out { Output.result("\(out): \(molecules.count) molecule\(molecules.count == 1 ? "" : "s")") }
    }

    /// The atoms of `--highlight` for each molecule.
    private func marks(for molecules: [Molecule]) throws -> [Set<Int>] {
        var marks = [Set<Int>](repeating: [], count: molecules.count)
        guard let highlight else { return marks }
        for (index, part) in highlight.split(separator: ";", omittingEmptySubsequences: false).enumerated() {
            guard index < molecules.count else {
                throw Failure(Failure.usage, "--highlight: found \(index + 1) lists, expected at most \(molecules.count)")
            }
            for word in part.split(separator: ",") {
                let text = word.filter { $0 != " " }
                guard let atom = Int(text), atom >= 0, atom < molecules[index].atomCount else {
                    throw Failure(
                        Failure.usage, "--highlight \(text): expected atoms from 0 to \(molecules[index].atomCount - 1), separated by commas")
                }
                marks[index].insert(atom)
            }
        }
        return marks
    }

    private static func subject(_ smiles: String, place: String, name: String = "") -> Subject {
        do throws(SMILESError) {
            var molecule = try Molecule(smiles: smiles)
            if molecule.atomCount == 0 {
                return Subject(place: place, problem: "\(place.isEmpty ? "\"\"" : place): found no atom; expected a SMILES, such as CCO")
            }
            if !name.isEmpty { molecule.name = name }
            return Subject(place: place, molecule: molecule)
        } catch {
            return Subject(place: place, problem: place == smiles ? "\(error)" : "\(place): \(error)")
        }
    }

    /// The molecules of a file, as many as `--limit` says; that there are more is said.
    private func read(_ input: String) throws -> [Subject] {
        let source = try SMILESSource(input, column: smilesColumn)
        var subjects: [Subject] = [], count = 0
        try source.forEach { item in
            count += 1
            if count > limit { return }
            let place = "\(source.path == "-" ? "standard input" : source.path):\(item.line)"
            switch item.structure {
            case .success(let molecule) where molecule.atomCount == 0:
                subjects.append(Subject(place: place, problem: "\(place): found no atom; expected a molecule"))
            case .success(let molecule): subjects.append(Subject(place: place, molecule: molecule))
            case .failure(let reason): subjects.append(Subject(place: place, problem: reason.text))
            case nil: subjects.append(Self.subject(String(decoding: item.text, as: UTF8.self), place: place, name: item.name))
            }
        }
        if count > limit { general.say("note: the first \(limit) of \(count) molecules are drawn; --limit N draws more") }
        return subjects
    }
}
