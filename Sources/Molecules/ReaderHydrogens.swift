extension Molecule {
    /// How many hydrogens a reader finds at the atom when it is written without brackets; -1 where it may not be.
    func unbracketedHydrogens(_ atom: Int) -> Int {
        let it = atoms[atom]
        if it.radicalElectrons > 0 { return -1 }
        var twiceOrders = 0
        for neighbor in neighbors(of: atom) {
            switch bonds[Int(neighbor.bond)].kind {
            case .single: twiceOrders += 2
            case .aromatic: twiceOrders += 3
            case .double: twiceOrders += 4
            case .triple: twiceOrders += 6
            case .quadruple: twiceOrders += 8
            case .dative: if Int(bonds[Int(neighbor.bond)].end) == atom { twiceOrders += 2 }
            case .unspecified: break
            }
        }
        // Three aromatic bonds count as four; halves at an atom that is not aromatic count in full.
        let orders = (twiceOrders + (it.isAromatic ? 0 : 1)) / 2
        if it.isAromatic {
            switch it.atomicNumber {
            case 6: return max(0, 4 - orders)
            case 5, 7, 15: return max(0, 3 - orders)
            case 8, 16: return 0
            default: return it.atomicNumber == 0 ? 0 : -1
            }
        }
        func missing(_ valences: [Int]) -> Int { (valences.first { $0 >= orders } ?? orders) - orders }
        switch it.atomicNumber {
        case 0: return 0
        case 5, 7: return missing([3])
        case 6: return missing([4])
        case 8: return missing([2])
        case 9, 17, 35: return missing([1])
        case 15: return missing([3, 5])
        case 16: return missing([2, 4, 6])
        case 53: return missing([1, 3, 5])
        default: return -1
        }
    }
}
