import GraphLearning

extension Bench {
    /// A training step and inference of the networks on Fashion-MNIST's sizes, with random pictures, as
    /// `peers/torch_images.py` times them: the median of many.
    func imageSuite() {
        let key = RandomKey(seed: seed), batch = 100
        let x = DenseArray(uniform: [batch, 28, 28, 1], low: 0, high: 1, key: key.child("pictures"))
        let labels = (0..<batch).map { Int32(key.child("labels").integer($0, below: 10)) }
        for kind in ImageModels.all {
            for engine in kind.name == "dnn" ? [ConvolutionEngines.current] : ConvolutionEngines.available {
                ConvolutionEngines.with(engine) {
                    let model = kind.make(
                        ImageModelConfiguration(model: kind.name, height: 28, width: 28, channels: 1, classes: 10), key: key)
                    let optimizer = Adam([ParameterGroup(model.parameters.map(\.tensor), rate: 0.001)])
                    var step = 0
                    func train() {
                        optimizer.clearGradients()
                        let loss = model(Tensor(x), .training(key.child("step").child(step))).crossEntropy(labels: labels)
                        loss.backward()
                        optimizer.step()
                        step += 1
                    }
                    func infer() { _ = withoutGradients { model(Tensor(x), .evaluation).value } }
                    for _ in 0..<5 { train() }
                    let training = (0..<runs * 10).map { _ in Measure.milliseconds(train) }
                    infer()
                    let inference = (0..<runs * 10).map { _ in Measure.milliseconds(infer) }
                    report(
                        "images", "fashion_\(kind.name)",
                        [
                            ("engine", .string(engine.name)), ("batch", .int(batch)), ("step_ms", .double(training.median)),
                            ("train_images_per_s", .double(Double(batch) * 1000 / training.median)),
                            ("infer_images_per_s", .double(Double(batch) * 1000 / inference.median)),
                        ])
                }
            }
        }
    }
}
