import GraphLearning

/// The pictures of this notebook: Fashion-MNIST where it is found, else shapes made here.
enum Pictures {
    /// - Parameter root: a folder of data sets, searched first; a set that is missing there is an error.
    static func load(root: String?, quick: Bool) throws -> (train: any ImageSource, test: any ImageSource, isFashion: Bool) {
        if let set = try fashion(root) {
            guard quick else { return (set.train, set.test, true) }
            return (try drawn(2000, of: set.train, "train"), try drawn(500, of: set.test, "test"), true)
        }
        let key = RandomKey(seed: 0)
        return (
            Shapes.set("shapes/train", count: quick ? 2000 : 10_000, key: key.child("train")),
            Shapes.set("shapes/test", count: quick ? 500 : 2000, key: key.child("test")), false
        )
    }

    private static func fashion(_ root: String?) throws -> ImageSet? {
        do {
            return try ImageSet.load("fashion", root: root)
        } catch {
            if root == nil, let found = error as? FileError, found.kind == .missing { return nil }
            throw error
        }
    }

    /// Some pictures drawn at random.
    private static func drawn(_ count: Int, of source: any ImageSource, _ name: String) throws -> ImageDataset {
        let chosen = Array(RandomKey(seed: 0).child("subset").permutation(source.count).prefix(count))
        let pictures = try chosen.map { try source.image($0) }
        let size = pictures.first?.size ?? ImageSize(height: 28, width: 28, channels: 1)
        return ImageDataset(
            name: "fashion_mnist/\(name), some", size: size, pixels: pictures.flatMap(\.pixels),
            labels: chosen.map { source.labels[$0] }, classNames: source.classNames)
    }

    /// A picture of each class, then another of each, and so on.
    static func samples(_ source: any ImageSource, each: Int) throws -> [ImageGrid.Item] {
        let places = source.classNames.indices.map { label in source.labels.indices.filter { Int(source.labels[$0]) == label } }
        return try (0..<each).flatMap { number in
            try places.indices.filter { places[$0].count > number }.map {
                ImageGrid.Item(png: try source.image(places[$0][number]).pngBytes, caption: source.classNames[$0])
            }
        }
    }

    /// Maps `[height, width, maps]` with each number repeated along both sides, so that its square keeps sharp edges.
    static func enlarged(_ maps: DenseArray, by times: Int) -> DenseArray {
        let (height, width, count) = (maps.shape[0], maps.shape[1], maps.shape[2]), values = maps.elements
        var large: [Float] = []
        large.reserveCapacity(values.count * times * times)
        for row in 0..<height * times {
            for column in 0..<width * times {
                let start = (row / times * width + column / times) * count
                large += values[start..<start + count]
            }
        }
        return DenseArray(large, shape: [height * times, width * times, count])
    }
}
