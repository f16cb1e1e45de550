import CVectorKernels
import DenseArrays

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
        result.pixels.withUnsafeMutableBufferPointer {
            cvk_blend_with_gray($0.baseAddress, height * width, channels, Float(factor))
        }
        return result
    }

    /// Turns the colours on their circle by -1/2 ... 1/2 turns, in 255 steps. A gray picture stays.
    public func adjusted(hue turns: Double) -> Image {
        precondition((-0.5...0.5).contains(turns), "Image.adjusted(hue:): expected -0.5 to 0.5, found \(turns)")
        if colours == 1 { return self }
        let step = UInt8(truncatingIfNeeded: Int(turns * 255))
        var result = self
        result.pixels.withUnsafeMutableBufferPointer { cvk_turn_hue($0.baseAddress, height * width, channels, step) }
        return result
    }
}
