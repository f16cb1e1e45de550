#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a thread of its own does.
private class Work: @unchecked Sendable {
    var thread: pthread_t?

    init() {}

    /// Runs on the thread.
    func run() {}
}

private enum WorkThread {
    /// Starts a thread; false where the system refuses.
    static func start(_ work: Work) -> Bool {
        let box = Unmanaged.passRetained(work)
        #if canImport(Darwin)
            var thread: pthread_t?
            let status = pthread_create(
                &thread, nil,
                { context in
                    Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
                    return nil
                }, box.toOpaque())
        #else
            var thread = pthread_t()
            let status = pthread_create(
                &thread, nil,
                { context in
                    if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run() }
                    return nil
                }, box.toOpaque())
        #endif
        if status != 0 {
            box.release()
            return false
        }
        work.thread = thread
        return true
    }
}

/// Makes elements 0, 1, … on threads of its own, a few ahead of who takes them, and gives them in this order.
///
/// The elements and their order do not depend on the threads. With `workers: 0`, with one processor, `Threads.count` of 1, or
/// inside `Threads.run`, each is made when it is taken. At most `workers + 2` elements exist that nobody has taken.
/// `@unchecked Sendable`: all state is guarded by the mutex.
public final class Prefetcher<Element: Sendable>: @unchecked Sendable {
    private final class State: @unchecked Sendable {
        let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
        let count: Int
        let ahead: Int
        let make: @Sendable (Int) -> Element
        var ready: [Int: Element] = [:]
        /// The first element that no thread makes yet, and the first that nobody has taken.
        var begun = 0, taken = 0
        var isCancelled = false

        init(_ count: Int, _ ahead: Int, _ make: @escaping @Sendable (Int) -> Element) {
            (self.count, self.ahead, self.make) = (count, ahead, make)
            pthread_mutex_init(mutex, nil)
            pthread_cond_init(changed, nil)
        }

        deinit {
            pthread_cond_destroy(changed)
            pthread_mutex_destroy(mutex)
            changed.deallocate()
            mutex.deallocate()
        }

        func run() {
            while let index = nextIndex() {
                let element = make(index)
                pthread_mutex_lock(mutex)
                if !isCancelled { ready[index] = element }
                pthread_cond_broadcast(changed)
                pthread_mutex_unlock(mutex)
            }
        }

        /// The element that this thread is to make, once there is room for it; nil when there is nothing more to do.
        private func nextIndex() -> Int? {
            pthread_mutex_lock(mutex)
            defer { pthread_mutex_unlock(mutex) }
            while begun < count, begun - taken >= ahead, !isCancelled { pthread_cond_wait(changed, mutex) }
            if isCancelled || begun == count { return nil }
            begun += 1
            return begun - 1
        }

        func take() -> Element? {
            pthread_mutex_lock(mutex)
            defer { pthread_mutex_unlock(mutex) }
            while ready[taken] == nil { pthread_cond_wait(changed, mutex) }
            let element = ready.removeValue(forKey: taken)
            taken += 1
            pthread_cond_broadcast(changed)
            return element
        }

        func cancel() {
            pthread_mutex_lock(mutex)
            isCancelled = true
            pthread_cond_broadcast(changed)
            pthread_mutex_unlock(mutex)
        }
    }

    private let state: State
    private var threads: [Worker] = []
    private var taken = 0

    private final class Worker: Work, @unchecked Sendable {
        let state: State
        init(_ state: State) { self.state = state }
        override func run() { state.run() }
    }

    /// - Parameters:
    ///   - count: how many elements there are.
    ///   - workers: how many threads make elements; one keeps the other processors free for who uses them.
    ///   - make: element `index` of `count`; called on one of the threads, once for each index.
    public init(count: Int, workers: Int = 1, make: @escaping @Sendable (Int) -> Element) {
        precondition(workers >= 0, "Prefetcher: expected no negative number of workers, found \(workers)")
        state = State(count, workers + 2, make)
        if Threads.count > 1 && Threads.available > 1 && !Threads.isInside && count > 1 {
            for _ in 0..<min(workers, count) {
                let worker = Worker(state)
                if WorkThread.start(worker) { threads.append(worker) }
            }
        }
    }

    /// The next element; nil after the last. For one caller.
    public func next() -> Element? {
        guard taken < state.count else { return nil }
        taken += 1
        return threads.isEmpty ? state.make(taken - 1) : state.take()
    }

    deinit {
        state.cancel()
        for case let thread? in threads.map(\.thread) { pthread_join(thread, nil) }
    }
}
