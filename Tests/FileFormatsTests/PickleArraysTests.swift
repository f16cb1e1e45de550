import Testing

@testable import FileFormats

private func load(_ name: String) throws -> PickleValue {
    let path = Shared.data + "/planetoid/ind." + name
    return try PickleArrays.read(try Files.read(path), file: name)
}

/// A csr_matrix with i4 indices and f4 data, as `Pickle` would give it.
private func matrix(_ rows: Int, _ columns: Int, _ starts: [Int], _ indices: [Int], _ data: [Float]) -> PickleValue {
    func object(_ module: String, _ name: String, _ args: [PickleValue], _ state: PickleValue) -> PickleValue {
        .object(PickleObject(module: module, name: name, args: args, state: state, entries: [], elements: []))
    }
    func array(_ type: String, _ words: [UInt32]) -> PickleValue {
        let content = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) } }
        let dtype = object("numpy", "dtype", [.string(type)], .tuple([.int(3), .string("<")]))
        let state = PickleValue.tuple([.int(1), .tuple([.int(words.count)]), dtype, .bool(false), .bytes(content)])
        return object("numpy.core.multiarray", "_reconstruct", [], state)
    }
    let state = PickleValue.dict([
        (key: .string("_shape"), value: .tuple([.int(rows), .int(columns)])),
        (key: .string("indptr"), value: array("i4", starts.map { UInt32(truncatingIfNeeded: $0) })),
        (key: .string("indices"), value: array("i4", indices.map { UInt32(truncatingIfNeeded: $0) })),
        (key: .string("data"), value: array("f4", data.map(\.bitPattern))),
    ])
    return object("scipy.sparse._csr", "csr_matrix", [], state)
}

@Test(
    .enabled(if: Shared.hasData, "the shared data folder is absent"),
    arguments: [
        ("cora.x", 140, 1433), ("cora.tx", 1000, 1433), ("cora.allx", 1708, 1433), ("citeseer.x", 120, 3703),
        ("citeseer.tx", 1000, 3703), ("citeseer.allx", 2312, 3703), ("pubmed.x", 60, 500), ("pubmed.tx", 1000, 500),
        ("pubmed.allx", 18717, 500),
    ])
func csrOfPlanetoid(name: String, rows: Int, columns: Int) throws {
    let matrix = try PickleArrays.csr(try load(name), file: name)
    #expect(matrix.rows == rows)
    #expect(matrix.columns == columns)
    #expect(matrix.values.allSatisfy { $0 > 0 && $0 <= 2 })
    if name == "pubmed.allx" { #expect(matrix.values.count == 937_891) }
}

@Test(
    .enabled(if: Shared.hasData, "the shared data folder is absent"),
    arguments: [
        ("cora.y", 140, 7), ("cora.ty", 1000, 7), ("cora.ally", 1708, 7), ("citeseer.y", 120, 6),
        ("citeseer.ty", 1000, 6), ("citeseer.ally", 2312, 6), ("pubmed.y", 60, 3), ("pubmed.ty", 1000, 3),
        ("pubmed.ally", 18717, 3),
    ])
func labelsOfPlanetoid(name: String, rows: Int, classes: Int) throws {
    let labels = try PickleArrays.ndarray(try load(name), file: name)
    #expect(labels.shape == [rows, classes])
    let values = try #require(labels.ints)
    for row in 0..<rows { #expect(values[(row * classes)..<((row + 1) * classes)].reduce(0, +) <= 1) }
}

@Test(
    .enabled(if: Shared.hasData, "the shared data folder is absent"),
    arguments: [("cora", 2708, 10858, 5278), ("citeseer", 3327, 9464, 4676), ("pubmed", 19717, 88676, 44327)])
func adjacencyOfPlanetoid(name: String, nodes: Int, entries: Int, edges: Int) throws {
    let lists = try PickleArrays.adjacency(try load(name + ".graph"), file: name)
    #expect(lists.count == nodes)
    #expect(lists.reduce(0) { $0 + $1.neighbours.count } == entries)
    var seen: Set<[Int]> = []
    for (node, neighbours) in lists { for other in neighbours { seen.insert([min(node, other), max(node, other)]) } }
    #expect(seen.count == edges)
}

@Test func csrChecksItsStructure() throws {
    let good = try PickleArrays.csr(matrix(2, 3, [0, 1, 3], [2, 0, 1], [1, 2, 3]))
    #expect(good.rowStarts == [0, 1, 3])
    #expect(good.columnIndices == [2, 0, 1])
    #expect(good.values == [1, 2, 3])
    func failure(_ value: PickleValue) -> String {
        message { () throws(FileError) in try PickleArrays.csr(value, file: "f") }
    }
    #expect(
        failure(matrix(3, 3, [0, 1, 3], [2, 0, 1], [1, 2, 3]))
            == "f: entry indptr: found 3 row starts; expected one more than the 3 rows")
    #expect(
        failure(matrix(2, 3, [0, 1, 2], [2, 0, 1], [1, 2, 3]))
            == "f: entry indptr: found row starts from 0 to 2; expected from 0 to 3, the number of entries")
    #expect(
        failure(matrix(2, 3, [0, 4, 3], [2, 0, 1], [1, 2, 3]))
            == "f: entry indptr: found row 1 that ends before it starts; expected row starts that rise")
    #expect(
        failure(matrix(2, 3, [0, 1, 3], [2, 0, 3], [1, 2, 3])) == "f: entry indices: found the column 3; expected 0..<3"
    )
    #expect(
        failure(matrix(2, 3, [0, 1, 3], [2, 0, -1], [1, 2, 3]))
            == "f: entry indices: found the column -1; expected 0..<3")
    #expect(
        failure(matrix(2, 3, [0, 1, 3], [2, 0], [1, 2, 3]))
            == "f: entry data: found 3 values; expected 2, as many as indices")
    #expect(failure(matrix(-1, 3, [], [], [])) == "f: entry _shape: found a tuple of 2; expected two sizes")
    #expect(failure(.list([])) == "f: entry pickle: found a list of 0; expected a scipy.sparse csr_matrix")
}

@Test func adjacencyChecksItsContent() {
    func failure(_ value: PickleValue) -> String {
        message { () throws(FileError) in try PickleArrays.adjacency(value, file: "f") }
    }
    #expect(failure(.int(1)) == "f: entry pickle: found the number 1; expected a dict of node to list of neighbours")
    #expect(
        failure(.dict([(key: .none, value: .list([]))])) == "f: entry pickle: found None; expected the number of a node"
    )
    #expect(
        failure(.dict([(key: .int(4), value: .none)])) == "f: entry node 4: found None; expected a list of neighbours")
    #expect(
        failure(.dict([(key: .int(4), value: .list([.none]))]))
            == "f: entry node 4: found None; expected the number of a neighbour")
    let twice = [(key: PickleValue.int(4), value: PickleValue.list([])), (key: .int(4), value: .list([]))]
    #expect(failure(.dict(twice)) == "f: entry node 4: found the node twice; expected each node once")
}
