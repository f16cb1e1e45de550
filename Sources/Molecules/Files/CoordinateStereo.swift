/// Stereo from coordinates: tetrahedral centres from wedges or from space, and the sides of double bonds as directions of the
/// bonds beside them, which `assignStereo` then reads as it reads `/` and `\`.
///
/// A centre with neighbours v1, v2, v3 (and a fourth or a hydrogen) turns counterclockwise seen from the first where
/// v1 · (v2 × v3) > 0, with y up and z towards the reader. Wedges lift the far atom out of the page. Conventions after:
/// J. Brecher, Graphical Representation of Stereochemical Configuration, Pure Appl. Chem. 78 (2006) 1897,
/// doi 10.1351/pac200678101897; where it leaves a choice, as RDKit decides.
enum CoordinateStereo {
    /// Reads wedges; only a bond's narrow end (`begin`) says something of its atom.
    static func assignChiralityFromWedges(_ molecule: inout Molecule) {
        var isCentre = [Bool](repeating: false, count: molecule.atomCount)
        for bond in molecule.bonds where bond.direction == .wedge || bond.direction == .hash {
            isCentre[Int(bond.begin)] = true
        }
        for bond in molecule.bonds where bond.direction == .unknown && bond.kind != .double {
            isCentre[Int(bond.begin)] = false
        }
        let positions = molecule.positions.map { SIMD2($0.x, $0.y) }
        for atom in 0..<molecule.atomCount where isCentre[atom] {
            let heights = molecule.neighbors(of: atom).map { neighbor -> Double in
                let bond = molecule.bonds[Int(neighbor.bond)]
                guard Int(bond.begin) == atom else { return 0 }
                return bond.direction == .wedge ? 1 : bond.direction == .hash ? -1 : 0
            }
            molecule.atoms[atom].chirality = chirality(of: atom, in: molecule, positions: positions, heights: heights)
        }
        for bond in molecule.bonds.indices where molecule.bonds[bond].direction == .wedge || molecule.bonds[bond].direction == .hash {
            molecule.bonds[bond].direction = .none
        }
    }

    /// What the wedges at an atom say, or `.none` where they say nothing or contradict each other.
    ///
    /// - Parameter heights: of each neighbour, 1 before the page, -1 behind it, 0 in it.
    static func chirality(
        of atom: Int, in molecule: Molecule, positions: [SIMD2<Double>], heights: [Double]
    ) -> Chirality {
        let volume = volume(of: atom, in: molecule, positions: positions, heights: heights)
        return abs(volume) < 1e-3 ? .none : volume > 0 ? .counterclockwise : .clockwise
    }

    /// The signed volume that the arms of a centre span, each of length 1 in the plane; near 0 the picture is hard to read.
    static func volume(of atom: Int, in molecule: Molecule, positions: [SIMD2<Double>], heights: [Double]) -> Double {
        let neighbors = molecule.neighbors(of: atom)
        guard neighbors.count == 3 || neighbors.count == 4 else { return 0 }
        var arms: [SIMD3<Double>] = []
        for (neighbor, height) in zip(neighbors, heights) {
            let offset = positions[Int(neighbor.atom)] - positions[atom]
            let length = (offset * offset).sum().squareRoot()
            guard length > 1e-6 else { return 0 }
            arms.append([offset.x / length, offset.y / length, height])
        }
        if arms.count == 3 { return triple(arms[0], arms[1], arms[2]) }
        let volume = triple(arms[0] - arms[3], arms[1] - arms[3], arms[2] - arms[3])
        if abs(volume) >= 1e-3 { return volume }
        // Where all wedges together cancel out, the first one decides.
        guard let first = arms.firstIndex(where: { $0.z != 0 }) else { return 0 }
        for index in arms.indices where index != first { arms[index].z = 0 }
        return triple(arms[0] - arms[3], arms[1] - arms[3], arms[2] - arms[3])
    }

    /// Reads the coordinates of every atom with three or four neighbours that is not flat.
    static func assignChiralityFromSpace(_ molecule: inout Molecule) {
        for atom in 0..<molecule.atomCount {
            let neighbors = molecule.neighbors(of: atom)
            guard neighbors.count == 3 || neighbors.count == 4, molecule.atoms[atom].atomicNumber > 1 else { continue }
            var arms: [SIMD3<Double>] = []
            for neighbor in neighbors {
                let offset = molecule.positions[Int(neighbor.atom)] - molecule.positions[atom]
                let length = (offset * offset).sum().squareRoot()
                if length > 1e-6 { arms.append(offset / length) }
            }
            guard arms.count == neighbors.count else { continue }
            var volume = triple(arms[0], arms[1], arms[2])
            // Where the first three are flat, the fourth tells: it stands for the first in an odd order.
            if arms.count == 4, abs(volume) < 0.1 { volume = -triple(arms[0], arms[1], arms[3]) }
            if abs(volume) >= 0.1 { molecule.atoms[atom].chirality = volume > 0 ? .counterclockwise : .clockwise }
        }
    }

    private static func triple(_ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>) -> Double {
        let x = b.y * c.z - b.z * c.y, y = b.z * c.x - b.x * c.z, z = b.x * c.y - b.y * c.x
        return a.x * x + a.y * y + a.z * z
    }

