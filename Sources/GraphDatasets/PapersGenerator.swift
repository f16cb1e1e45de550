import DenseArrays
import FileFormats

/// Makes a citation network: papers with planted topics, heavy-tailed citations and sparse bags of words.
///
/// Papers appear one after another. A paper cites a few older ones, mostly of its own topic (`homophily`), and of
/// those the much cited rather (preferential attachment: Barabási & Albert 1999, DOI 10.1126/science.286.5439.509).
/// Its words come from its topic's own vocabulary, from a second topic it touches, and from words of any paper, each
/// falling off as Zipf's law. Some papers say little, some cite at random, some stand alone: words by themselves tell
/// about six topics in ten, words and citations together more than eight.
///
/// Everything follows from the seed through `RandomKey`: no clock, no thread and no mathematical library has a part
/// in it, so the same parameters give the same bytes on every machine.
public struct PapersGenerator: Sendable, Equatable {
    /// The same papers for the same seed.
    public var seed: Int
    /// The number of papers, 2,000 by default.
    public var papers: Int
    /// The number of topics, 7 by default; the first seven have names, further ones are called "topic 8" and so on.
    public var topics: Int
    /// The number of different words, 500 by default: half of them of topics, half common.
    public var words: Int
    /// The wanted fraction of citations within a topic, 0.8 by default.
    public var homophily: Double
    /// Training papers of each topic, 20 by default as in Planetoid's public split.
    public var trainPerTopic: Int
    /// Validation papers, 500 by default.
    public var validation: Int
    /// Test papers, 1,000 by default; the others are in no part of the split.
    public var test: Int

    /// Throws `DatasetError` (usage) for sizes that cannot be made: fewer than 4 words a topic, fewer papers than
    /// topics, a homophily outside 0...1, or more than 10 million papers or 100,000 words.
    public init(
        seed: Int, papers: Int = 2000, topics: Int = 7, words: Int = 500, homophily: Double = 0.8,
        trainPerTopic: Int = 20, validation: Int = 500, test: Int = 1000
    ) throws(DatasetError) {
        func demand(_ holds: Bool, _ found: String, _ expected: String) throws(DatasetError) {
            if !holds { throw .usage(found: found, expected: expected, advice: nil) }
        }
        try demand(topics >= 2 && topics <= 1000, "\(topics) topics", "from 2 to 1000")
        try demand(
            papers >= topics && papers <= 10_000_000, "\(papers) papers", "from \(topics) (the topics) to 10000000"
        )
        try demand(
            words >= 8 * topics && words <= 100_000, "\(words) words", "from \(8 * topics) (8 a topic) to 100000"
        )
        try demand(homophily >= 0 && homophily <= 1, "a homophily of \(homophily)", "a fraction from 0 to 1")
        try demand(
            trainPerTopic >= 0 && validation >= 0 && test >= 0,
            "\(trainPerTopic) training, \(validation) validation and \(test) test papers", "none below 0")
        self.seed = seed
        self.papers = papers
        self.topics = topics
        self.words = words
        self.homophily = homophily
        self.trainPerTopic = trainPerTopic
        self.validation = validation
        self.test = test
    }

    /// A made network, as it is written to files.
    public struct Network: Sendable, Equatable {
        /// What each topic is called.
        public let topicNames: [String]
        /// All words, in alphabetic order.
        public let words: [String]
        /// Each paper's topic, an index into `topicNames`.
        public let topics: [Int]
        /// Each paper's words, rising indices into `words`.
        public let bags: [[Int]]
        /// Pairs (citing, cited), papers by number; none twice.
        public let citations: [(citing: Int, cited: Int)]
        /// Each paper's part of the split: train, val, test, or nothing.
        public let parts: [String]

        public static func == (left: Network, right: Network) -> Bool {
            left.topicNames == right.topicNames && left.words == right.words && left.topics == right.topics
                && left.bags == right.bags && left.parts == right.parts
                && left.citations.elementsEqual(right.citations, by: ==)
        }
    }

    /// Makes the network. Time grows with papers and their words.
    public func make() -> Network {
        let root = RandomKey(seed: seed).child("papers")
        let vocabulary = PapersVocabulary.make(topics: topics, words: words)
        let topicOf = drawTopics(root.child("topics"))
        return Network(
            topicNames: vocabulary.topicNames, words: vocabulary.words, topics: topicOf,
            bags: drawBags(topicOf, vocabulary, root.child("words")),
            citations: drawCitations(topicOf, root.child("citations")),
            parts: drawParts(topicOf, root.child("split")))
    }

