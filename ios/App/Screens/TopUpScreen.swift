import SchoolCardKit
import SwiftUI

/// Topping up one child's account: a sum, a look before paying, the page of the bank, and what became of it. A sheet.
struct TopUpScreen: View {
    @Environment(Face.self) private var face
    @Environment(\.dismiss) private var dismiss
    let child: PersonId

    var body: some View {
        NavigationStack {
            Follow(.topUp(face.app, child: child)) { state in
                ScreenList("Пополнение счёта", refreshing: .payments) {
                    TopUpRows(state: state)
                }
                .modifier(Moves(stage: Stage(state)))
            }
            .navigationBarTitleDisplayMode(.inline)
            .toolbar {
                ToolbarItem(placement: .cancellationAction) {
                    Button("Закрыть") { dismiss() }
                }
            }
        }
    }
}

private struct TopUpRows: View {
    @Environment(Face.self) private var face
    let state: TopUpState?

    var body: some View {
        switch state {
        case nil:
            LoadingRows()
        case .signedOut:
            SignedOutRow()
        case .unknownChild:
            UnknownChildRow()
        case .noAccount(let text, let notices):
            StateBanners(notices)
            Text(text)
        case .noProvider(let account, let text):
            NameRow(name: account.name)
            Badge(.warn, "info.circle") { Text(text) }
            OtherWays(account: account)
        case .chooseAmount(let account, let form, let notices):
            NameRow(name: account.name)
            StateBanners(notices)
            AmountForm(child: account.person, form: form)
            OtherWays(account: account)
        case .asking(let account, let topUp, let canCancel, let notices):
            NameRow(name: account.name)
            StateBanners(notices)
            Section {
                Going("Готовим оплату", topUp, .plain, "clock")
                if canCancel { CancelButton(topUp: topUp) }
            }
            OtherWays(account: account)
        case .held(let account, let topUp, let notices):
            NameRow(name: account.name)
            StateBanners(notices)
            Going("Ждём подтверждения", topUp, .warn, "info.circle")
            OtherWays(account: account)
        case .pay(let account, let topUp, let link, _, let notices):
            NameRow(name: account.name)
            StateBanners(notices)
            Section {
                Going("Осталось оплатить", topUp, .soft, "info.circle")
                MainButton("Открыть страницу оплаты") { face.platform.open(link) }
                CancelButton(topUp: topUp)
            }
            OtherWays(account: account)
        case .waiting(let account, let topUp, let expectedText, let canReopen, let canCancel, let notices):
            NameRow(name: account.name)
            StateBanners(notices)
            Section {
                Going("Ждём подтверждения", topUp, .soft, "clock")
                Quiet(expectedText)
                if canReopen {
                    Button("Открыть страницу ещё раз") { face.dispatch(.reopenLink(id: topUp.id)) }
                }
                if canCancel { CancelButton(topUp: topUp) }
            }
            OtherWays(account: account)
        case .unknown(let account, let topUp, let expectedText, let notices):
            NameRow(name: account.name)
            StateBanners(notices)
            Section {
                Going("Выясняем, что с платежом", topUp, .warn, "info.circle")
                Quiet(expectedText)
            }
            OtherWays(account: account)
        case .finished(let account, let topUp, let outcome, _, let form, let notices):
            NameRow(name: account.name)
            StateBanners(notices)
            Section {
                Ended(outcome: outcome, topUp: topUp)
                ForEach(topUp.receipts, id: \.self) { receipt in
                    Button("Открыть чек") { face.platform.open(receipt) }
                }
            }
            Section("Пополнить ещё") {
                AmountForm(child: account.person, form: form)
            }
            OtherWays(account: account)
        }
    }
}

/// How far a top-up is, for what is felt and how the screen changes.
private enum Stage: Hashable {
    case loading, form, going, credited, ended

    init(_ state: TopUpState?) {
        switch state {
        case nil, .signedOut, .unknownChild, .noAccount, .noProvider: self = .loading
        case .chooseAmount: self = .form
        case .asking, .held, .pay, .waiting, .unknown: self = .going
        case .finished(_, _, .credited, _, _, _): self = .credited
        case .finished: self = .ended
        }
    }

    static func hasArrived(_ before: Stage, _ now: Stage) -> Bool { before == .going && now == .credited }
    static func hasFailed(_ before: Stage, _ now: Stage) -> Bool { before == .going && now == .ended }
}

/// Money that arrives before the parent's eyes is felt; movement only for those who want it.
private struct Moves: ViewModifier {
    @Environment(\.accessibilityReduceMotion) private var reduceMotion
    let stage: Stage

    func body(content: Content) -> some View {
        content
            .animation(motion, value: stage)
            .sensoryFeedback(.success, trigger: stage, condition: Stage.hasArrived)
            .sensoryFeedback(.error, trigger: stage, condition: Stage.hasFailed)
    }

    private var motion: Animation? { reduceMotion ? nil : .default }
}

/// A sum, and a look at everything before it is asked for.
private struct AmountForm: View {
    @Environment(Face.self) private var face
    // The field answers at once; what the core says of it comes a moment later.
    @State private var typed: String
    @State private var isLooking = false
    @FocusState private var isTyping: Bool
    let child: PersonId
    let form: TopUpForm

