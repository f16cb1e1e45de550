/// Room of the kekulization.
struct KekuleRoom: ~Copyable {
    /// The atoms of the fused system at work, and whether an atom belongs to it.
    var atoms = Growing<Int32>()
    var isMember = Growing<UInt8>()
    /// Atoms that take a double bond.
    var isCandidate = Growing<UInt8>()
    var savedCandidates = Growing<UInt8>()
    /// Wildcards, which may take one.
    var questions = Growing<Int32>()
    var isDone = Growing<UInt8>()
    var done = Growing<Int32>()
    var settled = Growing<Int32>()
    var queue = Growing<Int32>()
    var spare = Growing<Int32>()
    var isQueued = Growing<UInt8>()
    /// Neighbours, by their place in the list, that are still to be tried; and atoms with such, latest last.
    var isOption = Growing<UInt8>()
    var moves = Growing<Int32>()
    /// Bonds made double in this system.
    var doubled = Growing<Int32>()
    /// The places of an atom's neighbours by their index.
    var places = Growing<Int32>(capacity: 16)

    deinit {
        for list in [atoms, places, questions, done, settled, queue, spare, moves, doubled] { list.free() }
        for list in [isMember, isCandidate, savedCandidates, isDone, isQueued, isOption] { list.free() }
    }
}

/// Alternating single and double bonds for aromatic systems as written.
///
/// As RDKit's: fused system by fused system, atom by atom breadth first from the lowest index, a double bond to the first
/// neighbour that can take one, with at most a hundred steps back. Sets `Bond.kekuleKind`, takes the aromatic flags away.
extension Workbench {
    private static let mostStepsBack = 100

    mutating func kekulize(_ wasAromatic: Bool) throws(SanitizationError) {
        if wasAromatic, ringCount > 0 { try kekulizeSystems() }
        for bond in 0..<bonds.count {
            bonds[bond].isAromatic = false
            bonds[bond].kekuleKind = bonds[bond].kind
        }
        for atom in 0..<atoms.count where atoms[atom].isAromatic {
            if atomRingCount[atom] == 0 {
                let element = Element.numbered(Int(atoms[atom].atomicNumber))
                throw SanitizationError(kind: .aromaticOutsideRing(element: element.name), atom: atom)
            }
            atoms[atom].isAromatic = false
            // The hydrogen of [nH] follows from the valence now.
            let number = atoms[atom].atomicNumber
            if number == 7 || number == 15, atoms[atom].formalCharge == 0, atoms[atom].explicitHydrogens == 1 {
                atoms[atom].forbidsImplicitHydrogens = false
                atoms[atom].explicitHydrogens = 0
                let valence = explicitValence(of: atom)
                explicitValence[atom] = Int32(truncatingIfNeeded: valence)
                atoms[atom].implicitHydrogens = UInt8(truncatingIfNeeded: max(0, missingHydrogens(atom, valence)))
            }
        }
    }

    private mutating func kekulizeSystems() throws(SanitizationError) {
        fusion.isPicked.fill(ringCount, 0)
        for ring in 0..<ringCount {
            for place in ringRange(ring) where atoms[ringAtoms[place]].atomicNumber != 0 {
                fusion.isPicked[ring] = 1
                break
            }
        }
        try linkRings()
        kekule.isMember.fill(atoms.count, 0)
        kekule.isCandidate.fill(atoms.count, 0)
        kekule.isDone.fill(atoms.count, 0)
        kekule.isQueued.fill(atoms.count, 0)
        kekule.isOption.fill(neighbors.count, 0)
        for ring in 0..<ringCount where fusion.isPicked[ring] != 0 && fusion.isDone[ring] == 0 {
            walkFusedSystem(from: ring)
            try kekulizeSystem()
        }
    }

    /// The fused system in `fusion.system`.
    private mutating func kekulizeSystem() throws(SanitizationError) {
        kekule.atoms.removeAll()
        kekule.questions.removeAll()
        kekule.done.removeAll()
        var isAromatic = false
        for index in 0..<fusion.system.count {
            for place in ringRange(Int(fusion.system[index])) {
                let atom = ringAtoms[place]
                if kekule.isMember[atom] != 0 { continue }
                kekule.isMember[atom] = 1
                kekule.atoms.append(atom)
                if atoms[atom].atomicNumber == 0 || touchesAromaticity(Int(atom)) { isAromatic = true }
            }
        }
        defer {
            for place in 0..<kekule.atoms.count { kekule.isMember[kekule.atoms[place]] = 0 }
        }
        if !isAromatic { return }
        var atoms = kekule.atoms.buffer
        if atoms.count > 24 {
            atoms.sort()
        } else {
            for index in 1..<max(1, atoms.count) {
                var at = index
                while at > 0, atoms[at] < atoms[at - 1] {
                    atoms.swapAt(at, at - 1)
                    at -= 1
                }
            }
        }
        findCandidates()
        let settled = kekule.done.count
        kekule.settled.removeAll()
        for place in 0..<settled { kekule.settled.append(kekule.done[place]) }
        if setDoubleBonds() { return }
        if kekule.questions.count > 0, permuteWildcards() { return }
        var count = 0
        var first = -1
        for place in 0..<kekule.atoms.count where self.atoms[kekule.atoms[place]].isAromatic {
            count += 1
            if first < 0 { first = Int(kekule.atoms[place]) }
        }
        throw SanitizationError(kind: .kekulization(atoms: count), atom: max(first, 0))
    }

