package ru.schoolcard.ui.screens

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.semantics
import ru.schoolcard.core.AbsenceReason
import ru.schoolcard.core.IllFigure
import ru.schoolcard.core.IllKind
import ru.schoolcard.core.IllMeal
import ru.schoolcard.core.IllTodayState
import ru.schoolcard.ui.parts.AsOfLine
import ru.schoolcard.ui.parts.AskFirst
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.Change
import ru.schoolcard.ui.parts.Heading
import ru.schoolcard.ui.parts.Loading
import ru.schoolcard.ui.parts.Points
import ru.schoolcard.ui.parts.Quiet
import ru.schoolcard.ui.parts.ScreenFrame
import ru.schoolcard.ui.parts.Stage
import ru.schoolcard.ui.parts.dated
import ru.schoolcard.ui.parts.needsNoDate
import ru.schoolcard.ui.parts.notices
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords

/** Keeping a child at home for a day: what would be done before it is asked for, and how each part goes after. */
@Composable
fun IllTodayScreen(
    state: IllTodayState?,
    onIll: (AbsenceReason) -> Unit,
    onGiveUp: (String) -> Unit,
    onSignIn: () -> Unit,
    onRefresh: () -> Unit,
    onBack: () -> Unit,
) {
    val name = (state as? IllTodayState.Form)?.name ?: (state as? IllTodayState.Asked)?.name.orEmpty()
    ScreenFrame(LocalWords.current.canteen.illToday, name, onBack, onRefresh) {
        when (state) {
            null -> item { Loading(emptyList()) }
            is IllTodayState.SignedOut -> item { SignedOutCard(onSignIn) }
            is IllTodayState.UnknownChild -> item { UnknownChildCard() }
            is IllTodayState.Loading -> item { Loading(state.notices, onSignIn) }
            is IllTodayState.Form -> {
                notices(state.notices, onSignIn)
                item { Form(state, onIll) }
            }
            is IllTodayState.Asked -> {
                notices(state.notices, onSignIn)
                item { Heading(state.dayTitle) }
                going(state.ill, onGiveUp)
            }
        }
    }
}

@Composable
private fun Form(
    state: IllTodayState.Form,
    onIll: (AbsenceReason) -> Unit,
) {
    val words = LocalWords.current.canteen
    Card(Modifier.dated(state.asOfText)) {
        Heading(state.dayTitle)
        Text(words.illWhat, style = Type.body)
        Quiet(words.illMeals)
        Points(state.meals)
        if (state.mealsText.isNotEmpty()) Text(state.mealsText, style = Type.body)
        AsOfLine(state.asOfText, state.freshness.state)
        Heading(words.illReason)
        Quiet(state.reasonsText)
        state.reasons.forEach { AskFirst(it.reason.name, it.confirmation, words.sureIll, { onIll(it.reason) }) }
    }
}

private fun LazyListScope.going(
    ill: IllFigure,
    onGiveUp: (String) -> Unit,
) {
    item {
        val words = LocalWords.current.canteen
        Change(ill.stage(), ill.noticeText, words.giveUp, { onGiveUp(ill.id) }, words.illNotice)
    }
    if (ill.mealsText.isNotEmpty()) item { Card { Text(ill.mealsText, style = Type.body) } }
    items(ill.meals, { it.complex }) { Meal(it) }
}

private fun IllFigure.stage(): Stage =
    when (kind) {
        IllKind.UNDER_WAY -> if (canCancel) Stage.WAITING else Stage.QUIET
        IllKind.CANCELLED -> Stage.QUIET
        IllKind.SETTLED -> Stage.DONE
        IllKind.MONEY_MISSING -> Stage.FAILED
    }

/** What became of a meal and of its money; the sentences carry their own times. */
@Composable
private fun Meal(meal: IllMeal) {
    Card(Modifier.needsNoDate()) {
        Column(Modifier.semantics(mergeDescendants = true) {}) {
            Text(meal.title, style = Type.strong)
            Text(meal.text, style = Type.body)
            Quiet(meal.moneyText)
        }
    }
}
