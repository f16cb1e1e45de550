/// Brightness, contrast, saturation and hue as Pillow's `ImageEnhance` and torchvision on pictures compute them. Alpha stays.
extension Image {
    /// How many channels are colours.
    private var colours: Int { channels >= 3 ? 3 : 1 }

    /// other + factor (value - other), truncated and cut off, in Float32 as Pillow's `blend`.
    @inline(__always)
    private static func blend(_ other: UInt8, _ value: UInt8, _ factor: Float) -> UInt8 {
        let mixed = Float(other) + factor * Float(Int(value) - Int(other))
        return mixed <= 0 ? 0 : mixed >= 255 ? 255 : UInt8(mixed)
    }

    /// Each colour's byte through a table.
    private func mapped(_ change: (UInt8) -> UInt8) -> Image {
        let table = (0...255).map { change(UInt8($0)) }
        var result = self
        result.pixels.withUnsafeMutableBufferPointer { pixels in
            table.withUnsafeBufferPointer { table in
                for start in stride(from: 0, to: pixels.count, by: channels) {
                    for c in 0..<colours { pixels[start + c] = table[Int(pixels[start + c])] }
                }
            }
        }
        return result
    }

    /// 0 gives black, 1 this picture.
    public func adjusted(brightness factor: Double) -> Image {
        if factor == 1 { return self }
        return mapped { Self.blend(0, $0, Float(factor)) }
    }

    /// 0 gives the mean gray, 1 this picture.
    public func adjusted(contrast factor: Double) -> Image {
        if factor == 1 { return self }
        let gray = converted(toChannels: 1).pixels
        let mean = UInt8(Double(gray.reduce(0) { $0 + Int($1) }) / Double(gray.count) + 0.5)
        return mapped { Self.blend(mean, $0, Float(factor)) }
    }

    /// 0 gives gray, 1 this picture. A gray picture stays.
    public func adjusted(saturation factor: Double) -> Image {
        if colours == 1 || factor == 1 { return self }
        var result = self
        result.pixels.withUnsafeMutableBufferPointer { pixels in
            for start in stride(from: 0, to: pixels.count, by: channels) {
                let gray = Self.gray(pixels[start], pixels[start + 1], pixels[start + 2])
                for c in 0..<3 { pixels[start + c] = Self.blend(gray, pixels[start + c], Float(factor)) }
            }
        }
        return result
    }

    /// Turns the colours on their circle by -1/2 ... 1/2 turns, in 255 steps. A gray picture stays.
    public func adjusted(hue turns: Double) -> Image {
        precondition((-0.5...0.5).contains(turns), "Image.adjusted(hue:): expected -0.5 to 0.5, found \(turns)")
        if colours == 1 { return self }
        let step = UInt8(truncatingIfNeeded: Int(turns * 255))
        var result = self
        result.pixels.withUnsafeMutableBufferPointer { pixels in
            for start in stride(from: 0, to: pixels.count, by: channels) {
                let (hue, saturation, value) = Self.hsv(pixels[start], pixels[start + 1], pixels[start + 2])
                let turned = Self.rgb(hue &+ step, saturation, value)
                (pixels[start], pixels[start + 1], pixels[start + 2]) = turned
            }
        }
        return result
    }

    /// Pillow's conversion to bytes of hue, saturation and value.
    private static func hsv(_ r: UInt8, _ g: UInt8, _ b: UInt8) -> (UInt8, UInt8, UInt8) {
        let (high, low) = (max(r, g, b), min(r, g, b))
        if high == low { return (0, 0, high) }
        let range = Float(high - low)
        let saturation = range / Float(high)
        let (rc, gc, bc) = (Float(high - r) / range, Float(high - g) / range, Float(high - b) / range)
        // C computes these sums in double where a constant takes part, and keeps the result in a float
        let hue: Float =
            r == high ? bc - gc : g == high ? Float(2.0 + Double(rc) - Double(bc)) : Float(4.0 + Double(gc) - Double(rc))
        let turn = Float((Double(hue) / 6.0 + 1.0).truncatingRemainder(dividingBy: 1.0))
        return (UInt8(max(0, min(255, Double(turn) * 255.0))), UInt8(max(0, min(255, Double(saturation) * 255.0))), high)
    }

    private static func rgb(_ hue: UInt8, _ saturation: UInt8, _ value: UInt8) -> (UInt8, UInt8, UInt8) {
        if saturation == 0 { return (value, value, value) }
        let place = Float(hue) * 6.0 / 255.0
        let sector = place.rounded(.down)
        let f = place - sector
        let s = Float(saturation) / 255.0
        func byte(_ part: Double) -> UInt8 {
            UInt8(max(0, min(255, (Double(value) * part).rounded(.toNearestOrAwayFromZero))))
        }
        let p = byte(1.0 - Double(s)), q = byte(1.0 - Double(s * f)), t = byte(1.0 - Double(s) * (1.0 - Double(f)))
        switch Int(sector) % 6 {
        case 0: return (value, t, p)
        case 1: return (q, value, p)
        case 2: return (p, value, t)
        case 3: return (p, q, value)
        case 4: return (t, p, value)
        default: return (value, p, q)
        }
    }
}
