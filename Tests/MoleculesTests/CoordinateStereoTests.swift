import FileFormats
import Testing

@testable import Molecules

@Suite struct CoordinateStereoTests {
    private func centre(_ angles: [Double], wedge: (place: Int, code: Int)) throws -> Chirality {
        let symbols = ["F", "Cl", "Br", "I"]
        let atoms = [atomLine(0, 0, "C")] + angles.enumerated().map { index, angle in
            let place = Plane.direction(angle * .pi / 180) * 1.5
            return atomLine(place.x, place.y, symbols[index])
        }
        let bonds = angles.indices.map { "  1  \($0 + 2)  1  \($0 == wedge.place ? wedge.code : 0)" }
        return try read(molfile(atoms: atoms, bonds: bonds)).atoms[0].chirality
    }

    /// What RDKit 2026.09 makes of the same blocks.
    @Test func wedges() throws {
        for place in 0..<3 {
            #expect(try centre([90, 210, 330], wedge: (place, 1)) == .counterclockwise)
            #expect(try centre([90, 210, 330], wedge: (place, 6)) == .clockwise)
            // All within half a turn: the middle one means the other way.
            #expect(try centre([150, 90, 30], wedge: (place, 1)) == (place == 1 ? .counterclockwise : .clockwise))
        }
        for place in 0..<4 {
            #expect(try centre([0, 90, 180, 270], wedge: (place, 1)) == (place % 2 == 0 ? .counterclockwise : .clockwise))
            #expect(try centre([210, 330, 60, 120], wedge: (place, 6)) == (place % 2 == 0 ? .clockwise : .counterclockwise))
        }
        #expect(try centre([90, 210, 330], wedge: (0, 4)) == .none)
        #expect(try centre([90, 210, 330], wedge: (0, 0)) == .none)
    }

    @Test func centresInSpace() throws {
        func turn(_ swapped: Bool) throws -> Chirality {
            let places: [(Double, Double, Double)] = [(1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)]
            let symbols = swapped ? ["F", "Br", "Cl", "H"] : ["F", "Cl", "Br", "H"]
            let atoms = [atomLine(0, 0, "C")] + zip(places, symbols).map { atomLine($0.0, $0.1, $1, z: $0.2) }
            let bonds = (2...5).map { "  1  \($0)  1  0" }
            return try read(molfile(atoms: atoms, bonds: bonds, dimension: "3D")).atoms[0].chirality
        }
        #expect(try turn(false) == .counterclockwise)
        #expect(try turn(true) == .counterclockwise)  // the neighbours' order changed with them: the tag stays
    }

    @Test func doubleBondsFromCoordinates() throws {
        func stereo(_ y: Double, code: Int = 0) throws -> BondStereo {
            let atoms = [atomLine(-1, 1, "C"), atomLine(0, 0, "C"), atomLine(1.3, 0, "C"), atomLine(2.3, y, "C")]
            return try read(molfile(atoms: atoms, bonds: ["  1  2  1  0", "  2  3  2  \(code)", "  3  4  1  0"])).bonds[1].stereo
        }
        #expect(try stereo(1) == .z)
        #expect(try stereo(-1) == .e)
        #expect(try stereo(1, code: 3) != .z)
    }

    @Test func directionsAgreeAlongPolyenes() throws {
        // E,E,E-octa-2,4,6-triene, the middle double bond first in the file's order
        let atoms = (0..<8).map { atomLine(Double($0), Double($0 % 2) * 0.6, "C") }
        let kinds = [1, 2, 1, 2, 1, 2, 1]
        var bonds = (0..<7).map { "  \($0 + 1)  \($0 + 2)  \(kinds[$0])  0" }
        for _ in 0..<7 {
            bonds.append(bonds.removeFirst())
            let molecule = try read(molfile(atoms: atoms, bonds: bonds))
            #expect(molecule.bonds.count { $0.stereo == .e } == 3)
        }
    }
}
