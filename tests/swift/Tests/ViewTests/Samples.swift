import Foundation
import SchoolCardKit

/// States that the core would have to be brought into by long ways round.
enum Sample {
    static let child: PersonId = "person-1"
    static let fortnight = Period(from: "2026-04-29", to: "2026-05-12")
    static let at = Date(timeIntervalSince1970: 1_778_574_600)  // 11:30 at the school on 12 May 2026

    static func freshness(_ state: DataState) -> Freshness { Freshness(asOf: at, source: .server, state: state) }

    static let offline = Notice(kind: .offline, text: "Нет сети. Показано сохранённое.", help: nil)
    static let down = Notice(kind: .serviceDown, text: "Школьный сервис не отвечает.", help: nil)
    static let needsSignIn = Notice(kind: .needsSignIn, text: "Вход устарел. Войдите снова.", help: nil)
    static let low = Notice(kind: .lowBalance, text: "На счёте осталось 174,10\u{a0}₽: это меньше порога.", help: nil)

    static func presence(_ presence: Presence, _ text: String, _ state: DataState = .live) -> DatedPresence {
        DatedPresence(
            value: PresenceFigure(presence: presence, text: text, evidenceText: "по турникету", place: "Школа № 3107"),
            freshness: freshness(state), asOfText: "на 11:30")
    }

    static func balance(_ state: DataState = .live, asOfText: String = "на 11:30") -> BalanceCell {
        .known(
            figure: DatedBalance(
                value: BalanceFigure(
                    balance: Balance(confirmed: 17410, coming: 0, reserved: 0), text: "174,10\u{a0}₽",
                    spoken: "сто семьдесят четыре рубля десять копеек"),
                freshness: freshness(state), asOfText: asOfText))
    }

    static let runOut = RunOutCell.known(
        figure: DatedRunOut(
            value: RunOutFigure(runOut: .beyond(day: "2026-05-14"), text: "Хватит до четверга, 14 мая", rangeText: "", suggestions: []),
            freshness: freshness(.live), asOfText: "на 11:30"))

    static func card(
        presence: DatedPresence? = nil, balance: BalanceCell = balance(), attention: [Notice] = [], todayState: DataState = .live
    ) -> ChildCard {
        ChildCard(
            person: child, name: "Алиса Волкова", shortName: "Алиса", className: "8-Б", school: "Школа № 3107", account: 2_040_311,
            presence: presence ?? Sample.presence(.inSince(since: at, evidence: .passage), "В школе с 08:06"), balance: balance,
            runOut: runOut,
            today: DatedToday(
                value: TodayFigure(
                    purchases: .known(count: 2, spent: 28720), text: "Сегодня: 2 покупки на 287,20\u{a0}₽",
                    spoken: "Сегодня две покупки на двести восемьдесят семь рублей двадцать копеек"),
                freshness: freshness(todayState), asOfText: "на 11:30"),
            attention: attention)
    }

    static func home(_ cards: [ChildCard], _ notices: [Notice] = [], _ progress: SyncProgress = .idle(lastSuccess: nil)) -> ScreenState {
        .home(state: .children(cards: cards, notices: notices, progress: progress))
    }

    static func visits(_ days: [VisitDay], state: DataState = .live, empty: String = "", period: Period = fortnight) -> ScreenState {
        .visits(
            state: .days(
                person: child, name: "Алиса Волкова", period: period,
                presence: presence(.inSince(since: at, evidence: .passage), "В школе с 08:06"), freshness: freshness(state),
                asOfText: "на 11:30", days: days, emptyText: empty, unread: [], unreadText: "", notices: [],
                progress: .idle(lastSuccess: nil)))
    }

    static let visit = VisitRow(
        entry: "08:06", exit: "14:30", stillInside: false, minutes: 384, organizationId: "o", organization: "Школа № 3107",
        address: "", broughtBy: "бабушка", fetchedBy: nil, text: "08:06 – 14:30",
        spoken: "Вход в восемь ноль шесть, выход в четырнадцать тридцать", durationText: "6 ч 24 мин", lateText: "Узнали позже")
    static let halfVisit = VisitRow(
        entry: nil, exit: "15:10", stillInside: false, minutes: nil, organizationId: "o", organization: "Школа № 3107",
        address: "", broughtBy: nil, fetchedBy: nil, text: "вход не отмечен – 15:10",
        spoken: "Вход не отмечен, выход в пятнадцать десять", durationText: "", lateText: "")

    static let account = TopUpAccount(
        person: child, name: "Алиса Волкова", school: "Школа № 3107", account: 2_040_311, accountText: "2040311",
        accountSpoken: "два ноль четыре ноль три один один",
        ways: [
            OfflineWay(
                kind: .terminal, title: "Терминал", stepsText: "Введите номер лицевого счёта.", feeText: "Комиссия неизвестна.")
        ])

