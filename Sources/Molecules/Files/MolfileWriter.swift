import FileFormats

/// Writes molecules as molfiles (MOL), versions V2000 and V3000.
///
/// Bonds are written in the Kekulé form. Tetrahedral centres are written as wedges, double bonds whose sides are not known as
/// crossed. A molecule without positions is laid out in the plane. Hydrogens are not written where the reader's valence model
/// finds them; else the atom states its valence.
/// Format: Dassault Systèmes BIOVIA, CTfile Formats (2020).
public struct MolfileWriter: Sendable {
    /// The form of the file.
    public enum Version: String, Sendable, CaseIterable {
        /// Columns of fixed width, at most 999 atoms.
        case v2000 = "V2000"
        /// Free lines, any number of atoms.
        case v3000 = "V3000"
    }

    /// nil takes V2000, and V3000 where more than 999 atoms or bonds ask for it.
    public var version: Version?

    /// V2000 where it is enough, unless told otherwise.
    public init(version: Version? = nil) { self.version = version }

    /// The whole file, from the name to `M  END` with its line end.
    public func text(_ molecule: Molecule) -> String {
        let table = MolfileTable(molecule)
        let needsV3000 = molecule.atomCount > 999 || molecule.bondCount > 999 || molecule.atoms.contains { $0.atomClass > 999 || $0.isotope > 999 }
        let version = needsV3000 ? .v3000 : version ?? .v2000
        // IIPPPPPPPPMMDDYYHHmmdd: no time is written, so that the same molecule gives the same file.
        let head = Self.line(molecule.name) + "\n  gcn               \(table.isSpatial ? "3D" : "2D")\n\n"
        return head + (version == .v2000 ? table.v2000 : table.v3000)
    }

    /// Writes a file, as `Files.write`.
    public func write(_ molecule: Molecule, to path: String) throws(FileError) { try Files.write(text(molecule), to: path) }

    /// A text as it may stand on one line.
    static func line(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\n" || $0 == "\r" ? " " : $0 }))
    }
}

/// What the connection table of a molecule holds.
struct MolfileTable {
    private let molecule: Molecule
    private let positions: [SIMD3<Double>]
    let isSpatial: Bool
    private let wedges: [StereoWedges.Wedge?]
    private let isCrossed: [Bool]
    /// As MolfileContents.valences.
    private let valences: [Int]

    init(_ molecule: Molecule) {
        self.molecule = molecule
        if molecule.positions.count == molecule.atomCount, molecule.atomCount > 0 {
            positions = molecule.positions
        } else {
            positions = molecule.layout().map { [$0.x, $0.y, 0] }
        }
        isSpatial = positions.contains { abs($0.z) > 1e-4 }
        wedges = StereoWedges.choose(molecule, positions: positions.map { [$0.x, $0.y] })
        let flat = positions.map { SIMD2($0.x, $0.y) }
        let isSpatial = isSpatial
        isCrossed = molecule.bonds.indices.map {
            Self.isOfUnknownSides($0, molecule) || (!isSpatial && LayoutSides.isWrong($0, molecule, flat))
        }
        valences = molecule.atoms.indices.map { Self.statedValence($0, molecule) }
    }

    /// Whether a double bond could have two arrangements and the molecule does not say which.
    private static func isOfUnknownSides(_ index: Int, _ molecule: Molecule) -> Bool {
        let bond = molecule.bonds[index]
        guard bond.kind == .double, bond.stereo == .none || bond.stereo == .any else { return false }
        if bond.stereo == .any { return true }
        let ends = [Int(bond.begin), Int(bond.end)]
        let canTurn = ends.allSatisfy { end in
            let others = molecule.neighbors(of: end).filter { Int($0.bond) != index }
            let hydrogens = molecule.atoms[end].totalHydrogens
            return (others.count == 2 && hydrogens == 0 || others.count == 1 && hydrogens < 2)
                && others.allSatisfy { molecule.bonds[Int($0.bond)].kekuleKind == .single }
        }
        return canTurn && !CoordinateStereo.isInSmallRing(index, molecule)
    }

    /// The valence that must be written because hydrogens would be counted otherwise: -1 for none.
    private static func statedValence(_ index: Int, _ molecule: Molecule) -> Int {
        let atom = molecule.atoms[index]
        guard atom.atomicNumber > 0 else { return -1 }
        var bonds = 0
        for neighbor in molecule.neighbors(of: index) {
            let bond = molecule.bonds[Int(neighbor.bond)]
            switch bond.kekuleKind {
            case .single: bonds += 1
            case .unspecified: break
            case .double: bonds += 2
            case .triple: bonds += 3
            case .quadruple: bonds += 4
            case .dative: bonds += Int(bond.end) == index ? 1 : 0
            case .aromatic: return -1  // not sanitized
            }
        }
        let electrons = atom.radicalElectrons > 2 ? 0 : Int(atom.radicalElectrons)
        let valence = MolfileElements.valence(atom.atomicNumber, charge: Int(atom.formalCharge), atLeast: bonds + electrons)
        let expected = valence.map { $0 - bonds - electrons } ?? 0
        return expected == atom.totalHydrogens && atom.radicalElectrons <= 2 ? -1 : bonds + atom.totalHydrogens
    }

    private func symbol(_ atom: Atom) -> String {
        atom.atomicNumber == 0 ? (atom.isotope > 0 ? "R#" : "*") : MolfileElements.symbol(atom.atomicNumber)
    }

