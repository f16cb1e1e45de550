extension NodeClassificationSettings {
    /// The settings under which a kind of network is trained when nothing else is asked for: its paper's for citation
    /// networks, where it has some, else those of PyG's examples (200 epochs, the best validation epoch).
    ///
    /// - Parameter model: a name in `NodeModels`; an unknown one gets the common settings.
    public static func standard(for model: String) -> NodeClassificationSettings {
        if model == "gcn" { return .kipf }
        if model == "classic-gcn" { return .tuned }
        var settings = NodeClassificationSettings(name: model)
        settings.model = model
        settings.selection = .bestValidationAccuracy
        switch model {
        case "mlp":
            settings = .kipf
            settings.model = model
            settings.name = "kipf"
        case "gat":
            // Veličković et al., 2018, section 3.3
            settings.hidden = 8
            settings.options = ["heads": 8, "output_heads": 1]
            settings.dropout = 0.6
            settings.learningRate = 0.005
            settings.decayAll = true
            settings.epochs = 1000
            settings.stopping = .patience(epochs: 100)
        case "gatv2":
            settings.hidden = 64
            settings.options = ["heads": 8]
            settings.dropout = 0.6
            settings.learningRate = 0.005
            settings.decayAll = true
            settings.epochs = 1000
            settings.stopping = .patience(epochs: 100)
        case "sgc":
            // Wu et al., 2019: K = 2, learning rate 0.2, 100 epochs; they tune the penalty for each set, this one is the best
            // of 5e-3 … 1e-5 by Cora's validation nodes (20 seeds)
            settings.dropout = 0
            settings.learningRate = 0.2
            settings.weightDecay = 5e-5
            settings.decayAll = true
            settings.epochs = 100
        case "appnp":
            // Gasteiger et al., 2019, section 5, but at most 1,000 epochs instead of 10,000
            settings.hidden = 64
            settings.options = ["steps": 10, "alpha": 0.1]
            settings.weightDecay = 5e-3
            settings.epochs = 1000
            settings.stopping = .patience(epochs: 100)
        case "gcnii":
            // Chen et al., 2020, table 3 and appendix: 64 layers, decay 0.01 on convolutions, 5e-4 on the others
            settings.hidden = 64
            settings.layers = 64
            settings.options = ["alpha": 0.1, "theta": 0.5]
            settings.dropout = 0.6
            settings.weightDecay = 0.01
            settings.otherWeightDecay = 5e-4
            settings.epochs = 1500
            settings.stopping = .patience(epochs: 100)
        case "arma":
            // Bianchi et al., 2021, and PyG's example
            settings.options = ["stacks": 3, "depth": 1]
            settings.decayAll = true
        case "cheb": settings.options = ["order": 3]
        case "tag": settings.options = ["steps": 3]
        default: break
        }
        return settings
    }
}
