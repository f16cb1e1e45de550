import TestSupport
import Testing

/// Every kind of the golden layers, losses, optimizers and schedules has a test that compares it.
@Suite struct GoldenCoverageTests {
    /// Where each kind of `nn` is compared.
    static let layers: [String: String] = [
        "Linear": "LinearTests", "Bilinear": "BilinearTests", "Embedding": "EmbeddingTests",
        "MultiheadAttention": "MultiheadAttentionTests",
        "Conv1d": "ConvolutionTests", "Conv2d": "ConvolutionTests", "Conv3d": "ConvolutionTests",
        "ConvTranspose1d": "TransposedConvolutionTests", "ConvTranspose2d": "TransposedConvolutionTests",
        "MaxPool1d": "PoolingTests", "MaxPool2d": "PoolingTests", "MaxPool3d": "PoolingTests",
        "AvgPool1d": "PoolingTests", "AvgPool2d": "PoolingTests", "AdaptiveAvgPool1d": "PoolingTests",
        "AdaptiveAvgPool2d": "PoolingTests", "AdaptiveMaxPool2d": "PoolingTests",
        "BatchNorm1d": "Normalization/BatchNormTests", "BatchNorm2d": "Normalization/BatchNormTests", "BatchNorm3d": "Normalization/BatchNormTests",
        "LayerNorm": "Normalization/LayerNormTests", "GroupNorm": "Normalization/GroupNormTests", "InstanceNorm2d": "Normalization/GroupNormTests",
        "LocalResponseNorm": "Normalization/GroupNormTests",
        "RNN": "Recurrent/RecurrentLayersTests", "LSTM": "Recurrent/RecurrentLayersTests", "GRU": "Recurrent/RecurrentLayersTests",
        "LSTMCell": "Recurrent/RecurrentTests", "GRUCell": "Recurrent/RecurrentTests",
        "ReLU": "Activations/ActivationLayerTests", "LeakyReLU": "Activations/ActivationLayerTests", "ELU": "Activations/ActivationLayerTests",
        "GELU": "Activations/ActivationLayerTests", "SiLU": "Activations/ActivationLayerTests", "Hardswish": "Activations/ActivationLayerTests",
        "Hardsigmoid": "Activations/ActivationLayerTests", "ReLU6": "Activations/ActivationLayerTests", "Sigmoid": "Activations/ActivationLayerTests",
        "Tanh": "Activations/ActivationLayerTests", "Softplus": "Activations/ActivationLayerTests", "LogSigmoid": "Activations/ActivationLayerTests",
        "SELU": "Activations/ActivationLayerTests", "Hardtanh": "Activations/ActivationLayerTests", "Mish": "Activations/ActivationLayerTests",
        "Softsign": "Activations/ActivationLayerTests", "PReLU": "Activations/ActivationLayerTests", "Softmax": "Activations/ActivationLayerTests",
        "LogSoftmax": "Activations/ActivationLayerTests",
        "interpolate": "InterpolationTests", "PixelShuffle": "InterpolationTests", "pad": "InterpolationTests",
        "CrossEntropyLoss": "Losses/CrossEntropyTests", "NLLLoss": "Losses/CrossEntropyTests",
        "BCEWithLogitsLoss": "Losses/BinaryCrossEntropyTests", "BCELoss": "Losses/BinaryCrossEntropyTests",
        "MSELoss": "Losses/RegressionTests", "L1Loss": "Losses/RegressionTests", "SmoothL1Loss": "Losses/RegressionTests",
        "HuberLoss": "Losses/RegressionTests", "KLDivLoss": "Losses/DivergenceTests", "CosineEmbeddingLoss": "Losses/PairLossesTests",
        "MarginRankingLoss": "Losses/PairLossesTests", "TripletMarginLoss": "Losses/PairLossesTests",
    ]

    /// Where each kind of `optim` is compared.
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
        for (kind, suite) in table {
            let source = try PackageFolder.text("Tests/NeuralNetworksTests/\(suite).swift")
            #expect(source.contains("\"\(kind)\""), "\(suite) does not test \(kind)")
        }
    }
}
