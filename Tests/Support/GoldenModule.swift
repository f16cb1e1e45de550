import Autograd
import DenseArrays
import Testing

/// A parameter as golden tests see it: its state_dict name and the order of its axes there (nil: as they are).
public typealias GoldenParameter = (path: String, tensor: Tensor, storedAxes: [Int]?)

extension GoldenCase {
    /// The names of all tensors of the case that begin with `prefix`, without it.
    public func names(_ prefix: String) -> [String] {
        (manifest["tensors"]?.object ?? []).compactMap { key, _ in
            key.hasPrefix(prefix) ? String(key.dropFirst(prefix.count)) : nil
        }
    }

    /// An input that wants a gradient.
    public func input(_ name: String, requiresGradient: Bool = true) throws -> Tensor {
        Tensor(try array("in.\(name)"), requiresGradient: requiresGradient)
    }

    /// Puts the case's parameters into these, which must be all that the case has.
    public func load(
        into parameters: [GoldenParameter], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(
            Set(parameters.map(\.path)) == Set(names("param.")), "\(self): parameters", sourceLocation: sourceLocation)
        for parameter in parameters {
            let stored = try array("param.\(parameter.path)")
            let value = parameter.storedAxes.map { stored.permuted(inverse($0)) } ?? stored
            if value.shape != parameter.tensor.shape {
                Issue.record(
                    "\(self): \(parameter.path) has shape \(parameter.tensor.shape), expected \(value.shape)",
                    sourceLocation: sourceLocation)
                continue
            }
            parameter.tensor.value = value
        }
    }

    /// Compares every output that the case has an upstream gradient for, sends that back, and compares every gradient
    /// that the case has for `inputs` and `parameters`.
    public func check(
        outputs: [String: Tensor], inputs: [String: Tensor], parameters: [GoldenParameter] = [], _ what: String = "",
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(
            Set(names("up.")).isSubset(of: Set(outputs.keys)), "\(self): outputs", sourceLocation: sourceLocation)
        var total: Tensor?
        for (name, output) in outputs {
            expectClose(
                output.value, try array("out.\(name)"), .golden, "\(self)\(what): \(name)",
                sourceLocation: sourceLocation)
            guard has("up.\(name)") else { continue }
            let upstream = try array("up.\(name)")
            if upstream.shape != output.shape { return }
            // Σ out ∘ up
            let part = (output * Tensor(upstream)).sum()
            total = total.map { $0 + part } ?? part
        }
        total?.backward()
        #expect(
            Set(names("grad_in.")).isSubset(of: Set(inputs.keys)), "\(self): inputs", sourceLocation: sourceLocation)
        for (name, input) in inputs where has("grad_in.\(name)") {
            expectClose(
                input.gradient ?? DenseArray(zeros: input.shape), try array("grad_in.\(name)"), .golden,
                "\(self)\(what): gradient of \(name)", sourceLocation: sourceLocation)
        }
        for (path, tensor, storedAxes) in parameters {
            let gradient = tensor.gradient ?? DenseArray(zeros: tensor.shape)
            expectClose(
                storedAxes.map { gradient.permuted($0) } ?? gradient, try array("grad_param.\(path)"), .golden,
                "\(self)\(what): gradient of \(path)", sourceLocation: sourceLocation)
        }
    }
}

/// The permutation that undoes `axes`.
private func inverse(_ axes: [Int]) -> [Int] { axes.indices.map { place in axes.firstIndex(of: place) ?? place } }
