/// Where the process begins; apart from the app, so that a test can link everything else.
@main
enum Main {
    static func main() { SchoolCardApp.main() }
}
