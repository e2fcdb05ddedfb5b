package ru.schoolcard.preview

import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.performTextReplacement
import org.json.JSONObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import ru.schoolcard.core.AdultRights
import ru.schoolcard.core.ConnectionState
import ru.schoolcard.core.CutOff
import ru.schoolcard.core.HomeSnapshot
import ru.schoolcard.core.OrdersState
import ru.schoolcard.core.Phone
import ru.schoolcard.core.RefreshScope
import ru.schoolcard.core.Sandbox
import ru.schoolcard.core.Screen
import ru.schoolcard.core.ScreenState
import ru.schoolcard.core.eventually
import ru.schoolcard.ui.Place
import ru.schoolcard.ui.words.Words
import java.time.Duration
import java.time.LocalDate

/** The days of a weekly rule as the school counts them: a bit for each, Monday the lowest. */
private const val THURSDAY = 8

/** What a parent does with the app, on the real core and a real sandbox, by the words on the screen. */
@OptIn(ExperimentalTestApi::class)
class FirstDayTest {
    private val words = Words.Ru

    @Test
    fun `signs in through the school's page and sees the children`() =
        withSchool { _, phone ->
            withApp(phone) {
                sees(words.signInSafe)
                signsIn()
                sees("В школе с")
                sees(words.balance)
                scrollsTo("Михаил")
            }
        }

    @Test
    fun `gives up in the browser, is told so and can try again`() =
        withSchool { _, phone ->
            withApp(phone) {
                presses(words.signIn)
                val page = platform.page()
                sees(words.signInReopen)
                presses(words.signInReopen)
                assertEquals(page, platform.page(), "the same page is opened again")
                ui.runOnIdle { face().cameBack(ru.schoolcard.core.Browser.cancel(page)) }
                sees("Вход не подтверждён")
                signsIn()
                sees(words.balance)
            }
        }

    @Test
    fun `a tap at the turnstile arrives on the open screen`() =
        withSchool { school, phone ->
            phone.ready()
            val child = phone.cards().first().person
            withApp(phone) {
                sees("В школе с")
                school.post("/sandbox/v1/clock", """{"advance_seconds": 600}""")
                school.post("/sandbox/v1/tap", """{"person_id": "$child", "direction": "out"}""")
                pressesIcon(words.refresh)
                sees("Вышла в 11:40")
            }
        }

    @Test
    fun `browses visits, meals and money and comes back home`() =
        withSchool { _, phone ->
            phone.ready()
            withApp(phone) {
                presses(words.visits)
                sees("вторник, 12 мая")
                presses(words.week)
                sees("11\u00a0мая – 17\u00a0мая")
                presses(words.month)
                sees("1\u00a0мая – 31\u00a0мая")
                pressesIcon(words.earlier)
                sees("1\u00a0апреля – 30\u00a0апреля")
                pressesIcon(words.back)
                presses(words.meals)
                sees("Бесплатный комплекс")
                pressesIcon(words.back)
                presses(words.money)
                scrollsTo(words.billCheck)
                scrollsTo(words.spendingKinds)
                pressesIcon(words.back)
                sees("В школе с")
                presses(words.help)
                sees("SCHOOLCARD.MOS.RU")
            }
        }

    @Test
    fun `tops up - a sum, a look, the bank's page, and the money arrives`() =
        withSchool { school, phone ->
            phone.ready()
            withApp(phone) {
                presses(words.topUp)
                types("0,5")
                sees("Слишком мало")
                types("500")
                presses(words.goOn)
                sees(words.checkFirst)
                sees("Пополнить счёт")
                presses(words.confirmTopUp)
                assertEquals(listOf(words.identityTopUp), platform.confirmed, "money is asked for only with the parent's finger")
                presses(words.openPaymentPage)
                val page = platform.page()
                val back = checkNotNull(pressAtBank(page, "pay"))
                ui.runOnIdle { face().cameBack(back) }
                sees(words.topUpCredited)
                sees("На счёт пришло 500,00")
                val payments = school.ledger().getJSONArray("payments")
                assertEquals(1, payments.length())
                assertEquals(50_000, payments.getJSONObject(0).getInt("amount"))
            }
        }

    @Test
    fun `orders a lunch ahead after reading what is ordered, and takes it back`() =
        withSchool { _, phone ->
            phone.ready()
            withApp(phone, start = Place.Orders(phone.cards().last().person)) {
                presses(words.canteen.order)
                sees("Заказать")
                presses(words.canteen.sureOrder)
                scrollsTo(words.canteen.cancelOrder)
                assertEquals(listOf(words.canteen.identityOrders), platform.confirmed)
                presses(words.canteen.cancelOrder)
                presses(words.canteen.sureCancel)
                ui.waitUntil("nothing is ordered any more", 20_000) { !has(words.canteen.cancelOrder) }
            }
        }

