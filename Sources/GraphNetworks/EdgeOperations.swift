import Autograd
import DenseArrays
import Graphs
import SparseMatrices

/// Message passing over compressed edges, differentiable. Values of edges stand in compressed order; `width` is
/// heads · features. The derivative stands right under each forward; sums over targets run over the incoming edges, sums
/// over sources over the outgoing ones.
extension Tensor {
    /// Y[i, h, :] = Σ over edges e = (j, i) of c[e, h] X[j, h, :] for X `[nodes, width]`, c `[edges, heads]` (ones when
    /// nil): `[nodes, width]`. A node that receives nothing gets 0.
    public func weightedSum(_ edges: CompressedEdges, _ coefficients: Tensor? = nil) -> Tensor {
        let x = value
        let c = coefficients?.value
        let y = edges.incoming.weightedSum(c, x).reshaped(shape)
        return .custom("weightedSum", inputs: [self] + (coefficients.map { [$0] } ?? []), value: y) { [self] upstream in
            // dX[j, h, :] = Σ over edges e = (j, i) of c[e, h] dY[i, h, :]
            let dx = requiresGradient ? edges.outgoing.weightedSum(c, upstream).reshaped(shape) : nil
            guard let coefficients else { return [dx] }
            // dc[e, h] = dY[i, h, :] · X[j, h, :]
            let dc =
                coefficients.requiresGradient
                ? edges.incoming.dot(upstream, x, heads: coefficients.value.columns).reshaped(coefficients.shape) : nil
            return [dx, dc]
        }
    }

    /// Y[i, h, :] = Σ over edges e into i of c[e, h] X[e, h, :] for values of edges X `[edges, width]`: `[nodes, width]`.
    public func weightedEdgeSum(_ edges: CompressedEdges, _ coefficients: Tensor) -> Tensor {
        let x = value
        let c = coefficients.value
        return .custom(
            "weightedEdgeSum", inputs: [self, coefficients], value: edges.incoming.weightedEdgeSum(c, x)
        ) { [self] upstream in
            // dX[e, h, :] = c[e, h] dY[i, h, :],  dc[e, h] = dY[i, h, :] · X[e, h, :]
            [
                requiresGradient ? edges.incoming.scaledRows(c, upstream) : nil,
                edges.incoming.dot(upstream, nil, edgeTerms: x, heads: c.columns).reshaped(coefficients.shape),
            ]
        }
    }

    /// s[e, h] = scale Σ over f of Q[i, h, f] (K[j, h, f] + E[e, h, f]) for edges e = (j, i): `[edges, heads]`; self is Q
    /// `[nodes, width]`, K `[nodes, width]`, E `[edges, width]` or nil.
    public func edgeDot(
        _ keys: Tensor, edgeTerms: Tensor? = nil, _ edges: CompressedEdges, heads: Int, scale: Float = 1
    ) -> Tensor {
        let q = value
        let k = keys.value
        let e = edgeTerms?.value
        let s = edges.incoming.dot(q, k, edgeTerms: e, heads: heads, scale: scale)
        return .custom("edgeDot", inputs: [self, keys] + (edgeTerms.map { [$0] } ?? []), value: s) { upstream in
            let ds = upstream * scale
            // dQ[i] = Σ over edges into i of ds (K[j] + E[e]),  dK[j] = Σ over edges out of j of ds Q[i]
            var dq = edges.incoming.weightedSum(ds, k)
            if let e { dq.add(edges.incoming.weightedEdgeSum(ds, e)) }
            let dk = edges.outgoing.weightedSum(ds, q)
            // dE[e] = ds[e] Q[i]
            return [dq, dk] + (e == nil ? [] : [edges.incoming.scaledRows(ds, q)])
        }
    }

    /// Y of one step of graph attention for H `[nodes, heads · features]`, u and v `[1, heads, features]`: each node's sum of
    /// what it receives, weighted by the softmax of leaky(u · H_i + v · H_j), whose coefficients are dropped by the mask.
    public func attention(
        _ edges: CompressedEdges, target u: Tensor, source v: Tensor, heads: Int, slope: Float, dropout: DropoutMask? = nil
    ) -> Tensor {
        let (y, memory) = EdgeAttention.forward(
            edges.incoming, value, target: u.value, source: v.value, heads: heads, slope: slope, mask: dropout,
            edgeIDs: edges.edgeNumbers)
        return .custom("attention", inputs: [self, u, v], value: y) { upstream in
            let gradients = memory.backward(upstream, edges.incoming, edges.outgoing)
            return [gradients.x, gradients.u, gradients.v]
        }
    }

    /// The softmax of scores `[edges, heads]` over the edges that arrive at each node, head by head.
    public func edgeSoftmax(_ edges: CompressedEdges) -> Tensor {
        let y = edges.incoming.softmax(value)
        return .custom("edgeSoftmax", inputs: [self], value: y) { upstream in
            // ds = Y ∘ (dY - Σ Y ∘ dY over the edges into each node)
            [edges.incoming.softmaxBackward(y, upstream)]
        }
    }

