package ru.schoolcard.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.DateRange
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.semantics
import ru.schoolcard.core.CutOff
import ru.schoolcard.core.MealChoice
import ru.schoolcard.core.MealKind
import ru.schoolcard.core.OrderChange
import ru.schoolcard.core.OrderChangeKind
import ru.schoolcard.core.OrderDayRow
import ru.schoolcard.core.OrderMeal
import ru.schoolcard.core.OrdersState
import ru.schoolcard.core.WeeklyOffer
import ru.schoolcard.core.WeeklyOrder
import ru.schoolcard.core.WeeklyRow
import ru.schoolcard.ui.parts.AsOfLine
import ru.schoolcard.ui.parts.AskFirst
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.Change
import ru.schoolcard.ui.parts.Heading
import ru.schoolcard.ui.parts.Loading
import ru.schoolcard.ui.parts.Quiet
import ru.schoolcard.ui.parts.QuietButton
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

    fun weekly(
        meal: OrderMeal,
        offer: WeeklyOffer,
        wanted: WeeklyOrder,
    )

    fun stopWeekly(rule: WeeklyRow)

    fun giveUp(id: String)

    fun cutOff(
        meal: MealKind?,
        rule: CutOff?,
    )
}

/** What is open of the form for a weekly rule, under its meal. */
private enum class Weekly { CLOSED, OPEN, ASKED }

/** What is ordered ahead for one child in a week, what can be ordered or cancelled until when, and how every wish goes. */
@Composable
fun OrdersScreen(
    state: OrdersState?,
    today: LocalDate,
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
                items(state.cutOffs.filter { it.meal == null }) { Quiet(it.text) }
                items(state.week.value.days, { it.day.toString() }) { Day(it, state, today, actions) }
                items(state.rules, { "rule ${it.complex}" }) { Rule(it, state.week.asOfText, actions) }
                item { CutOffs(state.cutOffs, actions::cutOff) }
                item { SideButton(words.canteen.menu, onMenu) }
            }
        }
    }
}

@Composable
private fun Day(
    day: OrderDayRow,
    state: OrdersState.Orders,
    today: LocalDate,
    actions: OrderActions,
) {
    Card(Modifier.dated(state.week.asOfText)) {
        Heading(day.title)
        Quiet(day.text)
        Quiet(day.emptyText)
        day.meals.forEach { meal ->
            key(meal.complex) { Meal(day.day, meal, state.rules.find { it.complex == meal.complex }, today, actions) }
        }
    }
}

@Composable
private fun Meal(
    day: LocalDate,
    meal: OrderMeal,
    rule: WeeklyRow?,
    today: LocalDate,
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
            is MealChoice.CanOrder ->
                AskFirst(words.order, choice.confirmation, words.sureOrder, { actions.order(day, meal, 1) }, about = meal.title)
            is MealChoice.CanCancel ->
                AskFirst(words.cancelOrder, choice.confirmation, words.sureCancel, { actions.order(day, meal, 0) }, about = meal.title)
            is MealChoice.UnderWay, is MealChoice.TooLate, is MealChoice.NotOffered -> Unit
        }
        EveryWeek(meal, rule, today, actions)
    }
}

/** The form for a weekly rule stands where its button was; what becomes of the rule is told there too, besides among the rules. */
@Composable
private fun EveryWeek(
    meal: OrderMeal,
    rule: WeeklyRow?,
    today: LocalDate,
    actions: OrderActions,
) {
    var weekly by rememberSaveable { mutableStateOf(Weekly.CLOSED) }
    // What an earlier wish came to says nothing of this one, which is made only once the identity is confirmed.
    var earlier by rememberSaveable { mutableStateOf<String?>(null) }
    if (weekly == Weekly.ASKED) rule?.change?.takeIf { it.id != earlier }?.let { Going(it, actions::giveUp) }
    val offer = meal.weekly ?: return
    if (weekly != Weekly.OPEN) {
        QuietButton(LocalWords.current.canteen.weekly, Icons.Default.DateRange, { weekly = Weekly.OPEN }, meal.title)
        return
    }
    WeeklyForm(
        offer.question,
        offer.suggested,
        today,
        {
            earlier = rule?.change?.id
            weekly = Weekly.ASKED
            actions.weekly(meal, offer, it)
        },
        { weekly = Weekly.CLOSED },
    )
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
