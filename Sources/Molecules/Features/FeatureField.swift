/// What can be said of an atom as a small whole number; of the mass as a real one.
enum AtomProperty: Sendable {
    case element
    /// Neighbours that are atoms of their own.
    case degree
    /// Those and the hydrogens.
    case totalDegree
    case charge
    case hydrogens
    case implicitHydrogens
    case radicals
    case hybridization
    case chirality
    case isStereocentre
    case isAromatic
    case isInRing
    /// A column for each size of a ring that the atom is in.
    case ringSizes
    /// Relative to carbon-12's twelfth; of the isotope where one is written.
    case mass
    case isDonor
    case isAcceptor
}

/// What can be said of a bond.
enum BondProperty: Sendable {
    case kind
    case isConjugated
    case isInRing
    case stereo
    /// Whether there is one, which is always so.
    case isBond
}

/// How a property becomes columns.
struct FeatureField<Property: Sendable>: Sendable {
    /// What becomes of a value that has no column.
    enum Rest: Sendable {
        /// All columns are 0.
        case nothing
        /// It has a last column of its own.
        case column
        /// It counts as the last of the values.
        case lastValue
    }

    enum Form: Sendable {
        /// A column for each value.
        case oneHot
        /// One column, the value's place among the values.
        case place
        /// One column, the value itself times a factor.
        case number(Float)
    }

    var property: Property
    /// What it is called, such as "degree".
    var name: String
    var values: [Int] = []
    /// What the values are called; the numbers where empty.
    var labels: [String] = []
    var rest = Rest.nothing
    var form = Form.number(1)

    static func oneHot(
        _ property: Property, _ name: String, _ values: [Int], _ labels: [String] = [], rest: Rest = .nothing
    ) -> FeatureField {
        FeatureField(property: property, name: name, values: values, labels: labels, rest: rest, form: .oneHot)
    }

    static func flag(_ property: Property, _ name: String) -> FeatureField {
        FeatureField(property: property, name: name)
    }

    static func number(_ property: Property, _ name: String, times factor: Float = 1) -> FeatureField {
        FeatureField(property: property, name: name, form: .number(factor))
    }

    /// The same as one column with the value's place.
    var asPlace: FeatureField {
        var result = self
        result.form = .place
        return result
    }

    /// The names of the columns.
    var columns: [String] {
        let labels = labels.isEmpty ? values.map { "\($0)" } : labels
        switch form {
        case .number: return [name]
        case .place:
            let ends = rest == .column ? labels + ["other"] : labels
            return ["\(name) (0 to \(ends.count - 1): \(ends.joined(separator: ", ")))"]
        case .oneHot:
            return labels.map { "\(name) \($0)" } + (rest == .column ? ["\(name) other"] : [])
        }
    }
}

/// Fields ready for writing: a value is looked up in one table instead of being searched for.
struct FeatureTable<Property: Sendable>: Sendable {
    struct Entry: Sendable {
        var property: Property
        /// Where the field's columns begin.
        var column: Int
        /// The least value in the table, and where its entry is.
        var low: Int
        var start: Int
        var count: Int
        /// The column of values outside the table, from the field's first; -1 for none.
        var outside: Int16
        /// The factor of a number; 0 where a one is written to the looked-up column; -1 where the place is written.
        var factor: Float
    }

    let entries: [Entry]
    /// Columns counted from the field's first; -1 for none.
    let table: [Int16]
    let width: Int

    init(_ fields: [FeatureField<Property>]) {
        var entries: [Entry] = [], table: [Int16] = [], column = 0
        for field in fields {
            let low = field.values.min() ?? 0, high = field.values.max() ?? -1
            let outside: Int16 =
                switch field.rest {
                case .nothing: -1
                case .column: Int16(field.values.count)
                case .lastValue: Int16(field.values.count - 1)
                }
            let factor: Float =
                switch field.form {
                case .oneHot: 0
                case .place: -1
                case .number(let factor): factor
                }
            entries.append(
                Entry(
                    property: field.property, column: column, low: low, start: table.count, count: high - low + 1,
                    outside: outside, factor: factor))
            var places = [Int16](repeating: outside, count: max(0, high - low + 1))
            for (place, value) in field.values.enumerated() { places[value - low] = Int16(place) }
            table += places
            column += field.columns.count
        }
        (self.entries, self.table, width) = (entries, table, column)
    }

    /// Writes what a value says into a row of zeros.
    @inline(__always)
    static func write(
        _ value: Int, _ entry: Entry, _ table: UnsafeBufferPointer<Int16>, _ row: UnsafeMutablePointer<Float>
    ) {
        if entry.factor > 0 {
            row[entry.column] = Float(value) * entry.factor
            return
        }
        let index = value - entry.low
        let place = index >= 0 && index < entry.count ? table[entry.start + index] : entry.outside
        if entry.factor < 0 {
            row[entry.column] = Float(place)
        } else if place >= 0 {
            row[entry.column + Int(place)] = 1
        }
    }
}