    /// s[e, h] = leaky(a[i, h] + b[j, h] + t[e, h]) for edges e = (j, i): `[edges, heads]`; self is a (of targets), b (of
    /// sources) `[nodes, heads]`, t `[edges, heads]` or nil.
    public func additiveScores(
        _ sources: Tensor, edgeTerms: Tensor? = nil, _ edges: CompressedEdges, slope: Float
    ) -> Tensor {
        let a = value
        let b = sources.value
        let t = edgeTerms?.value
        let s = edges.incoming.additiveScores(a, b, t, slope: slope)
        return .custom(
            "additiveScores", inputs: [self, sources] + (edgeTerms.map { [$0] } ?? []), value: s
        ) { upstream in
            // dz = ds leaky'(z),  da[i] = Σ dz over edges into i,  db[j] = Σ dz over edges out of j,  dt = dz
            let dz = edges.incoming.additiveScoresBackward(upstream, a, b, t, slope: slope)
            return [edges.incoming.weightedEdgeSum(nil, dz), edges.outgoing.weightedEdgeSum(nil, dz)]
                + (t == nil ? [] : [dz])
        }
    }

    /// s[e, h] = Σ over f of w[h, f] leaky(z), z = R[i, h, f] + L[j, h, f] + E[e, h, f], for edges e = (j, i):
    /// `[edges, heads]`; self is R (of targets), L (of sources) `[nodes, width]`, E `[edges, width]` or nil, w
    /// `[heads, features]`.
    public func mixedScores(
        _ sources: Tensor, edgeTerms: Tensor? = nil, weight: Tensor, _ edges: CompressedEdges, slope: Float
    ) -> Tensor {
        let a = value
        let b = sources.value
        let t = edgeTerms?.value
        let w = weight.value
        let s = edges.incoming.mixedScores(a, b, t, weight: w, slope: slope)
        return .custom(
            "mixedScores", inputs: [self, sources, weight] + (edgeTerms.map { [$0] } ?? []), value: s
        ) { upstream in
            // dR[i] = Σ over edges into i, dL[j] = Σ over edges out of j of ds w leaky'(z);  dw = Σ ds leaky(z)
            var gradients: [DenseArray?] = [
                edges.incoming.mixedScoresBackward(upstream, a, b, t, weight: w, slope: slope),
                edges.outgoing.mixedScoresBackward(upstream, b, a, t, weight: w, slope: slope),
                edges.incoming.mixedScoresWeightBackward(upstream, a, b, t, heads: w.rows, slope: slope)
                    .reshaped(weight.shape),
            ]
            if let t {
                // dE[e] = ds w leaky'(z)
                gradients.append(edges.incoming.mixedScoresEdgeBackward(upstream, a, b, t, weight: w, slope: slope))
            }
            return gradients
        }
    }

    /// Y[i] = Σ over edges e = (j, i) of max(X[j] + E[e], 0) for X `[nodes, width]`, E `[edges, width]`.
    public func rectifiedSum(_ edges: CompressedEdges, edgeTerms: Tensor) -> Tensor {
        let x = value
        let e = edgeTerms.value
        return .custom(
            "rectifiedSum", inputs: [self, edgeTerms], value: edges.incoming.rectifiedSum(x, e)
        ) { upstream in
            // dX[j] = Σ over edges (j, i) of dY[i], dE[e] = dY[i], both where X[j] + E[e] > 0
            [
                edges.outgoing.rectifiedSumBackward(upstream, x, e),
                edges.incoming.rectifiedSumEdgeBackward(upstream, x, e),
            ]
        }
    }
}

extension CompressedEdges {
    /// Values of the given edges `[given edges, …]` in compressed order. Where self-loops were replaced, a loop gets the
    /// mean of the values of the other edges that arrive at its node (0 where there are none), as PyG's `fill_value`
    /// "mean".
    public func arranged(_ values: Tensor) -> Tensor {
        precondition(
            values.shape.first == givenCount,
            "CompressedEdges.arranged: \(givenCount) edges were given, found values of shape \(values.shape)")
        var listed = values
        if let keptEdges {
            let kept = values.gatheringRows(keptEdges)
            let targets = (0..<keptEdges.count).map { Int(edges.targets[$0]) }
            listed = .concatenatingRows([kept, kept.segmentMean(targets, rows: nodeCount)])
        }
        return isListOrder ? listed : listed.gatheringRows(edgeNumbers.map(Int.init))
    }

    /// Values in compressed order `[edges, …]`, such as attention coefficients, in the order of `edges`.
    public func listed(_ values: Tensor) -> Tensor {
        isListOrder ? values : values.gatheringRows(placesOfEdges)
    }
}
