import NIOCore

/// Cuts the stream into whole messages by their length field.
struct MessageFraming {
    enum Piece {
        case message([UInt8])
        /// The rest of the message is not there yet.
        case incomplete
        /// No message can begin like this; its first octets. Nothing after it can be trusted (RFC 6733 section 2.1).
        case broken([UInt8])
    }

    /// Longer messages break the connection.
    var longest: Int
    /// Octets that are not cut yet.
    private(set) var pending = ByteBuffer()

    init(longest: Int) { self.longest = longest }

    mutating func append(_ octets: inout ByteBuffer) {
        if pending.readableBytes == 0 {
            pending = octets
        } else {
            pending.writeBuffer(&octets)
        }
    }

    /// - Parameter isKnown: the peer has shown who it is; what a stranger sends is judged by its first four octets.
    mutating func next(isKnown: Bool) -> Piece {
        guard let first = pending.getInteger(at: pending.readerIndex, as: UInt32.self) else {
            settle()
            return .incomplete
        }
        let version = first >> 24
        let length = Int(first & 0xFF_FFFF)
        let isPlausible = length >= MessageHeader.length && length.isMultiple(of: 4) && length <= longest
        if version != 1 || !isPlausible {
            guard isKnown else { return broken() }
            // With the whole header it shows whether this is a message of another version, or can be answered.
            guard let flags = pending.getInteger(at: pending.readerIndex + 4, as: UInt8.self),
                pending.readableBytes >= MessageHeader.length
            else {
                settle()
                return .incomplete
            }
            guard isPlausible, flags & 0x8F == 0x80 else { return broken() }
        }
        guard let message = pending.readBytes(length: length) else {
            settle()
            return .incomplete
        }
        return .message(message)
    }

    private func broken() -> Piece {
        .broken(pending.getBytes(at: pending.readerIndex, length: min(20, pending.readableBytes)) ?? [])
    }

    /// Between reads no more memory is kept than the half message needs.
    private mutating func settle() {
        if pending.readableBytes == 0 {
            pending = ByteBuffer()
        } else if pending.readerIndex > 0 {
            pending.discardReadBytes()
        }
    }
}
