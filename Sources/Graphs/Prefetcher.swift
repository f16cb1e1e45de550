import DenseArrays

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

/// Makes elements 0, 1, … in order on one thread of its own, at most two ahead of who takes them.
///
/// The elements and their order do not depend on the threads. With one processor, or `Threads.count` of 1, each is
/// made when it is taken. `@unchecked Sendable`: all state is guarded by the mutex.
public final class Prefetcher<Element: Sendable>: @unchecked Sendable {
    private static var ahead: Int { 2 }

    private final class State: Work, @unchecked Sendable {
        let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
        let count: Int
        let make: @Sendable (Int) -> Element
        var ready: [Element] = []
        var isCancelled = false

        init(_ count: Int, _ make: @escaping @Sendable (Int) -> Element) {
            (self.count, self.make) = (count, make)
            super.init()
            pthread_mutex_init(mutex, nil)
            pthread_cond_init(changed, nil)
        }

        deinit {
            pthread_cond_destroy(changed)
            pthread_mutex_destroy(mutex)
            changed.deallocate()
            mutex.deallocate()
        }

        override func run() {
            for index in 0..<count {
                let element = make(index)
                pthread_mutex_lock(mutex)
                while ready.count >= Prefetcher.ahead, !isCancelled { pthread_cond_wait(changed, mutex) }
                if !isCancelled { ready.append(element) }
                let stops = isCancelled
                pthread_cond_broadcast(changed)
                pthread_mutex_unlock(mutex)
                if stops { return }
            }
        }
    }

    private let state: State
    private let isThreaded: Bool
    private var taken = 0

    /// - Parameter make: makes element `index`; called on another thread, in order.
    public init(count: Int, make: @escaping @Sendable (Int) -> Element) {
        state = State(count, make)
        isThreaded = Threads.count > 1 && Threads.available > 1 && count > 1 && WorkThread.start(state)
    }

    /// The next element; nil after the last. For one caller.
    public func next() -> Element? {
        guard taken < state.count else { return nil }
        taken += 1
        if !isThreaded { return state.make(taken - 1) }
        pthread_mutex_lock(state.mutex)
        while state.ready.isEmpty { pthread_cond_wait(state.changed, state.mutex) }
        let element = state.ready.removeFirst()
        pthread_cond_broadcast(state.changed)
        pthread_mutex_unlock(state.mutex)
        return element
    }

    deinit {
        guard isThreaded, let thread = state.thread else { return }
        pthread_mutex_lock(state.mutex)
        state.isCancelled = true
        pthread_cond_broadcast(state.changed)
        pthread_mutex_unlock(state.mutex)
        pthread_join(thread, nil)
    }
}
