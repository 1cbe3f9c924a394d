import NIOCore
import NIOSSL

/// TLS with certificates on both sides (RFC 6733 section 13.1). Whose the peer's certificate is, is compared with its
/// Origin-Host later: a peer has no name before its capabilities.
enum TLSContexts {
    static func server(_ files: TLSFiles) throws(DiameterFailure) -> NIOSSLContext {
        var configuration = try credentials(files) {
            TLSConfiguration.makeServerConfiguration(certificateChain: $0, privateKey: $1)
        }
        configuration.certificateVerification = .noHostnameVerification
        return try context(configuration, files)
    }

    static func client(_ files: TLSFiles) throws(DiameterFailure) -> NIOSSLContext {
        var configuration = try credentials(files) { chain, key in
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.certificateChain = chain
            configuration.privateKey = key
            return configuration
        }
        configuration.certificateVerification = .noHostnameVerification
        return try context(configuration, files)
    }

    private static func credentials(
        _ files: TLSFiles,
        _ make: ([NIOSSLCertificateSource], NIOSSLPrivateKeySource) -> TLSConfiguration
    ) throws(DiameterFailure) -> TLSConfiguration {
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMFile(files.certificate)
        } catch {
            throw .unusableFile(files.certificate, "\(error)")
        }
        let key: NIOSSLPrivateKey
        do {
            key = try NIOSSLPrivateKey(file: files.key, format: .pem)
        } catch {
            // The error says nothing of the key itself.
            throw .unusableFile(files.key, "\(error)")
        }
        var configuration = make(chain.map { .certificate($0) }, .privateKey(key))
        do {
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(files.authorities))
        } catch {
            throw .unusableFile(files.authorities, "\(error)")
        }
        configuration.minimumTLSVersion = .tlsv12
        return configuration
    }

    private static func context(
        _ configuration: TLSConfiguration, _ files: TLSFiles
    ) throws(DiameterFailure) -> NIOSSLContext {
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw .unusableFile(files.certificate, "\(error)")
        }
    }

    /// DNS names of a certificate.
    static func names(of certificate: NIOSSLCertificate?) -> [String] {
        guard let certificate else { return [] }
        var names: [String] = []
        for name in certificate._subjectAlternativeNames() where name.nameType == .dnsName {
            names.append(String(decoding: name.contents, as: UTF8.self))
        }
        return names
    }
}

/// Why a server cannot listen or a client cannot connect.
public enum DiameterFailure: Error, Hashable, Sendable {
    case unusableFile(String, String)
    case cannotListen(String, String)
    case cannotConnect(String, String)
    case refused(ResultCode.RawValue, String)
    case noAnswer(String)
    case disconnected(String)

    /// What was wrong, where, and what to do.
    public var sentence: String {
        switch self {
        case .unusableFile(let file, let reason): "\(file) cannot be used for TLS: \(reason)"
        case .cannotListen(let address, let reason): "\(address) cannot be listened on: \(reason)"
        case .cannotConnect(let address, let reason): "\(address) cannot be reached: \(reason)"
        case .refused(let code, let reason):
            "the peer refuses the connection: \(code) \(ResultCode.name(code) ?? "")"
                + (reason.isEmpty ? "" : ", \u{201C}\(reason)\u{201D}")
        case .noAnswer(let what): "\(what) was not answered in time"
        case .disconnected(let reason): "the connection ended: \(reason)"
        }
    }
}
