/// Which bonds are drawn as wedges, so that a picture in the plane says what the stereocentres are.
///
/// Each centre gets one wedge with its narrow end at the centre: rather to a neighbour that is no centre itself, outside rings
/// and with few neighbours. After: J. Brecher, Graphical Representation of Stereochemical Configuration, Pure Appl. Chem. 78
/// (2006) 1897, doi 10.1351/pac200678101897.
enum StereoWedges {
    struct Wedge {
        /// The centre, where the narrow end lies.
        var from: Int
        /// Before the page, else behind it (hashed).
        var isSolid: Bool
    }

    /// The wedge of each bond, nil for plain ones.
    static func choose(_ molecule: Molecule, positions: [SIMD2<Double>]) -> [Wedge?] {
        var wedges = [Wedge?](repeating: nil, count: molecule.bondCount)
        let isCentre = molecule.atoms.map { $0.chirality == .clockwise || $0.chirality == .counterclockwise }
        guard isCentre.contains(true) else { return wedges }
        var centres = molecule.atoms.indices.filter { isCentre[$0] }
        // Those with the least choice go first.
        let freedom = molecule.atoms.indices.map { atom in
            isCentre[atom] ? molecule.neighbors(of: atom).count { !isCentre[Int($0.atom)] } : 0
        }
        centres.sort { (freedom[$0], $0) < (freedom[$1], $1) }
        for centre in centres {
            let neighbors = molecule.neighbors(of: centre)
            var choices: [(cost: Int, place: Int)] = []
            for (place, neighbor) in neighbors.enumerated() {
                let bond = molecule.bonds[Int(neighbor.bond)]
                guard bond.kekuleKind == .single, wedges[Int(neighbor.bond)] == nil else { continue }
                let other = Int(neighbor.atom)
                var cost = molecule.degree(of: other)
                if molecule.atoms[other].atomicNumber == 1 { cost -= 5 }
                if isCentre[other] { cost += 100 }
                if bond.isInRing { cost += 20 }
                // A double bond beside it would be read as one with unknown sides by some.
                if molecule.neighbors(of: other).contains(where: { molecule.bonds[Int($0.bond)].kekuleKind == .double }) { cost += 3 }
                choices.append((cost, place))
            }
            choices.sort { ($0.cost, $0.place) < ($1.cost, $1.place) }
            // A bond that lies nearly in one line with another says too little, unless there is no better one.
            var best = (volume: 0.0, place: -1)
            for choice in choices {
                var heights = [Double](repeating: 0, count: neighbors.count)
                heights[choice.place] = 1
                let volume = CoordinateStereo.volume(of: centre, in: molecule, positions: positions, heights: heights)
                if abs(volume) > abs(best.volume) + 1e-9 { best = (volume, choice.place) }
                if abs(best.volume) > 0.3 { break }
            }
            guard best.place >= 0, abs(best.volume) > 1e-3 else { continue }
            let raised: Chirality = best.volume > 0 ? .counterclockwise : .clockwise
            let bond = Int(neighbors[neighbors.startIndex + best.place].bond)
            wedges[bond] = Wedge(from: centre, isSolid: raised == molecule.atoms[centre].chirality)
        }
        return wedges
    }
}
