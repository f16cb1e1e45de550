import Foundation
import DenseArrays
import SparseMatrices
import Graphs
import GraphNetworks
import Training
func rd<T>(_ n: String, _ t: T.Type) -> [T] { let d = FileManager.default.contents(atPath: "/tmp/hello/\(n)")!; return d.withUnsafeBytes { Array($0.bindMemory(to: T.self)) } }
let name = CommandLine.arguments[1]; Threads.count = Int(CommandLine.arguments[2])!; let runs = Int(CommandLine.arguments[3])!; let proto = CommandLine.arguments[4]
let p = rd("\(name).X.p", Int64.self).map { Int($0) }, j = rd("\(name).X.j", Int64.self).map { Int32($0) }, x = rd("\(name).X.x", Float.self)
let y = rd("\(name).y", Int32.self), e = rd("\(name).e", Int32.self)
let tr = rd("\(name).tr", Int32.self).map { Int($0) }, va = rd("\(name).va", Int32.self).map { Int($0) }, te = rd("\(name).te", Int32.self).map { Int($0) }
let n = y.count
let X = CompressedRows(rows: n, columns: Int(j.max()!)+1, rowStarts: p, columnIndices: j, values: x)
let g = try Graph(nodeCount: n, edges: EdgeList(sources: Array(e[0..<e.count/2]), targets: Array(e[(e.count/2)...])), features: .sparse(X), labels: NodeLabels(values: y, classNames: (0...Int(y.max()!)).map { "\($0)" }))
let split = try NodeSplit(name: "public", train: tr, validation: va, test: te, nodeCount: n)
let t = try NodeClassificationTrainer(g, .named(proto)!)
var acc: [Double] = [], ms: [Double] = [], ep: [Int] = []
for s in 0..<runs { let r = try t.run(seed: s, split: split); acc.append(r.metrics.testAccuracy); ms += r.epochSeconds; ep.append(r.epochs) }
ms.sort()
print(name, proto, "test", acc.reduce(0,+)/Double(runs), "epochs", ep.reduce(0,+)/runs, "ms median", ms[ms.count/2]*1e3)
