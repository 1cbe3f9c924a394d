import PostgreSQL
import Testing

/// The daemon, single sessions and the whole server are killed without warning while switches send calls. What was
/// answered 2001 is kept exactly once and charged exactly once, and all that is sent again changes nothing.
///
/// BCRM_CRASH_SEED, BCRM_USAGE_CALLS and BCRM_USAGE_KILLS choose other moments, more calls and more of them.
@Suite(.serialized) struct UsageCrashTests {
    @Test(.timeLimit(.minutes(10)), arguments: [1, 2])
    func killedAtAnyMomentWhatWasAnsweredIsKeptAndChargedExactlyOnce(daemons: Int) async throws {
        let seed: UInt64 = setting("BCRM_CRASH_SEED", .random(in: 1...999_999))
        let calls: Int = setting("BCRM_USAGE_CALLS", 1_200)
        let kills: Int = setting("BCRM_USAGE_KILLS", 6)
        let system = CrashSystem(daemons: daemons)
        do {
            try await prove(system, seed: seed, calls: calls, kills: kills, daemons: daemons)
        } catch {
            await system.remove()
            throw error
        }
        await system.remove()
    }

    private func prove(_ system: CrashSystem, seed: UInt64, calls: Int, kills: Int, daemons: Int) async throws {
        var random = ModelRandom(seed: seed)
        let lines = try await UsageProof.prepare(system)
        let proof = UsageProof(system: system, seed: seed)
        let all = (0..<calls).map { index in
            TelephoneCall.random(index, lines: lines, host: "switch\(index % 3).example.net", &random)
        }
        let records = all.flatMap(\.records)
        let ports = (0..<daemons).map { system.portFile($0) }
        let telephoneSwitch = TelephoneSwitch(records, portFiles: ports, seed: seed)
        let began = ContinuousClock.now
        try await system.revive()
        let sending = Task { await telephoneSwitch.run(connections: 4) }
        defer { telephoneSwitch.stop() }
        var died: [CrashSystem.Victim: Int] = [:]
        // A kill each time so many more were told: spread over all of it, however fast the machine is.
        for number in 0..<kills {
            let mark = records.count * (number + 1) / (kills + 1) - random.below(records.count / (kills + 1) / 2)
            while telephoneSwitch.toldCount < mark, ContinuousClock.now - began < .seconds(120) {
                try await Task.sleep(for: .milliseconds(2))
            }
            let victim = number == 0 ? .daemon : random.pick(CrashSystem.Victim.allCases)
            if await system.kill(victim) { died[victim, default: 0] += 1 }
            try await system.revive()
        }
        while telephoneSwitch.toldCount < records.count, ContinuousClock.now - began < .seconds(300) {
            try await system.revive()
            try await Task.sleep(for: .milliseconds(50))
        }
        telephoneSwitch.stop()
        await sending.value
        #expect(telephoneSwitch.toldCount == records.count, "seed \(seed): \(system.log.suffix(2_000))")
        try await proof.settle()
        let words = died.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) \($0.key.rawValue)" }
        let counts = telephoneSwitch.counts
        print(
            "Telephone records: seed \(seed): \(records.count) of \(calls) calls, \(daemons) daemons; killed "
                + "\(words.joined(separator: ", ")); \(system.starts) starts, \(counts); \(ContinuousClock.now - began)"
        )
        try await proof.check(told: telephoneSwitch.told, of: records)
        try await proof.check(calls: all)

        // A switch that forgot everything sends it all again.
        let before = await proof.fingerprint()
        let again = TelephoneSwitch(records.reversed(), portFiles: ports, seed: seed, window: 64, isFaulty: false)
        let resending = Task { await again.run(connections: 3) }
        let limit = ContinuousClock.now + .seconds(60)
        while again.toldCount < records.count, ContinuousClock.now < limit {
            try await Task.sleep(for: .milliseconds(20))
        }
        again.stop()
        await resending.value
        #expect(again.counts.answers == [2001: records.count], "seed \(seed)")
        try await proof.settle()
        let after = await proof.fingerprint()
        #expect(before != nil && before == after, "seed \(seed)")
        #expect(
            await system.ask("SELECT count(*) FROM usage.record_conflict", as: Int.self).map { $0 <= counts.altered }
                == true)
    }
}
