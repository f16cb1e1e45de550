extension Workbench {
    /// Labels each atom with its fragment, numbered by their first atoms; returns how many there are.
    mutating func labelComponents() -> Int {
        component.fill(atoms.count, -1)
        var count: Int32 = 0
        for first in 0..<atoms.count where component[first] < 0 {
            component[first] = count
            search.stack.removeAll()
            search.stack.append(Int32(first))
            while search.stack.count > 0 {
                let atom = Int(search.stack.removeLast())
                for place in neighborRange(atom) {
                    let other = neighbors[place].atom
                    if component[other] < 0 {
                        component[other] = count
                        search.stack.append(other)
                    }
                }
            }
            count += 1
        }
        return Int(count)
    }
}
