/// The words of the made-up papers: those that a topic favours, and those that all topics use.
///
/// Texts rather than arrays of strings: one constant each, split when a network is made.
enum PapersVocabulary {
    /// Each topic's name and its own words, the most frequent first.
    static let topics: [(name: String, words: String)] = [
        (
            "graph theory",
            """
            vertex edge clique coloring planar bipartite matching cycle tree degree adjacency spectral laplacian \
            isomorphism minor chromatic hamiltonian eulerian digraph hypergraph forest cut flow girth treewidth \
            domination tournament expander matroid ramsey connectivity subgraph automorphism perfect cograph toroidal
            """
        ),
        (
            "machine learning",
            """
            classifier training gradient neural kernel regression overfitting boosting bayesian posterior prior \
            reward policy bandit embedding attention transformer dropout clustering mixture likelihood inference \
            supervised generalization regularization perceptron backpropagation hyperparameter ensemble labels latent \
            variational adversarial epoch loss sampling
            """
        ),
        (
            "databases",
            """
            query relational index transaction join schema tuple storage concurrency logging recovery optimizer \
            cardinality view normalization warehouse column replication shard consistency isolation snapshot buffer \
            btree hash predicate aggregate provenance lineage keyword stream partition materialized commit rollback \
            deadlock
            """
        ),
        (
            "networking",
            """
            packet router congestion bandwidth latency protocol wireless routing throughput multicast gateway \
            topology spectrum antenna handover queue switch datacenter overlay peer mobile sensor roaming jitter \
            firewall fiber modem relay broadcast ethernet backbone bottleneck retransmission channel interference link
            """
        ),
        (
            "cryptography",
            """
            cipher key encryption signature adversary plaintext ciphertext authentication lattice elliptic prime \
            oracle commitment secret pairing homomorphic zero-knowledge nonce digest certificate padding collision \
            preimage modulus exponent factoring discrete obfuscation ledger blinding tamper entropy handshake \
            permutation block attack
            """
        ),
        (
            "robotics",
            """
            manipulator trajectory actuator gripper kinematics odometry localization mapping joint torque control \
            obstacle grasp locomotion quadruped swarm drone humanoid servo compliance workspace planner collision-free \
            steering gait tactile haptic exoskeleton lidar inertial wheel arm navigation payload autonomy dynamics
            """
        ),
        (
            "computer vision",
            """
            image pixel segmentation object camera stereo detection tracking texture contour feature descriptor \
            illumination depth pose video face recognition shape silhouette saliency scene calibration convolution \
            registration superpixel homography denoising inpainting keypoint optical reconstruction resolution blur \
            color occlusion
            """
        ),
    ]

    /// Words of any paper, the most frequent first.
    static let common = """
        method result problem approach model system analysis new data algorithm performance propose show paper study \
        based using time number large case set general structure proof bound efficient evaluate experiment compare \
        design framework function process value measure condition local global optimal random order size complexity \
        practical theory application information linear simple existing different known improve novel technique \
        compute solution parameter property class illustrate example test error rate cost level state space input \
        output representation evaluation accuracy related work state-of-the-art baseline benchmark simulation \
        numerical empirical formal definition theorem lemma conjecture survey review challenge open question \
        assumption constraint requirement specification implementation prototype software hardware architecture \
        parallel distributed sequential dynamic static adaptive robust scalable reliable secure fast slow small \
        finite infinite periodic continuous uniform sparse dense regular irregular complete partial exact \
        approximate heuristic greedy recursive iterative convergence stability sensitivity tradeoff limit lower upper \
        average worst-case probability distribution variance mean median sample estimate prediction observation \
        measurement noise signal outline domain task user human interaction language text document word \
        grammar semantic logic rule knowledge reasoning search exploration decision strategy game agent market price \
        resource energy power memory cache processor instruction compiler program code verification testing debugging \
        trace profile version update maintenance service cloud client server request response interface module \
        component layer pipeline workflow schedule allocation assignment balance load demand supply growth change \
        evolution trend pattern sequence series window scale hierarchy cluster group community social medical health \
        clinical gene protein drug chemistry physics climate traffic vehicle sport music education student teacher \
        law ethics privacy fairness trust risk failure fault repair diagnosis alarm event monitor report
        """

    /// The words of a network of a given size.
    struct Made {
        let topicNames: [String]
        /// All words in alphabetic order.
        let words: [String]
        /// Each topic's words, the most frequent first, as indices into `words`.
        let ofTopic: [[Int]]
        let common: [Int]
    }

    /// Half the words go to the topics in equal shares, the others are common; where those above do not suffice,
    /// numbered ones ("w301") fill up. `words` must be at least `2 * topics`.
    static func make(topics count: Int, words: Int) -> Made {
        let share = words / 2 / count
        var filled = 0
        func list(_ text: String, _ size: Int) -> [String] {
            var list = text.split { $0 == " " || $0 == "\n" }.prefix(size).map(String.init)
            while list.count < size {
                filled += 1
                list.append("w\(String(repeating: "0", count: max(0, 3 - String(filled).count)))\(filled)")
            }
            return list
        }
        let ofTopic = (0..<count).map { list($0 < topics.count ? topics[$0].words : "", share) }
        let shared = list(common, words - share * count)
        let all = (ofTopic.flatMap { $0 } + shared).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let places = Dictionary(zip(all, all.indices)) { first, _ in first }
        return Made(
            topicNames: (0..<count).map { $0 < topics.count ? topics[$0].name : "topic \($0 + 1)" }, words: all,
            ofTopic: ofTopic.map { $0.map { places[$0] ?? 0 } }, common: shared.map { places[$0] ?? 0 })
    }
}
