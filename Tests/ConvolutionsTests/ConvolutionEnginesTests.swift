import Convolutions
import Testing

@Suite struct ConvolutionEnginesTests {
    @Test func oneIsChosen() {
        #expect(ConvolutionEngines.available.map(\.name).contains(ConvolutionEngines.current.name))
        #expect(ConvolutionEngines.available[0].name == "im2col")
    }

    @Test func aTaskMayUseAnother() {
        for engine in ConvolutionEngines.available {
            let name = ConvolutionEngines.with(engine) { ConvolutionEngines.current.name }
            #expect(name == engine.name)
        }
    }
}
