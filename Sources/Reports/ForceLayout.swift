import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Places for a graph's nodes in the unit square: ties pull, nodes push one another away.
///
/// Starts with rings around a centre (a node's ring is its distance), then Fruchterman & Reingold's forces, k² / d between all
/// pairs and d² / k along ties, under a falling limit; a weak pull to the middle keeps parts together that no tie joins. Then
/// nodes are moved apart that are still too near. The same key gives the same picture. O(steps · (nodes² + ties)).
///
/// Source: Fruchterman & Reingold, 1991, "Graph Drawing by Force-Directed Placement", DOI 10.1002/spe.4380211102.
public enum ForceLayout {
    /// - Parameters:
    ///   - nodes: how many there are.
    ///   - ties: pairs of nodes.
    ///   - centre: the node that the first rings lie around; 0 when nil.
    ///   - aspect: width over height of the field; places fill `0 ... 1` in both directions.
    ///   - steps: rounds of moving all nodes.
    ///   - key: what the first places are drawn by.
    public static func places(
        nodes: Int, ties: [(Int, Int)], centre: Int? = nil, aspect: Double = 1, steps: Int = 400, key: RandomKey
    ) -> [(x: Double, y: Double)] {
        if nodes == 0 { return [] }
        if nodes == 1 { return [(0.5, 0.5)] }
        var neighbours = [[Int]](repeating: [], count: nodes)
        for tie in ties where tie.0 != tie.1 {
            neighbours[tie.0].append(tie.1)
            neighbours[tie.1].append(tie.0)
        }
        var (x, y) = start(nodes, neighbours, centre ?? 0, key)
        let k = 1 / Double(nodes).squareRoot()
        for step in 0..<steps {
            var fx = [Double](repeating: 0, count: nodes), fy = fx
            for i in 0..<nodes {
                for j in i + 1..<max(i + 1, nodes) {
                    var (dx, dy) = (x[i] - x[j], y[i] - y[j])
                    if dx == 0, dy == 0 { (dx, dy) = (1e-3 * (key.uniform(i * nodes + j) - 0.5), 1e-3) }
                    let push = k * k / max(dx * dx + dy * dy, 1e-6)
                    fx[i] += dx * push
                    fy[i] += dy * push
                    fx[j] -= dx * push
                    fy[j] -= dy * push
                }
                fx[i] -= x[i] * 1.6 * k
                fy[i] -= y[i] * 1.6 * k
            }
            for tie in ties where tie.0 != tie.1 {
                let (dx, dy) = (x[tie.0] - x[tie.1], y[tie.0] - y[tie.1])
                let pull = (dx * dx + dy * dy).squareRoot() / k
                fx[tie.0] -= dx * pull
                fy[tie.0] -= dy * pull
                fx[tie.1] += dx * pull
                fy[tie.1] += dy * pull
            }
            let limit = 0.12 * (1 - Double(step) / Double(steps)) + 0.001
            for i in 0..<nodes {
                let length = max((fx[i] * fx[i] + fy[i] * fy[i]).squareRoot(), 1e-12)
                x[i] += fx[i] / length * min(length, limit)
                y[i] += fy[i] / length * min(length, limit)
            }
        }
        turn(&x, &y, wide: aspect > 1)
        fit(&x)
        fit(&y)
        separate(&x, &y, aspect)
        return zip(x, y).map { ($0, $1) }
    }

    /// Rings around the centre by distance; nodes of one ring evenly spread, near those they are tied to.
    private static func start(
        _ nodes: Int, _ neighbours: [[Int]], _ centre: Int, _ key: RandomKey
    ) -> ([Double], [Double]) {
        var distance = [Int](repeating: -1, count: nodes)
        var order = [min(max(0, centre), nodes - 1)]
        distance[order[0]] = 0
        var next = 0
        while next < order.count {
            for other in neighbours[order[next]] where distance[other] < 0 {
                distance[other] = distance[order[next]] + 1
                order.append(other)
            }
            next += 1
        }
        let far = (distance.max() ?? 0) + 1
        var angle = [Double](repeating: 0, count: nodes)
        for ring in 1...far {
            let members = order.filter { distance[$0] == ring } + (ring == far ? (0..<nodes).filter { distance[$0] < 0 } : [])
            for (place, node) in members.enumerated() {
                angle[node] = 2 * Double.pi * (Double(place) + 0.2 * key.uniform(node)) / Double(members.count)
            }
        }
        var (x, y) = ([Double](repeating: 0, count: nodes), [Double](repeating: 0, count: nodes))
        for node in 0..<nodes {
            let radius = Double(distance[node] < 0 ? far : distance[node]) / Double(far)
            x[node] = radius * cos(angle[node])
            y[node] = radius * sin(angle[node])
        }
        return (x, y)
    }

    /// Turns the longest extent into the wider direction (principal axes).
    private static func turn(_ x: inout [Double], _ y: inout [Double], wide: Bool) {
        let n = Double(x.count)
        let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
        var (xx, xy, yy) = (0.0, 0.0, 0.0)
        for i in x.indices {
            xx += (x[i] - mx) * (x[i] - mx)
            xy += (x[i] - mx) * (y[i] - my)
            yy += (y[i] - my) * (y[i] - my)
        }
        let angle = 0.5 * atan2(2 * xy, xx - yy) + (wide ? 0 : Double.pi / 2)
        let (c, s) = (cos(angle), sin(angle))
        for i in x.indices {
            let (dx, dy) = (x[i] - mx, y[i] - my)
            x[i] = c * dx + s * dy
            y[i] = c * dy - s * dx
        }
    }

    /// Into 0 ... 1; all in the middle where there is no extent.
    private static func fit(_ values: inout [Double]) {
        guard let low = values.min(), let high = values.max() else { return }
        for i in values.indices { values[i] = high > low ? (values[i] - low) / (high - low) : 0.5 }
    }

    /// Moves nodes apart that are nearer than most of what an even spread would give them.
    private static func separate(_ x: inout [Double], _ y: inout [Double], _ aspect: Double) {
        let gap = 0.62 * (aspect / Double(x.count)).squareRoot()
        for _ in 0..<120 {
            var moved = false
            for i in x.indices {
                for j in i + 1..<max(i + 1, x.count) {
                    let (dx, dy) = ((x[i] - x[j]) * aspect, y[i] - y[j])
                    let d = max((dx * dx + dy * dy).squareRoot(), 1e-6)
                    if d >= gap { continue }
                    moved = true
                    let step = 0.25 * (gap - d) / d
                    x[i] += dx * step / aspect
                    x[j] -= dx * step / aspect
                    y[i] += dy * step
                    y[j] -= dy * step
                }
            }
            for i in x.indices {
                x[i] = min(1, max(0, x[i]))
                y[i] = min(1, max(0, y[i]))
            }
            if !moved { break }
        }
    }
}