    private func kind(_ bond: Bond) -> Int {
        switch bond.kekuleKind {
        case .single: 1
        case .double: 2
        case .triple, .quadruple: 3
        case .aromatic: 4
        case .dative: 9
        case .unspecified: 8
        }
    }

    /// A bond's atoms counted from 1, the narrow end of a wedge first.
    private func ends(_ index: Int) -> (Int, Int) {
        let bond = molecule.bonds[index]
        let isTurned = wedges[index].map { $0.from != Int(bond.begin) } ?? false
        return isTurned ? (Int(bond.end) + 1, Int(bond.begin) + 1) : (Int(bond.begin) + 1, Int(bond.end) + 1)
    }

    var v2000: String {
        let isChiral = wedges.contains { $0 != nil }
        var text = Self.pad(molecule.atomCount, 3) + Self.pad(molecule.bondCount, 3) + "  0  0  \(isChiral ? 1 : 0)  0  0  0  0  0999 V2000\n"
        for (index, atom) in molecule.atoms.enumerated() {
            let p = positions[index]
            text += Self.decimal(p.x, 10) + Self.decimal(p.y, 10) + Self.decimal(p.z, 10) + " "
            let name = symbol(atom)
            text += name + String(repeating: " ", count: 3 - name.count) + " 0  0  0  0  0"
            text += valences[index] < 0 ? "  0" : Self.pad(valences[index] == 0 ? 15 : valences[index], 3)
            text += "  0  0  0" + Self.pad(Int(atom.atomClass), 3) + "  0  0\n"
        }
        for (index, bond) in molecule.bonds.enumerated() {
            let (begin, end) = ends(index)
            let stereo = wedges[index].map { $0.isSolid ? 1 : 6 } ?? (isCrossed[index] ? 3 : 0)
            text += Self.pad(begin, 3) + Self.pad(end, 3) + Self.pad(kind(bond), 3) + Self.pad(stereo, 3) + "\n"
        }
        let atoms = molecule.atoms.enumerated()
        text += Self.property("CHG", atoms.compactMap { $1.formalCharge == 0 ? nil : ($0 + 1, Int($1.formalCharge)) })
        text += Self.property("RAD", atoms.compactMap { (1...2).contains($1.radicalElectrons) ? ($0 + 1, Int($1.radicalElectrons) + 1) : nil })
        text += Self.property("ISO", atoms.compactMap { $1.isotope > 0 && $1.atomicNumber > 0 ? ($0 + 1, Int($1.isotope)) : nil })
        text += Self.property("RGP", atoms.compactMap { $1.isotope > 0 && $1.atomicNumber == 0 ? ($0 + 1, Int($1.isotope)) : nil })
        return text + "M  END\n"
    }

    var v3000: String {
        var text = "  0  0  0  0  0  0  0  0  0  0999 V3000\nM  V30 BEGIN CTAB\n"
        let isChiral = wedges.contains { $0 != nil }
        text += "M  V30 COUNTS \(molecule.atomCount) \(molecule.bondCount) 0 0 \(isChiral ? 1 : 0)\nM  V30 BEGIN ATOM\n"
        for (index, atom) in molecule.atoms.enumerated() {
            let p = positions[index]
            text += "M  V30 \(index + 1) \(symbol(atom)) \(Self.decimal(p.x, 0)) \(Self.decimal(p.y, 0)) \(Self.decimal(p.z, 0)) \(atom.atomClass)"
            if atom.formalCharge != 0 { text += " CHG=\(atom.formalCharge)" }
            if (1...2).contains(atom.radicalElectrons) { text += " RAD=\(atom.radicalElectrons + 1)" }
            if atom.isotope > 0 { text += atom.atomicNumber > 0 ? " MASS=\(atom.isotope)" : " RGROUPS=(1 \(atom.isotope))" }
            if valences[index] >= 0 { text += " VAL=\(valences[index] == 0 ? -1 : valences[index])" }
            text += "\n"
        }
        text += "M  V30 END ATOM\n"
        if molecule.bondCount > 0 {
            text += "M  V30 BEGIN BOND\n"
            for (index, bond) in molecule.bonds.enumerated() {
                let (begin, end) = ends(index)
                text += "M  V30 \(index + 1) \(kind(bond)) \(begin) \(end)"
                if let wedge = wedges[index] { text += " CFG=\(wedge.isSolid ? 1 : 3)" } else if isCrossed[index] { text += " CFG=2" }
                text += "\n"
            }
            text += "M  V30 END BOND\n"
        }
        return text + "M  V30 END CTAB\nM  END\n"
    }

    /// `M  XXXnn8 aaa vvv …`, eight pairs a line.
    private static func property(_ name: String, _ pairs: [(Int, Int)]) -> String {
        var text = ""
        for start in stride(from: 0, to: pairs.count, by: 8) {
            let part = pairs[start..<min(start + 8, pairs.count)]
            text += "M  \(name)\(pad(part.count, 3))"
            for (atom, value) in part { text += pad(atom, 4) + pad(value, 4) }
            text += "\n"
        }
        return text
    }

    private static func pad(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: " ", count: max(width - text.count, 0)) + text
    }

    /// With four decimals.
    private static func decimal(_ value: Double, _ width: Int) -> String {
        let scaled = Int((min(max(value, -9999), 99999) * 10_000).rounded())
        let fraction = String(abs(scaled) % 10_000)
        let text = (scaled < 0 ? "-" : "") + "\(abs(scaled) / 10_000)." + String(repeating: "0", count: 4 - fraction.count) + fraction
        return String(repeating: " ", count: max(width - text.count, 0)) + text
    }
}
