import Testing

/// Expects that a process that an exit test watched said `text` when it ended:
///
///     let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { … }
///     expectMessage(end, "SparseMatrix.product: …")
public func expectMessage(
    _ end: ExitTest.Result?, _ text: String, sourceLocation: SourceLocation = #_sourceLocation
) {
    // nil: the expectation itself has failed and said so
    guard let end else { return }
    let said = String(decoding: end.standardErrorContent, as: UTF8.self)
    #expect(said.contains(text), sourceLocation: sourceLocation)
}
