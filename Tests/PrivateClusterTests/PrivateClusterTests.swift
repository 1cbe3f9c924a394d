import Glibc
import OwnThread
import PrivateCluster
import Testing

@Suite(.serialized, .ownThread) struct PrivateClusterTests {
    private static func folder(_ name: String) -> String { "/tmp/bcrm-cluster-\(getpid())-\(name)" }

    @Test func aClusterIsMadeStartedStoppedStartedAgainAndRemoved() throws {
        let cluster = PrivateCluster(folder: Self.folder("life"), durability: .throwAway)
        try cluster.ensureRunning()
        #expect(cluster.isRunning)
        let password = cluster.superuserPassword
        try cluster.ensureRunning()
        try cluster.stop()
        #expect(!cluster.isRunning)
        // An interrupted initdb leaves only its partial folder, which the next start throws away.
        mkdir(cluster.folder + "/data.partial", 0o700)
        try cluster.ensureRunning()
        #expect(cluster.superuserPassword == password)
        // Killed, it leaves its lock file; that does not count as running.
        try cluster.crash()
        #expect(!cluster.isRunning)
        try cluster.ensureRunning()
        try cluster.destroy()
        #expect(access(cluster.folder, F_OK) != 0)
    }

    @Test func dataOfAnotherVersionIsRefusedInWordsAndKept() throws {
        let folder = Self.folder("version")
        #expect(FileTree.makeFolders(folder + "/data"))
        #expect(FileTree.write("9\n", to: folder + "/data/PG_VERSION"))
        let failure = #expect(throws: PrivateCluster.Failure.self) {
            try PrivateCluster(folder: folder).ensureRunning()
        }
        #expect(failure?.sentence.contains("PostgreSQL 9") == true)
        #expect(access(folder + "/data/PG_VERSION", F_OK) == 0)
        FileTree.remove(folder)
    }

    @Test func aLongFolderGetsAShortSocket() {
        let cluster = PrivateCluster(folder: "/tmp/" + String(repeating: "x", count: 120))
        #expect(cluster.socketFolder.utf8.count < 90)
    }

    @Test func theStateFolderFollowsTheEnvironment() {
        #expect(StateFolder.path(environment: ["XDG_STATE_HOME": "/a"]) == "/a/bcrm")
        let home = StateFolder.path(environment: ["HOME": "/home/x", "XDG_STATE_HOME": "relative"])
        #expect(home == (geteuid() == 0 ? "/var/lib/bcrm" : "/home/x/.local/state/bcrm"))
    }

    @Test func passwordsAreKeptForTheirOwnerAlone() throws {
        let path = Self.folder("pgpass")
        let file = PasswordFile(path: path)
        #expect(file.write(["op_a": "secret1", "op_b": "secret2"]))
        #expect(file.password(of: "op_b") == "secret2")
        #expect(file.password(of: "op_c") == nil)
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        unlink(path)
    }

    /// Root writes into the folder of the server's user, who must not be able to aim that at another file.
    @Test func aLinkPutInTheWayIsNotFollowed() throws {
        let folder = "/tmp/bcrm-link-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try #require(mkdir(folder, 0o700) == 0)
        defer { FileTree.remove(folder) }
        let victim = folder + "/victim"
        #expect(FileTree.write("precious", to: victim))
        try #require(symlink(victim, folder + "/settings.partial") == 0)
        #expect(FileTree.write("settings", to: folder + "/settings"))
        try #require(symlink(victim, folder + "/output") == 0)
        let outcome = ChildProcess("/bin/echo", ["words"]).run(outputFile: folder + "/output")
        #expect(outcome?.output == "words\n" && outcome?.status == 0)
        #expect(ChildProcess.text(of: victim) == "precious")
        // A device is no such thing, and stays.
        #expect(ChildProcess("/bin/echo", ["words"]).run(outputFile: "/dev/null")?.status == 0)
        var device = stat()
        #expect(stat("/dev/null", &device) == 0 && device.st_mode & S_IFMT == S_IFCHR)
        #expect(ChildProcess.text(of: folder + "/settings") == "settings")
    }
}
