import GraphLearning

/// Facebook's pages.
enum Pages {
    /// Whether musae_facebook is found. A root that is named must have it: loading then says what is missing.
    static func isThere(root: String?) -> Bool {
        guard root == nil else { return true }
        guard let locator = try? DatasetLocator() else { return false }
        return (try? locator.locate("musae_facebook")) != nil
    }
}
