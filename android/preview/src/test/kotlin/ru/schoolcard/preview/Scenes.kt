package ru.schoolcard.preview

import kotlinx.coroutines.runBlocking
import org.json.JSONObject
import ru.schoolcard.core.Action
import ru.schoolcard.core.AppException
import ru.schoolcard.core.Browser
import ru.schoolcard.core.ConsentRow
import ru.schoolcard.core.Hours
import ru.schoolcard.core.Language
import ru.schoolcard.core.LimitsState
import ru.schoolcard.core.Notebook
import ru.schoolcard.core.Period
import ru.schoolcard.core.Phone
import ru.schoolcard.core.RefreshScope
import ru.schoolcard.core.Sandbox
import ru.schoolcard.core.Screen
import ru.schoolcard.core.ScreenState
import ru.schoolcard.core.SpendingRules
import ru.schoolcard.core.TopUpState
import ru.schoolcard.ui.parts.Stretch
import ru.schoolcard.ui.words.Words
import java.time.LocalDate

/**
 * A screen in one of its states, as the real core told it; [en] is the same told in English. [press] are the buttons that are
 * pressed, by their words, before it is looked at, [lookAt] what a picture has to show then.
 */
class Scene(
    val screen: String,
    val name: String,
    val state: ScreenState,
    val en: ScreenState? = null,
    val stretch: Stretch = Stretch.FORTNIGHT,
    val press: List<(Words) -> String> = emptyList(),
    val lookAt: ((Words) -> String)? = null,
    val consent: ConsentRow? = null,
    val consentEn: ConsentRow? = null,
)

internal val MONTH = Stretch.MONTH.period(TODAY, 0)
private val WEEK = Stretch.WEEK.period(TODAY, 0)
internal val FORTNIGHT = Stretch.FORTNIGHT.period(TODAY, 0)

/** Every state of every screen that a real school can be brought to show: core and sandbox, nothing made up. */
object Scenes {
    val all: List<Scene> by lazy { signingIn() + days() + topUps() + canteenScenes() + familyScenes() + troubles(::screensOf) + troubles(::readingScreensOf) }

    /** The screens in their plain state, in both languages. */
    val plain: List<Scene> by lazy { all.filter { it.en != null } }

    private fun signingIn(): List<Scene> =
        Sandbox().use { school ->
            Phone(school.baseUrl).use { phone ->
                Phone(school.baseUrl, language = Language.EN).use { english ->
                    buildList {
                        add(Scene("sign-in", "signed out", phone.look(Screen.SignIn), english.look(Screen.SignIn)))
                        for ((name, screen) in screensOf("nobody") + readingScreensOf("nobody")) add(Scene(name, "signed out", phone.look(screen)))
                        val page = runBlocking { phone.app.beginSignIn() }
                        add(Scene("sign-in", "browser open", phone.look(Screen.SignIn)))
                        tolerating { phone.app.completeSignIn(Browser.cancel(page)) }
                        add(Scene("sign-in", "failed", phone.look(Screen.SignIn)))
                        tolerating { phone.signIn("stranger") }
                        add(Scene("sign-in", "no account", phone.look(Screen.SignIn)))
                        for (service in SERVICES) school.fault(service, "reset")
                    }
                }
            }
        } +
            Sandbox().use { school ->
                Phone(school.baseUrl).use { phone ->
                    school.fault("profile", "latency", """"ms": 3000""")
                    phone.signIn()
                    val loading = phone.look(Screen.Home)
                    school.noFaults()
                    for (service in SERVICES) school.fault(service, "reset")
                    tolerating { phone.app.refresh(RefreshScope.Latest) }
                    listOf(Scene("home", "loading", loading), Scene("home", "loading, offline", phone.look(Screen.Home)))
                }
            }