    @Test
    fun `orders a meal every week on the days chosen, and stops it`() =
        withSchool { school, phone ->
            phone.ready()
            val child = phone.cards().last().person
            withApp(phone, start = Place.Orders(child)) {
                presses(words.canteen.weekly)
                sees("Заказывать каждую неделю")
                // It begins with the day of the meal.
                pressesIcon("среда")
                pressesIcon("четверг")
                presses("2")
                presses("31\u00a0мая\u00a02026")
                pressesIcon("29\u00a0мая\u00a02026")
                presses(words.canteen.weeklySave)
                scrollsTo("каждую неделю")
                assertEquals(listOf(words.canteen.identityOrders), platform.confirmed)
                eventually("the school has the rule") { rules(school).isNotEmpty() }
                val rule = rules(school).single()
                assertEquals(2, rule.getInt("amount"))
                assertEquals("2026-05-29", rule.getString("to"))
                assertEquals(THURSDAY, rule.getInt("days"))
                scrollsTo("по дням: чт")
                scrollsTo(words.canteen.weeklyRemove)
                presses(words.canteen.weeklyRemove)
                ui.waitForIdle()
                presses(words.canteen.weeklyRemove)
                eventually("the school has it no more") { rules(school).isEmpty() }
            }
        }

    private fun rules(school: Sandbox): List<JSONObject> =
        school.ledger().getJSONArray("rules").let { rules -> (0 until rules.length()).map(rules::getJSONObject) }.filter { !it.getBoolean("removed") }

    @Test
    fun `writes down until when orders are taken, for lunch otherwise than for every meal`() =
        withSchool { _, phone ->
            phone.ready()
            val child = phone.cards().last().person
            withApp(phone, start = Place.Orders(child)) {
                presses(words.canteen.dayBefore)
                presses(words.save)
                presses(words.canteen.cutOffByMeal)
                presses("Обед")
                presses(words.canteen.sameDay, last = true)
                presses("08:00", last = true)
                presses(words.save, last = true)
                scrollsTo("в тот же день до 08:00")
                assertEquals(listOf("Все приёмы пищи" to CutOff(1u, "14:00"), "Обед" to CutOff(0u, "08:00")), cutOffs(phone, child))
                presses("Обед")
                presses(words.canteen.cutOffAsForAll)
                presses(words.save, last = true)
                ui.waitUntil("lunch is as the others", 20_000) { cutOffs(phone, child).size == 1 }
            }
        }

    private fun cutOffs(
        phone: Phone,
        child: String,
    ) = ((phone.look(Screen.Orders(child, TODAY)) as ScreenState.Orders).state as OrdersState.Orders)
        .cutOffs
        .mapNotNull { row -> row.rule?.let { row.title to it } }

    @Test
    fun `blocks a lost card after the question, and is told what to do`() =
        withSchool { _, phone ->
            phone.ready()
            withApp(phone, start = Place.Cards(phone.cards().first().person)) {
                presses("Потерялась? Заблокировать")
                presses(words.family.blockSure)
                scrollsTo("Карта отмечена потерянной")
                assertEquals(listOf(words.family.identityCards), platform.confirmed)
                scrollsTo(words.family.lostCard)
                presses(words.family.lostCard)
                sees("временн")
            }
        }

    @Test
    fun `names a grandmother after agreeing to her name being kept`() =
        withSchool { _, phone ->
            phone.ready()
            tolerating { phone.app.refresh(RefreshScope.Connection) }
            withApp(phone, start = Place.Connection) {
                presses(words.family.nameAdult)
                sees("хранятся на этом устройстве")
                presses(words.family.give)
                types("Волкова Нина Ивановна", words.family.adultName)
                presses(words.family.rightsAll)
                presses(words.noLastDay)
                pressesIcon("31\u00a0мая\u00a02026")
                presses(words.save)
                scrollsTo("Школа ещё не открыла доступ")
                assertEquals(listOf(words.family.identityPeople), platform.confirmed)
                val named = ((phone.look(Screen.Connection) as ScreenState.Connection).state as ConnectionState.Children).children.first().named
                assertEquals(listOf(Triple("Волкова Нина Ивановна", AdultRights.ALL, LocalDate.parse("2026-05-31"))), named.map { Triple(it.name, it.rights, it.until) })
                // The school learns of her from the paper alone, so it is offered again.
                scrollsTo(words.family.printApplication)
                presses(words.family.forgetAdult)
                ui.waitUntil("nobody is named any more", 20_000) { !has("Волкова Нина") }
            }
        }

