import SchoolCardKit
import SwiftUI

/// How far a change is that the parent asked the school for, as far as its look goes.
enum ChangeStage: Hashable {
    /// Not sent yet, and can be given up.
    case waiting
    /// On its way.
    case underWay
    case done
    /// Given up by the parent.
    case givenUp
    /// The school has it otherwise.
    case notDone
}

extension ChangeStage {
    /// Of a change of rules.
    init(_ kind: ChangeKind) {
        self =
            switch kind {
            case .waiting: .waiting
            case .sending: .underWay
            case .done: .done
            case .cancelled: .givenUp
            case .conflict, .refused, .expired: .notDone
            }
    }
}

/// How a change goes, in the core's words.
struct ChangeRow: View {
    @Environment(Face.self) private var face
    private let stage: ChangeStage
    private let text: String
    private let giveUp: Action

    private init(_ stage: ChangeStage, _ text: String, _ giveUp: Action) {
        self.stage = stage
        self.text = text
        self.giveUp = giveUp
    }

    var body: some View {
        Badge(tone, symbol) {
            Text(text)
            if stage == .waiting {
                SideButton("Не отправлять") { face.dispatch(giveUp) }
            }
        }
        // A sum in it is the parent's own wish.
        .needsNoDate()
        .sensoryFeedback(.success, trigger: stage) { _, stage in stage == .done }
    }

    private var tone: Tone {
        switch stage {
        case .waiting, .underWay, .givenUp: .plain
        case .done: .good
        case .notDone: .warn
        }
    }

    private var symbol: String {
        switch stage {
        case .waiting, .underWay: "clock"
        case .givenUp: "info.circle"
        case .done: "checkmark.circle"
        case .notDone: "exclamationmark.triangle"
        }
    }
}

extension ChangeRow {
    init(_ change: LimitsChange) {
        self.init(ChangeStage(change.kind), change.text, .cancelSpendingRules(id: change.id))
    }

    init(_ change: NotificationChange) {
        self.init(ChangeStage(change.kind), change.text, .cancelNotification(id: change.id))
    }

    init(_ change: FoodChange) {
        self.init(ChangeStage(change.kind), change.text, .cancelFoodChange(id: change.id))
    }

    init(_ change: OrderChange) {
        let stage: ChangeStage =
            switch change.kind {
            case .waiting: .waiting
            case .sending, .checking: .underWay
            case .done: .done
            case .cancelled: .givenUp
            case .conflict, .refused, .tooLate, .expired: .notDone
            }
        self.init(stage, change.text, .cancelOrder(id: change.id))
    }

    init(_ block: CardBlock) {
        let stage: ChangeStage =
            switch block.kind {
            case .waiting: .waiting
            case .sending: .underWay
            case .done, .notNeeded: .done
            case .cancelled: .givenUp
            case .refused, .expired: .notDone
            }
        self.init(stage, block.text, .cancelCardBlock(id: block.id))
    }
}
