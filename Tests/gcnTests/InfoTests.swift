import Testing

@Suite struct InfoTests {
    @Test func json() throws {
        let folder = try TemporaryFolder()
        let facts = try folder.gcn("info", "--json", "--threads", "3").expectSuccess().json()
        for key in ["gcn", "cpu", "graphblas", "openblas", "openblas_kernels", "elementwise_kernels", "swift"] {
            #expect(facts[key]?.string?.isEmpty == false, "\(key)")
        }
        #expect(facts["threads"]?.int == 3 && (facts["processors"]?.int ?? 0) > 0)
        #expect(facts["openblas"]?.string?.hasPrefix("OpenBLAS") == true)
    }

    @Test func text() throws {
        let lines = try TemporaryFolder().gcn("info").expectSuccess().output.split(separator: "\n")
        #expect(
            lines.map { $0.prefix(22).split(separator: " ").joined(separator: " ") } == [
                "gcn", "cpu", "processors", "threads", "graphblas", "openblas", "openblas kernels", "onednn", "png", "jpeg",
                "elementwise kernels", "swift",
            ])
    }

    @Test func aRunsNetwork() throws {
        let trained = try Trained.get()
        let json = try trained.folder.gcn("info", "run", "--json").expectSuccess().json()
        let summary = try #require(json["summary"]?.string)
        #expect(summary.hasPrefix("GCN(\n  (convs): ModuleList(\n    (0): GCNConv(") && (json["parameters"]?.int ?? 0) > 0)
        let text = try trained.folder.gcn("info", "run").expectSuccess().output
        #expect(text.hasPrefix(summary + "\n") && text.hasSuffix(" parameters\n"))
        #expect(try trained.folder.gcn("info", "no-such-run").code == 66)
    }
}
