/// One change of a picture, with torchvision's meaning and defaults; random ones draw from the sample's key.
///
/// Written as text in `--augment` and printed as the same text: a name and settings apart by `:`, such as `crop:28:4`; several
/// apart by commas. Sizes are `height x width`, or one number.
public enum ImageTransform: Sendable, Equatable {
    /// How pixels between pixels are found.
    public enum Interpolation: String, Sendable, CaseIterable {
        /// How values between pixels are made.
        case nearest, bilinear, bicubic
    }

    /// What an erased rectangle shows.
    public enum Erased: Sendable, Equatable {
        /// One number.
        case value(Float)
        /// Standard normal numbers.
        case noise
    }

    /// To an exact size. Bilinear and bicubic as Pillow's: the filter widens when the picture shrinks (antialiasing).
    case resize(height: Int, width: Int, interpolation: Interpolation = .bilinear)
    /// The shorter side to `side`, the other in proportion, truncated.
    case resizeShorterSide(Int, interpolation: Interpolation = .bilinear)
    /// The middle, at round((H - height) / 2), halves to even; a smaller picture is padded with 0 first.
    case centreCrop(height: Int, width: Int)
    /// A window at a random place of the picture padded with `padding` zeros on each side; a smaller picture is padded with 0.
    case randomCrop(height: Int, width: Int, padding: Int = 0)
    /// A window of a random part of the area and a random ratio of width to height, resized (Szegedy et al., 2015,
    /// "Going Deeper with Convolutions", arXiv 1409.4842). After ten windows that do not fit: the middle.
    case randomResizedCrop(
        height: Int, width: Int, scale: ClosedRange<Double> = 0.08...1, ratio: ClosedRange<Double> = 3 / 4...4 / 3,
        interpolation: Interpolation = .bilinear)
    /// Left and right changed.
    case horizontalFlip(probability: Double = 0.5)
    /// Top and bottom changed.
    case verticalFlip(probability: Double = 0.5)
    /// Pixels added on each side.
    case pad(top: Int, left: Int, bottom: Int, right: Int, fill: UInt8 = 0)
    /// One channel, or three equal ones.
    case grayscale(channels: Int = 1)
    /// By an angle from -degrees ... degrees about the middle; the corners show `fill`.
    case rotation(degrees: Double, interpolation: Interpolation = .nearest, fill: UInt8 = 0)
    /// Angle, shift (parts of width and height), scale and shear along x (degrees), all random.
    case affine(
        degrees: Double, translation: Double = 0, scale: ClosedRange<Double> = 1...1, shear: Double = 0,
        interpolation: Interpolation = .nearest, fill: UInt8 = 0)
    /// Brightness, contrast and saturation by factors from 1 - x ... 1 + x (not below 0), hue by -x ... x turns of at most a
    /// half, in random order.
    case colourJitter(brightness: Double = 0, contrast: Double = 0, saturation: Double = 0, hue: Double = 0)
    /// A random rectangle is overwritten (Zhong et al., 2020, "Random Erasing Data Augmentation", arXiv 1708.04896). Before
    /// `normalize` on numbers in 0 ... 1, behind it on normalized ones, where 0 is the mean.
    case erasing(
        probability: Double = 0.5, scale: ClosedRange<Double> = 0.02...0.33, ratio: ClosedRange<Double> = 0.3...3.3,
        erased: Erased = .value(0))
    /// (x - mean) / standardDeviation on numbers in 0 ... 1; one number, or one for each channel.
    case normalize(mean: [Float], standardDeviation: [Float])

    /// Whether it works on numbers, behind all that work on bytes.
    var needsNumbers: Bool {
        switch self {
        case .erasing, .normalize: true
        default: false
        }
    }

    /// Whether two pictures may come out of one.
    public var isRandom: Bool {
        switch self {
        case .resize, .resizeShorterSide, .centreCrop, .pad, .grayscale, .normalize: false
        default: true
        }
    }

