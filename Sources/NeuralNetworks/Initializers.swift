import DenseArrays

extension DenseArray {
    /// Glorot's uniform initialization: numbers from ±√(6 / (inputs + outputs)) for a weight `[inputs, outputs]`.
    ///
    /// Source: Glorot & Bengio, 2010, "Understanding the difficulty of training deep feedforward neural networks",
    /// AISTATS. Equal to PyTorch's `xavier_uniform_` and PyG's `glorot`.
    public static func glorotUniform(inputs: Int, outputs: Int, key: RandomKey) -> DenseArray {
        let bound = (6 / Float(inputs + outputs)).squareRoot()
        return DenseArray(uniform: [inputs, outputs], low: -bound, high: bound, key: key)
    }
}
