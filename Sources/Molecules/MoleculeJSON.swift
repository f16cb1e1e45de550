/// A molecule as one line of JSON, with the fields that RDKit's reference values have.
extension Molecule {
    /// Appends `{"smiles":…,"formula":…,"mol_weight":…,"rings":n,"fragments":n,"atoms":[…],"bonds":[…]}`.
    ///
    /// An atom: atomic number, formal charge, hydrogens, degree, aromatic, in ring, hybridization, chiral tag, isotope. A
    /// bond: begin, end, kind, conjugated, in ring, stereo.
    public func appendJSON(to bytes: inout [UInt8], smiles: some Collection<UInt8>, extra: [(key: String, text: String)] = []) {
        bytes.append(contentsOf: "{\"smiles\":".utf8)
        JSONText.append(smiles, to: &bytes)
        bytes.append(contentsOf: ",\"formula\":\"".utf8)
        bytes.append(contentsOf: formula.utf8)
        bytes.append(contentsOf: "\",\"mol_weight\":".utf8)
        JSONText.append(thousandths: weight, to: &bytes)
        bytes.append(contentsOf: ",\"rings\":".utf8)
        JSONText.append(rings.count, to: &bytes)
        bytes.append(contentsOf: ",\"fragments\":".utf8)
        JSONText.append(fragments.count, to: &bytes)
        for (key, text) in extra {
            bytes.append(contentsOf: ",\"".utf8)
            bytes.append(contentsOf: key.utf8)
            bytes.append(contentsOf: "\":".utf8)
            JSONText.append(text.utf8, to: &bytes)
        }
        bytes.append(contentsOf: ",\"atoms\":[".utf8)
        for index in 0..<atomCount {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            let atom = atoms[index]
            bytes.append(UInt8(ascii: "["))
            JSONText.append(Int(atom.atomicNumber), to: &bytes)
            bytes.append(UInt8(ascii: ","))
            JSONText.append(Int(atom.formalCharge), to: &bytes)
            bytes.append(UInt8(ascii: ","))
            JSONText.append(atom.totalHydrogens, to: &bytes)
            bytes.append(UInt8(ascii: ","))
            JSONText.append(degree(of: index), to: &bytes)
            bytes.append(contentsOf: (atom.isAromatic ? ",1" : ",0").utf8)
            bytes.append(contentsOf: (atom.isInRing ? ",1,\"" : ",0,\"").utf8)
            bytes.append(contentsOf: atom.hybridization.name.utf8)
            bytes.append(contentsOf: "\",\"".utf8)
            bytes.append(contentsOf: atom.chirality.name.utf8)
            bytes.append(contentsOf: "\",".utf8)
            JSONText.append(Int(atom.isotope), to: &bytes)
            bytes.append(UInt8(ascii: "]"))
        }
        bytes.append(contentsOf: "],\"bonds\":[".utf8)
        for index in 0..<bondCount {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            let bond = bonds[index]
            bytes.append(UInt8(ascii: "["))
            JSONText.append(Int(bond.begin), to: &bytes)
            bytes.append(UInt8(ascii: ","))
            JSONText.append(Int(bond.end), to: &bytes)
            bytes.append(contentsOf: ",\"".utf8)
            bytes.append(contentsOf: bond.kind.name.utf8)
            bytes.append(contentsOf: (bond.isConjugated ? "\",1" : "\",0").utf8)
            bytes.append(contentsOf: (bond.isInRing ? ",1,\"" : ",0,\"").utf8)
            bytes.append(contentsOf: bond.stereo.name.utf8)
            bytes.append(contentsOf: "\"]".utf8)
        }
        bytes.append(contentsOf: "]}".utf8)
    }

    /// Appends `{"smiles":…,"error":…,"character":n}`: why a SMILES was refused and where, counted from 1.
    public static func appendJSON(error: SMILESError, smiles: some Collection<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "{\"smiles\":".utf8)
        JSONText.append(smiles, to: &bytes)
        bytes.append(contentsOf: ",\"error\":".utf8)
        JSONText.append(error.description.utf8, to: &bytes)
        bytes.append(contentsOf: ",\"character\":".utf8)
        JSONText.append(error.character, to: &bytes)
        bytes.append(UInt8(ascii: "}"))
    }
}

/// JSON written straight into bytes.
enum JSONText {
    static func append(_ value: Int, to bytes: inout [UInt8]) {
        if value >= 0, value < 10 {
            bytes.append(UInt8(48 + value))
            return
        }
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let from = bytes.count
        repeat {
            bytes.append(UInt8(48 + rest % 10))
            rest /= 10
        } while rest > 0
        bytes[from...].reverse()
    }

    /// A number rounded to three decimals, as few of them as it needs but at least one: 46.069, 18.0.
    static func append(thousandths value: Double, to bytes: inout [UInt8]) {
        let scaled = Int((value * 1000).rounded(.toNearestOrEven))
        append(scaled / 1000, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        let rest = abs(scaled % 1000)
        bytes.append(UInt8(48 + rest / 100))
        if rest % 100 != 0 { bytes.append(UInt8(48 + rest / 10 % 10)) }
        if rest % 10 != 0 { bytes.append(UInt8(48 + rest % 10)) }
    }

    /// A quoted text; bytes that are no UTF-8 become U+FFFD.
    static func append(_ text: some Collection<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in isPlain(text) ? Array(text) : Array(String(decoding: text, as: UTF8.self).utf8) {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<32:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(byte < 16 ? 48 : 49)
                bytes.append(byte & 15 < 10 ? 48 + (byte & 15) : 87 + (byte & 15))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isPlain(_ text: some Collection<UInt8>) -> Bool {
        for byte in text where byte >= 128 { return false }
        return true
    }
}