    /// The size of what comes out.
    public func outputSize(of size: ImageSize) -> ImageSize {
        var size = size
        switch self {
        case .resize(let height, let width, _), .centreCrop(let height, let width), .randomCrop(let height, let width, _),
            .randomResizedCrop(let height, let width, _, _, _):
            (size.height, size.width) = (height, width)
        case .resizeShorterSide(let side, _):
            let (short, long) = (min(size.height, size.width), max(size.height, size.width))
            let other = max(1, side * long / short)
            (size.height, size.width) = size.height <= size.width ? (side, other) : (other, side)
        case .pad(let top, let left, let bottom, let right, _):
            size.height += top + bottom
            size.width += left + right
        case .grayscale(let channels): size.channels = channels
        default: break
        }
        return size
    }

    /// What is wrong with the settings: found and expected; nil where nothing is.
    var problem: (found: String, expected: String)? {
        switch self {
        case .resize(let h, let w, _), .centreCrop(let h, let w), .randomResizedCrop(let h, let w, _, _, _):
            if h < 1 || w < 1 || h > 1 << 16 || w > 1 << 16 { return ("size \(h)x\(w)", "1 to 65536") }
            if case .randomResizedCrop(_, _, let scale, let ratio, _) = self {
                if scale.lowerBound <= 0 || scale.upperBound > 1 { return ("scale \(scale)", "a part of the area above 0, at most 1") }
                if ratio.lowerBound <= 0 { return ("ratio \(ratio)", "positive ratios") }
            }
        case .randomCrop(let h, let w, let padding):
            if h < 1 || w < 1 || h > 1 << 16 || w > 1 << 16 { return ("size \(h)x\(w)", "1 to 65536") }
            if padding < 0 || padding > 1 << 12 { return ("padding \(padding)", "0 to 4096") }
        case .resizeShorterSide(let side, _):
            if side < 1 || side > 1 << 16 { return ("size \(side)", "1 to 65536") }
        case .horizontalFlip(let p), .verticalFlip(let p):
            if !(0...1).contains(p) { return ("probability \(p)", "0 to 1") }
        case .pad(let top, let left, let bottom, let right, _):
            if min(top, left, bottom, right) < 0 || max(top, left, bottom, right) > 1 << 12 {
                return ("padding \([top, left, bottom, right])", "0 to 4096")
            }
        case .grayscale(let channels):
            if channels != 1 && channels != 3 { return ("\(channels) channels", "1 or 3") }
        case .rotation(let degrees, let interpolation, _):
            if !(0...180).contains(degrees) { return ("\(degrees) degrees", "0 to 180") }
            if interpolation == .bicubic { return ("bicubic", "nearest or bilinear") }
        case .affine(let degrees, let translation, let scale, let shear, let interpolation, _):
            if !(0...180).contains(degrees) { return ("\(degrees) degrees", "0 to 180") }
            if !(0...1).contains(translation) { return ("translation \(translation)", "0 to 1") }
            if scale.lowerBound <= 0 || scale.upperBound > 100 { return ("scale \(scale)", "above 0, at most 100") }
            if !(0..<90).contains(shear) { return ("shear \(shear)", "0 to below 90 degrees") }
            if interpolation == .bicubic { return ("bicubic", "nearest or bilinear") }
        case .colourJitter(let brightness, let contrast, let saturation, let hue):
            if ![brightness, contrast, saturation].allSatisfy((0...100).contains) {
                return ("\([brightness, contrast, saturation])", "numbers from 0 on")
            }
            if !(0...0.5).contains(hue) { return ("hue \(hue)", "0 to 0.5") }
        case .erasing(let p, let scale, let ratio, _):
            if !(0...1).contains(p) { return ("probability \(p)", "0 to 1") }
            if scale.lowerBound < 0 || scale.upperBound > 1 { return ("scale \(scale)", "0 to 1") }
            if ratio.lowerBound <= 0 { return ("ratio \(ratio)", "positive ratios") }
        case .normalize(let mean, let deviation):
            if mean.isEmpty || mean.count > 4 || mean.count != deviation.count {
                return ("\(mean.count) means and \(deviation.count) deviations", "as many of both, 1 to 4")
            }
            if !mean.allSatisfy(\.isFinite) || !deviation.allSatisfy({ $0.isFinite && $0 > 0 }) {
                return ("mean \(mean), deviation \(deviation)", "finite means, positive deviations")
            }
        }
        return nil
    }
}
