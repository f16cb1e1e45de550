import Autograd

/// A path that a module does not have.
public struct UnknownPath: Error, Equatable, CustomStringConvertible {
    /// What was asked for.
    public let path: String
    /// What there is at that place.
    public let known: [String]

    public var description: String {
        known.isEmpty
            ? "no parameter is called \"\(path)\": there are none"
            : "no parameter's path begins with \"\(path)\"; known: \(known.joined(separator: ", "))"
    }
}

/// Parameters that stay as they are: they get no gradient, optimizers pass them over, and the work for their gradients is
/// saved.
///
/// Freezing does not stop the running statistics of batch normalization, as in PyTorch: those are no parameters and follow
/// every training pass; run the frozen part in evaluation to keep them.
extension Module {
    /// No parameter learns.
    public func freeze() { for parameter in parameters { parameter.tensor.requiresGradient = false } }

    /// All parameters learn.
    public func unfreeze() { for parameter in parameters { parameter.tensor.requiresGradient = true } }

    /// The parameters below `path`, such as `layer1` or `layer1.0.conv1.weight`, do not learn.
    public func freeze(_ path: String) throws(UnknownPath) {
        for parameter in try parameters(below: path) { parameter.tensor.requiresGradient = false }
    }

    /// The parameters below `path` learn.
    public func unfreeze(_ path: String) throws(UnknownPath) {
        for parameter in try parameters(below: path) { parameter.tensor.requiresGradient = true }
    }

    /// The parameters whose path is `path` or begins with it and a dot.
    public func parameters(below path: String) throws(UnknownPath) -> [Parameter] {
        let found = parameters.filter { $0.path == path || $0.path.hasPrefix(path + ".") }
        if !found.isEmpty { return found }
        // What there is below the longest beginning of `path` that there is.
        let paths = parameters.map { $0.path.split(separator: ".") }, asked = path.split(separator: ".")
        let depth = asked.indices.last { depth in paths.contains { $0.starts(with: asked[..<depth]) } } ?? 0
        var known: [String] = []
        for path in paths where path.count > depth && path.starts(with: asked[..<depth]) {
            let name = path[...depth].joined(separator: ".")
            if known.last != name { known.append(name) }
        }
        throw UnknownPath(path: path, known: known)
    }

    /// The parameters that learn: what an optimizer takes.
    public var trainableParameters: [Parameter] { parameters.filter { $0.tensor.requiresGradient } }
}
