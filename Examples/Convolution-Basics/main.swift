// Convolution on what can be seen: a noisy signal, a picture, a clip; 1×1 filters, pooling, and the sizes that come out.
// Writes itself as a notebook beside this file: convolution-basics.ipynb and convolution-basics.html.
import GraphLearning

let options = CommandLine.arguments.dropFirst()
let isQuick = options.contains("--quick")
let folder =
    options.first { !$0.hasPrefix("-") }
    ?? #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined()
let notebook = Notebook(title: "Convolution: signals, pictures, clips")

notebook.markdown(
    """
    A **convolution** slides a small list of weights, the *filter*, along its input; at each place it adds up input times
    weight. The same few weights serve everywhere: what they find, they find wherever it is. A graph convolution does
    this along edges; here the neighbours are the next samples, pixels and frames.

    ## One dimension

    The filter $[¼, ½, ¼]$ takes half of each value and a quarter of both neighbours. Over five ones it gives ones; at
    the ends the *padding* decides: without it two places are lost, with a zero at each end the outermost sums miss a quarter.
    """)

notebook.code {
    let weight = Filters.weight([[0.25, 0.5, 0.25]], window: [3])
    let ones = Tensor(DenseArray(repeating: 1, shape: [1, 5, 1]))
    print("[1, 1, 1, 1, 1] by [0.25, 0.5, 0.25]")
    print("without padding:", Conv1d(weight: weight, bias: nil)(ones).value.elements)
    print("zeros outside:  ", Conv1d(weight: weight, bias: nil, padding: 1)(ones).value.elements)
    let repeated = Conv1d(weight: weight, bias: nil, padding: 1, paddingMode: .replicate)
    print("ends repeated:  ", repeated(ones).value.elements)
}

notebook.markdown(
    """
    Noise changes sign from sample to sample, a signal does not: a mean over neighbours keeps the one and loses the other.
    The wider the filter, the smoother, and the more a sharp step is worn away.
    """)

notebook.code { cell in
    let (clean, noisy) = Pictures.signal(200, noise: 0.3)
    let signal = Tensor(DenseArray(noisy, shape: [1, noisy.count, 1]))
    print("mean squared error before: \(meanSquare(noisy, clean))")
    var smooth: [Float] = noisy
    for width in [3, 9, 41] {
        // a triangle: 1, 2, … up to the middle and down again, divided by its sum
        let sides = (0..<width).map { Float(min($0, width - 1 - $0) + 1) }
        let filter = sides.map { $0 / sides.reduce(0, +) }
        let weight = Filters.weight([filter], window: [width])
        let mean = Conv1d(weight: weight, bias: nil, padding: .same, paddingMode: .replicate)
        let after = mean(signal).value.elements
        print("behind a filter of \(width): \(meanSquare(after, clean))")
        if width == 9 { smooth = after }
    }
    cell.show(
        LineChart(
            title: "A noisy signal before and after a filter of nine weights",
            before: noisy.map { Double($0) }, after: smooth.map { Double($0) }, xTitle: "sample"))
}

notebook.markdown(
    """
    ## Two dimensions: edges

    A picture's neighbours lie in rows and columns, and so do the filter's weights. Where weights of both signs add up to 0
    an even area gives 0, and what is left are the places where something changes. Sobel's two filters take the difference
    between right and left, and between below and above:

    $$G_x = [−1, 0, 1; −2, 0, 2; −1, 0, 1],  G_y = G_x^T,  G = √(G_x^2 + G_y^2)$$
    """)

let (side, house, edges) = notebook.code { cell in
    let side = isQuick ? 64 : 96
    let house = Pictures.house(side)
    let grey = Pictures.grey(house)
    let rightMinusLeft: [Float] = [-1, 0, 1, -2, 0, 2, -1, 0, 1]
    let belowMinusAbove: [Float] = [-1, -2, -1, 0, 0, 0, 1, 2, 1]
    let mean = [Float](repeating: 1 / 9, count: 9)
    let filters = Filters.weight([rightMinusLeft, belowMinusAbove, mean], window: [3, 3])
    let sobel = Conv2d(weight: filters, bias: nil, padding: 1, paddingMode: .replicate)
    let x = Tensor(grey.reshaped([1, side, side, 1]))
    let y = sobel(x).value
    print("\(sobel.title)")
    print("one picture \(x.shape) becomes three maps \(y.shape)")
    let (across, down) = (Pictures.map(0, of: y), Pictures.map(1, of: y))
    let strength = zip(across.elements, down.elements).map { ($0 * $0 + $1 * $1).squareRoot() }
    let edges = DenseArray(strength, shape: [side, side])
    let sharp = strength.count { $0 > 0.5 }
    print("an edge stronger than 0.5 at \(sharp) of \(strength.count) places")
    cell.show(
        FeatureMaps(
            title: "A house, and what three filters make of it",
            maps: Pictures.stacked([grey, across, down, edges, Pictures.map(2, of: y)]), colours: .grey,
            names: ["the picture", "right − left", "below − above", "edges", "mean"]))
    return (side, house, edges)
}

