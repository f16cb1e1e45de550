extension ImageTransform: CustomStringConvertible {
    /// The names that `parse` knows, and how each is written.
    public static let known: [(name: String, text: String)] = [
        ("resize", "resize:SIZE[:nearest|bilinear|bicubic]"), ("centre", "centre:SIZE"), ("crop", "crop:SIZE[:PADDING]"),
        ("resized-crop", "resized-crop:SIZE[:LOW-HIGH]"), ("flip", "flip[:PROBABILITY]"), ("vflip", "vflip[:PROBABILITY]"),
        ("pad", "pad:COUNT[:FILL]"), ("gray", "gray[:1|3]"), ("rotate", "rotate:DEGREES[:nearest|bilinear]"),
        ("affine", "affine:DEGREES[:SHIFT[:LOW-HIGH[:SHEAR]]]"), ("jitter", "jitter:BRIGHTNESS[:CONTRAST[:SATURATION[:HUE]]]"),
        ("erase", "erase[:PROBABILITY[:noise]]"), ("normalize", "normalize:MEAN[/MEAN…]:DEVIATION[/DEVIATION…]"),
    ]

    /// The name in text.
    public var name: String {
        switch self {
        case .resize, .resizeShorterSide: "resize"
        case .centreCrop: "centre"
        case .randomCrop: "crop"
        case .randomResizedCrop: "resized-crop"
        case .horizontalFlip: "flip"
        case .verticalFlip: "vflip"
        case .pad: "pad"
        case .grayscale: "gray"
        case .rotation: "rotate"
        case .affine: "affine"
        case .colourJitter: "jitter"
        case .erasing: "erase"
        case .normalize: "normalize"
        }
    }

    /// As `parse` reads it; settings that text cannot give are left out.
    public var description: String {
        var parts = [name]
        switch self {
        case .resize(let height, let width, let interpolation):
            parts.append("\(height)x\(width)")
            if interpolation != .bilinear { parts.append(interpolation.rawValue) }
        case .resizeShorterSide(let side, let interpolation):
            parts.append("\(side)")
            if interpolation != .bilinear { parts.append(interpolation.rawValue) }
        case .centreCrop(let height, let width): parts.append(Self.size(height, width))
        case .randomCrop(let height, let width, let padding):
            parts.append(Self.size(height, width))
            if padding != 0 { parts.append("\(padding)") }
        case .randomResizedCrop(let height, let width, let scale, _, _):
            parts.append(Self.size(height, width))
            if scale != 0.08...1 { parts.append(Self.range(scale)) }
        case .horizontalFlip(let p), .verticalFlip(let p): if p != 0.5 { parts.append(Self.number(p)) }
        case .pad(let top, let left, let bottom, let right, let fill):
            parts.append(top == left && top == bottom && top == right ? "\(top)" : "\(top)/\(left)/\(bottom)/\(right)")
            if fill != 0 { parts.append("\(fill)") }
        case .grayscale(let channels): if channels != 1 { parts.append("\(channels)") }
        case .rotation(let degrees, let interpolation, _):
            parts.append(Self.number(degrees))
            if interpolation != .nearest { parts.append(interpolation.rawValue) }
        case .affine(let degrees, let translation, let scale, let shear, _, _):
            parts += [Self.number(degrees), Self.number(translation), Self.range(scale), Self.number(shear)]
        case .colourJitter(let brightness, let contrast, let saturation, let hue):
            parts += [brightness, contrast, saturation, hue].map(Self.number)
        case .erasing(let p, _, _, let erased):
            if p != 0.5 || erased != .value(0) { parts.append(Self.number(p)) }
            if erased == .noise { parts.append("noise") }
        case .normalize(let mean, let deviation):
            parts += [mean, deviation].map { $0.map { "\($0)" }.joined(separator: "/") }
        }
        return parts.joined(separator: ":")
    }

    /// Reads `crop:28:4,flip,erase:0.25`. An empty text is no transform.
    ///
    /// Throws `ImageError` with the name that is not known and those that are, or the setting that is wrong.
    public static func parse(_ text: String) throws(ImageError) -> [ImageTransform] {
        var transforms: [ImageTransform] = []
        for part in text.split(separator: ",") {
            let transform = try one(part.filter { !$0.isWhitespace })
            if let before = transforms.last, before.needsNumbers, !transform.needsNumbers {
                throw .order(transform: transform.name, after: before.name)
            }
            transforms.append(transform)
        }
        return transforms
    }

    private static func one(_ text: String) throws(ImageError) -> ImageTransform {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let name = ["center": "centre", "grey": "gray"][parts[0]] ?? parts[0]
        guard let known = known.first(where: { $0.name == name }) else { throw .unknownTransform(parts[0]) }
        var settings = Settings(name: name, form: known.text, parts: Array(parts.dropFirst()))
        let transform = try read(name, &settings)
        try settings.end()
        if let problem = transform.problem {
            throw .settings(transform: text, found: problem.found, expected: problem.expected)
        }
        return transform
    }

    private static func read(_ name: String, _ settings: inout Settings) throws(ImageError) -> ImageTransform {
        switch name {
        case "resize":
            let (height, width) = try settings.size()
            let kind = try settings.interpolation(.bilinear)
            return width.map { .resize(height: height, width: $0, interpolation: kind) }
                ?? .resizeShorterSide(height, interpolation: kind)
        case "centre":
            let (height, width) = try settings.size()
            return .centreCrop(height: height, width: width ?? height)
        case "crop":
            let (height, width) = try settings.size()
            return .randomCrop(height: height, width: width ?? height, padding: try settings.whole(0))
        case "resized-crop":
            let (height, width) = try settings.size()
            return .randomResizedCrop(height: height, width: width ?? height, scale: try settings.range(0.08...1))
        case "flip": return .horizontalFlip(probability: try settings.number(0.5))
        case "vflip": return .verticalFlip(probability: try settings.number(0.5))
        case "pad":
            let sides = try settings.list().compactMap { Int(exactly: $0) }
            guard sides.count == 1 || sides.count == 4 else { throw settings.wrong("\(sides)") }
            let fill = try settings.whole(0)
            guard let fill = UInt8(exactly: fill) else { throw settings.wrong("fill \(fill)") }
            return .pad(
                top: sides[0], left: sides.count == 4 ? sides[1] : sides[0], bottom: sides.count == 4 ? sides[2] : sides[0],
                right: sides.count == 4 ? sides[3] : sides[0], fill: fill)
        case "gray": return .grayscale(channels: try settings.whole(1))
        case "rotate": return .rotation(degrees: try settings.number(nil), interpolation: try settings.interpolation(.nearest))
        case "affine":
            return .affine(
                degrees: try settings.number(nil), translation: try settings.number(0), scale: try settings.range(1...1),
                shear: try settings.number(0))
        case "jitter":
            return .colourJitter(
                brightness: try settings.number(nil), contrast: try settings.number(0), saturation: try settings.number(0),
                hue: try settings.number(0))
        case "erase":
            return .erasing(probability: try settings.number(0.5), erased: try settings.word("noise") ? .noise : .value(0))
        default: return .normalize(mean: try settings.list().map { Float($0) }, standardDeviation: try settings.list().map { Float($0) })
        }
    }

    private static func size(_ height: Int, _ width: Int) -> String { height == width ? "\(height)" : "\(height)x\(width)" }
    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e9 ? "\(Int(value))" : "\(value)"
    }
    private static func range(_ range: ClosedRange<Double>) -> String {
        "\(number(range.lowerBound))-\(number(range.upperBound))"
    }
}

