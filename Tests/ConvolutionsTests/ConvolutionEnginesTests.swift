import Convolutions
import Testing

@Suite struct ConvolutionEnginesTests {
    @Test func oneIsChosen() {
        let names = ConvolutionEngines.available.map(\.name)
        #expect(names.contains(ConvolutionEngines.current.name))
        #expect(names[0] == "im2col")
        #expect(names == ConvolutionEngines.names.filter { OneDNNEngine.problem == nil || !$0.hasSuffix("onednn") })
    }

    @Test func aTaskMayUseAnother() {
        for engine in ConvolutionEngines.available {
            let name = ConvolutionEngines.with(engine) { ConvolutionEngines.current.name }
            #expect(name == engine.name)
        }
    }
}
