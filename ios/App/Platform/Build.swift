import Foundation

/// What the build says: addresses, names and groups, from `Info.plist`. Nothing of it is a secret.
struct Build {
    let loginURL: String
    let schoolURL: String
    let payURL: String
    let clientId: String
    /// The address that leads back into the app: a link of a domain that is ours.
    let redirectURI: String
    let appGroup: String
    let keychainGroup: String

    /// Nil when a key is missing: then the project was not made from `project.yml`.
    init?(_ info: [String: Any]) {
        func text(_ key: String) -> String? { info[key] as? String }
        guard let login = text("LoginURL"), let school = text("SchoolURL"), let pay = text("PayURL"),
            let client = text("ClientID"), let redirect = text("RedirectURI"), let group = text("AppGroup"),
            let keychain = text("KeychainGroup")
        else { return nil }
        loginURL = login
        schoolURL = school
        payURL = pay
        clientId = client
        redirectURI = redirect
        appGroup = group
        keychainGroup = keychain
    }
}