    @Test
    fun `takes a statement along and everything the phone holds`() =
        withSchool { _, phone ->
            phone.ready()
            withApp(phone, start = Place.Statement(phone.cards().first().person)) {
                presses(words.family.statementTable)
                ui.waitUntil("the table is kept", 20_000) { platform.saved.keys.any { it.endsWith(".csv") } }
                pressesIcon(words.back)
                presses(words.settings)
                presses(words.family.consents)
                presses(words.family.export)
                ui.waitUntil("the data are kept", 20_000) { platform.saved.containsKey("schoolcard.json") }
                assertTrue(platform.saved.getValue("schoolcard.json").startsWith("{"))
            }
        }

    @Test
    fun `changes a limit and the school has it`() =
        withSchool { school, phone ->
            phone.ready()
            val child = phone.cards().first().person
            withApp(phone, start = Place.Limits(child)) {
                presses("400\u00a0₽")
                presses(words.goOn)
                sees(words.saveLimits)
                presses(words.save)
                sees("Школа приняла изменение")
                sees("Лимит на день: 400,00")
                assertEquals(listOf(words.identityLimits), platform.confirmed)
                val limits = school.ledger().getJSONArray("limits")
                assertEquals(40_000, limits.getJSONObject(limits.length() - 1).getInt("expense_day_limit"))
            }
        }

    @Test
    fun `without a network the kept data stay, and the screen says so`() =
        withSchool { school, phone ->
            phone.ready()
            withApp(phone) {
                sees("В школе с")
                for (service in listOf("login", "profile", "pass", "food", "payments")) {
                    school.post("/sandbox/v1/faults", """{"service": "$service", "kind": "reset"}""")
                }
                pressesIcon(words.refresh)
                sees("Нет связи")
                sees("В школе с")
                presses(words.topUp)
                scrollsTo(words.otherWays)
                school.delete("/sandbox/v1/faults")
                pressesIcon(words.back)
                pressesIcon(words.refresh)
                ui.waitUntil("the notice goes", 20_000) { !has("Нет связи") }
            }
        }

    @Test
    fun `killed and started again, the first frame is the file's and the sign-in is still there`() =
        Sandbox().use { school ->
            val first = Phone(school.baseUrl).ready()
            first.app.pause(Duration.ofSeconds(5))
            val snapshot = checkNotNull(HomeSnapshot.read(first.dataDir))
            first.restarted().use { phone ->
                // The first frame stands before the core has said a word: its first state comes over a dispatcher.
                withApp(phone, snapshot) {
                    sees("В школе с")
                    assertFalse(has(words.signIn))
                    presses(words.money)
                    sees(words.payments)
                }
            }
        }

    @Test
    fun `signing out asks first and leaves nothing behind`() =
        withSchool { _, phone ->
            phone.ready()
            withApp(phone) {
                presses(words.settings)
                presses(words.signOut)
                sees(words.signOutMeans)
                ui.waitForIdle()
                presses(words.signOut)
                sees(words.signIn)
                assertFalse(has("В школе с"))
            }
            eventually("the file forgets the children") { HomeSnapshot.read(phone.dataDir)?.children?.isEmpty() ?: true }
        }

    @Test
    fun `a link from a notification opens its screen, and back leads home`() =
        withSchool { _, phone ->
            phone.ready()
            val child = phone.cards().last().person
            withApp(phone, start = Place.of("meals/$child")) {
                sees(phone.cards().last().name)
                pressesIcon(words.back)
                sees("В школе с")
            }
        }

    @Test
    fun `routes lead where they were made, and a foreign one leads home`() {
        val places = listOf(Place.Home, Place.Help, Place.Settings, Place.Visits("a"), Place.Meals("a"), Place.Money("a"), Place.TopUp("a"))
        for (place in places + Place.Payments("a") + Place.Limits("a")) assertEquals(place, Place.of(place.route))
        for (route in listOf("", "visits", "visits/", "nowhere/a")) assertEquals(Place.Home, Place.of(route))
    }

    private fun Hand.types(
        text: String,
        label: String = "",
    ) {
        val field = hasSetTextAction() and hasText(label, substring = true)
        ui.waitUntil("a field", 20_000) { ui.onAllNodes(field).fetchSemanticsNodes().isNotEmpty() }
        ui.onNode(field).performTextReplacement(text)
    }
}