    /// Which atoms of the system lack one bond to their valence; aromatic bonds become single.
    private mutating func findCandidates() {
        for index in 0..<kekule.atoms.count {
            let atom = Int(kekule.atoms[index])
            let one = atoms[atom]
            if one.atomicNumber != 0, !touchesAromaticity(atom) {
                kekule.done.append(Int32(atom))
                continue
            }
            var orders = 0
            var ignored = 0
            var strangers = 0
            for place in neighborRange(atom) {
                let (other, bond) = (Int(neighbors[place].atom), Int(neighbors[place].bond))
                if atoms[other].atomicNumber != 0, !touchesAromaticity(other) { strangers += 1 }
                let kind = bonds[bond].kind
                if bonds[bond].isAromatic, kind == .single || kind == .double || kind == .aromatic {
                    orders += 1
                    bonds[bond].kind = .single
                } else {
                    let twice = twiceContribution(Int32(truncatingIfNeeded: bond), atom)
                    orders += (twice + 1) / 2
                    if twice == 0 { ignored += 1 }
                }
            }
            if one.atomicNumber == 0 {
                if degree(atom) - strangers >= 2 {
                    kekule.isCandidate[atom] = 1
                    kekule.questions.append(Int32(atom))
                }
                continue
            }
            orders += one.totalHydrogens
            let fact = facts[Int(one.atomicNumber)]
            var charge = Int(one.formalCharge)
            if fact.isEarly || (one.atomicNumber == 6 && charge > 0) { charge = -charge }
            var valence = Int(fact.defaultValence) + charge
            let total = totalValence(atom)
            var next = 1
            while total > valence, next < Int(fact.valenceCount) {
                valence = fact.valence(next) + charge
                next += 1
            }
            let radicals = Int(one.radicalElectrons)
            let links = totalDegree(atom) - ignored
            if links + radicals >= valence { continue }
            if valence == orders + radicals + 1 || (radicals == 0 && one.forbidsImplicitHydrogens && valence == orders + 2) {
                kekule.isCandidate[atom] = 1
            }
        }
    }

    /// Sets the double bonds of the system; false where there is no way, with the bonds single again.
    private mutating func setDoubleBonds() -> Bool {
        for place in 0..<kekule.atoms.count {
            kekule.isDone[kekule.atoms[place]] = 0
            kekule.isQueued[kekule.atoms[place]] = 0
        }
        kekule.done.removeAll()
        for place in 0..<kekule.settled.count { markDone(kekule.settled[place]) }
        kekule.queue.removeAll()
        kekule.moves.removeAll()
        kekule.doubled.removeAll()
        var head = 0
        var scan = 0
        var stepsBack = 0
        while kekule.done.count < kekule.atoms.count || head < kekule.queue.count {
            var current = 0
            if head < kekule.queue.count {
                current = Int(kekule.queue[head])
                head += 1
                kekule.isQueued[current] = 0
            } else {
                while kekule.isDone[kekule.atoms[scan]] != 0 { scan += 1 }
                current = Int(kekule.atoms[scan])
            }
            markDone(Int32(truncatingIfNeeded: current))
            let isBack = kekule.moves.count > 0 && Int(kekule.moves[kekule.moves.count - 1]) == current
            let isCandidate = kekule.isCandidate[current] != 0
            var options = 0
            var firstOption = -1
            if isBack {
                for place in neighborRange(current) where kekule.isOption[place] != 0 {
                    if firstOption < 0 || neighbors[place].atom < neighbors[firstOption].atom { firstOption = place }
                    options += 1
                }
            } else {
                listPlaces(current)
                for index in 0..<kekule.places.count {
                    let place = Int(kekule.places[index])
                    let (other, bond) = (neighbors[place].atom, neighbors[place].bond)
                    kekule.isOption[place] = 0
                    if kekule.isDone[other] != 0 || kekule.isMember[other] == 0 { continue }
                    if kekule.isQueued[other] == 0 {
                        kekule.queue.append(other)
                        kekule.isQueued[other] = 1
                    }
                    guard isCandidate, kekule.isCandidate[other] != 0 else { continue }
                    if bonds[bond].isAromatic || atoms[current].atomicNumber == 0 || atoms[other].atomicNumber == 0 {
                        kekule.isOption[place] = 1
                        if firstOption < 0 { firstOption = place }
                        options += 1
                    }
                }
            }
            guard isCandidate else { continue }
            if firstOption >= 0 {
                let link = neighbors[firstOption]
                kekule.isOption[firstOption] = 0
                bonds[link.bond].kind = .double
                kekule.isCandidate[current] = 0
                kekule.isCandidate[link.atom] = 0
                kekule.doubled.append(link.bond)
                if isBack {
                    if options == 1 { _ = kekule.moves.removeLast() }
                } else if options > 1 {
                    kekule.moves.append(Int32(truncatingIfNeeded: current))
                }
            } else if kekule.moves.count > 0, stepsBack < Self.mostStepsBack {
                stepBack(to: kekule.moves[kekule.moves.count - 1], head)
                head = 0
                scan = 0
                stepsBack += 1
            } else {
                for place in 0..<kekule.doubled.count { bonds[kekule.doubled[place]].kind = .single }
                return false
            }
        }
        return true
    }

