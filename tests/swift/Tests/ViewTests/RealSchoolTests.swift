import Foundation
import SchoolCardKit
import SwiftUI
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@testable import SchoolCardViews

/// The app as a parent meets it: its views over the real core, talking to a school of their own.
@MainActor @Suite struct RealSchoolTests {
    let sandbox: Sandbox
    let phone: Phone

    init() throws {
        sandbox = try Sandbox()
        phone = try Phone(sandbox.baseURL)
    }

    /// The app opened and signed in by its own button, on the school's own page.
    func signedIn() async throws -> Shown {
        let shown = Shown(phone.app)
        shown.pocket.redirect = { try await Browser.signIn($0, "parent") }
        try await shown.press("Войти через mos.ru")
        try await shown.until("the children") { $0.find(.button, "Проходы") != nil }
        return shown
    }

    @Test func aParentSignsInAndSeesTheChildrenWithDates() async throws {
        let shown = try await signedIn()
        let cards = try phone.cards()
        #expect(cards.count == 2)
        for card in cards { try await shown.sees(card.name) }
        try await shown.until("balances and presence, as the core has them") { tree in
            guard let cards = try? phone.cards() else { return false }
            return cards.allSatisfy { card in
                guard case .known(let figure) = card.balance else { return false }
                return tree.has(card.presence.value.text) && tree.has(figure.value.text) && tree.has(figure.asOfText)
            }
        }
        expectDated(shown)
    }

    @Test func aTopUpGoesFromTheButtonToTheMoneyOnTheAccount() async throws {
        let shown = try await signedIn()
        try await shown.press("Пополнить")
        try await shown.type("500", into: "Сумма, ₽")
        try await shown.press("Продолжить")
        try await shown.until("what is confirmed") { $0.has("Проверьте перед оплатой") && $0.has("500,00\u{a0}₽") }
        try await shown.press("Всё верно, к оплате")
        try await shown.press("Открыть страницу оплаты")
        let page = try #require(shown.pocket.opened.last)
        await shown.face.cameBack(try await pay(page))
        try await shown.sees("Деньги на счёте")
        #expect(shown.host.feedback == [.success])
        #expect(shown.pocket.asked == ["Подтвердите пополнение"])
        struct Ledger: Decodable {
            struct Payment: Decodable { let amount: Int }
            let payments: [Payment]
        }
        let ledger = try JSONDecoder().decode(Ledger.self, from: Data(try await sandbox.get("/sandbox/v1/ledger").utf8))
        #expect(ledger.payments.map(\.amount) == [50000], "paid once")
        expectDated(shown)
    }

    @Test func everyScreenOfAChildShowsTheSchoolsFiguresDatedAndInWords() async throws {
        let shown = try await signedIn()
        for title in ["Проходы", "Питание", "Деньги"] {
            try await shown.press(title)
            try await shown.until("days on \(title)") { $0.all.filter { $0.role == .section }.count >= 3 }
            expectDated(shown)
            try await shown.press("‹")
        }
        try await shown.press("Деньги")
        try await shown.press("Лимиты")
        try await shown.until("the limits") { $0.find(.picker, "Лимит на день") != nil }
        expectDated(shown)
        try await shown.press("‹")
        try await shown.press("‹")
        try await shown.press("Карты")
        try await shown.sees("Сервисная карта")
        expectDated(shown)
    }

    @Test func theMenuOfTheSchoolIsSeenAndTheOrdersBesideIt() async throws {
        let shown = try await signedIn()
        try await shown.press("Меню")
        try await shown.until("a complex with its dishes to open") { $0.find(.button, "Что в комплексе") != nil }
        expectDated(shown)
        try await shown.press("Заказы")
        try await shown.sees("До какого времени школа принимает заказы")
        expectDated(shown)
    }

    @Test func aMealIsOrderedFromTheButtonToTheSchoolsOwnBook() async throws {
        let shown = try await signedIn()
        let child = try #require(try phone.cards().last).person
        shown.trail.follow(.orders(child: child))
        try await shown.press("Заказать")
        try await shown.until("what is agreed to") { $0.words.contains { $0.contains("Цена: ") } }
        #expect(try await sandbox.get("/sandbox/v1/orders?person_id=\(child)").contains("\"waiting\"") == false)
        try await shown.press("Да, заказать")
        try await shown.until("ordered") { $0.find(.button, "Отменить заказ") != nil }
        #expect(shown.host.feedback == [.success])
        #expect(shown.pocket.asked == ["Подтвердите, что заказ меняете вы"])
        #expect(try await sandbox.get("/sandbox/v1/orders?person_id=\(child)").components(separatedBy: "\"waiting\"").count == 2, "once")
        expectDated(shown)
    }

    @Test func withoutANetworkTheLastDataStayAndTheScreenSaysSo() async throws {
        let shown = try await signedIn()
        try await shown.until("balances") { $0.words.contains { $0.contains("₽") } }
        for service in ["login", "profile", "pass", "food", "payments"] {
            _ = try await sandbox.post("/sandbox/v1/faults", #"{"service": "\#(service)", "kind": "reset"}"#)
        }
        try await shown.pull()
        try await shown.sees("Нет связи")
        #expect(shown.tree.words.contains { $0.contains("₽") })
        expectDated(shown)
    }

    @Test func theHelpIsReadWithoutASchoolAndWithoutASignIn() async throws {
        for service in ["login", "profile", "pass", "food", "payments"] {
            _ = try await sandbox.post("/sandbox/v1/faults", #"{"service": "\#(service)", "kind": "reset"}"#)
        }
        let shown = Shown(phone.app)
        try await shown.press("Как подключиться")
        try await shown.sees("Обратитесь к ответственному сотруднику вашей школы.")
        try await shown.press("‹")
        try await shown.press("Какая карта нужна")
        try await shown.sees("Достаточно одной карты.")
    }

    /// The parent pays on the bank's page; where it sends the browser.
    private func pay(_ page: String) async throws -> String {
        let session = URLSession(configuration: .ephemeral, delegate: Stay(), delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        var post = try URLRequest(url: #require(URL(string: page)))
        post.httpMethod = "POST"
        post.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        post.httpBody = Data("action=pay".utf8)
        let (_, answer) = try await session.data(for: post)
        return try #require((answer as? HTTPURLResponse)?.value(forHTTPHeaderField: "Location"), "no way back")
    }

    /// Stays where it is: the app takes the redirects.
    private final class Stay: NSObject, URLSessionTaskDelegate {
        func urlSession(
            _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
            newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
        ) { completionHandler(nil) }
    }
}
