import DenseArrays
import Images

/// Noisy pictures of three classes: a bright upper half, a bright left half, a bright middle.
func smallPictures(_ count: Int, seed: Int, side: Int = 10) -> ImageDataset {
    let key = RandomKey(seed: seed)
    var pixels: [UInt8] = [], labels: [Int32] = []
    for item in 0..<count {
        let label = key.child("label").integer(item, below: 3)
        labels.append(Int32(label))
        for y in 0..<side {
            for x in 0..<side {
                let middle = abs(2 * y - side) < side / 2 && abs(2 * x - side) < side / 2
                let isBright = label == 0 ? y < side / 2 : label == 1 ? x < side / 2 : middle
                let noise = key.child(item).integer(y * side + x, below: 120)
                pixels.append(UInt8((isBright ? 120 : 0) + noise))
            }
        }
    }
    return ImageDataset(
        name: "small", size: ImageSize(height: side, width: side, channels: 1), pixels: pixels, labels: labels,
        classNames: ["upper", "left", "middle"])
}
