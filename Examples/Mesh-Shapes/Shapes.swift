import GraphLearning

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Solids made of triangles, no two alike: proportions, resolution and noise are drawn from a key.
enum Shape: Int, CaseIterable {
    case sphere, torus, box, cone, cylinder

    var name: String { "\(self)" }

    /// A surface of about 150 to 400 vertices, turned anyhow, each vertex moved by noise.
    ///
    /// - Parameter noise: the deviation of a vertex, in units of the solid's size of about 1.
    func mesh(_ key: RandomKey, noise: Double) -> Mesh {
        func random(_ place: Int, _ low: Double, _ high: Double) -> Double {
            low + (high - low) * key.uniform(place)
        }
        let around = 14 + key.integer(0, below: 8)
        var points: [SIMD3<Double>]
        var faces: [[Int32]]
        switch self {
        case .sphere:
            let rings = 10 + key.integer(1, below: 5)
            let profile = (1..<rings).map { ring in
                let angle = Double.pi * Double(ring) / Double(rings)
                return (sin(angle), cos(angle))
            }
            (points, faces) = Self.turned(profile, around: around, bottom: (0, 1), top: (0, -1))
        case .cone:
            let height = random(1, 1.4, 2.4)
            let steps = 9
            // the side downwards, then the base inwards
            let profile =
                (1...steps).map {
                    (Double($0) / Double(steps), height * (1 - Double($0) / Double(steps)))
                } + [(0.66, 0), (0.33, 0)]
            (points, faces) = Self.turned(profile, around: around, bottom: (0, height), top: (0, 0))
        case .cylinder:
            let height = random(1, 1.2, 2.6)
            let steps = 9
            let profile =
                [(0.33, height), (0.66, height)]
                + (0...steps).map { (1, height * (1 - Double($0) / Double(steps))) } + [
                    (0.66, 0), (0.33, 0),
                ]
            (points, faces) = Self.turned(profile, around: around, bottom: (0, height), top: (0, 0))
        case .torus:
            (points, faces) = Self.torus(
                around: around + 6, across: 10 + key.integer(1, below: 4), tube: random(2, 0.3, 0.5))
        case .box:
            (points, faces) = Self.box(
                SIMD3(random(1, 0.8, 1.6), random(2, 0.8, 1.6), random(3, 0.8, 1.6)),
                steps: 6 + key.integer(4, below: 2))
        }
        let turn = Self.rotation(random(10, 0, 6.28), random(11, 0, 6.28), random(12, 0, 6.28))
        let moved = points.enumerated().flatMap { place, point -> [Float] in
            let shifts = (0..<3).map { axis in
                noise
                    * (key.uniform(100 + 3 * place + axis) + key.uniform(100_000 + 3 * place + axis) - 1)
                    * 2.45
            }
            let noisy = point + SIMD3(shifts[0], shifts[1], shifts[2])
            return turn.map { row in Float((row * noisy).sum()) }
        }
        return Mesh(positions: DenseArray(moved, shape: [points.count, 3]), faces: faces)
    }

    /// A profile of (radius, height) turned around an axis, closed by a point at either end.
    private static func turned(
        _ profile: [(Double, Double)], around: Int, bottom: (Double, Double), top: (Double, Double)
    ) -> ([SIMD3<Double>], [[Int32]]) {
        var points = [SIMD3(0, 0, bottom.1)]
        for (radius, height) in profile {
            for step in 0..<around {
                let angle = 2 * Double.pi * Double(step) / Double(around)
                points.append(SIMD3(radius * cos(angle), radius * sin(angle), height))
            }
        }
        points.append(SIMD3(0, 0, top.1))
        func place(_ ring: Int, _ step: Int) -> Int32 { Int32(1 + ring * around + step % around) }
        var faces: [[Int32]] = []
        for step in 0..<around {
            faces.append([0, place(0, step), place(0, step + 1)])
            for ring in 0..<profile.count - 1 {
                faces.append([place(ring, step), place(ring + 1, step), place(ring + 1, step + 1)])
                faces.append([place(ring, step), place(ring + 1, step + 1), place(ring, step + 1)])
            }
            faces.append([
                Int32(points.count - 1), place(profile.count - 1, step + 1),
                place(profile.count - 1, step),
            ])
        }
        return (points, faces)
    }

    private static func torus(around: Int, across: Int, tube: Double) -> ([SIMD3<Double>], [[Int32]]) {
        var points: [SIMD3<Double>] = []
        var faces: [[Int32]] = []
        for i in 0..<around {
            for j in 0..<across {
                let (a, b) = (
                    2 * Double.pi * Double(i) / Double(around), 2 * Double.pi * Double(j) / Double(across)
                )
                points.append(
                    SIMD3((1 + tube * cos(b)) * cos(a), (1 + tube * cos(b)) * sin(a), tube * sin(b)))
                func place(_ i: Int, _ j: Int) -> Int32 { Int32((i % around) * across + j % across) }
                faces.append([place(i, j), place(i + 1, j), place(i + 1, j + 1)])
                faces.append([place(i, j), place(i + 1, j + 1), place(i, j + 1)])
            }
        }
        return (points, faces)
    }

