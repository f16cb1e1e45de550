import CVectorKernels
import DenseArrays

/// Where each maximum was found: a byte each where windows have fewer than 255 positions, else four.
public struct MaximumPlaces: Sendable {
    fileprivate let array: DenseArray
}

extension PoolingGeometry {
    /// Lines of the output that a thread takes at a time.
    private func lines(_ channels: Int) -> Int { max(1, 16384 / max(1, (outputLengths.last ?? 1) * channels * largest)) }

    private func shape(_ x: DenseArray, _ lengths: [Int]) -> [Int] {
        [x.shape[0]] + lengths + [x.shape[x.shape.count - 1]]
    }

    /// The maximum of each window, for x `[items, …lengths, channels]`, and where it was found. With `relu` max(0, maximum),
    /// which is the pooled ReLU. NaN wins; of equal ones the first.
    public func maximum(_ x: DenseArray, relu: Bool = false, places wantsPlaces: Bool = true) -> (DenseArray, MaximumPlaces?) {
        var y = DenseArray(uninitialized: shape(x, outputLengths))
        if y.count == 0 { return (y, wantsPlaces ? MaximumPlaces(array: DenseArray(zeros: [0])) : nil) }
        var places = DenseArray(uninitialized: [wantsPlaces ? (largest < 255 ? (y.count + 3) / 4 : y.count) : 0])
        let channels = x.shape[x.shape.count - 1], total = y.count / channels / (outputLengths.last ?? 1)
        withKernel(channels) { windows in
            y.withUnsafeMutableElements { y in
                places.withUnsafeMutableElements { places in
                    x.withUnsafeElements { x in
                        nonisolated(unsafe) let (py, pp, px) = (y.baseAddress, places.baseAddress, x.baseAddress)
                        nonisolated(unsafe) let windows = windows
                        Threads.run(over: total, by: lines(channels)) { piece in
                            cvk_max_pool(windows, px, relu, py, wantsPlaces ? pp : nil, piece.lowerBound, piece.upperBound)
                        }
                    }
                }
            }
        }
        return (y, wantsPlaces ? MaximumPlaces(array: places) : nil)
    }

    /// dX for dY: each goes to where its maximum was found.
    public func maximumGradient(_ dy: DenseArray, _ places: MaximumPlaces) -> DenseArray {
        var dx = DenseArray(uninitialized: shape(dy, lengths))
        let channels = dy.shape[dy.shape.count - 1]
        withKernel(channels) { windows in
            dx.withUnsafeMutableElements { dx in
                places.array.withUnsafeElements { places in
                    dy.withUnsafeElements { dy in
                        nonisolated(unsafe) let (px, pp, py) = (dx.baseAddress, places.baseAddress, dy.baseAddress)
                        nonisolated(unsafe) let windows = windows
                        Threads.run(tasks: itemCount(dx.count, channels)) { item in
                            cvk_max_pool_backward(windows, py, pp, px, item, item + 1)
                        }
                    }
                }
            }
        }
        return dx
    }

    /// The mean of each window.
    public func mean(_ x: DenseArray) -> DenseArray {
        var y = DenseArray(uninitialized: shape(x, outputLengths))
        if y.count == 0 { return y }
        let channels = x.shape[x.shape.count - 1], total = y.count / channels / (outputLengths.last ?? 1)
        withKernel(channels) { windows in
            y.withUnsafeMutableElements { y in
                x.withUnsafeElements { x in
                    shares.withUnsafeBufferPointer { shares in
                        nonisolated(unsafe) let (py, ps, px) = (y.baseAddress, shares.baseAddress, x.baseAddress)
                        nonisolated(unsafe) let windows = windows
                        Threads.run(over: total, by: lines(channels)) { piece in
                            cvk_mean_pool(windows, px, ps, py, piece.lowerBound, piece.upperBound)
                        }
                    }
                }
            }
        }
        return y
    }

    /// dX for dY: each is shared among the positions of its window.
    public func meanGradient(_ dy: DenseArray) -> DenseArray {
        var dx = DenseArray(uninitialized: shape(dy, lengths))
        let channels = dy.shape[dy.shape.count - 1]
        withKernel(channels) { windows in
            dx.withUnsafeMutableElements { dx in
                dy.withUnsafeElements { dy in
                    shares.withUnsafeBufferPointer { shares in
                        nonisolated(unsafe) let (px, ps, py) = (dx.baseAddress, shares.baseAddress, dy.baseAddress)
                        nonisolated(unsafe) let windows = windows
                        Threads.run(tasks: itemCount(dx.count, channels)) { item in
                            cvk_mean_pool_backward(windows, py, ps, px, item, item + 1)
                        }
                    }
                }
            }
        }
        return dx
    }

    private func itemCount(_ elements: Int, _ channels: Int) -> Int {
        elements / max(1, lengths.reduce(1, *) * channels)
    }
}
