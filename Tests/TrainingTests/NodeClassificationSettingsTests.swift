import Testing
import Training

@Suite struct NodeClassificationSettingsTests {
    /// Kipf & Welling, section 5.2, as the issue words it.
    @Test func kipf() {
        let s = NodeClassificationSettings.kipf
        #expect(s.hidden == 16 && s.layers == 2 && s.dropout == 0.5 && s.learningRate == 0.01)
        #expect(s.weightDecay == 5e-4 && !s.decayAll && s.epochs == 200 && s.stopping == .consecutiveRises(count: 10))
        #expect(s.selection == .last && s.normalizesFeatures && s.bias)
    }

    @Test func others() {
        let code = NodeClassificationSettings.kipfCode
        #expect(!code.bias && code.stopping == .lossAboveMean(window: 10) && code.selection == .last)
        let pyg = NodeClassificationSettings.pyg
        #expect(pyg.stopping == .none && pyg.selection == .bestValidationAccuracy && pyg.epochs == 200)
    }

    @Test func names() {
        #expect(NodeClassificationSettings.names == ["kipf", "kipf-code", "pyg", "tuned"])
        for name in NodeClassificationSettings.names {
            #expect(NodeClassificationSettings.named(name)?.name == name)
            #expect(NodeClassificationSettings.named(name.uppercased())?.name == name)
        }
        #expect(NodeClassificationSettings.named("keras") == nil)
    }

    /// Each protocol prints what it fixes.
    @Test func summaries() {
        #expect(
            NodeClassificationSettings.kipf.summary
                == "gcn, 2 layers, 16 hidden units, dropout 0.5, Adam at 0.01, weight decay 0.0005 on the first layer, bias, features normalized by row; at most 200 epochs, stopped when the validation loss has not decreased for 10 epochs in a row; judged: the last epoch's network"
        )
        #expect(NodeClassificationSettings.kipfCode.summary.contains("no bias"))
        #expect(NodeClassificationSettings.kipfCode.summary.contains("above its mean over the 10 epochs before"))
        #expect(
            NodeClassificationSettings.pyg.summary.hasSuffix(
                "; 200 epochs; judged: the network of the best validation accuracy"))
        var patient = NodeClassificationSettings.pyg
        patient.stopping = .patience(epochs: 7)
        #expect(patient.summary.contains("stopped when validation has not improved for 7"))
    }
}
