extension Molecule {
    /// Reads a SMILES and perceives everything, as RDKit's `MolFromSmiles` does: plain hydrogens folded into counts,
    /// sanitized, with true stereocentres. What follows a blank becomes the name.
    public init(smiles: String) throws(SMILESError) { try self.init(text: smiles, isSanitized: true) }

    /// Reads a SMILES as it is written: nothing is folded, checked or perceived.
    public init(unsanitizedSMILES smiles: String) throws(SMILESError) { try self.init(text: smiles, isSanitized: false) }

    /// Reads a SMILES from its bytes, perceiving everything.
    public init(smilesBytes bytes: some Collection<UInt8>) throws(SMILESError) {
        let held = Array(bytes)
        var result = Result<Molecule, SMILESError>.failure(SMILESError(kind: .blank, character: 1, smiles: ""))
        held.withUnsafeBufferPointer { buffer in result = Result { () throws(SMILESError) in try Molecule(buffer, isSanitized: true) } }
        self = try result.get()
        assignStereo()
    }

    private init(text: String, isSanitized: Bool) throws(SMILESError) {
        var text = text
        var result = Result<Molecule, SMILESError>.failure(SMILESError(kind: .blank, character: 1, smiles: ""))
        text.withUTF8 { bytes in
            result = Result { () throws(SMILESError) in try Molecule(bytes, isSanitized: isSanitized) }
        }
        self = try result.get()
        if isSanitized { assignStereo() }
    }

    /// Everything but stereo perception.
    private init(_ text: UnsafeBufferPointer<UInt8>, isSanitized: Bool) throws(SMILESError) {
        self = try WorkbenchPool.lend { bench throws(SMILESError) -> Molecule in
            let end: Int
            do throws(SMILESFault) {
                end = try bench.parse(text)
            } catch {
                throw SMILESError(kind: error.kind, character: error.place + 1, smiles: SMILESError.shortened(text))
            }
            if isSanitized {
                bench.removeHydrogens()
                do throws(SanitizationError) {
                    try bench.sanitize()
                } catch {
                    let place = error.atom < bench.atomPositions.count ? Int(bench.atomPositions[error.atom]) : 0
                    throw SMILESError(
                        kind: .sanitization(error.kind), character: place + 1, smiles: SMILESError.shortened(text))
                }
            }
            var molecule = bench.molecule()
            if end < text.count { molecule.name = SMILESError.name(text, from: end) }
            return molecule
        }
    }
}

extension SMILESError {
    /// The SMILES without its name, at most 120 bytes of it.
    static func shortened(_ text: UnsafeBufferPointer<UInt8>) -> String {
        var start = 0
        while start < text.count, Workbench.isBlank(text[start]) { start += 1 }
        var end = start
        while end < text.count, end < start + 120, !Workbench.isBlank(text[end]) { end += 1 }
        let isCut = end < text.count && !Workbench.isBlank(text[end])
        return String(decoding: text[start..<end], as: UTF8.self) + (isCut ? "…" : "")
    }

    /// What follows the SMILES on its line.
    static func name(_ text: UnsafeBufferPointer<UInt8>, from: Int) -> String {
        var (start, end) = (from, text.count)
        while start < end, Workbench.isBlank(text[start]) { start += 1 }
        while end > start, Workbench.isBlank(text[end - 1]) { end -= 1 }
        return String(decoding: text[start..<end], as: UTF8.self)
    }
}