/// The settings of one transform in text, taken one after the other.
private struct Settings {
    let name: String
    let form: String
    var parts: [String]

    func wrong(_ found: String) -> ImageError { .settings(transform: name, found: found, expected: form) }

    private mutating func take() -> String? { parts.isEmpty ? nil : parts.removeFirst() }

    mutating func end() throws(ImageError) {
        if let rest = parts.first { throw wrong("\"\(rest)\"") }
    }

    private func double(_ text: some StringProtocol) throws(ImageError) -> Double {
        guard let value = Double(text), value.isFinite else { throw wrong("\"\(text)\"") }
        return value
    }

    /// A number; `otherwise` where none is given, an error where that is nil.
    mutating func number(_ otherwise: Double?) throws(ImageError) -> Double {
        guard let text = take() else {
            guard let otherwise else { throw wrong("no number") }
            return otherwise
        }
        return try double(text)
    }

    mutating func whole(_ otherwise: Int) throws(ImageError) -> Int {
        guard let text = take() else { return otherwise }
        guard let value = Int(text) else { throw wrong("\"\(text)\"") }
        return value
    }

    /// `224` or `224x256`.
    mutating func size() throws(ImageError) -> (height: Int, width: Int?) {
        guard let text = take() else { throw wrong("no size") }
        let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(sides.count), let height = sides[0] else { throw wrong("\"\(text)\"") }
        if sides.count == 1 { return (height, nil) }
        guard let width = sides[1] else { throw wrong("\"\(text)\"") }
        return (height, width)
    }

    mutating func range(_ otherwise: ClosedRange<Double>) throws(ImageError) -> ClosedRange<Double> {
        guard let text = take() else { return otherwise }
        let ends = text.split(separator: "-")
        guard ends.count == 2 else { throw wrong("\"\(text)\"") }
        let (low, high) = (try double(ends[0]), try double(ends[1]))
        guard low <= high else { throw wrong("\"\(text)\"") }
        return low...high
    }

    mutating func list() throws(ImageError) -> [Double] {
        guard let text = take() else { throw wrong("too few settings") }
        var values: [Double] = []
        for part in text.split(separator: "/", omittingEmptySubsequences: false) { values.append(try double(part)) }
        return values
    }

    mutating func interpolation(_ otherwise: ImageTransform.Interpolation) throws(ImageError) -> ImageTransform.Interpolation {
        guard let text = take() else { return otherwise }
        guard let kind = ImageTransform.Interpolation(rawValue: text) else { throw wrong("\"\(text)\"") }
        return kind
    }

    mutating func word(_ word: String) throws(ImageError) -> Bool {
        guard let text = take() else { return false }
        guard text == word else { throw wrong("\"\(text)\"") }
        return true
    }
}
