import Autograd
import Convolutions
import DenseArrays

extension BatchNorm {
    /// Windows' maxima of max(0, norm(convolution(X))) in one pass for a network's first convolution; nil where it is none that
    /// `StemConvolution` serves, or X needs a gradient, or it is trained with fixed statistics.
    ///
    /// The same function as `pooled(convolution(x), training:)`, with other roundings: variance and gradients are computed from
    /// the moments of what the windows read, the moments in double precision. The convolution's bias, which the normalization
    /// takes away again, has the gradient 0 exactly where the batch's statistics are used.
    public final func pooledStem(_ x: Tensor, _ convolution: Convolution, training: Bool) -> Tensor? {
        guard convolution.dimensions == 2, convolution.paddingMode == .zeros, x.shape.count == 4, x.shape[0] > 0,
            x.shape[3] == convolution.inputs, convolution.outputs == channels, !(Gradients.areRecorded && x.requiresGradient)
        else { return nil }
        let geometry = convolution.geometry(Array(x.shape[1...2]), padding: convolution.padding)
        guard StemConvolution.serves(geometry), geometry.outputLengths.allSatisfy({ $0 > 1 }) else { return nil }
        let parameters = [convolution.weight] + [convolution.bias, weight, bias].compactMap { $0 }
        let keeps = Gradients.areRecorded && parameters.contains { $0.requiresGradient }
        let fixed = !training && running != nil
        if fixed, keeps { return nil }
        let stem = StemConvolution(x.value, geometry)
        let w = convolution.weight.value.elements, (taps, k) = (stem.taps, channels)
        if let running, fixed {
            let scale = running.variance.value.map { [epsilon] in 1 / ($0 + epsilon).squareRoot() }
            let factor = weight.map { scale * $0.value } ?? scale
            let centre = convolution.bias.map { running.mean.value - $0.value } ?? running.mean.value
            return Tensor(pool(stem, w, factor, centre, keeping: false).y)
        }
        // mean = Wᵀ E[p],  variance = diagonal of Wᵀ C W,  C = E[p pᵀ] - E[p] E[p]ᵀ
        let n = Double(stem.positions), (sums, products) = stem.windowMoments()
        var covariance = [Double](repeating: 0, count: taps * taps)
        for a in 0..<taps {
            for b in 0..<taps { covariance[a * taps + b] = products[a * taps + b] / n - sums[a] / n * (sums[b] / n) }
        }
        var mean = [Float](repeating: 0, count: k), variance = mean
        // n C W: what is left of Σ p (y - mean) over all positions
        var spread = [Double](repeating: 0, count: taps * k)
        for c in 0..<k {
            var (m, v) = (0.0, 0.0)
            for a in 0..<taps {
                var sum = 0.0
                for b in 0..<taps { sum += covariance[a * taps + b] * Double(w[b * k + c]) }
                spread[a * k + c] = n * sum
                m += sums[a] / n * Double(w[a * k + c])
                v += sum * Double(w[a * k + c])
            }
            (mean[c], variance[c]) = (Float(m), Float(max(0, v)))
        }
        let centre = DenseArray(mean), spreadOf = DenseArray(variance)
        if let running, stem.positions > 1 {
            update(
                running, convolution.bias.map { centre + $0.value } ?? centre,
                spreadOf * Float(n / (n - 1)))
        }
        let scale = spreadOf.map { [epsilon] in 1 / ($0 + epsilon).squareRoot() }
        let factor = weight.map { scale * $0.value } ?? scale
        let (y, places) = pool(stem, w, factor, centre, keeping: keeps)
        let (own, filter, weight, bias) = (convolution.bias, convolution.weight, weight, bias)
        return .custom("stem", inputs: parameters, value: y) { upstream in
            guard let places else { return parameters.map { _ in nil } }
            // G = dY at the positive maxima:  dβ = Σ G,  dγ = Σ G ∘ X̂ = s (Wᵀ Σ G p - mean Σ G)
            let (read, dBeta) = stem.products(upstream, places)
            let (r, b, s, f) = (read.elements, dBeta.elements, scale.elements, factor.elements)
            var dGamma = [Float](repeating: 0, count: k), dw = [Float](repeating: 0, count: taps * k)
            for c in 0..<k {
                var sum = -Double(mean[c]) * Double(b[c])
                for t in 0..<taps { sum += Double(w[t * k + c]) * Double(r[t * k + c]) }
                dGamma[c] = Float(sum * Double(s[c]))
                // dW = Σ p dX̃,  dX̃ = f (G - dβ / n - X̂ dγ / n)
                for t in 0..<taps {
                    let hat = Double(s[c]) * spread[t * k + c]
                    dw[t * k + c] = Float(
                        Double(f[c]) * (Double(r[t * k + c]) - Double(b[c]) / n * sums[t] - sum * Double(s[c]) / n * hat))
                }
            }
            return [DenseArray(dw, shape: filter.shape)] + (own.map { [DenseArray(zeros: $0.shape)] } ?? [])
                + (weight == nil ? [] : [DenseArray(dGamma)]) + (bias == nil ? [] : [dBeta])
        }
    }

    /// max(0, maxima of (X ∗ W - centre) factor + β)
    private func pool(
        _ stem: StemConvolution, _ w: [Float], _ factor: DenseArray, _ centre: DenseArray, keeping: Bool
    ) -> (y: DenseArray, places: StemConvolution.Places?) {
        let f = factor.elements, shift = factor * centre * -1
        let scaled = w.indices.map { w[$0] * f[$0 % channels] }
        return stem.pooled(
            DenseArray(scaled, shape: [stem.taps, channels]), shift: bias.map { shift + $0.value } ?? shift, keeping: keeping)
    }
}
