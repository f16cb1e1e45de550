import FileFormats
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What a run of the tool left: its exit code (128 + number for a signal) and what it said.
struct Outcome {
    let code: Int32
    let output: String
    let error: String

    /// Standard output as the one JSON object that it must be, on one line.
    func json(sourceLocation: SourceLocation = #_sourceLocation) throws -> JSONValue {
        #expect(
            output.hasSuffix("\n") && !output.dropLast().contains("\n"), "not one line: \(output)",
            sourceLocation: sourceLocation)
        return try JSONValue.parse(Array(output.utf8), file: "standard output")
    }

    /// Records an issue where the tool did not end with this code and this text on standard error; `output` must then
    /// be empty.
    func expectFailure(
        _ code: Int32, _ message: String, _ what: String = "", sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(self.code == code, "\(what): \(error)", sourceLocation: sourceLocation)
        #expect(error == "gcn: \(message)\n", "\(what)", sourceLocation: sourceLocation)
        #expect(output == "", "\(what)", sourceLocation: sourceLocation)
    }

    /// Records an issue where the tool did not do what was asked.
    @discardableResult
    func expectSuccess(sourceLocation: SourceLocation = #_sourceLocation) -> Outcome {
        #expect(code == 0, "\(error)", sourceLocation: sourceLocation)
        return self
    }
}

/// The built `gcn`, which lies beside the running tests.
enum Tool {
    static let path: String = {
        var program = ""
        if let resolved = realpath("/proc/self/exe", nil) {
            program = String(cString: resolved)
            free(resolved)
        }
        return program.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/gcn"
    }()

    struct Failure: Error { let what: String }

    /// Runs `gcn ARGUMENTS` in `folder`, without the user's variables and with an empty home.
    ///
    /// - Parameters:
    ///   - output: where standard output goes, a file of the folder's when nil.
    ///   - timeout: seconds after which it is killed and an issue recorded.
    ///   - meanwhile: called again and again with what it has said on standard error; a signal that it returns is sent
    ///     once.
    static func run(
        _ arguments: [String], in folder: TemporaryFolder, output: String? = nil, timeout: Double = 30,
        meanwhile: ((String) -> Int32?)? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Outcome {
        guard Files.exists(path) else { throw Failure(what: "no \(path): the tests need the built tool beside them") }
        let tag = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let streams = (output: "\(folder.hidden)/\(tag).out", error: "\(folder.hidden)/\(tag).err")

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output ?? streams.output, O_WRONLY | O_CREAT, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, streams.error, O_WRONLY | O_CREAT, 0o644)
        // signals as a shell leaves them to a program in the foreground
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        var none = sigset_t()
        sigemptyset(&none)
        sigemptyset(&defaults)
        sigaddset(&defaults, SIGINT)
        sigaddset(&defaults, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        let environment = ["PATH=/usr/bin:/bin", "HOME=\(folder.hidden)", "LC_ALL=C.UTF-8"]
        var process = pid_t()
        // the shell goes to the folder and becomes the tool: Swift does not see posix_spawn_file_actions_addchdir_np
        let command = ["sh", "-c", "cd \"$0\" && exec \"$@\"", folder.path, path] + arguments
        let spawned = withCStrings(command) { argv in
            withCStrings(environment) { posix_spawn(&process, "/bin/sh", &actions, &attributes, argv, $0) }
        }
        guard spawned == 0 else { throw Failure(what: "\(path): \(String(cString: strerror(spawned)))") }

        func text(_ file: String) -> String {
            (try? Files.read(file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        let clock = ContinuousClock()
        let start = clock.now
        var status: Int32 = 0
        var isSignalled = false
        while waitpid(process, &status, WNOHANG) == 0 {
            if start.duration(to: clock.now) > .seconds(timeout) {
                kill(process, SIGKILL)
                waitpid(process, &status, 0)
                Issue.record(
                    "gcn \(arguments.joined(separator: " ")) did not end within \(timeout) s: \(text(streams.error))",
                    sourceLocation: sourceLocation)
                break
            }
            if !isSignalled, let meanwhile, let number = meanwhile(text(streams.error)) {
                kill(process, number)
                isSignalled = true
            }
            usleep(2000)
        }
        let signal = status & 0x7F
        return Outcome(
            code: signal == 0 ? status >> 8 & 0xFF : 128 + signal, output: output == nil ? text(streams.output) : "",
            error: text(streams.error))
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
    }
}
