package ru.schoolcard.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.semantics
import ru.schoolcard.core.CutOff
import ru.schoolcard.core.MealChoice
import ru.schoolcard.core.OrderChange
import ru.schoolcard.core.OrderChangeKind
import ru.schoolcard.core.OrderDayRow
import ru.schoolcard.core.OrderMeal
import ru.schoolcard.core.OrdersState
import ru.schoolcard.core.WeeklyRow
import ru.schoolcard.ui.parts.AsOfLine
import ru.schoolcard.ui.parts.AskFirst
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.Change
import ru.schoolcard.ui.parts.Choice
import ru.schoolcard.ui.parts.Heading
import ru.schoolcard.ui.parts.Loading
import ru.schoolcard.ui.parts.MainButton
import ru.schoolcard.ui.parts.Quiet
import ru.schoolcard.ui.parts.ScreenFrame
import ru.schoolcard.ui.parts.SideButton
import ru.schoolcard.ui.parts.Stage
import ru.schoolcard.ui.parts.WeekBar
import ru.schoolcard.ui.parts.dated
import ru.schoolcard.ui.parts.notices
import ru.schoolcard.ui.parts.shortDay
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords
import java.time.LocalDate

/** What a parent may wish about meals ahead. */
interface OrderActions {
    fun order(
        day: LocalDate,
        meal: OrderMeal,
        amount: Long,
    )

    fun stopWeekly(rule: WeeklyRow)

    fun giveUp(id: String)

    fun cutOff(rule: CutOff?)
}

/** Times that are offered; one that was written down elsewhere is kept unless another is chosen. */
private val TIMES = listOf("08:00", "09:00", "10:00", "12:00", "14:00", "16:00", "18:00")

/** What is ordered ahead for one child in a week, what can be ordered or cancelled until when, and how every wish goes. */
@Composable
fun OrdersScreen(
    state: OrdersState?,
    actions: OrderActions,
    onWeek: (LocalDate) -> Unit,
    onIll: () -> Unit,
    onMenu: () -> Unit,
    onSignIn: () -> Unit,
    onRefresh: () -> Unit,
    onBack: () -> Unit,
) {
    val words = LocalWords.current
    ScreenFrame(words.canteen.orders, (state as? OrdersState.Orders)?.name.orEmpty(), onBack, onRefresh) {
        when (state) {
            null -> item { Loading(emptyList()) }
            is OrdersState.SignedOut -> item { SignedOutCard(onSignIn) }
            is OrdersState.UnknownChild -> item { UnknownChildCard() }
            is OrdersState.Loading -> {
                item { Loading(state.notices, onSignIn) }
                if (state.text.isNotEmpty()) item { Card { Text(state.text, style = Type.body) } }
            }
            is OrdersState.Orders -> {
                notices(state.notices, onSignIn)
                item { SideButton(words.canteen.illToday, onIll) }
                item { Card { Balance(state.balance) } }
                item {
                    WeekBar(
                        "${shortDay(state.period.from, words)} – ${shortDay(state.period.to, words)}",
                        { onWeek(state.period.from.minusDays(7)) },
                        { onWeek(state.period.from.plusDays(7)) },
                    )
                }
                item { AsOfLine(state.week.asOfText, state.week.freshness.state) }
                item { Quiet(state.cutOffText) }
                items(state.week.value.days, { it.day.toString() }) { Day(it, state.week.asOfText, actions) }
                items(state.rules, { "rule ${it.complex}" }) { Rule(it, state.week.asOfText, actions) }
                item { CutOffForm(state.cutOff, actions) }
                item { SideButton(words.canteen.menu, onMenu) }
            }
        }
    }
}

@Composable
private fun Day(
    day: OrderDayRow,
    asOfText: String,
    actions: OrderActions,
) {
    Card(Modifier.dated(asOfText)) {
        Heading(day.title)
        Quiet(day.text)
        Quiet(day.emptyText)
        day.meals.forEach { Meal(day.day, it, actions) }
    }
}

@Composable
private fun Meal(
    day: LocalDate,
    meal: OrderMeal,
    actions: OrderActions,
) {
    val words = LocalWords.current.canteen
    Column(Modifier.fillMaxWidth(), Arrangement.spacedBy(Space.small)) {
        HorizontalDivider(color = LocalPalette.current.plain.ground)
        Column(Modifier.fillMaxWidth().semantics(mergeDescendants = true) {}) {
            Text(meal.title, style = Type.strong)
            Quiet(meal.priceText)
            Quiet(meal.untilText)
        }
        meal.change?.let { Going(it, actions::giveUp) }
        when (val choice = meal.choice) {
            is MealChoice.CanOrder -> AskFirst(words.order, choice.confirmation, words.sureOrder, { actions.order(day, meal, 1) })
            is MealChoice.CanCancel -> AskFirst(words.cancelOrder, choice.confirmation, words.sureCancel, { actions.order(day, meal, 0) })
            is MealChoice.UnderWay, is MealChoice.TooLate, is MealChoice.NotOffered -> Unit
        }
    }
}

@Composable
private fun Rule(
    rule: WeeklyRow,
    asOfText: String,
    actions: OrderActions,
) {
    val words = LocalWords.current.canteen
    Card(Modifier.dated(asOfText)) {
        Heading(words.weekly)
        Text(rule.title, style = Type.body)
        rule.change?.let { Going(it, actions::giveUp) }
        if (rule.seen.isNotEmpty()) AskFirst(words.weeklyRemove, rule.title, words.weeklyRemove, { actions.stopWeekly(rule) })
    }
}

/** Until when the school takes orders, as it told the parent: the wire does not say. */
@Composable
private fun CutOffForm(
    rule: CutOff?,
    actions: OrderActions,
) {
    val words = LocalWords.current
    val names = with(words.canteen) { listOf(null to cutOffUnknown, 0u to sameDay, 1u to dayBefore, 2u to twoDaysBefore, 3u to threeDaysBefore) }
    var days by rememberSaveable(rule) { mutableStateOf(rule?.daysBefore?.toInt()) }
    var time by rememberSaveable(rule) { mutableStateOf(rule?.time ?: TIMES[4]) }
    val wanted = days?.let { CutOff(it.toUInt(), time) }
    Card {
        Heading(words.canteen.cutOff)
        Quiet(words.canteen.cutOffWhy)
        Choice(names.map { (day, name) -> day?.toInt() to name }, days) { days = it }
        if (days != null) Choice((TIMES + listOfNotNull(rule?.time)).distinct().sorted().map { it to it }, time) { time = it }
        MainButton(words.save, { actions.cutOff(wanted) }, enabled = wanted != rule)
    }
}

@Composable
private fun Going(
    change: OrderChange,
    onGiveUp: (String) -> Unit,
) = Change(change.kind.stage(), change.text, LocalWords.current.canteen.giveUp, { onGiveUp(change.id) })

private fun OrderChangeKind.stage(): Stage =
    when (this) {
        OrderChangeKind.WAITING -> Stage.WAITING
        OrderChangeKind.SENDING, OrderChangeKind.CHECKING, OrderChangeKind.CANCELLED -> Stage.QUIET
        OrderChangeKind.DONE -> Stage.DONE
        OrderChangeKind.CONFLICT, OrderChangeKind.REFUSED, OrderChangeKind.TOO_LATE, OrderChangeKind.EXPIRED -> Stage.NOT_DONE
    }
