package ru.schoolcard.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import ru.schoolcard.core.MealDay
import ru.schoolcard.core.MealsState
import ru.schoolcard.core.Period
import ru.schoolcard.core.PurchaseRow
import ru.schoolcard.ui.parts.AsOfLine
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.firstSync
import ru.schoolcard.ui.parts.Heading
import ru.schoolcard.ui.parts.Loading
import ru.schoolcard.ui.parts.PeriodBar
import ru.schoolcard.ui.parts.Quiet
import ru.schoolcard.ui.parts.ScreenFrame
import ru.schoolcard.ui.parts.notices
import ru.schoolcard.ui.parts.dated
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords

/** What one child bought, day by day, with every line and what dishes a complex is made of. */
@Composable
fun MealsScreen(
    state: MealsState?,
    period: Period,
    back: Int,
    onPeriod: (Int) -> Unit,
    onSignIn: () -> Unit,
    onRefresh: () -> Unit,
    onBack: () -> Unit,
) {
    val words = LocalWords.current
    val days = state as? MealsState.Days
    ScreenFrame(words.meals, days?.name.orEmpty(), onBack, onRefresh, days?.progress) {
        item { PeriodBar(period, back, onPeriod) }
        when (state) {
            null -> item { Loading(emptyList()) }
            is MealsState.SignedOut -> item { SignedOutCard(onSignIn) }
            is MealsState.UnknownChild -> item { UnknownChildCard() }
            is MealsState.Loading -> item { Loading(state.notices, onSignIn) }
            is MealsState.Days -> {
                notices(state.notices, onSignIn)
                firstSync(state.progress)
                item { AsOfLine(state.asOfText, state.freshness.state) }
                if (state.unreadText.isNotEmpty()) item { Unread(state.unreadText) }
                if (state.emptyText.isNotEmpty()) item { Card { Text(state.emptyText, style = Type.body) } }
                items(state.days, { it.date.toString() }) { Day(it, state.asOfText) }
            }
        }
    }
}

@Composable
private fun Day(
    day: MealDay,
    asOfText: String,
) {
    Card(Modifier.dated(asOfText)) {
        Heading(day.title)
        Quiet(day.spentText)
        day.purchases.forEach {
            HorizontalDivider(color = LocalPalette.current.plain.ground)
            Purchase(it)
        }
    }
}

@Composable
private fun Purchase(purchase: PurchaseRow) {
    Column(
        Modifier.fillMaxWidth().clearAndSetSemantics { contentDescription = purchase.spoken },
        Arrangement.spacedBy(Space.hair),
    ) {
        TitleAndSum(purchase.title, purchase.totalText)
        purchase.itemTexts.forEach { Text(it, style = Type.small) }
    }
}

/** A line of a bill: what, and how much at the end of the line; below it where the two do not fit beside each other. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
fun TitleAndSum(
    title: String,
    sum: String,
) {
    FlowRow(Modifier.fillMaxWidth(), Arrangement.SpaceBetween) {
        Text(title, Modifier.padding(end = Space.medium), style = Type.body)
        Text(sum, style = Type.strong)
    }
}
