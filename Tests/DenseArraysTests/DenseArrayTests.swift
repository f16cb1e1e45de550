import DenseArrays
import TestSupport
import Testing

@Suite struct DenseArrayTests {
    @Test func shapesAndCounts() {
        let scalar = DenseArray(3)
        #expect(
            scalar.shape == [] && scalar.count == 1 && scalar.rows == 1 && scalar.columns == 1 && scalar.scalar == 3)
        let vector = DenseArray([1, 2, 3])
        #expect(vector.shape == [3] && vector.rows == 3 && vector.columns == 1)
        let cube = DenseArray((0..<24).map(Float.init), shape: [2, 3, 4])
        #expect(cube.rows == 2 && cube.columns == 12 && cube[13] == 13)
        let matrix = DenseArray(rows: [[1, 2], [3, 4], [5, 6]])
        #expect(matrix.shape == [3, 2] && matrix[2, 1] == 6 && matrix.elements == [1, 2, 3, 4, 5, 6])
        let empty = DenseArray(zeros: [0, 5])
        #expect(empty.count == 0 && empty.rows == 0 && empty.columns == 5 && empty.elements.isEmpty)
        #expect(DenseArray(rows: []).shape == [0, 0])
    }

    @Test func copiesShareUntilWritten() {
        let original = DenseArray([1, 2, 3])
        var copy = original
        copy[1] = 9
        #expect(original.elements == [1, 2, 3] && copy.elements == [1, 9, 3])
        var other = copy
        other.add(DenseArray([1, 1, 1]))
        #expect(copy.elements == [1, 9, 3] && other.elements == [2, 10, 4])
        let view = copy.reshaped([3, 1])
        copy[0] = -1
        #expect(view.elements == [1, 9, 3] && copy[0] == -1)
    }

    @Test func aSoleOwnerIsWrittenInPlace() {
        var array = DenseArray(zeros: [100])
        let before = array.withUnsafeElements { $0.baseAddress }
        array[5] = 1
        #expect(array.withUnsafeElements { $0.baseAddress } == before)
        let second = array
        array[6] = 1
        #expect(array.withUnsafeElements { $0.baseAddress } != before)
        #expect(second.withUnsafeElements { $0.baseAddress } == before && second[6] == 0 && second[5] == 1)
    }

    @Test func memoryIsAligned() {
        for count in [0, 1, 63, 64, 65, 1000, 1 << 20] {
            let array = DenseArray(zeros: [count])
            #expect(array.withUnsafeElements { UInt(bitPattern: $0.baseAddress) % 64 } == 0)
        }
    }

    @Test func equality() {
        #expect(DenseArray([1, 2]) == DenseArray([1, 2]))
        #expect(DenseArray([1, 2]) != DenseArray([1, 3]))
        #expect(DenseArray([1, 2]) != DenseArray([1, 2], shape: [2, 1]))
        #expect(DenseArray([.nan]) != DenseArray([.nan]))
        #expect(DenseArray([0]) == DenseArray([-0]))
    }

    @Test func descriptionShowsShapeAndStart() {
        #expect(DenseArray([1, 2.5]).description == "DenseArray[2](1.0, 2.5)")
        #expect(DenseArray(zeros: [3, 3]).description.hasSuffix("0.0, …)"))
    }

    @Test func anElementCountThatDoesNotFitIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = DenseArray([1, 2], shape: [3])
        }
        expectMessage(end, "DenseArray: shape [3] holds 3 elements, found 2")
    }

    @Test func anIndexOutsideIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = DenseArray(zeros: [2, 2])[1, 2]
        }
        expectMessage(end, "DenseArray: [1, 2] outside shape [2, 2]")
    }

    @Test func aShapeThatDoesNotFillIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = DenseArray(zeros: [2, 2]).reshaped([3])
        }
        expectMessage(end, "DenseArray.reshaped: shape [2, 2] does not fill shape [3]")
    }
}
