/// Sorts a few indices in place: insertion for short runs, which nearly all of a molecule's are, the library's sort beyond.
///
/// `precedes` must be a strict weak order. The order of equal elements is not kept for long runs.
@inline(__always)
func sortIndices(
    _ indices: UnsafeMutableBufferPointer<Int32>, _ precedes: (Int32, Int32) -> Bool
) {
    let count = indices.count
    if count > 24 {
        var rest = indices
        rest.sort(by: precedes)
        return
    }
    var next = 1
    while next < count {
        let element = indices[next]
        var place = next
        while place > 0, precedes(element, indices[place - 1]) {
            indices[place] = indices[place - 1]
            place -= 1
        }
        indices[place] = element
        next += 1
    }
}

/// Whether the permutation that sorts these numbers is odd; the numbers differ from one another.
@inline(__always)
func isOddPermutation(_ numbers: UnsafeBufferPointer<Int32>) -> Bool {
    var isOdd = false
    var first = 0
    while first < numbers.count {
        var second = first + 1
        while second < numbers.count {
            if numbers[second] < numbers[first] { isOdd.toggle() }
            second += 1
        }
        first += 1
    }
    return isOdd
}
