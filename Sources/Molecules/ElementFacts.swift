/// What perception asks of an element, in a few bytes each, so that hot loops need no array of arrays.
struct ElementFacts {
    /// The permitted valences, rising; `open` where no more follow.
    var valence0: Int8 = -1
    var valence1: Int8 = -1
    var valence2: Int8 = -1
    var valence3: Int8 = -1
    var valenceCount: UInt8 = 0
    /// The first valence; -1 for elements that take anything.
    var defaultValence: Int8 = -1
    /// The last valence, or -1 where anything beyond is accepted.
    var lastValence: Int8 = -1
    var outerElectrons: Int8 = 0
    /// The period of the table, from 1; 0 for the wildcard.
    var row: UInt8 = 0
    /// Whether the element is a metal for the clean-up of coordination bonds: none of H, He, B to Ne, Si to Ar, As to Kr,
    /// Te to Xe, At, Rn.
    var isMetal = false
    /// Whether a positive charge lowers the valence: left of the carbon group.
    var isEarly = false

    /// The valence at a place of the list; -1 behind its end.
    @inline(__always)
    func valence(_ place: Int) -> Int {
        switch place {
        case 0: Int(valence0)
        case 1: Int(valence1)
        case 2: Int(valence2)
        default: Int(valence3)
        }
    }

    /// By atomic number, 0 to 118. Made once and never freed.
    nonisolated(unsafe) static let table: UnsafePointer<ElementFacts> = {
        let facts = UnsafeMutablePointer<ElementFacts>.allocate(capacity: 119)
        for (number, element) in Element.table.enumerated() {
            var fact = ElementFacts()
            let list = element.valences
            if list.count > 0 { fact.valence0 = Int8(list[0]) }
            if list.count > 1 { fact.valence1 = Int8(list[1]) }
            if list.count > 2 { fact.valence2 = Int8(list[2]) }
            if list.count > 3 { fact.valence3 = Int8(list[3]) }
            fact.valenceCount = UInt8(list.count)
            fact.defaultValence = fact.valence0
            fact.lastValence = element.takesAnyValence ? -1 : Int8(list.last ?? -1)
            fact.outerElectrons = Int8(element.outerElectrons)
            let ends = [0, 2, 10, 18, 36, 54, 86, 118]
            fact.row = UInt8(ends.firstIndex { number <= $0 } ?? 7)
            switch number {
            case 0, 1, 2, 5...10, 14...18, 33...36, 52...54, 85, 86: fact.isMetal = false
            default: fact.isMetal = true
            }
            switch number {
            case 1, 3, 4, 5, 11, 12, 13, 19, 20, 21...31, 37...49, 55...81, 87...113: fact.isEarly = true
            default: fact.isEarly = false
            }
            (facts + number).initialize(to: fact)
        }
        return UnsafePointer(facts)
    }()
}
