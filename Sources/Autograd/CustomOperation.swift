import DenseArrays

extension Tensor {
    /// An operation that another module defines: `value`, made from `inputs`, and its derivative.
    ///
    /// - Parameters:
    ///   - name: what it is called.
    ///   - inputs: the tensors it was made from.
    ///   - value: the result of the forward pass.
    ///   - derivative: gets d(result)/d(value), of the value's shape, and returns d(result)/d(input) for each input, of
    ///     that input's shape, or nil where nothing flows (or the input's `requiresGradient` is false). Called at most
    ///     once, and only when a gradient is wanted.
    public static func custom(
        _ name: StaticString, inputs: [Tensor], value: DenseArray,
        derivative: @escaping (DenseArray) -> [DenseArray?]
    ) -> Tensor {
        Tensor(value, of: name, inputs) { upstream in
            let gradients = derivative(upstream)
            precondition(
                gradients.count == inputs.count,
                "Tensor.custom: \(name) has \(inputs.count) inputs, its derivative returned \(gradients.count) gradients"
            )
            for (input, gradient) in zip(inputs, gradients) {
                guard let gradient else { continue }
                precondition(
                    gradient.shape == input.shape,
                    "Tensor.custom: \(name) has an input of shape \(input.shape), its derivative returned shape \(gradient.shape)"
                )
                input.accumulate(gradient)
            }
        }
    }
}
