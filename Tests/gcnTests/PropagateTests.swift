import FileFormats
import Testing

@Suite struct PropagateTests {
    @Test func labelsOfADataSet() throws {
        let trained = try Trained.get(), folder = try TemporaryFolder()
        let outcome = try folder.gcn("propagate", trained.path("net"), "--out", "labels.csv", "--json", "-q")
        let result = try outcome.expectSuccess().json()
        #expect(result["task"]?.string == "label-propagation" && result["steps"]?.int == 50)
        // papers cite their own topic: chance would be a third
        #expect((result["test"]?.double ?? 0) > 0.45)
        #expect((result["unreached_nodes"]?.int ?? 900) < 900)
        #expect(try folder.text("labels.csv").split(separator: "\n").count == 901)
        let text = try folder.gcn("propagate", trained.path("net"), "--steps", "3", "--alpha", "0.5").expectSuccess().output
        #expect(text.hasPrefix("net: label propagation, test accuracy ") && text.contains("3 steps, alpha 0.5"))
    }

    @Test func correctAndSmoothOfARun() throws {
        let trained = try Trained.get(), folder = try TemporaryFolder()
        let outcome = try folder.gcn("propagate", trained.path("run"), "--out", "better.csv", "--json", "-q")
        let result = try outcome.expectSuccess().json()
        #expect(result["task"]?.string == "correct-and-smooth" && result["scale"]?.string == "auto")
        // before is what the training said
        #expect(result["before"]?["test"]?.double == trained.result["test_mean"]?.double)
        for stage in ["corrected", "after"] { #expect((result[stage]?["test"]?.double ?? 0) > 0.45, "\(stage)") }
        #expect(try folder.text("better.csv").hasPrefix("node,label,"))
        // nothing spread, nothing changed but the known labels
        let still = try folder.gcn(
            "propagate", trained.path("run"), "--scale", "0", "--smoothing-steps", "0", "--json", "-q"
        ).expectSuccess().json()
        #expect(still["after"]?["test"]?.double == still["before"]?["test"]?.double)
        let text = try folder.gcn("propagate", trained.path("run"), "-q").expectSuccess().output
        #expect(text.contains("Correct & Smooth by") && text.contains("before") && text.contains("after"))
    }

    @Test func badArguments() throws {
        let trained = try Trained.get(), folder = try TemporaryFolder()
        for (arguments, text) in [
            (["--alpha", "1.5"], "--alpha 1.5: expected 0 to 1"), (["--steps", "-1"], "--steps"),
            (["--smoothing-alpha", "-0.5"], "--smoothing-alpha"),
        ] {
            let outcome = try Tool.run(["propagate", trained.path("net")] + arguments, in: folder)
            #expect(outcome.code == 64 && outcome.error.contains(text), "\(outcome.error)")
        }
        #expect(try folder.gcn("propagate", trained.path("run"), "--split", "60/20/20").code == 64)
        #expect(try folder.gcn("propagate", "nowhere").code == 66)
        try folder.write("bare/nodes.csv", "id,x\na,1\nb,2\n")
        try folder.write("bare/edges.csv", "source,target\na,b\n")
        let bare = try folder.gcn("propagate", "bare")
        #expect(bare.code == 65 && bare.error.contains("has no labels to spread"), "\(bare.error)")
    }
}
