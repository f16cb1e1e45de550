import ArgumentParser
import GraphLearning

extension Data {
    struct Tensors: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "tensors",
            abstract: "List the tensors of a checkpoint: names, types and shapes, of a safetensors or PyTorch (.pth) file.",
            discussion: """
                A PyTorch file is read without executing anything in it; one that asks for more than tensors is refused.

                Example: gcn data tensors resnet18.pth
                """)

        @Argument(help: ArgumentHelp("A checkpoint file.", valueName: "FILE"), completion: .file())
        var path: String

        @OptionGroup(title: "General") var general: GeneralOptions

        func run() throws {
            general.apply()
            let file = try TensorFile(path: path)
            let count = file.entries.reduce(0) { $0 + $1.count }
            if general.json {
                Output.json(
                    .object([
                        ("file", .string(path)), ("format", .string(file.form.rawValue)),
                        ("wrapper", .array(file.wrapper.map { .string($0) })), ("numbers", .int(count)),
                        (
                            "tensors",
                            .array(
                                file.entries.map {
                                    .object([
                                        ("name", .string($0.name)), ("dtype", .string($0.dtype.rawValue)),
                                        ("shape", .array($0.shape.map { .int($0) })),
                                    ])
                                })
                        ), ("others", .array(file.others.map { .string($0) })),
                    ]))
                return
            }
            let rows =
                [["name", "type", "shape"]]
                + file.entries.map {
                    [$0.name, $0.dtype.rawValue, "[" + $0.shape.map { "\($0)" }.joined(separator: ", ") + "]"]
                }
            let place = file.wrapper.isEmpty ? "" : ", under \(file.wrapper.joined(separator: "."))"
            Output.result(Output.table(rows))
            Output.result("\(file.entries.count) tensors with \(count) numbers (\(file.form.rawValue)\(place))")
            if !file.others.isEmpty { Output.result("no tensors: \(file.others.joined(separator: ", "))") }
        }
    }
}
