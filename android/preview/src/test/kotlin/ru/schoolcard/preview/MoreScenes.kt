package ru.schoolcard.preview

import ru.schoolcard.core.Action
import ru.schoolcard.core.AdultRights
import ru.schoolcard.core.BansCell
import ru.schoolcard.core.BansState
import ru.schoolcard.core.CardAction
import ru.schoolcard.core.CardsState
import ru.schoolcard.core.ConnectionState
import ru.schoolcard.core.ConsentKind
import ru.schoolcard.core.ConsentPurpose
import ru.schoolcard.core.ConsentRow
import ru.schoolcard.core.CutOff
import ru.schoolcard.core.HelpTopic
import ru.schoolcard.core.IllTodayState
import ru.schoolcard.core.Language
import ru.schoolcard.core.LossState
import ru.schoolcard.core.MealChoice
import ru.schoolcard.core.MealKind
import ru.schoolcard.core.MenuState
import ru.schoolcard.core.Notebook
import ru.schoolcard.core.OrderChangeKind
import ru.schoolcard.core.OrderMeal
import ru.schoolcard.core.OrdersState
import ru.schoolcard.core.Phone
import ru.schoolcard.core.PrivacyState
import ru.schoolcard.core.RefreshScope
import ru.schoolcard.core.Sandbox
import ru.schoolcard.core.Screen
import ru.schoolcard.core.ScreenState
import ru.schoolcard.core.eventually
import ru.schoolcard.ui.parts.fullDay
import ru.schoolcard.ui.words.Words

private val TOMORROW = TODAY.plusDays(1)

private fun orders(state: ScreenState): OrdersState.Orders? = (state as ScreenState.Orders).state as? OrdersState.Orders

private fun OrdersState.Orders.first(which: (MealChoice) -> Boolean): Pair<java.time.LocalDate, OrderMeal>? =
    week.value.days.firstNotNullOfOrNull { day -> day.meals.find { which(it.choice) }?.let { day.day to it } }

/** Menu, orders ahead and "ill today" at a school that takes orders. */
fun canteenScenes(): List<Scene> =
    Sandbox().use { school ->
        Phone(school.baseUrl).ready().use { phone ->
            Phone(school.baseUrl, language = Language.EN).ready().use { english ->
                val child = phone.cards().last().person
                for (each in listOf(phone, english)) {
                    tolerating { each.app.refresh(RefreshScope.Menu(child, null)) }
                    tolerating { each.app.refresh(RefreshScope.Orders(child)) }
                }
                buildList {
                    for ((name, screen) in listOf("week" to Screen.Menu(child, null, ""), "found" to Screen.Menu(child, null, "борщ"))) {
                        val seen = Notebook()
                        phone.app.observe(screen, seen).use {
                            seen.await { ((it as ScreenState.Menu).state as? MenuState.Week)?.days?.isNotEmpty() == true }
                        }
                        add(Scene("menu", name, phone.look(screen), english.look(screen)))
                    }
                    val asked = Screen.Orders(child, TODAY)
                    val seen = Notebook()
                    phone.app.observe(asked, seen).use {
                        val open = seen.await { orders(it)?.first { choice -> choice is MealChoice.CanOrder } != null }
                        add(Scene("orders", "open", open, english.look(asked)))
                        val (day, meal) = checkNotNull(orders(open)?.first { it is MealChoice.CanOrder })
                        phone.app.dispatch(Action.SetOrder(child, day, meal.complex, meal.seen, 1))
                        add(Scene("orders", "ordered", seen.await { orders(it)?.first { choice -> choice is MealChoice.CanCancel } != null }))
                        forms(phone, english, child, seen)
                    }
                    bans(phone, english, child)
                    illToday(phone, english, child)
                }
            }
        }
    }

/** The forms of the orders: a weekly rule, its calendar, the rule that came of it; cut-offs of single meals. */
private fun MutableList<Scene>.forms(
    phone: Phone,
    english: Phone,
    child: String,
    seen: Notebook,
) {
    val asked = Screen.Orders(child, TODAY)

    fun scene(
        name: String,
        lookAt: (Words) -> String,
        vararg press: (Words) -> String,
    ) = add(Scene("orders-$name", name, phone.look(asked), english.look(asked), press = press.toList(), lookAt = lookAt))

    val offered = checkNotNull(orders(phone.look(asked))?.week?.value?.days).flatMap { it.meals }.first { it.weekly != null }
    val offer = checkNotNull(offered.weekly)
    scene("weekly", { it.family.notNow }, { it.canteen.weekly })
    scene("weekly-last-day", { it.canteen.weeklySave }, { it.canteen.weekly }, { fullDay(offer.suggested.period.to, it) })
    for (each in listOf(phone, english)) each.app.dispatch(Action.SetCutOff(child, null, CutOff(1u, "14:00")))
    for (each in listOf(phone, english)) each.app.dispatch(Action.SetCutOff(child, MealKind.Breakfast, CutOff(0u, "08:00")))
    eventually("both have the cut-offs") { listOf(phone, english).all { orders(it.look(asked))?.cutOffs?.count { row -> row.rule != null } == 2 } }
    scene("cut-offs", { it.canteen.menu }, { it.canteen.cutOffByMeal }, { if (it == Words.Ru) "Обед" else "Lunch" })
    phone.app.dispatch(Action.SetWeekly(child, offered.complex, offer.seen, offer.suggested))
    val done = seen.await { orders(it)?.rules?.any { rule -> rule.seen.isNotEmpty() && rule.change?.kind == OrderChangeKind.DONE } == true }
    add(Scene("orders", "weekly", done, lookAt = { it.canteen.weeklyRemove }))
}