    private fun days(): List<Scene> =
        Sandbox().use { school ->
            Phone(school.baseUrl).ready().use { phone ->
                Phone(school.baseUrl, language = Language.EN).ready().use { english ->
                    val child = phone.cards().first().person
                    for (each in listOf(phone, english)) {
                        tolerating { each.app.refresh(RefreshScope.Child(child, Period(MONTH.from.minusDays(40), TODAY))) }
                        tolerating { each.app.refresh(RefreshScope.Payments) }
                    }
                    buildList {
                        fun both(
                            screen: String,
                            name: String,
                            asked: Screen,
                            stretch: Stretch = Stretch.FORTNIGHT,
                        ) = add(Scene(screen, name, phone.look(asked), english.look(asked), stretch))
                        both("home", "live", Screen.Home)
                        both("visits", "list", Screen.Visits(child, FORTNIGHT))
                        both("visits-week", "week", Screen.Visits(child, WEEK), Stretch.WEEK)
                        both("visits-month", "month", Screen.Visits(child, MONTH), Stretch.MONTH)
                        both("meals", "live", Screen.Meals(child, FORTNIGHT))
                        both("money", "live", Screen.Money(child, FORTNIGHT))
                        both("limits", "live", Screen.Limits(child))
                        add(Scene("alerts", "first day", phone.look(Screen.Alerts)))
                        both("notification-settings", "read", Screen.NotificationSettings)
                        both("payments", "none", Screen.Payments(child))
                        val weekend = Period(LocalDate.parse("2026-05-09"), LocalDate.parse("2026-05-10"))
                        val before = Period(LocalDate.parse("2024-05-01"), LocalDate.parse("2024-05-14"))
                        for ((name, period) in listOf("empty" to weekend, "not read" to before)) {
                            add(Scene("visits", name, phone.look(Screen.Visits(child, period))))
                            add(Scene("meals", name, phone.look(Screen.Meals(child, period))))
                            add(Scene("money", name, phone.look(Screen.Money(child, period))))
                        }
                        for ((name, screen) in screensOf("nobody") + readingScreensOf("nobody")) {
                            add(Scene(name, "unknown child", phone.look(screen)))
                        }
                        school.post(
                            "/sandbox/v1/sale",
                            """{"person_id": "$child", "kind": "buffet", "items": [{"name": "Пицца", "price_kopecks": 39800}]}""",
                        )
                        school.later(60)
                        tolerating { phone.app.refresh(RefreshScope.Latest) }
                        add(Scene("home", "debt", phone.look(Screen.Home)))
                        school.later(20 * 60)
                        school.post("/sandbox/v1/tap", """{"person_id": "$child", "direction": "out"}""")
                        for (each in listOf(phone, english)) {
                            each.app.dispatch(Action.SetQuietHours(Hours("21:00", "07:00")))
                            tolerating { each.app.refresh(RefreshScope.Latest) }
                        }
                        both("alerts", "feed", Screen.Alerts)
                        add(Scene("money", "debt", phone.look(Screen.Money(child, FORTNIGHT))))
                        limits(school, phone, child)
                    }
                }
            }
        }

    private fun MutableList<Scene>.limits(
        school: Sandbox,
        phone: Phone,
        child: String,
    ) {
        val screen = Screen.Limits(child)
        val now = (phone.look(screen) as ScreenState.Limits).state as LimitsState.Limits
        Notebook().let { notebook ->
            phone.app.observe(screen, notebook).use {
                phone.app.dispatch(Action.SetSpendingRules(child, now.rules, SpendingRules(30_000, 10_000)))
                add(Scene("limits", "done", notebook.await { limits(it)?.change?.kind?.name == "DONE" }))
                val seen = SpendingRules(30_000, 10_000)
                school.post("/sandbox/v1/limits", """{"person_id": "$child", "expense_day_limit": 20000, "balance_threshold": 10000}""")
                phone.app.dispatch(Action.SetSpendingRules(child, seen, SpendingRules(50_000, 10_000)))
                add(Scene("limits", "conflict", notebook.await { limits(it)?.change?.kind?.name == "CONFLICT" }))
            }
        }
    }

    private fun limits(state: ScreenState) = (state as ScreenState.Limits).state as? LimitsState.Limits

    private fun topUps(): List<Scene> =
        Sandbox().use { school ->
            Phone(school.baseUrl).ready().use { phone ->
                Phone(school.baseUrl, language = Language.EN).ready().use { english ->
                    val (child, other) = phone.cards().map { it.person }
                    val screen = Screen.TopUp(child)
                    buildList {
                        english.app.observe(screen, Notebook()).use {
                            Notebook().let { notebook ->
                                phone.app.observe(screen, notebook).use { stories(school, phone, english, child, notebook) }
                            }
                        }
                        school.post("/sandbox/v1/provider", """{"person_id": "$other", "connected": false}""")
                        val nobody = Notebook()
                        phone.app.observe(Screen.TopUp(other), nobody).use {
                            phone.app.dispatch(Action.Refresh(RefreshScope.Payments))
                            runCatching { nobody.await { (it as ScreenState.TopUp).state is TopUpState.NoProvider } }
                                .onSuccess { add(Scene("top-up", "nobody to pay", it)) }
                        }
                    }
                }
            }
        }

