/// A picture of a molecule as SVG: bonds, letters, wedges at stereocentres, and weights of atoms and bonds as soft halos and thick lines,
/// orange above zero and blue below, with a legend.
///
///     let picture = MoleculePicture(molecule, atomWeights: explanation.atoms, weightTitle: "towards solubility")
///     try Files.write(picture.svg(), to: "molecule.svg")
public struct MoleculePicture: Sendable {
    /// What is drawn.
    public var molecule: Molecule
    /// Above the drawing; empty for none.
    public var title: String
    /// One an atom, or empty. Halos are as strong as the weight is beside the largest.
    public var atomWeights: [Double]
    /// One a bond, or empty.
    public var bondWeights: [Double]
    /// What a weight means, in the legend; nil leaves the legend out.
    public var weightTitle: String?
    /// The weight that is drawn strongest; nil takes the largest of the picture (of all pictures in a grid).
    public var fullWeight: Double?
    /// Where the atoms lie, in the unit of `Molecule.layoutBondLength`, y up; nil lays the molecule out.
    public var places: [SIMD2<Double>]?
    /// How.
    public var style: DrawingStyle

    /// A drawing, with what is to stand out.
    public init(
        _ molecule: Molecule, title: String = "", atomWeights: [Double] = [], bondWeights: [Double] = [], weightTitle: String? = nil,
        style: DrawingStyle = DrawingStyle()
    ) {
        (self.molecule, self.title, self.atomWeights, self.bondWeights) = (molecule, title, atomWeights, bondWeights)
        (self.weightTitle, self.style) = (weightTitle, style)
    }

    /// A picture in which some atoms, and the bonds between them, are marked.
    public init(_ molecule: Molecule, title: String = "", highlighting atoms: Set<Int>, style: DrawingStyle = DrawingStyle()) {
        self.init(
            molecule, title: title, atomWeights: (0..<molecule.atomCount).map { atoms.contains($0) ? 1 : 0 },
            bondWeights: molecule.bonds.map { atoms.contains(Int($0.begin)) && atoms.contains(Int($0.end)) ? 1 : 0 }, style: style)
        // Marks need not be as loud as the strongest weight.
        fullWeight = 1.5
    }

    /// The file's text.
    public func svg() -> String { Self.grid([self], columns: 1, cell: nil) }

    /// Several molecules side by side in rows, each in a cell of the same size; larger ones are drawn smaller.
    ///
    /// - Parameters:
    ///   - pictures: in the order of reading.
    ///   - columns: nil takes what makes the page a little wider than high.
    ///   - cell: the largest cell in pixels; nil for no bound.
    public static func grid(
        _ pictures: [MoleculePicture], columns: Int? = nil, cell: (width: Double, height: Double)? = (340, 280)
    ) -> String {
        guard let first = pictures.first else { return SVGText.file(width: 1, height: 1, body: "") }
        let full = pictures.map(\.largestWeight).max() ?? 0
        let drawn = pictures.map { $0.draw(full: $0.fullWeight ?? full) }
        var (width, height) = (drawn.map(\.width).max() ?? 1, drawn.map(\.height).max() ?? 1)
        if let cell, pictures.count > 1 { (width, height) = (min(width, cell.width), min(height, cell.height)) }
        let columns = max(1, min(columns ?? Int((Double(pictures.count) * 1.2).squareRoot().rounded(.up)), pictures.count))
        let rows = (pictures.count + columns - 1) / columns
        let legend = pictures.first { $0.weightTitle != nil && $0.largestWeight > 0 }
        if let legend {
            // room for its title, 7 pixels a letter
            let letters = min(60, Double(legend.weightTitle?.count ?? 0))
            width = max(width, (max(240, letters * 7 + 16) / Double(columns)).rounded(.up))
        }
        let total = (width: width * Double(columns), height: height * Double(rows) + (legend == nil ? 0 : 52))
        var svg = SVGText()
        if full > 0 || pictures.contains(where: { $0.fullWeight != nil }) { svg.raw(gradients(first.style)) }
        if let background = first.style.background {
            svg.rectangle(x: 0, y: 0, width: total.width, height: total.height, fill: background)
        }
        for (index, drawing) in drawn.enumerated() {
            let scale = min(1, width / drawing.width, height / drawing.height)
            let x = Double(index % columns) * width + (width - drawing.width * scale) / 2
            let y = Double(index / columns) * height + (height - drawing.height * scale) / 2
            svg.group(x: x, y: y, scale: scale, title: pictures[index].title, drawing.svg)
        }
        if let legend {
            legend.drawLegend(full: legend.fullWeight ?? full, isSigned: pictures.contains(where: \.hasNegative), width: total.width, y: total.height - 46, &svg)
        }
        return SVGText.file(width: total.width, height: total.height, body: svg.body)
    }