    /// Fills `kekule.places` with where an atom's neighbours stand, by rising index.
    @inline(__always)
    private mutating func listPlaces(_ atom: Int) {
        kekule.places.removeAll()
        for place in neighborRange(atom) {
            var at = kekule.places.count
            kekule.places.append(Int32(truncatingIfNeeded: place))
            if at > 64 { continue }
            while at > 0, neighbors[kekule.places[at - 1]].atom > neighbors[place].atom {
                kekule.places[at] = kekule.places[at - 1]
                kekule.places[at - 1] = Int32(truncatingIfNeeded: place)
                at -= 1
            }
        }
    }

    @inline(__always)
    private mutating func markDone(_ atom: Int32) {
        if kekule.isDone[atom] != 0 { return }
        kekule.isDone[atom] = 1
        kekule.done.append(atom)
    }

    /// Undoes everything since an atom's turn, its own choice included.
    private mutating func stepBack(to atom: Int32, _ head: Int) {
        var place = 0
        while kekule.done[place] != atom { place += 1 }
        kekule.spare.removeAll()
        for undone in place..<kekule.done.count { kekule.spare.append(kekule.done[undone]) }
        for waiting in head..<max(head, kekule.queue.count) { kekule.spare.append(kekule.queue[waiting]) }
        for undone in place..<kekule.done.count {
            kekule.isDone[kekule.done[undone]] = 0
            kekule.isQueued[kekule.done[undone]] = 1
        }
        kekule.done.truncate(to: place)
        swap(&kekule.queue, &kekule.spare)
        var kept = 0
        for index in 0..<kekule.doubled.count {
            let bond = kekule.doubled[index]
            let (begin, end) = (bonds[bond].begin, bonds[bond].end)
            if kekule.isDone[begin] != 0 || kekule.isDone[end] != 0 {
                kekule.doubled[kept] = bond
                kept += 1
            } else {
                bonds[bond].kind = .single
                kekule.isCandidate[begin] = 1
                kekule.isCandidate[end] = 1
            }
        }
        kekule.doubled.truncate(to: kept)
    }

    /// Tries with fewer and fewer wildcards taking a double bond.
    private mutating func permuteWildcards() -> Bool {
        // The candidates as they were before the failed attempt.
        for index in 0..<kekule.atoms.count { kekule.isCandidate[kekule.atoms[index]] = 0 }
        findCandidatesAgain()
        kekule.savedCandidates.removeAll()
        for index in 0..<kekule.atoms.count { kekule.savedCandidates.append(kekule.isCandidate[kekule.atoms[index]]) }
        let questions = min(kekule.questions.count, 10)
        for pattern in 1..<(1 << questions) {
            for index in 0..<kekule.atoms.count { kekule.isCandidate[kekule.atoms[index]] = kekule.savedCandidates[index] }
            for question in 0..<questions where pattern >> question & 1 != 0 {
                kekule.isCandidate[kekule.questions[question]] = 0
            }
            if setDoubleBonds() { return true }
        }
        return false
    }

    private mutating func findCandidatesAgain() {
        kekule.questions.removeAll()
        let settled = kekule.settled.count
        kekule.done.removeAll()
        findCandidates()
        kekule.done.truncate(to: min(settled, kekule.done.count))
    }
}
