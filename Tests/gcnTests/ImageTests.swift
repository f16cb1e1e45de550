import FileFormats
import Testing

@Suite struct ImageTests {
    /// IDX files as Fashion-MNIST's: pictures of 12 by 12 whose bright row tells the class.
    static func write(_ folder: TemporaryFolder, _ name: String = "pictures", train: Int = 200, test: Int = 50) throws {
        for (part, count) in [("train", train), ("t10k", test)] {
            var pixels: [UInt8] = [0, 0, 8, 3] + bytes(count) + bytes(12) + bytes(12), labels: [UInt8] = [0, 0, 8, 1] + bytes(count)
            for item in 0..<count {
                let label = item * 7 % 10
                labels.append(UInt8(label))
                for y in 0..<12 { for x in 0..<12 { pixels.append(y == label + 1 ? 200 : UInt8((item * 31 + y * 12 + x * 5) % 60)) } }
            }
            try folder.write("\(name)/\(part)-images-idx3-ubyte", pixels)
            try folder.write("\(name)/\(part)-labels-idx1-ubyte", labels)
        }
    }

    private static func bytes(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(number >> (24 - 8 * $0) & 255) } }

    @Test func trainEvaluatePredict() throws {
        let folder = try TemporaryFolder()
        try Self.write(folder)
        let arguments = [
            "image", "train", "pictures", "--model", "cnn", "--epochs", "4", "--batch", "20", "--engine", "im2col", "--out", "run",
        ]
        let outcome = try Tool.run(arguments + ["--json"], in: folder).expectSuccess()
        #expect(outcome.error.contains("200 training and 50 test pictures of 12x12x1, 10 classes; convolutions by im2col"))
        #expect(outcome.error.contains("epoch 4/4"))
        let result = try outcome.json()
        #expect((result["test_mean"]?.double ?? 0) > 0.9, "\(result.encoded())")
        #expect(result["engine"]?.string == "im2col" && result["runs"]?.array?.count == 1)
        #expect(
            try folder.list("run") == [
                "config.json", "confusion.svg", "curves.svg", "metrics.jsonl", "model.safetensors", "predictions.csv", "result.json",
                "samples.svg",
            ])
        #expect(try folder.text("run/samples.svg").contains("data:image/png;base64,"))
        #expect(try folder.text("run/metrics.jsonl").split(separator: "\n").count == 4)
        #expect(SHA256.hex(try folder.read("run/model.safetensors")) == result["weights_sha256"]?.string)
        #expect(try folder.text("run/predictions.csv").split(separator: "\n").count == 51)

        let judged = try folder.gcn("image", "evaluate", "run", "--json", "--engine", "im2col").expectSuccess().json()
        #expect(judged["accuracy"]?.double == result["test_mean"]?.double && judged["count"]?.int == 50)
        let text = try folder.gcn("image", "evaluate", "run", "--part", "train").expectSuccess().output
        #expect(text.hasPrefix("pictures, train pictures: 200\naccuracy ") && text.contains("Ankle boot"))

        let vectors = try folder.gcn("embed", "run", "--plot", "v.svg", "--plot-method", "pca", "--out", "v.csv", "--json").expectSuccess().json()
        #expect(vectors["pictures"]?.int == 50 && (vectors["dimensions"]?.int ?? 0) > 8)
        #expect(try folder.text("v.csv").split(separator: "\n").count == 51 && folder.text("v.csv").hasPrefix("picture,label,d0,"))

        // a picture of class 3 (Dress), larger than the network's and coloured
        var pixels: [UInt8] = []
        for y in 0..<24 { for _ in 0..<24 { pixels += [UInt8](repeating: y / 2 == 4 ? 200 : 30, count: 3) } }
        try folder.write("dress.png", PNGWriter.encode(height: 24, width: 24, channels: 3, pixels: pixels))
        let told = try folder.gcn("image", "predict", "run", "dress.png", "dress.png", "--json").expectSuccess().json()
        #expect(told["pictures"]?.array?.count == 2)
        #expect(told["pictures"]?.array?.first?["prediction"]?.string == "Dress", "\(told.encoded())")
        let table = try folder.gcn("image", "predict", "run", "dress.png").expectSuccess().output
        #expect(table.hasPrefix("picture") && table.contains("Dress"))
        _ = try folder.gcn("image", "predict", "run", "dress.png", "--out", "told.csv", "-q").expectSuccess()
        #expect(try folder.text("told.csv").hasPrefix("picture,prediction,T-shirt/top,"))
        let shown = try folder.gcn("info", "run", "--dot", "graph.dot").expectSuccess().output
        #expect(shown.hasPrefix("FashionCNN(\n  (layer1): Sequential(\n    (0): Conv2d(1, 32, kernel_size=(3, 3)"), "\(shown)")
        let graph = try folder.text("graph.dot")
        #expect(shown.contains("[1, 12, 12, 32]") && graph.contains("layer1.0.weight"))
        let all = try folder.gcn("image", "predict", "run").expectSuccess().output
        #expect(all.split(separator: "\n").count == 51 && all.hasPrefix("picture,label,prediction,"))
    }

    @Test func severalSeedsAndFolders() throws {
        let folder = try TemporaryFolder()
        for part in ["train", "val"] {
            for (name, bright) in [("dark", 20), ("light", 220)] {
                for number in 0..<6 {
                    let side = 16 + number
                    let pixels = (0..<side * side * 3).map { UInt8(bright + ($0 * 7 + number) % 30) }
                    try folder.write(
                        "mine/\(part)/\(name)/\(number).png", PNGWriter.encode(height: side, width: side, channels: 3, pixels: pixels))
                }
            }
        }
        try folder.write("mine/train/dark/broken.png", [1, 2, 3])
        let outcome = try folder.gcn(
            "image", "train", "mine", "--model", "dnn", "--size", "12", "--epochs", "3", "--batch", "4", "--runs", "2", "--augment",
            "flip", "--out", "run")
        outcome.expectSuccess()
        #expect(outcome.error.contains("12 training and 12 test pictures of 12x12x3, 2 classes"), "\(outcome.error)")
        #expect(outcome.error.contains("broken.png") && outcome.error.contains("passed over"))
        #expect(outcome.output.contains("mean and deviation of 2 seeds from 0; 12 test pictures"), "\(outcome.output)")
        _ = try folder.gcn("image", "evaluate", "run").expectSuccess()
    }

    @Test func badInput() throws {
        let folder = try TemporaryFolder()
        try Self.write(folder, train: 20, test: 10)
        for (arguments, text) in [
            (["--model", "x"], "--model x: expected dnn, cnn, vgg, resnet"), (["--epochs", "0"], "--epochs 0: expected a whole number from 1"),
            (["--augment", "spin"], "unknown transform \"spin\""), (["--protocol", "x"], "--protocol x: expected default or chapter"),
            (["--patience", "3"], "--validation SHARE"), (["--engine", "cuda"], "--engine cuda: expected"),
        ] {
            let outcome = try Tool.run(["image", "train", "pictures"] + arguments, in: folder)
            #expect(outcome.code == 64 && outcome.error.contains(text), "\(arguments): \(outcome.code) \(outcome.error)")
        }
        let missing = try folder.gcn("image", "train", "nothing")
        #expect(missing.code == 66 && missing.error.contains("nothing"), "\(missing.error)")
        var short = try folder.read("pictures/t10k-images-idx3-ubyte")
        short.removeLast(5)
        try folder.write("pictures/t10k-images-idx3-ubyte", short)
        let cut = try folder.gcn("image", "train", "pictures", "--out", "run")
        #expect(cut.code == 65 && cut.error.contains("pictures/t10k-images-idx3-ubyte"), "\(cut.error)")
        #expect(!Files.exists(folder.path + "/run"))
        let noRun = try folder.gcn("image", "evaluate", "run")
        #expect(noRun.code == 66, "\(noRun.error)")
        let list = try folder.gcn("image", "train", "pictures", "--augment", "help").expectSuccess().output
        #expect(list.contains("crop:SIZE[:PADDING]"))
    }
}
