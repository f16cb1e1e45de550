import DenseArrays

extension Image {
    /// Pictures side by side in rows of `columns`, each in the middle of a cell as large as the largest, `gap` pixels apart.
    ///
    /// Gray where all are, else RGB (alpha is left out).
    public static func grid(_ images: [Image], columns: Int, gap: Int = 2, background: UInt8 = 255) -> Image {
        precondition(!images.isEmpty, "Image.grid: expected at least one picture")
        precondition(columns > 0 && gap >= 0, "Image.grid: expected columns and no negative gap, found \(columns), \(gap)")
        let channels = images.allSatisfy { $0.channels <= 2 } ? 1 : 3
        let cell = (height: images.map(\.height).max() ?? 1, width: images.map(\.width).max() ?? 1)
        let across = min(columns, images.count), down = (images.count + columns - 1) / columns
        var result = Image(
            height: down * (cell.height + gap) + gap, width: across * (cell.width + gap) + gap,
            filledWith: [UInt8](repeating: background, count: channels))
        for (place, image) in images.enumerated() {
            let top = gap + place / columns * (cell.height + gap) + (cell.height - image.height) / 2
            let left = gap + place % columns * (cell.width + gap) + (cell.width - image.width) / 2
            result.draw(image.converted(toChannels: channels), top: top, left: left)
        }
        return result
    }

    /// Overwrites a window with a picture of as many channels, which fits.
    private mutating func draw(_ image: Image, top: Int, left: Int) {
        for y in 0..<image.height {
            let from = y * image.width * channels, to = ((top + y) * width + left) * channels
            pixels.replaceSubrange(
                to..<to + image.width * channels, with: image.pixels[from..<from + image.width * channels])
        }
    }

    /// With a frame of a colour (red, green, blue) around it, as RGB: green around right answers, red around wrong ones.
    public func framed(_ colour: (UInt8, UInt8, UInt8), thickness: Int = 2) -> Image {
        precondition(thickness >= 0, "Image.framed: expected no negative thickness, found \(thickness)")
        var result = Image(
            height: height + 2 * thickness, width: width + 2 * thickness, filledWith: [colour.0, colour.1, colour.2])
        result.draw(converted(toChannels: 3), top: thickness, left: thickness)
        return result
    }
}
