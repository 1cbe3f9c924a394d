/// The version of the product, of which the programs are parts.
package enum ProductVersion {
    package static let text = "0.1.0"
}
