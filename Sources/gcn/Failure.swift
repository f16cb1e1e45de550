import ArgumentParser
import GraphLearning

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A command's own refusal, with the exit code that says what kind it is.
struct Failure: Error, CustomStringConvertible {
    static let usage: Int32 = 64
    static let badData: Int32 = 65
    static let missingFile: Int32 = 66
    static let internalFault: Int32 = 70
    static let inputOutput: Int32 = 74
    static let interrupted: Int32 = 130

    let code: Int32
    let description: String

    init(_ code: Int32, _ description: String) {
        self.code = code
        self.description = description
    }

    /// Prints what went wrong to standard error and ends the process with the code of its kind.
    static func exit(with error: any Error) -> Never {
        let code: Int32
        switch error {
        case let failure as Failure: code = failure.code
        case let error as DatasetError: code = error.kind.exitCode
        case let error as FileError: code = exitCode(error.kind)
        case is GraphError, is NodeClassifierError, is GraphPredictorError, is ExplanationError, is MoleculeTrainingError, is MoleculeExplanationError, is ImageTrainingError: code = badData
        case is SettingsError, is SamplerError, is ImageError: code = usage
        case let error as SampledTrainingError:
            if case .graph = error { code = badData } else { code = usage }
        default: GCNTool.exit(withError: error)  // the argument parser's own: help, version, usage
        }
        Output.error("gcn: \(error)")
        Glibc.exit(code)
    }

    static func exitCode(_ kind: FileError.Kind) -> Int32 {
        switch kind {
        case .missing: missingFile
        case .malformed, .unsupported: badData
        case .inputOutput: inputOutput
        }
    }
}
