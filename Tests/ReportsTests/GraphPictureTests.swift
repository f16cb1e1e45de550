import DenseArrays
import Testing

@testable import Reports

struct GraphPictureTests {
    private func picture(nodes: Int, groups: Int = 3) -> GraphPicture {
        let key = RandomKey(seed: 1)
        return GraphPicture(
            title: "Node <0> & others", subtitle: "sub",
            nodes: (0..<nodes).map { GraphPicture.Node(name: "n\($0)", group: $0 % groups, isMarked: $0 == 0) },
            edges: (1..<max(1, nodes)).map {
                GraphPicture.Edge(
                    source: $0, target: key.integer($0, below: $0), weight: Double($0) - 5, isDirected: $0 % 2 == 0,
                    isChosen: $0 % 3 == 0)
            }, classNames: (0..<groups).map { "class \($0)" }, notes: ["a note"])
    }

    @Test(arguments: [0, 1, 2, 12, 60]) func isWellFormedAndHasAll(nodes: Int) {
        let picture = picture(nodes: nodes), text = picture.svg()
        #expect(wellFormed(text) == nil && picture.svg(width: 360) != text)
        // a name that would lie on another is left to the pointer
        for node in 0..<nodes { #expect(text.contains("<title>n\(node)</title>"), "\(node)") }
        for node in 0..<min(12, nodes) where nodes <= 12 { #expect(text.contains(">n\(node)</text>"), "\(node)") }
        #expect(text.contains("Node &lt;0&gt; &amp; others") && text.contains("a note") && text.contains("class 2"))
        // a ring for the marked node alone
        #expect(text.components("s-wrong\"") == (nodes > 0 ? 1 : 0))
        #expect(text.components("stroke-dasharray") == max(0, nodes - 1) - max(0, nodes - 1) / 3)
        checkChart(picture, "\(nodes)")
    }

    @Test func theSameKeyGivesTheSamePicture() {
        let picture = picture(nodes: 30)
        #expect(picture.svg(key: RandomKey(seed: 2)) == picture.svg(key: RandomKey(seed: 2)))
        #expect(picture.svg(key: RandomKey(seed: 2)) != picture.svg(key: RandomKey(seed: 3)))
    }

    /// From grey to blue, below zero to red, on light and on dark paper.
    @Test func colours() {
        #expect(Ink.weight(0).light == "#d6d6d6" && Ink.weight(1).light == "#103482" && Ink.weight(-1).light == "#a0191e")
        #expect(Ink.weight(2) == Ink.weight(1) && Ink.weight(.nan) == Ink.weight(0) && Ink.weight(1).dark == "#84c4ff")
        #expect(Set((-10...10).map { Ink.weightStep($0).name }).count == 21 && Set((-10...10).map { Ink.weightStep($0).dark }).count == 21)
    }

    @Test func figures() {
        #expect(GraphDrawing.figure(0.02274) == "0.0227" && GraphDrawing.figure(0.5) == "0.5")
        #expect(GraphDrawing.figure(12.345) == "12.3" && GraphDrawing.figure(1234) == "1234" && GraphDrawing.figure(0) == "0")
    }
}

extension String {
    /// How often a text is there.
    fileprivate func components(_ text: String) -> Int { ranges(of: text).count }
}

struct ForceLayoutTests {
    @Test func placesFillTheFieldAndKeepApart() {
        let key = RandomKey(seed: 4)
        for count in [2, 5, 40] {
            let ties = (1..<count).map { ($0, key.integer($0, below: $0)) }
            let places = ForceLayout.places(nodes: count, ties: ties, aspect: 1.4, key: key)
            #expect(places.count == count)
            #expect(places.allSatisfy { $0.x >= 0 && $0.x <= 1 && $0.y >= 0 && $0.y <= 1 })
            for i in 0..<count {
                for j in 0..<i {
                    let (dx, dy) = ((places[i].x - places[j].x) * 1.4, places[i].y - places[j].y)
                    // half of what 40 nodes evenly spread would have
                    #expect((dx * dx + dy * dy).squareRoot() > 0.07, "\(count): \(i) and \(j)")
                }
            }
        }
    }

    @Test func tiedNodesLieNearerThanOthers() {
        // two squares of four, each tied in itself, and one tie between them
        let ties = [(0, 1), (1, 2), (2, 3), (3, 0), (0, 2), (4, 5), (5, 6), (6, 7), (7, 4), (4, 6), (0, 4)]
        let places = ForceLayout.places(nodes: 8, ties: ties, key: RandomKey(seed: 1))
        func distance(_ a: Int, _ b: Int) -> Double {
            let (dx, dy) = (places[a].x - places[b].x, places[a].y - places[b].y)
            return (dx * dx + dy * dy).squareRoot()
        }
        #expect(distance(1, 2) < distance(1, 5) && distance(5, 6) < distance(2, 6))
    }

    @Test func smallOnes() {
        #expect(ForceLayout.places(nodes: 0, ties: [], key: RandomKey(seed: 1)).isEmpty)
        #expect(ForceLayout.places(nodes: 1, ties: [], key: RandomKey(seed: 1)).map(\.x) == [0.5])
        let same = ForceLayout.places(nodes: 3, ties: [(0, 0)], centre: 9, key: RandomKey(seed: 1))
        #expect(same.allSatisfy { $0.x.isFinite && $0.y.isFinite })
    }
}
