// Shapes as graphs: spheres, tori, boxes, cones and cylinders made here, told apart by a graph network.
// Writes itself as a notebook beside this file: mesh-shapes.ipynb and mesh-shapes.html.
import GraphLearning

let options = CommandLine.arguments.dropFirst()
let isQuick = options.contains("--quick")
let folder =
    options.first { !$0.hasPrefix("-") }
    ?? #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined()
let notebook = Notebook(title: "Meshes: shapes told apart as graphs")

notebook.markdown(
    """
    A surface made of triangles is a graph: its corners are nodes, the triangles' sides are edges. Here five kinds of solids
    are made, each in its own proportions, turned anyhow and roughened with noise; a network learns to name them from
    **what the surface is like at each corner**, without seeing where the corners lie.

    ## The shapes
    """)

let noise = 0.02
notebook.code { cell in
    let shown = Shape.allCases.map {
        (mesh: $0.mesh(RandomKey(seed: $0.rawValue), noise: noise), caption: $0.name, isRight: Bool?.none)
    }
    for (mesh, caption, _) in shown {
        print("\(caption): \(mesh.vertexCount) vertices, \(mesh.faces.count) triangles")
    }
    cell.show(
        svg: MeshDrawing.svg(shown, columns: 5), narrow: MeshDrawing.svg(shown, columns: 2),
        alt: "a sphere, a torus, a box, a cone and a cylinder")
}

notebook.markdown(
    """
    ## From surfaces to graphs

    Six numbers describe each corner: how many sides meet there, the mean and the spread of their lengths, its part of the
    area, and two curvatures. They are the same however the solid is turned, moved or scaled.
    """)

let (set, meshes) = try notebook.code { cell in
    let each = isQuick ? 24 : 60
    var meshes: [Mesh] = []
    var graphs: [Graph] = []
    var labels: [Int32] = []
    for shape in Shape.allCases {
        for number in 0..<each {
            let mesh = shape.mesh(RandomKey(seed: 1).child(shape.rawValue).child(number), noise: noise)
            let graph = try mesh.graph()
            meshes.append(mesh)
            graphs.append(
                try Graph(
                    nodeCount: graph.nodeCount, edges: graph.edges,
                    features: .dense(mesh.invariantFeatures)))
            labels.append(Int32(shape.rawValue))
        }
    }
    let set = try GraphSet(
        name: "shapes", graphs: graphs, labels: labels, classNames: Shape.allCases.map(\.name))
    print("\(set.count) graphs of \(set.classCount) kinds, \(set.nodeCount) nodes, \(set.edgeCount) edges")
    print("features:", Mesh.invariantFeatureNames.joined(separator: ", "))
    return (set, meshes)
}

notebook.markdown(
    """
    ## Training

    A graph isomorphism network (GIN; Xu et al., 2019, arXiv:1810.00826) lets each corner hear its neighbours, then takes the
    mean over all corners. A third of the shapes is kept for the test.
    """)

let run = try notebook.code { cell in
    let third = try Fold.stratified(labels: set.labels!, count: 3, seed: 0)[0]
    var settings = GraphTrainingSettings.named("fixed", model: "gin")!
    settings.network.layers = 3
    settings.epochs = isQuick ? 20 : 40
    let run = try GraphTrainer(set).run(settings, fold: third, seed: 0)
    let right = zip(third.test, run.testPredictions.argmaxRows()).count { Int(set.labels![$0]) == $1 }
    print("\(third.train.count) training shapes, \(third.test.count) test shapes, \(run.epochs) epochs")
    print("\(right) of \(third.test.count) test shapes are named rightly")
    cell.show(
        LearningCurves(panels: [
            .init(name: "loss", curves: [.init(name: "training", values: run.history.map(\.trainLoss))]),
            .init(
                name: "accuracy",
                curves: [.init(name: "training", values: run.history.map(\.trainScore))], isShare: true),
        ]), width: 800)
    return run
}

notebook.markdown("## What it says of shapes it has not seen")

notebook.code { cell in
    let said = run.testPredictions.argmaxRows()
    let test = run.fold.test
    let report = ClassificationReport(
        actual: test.map { Int(set.labels![$0]) }, predicted: said, classNames: set.classNames)
    for scores in report.classes {
        let found = Int((scores.recall * Double(scores.support)).rounded())
        print("\(scores.name): \(found) of \(scores.support) found")
    }
    cell.show(ConfusionMatrixChart(counts: report.confusion, names: set.classNames), width: 560)
    // mistakes first, then others
    let order = test.indices.sorted { a, b in
        let (x, y) = (said[a] == Int(set.labels![test[a]]), said[b] == Int(set.labels![test[b]]))
        return x == y ? RandomKey(seed: 2).bits(a) < RandomKey(seed: 2).bits(b) : !x
    }
    let shown = order.prefix(10).map { place in
        let name = set.classNames[said[place]]
        let isRight = said[place] == Int(set.labels![test[place]])
        return (
            mesh: meshes[test[place]],
            caption: isRight ? name : "\(name)? no, \(set.classNames[Int(set.labels![test[place]])])",
            isRight: Bool?.some(isRight)
        )
    }
    cell.show(
        svg: MeshDrawing.svg(shown, columns: 5), narrow: MeshDrawing.svg(shown, columns: 2),
        alt: "ten test shapes with what the network calls them")
}

notebook.markdown(
    """
    The task is an easy one: how these meshes are made also gives them away, for a sphere's poles have as many sides as it has
    slices. Meshes of one's own are read from PLY and OBJ files by `gcn train FOLDER`.
    """)

try notebook.write(to: folder, name: "mesh-shapes")
let picture = notebook.pictures.last
try Files.write(picture ?? "", to: "\(folder)/mesh-shapes.svg")
print("written: \(folder)/mesh-shapes.ipynb, .html and .svg")
