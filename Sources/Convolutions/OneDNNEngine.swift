import DenseArrays

/// Convolution by oneDNN.
public struct OneDNNEngine: ConvolutionEngine {
    public static let problem: String? = "not yet"
    public init() {}
    public var name: String { "onednn" }
    public func forward(
        _ x: DenseArray, _ weight: DenseArray, bias: DenseArray?, relu: Bool, _ geometry: ConvolutionGeometry
    ) -> DenseArray { Im2colEngine().forward(x, weight, bias: bias, relu: relu, geometry) }
    public func inputGradient(
        _ dy: DenseArray, _ weight: DenseArray, bias: DenseArray?, relu: Bool, _ geometry: ConvolutionGeometry
    ) -> DenseArray { Im2colEngine().inputGradient(dy, weight, bias: bias, relu: relu, geometry) }
    public func weightGradient(
        _ x: DenseArray, _ dy: DenseArray, bias: Bool, _ geometry: ConvolutionGeometry
    ) -> (weight: DenseArray, bias: DenseArray?) { Im2colEngine().weightGradient(x, dy, bias: bias, geometry) }
}