    private var largestWeight: Double { (atomWeights + bondWeights).reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 } }
    private var hasNegative: Bool { (atomWeights + bondWeights).contains { $0 < 0 } }

    // MARK: One molecule

    private func draw(full: Double) -> (svg: SVGText, width: Double, height: Double) {
        let scale = style.bondLength / Molecule.layoutBondLength
        let size = style.bondLength * 0.42
        let places = places ?? molecule.layout()
        var spots = places.map { Point($0.x * scale, -$0.y * scale) }
        let labels = molecule.atoms.indices.map { AtomLabel.make($0, molecule, places: places, size: size, style: style) }
        // What is covered decides on the size of the page.
        var low = Point(repeating: .infinity), high = Point(repeating: -.infinity)
        for (spot, label) in zip(spots, labels) {
            for box in label?.boxes ?? [AtomLabel.Box(left: 0, top: 0, right: 0, bottom: 0)] {
                low = [min(low.x, spot.x + box.left), min(low.y, spot.y + box.top)]
                high = [max(high.x, spot.x + box.right), max(high.y, spot.y + box.bottom)]
            }
        }
        if spots.isEmpty { (low, high) = (.zero, .zero) }
        let margin = style.bondLength * 0.6
        let titleSize = 13.0
        let top = title.isEmpty ? margin : margin + titleSize + 8
        let titleWidth = title.isEmpty ? 0 : min(AtomLabel.boldWidth(title, titleSize) + 16, 280)
        let width = max(high.x - low.x + 2 * margin, 90, titleWidth)
        let height = max(high.y - low.y + margin + top, 70)
        let shift = Point((width - (high.x - low.x)) / 2 - low.x, top + (height - top - margin - (high.y - low.y)) / 2 - low.y)
        for index in spots.indices { spots[index] += shift }

        var svg = SVGText()
        drawWeights(full, spots, &svg)
        let wedges = StereoWedges.choose(molecule, positions: places)
        BondDrawing(molecule, spots: spots, labels: labels, wedges: wedges, style: style).draw(&svg)
        for (index, label) in labels.enumerated() {
            guard let label else { continue }
            let color = style.color(of: molecule.atoms[index].atomicNumber)
            for run in label.runs {
                svg.text(run.text, x: spots[index].x + run.x, y: spots[index].y + run.y, size: run.size, fill: color)
            }
        }
        if style.showsIndices { drawIndices(spots, labels, size, &svg) }
        if !title.isEmpty {
            svg.text(
                Self.shortened(title, to: width - 14) { AtomLabel.boldWidth($0, titleSize) }, x: width / 2, y: titleSize + 6, size: titleSize, fill: style.ink,
                anchor: .middle, isBold: true)
        }
        return (svg, width, height)
    }

    private func drawWeights(_ full: Double, _ spots: [Point], _ svg: inout SVGText) {
        guard full > 0 else { return }
        for (bond, weight) in zip(molecule.bonds, bondWeights) where weight.isFinite && abs(weight) > 0.03 * full {
            svg.line(
                spots[Int(bond.begin)], spots[Int(bond.end)], stroke: style.highlight(isPositive: weight > 0), width: style.bondLength * 0.32,
                opacity: 0.75 * min(abs(weight) / full, 1))
        }
        for (spot, weight) in zip(spots, atomWeights) where weight.isFinite && abs(weight) > 0.03 * full {
            svg.circle(
                spot, radius: style.bondLength * 0.56, fill: weight > 0 ? "url(#above)" : "url(#below)", opacity: min(abs(weight) / full, 1))
        }
    }

    /// A small number beside each atom, in the direction that is farthest from bonds and letters.
    private func drawIndices(_ spots: [Point], _ labels: [AtomLabel?], _ size: Double, _ svg: inout SVGText) {
        let small = size * 0.58
        for index in spots.indices {
            let text = String(index)
            let half = AtomLabel.textWidth(text, small) / 2
            let arms = molecule.neighbors(of: index).map { Plane.unit(spots[Int($0.atom)] - spots[index]) }
            var best = (score: -Double.infinity, spot: Point.zero)
            for step in 0..<12 {
                let away = Plane.direction(Double(step) * .pi / 6 - .pi / 4)
                let spot = away * (labels[index] == nil ? size * 0.6 : size * 1.0)
                var score = -(arms.map { Plane.dot($0, away) }.max() ?? 0)
                for box in labels[index]?.boxes ?? []
                where spot.x + half > box.left && spot.x - half < box.right && spot.y + small * 0.4 > box.top && spot.y - small * 0.4 < box.bottom {
                    score -= 2
                }
                if score > best.score + 1e-6 { best = (score, spot) }
            }
            let spot = spots[index] + best.spot
            svg.text(text, x: spot.x, y: spot.y + small * 0.35, size: small, fill: style.quiet, anchor: .middle)
        }
    }

    private static func gradients(_ style: DrawingStyle) -> String {
        var text = "<defs>\n"
        for (name, isPositive) in [("above", true), ("below", false)] {
            let color = style.highlight(isPositive: isPositive)
            text += "<radialGradient id=\"\(name)\"><stop offset=\"0\" stop-color=\"\(color)\" stop-opacity=\"0.9\"/>"
            text += "<stop offset=\"0.55\" stop-color=\"\(color)\" stop-opacity=\"0.75\"/>"
            text += "<stop offset=\"1\" stop-color=\"\(color)\" stop-opacity=\"0\"/></radialGradient>\n"
        }
        let (below, above) = (style.highlight(isPositive: false), style.highlight(isPositive: true))
        text += "<linearGradient id=\"signed\"><stop offset=\"0\" stop-color=\"\(below)\"/><stop offset=\"0.5\" stop-color=\"\(below)\" stop-opacity=\"0\"/>"
        text += "<stop offset=\"0.5\" stop-color=\"\(above)\" stop-opacity=\"0\"/><stop offset=\"1\" stop-color=\"\(above)\"/></linearGradient>\n"
        text += "<linearGradient id=\"plain\"><stop offset=\"0\" stop-color=\"\(above)\" stop-opacity=\"0\"/><stop offset=\"1\" stop-color=\"\(above)\"/></linearGradient>\n"
        return text + "</defs>\n"
    }

    private func drawLegend(full: Double, isSigned: Bool, width: Double, y: Double, _ svg: inout SVGText) {
        let length = min(180, width - 60)
        let left = (width - length) / 2
        svg.rectangle(x: left, y: y + 16, width: length, height: 9, fill: isSigned ? "url(#signed)" : "url(#plain)")
        svg.text(
            Self.shortened(weightTitle ?? "", to: width - 8) { AtomLabel.textWidth($0, 11) * 1.06 }, x: width / 2, y: y + 10, size: 11, fill: style.quiet, anchor: .middle)
        let text = Self.significant(full)
        svg.text(isSigned ? "−" + text : "0", x: left, y: y + 38, size: 11, fill: style.quiet, anchor: .middle)
        if isSigned { svg.text("0", x: width / 2, y: y + 38, size: 11, fill: style.quiet, anchor: .middle) }
        svg.text((isSigned ? "+" : "") + text, x: left + length, y: y + 38, size: 11, fill: style.quiet, anchor: .middle)
    }

    /// Two significant digits or so.
    private static func significant(_ value: Double) -> String {
        guard value.isFinite, value > 0, value < 1e9 else { return "\(value)" }
        var (step, scaled) = (1.0, value)
        while scaled < 10 {
            scaled *= 10
            step *= 10
            if step > 1e9 { return "\(value)" }
        }
        let rounded = (scaled).rounded() / step
        return rounded == rounded.rounded() ? String(Int(rounded)) : "\(rounded)"
    }

    /// As much of a text as fits, with … for what is left out.
    private static func shortened(_ text: String, to width: Double, measured: (String) -> Double) -> String {
        if measured(text) <= width { return text }
        var kept = text
        while !kept.isEmpty, kept.last == " " || measured(kept + "…") > width { kept.removeLast() }
        return kept + "…"
    }
}
