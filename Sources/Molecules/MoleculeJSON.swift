/// A molecule as one line of JSON, with the fields that RDKit's reference values have.
extension Molecule {
    /// Appends `{"smiles":…,"formula":…,"mol_weight":…,"rings":n,"fragments":n,"atoms":[…],"bonds":[…]}`.
    ///
    /// An atom: atomic number, formal charge, hydrogens, degree, aromatic, in ring, hybridization, chiral tag, isotope. A
    /// bond: begin, end, kind, conjugated, in ring, stereo.
    public func appendJSON(to bytes: inout [UInt8], smiles: some Collection<UInt8>, extra: [(key: String, text: String)] = []) {
        JSONText.append("{\"smiles\":", to: &bytes)
        JSONText.append(smiles, to: &bytes)
        JSONText.append(",\"formula\":\"", to: &bytes)
        bytes.append(contentsOf: formula.utf8)
        JSONText.append("\",\"mol_weight\":", to: &bytes)
        JSONText.append(thousandths: weight, to: &bytes)
        JSONText.append(",\"rings\":", to: &bytes)
        JSONText.append(rings.count, to: &bytes)
        JSONText.append(",\"fragments\":", to: &bytes)
        JSONText.append(fragments.count, to: &bytes)
        for (key, text) in extra {
            JSONText.append(",\"", to: &bytes)
            bytes.append(contentsOf: key.utf8)
            JSONText.append("\":", to: &bytes)
            JSONText.append(text.utf8, to: &bytes)
        }
        JSONText.append(",\"atoms\":[", to: &bytes)
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
            JSONText.append(atom.isAromatic ? ",1" : ",0", to: &bytes)
            JSONText.append(atom.isInRing ? ",1,\"" : ",0,\"", to: &bytes)
            JSONText.append(atom.hybridization.letters, to: &bytes)
            JSONText.append("\",\"", to: &bytes)
            JSONText.append(atom.chirality.letters, to: &bytes)
            JSONText.append("\",", to: &bytes)
            JSONText.append(Int(atom.isotope), to: &bytes)
            bytes.append(UInt8(ascii: "]"))
        }
        JSONText.append("],\"bonds\":[", to: &bytes)
        for index in 0..<bondCount {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            let bond = bonds[index]
            bytes.append(UInt8(ascii: "["))
            JSONText.append(Int(bond.begin), to: &bytes)
            bytes.append(UInt8(ascii: ","))
            JSONText.append(Int(bond.end), to: &bytes)
            JSONText.append(",\"", to: &bytes)
            JSONText.append(bond.kind.letters, to: &bytes)
            JSONText.append(bond.isConjugated ? "\",1" : "\",0", to: &bytes)
            JSONText.append(bond.isInRing ? ",1,\"" : ",0,\"", to: &bytes)
            JSONText.append(bond.stereo.letters, to: &bytes)
            JSONText.append("\"]", to: &bytes)
        }
        JSONText.append("]}", to: &bytes)
    }

    /// Appends `{"smiles":…,"error":…,"character":n}`: why a SMILES was refused and where, counted from 1.
    public static func appendJSON(error: SMILESError, smiles: some Collection<UInt8>, to bytes: inout [UInt8]) {
        JSONText.append("{\"smiles\":", to: &bytes)
        JSONText.append(smiles, to: &bytes)
        JSONText.append(",\"error\":", to: &bytes)
        JSONText.append(error.description.utf8, to: &bytes)
        JSONText.append(",\"character\":", to: &bytes)
        JSONText.append(error.character, to: &bytes)
        bytes.append(UInt8(ascii: "}"))
    }
}

/// JSON written straight into bytes.
enum JSONText {
    @inline(__always)
    static func append(_ text: StaticString, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

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
        if isPlain(text) { appendPlain(text, to: &bytes) } else { appendPlain(String(decoding: text, as: UTF8.self).utf8, to: &bytes) }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func appendPlain(_ text: some Collection<UInt8>, to bytes: inout [UInt8]) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<32:
                JSONText.append("\\u00", to: &bytes)
                bytes.append(byte < 16 ? 48 : 49)
                bytes.append(byte & 15 < 10 ? 48 + (byte & 15) : 87 + (byte & 15))
            default: bytes.append(byte)
            }
        }
    }

    private static func isPlain(_ text: some Collection<UInt8>) -> Bool {
        for byte in text where byte >= 128 { return false }
        return true
    }
}