    /// Writes the sides of double bonds as directions of one single bond at each end.
    ///
    /// Double bonds that share a single bond are taken one after the other, so that no direction is asked twice.
    static func assignDirections(_ molecule: inout Molecule) {
        // A double bond beside a wavy bond is not known either.
        var isUnknown = [Bool](repeating: false, count: molecule.atomCount)
        for bond in molecule.bonds where bond.direction == .unknown && bond.kind != .double {
            isUnknown[Int(bond.begin)] = true
            isUnknown[Int(bond.end)] = true
        }
        var isPending = [Bool](repeating: false, count: molecule.bondCount)
        for (index, bond) in molecule.bonds.enumerated() where bond.kind == .double && bond.direction == .none {
            let (begin, end) = (Int(bond.begin), Int(bond.end))
            guard isEnd(begin, of: index, molecule), isEnd(end, of: index, molecule), !isInSmallRing(index, molecule) else { continue }
            if isUnknown[begin] || isUnknown[end] {
                molecule.bonds[index].direction = .unknown
            } else {
                isPending[index] = true
            }
        }
        for start in molecule.bonds.indices where isPending[start] {
            isPending[start] = false
            var waiting = [start]
            while let index = waiting.popLast() {
                orient(index, &molecule)
                for end in [Int(molecule.bonds[index].begin), Int(molecule.bonds[index].end)] {
                    for beside in molecule.neighbors(of: end) where Int(beside.bond) != index {
                        for beyond in molecule.neighbors(of: Int(beside.atom)) where isPending[Int(beyond.bond)] {
                            isPending[Int(beyond.bond)] = false
                            waiting.append(Int(beyond.bond))
                        }
                    }
                }
            }
        }
    }

    /// Whether a double bond may end here: one or two single bonds besides.
    private static func isEnd(_ atom: Int, of bond: Int, _ molecule: Molecule) -> Bool {
        let neighbors = molecule.neighbors(of: atom)
        guard neighbors.count == 2 || neighbors.count == 3 else { return false }
        return neighbors.allSatisfy { neighbor in
            if Int(neighbor.bond) == bond { return true }
            let kind = molecule.bonds[Int(neighbor.bond)].kind
            return kind == .single || kind == .aromatic
        }
    }

    /// Whether a bond lies in a ring of fewer than eight atoms, where it has no choice.
    static func isInSmallRing(_ bond: Int, _ molecule: Molecule, fewerThan limit: Int = 8) -> Bool {
        let target = Int(molecule.bonds[bond].end)
        var reached = [Int(molecule.bonds[bond].begin)]
        var frontier = reached
        for _ in 0..<(limit - 2) {
            var next: [Int] = []
            for atom in frontier {
                for neighbor in molecule.neighbors(of: atom) where Int(neighbor.bond) != bond {
                    if Int(neighbor.atom) == target { return true }
                    if !reached.contains(Int(neighbor.atom)) {
                        reached.append(Int(neighbor.atom))
                        next.append(Int(neighbor.atom))
                    }
                }
            }
            frontier = next
        }
        return false
    }

    /// On which side of the line through the double bond the neighbours lie, written down as directions that agree with those
    /// written before.
    private static func orient(_ index: Int, _ molecule: inout Molecule) {
        let (begin, end) = (Int(molecule.bonds[index].begin), Int(molecule.bonds[index].end))
        guard let first = reference(begin, besides: index, molecule), let second = reference(end, besides: index, molecule)
        else { return }
        let axis = molecule.positions[end] - molecule.positions[begin]
        let a = reject(molecule.positions[first.atom] - molecule.positions[begin], from: axis)
        let b = reject(molecule.positions[second.atom] - molecule.positions[end], from: axis)
        guard let a, let b else { return }
        let cosine = (a * b).sum()
        guard abs(cosine) > 0.05 else { return }
        let isTogether = cosine > 0
        let known = (side(first, at: begin, molecule), side(second, at: end, molecule))
        switch known {
        case (nil, nil):
            set(first, at: begin, above: true, &molecule)
            set(second, at: end, above: isTogether, &molecule)
        case (let above?, nil): set(second, at: end, above: above == isTogether, &molecule)
        case (nil, let above?): set(first, at: begin, above: above == isTogether, &molecule)
        case (.some, .some): break
        }
    }

    /// The neighbour whose side is written: one already written, else a heavy one.
    private static func reference(_ atom: Int, besides bond: Int, _ molecule: Molecule) -> (atom: Int, bond: Int)? {
        var best: (atom: Int, bond: Int)?
        var bestScore = -1
        for neighbor in molecule.neighbors(of: atom) where Int(neighbor.bond) != bond {
            let isWritten = molecule.bonds[Int(neighbor.bond)].direction == .up || molecule.bonds[Int(neighbor.bond)].direction == .down
            let score = (isWritten ? 2 : 0) + (molecule.atoms[Int(neighbor.atom)].atomicNumber != 1 ? 1 : 0)
            if score > bestScore { (best, bestScore) = ((Int(neighbor.atom), Int(neighbor.bond)), score) }
        }
        return best
    }

    /// The part of a vector that stands upright on the axis, of length 1; nil where there is next to nothing.
    private static func reject(_ vector: SIMD3<Double>, from axis: SIMD3<Double>) -> SIMD3<Double>? {
        let square = (axis * axis).sum()
        guard square > 1e-12 else { return nil }
        let rest = vector - axis * ((vector * axis).sum() / square)
        let length = (rest * rest).sum().squareRoot()
        return length < 0.02 * (vector * vector).sum().squareRoot() || length < 1e-6 ? nil : rest / length
    }

    private static func side(_ neighbor: (atom: Int, bond: Int), at atom: Int, _ molecule: Molecule) -> Bool? {
        let bond = molecule.bonds[neighbor.bond]
        guard bond.direction == .up || bond.direction == .down else { return nil }
        return (bond.direction == .up) == (Int(bond.begin) == atom)
    }

    private static func set(_ neighbor: (atom: Int, bond: Int), at atom: Int, above: Bool, _ molecule: inout Molecule) {
        let isUp = above == (Int(molecule.bonds[neighbor.bond].begin) == atom)
        molecule.bonds[neighbor.bond].direction = isUp ? .up : .down
    }
}
