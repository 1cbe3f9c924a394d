import TOML

/// Keymap and theme files may build on another of their kind.
public enum InheritedFile {
    /// The file that the one with this text builds on; empty when none.
    public static func name(in text: String) -> String {
        guard let meta = try? TableFile(text).table("meta"), case .string(let name)? = meta["inherits"] else {
            return ""
        }
        return name
    }
}
