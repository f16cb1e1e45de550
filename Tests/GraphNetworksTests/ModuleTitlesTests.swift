import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@testable import GraphNetworks

/// Titles are what PyG 2.8.1 printed; parts bear the names that parameters' paths begin with.
@Suite struct ModuleTitlesTests {
    private let key = RandomKey(seed: 1)

    @Test func layersAsPyGPrintsThem() {
        let linear = Linear(inputs: 6, outputs: 4, key: key)
        #expect(GCNConvolution(inputs: 1433, outputs: 16, key: key).summary == "GCNConv(1433, 16)")
        #expect(GATConvolution(inputs: 3, outputs: 4, heads: 2, key: key).summary == "GATConv(3, 4, heads=2)")
        #expect(SAGEConvolution(inputs: 3, outputs: 4, key: key).summary == "SAGEConv(3, 4, aggr=mean)")
        #expect(ChebyshevConvolution(inputs: 3, outputs: 4, order: 3, key: key).summary == "ChebConv(3, 4, K=3, normalization=sym)")
        #expect(TAGConvolution(inputs: 3, outputs: 4, steps: 3, key: key).summary == "TAGConv(3, 4, K=3)")
        #expect(
            ARMAConvolution(inputs: 3, outputs: 4, stacks: 2, layers: 3, key: key).summary
                == "ARMAConv(3, 4, num_stacks=2, num_layers=3)")
        #expect(EdgeConvolution(network: linear).summary == "EdgeConv(nn=Linear(in_features=6, out_features=4, bias=True))")
        #expect(Set2Set(inputs: 3, rounds: 2, key: key).summary == "Set2Set(3, 6)")
        #expect(ReductionReadout(.mean).summary == "MeanAggregation()" && ReductionReadout(.maximum).summary == "MaxAggregation()")
        #expect(TopKPooling(inputs: 3, key: key).summary == "TopKPooling(3, ratio=0.5, multiplier=1.0)")
        #expect(
            SAGPooling(layer: SAGEConvolution(inputs: 3, outputs: 1, key: key), key: key).summary
                == "SAGPooling(SAGEConv, 3, ratio=0.5, multiplier=1.0)")
    }

    @Test func aNetwork() {
        let network = GCN(NodeModelConfiguration(inputs: 1433, outputs: 7), key: key)
        #expect(
            network.summary == """
                GCN(
                  (convs): ModuleList(
                    (0): GCNConv(1433, 16)
                    (1): GCNConv(16, 7)
                  )
                )
                """)
    }

    /// Every entry of a part is one of the whole, under the part's name; and most of the whole's are parts'.
    private func check(_ module: any Module, _ name: String) {
        let all = Dictionary(module.state.map { ($0.path, ObjectIdentifier($0.tensor)) }, uniquingKeysWith: { $1 })
        for child in module.children {
            for entry in child.module.state {
                #expect(all["\(child.name).\(entry.path)"] == ObjectIdentifier(entry.tensor), "\(name): \(child.name).\(entry.path)")
            }
            check(child.module, "\(name).\(child.name)")
        }
    }

    @Test(arguments: NodeModels.standard.map(\.name))
    func nodeModels(name: String) throws {
        let kind = try #require(NodeModels.named(name))
        let configuration = NodeModelConfiguration(model: name, inputs: 6, hidden: 8, outputs: 3, layers: 2)
        let module = kind.make(configuration, key)
        check(module, name)
        #expect(!module.children.isEmpty && module.summary.contains("\n  ("), "\(module.summary)")
    }

    @Test(arguments: GraphModels.standard.map(\.name))
    func graphModels(name: String) throws {
        let kind = try #require(GraphModels.named(name))
        let configuration = GraphModelConfiguration(model: name, inputs: 6, hidden: 8, outputs: 3)
        let module = kind.make(configuration, key)
        check(module, name)
        #expect(!module.children.isEmpty && module.summary.contains("\n  ("), "\(module.summary)")
    }
}
