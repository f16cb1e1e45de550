// swift-tools-version: 6.1
import PackageDescription

// Floors, lowest first: a module imports those on lower floors only. `make test` checks it with
// `--explicit-target-dependency-import-check error`.
let package = Package(
    name: "GraphLearning",
    products: [
        .library(name: "GraphLearning", targets: ["GraphLearning"]),
        .executable(name: "gcn", targets: ["gcn"]),
        .executable(name: "gcn-bench", targets: ["gcn-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        // Floor 0: C libraries and the few loops written in C. `CVectorKernels` holds hot loops over plain memory and leans on
        // nothing; `Images` (pixels) and `Reports` (points of t-SNE) call theirs directly, since no module between has any
        // use for them. Pointers stay inside those modules.
        .target(name: "COpenBLAS"),
        .target(name: "COneDNN"),
        .target(name: "CGraphBLAS", linkerSettings: [.linkedLibrary("graphblas")]),
        .target(name: "CZlib"),
        .target(name: "CImageCodecs"),
        .target(name: "CVectorGraphics"),
        .target(name: "CThreads"),
        .target(name: "CVectorKernels"),
        // Floor 1
        .target(name: "DenseArrays", dependencies: ["COpenBLAS", "CThreads", "CVectorKernels"]),
        .target(name: "FileFormats", dependencies: ["CImageCodecs", "CVectorGraphics", "CZlib"]),
        // Floor 2
        .target(name: "SparseMatrices", dependencies: ["CGraphBLAS", "CVectorKernels", "DenseArrays"]),
        .target(name: "Convolutions", dependencies: ["COneDNN", "CVectorKernels", "DenseArrays"]),
        // Floor 3
        .target(name: "Autograd", dependencies: ["Convolutions", "DenseArrays", "SparseMatrices"]),
        // Floor 4
        .target(name: "NeuralNetworks", dependencies: ["Autograd", "Convolutions", "DenseArrays", "FileFormats"]),
        .target(name: "Graphs", dependencies: ["DenseArrays", "SparseMatrices"]),
        // Floor 5
        .target(name: "Molecules", dependencies: ["DenseArrays", "FileFormats", "Graphs"]),
        .target(
            name: "GraphDatasets", dependencies: ["DenseArrays", "FileFormats", "Graphs", "Molecules", "SparseMatrices"]),
        .target(
            name: "GraphNetworks",
            dependencies: ["Autograd", "DenseArrays", "Graphs", "NeuralNetworks", "SparseMatrices"]),
        .target(name: "Images", dependencies: ["CVectorKernels", "DenseArrays", "FileFormats"]),
        .target(name: "ImageNetworks", dependencies: ["Autograd", "Convolutions", "DenseArrays", "NeuralNetworks"]),
        // Floor 6
        .target(
            name: "Training",
            dependencies: [
                "Autograd", "DenseArrays", "FileFormats", "GraphDatasets", "GraphNetworks", "Graphs", "ImageNetworks",
                "Images", "Molecules", "NeuralNetworks", "SparseMatrices",
            ]),
        .target(name: "Reports", dependencies: ["CVectorKernels", "DenseArrays", "FileFormats"]),
        // Floor 7
        .target(
            name: "GraphLearning",
            dependencies: [
                "Autograd", "Convolutions", "DenseArrays", "FileFormats", "GraphDatasets", "GraphNetworks", "Graphs",
                "ImageNetworks", "Images", "Molecules", "NeuralNetworks", "Reports", "SparseMatrices", "Training",
            ]),
        // Floor 8
        .executableTarget(
            name: "gcn",
            dependencies: ["GraphLearning", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
        .executableTarget(
            name: "gcn-bench",
            dependencies: ["GraphLearning", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
        .executableTarget(name: "FirstNetwork", dependencies: ["GraphLearning"], path: "Examples/FirstNetwork"),
        .executableTarget(name: "OwnLayer", dependencies: ["GraphLearning"], path: "Examples/OwnLayer"),
        .executableTarget(name: "LayerFigures", dependencies: ["GraphLearning"], path: "Examples/LayerFigures"),
        .executableTarget(
            name: "GraphsKarate", dependencies: ["GraphLearning"], path: "Examples/Graphs-Karate",
            exclude: ["README.md", "graphs-karate.html", "graphs-karate.ipynb", "graphs-karate.svg"]),
        .executableTarget(
            name: "MoleculesShipped", dependencies: ["GraphLearning"], path: "Examples/Molecules-Shipped",
            exclude: ["README.md", "molecules-shipped.html", "molecules-shipped.ipynb", "molecules-shipped.svg"]),
        .executableTarget(
            name: "MeshShapes", dependencies: ["GraphLearning"], path: "Examples/Mesh-Shapes",
            exclude: ["README.md", "mesh-shapes.html", "mesh-shapes.ipynb", "mesh-shapes.svg"]),
        .executableTarget(
            name: "GCNPapers", dependencies: ["GraphLearning"], path: "Examples/GCN-Papers",
            exclude: ["README.md", "gcn-papers.html", "gcn-papers.ipynb", "gcn-papers.svg"]),
        .executableTarget(
            name: "GCNCora", dependencies: ["GraphLearning"], path: "Examples/GCN-Cora",
            exclude: ["README.md", "gcn-cora.html", "gcn-cora.ipynb", "gcn-cora.svg"]),
        .executableTarget(
            name: "ConvolutionBasics", dependencies: ["GraphLearning"], path: "Examples/Convolution-Basics",
            exclude: ["README.md", "convolution-basics.html", "convolution-basics.ipynb", "convolution-basics.svg"]),
        .executableTarget(
            name: "DNNAndCNNFashionMNIST", dependencies: ["GraphLearning"], path: "Examples/DNN-and-CNN-FashionMNIST",
            exclude: ["README.md", "dnn-and-cnn-fashionmnist.html", "dnn-and-cnn-fashionmnist.ipynb", "dnn-and-cnn-fashionmnist.svg"]),
        .executableTarget(
            name: "GraphClassificationMUTAG", dependencies: ["GraphLearning"], path: "Examples/GraphClassification-MUTAG",
            exclude: ["README.md", "graphclassification-mutag.html", "graphclassification-mutag.ipynb", "graphclassification-mutag.svg"]),
        .executableTarget(
            name: "SocialPages", dependencies: ["GraphLearning"], path: "Examples/Social-Pages",
            exclude: ["README.md", "social-pages.html", "social-pages.ipynb", "social-pages.svg"]),
        // Tests, file for file as the sources. TestSupport holds what they share: golden values, tolerances, gradient
        // checks, small graphs, data folders.
        .target(
            name: "TestSupport", dependencies: ["Autograd", "DenseArrays", "FileFormats", "Graphs"],
            path: "Tests/Support"),
        .testTarget(name: "DenseArraysTests", dependencies: ["DenseArrays", "TestSupport"]),
        .testTarget(name: "SparseMatricesTests", dependencies: ["DenseArrays", "SparseMatrices", "TestSupport"]),
        .testTarget(
            name: "AutogradTests",
            dependencies: ["Autograd", "Convolutions", "DenseArrays", "Graphs", "SparseMatrices", "TestSupport"]),
        .testTarget(
            name: "NeuralNetworksTests",
            dependencies: ["Autograd", "Convolutions", "DenseArrays", "NeuralNetworks", "TestSupport"]),
        .testTarget(
            name: "ConvolutionsTests", dependencies: ["COneDNN", "Convolutions", "DenseArrays", "TestSupport"]),
        .testTarget(
            name: "GraphsTests", dependencies: ["DenseArrays", "Graphs", "SparseMatrices", "TestSupport"]),
        .testTarget(
            name: "MoleculesTests", dependencies: ["DenseArrays", "FileFormats", "Graphs", "Molecules", "TestSupport"]),
        .testTarget(name: "ExamplesTests",
            dependencies: [
                "ConvolutionBasics", "DNNAndCNNFashionMNIST", "FileFormats", "FirstNetwork", "GCNCora", "GCNPapers",
                "GraphClassificationMUTAG", "GraphsKarate", "LayerFigures", "MeshShapes", "MoleculesShipped", "OwnLayer",
                "SocialPages", "TestSupport",
            ]),
        .testTarget(
            name: "GraphNetworksTests",
            dependencies: [
                "Autograd", "DenseArrays", "GraphNetworks", "Graphs", "NeuralNetworks", "SparseMatrices", "TestSupport",
            ]),
        .testTarget(
            name: "ImageNetworksTests",
            dependencies: [
                "Autograd", "Convolutions", "DenseArrays", "FileFormats", "ImageNetworks", "NeuralNetworks", "TestSupport",
            ]),
        .testTarget(
            name: "TrainingTests",
            dependencies: [
                "Autograd", "Convolutions", "DenseArrays", "FileFormats", "GraphDatasets", "GraphNetworks", "Graphs", "ImageNetworks", "Images", "Molecules",
                "NeuralNetworks", "SparseMatrices", "TestSupport", "Training",
            ]),
        .testTarget(name: "ReportsTests", dependencies: ["CVectorKernels", "DenseArrays", "FileFormats", "Reports", "TestSupport"]),
        .testTarget(name: "ImagesTests", dependencies: ["DenseArrays", "FileFormats", "Images", "TestSupport"]),
        .testTarget(name: "gcnTests", dependencies: ["FileFormats", "TestSupport", "gcn"]),
        .testTarget(name: "FileFormatsTests", dependencies: ["FileFormats"]),
        .testTarget(
            name: "GraphDatasetsTests",
            dependencies: ["DenseArrays", "FileFormats", "GraphDatasets", "Graphs", "Molecules", "SparseMatrices"]),
    ],
    swiftLanguageModes: [.v6]
)
