import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension Image {
    /// The rows and columns of a window. The window lies inside.
    public func cropped(top: Int, left: Int, height newHeight: Int, width newWidth: Int) -> Image {
        precondition(
            top >= 0 && left >= 0 && newHeight > 0 && newWidth > 0 && top + newHeight <= height && left + newWidth <= width,
            "Image.cropped: rows \(top)..<\(top + newHeight) and columns \(left)..<\(left + newWidth) leave \(size)")
        return seen { $0.crop(top: top, left: left, height: newHeight, width: newWidth) }
    }

    /// With rows and columns of `fill` around it.
    public func padded(top: Int, left: Int, bottom: Int, right: Int, fill: UInt8 = 0) -> Image {
        precondition(
            min(top, left, bottom, right) >= 0, "Image.padded: expected no negative sizes, found \([top, left, bottom, right])")
        return seen { $0.pad(top: top, left: left, bottom: bottom, right: right, fill: fill) }
    }

    /// Left and right exchanged.
    public func flippedHorizontally() -> Image { seen { $0.flipHorizontally() } }
    /// Top and bottom exchanged.
    public func flippedVertically() -> Image { seen { $0.flipVertically() } }

    private func seen(_ change: (inout PictureView) -> Void) -> Image {
        pixels.withUnsafeBufferPointer { pixels in
            guard let start = pixels.baseAddress else { return self }
            var view = PictureView(start, size)
            change(&view)
            return Image(height: view.height, width: view.width, channels: view.channels, pixels: view.pixels())
        }
    }

    /// The picture after one transform that works on bytes.
    func applying(_ transform: ImageTransform, key: RandomKey) -> Image {
        func between(_ low: Double, _ high: Double, _ draw: Int) -> Double { low + (high - low) * key.uniform(draw) }
        switch transform {
        case .resize(let height, let width, let interpolation):
            return resized(height: height, width: width, interpolation: interpolation)
        case .resizeShorterSide(let side, let interpolation): return resized(shorterSide: side, interpolation: interpolation)
        case .grayscale(let count):
            let gray = converted(toChannels: 1)
            return count == 1 ? gray : gray.converted(toChannels: count)
        case .rotation(let degrees, let interpolation, let fill):
            return rotated(degrees: between(-degrees, degrees, 0), interpolation: interpolation, fill: fill)
        case .affine(let degrees, let translation, let scale, let shear, let interpolation, let fill):
            let (x, y) = (translation * Double(width), translation * Double(height))
            let shift = (between(-x, x, 1).rounded(.toNearestOrEven), between(-y, y, 2).rounded(.toNearestOrEven))
            return affine(
                degrees: between(-degrees, degrees, 0), translation: shift, scale: between(scale.lowerBound, scale.upperBound, 3),
                shear: (between(-shear, shear, 4), 0), interpolation: interpolation, fill: fill)
        case .colourJitter(let brightness, let contrast, let saturation, let hue):
            var result = self
            for change in key.child("order").permutation(4) {
                func factor(_ x: Double) -> Double { between(max(0, 1 - x), 1 + x, change) }
                switch change {
                case 0: if brightness > 0 { result = result.adjusted(brightness: factor(brightness)) }
                case 1: if contrast > 0 { result = result.adjusted(contrast: factor(contrast)) }
                case 2: if saturation > 0 { result = result.adjusted(saturation: factor(saturation)) }
                default: if hue > 0 { result = result.adjusted(hue: between(-hue, hue, 3)) }
                }
            }
            return result
        default:
            // whole pixels: a view of this very picture takes any fill
            return seen { _ = $0.apply(transform, key: key) }
        }
    }
}

extension PictureView {
    /// Does what part of a step whole pixels allow, and gives what is left of it.
    mutating func begin(_ step: ImageTransform, key: RandomKey) -> ImageTransform {
        guard case .randomResizedCrop(let newHeight, let newWidth, let scale, let ratio, let interpolation) = step else {
            return step
        }
        let window = Self.window(height, width, scale, ratio, key)
        crop(top: window.top, left: window.left, height: window.height, width: window.width)
        return .resize(height: newHeight, width: newWidth, interpolation: interpolation)
    }

    /// A part of the area and a ratio of width to height, as torchvision draws them.
    static func window(
        _ height: Int, _ width: Int, _ scale: ClosedRange<Double>, _ ratio: ClosedRange<Double>, _ key: RandomKey
    ) -> (top: Int, left: Int, height: Int, width: Int) {
        let (low, high) = (log(ratio.lowerBound), log(ratio.upperBound))
        for attempt in 0..<10 {
            let draw = 4 * attempt
            let area = Double(height * width) * (scale.lowerBound + (scale.upperBound - scale.lowerBound) * key.uniform(draw))
            let aspect = exp(low + (high - low) * key.uniform(draw + 1))
            let w = Int((area * aspect).squareRoot().rounded(.toNearestOrEven))
            let h = Int((area / aspect).squareRoot().rounded(.toNearestOrEven))
            if w > 0, w <= width, h > 0, h <= height {
                return (key.integer(draw + 2, below: height - h + 1), key.integer(draw + 3, below: width - w + 1), h, w)
            }
        }
        let found = Double(width) / Double(height)
        var (h, w) = (height, width)
        if found < ratio.lowerBound { h = max(1, min(height, Int((Double(w) / ratio.lowerBound).rounded(.toNearestOrEven)))) }
        if found > ratio.upperBound { w = max(1, min(width, Int((Double(h) * ratio.upperBound).rounded(.toNearestOrEven)))) }
        return ((height - h) / 2, (width - w) / 2, h, w)
    }
}
