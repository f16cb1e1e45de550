import FileFormats
import TestSupport
import Testing

@testable import Images

@Suite struct FashionMNISTTests {
    @Test func theFilesOfTheSet() throws {
        guard let folder = DataFolder.find("fashion_mnist") else { return }
        let (train, test) = try FashionMNIST.load(folder: folder)
        #expect(train.count == 60000 && test.count == 10000)
        #expect(train.size == ImageSize(height: 28, width: 28, channels: 1))
        #expect(train.classCounts == [Int](repeating: 6000, count: 10))
        #expect(test.classCounts == [Int](repeating: 1000, count: 10))
        #expect(train.classNames[Int(train.labels[0])] == "Ankle boot")
        #expect(train.classNames.count == 10)
    }

    @Test func wrongFilesAreNamed() throws {
        do {
            _ = try FashionMNIST.load(folder: "/nowhere")
            Issue.record("no error")
        } catch {
            #expect("\(error)".hasPrefix("/nowhere/train-images-idx3-ubyte.gz: no such folder; expected the IDX files"))
        }
    }
}
