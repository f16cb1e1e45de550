import Testing

@testable import FileFormats

/// What the manifest expects of a tensor, against the file.
private func check(_ name: String, _ expected: JSONValue, _ file: SafetensorsFile) throws {
    let tensor = try #require(expected["tensor"])
    let entry = try file.entry(name)
    #expect(entry.shape == tensor["shape"]?.array?.compactMap(\.int))
    #expect(entry.dtype.rawValue.lowercased() == tensor["dtype"]?.string)
    let values = try #require(tensor["values"]?.array)
    if entry.dtype.isFloatingPoint {
        let floats = try file.floats(name)
        #expect(floats.count == values.count)
        for (found, value) in zip(floats, values) { #expect(Double(found) == value.double, "\(name)") }
    } else {
        #expect(try file.ints(name) == values.compactMap(\.int))
    }
}

@Test(.enabled(if: Shared.hasGolden, "the shared golden folder is absent"))
func safetensorsOfTheManifest() throws {
    let manifest = try JSONValue.parse(try Files.read(Shared.golden + "/pth.json"), file: "pth.json")
    var checked = 0
    for item in try #require(manifest["files"]?.array) {
        let name = try #require(item["file"]?.string)
        guard name.hasSuffix(".safetensors") else { continue }
        checked += 1
        let path = Shared.golden + "/pth/" + name
        if item["expect"] == "load" {
            let file = try SafetensorsFile(path: path)
            for (tensor, expected) in item["value"]?.object ?? [] { try check(tensor, expected, file) }
            #expect(file.entries.count == item["value"]?.object?.count)
        } else {
            let text = message { () throws(FileError) in try SafetensorsFile(path: path) }
            #expect(text.hasPrefix(path + ":"), "\(text)")
            #expect(text.contains("found ") && text.contains("expected "), "\(text)")
        }
    }
    #expect(checked == 14)
}

@Test(
    .enabled(if: Shared.hasGolden, "the shared golden folder is absent"), arguments: ["gnn", "nn", "optim", "vision"])
func safetensorsReadWhole(name: String) throws {
    let file = try SafetensorsFile(path: Shared.golden + "/" + name + ".safetensors")
    #expect(file.entries.count > 100 || name == "vision")
    for entry in file.entries {
        let count = entry.dtype.isFloatingPoint ? try file.floats(entry.name).count : try file.ints(entry.name).count
        #expect(count == entry.count)
    }
}

@Test func safetensorsConvertsHalves() {
    #expect(StoredNumbers.half(0x3C00) == 1)
    #expect(StoredNumbers.half(0xC000) == -2)
    #expect(StoredNumbers.half(0x7BFF) == 65504)
    #expect(StoredNumbers.half(0x0001) == 0x1p-24)
    #expect(StoredNumbers.half(0x83FF) == -1023 * 0x1p-24)
    #expect(StoredNumbers.half(0x7C00) == .infinity)
    #expect(StoredNumbers.half(0xFC00) == -.infinity)
    #expect(StoredNumbers.half(0x7E00).isNaN)
    #expect(StoredNumbers.half(0x8000).sign == .minus)
}

@Test func safetensorsMessages() throws {
    let file = try SafetensorsFile(
        bytes: SafetensorsFile.encode([(name: "w", shape: [1], values: [2])]), file: "f.safetensors")
    #expect(
        message { () throws(FileError) in try file.floats("v") }
            == "f.safetensors: entry v: found no such tensor; expected one of: w")
    #expect(
        message { () throws(FileError) in try file.ints("w") }
            == "f.safetensors: entry w: found the type F32; expected an integer type")
    #expect(
        message { () throws(FileError) in try SafetensorsFile(bytes: [1, 2], file: "f") }
            == "f: byte 2: found the end of the file; expected 8 bytes with the length of the header")
    #expect(
        message { () throws(FileError) in try SafetensorsFile(bytes: [UInt8](repeating: 255, count: 10), file: "f") }
            == "f: byte 0: found a header of 18446744073709551615 bytes; expected at most 2 bytes; "
            + "this is no safetensors file, or it was cut off")
}

@Test func safetensorsSurvivesDamage() throws {
    let good = SafetensorsFile.encode(
        [(name: "a", shape: [2, 2], values: .floats([1, 2, 3, 4])), (name: "b", shape: [1], values: .ints([5]))],
        metadata: ["k": "v"])
    for count in 0..<good.count {
        #expect(
            message { () throws(FileError) in try SafetensorsFile(bytes: Array(good[..<count]), file: "f") }
                != "no error")
    }
    var random = FixedRandom(state: 4)
    for _ in 0..<3000 {
        var damaged = good
        for _ in 0..<2 {
            damaged[Int.random(in: 0..<good.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        _ = message { () throws(FileError) in
            let file = try SafetensorsFile(bytes: damaged, file: "f")
            for entry in file.entries {
                _ = entry.dtype.isFloatingPoint ? try file.floats(entry.name).count : try file.ints(entry.name).count
            }
        }
    }
}
