import DenseArrays

/// Transforms one after the other, and then numbers: bytes over 255 as `[height, width, channels]`.
///
/// What a sample becomes follows from the pipeline, the sample and its key alone. Crops, pads and flips that follow one another
/// are joined into one pass over the bytes, which also makes the numbers and normalizes them.
public struct ImagePipeline: Sendable, Equatable, CustomStringConvertible {
    /// In their order.
    public let steps: [ImageTransform]
    /// How many steps work on bytes; they come first.
    private let byteSteps: Int
    private let numbers: PixelNumbers
    private let erasings: [RandomErasing]

    /// - Parameter steps: `erasing` and `normalize` behind all others.
    public init(_ steps: [ImageTransform]) {
        self.steps = steps
        for step in steps {
            let problem = step.problem
            precondition(
                problem == nil, "ImagePipeline: \(step.name): found \(problem?.found ?? ""), expected \(problem?.expected ?? "")")
        }
        byteSteps = steps.firstIndex(where: \.needsNumbers) ?? steps.count
        for step in steps[byteSteps...] {
            precondition(
                step.needsNumbers,
                "ImagePipeline: \(step.name) stands after \(steps[byteSteps].name), expected erase and normalize behind all others")
        }
        (numbers, erasings) = RandomErasing.plan(steps, from: byteSteps)
    }

    /// The steps as `ImageTransform.parse` reads them.
    public var description: String { steps.map(\.description).joined(separator: ",") }

    /// Whether two samples may come out of one picture.
    public var isRandom: Bool { steps.contains(where: \.isRandom) }

    /// The size of what comes out.
    public func outputSize(of size: ImageSize) -> ImageSize { steps.reduce(size) { $1.outputSize(of: $0) } }

    /// The sample of a picture: `[height, width, channels]`.
    public func callAsFunction(_ image: Image, key: RandomKey) -> DenseArray {
        let size = outputSize(of: image.size)
        var result = DenseArray(uninitialized: [size.height, size.width, size.channels])
        result.withUnsafeMutableElements { output in
            image.pixels.withUnsafeBufferPointer { write($0, image.size, key, output) }
        }
        return result
    }

    /// The picture after the steps that work on bytes.
    public func image(_ image: Image, key: RandomKey) -> Image {
        image.pixels.withUnsafeBufferPointer { pixels in
            guard let start = pixels.baseAddress else { return image }
            return walk(PictureView(start, image.size), 0, key) { view in
                Image(height: view.height, width: view.width, channels: view.channels, pixels: view.pixels())
            }
        }
    }

    /// The sample of the picture in `source`, written to `output`.
    func write(
        _ source: UnsafeBufferPointer<UInt8>, _ size: ImageSize, _ key: RandomKey, _ output: UnsafeMutableBufferPointer<Float>
    ) {
        guard let start = source.baseAddress, let target = output.baseAddress else { return }
        walk(PictureView(start, size), 0, key) { view in
            precondition(
                view.size.count == output.count, "ImagePipeline: a sample of \(view.size) does not fit \(output.count) numbers")
            numbers.write(view, target)
            for erasing in erasings { erasing.apply(target, view.size, key.child(erasing.step)) }
        }
    }

    /// Goes through the steps on bytes from `first` on. A step that must see pixels gets them, and the rest of the way starts
    /// from what it made.
    private func walk<Result>(
        _ start: PictureView, _ first: Int, _ sample: RandomKey, _ end: (PictureView) -> Result
    ) -> Result {
        var view = start
        for index in first..<byteSteps {
            let key = sample.child(index)
            if view.apply(steps[index], key: key) { continue }
            let rest = view.begin(steps[index], key: key)
            let seen = Image(height: view.height, width: view.width, channels: view.channels, pixels: view.pixels())
            let made = seen.applying(rest, key: key)
            return made.pixels.withUnsafeBufferPointer { pixels in
                // a picture has at least one pixel
                guard let base = pixels.baseAddress else { return end(view) }
                return walk(PictureView(base, made.size), index + 1, sample, end)
            }
        }
        return end(view)
    }
}

extension PictureView {
    /// Takes a step of whole pixels upon itself. False where pixels must be computed.
    mutating func apply(_ step: ImageTransform, key: RandomKey) -> Bool {
        switch step {
        case .horizontalFlip(let probability):
            if key.uniform(0) < probability { flipHorizontally() }
        case .verticalFlip(let probability):
            if key.uniform(0) < probability { flipVertically() }
        case .centreCrop(let newHeight, let newWidth):
            guard let (padding, top, left) = room(newHeight, newWidth) else { return false }
            if padding.height > 0 || padding.width > 0 {
                // torchvision: the odd row or column is added behind
                pad(
                    top: padding.height / 2, left: padding.width / 2, bottom: (padding.height + 1) / 2,
                    right: (padding.width + 1) / 2, fill: 0)
            }
            crop(top: top, left: left, height: newHeight, width: newWidth)
        case .randomCrop(let newHeight, let newWidth, let padding):
            if padding > 0 {
                guard accepts(fill: 0) else { return false }
                pad(top: padding, left: padding, bottom: padding, right: padding, fill: 0)
            }
            if height < newHeight || width < newWidth {
                guard accepts(fill: 0) else { return false }
                let (down, along) = (max(0, newHeight - height), max(0, newWidth - width))
                pad(top: down, left: along, bottom: down, right: along, fill: 0)
            }
            crop(
                top: key.integer(0, below: height - newHeight + 1), left: key.integer(1, below: width - newWidth + 1),
                height: newHeight, width: newWidth)
        case .pad(let top, let left, let bottom, let right, let fill):
            guard accepts(fill: fill) else { return false }
            pad(top: top, left: left, bottom: bottom, right: right, fill: fill)
        default: return false
        }
        return true
    }

    /// Whether pixels may be added that show `fill`: all that are not of the source show the same.
    private func accepts(fill: UInt8) -> Bool { !showsFill || self.fill == fill }

    /// Rows and columns that a centre crop adds, and where it then starts. nil: it adds some, but others show another fill.
    private func room(
        _ newHeight: Int, _ newWidth: Int
    ) -> (padding: (height: Int, width: Int), top: Int, left: Int)? {
        let padding = (height: max(0, newHeight - height), width: max(0, newWidth - width))
        if padding.height > 0 || padding.width > 0, !accepts(fill: 0) { return nil }
        func start(_ old: Int, _ new: Int) -> Int {
            old <= new ? 0 : Int((Double(old - new) / 2).rounded(.toNearestOrEven))
        }
        return (padding, start(height, newHeight), start(width, newWidth))
    }
}
