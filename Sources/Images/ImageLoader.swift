import DenseArrays
import FileFormats

/// Some pictures made ready for a network.
public struct ImageBatch: Sendable {
    /// `[items, height, width, channels]`
    public let images: DenseArray
    /// The class of each.
    public let labels: [Int32]
    /// The number of each in the source.
    public let indices: [Int]

    /// How many pictures there are.
    public var count: Int { labels.count }
}

/// Goes through pictures in batches, epoch after epoch.
///
/// Order and numbers of an epoch follow from the seed, the epoch's number and each picture's number alone, whatever the number of
/// workers. Workers make batches ahead of their use on threads of their own; at most `workers + 2` batches are waiting.
public struct ImageLoader: Sendable {
    /// Where pictures come from.
    public let source: any ImageSource
    /// What each picture goes through.
    public let pipeline: ImagePipeline
    /// The pictures that are gone through, such as the training part of a split.
    public let indices: [Int]
    /// How many pictures a batch has; the last may have fewer.
    public let batchSize: Int
    /// Whether each epoch has an order of its own.
    public let shuffles: Bool
    /// Whether a last batch of fewer pictures is left out.
    public let dropsLast: Bool
    /// How many threads make batches ahead; 0: none.
    public let workers: Int
    private let key: RandomKey

    /// - Parameters:
    ///   - source: where pictures come from.
    ///   - pipeline: what is done to each picture.
    ///   - indices: the pictures to go through; all when nil.
    ///   - batchSize: 100, as the chapters on Fashion-MNIST have it.
    ///   - shuffles: a new order each epoch; off for evaluation.
    ///   - seed: what orders and random changes are drawn by.
    ///   - dropsLast: whether a last batch that is smaller is left out.
    ///   - workers: 1, which leaves the other processors to the network.
    public init(
        _ source: any ImageSource, pipeline: ImagePipeline = ImagePipeline([]), indices: [Int]? = nil, batchSize: Int = 100,
        shuffles: Bool = false, seed: Int = 0, dropsLast: Bool = false, workers: Int = 1
    ) {
        precondition(batchSize > 0, "ImageLoader: expected a positive batch size, found \(batchSize)")
        precondition(workers >= 0, "ImageLoader: expected no negative number of workers, found \(workers)")
        self.source = source
        self.pipeline = pipeline
        self.indices = indices ?? Array(0..<source.count)
        self.batchSize = batchSize
        self.shuffles = shuffles
        self.dropsLast = dropsLast
        self.workers = workers
        key = RandomKey(seed: seed).child("pictures")
        for index in self.indices {
            precondition(index >= 0 && index < source.count, "ImageLoader: picture \(index) outside 0..<\(source.count)")
        }
    }

    /// The number of batches of an epoch.
    public var batchCount: Int {
        dropsLast ? indices.count / batchSize : (indices.count + batchSize - 1) / batchSize
    }

    /// The pictures of an epoch in their order.
    public func order(epoch: Int) -> [Int] {
        shuffles ? key.child("order").child(epoch).permutation(indices.count).map { indices[$0] } : indices
    }

    /// The batches of an epoch. Leaving early is allowed.
    public func batches(epoch: Int = 0) -> Batches {
        Batches(self, order(epoch: epoch), key.child("samples").child(epoch))
    }

    /// The batches of an epoch; to be gone through once: `while let batch = try batches.next()`.
    public struct Batches {
        private let prefetcher: Prefetcher<Result<ImageBatch, FileError>>

        init(_ loader: ImageLoader, _ order: [Int], _ key: RandomKey) {
            let size = loader.batchSize
            prefetcher = Prefetcher(count: loader.batchCount, workers: loader.workers) { index in
                let chosen = Array(order[index * size..<min(order.count, (index + 1) * size)])
                do throws(FileError) {
                    return .success(try loader.batch(chosen, key))
                } catch {
                    return .failure(error)
                }
            }
        }

        /// The next batch; nil after the last. Throws where a picture cannot be read, or comes out in another size.
        public func next() throws(FileError) -> ImageBatch? {
            switch prefetcher.next() {
            case .success(let batch): return batch
            case .failure(let error): throw error
            case nil: return nil
            }
        }
    }

    /// The batch of these pictures as evaluation sees it, in epoch 0. Throws as `Batches.next`.
    public func batch(_ chosen: [Int]) throws(FileError) -> ImageBatch {
        try batch(chosen, key.child("samples").child(0))
    }

    private func batch(_ chosen: [Int], _ key: RandomKey) throws(FileError) -> ImageBatch {
        let labels = source.labels
        var images: DenseArray?
        var size = ImageSize(height: 0, width: 0, channels: 0)
        for (place, index) in chosen.enumerated() {
            try source.withPixels(index) { (pixels, found) throws(FileError) in
                let made = pipeline.outputSize(of: found)
                if images == nil {
                    size = made
                    images = DenseArray(uninitialized: [chosen.count, made.height, made.width, made.channels])
                }
                guard made == size else {
                    throw FileError(
                        kind: .unsupported, file: source.name(of: index), found: "a sample of \(made)",
                        expected: "\(size) as \(source.name(of: chosen[0])) has it",
                        advice: "let the transforms end in one size: resize, centre, crop; and set the number of channels")
                }
                images?.withUnsafeMutableElements { output in
                    let sample = UnsafeMutableBufferPointer(rebasing: output[place * made.count..<(place + 1) * made.count])
                    pipeline.write(pixels, found, key.child(index), sample)
                }
            }
        }
        return ImageBatch(
            images: images ?? DenseArray(uninitialized: [0, 0, 0, 0]), labels: chosen.map { labels[$0] }, indices: chosen)
    }
}
