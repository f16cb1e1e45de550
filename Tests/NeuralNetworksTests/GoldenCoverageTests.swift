import TestSupport
import Testing

/// Every kind of the golden layers, losses, optimizers and schedules has a test that compares it.
@Suite struct GoldenCoverageTests {
    /// Who compares each kind of `nn`.
    static let layers: [String: String] = [
        "Linear": "LinearTests", "Bilinear": "BilinearTests", "Embedding": "EmbeddingTests",
        "MultiheadAttention": "MultiheadAttentionTests",
        "Conv1d": "ConvolutionTests", "Conv2d": "ConvolutionTests", "Conv3d": "ConvolutionTests",
        "ConvTranspose1d": "TransposedConvolutionTests", "ConvTranspose2d": "TransposedConvolutionTests",
        "MaxPool1d": "PoolingTests", "MaxPool2d": "PoolingTests", "MaxPool3d": "PoolingTests",
        "AvgPool1d": "PoolingTests", "AvgPool2d": "PoolingTests", "AdaptiveAvgPool1d": "PoolingTests",
        "AdaptiveAvgPool2d": "PoolingTests", "AdaptiveMaxPool2d": "PoolingTests",
        "BatchNorm1d": "BatchNormTests", "BatchNorm2d": "BatchNormTests", "BatchNorm3d": "BatchNormTests",
        "LayerNorm": "LayerNormTests", "GroupNorm": "GroupNormTests", "InstanceNorm2d": "GroupNormTests",
        "LocalResponseNorm": "GroupNormTests",
        "RNN": "RecurrentLayersTests", "LSTM": "RecurrentLayersTests", "GRU": "RecurrentLayersTests",
        "LSTMCell": "RecurrentTests", "GRUCell": "RecurrentTests",
        "ReLU": "ActivationLayerTests", "LeakyReLU": "ActivationLayerTests", "ELU": "ActivationLayerTests",
        "GELU": "ActivationLayerTests", "SiLU": "ActivationLayerTests", "Hardswish": "ActivationLayerTests",
        "Hardsigmoid": "ActivationLayerTests", "ReLU6": "ActivationLayerTests", "Sigmoid": "ActivationLayerTests",
        "Tanh": "ActivationLayerTests", "Softplus": "ActivationLayerTests", "LogSigmoid": "ActivationLayerTests",
        "SELU": "ActivationLayerTests", "Hardtanh": "ActivationLayerTests", "Mish": "ActivationLayerTests",
        "Softsign": "ActivationLayerTests", "PReLU": "ActivationLayerTests", "Softmax": "ActivationLayerTests",
        "LogSoftmax": "ActivationLayerTests",
        "interpolate": "InterpolationTests", "PixelShuffle": "InterpolationTests", "pad": "InterpolationTests",
        "CrossEntropyLoss": "CrossEntropyTests", "NLLLoss": "CrossEntropyTests",
        "BCEWithLogitsLoss": "BinaryCrossEntropyTests", "BCELoss": "BinaryCrossEntropyTests",
        "MSELoss": "RegressionTests", "L1Loss": "RegressionTests", "SmoothL1Loss": "RegressionTests",
        "HuberLoss": "RegressionTests", "KLDivLoss": "DivergenceTests", "CosineEmbeddingLoss": "PairLossesTests",
        "MarginRankingLoss": "PairLossesTests", "TripletMarginLoss": "PairLossesTests",
    ]

    /// Who compares each kind of `optim`.
    static let optimizers: [String: String] = [
        "SGD": "SGDTests", "Adam": "AdamTests", "AdamW": "AdamTests", "Adamax": "AdamaxTests", "NAdam": "NAdamTests",
        "RMSprop": "RMSpropTests", "Adagrad": "AdagradTests", "clip_grad_norm_": "GradientClippingTests",
        "StepLR": "LearningRateScheduleTests", "MultiStepLR": "LearningRateScheduleTests",
        "ExponentialLR": "LearningRateScheduleTests", "CosineAnnealingLR": "LearningRateScheduleTests",
        "CosineAnnealingWarmRestarts": "LearningRateScheduleTests", "LinearLR": "LearningRateScheduleTests",
        "ConstantLR": "LearningRateScheduleTests", "PolynomialLR": "LearningRateScheduleTests",
        "LambdaLR": "LearningRateScheduleTests", "SequentialLR": "LearningRateScheduleTests",
        "OneCycleLR": "OneCycleScheduleTests", "CyclicLR": "CyclicScheduleTests",
        "ReduceLROnPlateau": "PlateauScheduleTests",
    ]

    @Test(arguments: [("nn", layers), ("optim", optimizers)])
    func everyKindHasATest(file: String, table: [String: String]) throws {
        let kinds = Set(try Golden.load(file).cases.map(\.kind))
        #expect(kinds.subtracting(table.keys).isEmpty, "kinds of \(file) that nobody tests")
    }
}
