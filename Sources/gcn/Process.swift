import GraphLearning
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What the operating system knows of this process.
enum Process {
    static let clock = ContinuousClock()
    static let start = clock.now

    /// Seconds since the command began.
    static var seconds: Double {
        let (whole, fraction) = start.duration(to: clock.now).components
        return Double(whole) + Double(fraction) * 1e-18
    }

    /// The most memory it has held so far, in MiB.
    static var peakMegabytes: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss / 1024
    }

    /// "20261121-115503"
    static var timestamp: String {
        var now = time(nil)
        var parts = tm()
        localtime_r(&now, &parts)
        var buffer = [CChar](repeating: 0, count: 32)
        strftime(&buffer, buffer.count, "%Y%m%d-%H%M%S", &parts)
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// "2026-11-21 11:55:03 +0000"
    static var date: String {
        var now = time(nil)
        var parts = tm()
        localtime_r(&now, &parts)
        var buffer = [CChar](repeating: 0, count: 40)
        strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M:%S %z", &parts)
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The command as it would be typed, words with blanks or signs of the shell in quotes.
    static var commandLine: String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+./,:@%")
        return (["gcn"] + CommandLine.arguments.dropFirst()).map { word in
            !word.isEmpty && word.allSatisfy(plain.contains) ? word : "'" + word.replacing("'", with: "'\\''") + "'"
        }.joined(separator: " ")
    }

    /// The processor as the system names it.
    static var processorName: String {
        guard let bytes = try? Files.read("/proc/cpuinfo") else { return "unknown" }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line.hasPrefix("model name") {
            return String(line.split(separator: ":", maxSplits: 1).last ?? "").trimmingBlanks
        }
        return "unknown"
    }

    /// "Debian GNU/Linux 12 (bookworm), Linux 6.1.0"
    static var systemName: String {
        var names = utsname()
        uname(&names)
        func text<T>(_ tuple: T) -> String { withUnsafeBytes(of: tuple) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) } }
        let kernel = "\(text(names.sysname)) \(text(names.release))"
        guard let bytes = try? Files.read("/etc/os-release") else { return kernel }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line.hasPrefix("PRETTY_NAME=") {
            return line.dropFirst(12).filter { $0 != "\"" } + ", " + kernel
        }
        return kernel
    }

    /// Makes a folder; false where it is there already, or cannot be made.
    static func makeFolder(_ path: String) -> Bool { mkdir(path, 0o777) == 0 }

    /// The memory of this machine in bytes.
    static var physicalMemory: Int { sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)) }

    /// The path from the root, without asking whether it exists.
    static func absolute(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        guard let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return String(cString: folder) + "/" + path
    }

    /// Whether two paths name one file, which need not be there yet: dots are left out, and links of the folder followed.
    static func isSame(_ first: String, _ second: String) -> Bool {
        func plain(_ path: String) -> String {
            let whole = absolute(path)
            let slash = whole.lastIndex(of: "/") ?? whole.startIndex
            guard let real = realpath(String(whole[...slash]), nil) else {
                return whole.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
            }
            defer { free(real) }
            return (String(cString: real) + "/" + whole[slash...]).split(separator: "/").joined(separator: "/")
        }
        return plain(first) == plain(second)
    }
}

/// Ctrl-C: the first asks the training to end after this epoch, the second ends the process.
enum Interrupt {
    private static let requested = Atomic<Bool>(false)

    static var isRequested: Bool { requested.load(ordering: .relaxed) }

    static func listen() {
        signal(SIGINT) { number in
            Interrupt.requested.store(true, ordering: .relaxed)
            signal(number, SIG_DFL)
        }
        signal(SIGTERM) { number in
            Interrupt.requested.store(true, ordering: .relaxed)
            signal(number, SIG_DFL)
        }
    }
}