    private fun MutableList<Scene>.stories(
        school: Sandbox,
        phone: Phone,
        english: Phone,
        child: String,
        notebook: Notebook,
    ) {
        val screen = Screen.TopUp(child)

        fun scene(
            name: String,
            wanted: (TopUpState) -> Boolean,
        ) = notebook.await { wanted((it as ScreenState.TopUp).state) }.also { add(Scene("top-up", name, it)) }

        fun form(state: TopUpState) = (state as? TopUpState.ChooseAmount)?.form
        for (each in listOf(phone, english)) each.app.dispatch(Action.ChooseAmount(child, "500"))
        val good = notebook.await { form((it as ScreenState.TopUp).state)?.let { form -> form.confirmation != null && "ИНН" in form.payeeText } == true }
        add(Scene("top-up", "a sum", good, english.look(screen)))
        phone.app.dispatch(Action.ChooseAmount(child, "0,5"))
        scene("a sum too small") { form(it)?.complaint.orEmpty().isNotEmpty() }
        phone.app.dispatch(Action.StartTopUp(child, "500"))
        fun page() = ((scene("to be paid") { it is TopUpState.Pay } as ScreenState.TopUp).state as TopUpState.Pay).link
        phone.app.dispatch(Action.ReturnFromBank(checkNotNull(pressAtBank(page(), "abandon"))))
        scene("waiting") { it is TopUpState.Waiting }
        val id = ((phone.look(screen) as ScreenState.TopUp).state as TopUpState.Waiting).topUp.id
        phone.app.dispatch(Action.ReopenLink(id))
        phone.app.dispatch(Action.ReturnFromBank(checkNotNull(pressAtBank(page(), "decline"))))
        scene("declined") { it is TopUpState.Finished }
        phone.app.dispatch(Action.StartTopUp(child, "300"))
        phone.app.dispatch(Action.ReturnFromBank(checkNotNull(pressAtBank(page(), "pay"))))
        scene("credited") { it is TopUpState.Finished && it.topUp.arrived == 30_000L }
        for (each in listOf(phone, english)) tolerating { each.app.refresh(RefreshScope.Payments) }
        add(Scene("payments", "paid and declined", phone.look(Screen.Payments(child)), english.look(Screen.Payments(child))))
        school.fault("payments", "reset")
        phone.app.dispatch(Action.StartTopUp(child, "200"))
        scene("not sent") { it is TopUpState.Asking && it.canCancel }
    }

    private fun troubles(screensOf: (String) -> List<Pair<String, Screen>>): List<Scene> =
        Sandbox().use { school ->
            val first = Phone(school.baseUrl).ready()
            val child = first.cards().first().person
            val restarted = first.restarted()
            restarted.use { phone ->
                buildList {
                    fun everywhere(name: String) {
                        add(Scene("home", name, phone.look(Screen.Home)))
                        for ((screen, asked) in screensOf(child)) add(Scene(screen, name, phone.look(asked)))
                    }
                    everywhere("kept")
                    // Only payments are asked for, and with their answer comes the school's time.
                    school.later(3 * 60 * 60)
                    tolerating { phone.app.refresh(RefreshScope.Payments) }
                    everywhere("late")
                    for (service in SERVICES) school.fault(service, "reset")
                    tolerating { phone.app.refresh(RefreshScope.Latest) }
                    everywhere("offline")
                    school.noFaults()
                    for (service in listOf("pass", "food")) school.fault(service, "status", """"status": 503""")
                    tolerating { phone.app.refresh(RefreshScope.Latest) }
                    everywhere("service down")
                    school.noFaults()
                    // The right to renew the sign-in ends after 30 days.
                    school.later(31 * 24 * 60 * 60)
                    tolerating { phone.app.refresh(RefreshScope.Latest) }
                    everywhere("sign-in ran out")
                    add(Scene("sign-in", "sign-in ran out", phone.look(Screen.SignIn)))
                }
            }
        }

    private val SERVICES = listOf("login", "profile", "pass", "food", "payments")

    private fun screensOf(child: String): List<Pair<String, Screen>> =
        listOf(
            "visits" to Screen.Visits(child, FORTNIGHT),
            "meals" to Screen.Meals(child, FORTNIGHT),
            "money" to Screen.Money(child, FORTNIGHT),
            "top-up" to Screen.TopUp(child),
            "payments" to Screen.Payments(child),
            "limits" to Screen.Limits(child),
            "alerts" to Screen.Alerts,
            "notification-settings" to Screen.NotificationSettings,
        )

    /** Screens that ask the school by themselves when they are opened: looked at on a phone of their own. */
    private fun readingScreensOf(child: String): List<Pair<String, Screen>> =
        listOf(
            "menu" to Screen.Menu(child, null, ""),
            "orders" to Screen.Orders(child, TODAY),
            "ill-today" to Screen.IllToday(child, TODAY.plusDays(1)),
            "bans" to Screen.Bans(child),
            "cards" to Screen.Cards(child),
            "statement" to Screen.Statement(child, MONTH),
            "connection" to Screen.Connection,
            "privacy" to Screen.Privacy,
        )

    private fun Sandbox.fault(
        service: String,
        kind: String,
        more: String = "",
    ) = post("/sandbox/v1/faults", """{"service": "$service", "kind": "$kind"${if (more.isEmpty()) "" else ", $more"}}""")

    private fun Sandbox.noFaults() = delete("/sandbox/v1/faults")

    private fun Sandbox.later(seconds: Int) = post("/sandbox/v1/clock", """{"advance_seconds": $seconds}""")
}

/** Work that is meant to fail on the way; what it left shows in the states. */
internal fun tolerating(work: suspend () -> Unit) =
    try {
        runBlocking { work() }
    } catch (_: AppException) {
        Unit
    }

/** What the sandbox's ledger says. */
fun Sandbox.ledger(): JSONObject = JSONObject(get("/sandbox/v1/ledger"))