notebook.markdown(
    """
    ## A filter as deep as its input

    A colour picture has three numbers at each place. A 2-D filter over it is a block of $3 × 3 × 3$ weights: it slides along
    height and width alone, and **its depth equals the channels**, so that all of them are added up and *one* number comes
    out at each place. As many filters, as many maps.
    """)

notebook.code { cell in
    let red: [Float] = [1, -0.5, -0.5].map { $0 / 9 }
    let green: [Float] = [-0.5, 1, -0.5].map { $0 / 9 }
    let filters = [red, green].map { colour in (0..<9).flatMap { _ in colour } }
    let search = Conv2d(
        weight: Filters.weight(filters, window: [3, 3], inputs: 3), bias: nil)
    let x = Tensor(house.reshaped([1, side, side, 3]))
    let y = search(x)
    print("input \(x.shape), filters \(search.weight.shape), output \(y.shape)")
    // one place by hand: 27 products
    var sum: Float = 0
    for row in 0..<3 {
        for column in 0..<3 {
            for channel in 0..<3 {
                let pixel = house.elements[((30 + row) * side + 32 + column) * 3 + channel]
                sum += pixel * red[channel]
            }
        }
    }
    let stored = Pictures.map(0, of: y.value)[30, 32]
    print("at row 30, column 32 by hand \((sum * 1000).rounded() / 1000), found \((stored * 1000).rounded() / 1000)")
    cell.show(
        ImageGrid(
            title: "Three channels", items: [.init(png: Image(house).pngBytes, caption: "the picture")]),
        width: 300, alt: "a house with a red roof under the sun")
    cell.show(
        FeatureMaps(
            title: "Where is it red, where is it green?", maps: y.value.reshaped(Array(y.shape.dropFirst())),
            names: ["red", "green"]), width: 400)
}

notebook.markdown(
    """
    ## Three dimensions: a clip

    Frames behind each other are a third axis, along which a 3-D filter slides too. This one takes the mean over
    $3 × 3$ pixels of the next frame less that of this frame: what rests vanishes, what moves is left, bright where the square
    arrives and dark where it leaves.
    """)

notebook.code { cell in
    let clip = Pictures.clip(frames: 5, side: 36)
    let filter = [Float](repeating: -1 / 9, count: 9) + [Float](repeating: 1 / 9, count: 9)
    let motion = Conv3d(weight: Filters.weight([filter], window: [2, 3, 3]), bias: nil)
    let x = Tensor(clip.reshaped([1] + clip.shape + [1]))
    let y = motion(x)
    print("clip \(x.shape), filter \(motion.weight.shape), output \(y.shape)")
    cell.show(
        FeatureMaps(
            title: "Five frames", maps: Pictures.mapsLast(clip), colours: .grey, isScaledEach: false,
            names: (1...5).map { "frame \($0)" }))
    cell.show(
        FeatureMaps(
            title: "What moved", maps: Pictures.mapsLast(y.value.reshaped(Array(y.shape[1...3]))),
            colours: .grey, isScaledEach: false, names: (1...4).map { "\($0) to \($0 + 1)" }))
}

notebook.markdown(
    """
    ## One by one

    A filter of $1 × 1$ sees no neighbours: at each place it mixes the channels, and so **changes their number**. It is a
    product of the pixels, as rows, with a matrix. From three channels to one (the grey that the eye sees), and to sixteen:
    """)

notebook.code { cell in
    let x = Tensor(house.reshaped([1, side, side, 3]))
    let luma = Conv2d(
        weight: Filters.weight([[0.299, 0.587, 0.114]], window: [1, 1], inputs: 3), bias: nil)
    let wide = Conv2d(inputs: 3, outputs: 16, window: 1, bias: false, key: RandomKey(seed: 0))
    print("\(x.shape) by \(luma.weight.shape) gives \(luma(x).shape)")
    print("\(x.shape) by \(wide.weight.shape) gives \(wide(x).shape)")
    let rows = Tensor(house.reshaped([side * side, 3]))
    let product = rows.matrixProduct(Tensor(wide.weight.value.reshaped([3, 16])))
    let differences = zip(product.value.elements, wide(x).value.elements).map { abs($0 - $1) }
    print("the same as a matrix product: \((differences.max() ?? 1) < 1e-5)")
    cell.show(
        FeatureMaps(
            title: "Three channels and their mix",
            maps: Pictures.stacked((0..<3).map { Pictures.map($0, of: x.value) } + [Pictures.map(0, of: luma(x).value)]),
            colours: .grey, isScaledEach: false, names: ["red", "green", "blue", "1×1: grey"]), width: 560)
}