    static func form(_ text: String = "", confirmed: Bool = false, complaint: String = "") -> TopUpForm {
        TopUpForm(
            amountText: text, complaint: complaint,
            confirmation: confirmed
                ? TopUpConfirmation(
                    amount: 50000, text: "Пополнить счёт 2040311 на 500,00\u{a0}₽.", spoken: "Пополнить счёт на пятьсот рублей") : nil,
            suggestions: [
                SuggestionRow(
                    suggestion: Suggestion(reach: .friday, until: "2026-05-15", smallest: 70510, sum: 71000),
                    text: "710\u{a0}₽: хватит до пятницы", spoken: "Семьсот десять рублей: хватит до пятницы")
            ], boundsText: "От 1 до 5 000\u{a0}₽", payeeText: "Получатель: столовая", feeText: "Комиссия не опубликована")
    }

    static let topUp = TopUpFigure(
        id: "intent-1", amount: 50000, arrived: 0, coming: 0, askedAt: at, changedAt: at, text: "500,00\u{a0}₽ в 11:30",
        receipts: ["https://bank.example/receipt"])

    static func finished(_ outcome: TopUpOutcome) -> TopUpState {
        .finished(account: account, topUp: topUp, outcome: outcome, code: "", form: form(), notices: [])
    }

    static let rules = SpendingRules(dayLimit: 30000, warnBelow: nil)

    static func limits(_ change: LimitsChange? = nil, state: DataState = .live) -> ScreenState {
        .limits(
            state: .limits(
                person: child, name: "Алиса Волкова", rules: rules, dayLimitText: "Не больше 300\u{a0}₽ в день",
                warnBelowText: "Предупреждения нет", freshness: freshness(state), asOfText: "на 11:30", change: change, notices: []))
    }

    static func alert(_ id: String, unread: Bool) -> AlertRow {
        AlertRow(
            id: id, source: .phone, child: child, kind: .entry, channel: .entryExit, title: "Алиса в школе", body: "Вход в 08:06",
            spoken: "Алиса вошла в школу в восемь ноль шесть", atText: "сегодня в 08:06", delayText: "узнали на 4 мин позже",
            times: AlertTimes(eventAt: at, serverAt: nil, pushAt: nil, learnedAt: at, shownAt: nil), suppressed: .quietHours,
            suppressedText: "было тихо", unread: unread)
    }

    static func feed(_ rows: [AlertRow], empty: String = "") -> ScreenState {
        .alerts(
            state: .feed(
                rows: rows, unread: 1, unreadText: "Новых: 1", emptyText: empty, toPost: [], push: .silent,
                pushText: "Уведомления молчат", notices: []))
    }

    static let settings = settings(bell: nil)

    static func settings(bell: LocalTime?) -> ScreenState {
        .notificationSettings(state: .settings(
            children: [
                ChildSettings(
                    person: child, name: "Алиса Волкова",
                    kinds: [
                        KindSettings(
                            kind: .entry, title: "Вход в школу", hint: "", choice: AlertChoice(push: true, hours: nil), hoursText: nil)
                    ], bell: bell)
            ], quiet: Hours(from: "22:00", to: "06:30"), quietText: "", fullWhenLocked: false, push: .working, pushText: nil,
            school: .read(
                groups: [
                    SchoolGroup(
                        id: 1, name: "Проход",
                        events: [
                            SchoolEvent(
                                id: 11, name: "Вход", description: "Ребёнок вошёл",
                                switches: [
                                    SchoolSwitch(
                                        id: 12, channel: .email, channelText: "По почте",
                                        switch: NotificationSwitch(on: false, from: nil, to: nil), hoursText: nil,
                                        change: NotificationChange(
                                            id: "change-1", kind: .waiting, wanted: nil, text: "Отправим, когда будет сеть"))
                                ])
                        ])
                ], freshness: freshness(.live), asOfText: "на 11:30", reset: nil), notices: []))
    }

    static func help(_ topic: HelpTopic, _ title: String, _ steps: [String] = []) -> HelpPage {
        HelpPage(
            topic: topic, title: title, steps: steps,
            links: [HelpLink(site: .schoolCard, text: "SCHOOLCARD.MOS.RU", address: "https://schoolcard.mos.ru")],
            seeAlso: [HelpHeading(topic: .connecting, title: "Как подключиться")])
    }

    static func cards(_ action: CardAction, _ block: CardBlock? = nil, loss: LossState = .nothing) -> ScreenState {
        .cards(
            state: .cards(
                person: child, name: "Алиса Волкова", accountText: "Счёт принадлежит ребёнку, а не карте",
                cards: [
                    CardRow(
                        id: "card-1", kind: .service, state: .active, title: "Сервисная карта •••• 4421",
                        spoken: "Сервисная карта, последние цифры четыре четыре два один", stateText: "Действует", block: block,
                        action: action)
                ], emptyText: "", compared: ["Достаточно одной карты."],
                transport: .known(
                    figure: DatedTransport(
                        value: TransportFigure(balance: 31200, title: "Проездной •••• 9876", text: "312,00\u{a0}₽"),
                        freshness: freshness(.late), asOfText: "на вчера")), loss: loss, hintsTitle: "", hints: [],
                freshness: freshness(.live), asOfText: "на 11:30", help: .lostCard, notices: []))
    }
}
