/// A list of plain values that grows and is used again, without the checks of an array.
struct Growing<Value: BitwiseCopyable> {
    private(set) var base: UnsafeMutablePointer<Value>
    private(set) var capacity: Int
    private(set) var count = 0

    init(capacity: Int = 64) {
        base = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    func free() { base.deallocate() }

    @inline(__always)
    mutating func append(_ value: Value) {
        if count == capacity { grow(to: count + 1) }
        (base + count).initialize(to: value)
        count += 1
    }

    @inline(__always)
    mutating func removeLast() -> Value {
        count -= 1
        return base[count]
    }

    @inline(__always)
    mutating func removeAll() { count = 0 }

    mutating func truncate(to count: Int) { self.count = count }

    /// Makes it `count` equal values.
    mutating func fill(_ count: Int, _ value: Value) {
        if count > capacity {
            self.count = 0
            grow(to: count)
        }
        base.update(repeating: value, count: count)
        self.count = count
    }

    @inline(__always)
    subscript(index: Int) -> Value {
        get { base[index] }
        nonmutating set { base[index] = newValue }
    }

    @inline(__always)
    subscript(index: Int32) -> Value {
        get { base[Int(index)] }
        nonmutating set { base[Int(index)] = newValue }
    }

    var buffer: UnsafeMutableBufferPointer<Value> { UnsafeMutableBufferPointer(start: base, count: count) }

    private mutating func grow(to wanted: Int) {
        let larger = max(wanted, capacity * 2)
        let new = UnsafeMutablePointer<Value>.allocate(capacity: larger)
        new.update(from: base, count: count)
        base.deallocate()
        base = new
        capacity = larger
    }
}

/// Where a molecule is put together and perceived: its parts and all room that the algorithms need, used again for the
/// next molecule so that reading allocates next to nothing.
struct Workbench: ~Copyable {
    let facts = ElementFacts.table

    var atoms = Growing<Atom>()
    var bonds = Growing<Bond>()
    /// Where the neighbours of each atom begin, `[atoms + 1]`.
    var starts = Growing<Int32>()
    var neighbors = Growing<Molecule.Neighbor>(capacity: 128)

    /// Valence that bonds and written hydrogens use up, by atom.
    var explicitValence = Growing<Int32>()

    /// Rings: atoms in order and the bonds between each and the next, `ringStarts` `[rings + 1]`.
    var ringStarts = Growing<Int32>()
    var ringAtoms = Growing<Int32>()
    var ringBonds = Growing<Int32>()
    /// How many rings each bond and each atom lies in.
    var bondRingCount = Growing<Int32>()
    var atomRingCount = Growing<Int32>()

    // Room of the parser.
    var atomPositions = Growing<Int32>()
    var branches = Growing<SMILESBranch>()
    var openings = Growing<SMILESClosure>(capacity: 16)
    var closures = Growing<SMILESClosure>(capacity: 16)
    var closureEnds = Growing<SMILESClosureEnd>(capacity: 32)
    var chiralAtoms = Growing<Int32>(capacity: 16)
    var closureHead = Growing<Int32>()
    /// By closure number below 100: 1 + the place in `openings`.
    var openClosures = Growing<Int32>(capacity: 100)

    // Room of the perception.
    var component = Growing<Int32>()
    var search = RingSearchRoom()
    var intsA = Growing<Int32>()
    var intsB = Growing<Int32>()
    var bytesA = Growing<UInt8>()
    var bytesB = Growing<UInt8>()
    var fusion = RingFusion()
    var kekule = KekuleRoom()
    var aromatic = AromaticRoom()

    init() { openClosures.fill(100, 0) }

    deinit {
        atoms.free()
        bonds.free()
        starts.free()
        neighbors.free()
        explicitValence.free()
        ringStarts.free()
        ringAtoms.free()
        ringBonds.free()
        bondRingCount.free()
        atomRingCount.free()
        atomPositions.free()
        branches.free()
        openings.free()
        closures.free()
        closureEnds.free()
        chiralAtoms.free()
        closureHead.free()
        openClosures.free()
        component.free()
        intsA.free()
        intsB.free()
        bytesA.free()
        bytesB.free()
    }

    var ringCount: Int { max(0, ringStarts.count - 1) }

    /// Lists the neighbours of each atom in the order of the bonds. O(atoms + bonds).
    mutating func indexNeighbors() {
        let count = atoms.count
        starts.fill(count + 1, 0)
        for bond in 0..<bonds.count {
            starts[Int(bonds[bond].begin)] += 1
            starts[Int(bonds[bond].end)] += 1
        }
        // Ends first; filling from the last bond backwards turns them into beginnings.
        var sum: Int32 = 0
        for atom in 0..<count {
            sum += starts[atom]
            starts[atom] = sum
        }
        starts[count] = sum
        neighbors.fill(Int(sum), Molecule.Neighbor(atom: 0, bond: 0))
        for bond in stride(from: bonds.count - 1, through: 0, by: -1) {
            let (begin, end) = (bonds[bond].begin, bonds[bond].end)
            starts[Int(begin)] -= 1
            neighbors[starts[Int(begin)]] = Molecule.Neighbor(atom: end, bond: Int32(bond))
            starts[Int(end)] -= 1
            neighbors[starts[Int(end)]] = Molecule.Neighbor(atom: begin, bond: Int32(bond))
        }
    }

    /// The places in `neighbors` of an atom's neighbours.
    @inline(__always)
    func neighborRange(_ atom: Int) -> Range<Int> {
        Range(uncheckedBounds: (Int(starts[atom]), Int(starts[atom + 1])))
    }

    @inline(__always)
    func degree(_ atom: Int) -> Int { Int(starts[atom + 1] - starts[atom]) }

    /// The bond between two atoms, or -1.
    @inline(__always)
    func bond(_ first: Int, _ second: Int) -> Int {
        for place in neighborRange(first) where Int(neighbors[place].atom) == second { return Int(neighbors[place].bond) }
        return -1
    }

    /// Takes over a molecule's parts.
    mutating func load(_ molecule: borrowing Molecule) {
        atoms.removeAll()
        bonds.removeAll()
        for atom in molecule.atoms { atoms.append(atom) }
        for bond in molecule.bonds { bonds.append(bond) }
        indexNeighbors()
        ringStarts.removeAll()
        ringAtoms.removeAll()
        ringBonds.removeAll()
    }

    /// The molecule on the bench.
    func molecule() -> Molecule {
        var rings: [[Int32]] = []
        rings.reserveCapacity(ringCount)
        for ring in 0..<ringCount {
            let (from, to) = (Int(ringStarts[ring]), Int(ringStarts[ring + 1]))
            rings.append(Array(UnsafeBufferPointer(start: ringAtoms.base + from, count: to - from)))
        }
        return Molecule(
            atoms: Array(atoms.buffer), bonds: Array(bonds.buffer), neighborStarts: Array(starts.buffer),
            neighborList: Array(neighbors.buffer), rings: rings)
    }
}
