import Autograd
import DenseArrays

/// Losses of the difference d = x - t between predicted and wanted numbers, elementwise for arrays of any one shape.
/// With `mean` the sum is divided by the number of elements. Gradients flow to the target too, where it requires one.
extension Tensor {
    /// d². Equal to PyTorch's `MSELoss`.
    public func squaredError(_ target: Tensor, reduction: LossReduction = .mean) -> Tensor {
        // l = d²,  dl/dx = 2 d,  dl/dt = -2 d
        PointwiseLoss(
            name: "squaredError", value: { ($0 - $1) * ($0 - $1) }, slope: { 2 * ($0 - $1) },
            targetSlope: { -2 * ($0 - $1) })(self, target, reduction)
    }

    /// |d|; the derivative at 0 is 0. Equal to PyTorch's `L1Loss`.
    public func absoluteError(_ target: Tensor, reduction: LossReduction = .mean) -> Tensor {
        // l = |d|,  dl/dx = sign d
        PointwiseLoss(
            name: "absoluteError", value: { abs($0 - $1) }, slope: { sign($0 - $1) },
            targetSlope: { -sign($0 - $1) })(self, target, reduction)
    }

    /// d² / (2 beta) where |d| < beta, else |d| - beta / 2: a parabola that goes over into straight lines of slope 1.
    /// `beta` 0 gives `absoluteError`.
    ///
    /// Source: Girshick, 2015, "Fast R-CNN", arXiv:1504.08083. Equal to PyTorch's `SmoothL1Loss`.
    public func smoothAbsoluteError(
        _ target: Tensor, beta: Float = 1, reduction: LossReduction = .mean
    ) -> Tensor {
        precondition(beta >= 0, "Tensor.smoothAbsoluteError: expected a beta of at least 0, found \(beta)")
        // dl/dx = d / beta where |d| < beta, else sign d
        let slope = { (x: Float, t: Float) in abs(x - t) < beta ? (x - t) / beta : sign(x - t) }
        return PointwiseLoss(
            name: "smoothAbsoluteError",
            value: { x, t in
                let d = abs(x - t)
                return d < beta ? d * d / (2 * beta) : d - beta / 2
            }, slope: slope, targetSlope: { -slope($0, $1) })(self, target, reduction)
    }

    /// d² / 2 where |d| ≤ delta, else delta (|d| - delta / 2): delta times `smoothAbsoluteError`.
    ///
    /// Source: Huber, 1964, DOI 10.1214/aoms/1177703732. Equal to PyTorch's `HuberLoss`.
    public func huber(_ target: Tensor, delta: Float = 1, reduction: LossReduction = .mean) -> Tensor {
        precondition(delta > 0, "Tensor.huber: expected a delta above 0, found \(delta)")
        // dl/dx = d where |d| ≤ delta, else delta · sign d
        let slope = { (x: Float, t: Float) in abs(x - t) <= delta ? x - t : delta * sign(x - t) }
        return PointwiseLoss(
            name: "huber",
            value: { x, t in
                let d = abs(x - t)
                return d <= delta ? d * d / 2 : delta * (d - delta / 2)
            }, slope: slope, targetSlope: { -slope($0, $1) })(self, target, reduction)
    }
}

/// -1, 0 or 1; NaN for NaN.
private func sign(_ x: Float) -> Float { x > 0 ? 1 : x < 0 ? -1 : x }
