/// The standard library's `precondition` says nothing where the compiler optimizes: the process ends and the user does
/// not learn why. The two functions here take its place in this package and always print their message.

/// Ends the process with `message` where `condition` does not hold.
@inlinable @inline(__always)
package func precondition(
    _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String = String(), file: StaticString = #file,
    line: UInt = #line
) {
    if !condition() { preconditionFailure(message(), file: file, line: line) }
}

/// Ends the process with `message`.
@inlinable @inline(never)
package func preconditionFailure(
    _ message: @autoclosure () -> String = String(), file: StaticString = #file, line: UInt = #line
) -> Never {
    fatalError(message(), file: file, line: line)
}
