import Glibc

/// The few things that the private system's folder needs.
package enum FileTree {
    static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// The folder that something stands in.
    package static func parent(of path: String) -> String {
        path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Makes the folder and those above it, each new one for this user alone; root's may be entered by the user that
    /// the server runs as, who owns the last one.
    package static func makeFolders(_ path: String) -> Bool {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/" + part
            if mkdir(made, geteuid() == 0 ? 0o711 : 0o700) != 0, errno != EEXIST { return false }
        }
        return true
    }

    /// How to open a file that is made anew: what was left there is removed, a link included; only a device, such as
    /// /dev/null, is written into as it is.
    static func flagsToReplace(_ path: String) -> Int32 {
        var status = stat()
        let isDevice = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFCHR
        if isDevice { return O_WRONLY | O_NOFOLLOW }
        unlink(path)
        return O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
    }

    /// Writes a file that only its owner can read, all of it or nothing. The folder may belong to somebody with fewer
    /// rights than this process (root writes into the server's): what they put in the way is removed, never followed.
    package static func write(_ text: String, to path: String, owner: (uid: UInt32, gid: UInt32)? = nil) -> Bool {
        let partial = path + ".partial"
        let descriptor = open(partial, flagsToReplace(partial), 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { return false }
        if let owner, fchown(descriptor, owner.uid, owner.gid) != 0 { return false }
        return rename(partial, path) == 0
    }

    /// Removes a folder with everything in it; does not follow links.
    package static func remove(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            unlink(path)
            return
        }
        for name in names(in: path) { remove(path + "/" + name) }
        rmdir(path)
    }
}
