package ru.schoolcard.preview

import ru.schoolcard.core.Action
import ru.schoolcard.core.BansCell
import ru.schoolcard.core.BansState
import ru.schoolcard.core.CardAction
import ru.schoolcard.core.CardsState
import ru.schoolcard.core.ConsentPurpose
import ru.schoolcard.core.HelpTopic
import ru.schoolcard.core.IllTodayState
import ru.schoolcard.core.Language
import ru.schoolcard.core.LossState
import ru.schoolcard.core.MealChoice
import ru.schoolcard.core.MenuState
import ru.schoolcard.core.Notebook
import ru.schoolcard.core.OrderMeal
import ru.schoolcard.core.OrdersState
import ru.schoolcard.core.Phone
import ru.schoolcard.core.RefreshScope
import ru.schoolcard.core.Sandbox
import ru.schoolcard.core.Screen
import ru.schoolcard.core.ScreenState

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
                    }
                    bans(phone, english, child)
                    illToday(phone, english, child)
                }
            }
        }
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
                    both("connection", "connected", Screen.Connection)
                    both("statement", "month", Screen.Statement(child, MONTH))
                    both("privacy", "nothing asked", Screen.Privacy)
                    phone.app.dispatch(Action.SetConsent(ConsentPurpose.OTHER_ADULTS, true))
                    phone.app.dispatch(Action.SetConsent(ConsentPurpose.OTHER_ADULTS, false))
                    add(Scene("privacy", "withdrawn", phone.look(Screen.Privacy)))
                    lost(phone, child)
                }
            }
        }
    }

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
