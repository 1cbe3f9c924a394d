import Domain
import Operations

/// Whose request it is and what for: a newer request in the same slot supersedes the older.
nonisolated struct RequestSlot: Hashable, Sendable {
    var layer: Int
    var purpose: String
}

/// Performs requests off the UI thread and puts the replies into the mailbox. Each carries a generation: a reply
/// that was superseded while it travelled is dropped on arrival.
final class EffectRunner {
    private struct Running {
        var generation: Int
        var isCommand: Bool
        var task: Task<Void, Never>
    }

    private let mailbox: Mailbox
    private var drafts: DraftFolder
    private var history: FindHistoryFile
    private var sessions: SessionFolder
    private var running: [RequestSlot: Running] = [:]
    private var lastGeneration = 0
    /// Of drafts and history: reads and writes that have not come back.
    private var filesUnderWay = 0
    private var lastNote: Task<Void, Never>?
    /// What was kept last: no command is sent before its key is on the disk.
    private var lastKept: Task<Void, Never>?

    /// - Parameter stateFolder: where drafts and the history of the operator are.
    init(mailbox: Mailbox, stateFolder: String, login: String) {
        self.mailbox = mailbox
        drafts = DraftFolder(stateFolder: stateFolder, login: login)
        history = FindHistoryFile(stateFolder: stateFolder, login: login)
        sessions = SessionFolder(stateFolder: stateFolder, login: login)
    }

    /// Whether anything started here has not come back.
    var isBusy: Bool { !running.isEmpty || filesUnderWay > 0 }

    func start(_ request: DeskRequest, slot: RequestSlot, on desk: any OperatorDesk) {
        cancel(slot)
        lastGeneration += 1
        let generation = lastGeneration
        let mailbox = mailbox
        let kept = request.isCommand ? lastKept : nil
        let task = Task.detached {
            await kept?.value
            let result: Result<DeskReply, DeskError>
            do throws(DeskError) {
                result = .success(try await request.perform(on: desk))
            } catch {
                result = .failure(error)
            }
            mailbox.post(.reply(result, slot: slot, generation: generation))
        }
        running[slot] = Running(generation: generation, isCommand: request.isCommand, task: task)
    }

    /// Cancels a read; a command goes on, because it may already have happened.
    func cancel(_ slot: RequestSlot) {
        guard let old = running[slot], !old.isCommand else { return }
        old.task.cancel()
        running[slot] = nil
    }

    func cancelReads(ofLayer layer: Int) {
        for slot in running.keys where slot.layer == layer { cancel(slot) }
    }

    func cancelAll() {
        for old in running.values { old.task.cancel() }
        running = [:]
    }

    /// True when the reply is the one still waited for.
    func arrived(_ slot: RequestSlot, generation: Int) -> Bool {
        guard running[slot]?.generation == generation else { return false }
        running[slot] = nil
        return true
    }

    /// Drafts and history.
    func load() {
        filesUnderWay += 2
        let (mailbox, drafts, history) = (mailbox, drafts, history)
        Task.detached { mailbox.post(.drafts(await drafts.load(), folder: drafts.path)) }
        Task.detached { mailbox.post(.history(await history.load(), file: history.path)) }
    }

    /// Another operator signed in, with drafts and a history of their own. False: it is the same.
    func change(stateFolder: String, login: String) -> Bool {
        let folder = DraftFolder(stateFolder: stateFolder, login: login)
        guard folder.path != drafts.path else { return false }
        drafts = folder
        history = FindHistoryFile(stateFolder: stateFolder, login: login)
        dropTrail()
        sessions = SessionFolder(stateFolder: stateFolder, login: login)
        return true
    }

    /// Whether the folder is that of the operator at the terminal.
    func isPresent(folder path: String) -> Bool { path == drafts.path }
    func isPresent(history path: String) -> Bool { path == history.path }
    func isPresent(sessions path: String) -> Bool { path == sessions.path }

    /// Where an earlier client of the operator was that ended without being left.
    func loadTrail(now: Instant) {
        filesUnderWay += 1
        let (mailbox, sessions) = (mailbox, sessions)
        Task.detached { mailbox.post(.left(await sessions.takeLeft(now: now), folder: sessions.path)) }
    }

    func keep(_ trail: SessionTrail) {
        filesUnderWay += 1
        lastGeneration += 1
        let (mailbox, sessions, change) = (mailbox, sessions, lastGeneration)
        Task.detached {
            await sessions.keep(trail, change: change)
            mailbox.post(.trailKept)
        }
    }

    /// The client is left: the next one begins at home.
    func dropTrail() {
        filesUnderWay += 1
        lastGeneration += 1
        let (mailbox, sessions, change) = (mailbox, sessions, lastGeneration)
        Task.detached {
            await sessions.drop(change: change)
            mailbox.post(.trailKept)
        }
    }

    func keep(_ draft: Draft) {
        filesUnderWay += 1
        lastGeneration += 1
        let (mailbox, drafts, change) = (mailbox, drafts, lastGeneration)
        let before = lastKept
        lastKept = Task.detached {
            await before?.value
            mailbox.post(.draftKept(await drafts.keep(draft, change: change)))
        }
    }

    func forget(_ id: DraftID) {
        filesUnderWay += 1
        lastGeneration += 1
        let (mailbox, drafts, change) = (mailbox, drafts, lastGeneration)
        Task.detached {
            await drafts.forget(id, change: change)
            mailbox.post(.draftKept(true))
        }
    }

    func note(_ entry: FindHistory.Entry) {
        filesUnderWay += 1
        let (mailbox, history, before) = (mailbox, history, lastNote)
        // One after the other: the order is what is recalled.
        lastNote = Task.detached {
            await before?.value
            await history.add(entry)
            mailbox.post(.historyKept)
        }
    }

    var areFilesUnderWay: Bool { filesUnderWay > 0 }

    /// Every read; the commands go on.
    func cancelReads() {
        for slot in running.keys { cancel(slot) }
    }

    func fileWorkArrived() { filesUnderWay -= 1 }
}
