package import Domain

/// One bucket in one period: what was granted and what is left of it.
package struct BucketBalance: Hashable, Sendable {
    package var bucket: CallBucket
    package var periodOn: CivilDate
    /// First day on which it is gone, roll-over included.
    package var expiresOn: CivilDate
    package var granted: Int64
    package var used: Int64

    package init(bucket: CallBucket, periodOn: CivilDate, expiresOn: CivilDate, granted: Int64, used: Int64) {
        self.bucket = bucket
        self.periodOn = periodOn
        self.expiresOn = expiresOn
        self.granted = granted
        self.used = used
    }

    package var left: Int64 { max(granted - used, 0) }
}

/// The buckets a service can draw from at one moment, in the order in which they are used up: first to expire first.
package struct BucketBalances: Hashable, Sendable {
    package var balances: [BucketBalance]

    /// In any order.
    package init(_ balances: [BucketBalance] = []) {
        self.balances = balances.sorted {
            ($0.expiresOn, $0.periodOn, $0.bucket.id) < ($1.expiresOn, $1.periodOn, $1.bucket.id)
        }
    }

    /// Gives back what a call took, for a refund or before the call is rated again. What belongs to a period that is not
    /// among the balances is gone already.
    package mutating func giveBack(_ uses: [RatedCall.BucketUse]) {
        for use in uses {
            let place = balances.firstIndex { $0.bucket.id == use.bucket && $0.periodOn == use.periodOn }
            if let place { balances[place].used = max(balances[place].used - use.amount, 0) }
        }
    }

    /// Marks what the balances cover of the pieces, and splits a piece that they cover in part; the connection fee becomes
    /// nothing when every second is covered.
    mutating func cover(
        _ pieces: inout [RatedCall.Piece], fee: inout Int64, group: String, startBand: String, on day: CivilDate
    ) -> [RatedCall.BucketUse] {
        let isFree = pieces.allSatisfy { $0.perMinuteMicro == 0 }
        if isFree && fee == 0 { return [] }
        func wants(_ piece: RatedCall.Piece) -> Bool { piece.bucket == nil && (isFree || piece.perMinuteMicro > 0) }
        var uses: [RatedCall.BucketUse] = []
        for place in balances.indices {
            let balance = balances[place]
            let bucket = balance.bucket
            var left = balance.left
            guard left > 0, balance.periodOn <= day, day < balance.expiresOn,
                bucket.groups.isEmpty || bucket.groups.contains(group)
            else { continue }
            switch bucket.unit {
            case .seconds where pieces.isEmpty:
                fee = 0
                return uses
            case .calls:
                guard bucket.bands.isEmpty || bucket.bands.contains(startBand) else { continue }
                for index in pieces.indices where pieces[index].bucket == nil { pieces[index].bucket = bucket.id }
                left -= 1
            case .seconds:
                var index = 0
                while index < pieces.count, left > 0 {
                    let piece = pieces[index]
                    if wants(piece), bucket.bands.isEmpty || bucket.bands.contains(piece.band) {
                        let seconds = min(piece.seconds, left)
                        left -= seconds
                        if seconds < piece.seconds {
                            var rest = piece
                            rest.fromSecond += seconds
                            rest.seconds -= seconds
                            pieces.insert(rest, at: index + 1)
                            pieces[index].seconds = seconds
                        }
                        pieces[index].bucket = bucket.id
                    }
                    index += 1
                }
            }
            guard left < balance.left else { continue }
            let amount = balance.left - left
            balances[place].used += amount
            uses.append(RatedCall.BucketUse(bucket: bucket.id, periodOn: balance.periodOn, amount: amount))
            if pieces.contains(where: wants) { continue }
            fee = 0
            return uses
        }
        return uses
    }
}