notebook.markdown(
    """
    ## Pooling

    Pooling has no weights: of each window it keeps the greatest number, or the mean. Windows of 2 with stride 2 halve both
    sides. What is found stays found when it moves by a pixel, and the next filter sees twice as far.
    """)

notebook.code { cell in
    let numbers = Tensor(DenseArray((1...16).map { Float($0 * 7 % 16) }, shape: [1, 4, 4, 1]))
    for row in 0..<4 { print(numbers.value.elements[row * 4..<row * 4 + 4].map { Int($0) }) }
    print("greatest of 2 × 2:", MaxPool2d(window: 2)(numbers).value.elements)
    print("mean of 2 × 2:    ", AvgPool2d(window: 2)(numbers).value.elements)
    let x = Tensor(edges.reshaped([1, side, side, 1]))
    for window in [2, 4, 8] {
        let (most, mean) = (MaxPool2d(window: window)(x).value, AvgPool2d(window: window)(x).value)
        print("windows of \(window): \(x.shape) becomes \(most.shape)")
        if window == 4 {
            cell.show(
                FeatureMaps(
                    title: "The edges in windows of 4", maps: Pictures.stacked([most, mean].map { Pictures.map(0, of: $0) }),
                    colours: .grey, names: ["greatest", "mean"]), width: 400)
        }
    }
}

notebook.markdown(
    """
    ## The sizes that come out

    An axis of $n$ places, a window of $f$ weights that lie $d$ apart (dilation), $p$ zeros at each end and stride $s$ give

    $$⌊(n + 2p − d (f − 1) − 1) / s⌋ + 1$$

    places. The rows below go through the convolutional network of `Examples/DNN-and-CNN-FashionMNIST`, then beyond it.
    """)

notebook.code { cell in
    let cases: [(what: String, n: Int, f: Int, p: Int, s: Int, d: Int)] = [
        ("3×3, padding 1: as it was", 28, 3, 1, 1, 1), ("2×2, stride 2: half", 28, 2, 0, 2, 1),
        ("3×3, no padding: two less", 14, 3, 0, 1, 1), ("2×2, stride 2: half", 12, 2, 0, 2, 1),
        ("5×5, padding 2: as it was", 28, 5, 2, 1, 1), ("1×1: as it was", 28, 1, 0, 1, 1),
        ("7×7, stride 2, padding 3: half", 224, 7, 3, 2, 1), ("3×3, dilation 2: as far as 5×5", 28, 3, 0, 1, 2),
        ("a stride that does not fit: rounded down", 10, 3, 0, 4, 1),
    ]
    var rows: [[String]] = []
    for (what, n, f, p, s, d) in cases {
        let geometry = ConvolutionGeometry(
            [n, n], window: f, stride: s, padding: .size(p), dilation: d, inputs: 1, outputs: 1)
        let layer = Conv2d(
            inputs: 1, outputs: 1, window: f, stride: s, padding: .size(p), dilation: d, key: RandomKey(seed: 0))
        let found = layer(Tensor(DenseArray(zeros: [1, n, n, 1]))).shape[1]
        let formula = (n + 2 * p - d * (f - 1) - 1) / s + 1
        precondition(geometry.outputLengths == [formula, formula] && found == formula)
        rows.append([what, "\(n)", "\(f)", "\(p)", "\(s)", "\(d)", "\(formula)"])
    }
    print("\(rows.count) sizes: formula, ConvolutionGeometry and the layer itself agree")
    cell.show(
        HTMLTable(header: ["what", "n", "window f", "padding p", "stride s", "dilation d", "out"], texts: rows))
}

notebook.markdown(
    """
    These filters were written by hand. A convolutional network finds its own: `Examples/DNN-and-CNN-FashionMNIST`.
    """)

try notebook.write(to: folder, name: "convolution-basics")
let picture = notebook.pictures.first { $0.contains("A house, and what") }
try Files.write(picture ?? "", to: "\(folder)/convolution-basics.svg")
print("written: \(folder)/convolution-basics.ipynb, .html and .svg")