private fun MutableList<Scene>.bans(
    phone: Phone,
    english: Phone,
    child: String,
) {
    val asked = Screen.Bans(child)
    for (each in listOf(phone, english)) tolerating { each.app.refresh(RefreshScope.FoodRules(child)) }
    val seen = Notebook()
    phone.app.observe(asked, seen).use {
        val read = seen.await { bans(it)?.categories?.isNotEmpty() == true }
        add(Scene("bans", "nothing banned", read, english.look(asked)))
        phone.app.dispatch(Action.SetBan(child, checkNotNull(bans(read)).categories.first().ban, true))
        add(Scene("bans", "banned", seen.await { bans(it)?.banned?.isNotEmpty() == true && bans(it)?.change?.kind?.name == "DONE" }))
    }
}

private fun bans(state: ScreenState): BansCell.Read? =
    ((state as ScreenState.Bans).state as? BansState.Rules)?.bans as? BansCell.Read

private fun MutableList<Scene>.illToday(
    phone: Phone,
    english: Phone,
    child: String,
) {
    val asked = Screen.IllToday(child, TOMORROW)
    val seen = Notebook()
    phone.app.observe(asked, seen).use {
        val form =
            seen.await { ((it as ScreenState.IllToday).state as? IllTodayState.Form)?.reasons?.isNotEmpty() == true }
        add(Scene("ill-today", "form", form, english.look(asked)))
        val reason = ((form as ScreenState.IllToday).state as IllTodayState.Form).reasons.first().reason
        phone.app.dispatch(Action.IllToday(child, TOMORROW, reason))
        add(Scene("ill-today", "asked", seen.await { (it as ScreenState.IllToday).state is IllTodayState.Asked }))
    }
}

/** Cards, connection, statement, privacy and help. */
fun familyScenes(): List<Scene> =
    Sandbox().use { school ->
        Phone(school.baseUrl).ready().use { phone ->
            Phone(school.baseUrl, language = Language.EN).ready().use { english ->
                val child = phone.cards().first().person
                for (each in listOf(phone, english)) {
                    tolerating { each.app.refresh(RefreshScope.Cards(child)) }
                    tolerating { each.app.refresh(RefreshScope.Connection) }
                }
                buildList {
                    fun both(
                        screen: String,
                        name: String,
                        asked: Screen,
                    ) = add(Scene(screen, name, phone.look(asked), english.look(asked)))
                    both("help", "all", Screen.Help(null))
                    HelpTopic.entries.forEach { add(Scene("help-topic", it.name, phone.look(Screen.Help(it)))) }
                    both("cards", "working", Screen.Cards(child))
                    both("privacy", "nothing asked", Screen.Privacy)
                    adults(phone, english, child)
                    both("statement", "month", Screen.Statement(child, MONTH))
                    phone.app.dispatch(Action.SetConsent(ConsentPurpose.OTHER_ADULTS, false))
                    add(Scene("privacy", "withdrawn", phone.look(Screen.Privacy)))
                    lost(phone, child)
                }
            }
        }
    }

/** Naming another adult: the consent, the form, its calendar, and the adult named. */
private fun MutableList<Scene>.adults(
    phone: Phone,
    english: Phone,
    child: String,
) {
    fun scene(
        name: String,
        vararg more: (Words) -> String,
    ) = add(
        Scene(
            "connection-$name",
            name,
            phone.look(Screen.Connection),
            english.look(Screen.Connection),
            press = listOf<(Words) -> String>({ it.family.nameAdult }) + more,
            lookAt = { it.family.notNow },
            consent = phone.consent(),
            consentEn = english.consent(),
        ),
    )
    add(
        Scene(
            "connection",
            "connected",
            phone.look(Screen.Connection),
            english.look(Screen.Connection),
            consent = phone.consent(),
            consentEn = english.consent(),
        ),
    )
    scene("consent")
    for (each in listOf(phone, english)) each.app.dispatch(Action.SetConsent(ConsentPurpose.OTHER_ADULTS, true))
    eventually("both agree") { listOf(phone, english).all { it.consent().kind == ConsentKind.GIVEN } }
    scene("adult")
    scene("last-day", { it.noLastDay })
    phone.app.dispatch(Action.NameAdult(child, "Волкова Нина Ивановна", AdultRights.ENTRIES, MONTH.to))
    val seen = Notebook()
    phone.app.observe(Screen.Connection, seen).use {
        val named =
            seen.await { ((it as ScreenState.Connection).state as? ConnectionState.Children)?.children?.any { one -> one.named.isNotEmpty() } == true }
        add(Scene("connection", "adult named", named, consent = phone.consent()))
    }
}

private fun Phone.consent(): ConsentRow =
    ((look(Screen.Privacy) as ScreenState.Privacy).state as PrivacyState.Privacy).consents.first { it.purpose == ConsentPurpose.OTHER_ADULTS }

private fun MutableList<Scene>.lost(
    phone: Phone,
    child: String,
) {
    val asked = Screen.Cards(child)
    val seen = Notebook()
    phone.app.observe(asked, seen).use {
        val cards = (phone.look(asked) as ScreenState.Cards).state as CardsState.Cards
        val card = cards.cards.first { it.action is CardAction.Block }
        phone.app.dispatch(Action.BlockCard(child, card.id))
        add(
            Scene(
                "cards",
                "lost",
                seen.await {
                    val now = (it as ScreenState.Cards).state as? CardsState.Cards
                    now?.loss is LossState.Lost && now.cards.any { row -> row.block?.kind?.name == "DONE" }
                },
            ),
        )
    }
}
