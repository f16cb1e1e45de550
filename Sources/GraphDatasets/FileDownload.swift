import FileFormats

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The download of one file: attempts, resumption, check, renaming.
struct FileDownload {
    let file: DatasetEntry.File
    let target: DatasetError.WantedFile
    let fetcher: DatasetFetcher
    /// This file and those after it, for the message of a failure.
    let wanted: [DatasetError.WantedFile]

    private var part: String { target.path + ".part" }
    private var headers: String { target.path + ".part.headers" }

    /// Downloads, checks and renames. `progress` gets the bytes that are there.
    func run(_ progress: (Int) -> Void) throws(DatasetError) {
        var delay = fetcher.retryDelay
        var attempt = 1
        // Bytes from an earlier call or a server without ETag may be of another version: then once more from the start.
        var mayStartAnew = true
        while true {
            let start = DatasetPaths.size(part) ?? 0
            if start < file.bytes {
                let outcome = try transfer(from: start, progress)
                if !outcome.isSuccess {
                    if outcome.cannotResume, start > 0, mayStartAnew {
                        mayStartAnew = false
                        removeParts()
                        continue
                    }
                    guard outcome.mayPass, attempt < fetcher.attempts else { throw failure(outcome) }
                    attempt += 1
                    if delay > 0 { usleep(UInt32(min(delay, 60) * 1e6)) }
                    delay *= 2
                    continue
                }
            }
            let found = try reading { () throws(FileError) in try SHA256.hex(ofFile: part) }
            if found == file.sha256 { break }
            removeParts()
            if start > 0, mayStartAnew {
                mayStartAnew = false
                continue
            }
            throw .checksumDiffers(
                file: target.url, found: found, expected: file.sha256,
                advice: "what was downloaded has been removed; the address or a proxy gives another file: try later, "
                    + "set GCN_MIRROR, or put the right file at \(target.path)")
        }
        try reading { () throws(FileError) in try DatasetPaths.rename(part, to: target.path) }
        _ = unlink(headers)
        progress(file.bytes)
    }

    private func removeParts() {
        _ = unlink(part)
        _ = unlink(headers)
    }

    private func transfer(from start: Int, _ progress: (Int) -> Void) throws(DatasetError) -> CurlTransfer.Outcome {
        let eTag = start > 0 ? strongETag() : nil
        let transfer = CurlTransfer(
            program: fetcher.curl, url: target.url, output: part, headers: headers, start: start, eTag: eTag,
            // A server that cannot resume sends the whole file; more than that is not taken.
            limit: file.bytes)
        guard let outcome = transfer.run({ progress(DatasetPaths.size(part) ?? start) }) else {
            throw .downloadFailed(
                url: target.url, reason: "found no program \"\(fetcher.curl)\" to download with",
                advice: "install it (apt-get install curl) and run the command again", wanted: wanted)
        }
        return outcome
    }

    /// The ETag of the response that the part is of; nil where there is none, or a weak one, which names no bytes.
    private func strongETag() -> String? {
        guard let bytes = try? Files.read(headers) else { return nil }
        var result: String?
        for line in bytes.split(separator: 10) {
            let text = String(decoding: line, as: UTF8.self).filter { $0 != "\r" && $0 != "\r\n" }
            if text.lowercased().hasPrefix("http/") { result = nil }
            if text.lowercased().hasPrefix("etag:") {
                let value = text.dropFirst(5).drop { $0 == " " }
                result = value.hasPrefix("\"") && value.hasSuffix("\"") ? String(value) : nil
            }
        }
        return result
    }

    private func failure(_ outcome: CurlTransfer.Outcome) -> DatasetError {
        if outcome.isWriteFailure {
            return .file(
                FileError(
                    kind: .inputOutput, file: part, found: "cannot be written (\(outcome.reason))",
                    advice: "free some space or choose another folder with --data-root; "
                        + "the next call goes on where this one stopped"))
        }
        return .downloadFailed(
            url: target.url, reason: outcome.reason, advice: outcome.advice, wanted: wanted)
    }
}
