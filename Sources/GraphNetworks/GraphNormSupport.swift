import Autograd
import DenseArrays
import NeuralNetworks

/// What the norms of graphs have in common. They see nodes whose graphs are `batch`, rising numbers below `graphCount`.
extension Tensor {
    /// X - s mean(X) of each node's graph, columnwise; s a scale a column, 1 when nil.
    func centredByGraph(_ batch: [Int], _ graphCount: Int, meanScale: Tensor? = nil) -> Tensor {
        var mean = segmentMean(batch, rows: graphCount)
        if let meanScale { mean = mean.scalingEachColumn(meanScale) }
        return self - mean.gatheringRows(batch)
    }

    /// X / √(mean(X²) + ε), the mean over each node's graph, columnwise.
    func scaledByGraph(_ batch: [Int], _ graphCount: Int, epsilon: Float) -> Tensor {
        let variance = (self * self).segmentMean(batch, rows: graphCount)
        return self * variance.inverseRoot(adding: epsilon).gatheringRows(batch)
    }

    /// 1 / √(x + ε)
    func inverseRoot(adding epsilon: Float) -> Tensor {
        map("inverseRoot") { 1 / ($0 + epsilon).squareRoot() } derivative: { -0.5 * $1 * $1 * $1 }
    }

    /// Column c times s[c].
    func scalingEachColumn(_ scale: Tensor) -> Tensor {
        let ones = Tensor(DenseArray(repeating: 1, shape: [shape[0], 1]))
        return self * ones.matrixProduct(scale.reshaped([1, scale.shape[0]]))
    }
}

func checkChannels(_ operation: StaticString, _ x: Tensor, _ channels: Int) {
    precondition(
        x.shape.count == 2 && x.shape[1] == channels,
        "\(operation): x has shape \(x.shape), expected [nodes, \(channels)]")
}
