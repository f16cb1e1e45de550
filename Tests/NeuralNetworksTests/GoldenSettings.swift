import Convolutions
import TestSupport

extension GoldenCase {
    /// A number for each axis: one for all or a list.
    func axes(_ key: String) -> (any AxisLengths)? {
        guard let value = setting(key) else { return nil }
        if let number = value.int { return number }
        return value.array?.compactMap { $0.int }
    }
}
