import DenseArrays

extension Image {
    /// The picture after one transform that works on bytes.
    func applying(_ transform: ImageTransform, key: RandomKey) -> Image {
        // a second fill: the view of this very picture takes it
        pixels.withUnsafeBufferPointer { pixels in
            guard let start = pixels.baseAddress else { return self }
            var view = PictureView(start, size)
            _ = view.apply(transform, key: key)
            return Image(height: view.height, width: view.width, channels: view.channels, pixels: view.pixels())
        }
    }
}
