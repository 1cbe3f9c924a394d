import PostgreSQL
import Testing

@testable import Store

struct DatabaseTests {
    @Test func aLineThatIsCutIsFoundOutInHalfAMinuteUnlessTheInstallationSaysOtherwise() {
        let usual = Database(keywords: ["host": "db"], connections: 1).options.keywords
        #expect(usual["tcp_user_timeout"] == "30000" && usual["keepalives_idle"] == "15" && usual["host"] == "db")
        let own = Database(keywords: ["tcp_user_timeout": "5000"], connections: 1).options.keywords
        #expect(own["tcp_user_timeout"] == "5000" && own["keepalives_count"] == "3")
    }
}
