import CVectorKernels
import DenseArrays

extension Image {
    /// The picture in another size, bytes equal to Pillow's `resize`: rows first, rounded to bytes, then columns.
    ///
    /// As in Pillow 13, columns come first where the height shrinks by more than twice what the width shrinks by, in pixels.
    /// Alpha is treated as any channel (Pillow multiplies colours by it first).
    public func resized(
        height newHeight: Int, width newWidth: Int, interpolation: ImageTransform.Interpolation = .bilinear
    ) -> Image {
        precondition(
            newHeight > 0 && newWidth > 0, "Image.resized: expected a positive size, found \(newHeight)x\(newWidth)")
        if interpolation == .nearest { return nearest(newHeight, newWidth) }
        let columnsFirst = newHeight < height && height - newHeight > 2 * (width - newWidth)
        let half = columnsFirst ? resampledColumns(newHeight, interpolation) : resampledRows(newWidth, interpolation)
        return columnsFirst ? half.resampledRows(newWidth, interpolation) : half.resampledColumns(newHeight, interpolation)
    }

    private func resampledRows(_ length: Int, _ kind: ImageTransform.Interpolation) -> Image {
        length == width ? self : resampled(length, Resampling(from: width, to: length, kind), rows: true)
    }

    private func resampledColumns(_ length: Int, _ kind: ImageTransform.Interpolation) -> Image {
        length == height ? self : resampled(length, Resampling(from: height, to: length, kind), rows: false)
    }

    /// The shorter side as given, the other in proportion, truncated.
    public func resized(shorterSide: Int, interpolation: ImageTransform.Interpolation = .bilinear) -> Image {
        let new = ImageTransform.resizeShorterSide(shorterSide).outputSize(of: size)
        return resized(height: new.height, width: new.width, interpolation: interpolation)
    }

    private func resampled(_ length: Int, _ plan: Resampling, rows: Bool) -> Image {
        let (newHeight, newWidth) = rows ? (height, length) : (length, width)
        let count = newHeight * newWidth * channels
        let weights = plan.wholeWeights
        let made = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            if rows {
                cvk_resample_rows(
                    buffer.baseAddress, pixels, height, width, newWidth, channels, plan.starts, plan.counts, weights, plan.taps)
            } else {
                cvk_resample_columns(
                    buffer.baseAddress, pixels, newHeight, width * channels, plan.starts, plan.counts, weights, plan.taps)
            }
            filled = count
        }
        return Image(height: newHeight, width: newWidth, channels: channels, pixels: made)
    }

    private func nearest(_ newHeight: Int, _ newWidth: Int) -> Image {
        // Pillow adds up the step, which differs in rare last bits from multiplying by it
        func places(_ old: Int, _ new: Int) -> [Int] {
            let step = Double(old) / Double(new)
            var place = step * 0.5
            return (0..<new).map { _ in
                defer { place += step }
                return min(old - 1, Int(place))
            }
        }
        let (rows, columns) = (places(height, newHeight), places(width, newWidth))
        var made: [UInt8] = []
        made.reserveCapacity(newHeight * newWidth * channels)
        for y in rows {
            for x in columns {
                for c in 0..<channels { made.append(pixels[(y * width + x) * channels + c]) }
            }
        }
        return Image(height: newHeight, width: newWidth, channels: channels, pixels: made)
    }
}

extension DenseArray {
    /// Numbers `[height, width, channels]` in another size, bilinear, as torchvision's `resize` of a tensor.
    ///
    /// - Parameter antialias: whether the filter widens when the picture shrinks; off gives torch's `interpolate`.
    public func resizedPicture(height: Int, width: Int, antialias: Bool = true) -> DenseArray {
        precondition(
            shape.count == 3 && height > 0 && width > 0,
            "DenseArray.resizedPicture: expected [height, width, channels] and a positive size, found \(shape), \(height)x\(width)")
        let channels = shape[2]
        let rows = Resampling(from: shape[0], to: height, .bilinear, isWidened: antialias)
        let columns = Resampling(from: shape[1], to: width, .bilinear, isWidened: antialias)
        var wide = [Float](repeating: 0, count: shape[0] * width * channels)
        var result = DenseArray(zeros: [height, width, channels])
        withUnsafeElements { input in
            for y in 0..<shape[0] {
                for x in 0..<width {
                    for k in 0..<Int(columns.counts[x]) {
                        let from = (y * shape[1] + Int(columns.starts[x]) + k) * channels
                        let weight = Float(columns.weights[x * columns.taps + k])
                        for c in 0..<channels { wide[(y * width + x) * channels + c] += weight * input[from + c] }
                    }
                }
            }
        }
        result.withUnsafeMutableElements { output in
            let stride = width * channels
            for y in 0..<height {
                for k in 0..<Int(rows.counts[y]) {
                    let from = (Int(rows.starts[y]) + k) * stride
                    let weight = Float(rows.weights[y * rows.taps + k])
                    for i in 0..<stride { output[y * stride + i] += weight * wide[from + i] }
                }
            }
        }
        return result
    }
}
