import Graphs

/// What is done to features before a network reads them.
public enum FeatureScaling: Sendable, Equatable {
    /// Nothing.
    case none
    /// Each node's features divided by the sum of their absolute values: for counts, such as bags of words.
    case rows
    /// Each column less its mean, divided by its standard deviation, both taken from the graph it was trained on: for
    /// measurements in units of their own.
    case columns(mean: [Float], deviation: [Float])

    /// The features as the network reads them, in the form that multiplies fastest.
    public func callAsFunction(_ features: NodeFeatures) -> NodeFeatures {
        switch self {
        case .none: features.inBestForm()
        case .rows: features.normalizingRows().inBestForm()
        case .columns(let mean, let deviation): features.standardized(mean: mean, deviation: deviation).inBestForm()
        }
    }
}
