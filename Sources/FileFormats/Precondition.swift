/// The standard library's `precondition` says nothing where the compiler optimizes; this one takes its place in this module, as
/// `DenseArrays`' does in those that lean on it.

/// Ends the process with `message` where `condition` does not hold.
@inline(__always)
func precondition(
    _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String, file: StaticString = #file, line: UInt = #line
) {
    if !condition() { fatalError(message(), file: file, line: line) }
}