    /// Topics of unlike size: the last is about half as frequent as the first. The first papers have one topic each.
    private func drawTopics(_ key: RandomKey) -> [Int] {
        let sizes = Weights((0..<topics).map { 1 / Double(topics + $0) })
        return (0..<papers).map { $0 < topics ? $0 : sizes.draw(key.uniform($0)) }
    }

    /// Each paper's set of words.
    private func drawBags(_ topicOf: [Int], _ vocabulary: PapersVocabulary.Made, _ key: RandomKey) -> [[Int]] {
        let own = Weights((0..<(vocabulary.ofTopic.map(\.count).max() ?? 0)).map { 1 / Double($0 + 3) })
        let common = Weights(vocabulary.common.indices.map { 1 / Double($0 + 3) })
        return topicOf.indices.map { paper in
            let key = key.child(paper)
            let isTerse = key.uniform(0) < 0.15
            let length = isTerse ? 2 + key.integer(1, below: 3) : 8 + key.integer(1, below: 15)
            // How much the paper speaks in its topic's words differs from paper to paper.
            let focus = 0.05 + 0.33 * key.uniform(2)
            let second = key.integer(3, below: topics)
            var bag = Set<Int>()
            for word in 0..<length {
                let choice = key.uniform(4 + 2 * word), place = key.uniform(5 + 2 * word)
                let topic = choice < focus ? topicOf[paper] : second
                let wordsOfTopic = vocabulary.ofTopic[topic]
                if choice < focus + 0.10, !wordsOfTopic.isEmpty {
                    bag.insert(wordsOfTopic[min(own.draw(place), wordsOfTopic.count - 1)])
                } else {
                    bag.insert(vocabulary.common[common.draw(place)])
                }
            }
            return bag.sorted()
        }
    }

    /// Who cites whom. A topic's urn holds its papers once for each citation they gave or got.
    private func drawCitations(_ topicOf: [Int], _ key: RandomKey) -> [(citing: Int, cited: Int)] {
        var urns = [[Int]](repeating: [], count: topics)
        var earlier = [[Int]](repeating: [], count: topics)
        var citations: [(citing: Int, cited: Int)] = []
        // One paper in ten cites without regard to topic; the others make up for it.
        let homophilyOfOthers = min(1, (homophily - 0.1 / Double(topics)) / 0.9)
        for paper in topicOf.indices {
            let key = key.child(paper)
            if key.uniform(0) < 0.02 { continue }  // stands alone
            let own = topicOf[paper]
            let inTopic = key.uniform(1) < 0.1 ? 1 / Double(topics) : homophilyOfOthers
            var wanted = 1
            while wanted < 10, key.uniform(1 + wanted) < 0.5 { wanted += 1 }
            var cited: [Int] = []
            for draw in 0..<wanted {
                let key = key.child(draw)
                var topic = own
                if key.uniform(0) >= inTopic {
                    topic = (own + 1 + key.integer(1, below: topics - 1)) % topics
                }
                let urn = key.uniform(2) < 0.75 && !urns[topic].isEmpty ? urns[topic] : earlier[topic]
                if urn.isEmpty { continue }
                let choice = urn[key.integer(3, below: urn.count)]
                if !cited.contains(choice) { cited.append(choice) }
            }
            for other in cited {
                citations.append((paper, other))
                urns[topicOf[other]].append(other)
                urns[own].append(paper)
            }
            earlier[own].append(paper)
        }
        return citations
    }

    /// The split's words, drawn at random.
    private func drawParts(_ topicOf: [Int], _ key: RandomKey) -> [String] {
        var parts = [String](repeating: "", count: papers)
        var taken = [Int](repeating: 0, count: topics)
        var rest: [Int] = []
        for paper in key.permutation(papers) {
            if taken[topicOf[paper]] < trainPerTopic {
                taken[topicOf[paper]] += 1
                parts[paper] = "train"
            } else {
                rest.append(paper)
            }
        }
        for paper in rest.prefix(validation) { parts[paper] = "val" }
        for paper in rest.dropFirst(validation).prefix(test) { parts[paper] = "test" }
        return parts
    }

    /// Draws places with given weights.
    private struct Weights {
        /// Sums of the weights up to and with each place.
        private var sums: [Double] = []

        init(_ weights: [Double]) {
            var sum = 0.0
            for weight in weights {
                sum += weight
                sums.append(sum)
            }
        }

        /// The place for a number in [0, 1).
        func draw(_ uniform: Double) -> Int {
            let goal = uniform * (sums.last ?? 0)
            var (low, high) = (0, sums.count - 1)
            while low < high {
                let middle = (low + high) / 2
                if sums[middle] > goal { high = middle } else { low = middle + 1 }
            }
            return low
        }
    }
}
