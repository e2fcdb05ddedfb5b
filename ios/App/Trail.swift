import SchoolCardKit
import SwiftUI

/// Screens that are one press away from everywhere.
enum MainTab: Hashable {
    case home, alerts, help, settings
}

/// Whose account is being topped up.
struct Payee: Identifiable, Hashable {
    let id: PersonId
}

/// Where the parent is.
@MainActor @Observable
final class Trail {
    var tab = MainTab.home
    /// What lies on each tab's first screen.
    var home: [Place] = []
    var alerts: [Place] = []
    var settings: [Place] = []
    var topics: [HelpTopic] = []
    /// The top-up lies above everything else.
    var payee: Payee?

    /// To where a link into the app leads; the way there is forgotten.
    func follow(_ place: Place) {
        payee = nil
        switch place {
        case .home: show(.home, [])
        case .alerts: tab = .alerts
        case .help: tab = .help
        case .settings: tab = .settings
        case .notifications:
            tab = .settings
            settings = [.notifications]
        case .connection, .privacy:
            tab = .settings
            settings = [place]
        case .visits, .meals, .money, .cards, .menu, .orders, .illToday, .bans: show(.home, [place])
        case .payments(let child), .limits(let child), .statement(let child): show(.home, [.money(child: child), place])
        case .topUp(let child):
            show(.home, [])
            payee = Payee(id: child)
        }
    }

    /// To one topic of the help.
    func help(_ topic: HelpTopic) {
        payee = nil
        tab = .help
        topics = [topic]
    }

    private func show(_ tab: MainTab, _ places: [Place]) {
        self.tab = tab
        home = places
    }
}
