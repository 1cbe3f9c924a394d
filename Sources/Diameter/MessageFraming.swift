import NIOCore

/// Cuts the stream into whole messages by their length field. A stream that cannot be cut is an error that ends the
/// connection: nothing after it can be trusted (RFC 6733 section 2.1).
struct MessageFraming: ByteToMessageDecoder {
    typealias InboundOut = [UInt8]

    struct Broken: Error {}

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        guard let first = buffer.getBytes(at: buffer.readerIndex, length: 4) else { return .needMoreData }
        guard let length = DiameterMessage.announcedLength(first) else { throw Broken() }
        guard let message = buffer.readBytes(length: length) else { return .needMoreData }
        context.fireChannelRead(wrapInboundOut(message))
        return .continue
    }

    mutating func decodeLast(
        context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
    ) throws -> DecodingState {
        while try decode(context: context, buffer: &buffer) == .continue {}
        return .needMoreData
    }
}