    init(child: PersonId, form: TopUpForm) {
        self.child = child
        self.form = form
        _typed = State(initialValue: form.amountText)
    }

    var body: some View {
        Group {
            Section {
                field
                if !form.complaint.isEmpty {
                    Badge(.bad, "exclamationmark.triangle") { Text(form.complaint) }
                }
                Quiet(form.boundsText)
            }
            Suggestions(rows: form.suggestions) { typed = $0 }
            Section {
                MainButton("Продолжить") {
                    isTyping = false
                    isLooking = true
                }
                .disabled(!isConfirmable)
                .sheet(isPresented: $isLooking) {
                    if let confirmation = form.confirmation {
                        Confirmation(confirmation: confirmation) {
                            face.dispatch(.startTopUp(child: child, amountText: form.amountText), confirmedFor: .topUp)
                        }
                    }
                }
            } footer: {
                VStack(alignment: .leading, spacing: 4) {
                    Quiet(form.payeeText)
                    Quiet(form.feeText)
                }
            }
        }
        .needsNoDate()
    }

    private var field: some View {
        TextField("Сумма, ₽", text: $typed)
            .font(.title2)
            .keyboardType(.decimalPad)
            .focused($isTyping)
            .accessibilityHint(form.complaint)
            .onChange(of: typed) { _, text in face.dispatch(.chooseAmount(child: child, amountText: text)) }
    }

    /// What the core confirms is what stands in the field.
    private var isConfirmable: Bool { form.confirmation != nil && form.amountText == typed }
}

/// Sums that reach a day; choosing one types it.
private struct Suggestions: View {
    let rows: [SuggestionRow]
    let onChoose: @MainActor (String) -> Void

    var body: some View {
        if !rows.isEmpty {
            Section("Сколько пополнить") {
                ForEach(rows, id: \.text) { row in
                    Button(row.text) { onChoose(asTyped(row.suggestion.sum)) }
                        .accessibilityLabel(row.spoken)
                }
            }
        }
    }
}

/// Child, school, account, payee, sum and fee, whole; nothing is asked for before this was agreed to.
private struct Confirmation: View {
    @Environment(\.dismiss) private var dismiss
    let confirmation: TopUpConfirmation
    let onYes: @MainActor () -> Void

    var body: some View {
        ScrollView {
            VStack(alignment: .leading, spacing: 16) {
                Text("Проверьте перед оплатой")
                    .font(.title2)
                    .accessibilityAddTraits(.isHeader)
                Text(confirmation.text)
                    .accessibilityLabel(confirmation.spoken)
                MainButton("Всё верно, к оплате") {
                    dismiss()
                    onYes()
                }
                SideButton("Изменить") { dismiss() }
            }
            .padding()
        }
        .presentationDetents([.medium, .large])
        .needsNoDate()
    }
}

/// How a top-up goes: a title and the core's sentence, which names the sum and its time.
private struct Going: View {
    let title: LocalizedStringKey
    let topUp: TopUpFigure
    let tone: Tone
    let symbol: String

    init(_ title: LocalizedStringKey, _ topUp: TopUpFigure, _ tone: Tone, _ symbol: String) {
        self.title = title
        self.topUp = topUp
        self.tone = tone
        self.symbol = symbol
    }

    var body: some View {
        Badge(tone, symbol) {
            Text(title)
                .fontWeight(.semibold)
            Text(topUp.text)
        }
        .accessibilityElement(children: .combine)
        .accessibilityAddTraits(.updatesFrequently)
        .needsNoDate()
    }
}

private struct Ended: View {
    let outcome: TopUpOutcome
    let topUp: TopUpFigure

    var body: some View {
        switch outcome {
        case .credited: Going("Деньги на счёте", topUp, .good, "checkmark.circle")
        case .declined: Going("Банк отказал", topUp, .bad, "xmark.circle")
        case .expired, .cancelled, .refused: Going("Пополнение не состоялось", topUp, .warn, "info.circle")
        }
    }
}

private struct CancelButton: View {
    @Environment(Face.self) private var face
    let topUp: TopUpFigure

    var body: some View {
        Button("Отменить", role: .destructive) { face.dispatch(.cancelTopUp(id: topUp.id)) }
    }
}

/// Ways to pay by the account number, readable without a network.
private struct OtherWays: View {
    @Environment(Face.self) private var face
    let account: TopUpAccount

    var body: some View {
        Section {
            VStack(alignment: .leading, spacing: 2) {
                Text("Лицевой счёт")
                    .font(.footnote)
                    .foregroundStyle(Color.quiet)
                Text(account.accountText)
                    .font(.title2)
                    .textSelection(.enabled)
                    .accessibilityLabel(account.accountSpoken)
            }
            .accessibilityElement(children: .combine)
            Button("Скопировать номер", systemImage: "doc.on.doc") { face.platform.copy(account.accountText) }
            ForEach(account.ways, id: \.kind) { way in
                VStack(alignment: .leading, spacing: 4) {
                    Text(way.title)
                        .fontWeight(.semibold)
                    Text(way.stepsText)
                    Quiet(way.feeText)
                }
                .accessibilityElement(children: .combine)
            }
        } header: {
            Text("Другие способы")
        } footer: {
            Text("Можно без приложения и без интернета, по номеру лицевого счёта.")
        }
        .needsNoDate()
    }
}
