import DenseArrays

extension MoleculeFeatures {
    /// One row an atom, `[atoms, atomWidth]`.
    public func atomFeatures(of molecule: Molecule) -> DenseArray {
        var result = DenseArray(uninitialized: [molecule.atomCount, atomWidth])
        result.withUnsafeMutableElements { if let base = $0.baseAddress { writeAtoms(of: molecule, to: base) } }
        return result
    }

    /// Two rows a bond, one for each direction, `[2 · bonds, bondWidth]`: rows 2b and 2b + 1 belong to bond b.
    public func bondFeatures(of molecule: Molecule) -> DenseArray {
        var result = DenseArray(uninitialized: [2 * molecule.bondCount, bondWidth])
        result.withUnsafeMutableElements { if let base = $0.baseAddress { writeBonds(of: molecule, to: base) } }
        return result
    }

    /// Fills `atoms · atomWidth` numbers.
    func writeAtoms(of molecule: Molecule, to out: UnsafeMutablePointer<Float>) {
        let width = atoms.width
        out.update(repeating: 0, count: molecule.atomCount * width)
        let hydrogenBonds = needsHydrogenBonds ? molecule.hydrogenBonding : []
        molecule.atoms.withUnsafeBufferPointer { list in
            atoms.entries.withUnsafeBufferPointer { entries in
                atoms.table.withUnsafeBufferPointer { table in
                    for index in 0..<list.count {
                        let row = out + index * width
                        for entry in entries {
                            let value: Int
                            switch entry.property {
                            case .element: value = Int(list[index].atomicNumber)
                            case .degree: value = molecule.degree(of: index)
                            case .totalDegree: value = molecule.degree(of: index) + list[index].totalHydrogens
                            case .charge: value = Int(list[index].formalCharge)
                            case .hydrogens: value = list[index].totalHydrogens
                            case .implicitHydrogens: value = Int(list[index].implicitHydrogens)
                            case .radicals: value = Int(list[index].radicalElectrons)
                            case .hybridization: value = Int(list[index].hybridization.rawValue)
                            case .chirality: value = Int(list[index].chirality.rawValue)
                            case .isStereocentre: value = list[index].chirality == .none ? 0 : 1
                            case .isAromatic: value = list[index].isAromatic ? 1 : 0
                            case .isInRing: value = list[index].isInRing ? 1 : 0
                            case .isDonor: value = hydrogenBonds[index].isDonor ? 1 : 0
                            case .isAcceptor: value = hydrogenBonds[index].isAcceptor ? 1 : 0
                            case .mass:
                                row[entry.column] = Self.mass(list[index]) * entry.factor
                                continue
                            case .ringSizes: continue
                            }
                            FeatureTable<AtomProperty>.write(value, entry, table, row)
                        }
                    }
                }
            }
        }
        for entry in atoms.entries {
            guard case .ringSizes = entry.property else { continue }
            for ring in molecule.rings {
                let column = entry.column + max(0, min(ring.count - entry.low, entry.count - 1))
                for atom in ring { out[Int(atom) * width + column] = 1 }
            }
        }
    }

    /// Fills `2 · bonds · bondWidth` numbers.
    func writeBonds(of molecule: Molecule, to out: UnsafeMutablePointer<Float>) {
        let width = bonds.width
        out.update(repeating: 0, count: molecule.bondCount * width * 2)
        molecule.bonds.withUnsafeBufferPointer { list in
            bonds.entries.withUnsafeBufferPointer { entries in
                bonds.table.withUnsafeBufferPointer { table in
                    for index in 0..<list.count {
                        let row = out + 2 * index * width
                        for entry in entries {
                            let value =
                                switch entry.property {
                                case .kind: Int(list[index].kind.rawValue)
                                case .isConjugated: list[index].isConjugated ? 1 : 0
                                case .isInRing: list[index].isInRing ? 1 : 0
                                case .stereo: Int(list[index].stereo.rawValue)
                                case .isBond: 1
                                }
                            FeatureTable<BondProperty>.write(value, entry, table, row)
                        }
                        (row + width).update(from: row, count: width)
                    }
                }
            }
        }
    }

    /// An atom's relative mass, that of the isotope where one is written.
    @inline(__always)
    private static func mass(_ atom: Atom) -> Float {
        if atom.isotope > 0 { return Float(IsotopeMasses.mass(Int(atom.atomicNumber), Int(atom.isotope))) }
        return Int(atom.atomicNumber) < masses.count ? masses[Int(atom.atomicNumber)] : 0
    }

    /// By atomic number; 0 for a wildcard.
    private static let masses: [Float] = Element.table.map { Float($0.weight) }
}