    private static func box(_ size: SIMD3<Double>, steps: Int) -> ([SIMD3<Double>], [[Int32]]) {
        var points: [SIMD3<Double>] = []
        var faces: [[Int32]] = []
        var known: [SIMD3<Int32>: Int32] = [:]
        func vertex(_ cell: SIMD3<Int32>) -> Int32 {
            if let place = known[cell] { return place }
            known[cell] = Int32(points.count)
            points.append(
                size * (SIMD3(Double(cell.x), Double(cell.y), Double(cell.z)) / Double(steps) - 0.5))
            return Int32(points.count - 1)
        }
        for axis in 0..<3 {
            let (u, v) = ((axis + 1) % 3, (axis + 2) % 3)
            for side in [0, steps] {
                for i in 0..<steps {
                    for j in 0..<steps {
                        let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map { (di, dj) in
                            var cell = SIMD3<Int32>(repeating: 0)
                            cell[axis] = Int32(side)
                            cell[u] = Int32(i + di)
                            cell[v] = Int32(j + dj)
                            return vertex(cell)
                        }
                        let face = side == 0 ? [corners[0], corners[3], corners[2], corners[1]] : corners
                        faces.append([face[0], face[1], face[2]])
                        faces.append([face[0], face[2], face[3]])
                    }
                }
            }
        }
        return (points, faces)
    }

    private static func rotation(_ a: Double, _ b: Double, _ c: Double) -> [SIMD3<Double>] {
        [
            SIMD3(
                cos(a) * cos(b), cos(a) * sin(b) * sin(c) - sin(a) * cos(c),
                cos(a) * sin(b) * cos(c) + sin(a) * sin(c)),
            SIMD3(
                sin(a) * cos(b), sin(a) * sin(b) * sin(c) + cos(a) * cos(c),
                sin(a) * sin(b) * cos(c) - cos(a) * sin(c)),
            SIMD3(-sin(b), cos(b) * sin(c), cos(b) * cos(c)),
        ]
    }
}

/// Meshes drawn side by side, faces shaded by their direction, the far ones first.
enum MeshDrawing {
    /// What changes on dark paper: the names of colours say what it is.
    private static let dark =
        "rect[fill=white]{fill:#15191e} text[fill=black]{fill:#e8ecf0} text[fill=darkgreen]{fill:#36cf9d} "
        + "text[fill=firebrick]{fill:#ff9159}"

    static func svg(_ meshes: [(mesh: Mesh, caption: String, isRight: Bool?)], columns: Int) -> String {
        let size = 190.0
        let rows = (meshes.count + columns - 1) / columns
        var svg = SVG(
            width: Double(min(columns, meshes.count)) * size, height: Double(rows) * (size + 10), background: "white")
        for (number, item) in meshes.enumerated() {
            let (left, top) = (Double(number % columns) * size, Double(number / columns) * (size + 10))
            draw(item.mesh, on: &svg, centre: (left + size / 2, top + size / 2 + 10), size: size * 0.4)
            let colour = item.isRight.map { $0 ? "darkgreen" : "firebrick" } ?? "black"
            svg.text(
                item.caption, x: left + size / 2, y: top + 16, size: 13, fill: colour, anchor: .middle,
                bold: item.isRight == false)
        }
        // in the text, behind the root's tag
        guard let body = svg.text.firstRange(of: "<rect") else { return svg.text }
        let style = "<style>@media (prefers-color-scheme:dark){\(dark)}</style>\n"
        return svg.text[..<body.lowerBound] + style + svg.text[body.lowerBound...]
    }

    private static func draw(
        _ mesh: Mesh, on svg: inout SVG, centre: (x: Double, y: Double), size: Double
    ) {
        let p = mesh.positions.elements.map { Double($0) }
        let count = Double(mesh.vertexCount)
        let middle = (0..<3).map { axis in
            stride(from: axis, to: p.count, by: 3).reduce(0) { $0 + p[$1] } / count
        }
        let points = (0..<mesh.vertexCount).map {
            SIMD3(p[3 * $0] - middle[0], p[3 * $0 + 1] - middle[1], p[3 * $0 + 2] - middle[2])
        }
        let reach = points.map { ($0 * $0).sum().squareRoot() }.max() ?? 1
        let light = SIMD3(0.35, 0.5, 0.79)
        let faces = mesh.faces.map { face -> (depth: Double, corners: [SIMD3<Double>]) in
            let corners = face.map { points[Int($0)] }
            return (corners.reduce(0) { $0 + $1.z } / Double(corners.count), corners)
        }.sorted { $0.depth < $1.depth }
        for face in faces {
            let (a, b) = (face.corners[1] - face.corners[0], face.corners[2] - face.corners[0])
            let normal = SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
            let length = max(1e-12, (normal * normal).sum().squareRoot())
            if normal.z < 0 { continue }  // it looks away
            let share = 0.25 + 0.75 * abs((normal * light).sum()) / length
            let (red, green, blue) = (
                Int(60 + 150 * share), Int(90 + 140 * share), Int(120 + 130 * share)
            )
            let outline = face.corners.map { (x: centre.x + $0.x / reach * size, y: centre.y - $0.y / reach * size) }
            // a dark face and a lighter one within it: the rim is the triangle's side
            let corners = Double(outline.count)
            let middle = (x: outline.reduce(0) { $0 + $1.x } / corners, y: outline.reduce(0) { $0 + $1.y } / corners)
            svg.polygon(outline, fill: "#3b5166")
            svg.polygon(
                outline.map { (middle.x + 0.9 * ($0.x - middle.x), middle.y + 0.9 * ($0.y - middle.y)) },
                fill: "rgb(\(red),\(green),\(blue))")
        }
    }
}
