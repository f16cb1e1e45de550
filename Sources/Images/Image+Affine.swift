import CVectorKernels
import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where a new picture's pixels come from: (x, y) shows (a x + b y + c, d x + e y + f) of the old one.
struct AffineMap: Equatable {
    var (a, b, c, d, e, f) = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)

    /// A turn counterclockwise about the middle of a picture, as Pillow's `rotate`.
    static func rotation(degrees: Double, height: Int, width: Int) -> AffineMap {
        let angle = -degrees * .pi / 180
        func fifteenDigits(_ x: Double) -> Double { (x * 1e15).rounded(.toNearestOrEven) / 1e15 }
        let (cosine, sine) = (fifteenDigits(cos(angle)), fifteenDigits(sin(angle)))
        let (x, y) = (Double(width) / 2, Double(height) / 2)
        return AffineMap(
            a: cosine, b: sine, c: cosine * -x + sine * -y + x, d: -sine, e: cosine, f: -sine * -x + cosine * -y + y)
    }

    /// torchvision's `affine` about the middle: the inverse of T · C · R(angle) S(scale) Shear · C⁻¹, angles clockwise.
    static func affine(
        degrees: Double, translation: (x: Double, y: Double), scale: Double, shear: (x: Double, y: Double), height: Int,
        width: Int
    ) -> AffineMap {
        let radians = Double.pi / 180
        let (turn, sx, sy) = (degrees * radians, shear.x * radians, shear.y * radians)
        let a = cos(turn - sy) / cos(sy)
        let b = -cos(turn - sy) * tan(sx) / cos(sy) - sin(turn)
        let c = sin(turn - sy) / cos(sy)
        let d = -sin(turn - sy) * tan(sx) / cos(sy) + cos(turn)
        var map = AffineMap(a: d / scale, b: -b / scale, c: 0, d: -c / scale, e: a / scale, f: 0)
        let (x, y) = (Double(width) * 0.5, Double(height) * 0.5)
        map.c += map.a * (-x - translation.x) + map.b * (-y - translation.y) + x
        map.f += map.d * (-x - translation.x) + map.e * (-y - translation.y) + y
        return map
    }
}

extension Image {
    /// Turned counterclockwise about the middle; the size stays, corners show `fill`. Equal to Pillow's `rotate`.
    public func rotated(
        degrees: Double, interpolation: ImageTransform.Interpolation = .nearest, fill: UInt8 = 0
    ) -> Image {
        var angle = degrees.truncatingRemainder(dividingBy: 360)
        if angle < 0 { angle += 360 }
        if angle == 0 { return self }
        return mapped(.rotation(degrees: angle, height: height, width: width), interpolation, fill)
    }

    /// Turned (clockwise), shifted by pixels, scaled and sheared about the middle, as torchvision's `affine` on a picture.
    public func affine(
        degrees: Double, translation: (x: Double, y: Double) = (0, 0), scale: Double = 1, shear: (x: Double, y: Double) = (0, 0),
        interpolation: ImageTransform.Interpolation = .nearest, fill: UInt8 = 0
    ) -> Image {
        mapped(
            .affine(degrees: degrees, translation: translation, scale: scale, shear: shear, height: height, width: width),
            interpolation, fill)
    }

    private func mapped(_ map: AffineMap, _ interpolation: ImageTransform.Interpolation, _ fill: UInt8) -> Image {
        precondition(interpolation != .bicubic, "Image: rotation and affine know nearest and bilinear, found bicubic")
        let made = [UInt8](unsafeUninitializedCapacity: pixels.count) { output, filled in
            output.update(repeating: fill)
            filled = pixels.count
            pixels.withUnsafeBufferPointer { input in
                if interpolation == .bilinear {
                    let numbers = [map.a, map.b, map.c, map.d, map.e, map.f]
                    cvk_affine_bilinear(output.baseAddress, input.baseAddress, height, width, channels, numbers)
                } else {
                    nearest(map, input, output)
                }
            }
        }
        return Image(height: height, width: width, channels: channels, pixels: made)
    }

    /// In steps of 2⁻¹⁶ pixels, as Pillow.
    private func nearest(_ map: AffineMap, _ input: UnsafeBufferPointer<UInt8>, _ output: UnsafeMutableBufferPointer<UInt8>) {
        if map.b == 0, map.d == 0 { return straight(map, input, output) }
        func fixed(_ value: Double) -> Int { Int((value * 65536 + 0.5).rounded(.down)) }
        let (a, b, d, e) = (fixed(map.a), fixed(map.b), fixed(map.d), fixed(map.e))
        var (rowX, rowY) = (fixed(map.c + map.a * 0.5 + map.b * 0.5), fixed(map.f + map.d * 0.5 + map.e * 0.5))
        for y in 0..<height {
            var (x16, y16) = (rowX, rowY)
            for x in 0..<width {
                let (oldX, oldY) = (x16 >> 16, y16 >> 16)
                if oldX >= 0, oldX < width, oldY >= 0, oldY < height {
                    for c in 0..<channels {
                        output[(y * width + x) * channels + c] = input[(oldY * width + oldX) * channels + c]
                    }
                }
                x16 += a
                y16 += d
            }
            rowX += b
            rowY += e
        }
    }

    /// Without a turn Pillow goes along rows and columns, and adds up the steps in full precision.
    private func straight(_ map: AffineMap, _ input: UnsafeBufferPointer<UInt8>, _ output: UnsafeMutableBufferPointer<UInt8>) {
        func places(_ count: Int, _ start: Double, _ step: Double) -> [Int] {
            var place = start + step * 0.5
            return (0..<count).map { _ in
                defer { place += step }
                return place < 0 ? -1 : Int(place)
            }
        }
        let (rows, columns) = (places(height, map.f, map.e), places(width, map.c, map.a))
        for y in 0..<height where rows[y] >= 0 && rows[y] < height {
            for x in 0..<width where columns[x] >= 0 && columns[x] < width {
                for c in 0..<channels {
                    output[(y * width + x) * channels + c] = input[(rows[y] * width + columns[x]) * channels + c]
                }
            }
        }
    }
}
