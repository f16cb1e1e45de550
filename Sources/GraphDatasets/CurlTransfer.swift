#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// One run of the system's `curl`.
///
/// A program of its own, since Foundation's networking would make every command start seven times slower.
struct CurlTransfer {
    let program: String
    let url: String
    let output: String
    /// The file that gets the response's headers.
    let headers: String
    /// The bytes that are there already.
    let start: Int
    let eTag: String?
    /// The most bytes to take.
    let limit: Int

    /// How a run ended.
    struct Outcome {
        /// curl's exit code; nil when a signal ended it.
        let code: Int32?
        /// The HTTP status, 0 without a response.
        let status: Int
        /// curl's own words.
        let message: String

        var isSuccess: Bool { code == 0 }
        /// The server has no ranges, or not this one any more.
        var cannotResume: Bool { code == 33 || code == 36 || status == 416 }
        var isWriteFailure: Bool { code == 23 }
        /// Whether another try may do better: broken connections, time-outs, busy servers.
        var mayPass: Bool {
            switch code {
            case 5, 6, 7, 16, 18, 28, 35, 52, 55, 56, 92: true
            case 22: status == 408 || status == 429 || status >= 500
            default: false
            }
        }

        var reason: String {
            guard let code else { return "curl was stopped by a signal" }
            if code == 22 { return "the server answered with status \(status)" }
            return message.isEmpty ? "curl failed with exit code \(code)" : "\(message) (curl exit code \(code))"
        }

        var advice: String? {
            switch code {
            case nil: "run the command again: it goes on where it stopped"
            case 5, 6, 7, 28: "check the network, or set GCN_MIRROR to a server that has the files"
            case 35, 60: "check the system's certificates (apt-get install ca-certificates)"
            case 22 where status == 404: "the file has moved: set GCN_MIRROR to a server that has it"
            default: nil
            }
        }
    }

    private var arguments: [String] {
        var list = [
            program, "--silent", "--show-error", "--fail", "--location", "--globoff", "--proto", "=http,https",
            "--proto-redir", "=http,https", "--connect-timeout", "20", "--speed-limit", "1", "--speed-time", "60",
            "--max-filesize", String(limit), "--dump-header", headers, "--output", output, "--write-out",
            "\nstatus:%{http_code}\n",
        ]
        // What is on this very machine is not behind a proxy.
        if ["http://127.0.0.1", "http://localhost", "http://[::1]"].contains(where: url.hasPrefix) {
            list += ["--noproxy", "*"]
        }
        if start > 0 {
            list += ["--continue-at", String(start)]
            if let eTag { list += ["--header", "If-Range: \(eTag)"] }
        }
        return list + ["--url", url]
    }

    /// What curl gets of the environment: where to find things, proxies and certificates.
    private static let environmentNames = [
        "PATH", "HOME", "LD_LIBRARY_PATH", "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
        "no_proxy", "NO_PROXY", "CURL_CA_BUNDLE", "CURL_HOME", "SSL_CERT_FILE", "SSL_CERT_DIR", "XDG_CONFIG_HOME",
    ]

    /// Runs curl to its end; `tick` is called about ten times a second. nil where there is no such program.
    func run(_ tick: () -> Void) -> Outcome? {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return Outcome(code: 1, status: 0, message: String(cString: strerror(errno))) }
        let (readEnd, writeEnd) = (ends[0], ends[1])
        _ = fcntl(readEnd, F_SETFD, FD_CLOEXEC)
        _ = fcntl(writeEnd, F_SETFD, FD_CLOEXEC)
        defer { close(readEnd) }

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, writeEnd, 1)
        posix_spawn_file_actions_adddup2(&actions, writeEnd, 2)
        let environment = Self.environmentNames.compactMap { name in
            DatasetPaths.environment(name).map { "\(name)=\($0)" }
        }
        var argumentPointers = arguments.map { strdup($0) } + [nil]
        var environmentPointers = environment.map { strdup($0) } + [nil]
        defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
        var child: pid_t = 0
        let code = posix_spawnp(&child, program, &actions, nil, &argumentPointers, &environmentPointers)
        close(writeEnd)
        guard code == 0 else {
            if code == ENOENT || code == EACCES { return nil }
            return Outcome(code: 1, status: 0, message: String(cString: strerror(code)))
        }
        let text = Self.readAll(readEnd, tick)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return Self.outcome(waitStatus: status, text)
    }

    /// All that curl says, at most 64 KiB of it.
    private static func readAll(_ descriptor: Int32, _ tick: () -> Void) -> String {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&wait, 1, 100)
            if ready == 0 || (ready < 0 && errno == EINTR) {
                tick()
                continue
            }
            if ready < 0 { break }
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { break }
            if bytes.count < 1 << 16 { bytes += chunk[..<count] }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func outcome(waitStatus: Int32, _ text: String) -> Outcome {
        var status = 0, message = ""
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("status:") { status = Int(line.dropFirst(7)) ?? 0 }
            if line.hasPrefix("curl: ") {
                // "curl: (7) Failed to connect ..."
                let words = line.dropFirst(6).split(separator: " ", maxSplits: 1)
                message = words.count == 2 && words[0].hasPrefix("(") ? String(words[1]) : String(line.dropFirst(6))
            }
        }
        let code = waitStatus & 0x7f == 0 ? (waitStatus >> 8) & 0xff : nil
        return Outcome(code: code, status: status, message: message)
    }
}
