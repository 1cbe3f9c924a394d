import Dispatch
import Glibc

/// The words that start a program with none of our descriptors but the first three: a connection that another test
/// closes would live on in the program.
func alone(_ words: [String]) -> [String] {
    let script =
        "for f in /proc/$$/fd/*; do n=${f##*/}; [ $n -gt 2 ] && [ $n != 255 ] && eval \"exec $n>&-\"; done; exec \"$@\""
    return ["bash", "-c", script, "bash"] + words
}

/// Runs a program to its end; its output, standard error included.
func run(_ words: [String], environment: [String] = []) -> (output: String, status: Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return ("no pipe", -1) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
    let pointers = alone(words).map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) }
    var inherited = environ
    while let variable = inherited.pointee {
        variables.append(strdup(variable))
        inherited += 1
    }
    variables.append(nil)
    defer { (pointers + variables).forEach { free($0) } }
    var child: pid_t = 0
    let status = posix_spawn(&child, "/bin/bash", &actions, nil, pointers, variables)
    close(ends[1])
    defer { close(ends[0]) }
    guard status == 0 else { return ("\(words[0]) cannot be started", -1) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while case let count = read(ends[0], &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
    var end: Int32 = 0
    waitpid(child, &end, 0)
    return (String(decoding: bytes, as: UTF8.self), end >> 8)
}

/// A folder for one test, removed with it.
final class Folder: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/bcrm-diameter-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? "/tmp"
        }
    }

    deinit { if path != "/tmp" { _ = run(["rm", "-rf", path]) } }

    func write(_ name: String, _ text: String) -> String { write(name, Array(text.utf8)) }

    func write(_ name: String, _ octets: [UInt8]) -> String {
        let file = path + "/" + name
        if let stream = fopen(file, "w") {
            fwrite(octets, 1, octets.count, stream)
            fclose(stream)
        }
        return file
    }

    func read(_ name: String) -> [UInt8] {
        guard let stream = fopen(path + "/" + name, "r") else { return [] }
        defer { fclose(stream) }
        var octets: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { octets += buffer[..<count] }
        return octets
    }
}

/// An authority and certificates by openssl.
struct Authority: Sendable {
    let folder: Folder
    let name: String

    init(_ folder: Folder, _ name: String = "ca") {
        self.folder = folder
        self.name = name
        _ = run([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=\(name)", "-keyout", "\(folder.path)/\(name).key", "-out", "\(folder.path)/\(name).crt",
        ])
    }

    /// A certificate for a host, signed here.
    func files(for host: String, trusting authority: Authority? = nil) -> TLSNames {
        let base = "\(folder.path)/\(name)-\(host.replacing("*", with: "star"))"
        _ = folder.write("san", "subjectAltName=DNS:\(host)")
        _ = run([
            "openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
            "/CN=\(host)", "-keyout", base + ".key", "-out", base + ".csr",
        ])
        _ = run([
            "openssl", "x509", "-req", "-in", base + ".csr", "-CA", "\(folder.path)/\(name).crt", "-CAkey",
            "\(folder.path)/\(name).key", "-CAcreateserial", "-days", "2", "-extfile", folder.path + "/san", "-out",
            base + ".crt",
        ])
        return TLSNames(
            certificate: base + ".crt", key: base + ".key",
            authorities: "\(folder.path)/\((authority ?? self).name).crt")
    }
}

struct TLSNames: Sendable {
    let certificate: String
    let key: String
    let authorities: String
}
