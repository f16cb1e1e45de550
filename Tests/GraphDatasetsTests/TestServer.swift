import Dispatch
import Glibc
import Synchronization

/// A small HTTP server on 127.0.0.1 that can misbehave; it serves at most 200 connections and 60 seconds.
final class TestServer: Sendable {
    /// How a file is served.
    struct Page: Sendable {
        var bytes: [UInt8]
        var eTag: String?
        /// Whether ranges are honoured.
        var ranges = true
        /// The connection breaks after so many bytes of a response's body, as often as `breaks` says.
        var breakAfter = 0
        var breaks = 0
        /// So many requests are answered with status 503 first.
        var busy = 0
    }

    struct Request: Sendable, Equatable {
        let path: String
        let range: String?
        let ifRange: String?
    }

    private struct State {
        var pages: [String: Page]
        var requests: [Request] = []
        var isStopped = false
    }

    private let state: Mutex<State>
    let port: UInt16

    /// Paths begin with a slash. nil where no socket is to be had.
    init?(_ pages: [String: Page]) {
        state = Mutex(State(pages: pages))
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0 else { return nil }
        guard let port = Self.bindToFreePort(listener), listen(listener, 16) == 0 else {
            close(listener)
            return nil
        }
        self.port = port
        DispatchQueue.global().async { [weak self] in Self.serve(listener) { self } }
    }

    deinit { stop() }

    var address: String { "http://127.0.0.1:\(port)" }
    var requests: [Request] { state.withLock { $0.requests } }
    func stop() { state.withLock { $0.isStopped = true } }

    /// A port of this machine on which nobody listens.
    static func unusedPort() -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return bindToFreePort(descriptor) ?? 9
    }

    private static func bindToFreePort(_ descriptor: Int32) -> UInt16? {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && getsockname(descriptor, generic, &length) == 0
            }
        }
        return result ? UInt16(bigEndian: address.sin_port) : nil
    }

    private static func serve(_ listener: Int32, _ server: () -> TestServer?) {
        defer { close(listener) }
        var connections = 0
        for _ in 0..<1200 where connections < 200 {
            guard let server = server(), !server.state.withLock({ $0.isStopped }) else { return }
            var wait = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            guard poll(&wait, 1, 50) > 0 else { continue }
            let client = accept(listener, nil, nil)
            guard client >= 0 else { continue }
            connections += 1
            server.answer(client)
            close(client)
        }
    }

    private func answer(_ client: Int32) {
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        for _ in 0..<100 where !String(decoding: text, as: UTF8.self).contains("\r\n\r\n") {
            var wait = pollfd(fd: client, events: Int16(POLLIN), revents: 0)
            guard poll(&wait, 1, 2000) > 0 else { return }
            let count = read(client, &chunk, chunk.count)
            guard count > 0 else { return }
            text += chunk[..<count]
        }
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\r\n").map(String.init)
        func header(_ name: String) -> String? {
            lines.first { $0.lowercased().hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) }
        }
        let words = (lines.first ?? "").split(separator: " ")
        let request = Request(
            path: words.count > 1 ? String(words[1]) : "", range: header("range"), ifRange: header("if-range"))
        let (page, isBusy, breaksNow) = state.withLock { state in
            state.requests.append(request)
            guard var page = state.pages[request.path] else { return (Page?.none, false, false) }
            let isBusy = page.busy > 0
            if isBusy { page.busy -= 1 }
            let breaksNow = !isBusy && page.breaks > 0
            if breaksNow { page.breaks -= 1 }
            state.pages[request.path] = page
            return (page, isBusy, breaksNow)
        }
        guard let page else { return send(client, "404 Not Found", [], Array("nothing here".utf8)) }
        if isBusy { return send(client, "503 Service Unavailable", [], Array("busy".utf8)) }
        var start = 0, status = "200 OK"
        var headers = page.eTag.map { ["ETag: \($0)"] } ?? []
        let isSame = request.ifRange == nil || request.ifRange == page.eTag
        if page.ranges, isSame, let range = request.range, range.hasPrefix("bytes="), range.hasSuffix("-") {
            start = Int(range.dropFirst(6).dropLast()) ?? 0
            guard start < page.bytes.count else { return send(client, "416 Range Not Satisfiable", [], []) }
            status = "206 Partial Content"
            headers.append("Content-Range: bytes \(start)-\(page.bytes.count - 1)/\(page.bytes.count)")
        }
        let body = Array(page.bytes[start...])
        send(client, status, headers, body, upTo: breaksNow ? page.breakAfter : body.count)
    }

    private func send(_ client: Int32, _ status: String, _ headers: [String], _ body: [UInt8], upTo limit: Int? = nil) {
        let head = ["HTTP/1.1 \(status)", "Content-Length: \(body.count)", "Connection: close"] + headers
        let bytes = Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body.prefix(limit ?? body.count)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }

        shutdown(client, Int32(SHUT_WR))
    }
}
