import Autograd
import Synchronization

/// Notes down the shapes of what the parts of a network give out, for `ModuleTable`; costs a look when nobody listens.
///
/// `Sequential` notes its steps. A network that calls its parts itself may do the same:
///
///     ForwardRecorder.note("conv1", of: self, y)
public final class ForwardRecorder: Sendable {
    private struct Part: Hashable {
        let module: ObjectIdentifier
        let name: String
    }

    @TaskLocal private static var current: ForwardRecorder?
    private let shapes = Mutex<[Part: [Int]]>([:])

    /// Whether somebody listens.
    public static var isListening: Bool { current != nil }

    /// Says that the part `name` of `module` (the module itself where it is empty) has given `y`.
    public static func note(_ name: String, of module: some Module, _ y: Tensor) {
        guard let current else { return }
        let part = Part(module: ObjectIdentifier(module), name: name)
        current.shapes.withLock { $0[part] = y.shape }
    }

    /// Listens while `body` runs.
    func listening<Result>(_ body: () throws -> Result) rethrows -> Result {
        try Self.$current.withValue(self) { try body() }
    }

    func shape(_ name: String, of module: some Module) -> [Int]? {
        shapes.withLock { $0[Part(module: ObjectIdentifier(module), name: name)] }
    }
}
