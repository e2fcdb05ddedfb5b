package ru.schoolcard.ui.screens

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.CheckCircle
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.unit.dp
import ru.schoolcard.core.BillsState
import ru.schoolcard.core.MoneyState
import ru.schoolcard.core.MovementDay
import ru.schoolcard.core.MovementRow
import ru.schoolcard.core.Period
import ru.schoolcard.core.SpendingByKind
import ru.schoolcard.ui.Place
import ru.schoolcard.ui.parts.AsOfLine
import ru.schoolcard.ui.parts.Badge
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.firstSync
import ru.schoolcard.ui.parts.Heading
import ru.schoolcard.ui.parts.Loading
import ru.schoolcard.ui.parts.MainButton
import ru.schoolcard.ui.parts.PeriodBar
import ru.schoolcard.ui.parts.Quiet
import ru.schoolcard.ui.parts.ScreenFrame
import ru.schoolcard.ui.parts.SideButton
import ru.schoolcard.ui.parts.notices
import ru.schoolcard.ui.parts.dated
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords

/** Balance, how long it lasts, movements, spending and the bill check of one child. */
@Composable
fun MoneyScreen(
    state: MoneyState?,
    period: Period,
    back: Int,
    onPeriod: (Int) -> Unit,
    onSignIn: () -> Unit,
    onRefresh: () -> Unit,
    onOpen: (Place) -> Unit,
    onBack: () -> Unit,
) {
    val words = LocalWords.current
    val account = state as? MoneyState.Account
    ScreenFrame(words.money, account?.name.orEmpty(), onBack, onRefresh, account?.progress) {
        when (state) {
            null -> item { Loading(emptyList()) }
            is MoneyState.SignedOut -> item { SignedOutCard(onSignIn) }
            is MoneyState.UnknownChild -> item { UnknownChildCard() }
            is MoneyState.Loading -> item { Loading(state.notices, onSignIn) }
            is MoneyState.Account -> {
                notices(state.notices, onSignIn)
                firstSync(state.progress)
                item {
                    Card {
                        Balance(state.balance)
                        RunOut(state.runOut)
                        MainButton(words.topUp, { onOpen(Place.TopUp(state.person)) })
                        SideButton(words.payments, { onOpen(Place.Payments(state.person)) })
                        SideButton(words.limits, { onOpen(Place.Limits(state.person)) })
                        SideButton(words.family.statement, { onOpen(Place.Statement(state.person)) })
                    }
                }
                days(state, period, back, onPeriod)
            }
        }
    }
}

private fun LazyListScope.days(
    state: MoneyState.Account,
    period: Period,
    back: Int,
    onPeriod: (Int) -> Unit,
) {
    item { PeriodBar(period, back, onPeriod) }
    item { AsOfLine(state.asOfText, state.freshness.state) }
    if (state.unreadText.isNotEmpty()) item { Unread(state.unreadText) }
    if (state.emptyText.isNotEmpty()) item { Card { Text(state.emptyText, style = Type.body) } }
    item { Bills(state.bills, state.asOfText) }
    if (state.spending.isNotEmpty()) {
        item {
            Card(Modifier.dated(state.asOfText)) {
                Heading(LocalWords.current.spending)
                state.spending.forEach { Bar(it.label, it.text, "${it.label}, ${it.text}", it.perMille) }
            }
        }
    }
    if (state.spendingByKind.kinds.isNotEmpty()) item { Kinds(state.spendingByKind, state.asOfText) }
    items(state.days, { it.date.toString() }) { Day(it, state.asOfText) }
}

/** One bar: its name and sum in words above it, so that the length only adds to them. */
@Composable
private fun Bar(
    label: String,
    text: String,
    spoken: String,
    perMille: UInt,
) {
    val palette = LocalPalette.current
    Column(Modifier.fillMaxWidth().clearAndSetSemantics { contentDescription = spoken }, Arrangement.spacedBy(2.dp)) {
        TitleAndSum(label, text)
        Box(Modifier.fillMaxWidth().height(8.dp).background(palette.plain.ground, RoundedCornerShape(4.dp))) {
            Box(
                Modifier
                    .fillMaxWidth(perMille.toInt() / 1000f)
                    .height(8.dp)
                    .background(palette.accent, RoundedCornerShape(4.dp)),
            )
        }
    }
}

@Composable
private fun Kinds(
    spending: SpendingByKind,
    asOfText: String,
) {
    val words = LocalWords.current
    Card(Modifier.dated(asOfText)) {
        Heading(words.spendingKinds)
        Quiet(spending.totalText)
        spending.kinds.forEach { Bar(it.label, it.text, it.spoken, it.perMille) }
        Heading(words.spendingWeeks)
        spending.weeks.forEach { Bar(it.label, it.text, it.spoken, it.perMille) }
        Heading(words.spendingMonths)
        spending.months.forEach { Bar(it.label, it.text, it.spoken, it.perMille) }
    }
}

@Composable
private fun Bills(
    bills: BillsState,
    asOfText: String,
) {
    val palette = LocalPalette.current
    Card(Modifier.dated(asOfText)) {
        Heading(LocalWords.current.billCheck)
        when (bills) {
            is BillsState.NotYet -> Text(bills.text, style = Type.body)
            is BillsState.Checked -> {
                val clean = bills.findings.isEmpty()
                Badge(if (clean) palette.good else palette.warn, if (clean) Icons.Default.CheckCircle else Icons.Default.Info) {
                    Text(bills.text, style = Type.body)
                }
                bills.findings.forEach { finding ->
                    Badge(palette.plain, Icons.Default.Warning, Modifier.clearAndSetSemantics { contentDescription = finding.spoken }) {
                        Text(finding.text, style = Type.body)
                    }
                }
            }
        }
    }
}

@Composable
private fun Day(
    day: MovementDay,
    asOfText: String,
) {
    Card(Modifier.dated(asOfText)) {
        Heading(day.title)
        day.movements.forEachIndexed { at, movement ->
            if (at > 0) HorizontalDivider(color = LocalPalette.current.plain.ground)
            Movement(movement)
        }
    }
}

@Composable
private fun Movement(movement: MovementRow) {
    val spoken = listOf(movement.spoken, movement.editText).filter(String::isNotEmpty).joinToString(". ")
    Column(
        Modifier.fillMaxWidth().clearAndSetSemantics { contentDescription = spoken },
        Arrangement.spacedBy(Space.hair),
    ) {
        TitleAndSum(movement.title, movement.sumText)
        if (movement.editText.isNotEmpty()) {
            Text(movement.editText, style = Type.small, color = LocalPalette.current.warn.text)
        }
    }
}
