/// Graph neural networks on a CPU: `import GraphLearning` brings all modules that a user needs.
@_exported import Autograd
@_exported import Convolutions
@_exported import DenseArrays
@_exported import FileFormats
@_exported import GraphDatasets
@_exported import GraphNetworks
@_exported import Graphs
@_exported import ImageNetworks
@_exported import Images
@_exported import Molecules
@_exported import NeuralNetworks
@_exported import Reports
@_exported import SparseMatrices
@_exported import Training
