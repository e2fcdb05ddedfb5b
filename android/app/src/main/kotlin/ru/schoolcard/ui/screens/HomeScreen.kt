package ru.schoolcard.ui.screens

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.ExitToApp
import androidx.compose.material.icons.filled.CheckCircle
import androidx.compose.material.icons.filled.Info
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import ru.schoolcard.core.BalanceCell
import ru.schoolcard.core.ChildCard
import ru.schoolcard.core.DataState
import ru.schoolcard.core.DatedPresence
import ru.schoolcard.core.HomeSnapshot
import ru.schoolcard.core.HomeState
import ru.schoolcard.core.NoticeKind
import ru.schoolcard.core.Presence
import ru.schoolcard.core.RunOutCell
import ru.schoolcard.ui.Place
import ru.schoolcard.ui.parts.Amount
import ru.schoolcard.ui.parts.AsOfLine
import ru.schoolcard.ui.parts.Badge
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.DatedAmount
import ru.schoolcard.ui.parts.firstSync
import ru.schoolcard.ui.parts.Loading
import ru.schoolcard.ui.parts.MainButton
import ru.schoolcard.ui.parts.Quiet
import ru.schoolcard.ui.parts.ScreenFrame
import ru.schoolcard.ui.parts.SideButton
import ru.schoolcard.ui.parts.StateBanner
import ru.schoolcard.ui.parts.notices
import ru.schoolcard.ui.parts.dated
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Tone
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords

/**
 * All children at a glance. Before the core has said anything, what the [snapshot] file keeps is shown, with its dates.
 */
@Composable
fun HomeScreen(
    state: HomeState?,
    snapshot: HomeSnapshot?,
    onSignIn: () -> Unit,
    onRefresh: () -> Unit,
    onOpen: (Place) -> Unit,
) {
    val words = LocalWords.current
    val progress = (state as? HomeState.Children)?.progress
    ScreenFrame(words.appName, onRefresh = onRefresh, progress = progress) {
        when (state) {
            null -> fromFile(snapshot)
            is HomeState.SignedOut -> item { SignedOutCard(onSignIn) }
            is HomeState.Loading -> item { Loading(state.notices, onSignIn) }
            is HomeState.Children -> {
                notices(state.notices, onSignIn)
                firstSync(state.progress)
                items(state.cards, { it.person }) { Child(it, onOpen) }
            }
        }
    }
}

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun Child(
    card: ChildCard,
    onOpen: (Place) -> Unit,
) {
    val words = LocalWords.current
    Card {
        Who(card.name, card.className, card.school)
        PresenceBadge(card.presence)
        card.attention.forEach { StateBanner(it) }
        Balance(card.balance)
        // What needs attention for the money's sake says how long it lasts already.
        if (card.attention.none { it.kind == NoticeKind.LOW_BALANCE || it.kind == NoticeKind.RUN_OUT_SOON }) RunOut(card.runOut)
        HorizontalDivider(color = LocalPalette.current.plain.ground)
        Column(Modifier.dated(card.today.asOfText)) {
            Amount(card.today.value.text, card.today.value.spoken, Type.body)
            AsOfLine(card.today.asOfText, card.today.freshness.state)
        }
        MainButton(words.topUp, { onOpen(Place.TopUp(card.person)) })
        FlowRow(
            Modifier.fillMaxWidth(),
            Arrangement.spacedBy(Space.small),
            Arrangement.spacedBy(Space.small),
        ) {
            val wide = Modifier.weight(1f).widthIn(min = 104.dp)
            SideButton(words.visits, { onOpen(Place.Visits(card.person)) }, wide)
            SideButton(words.meals, { onOpen(Place.Meals(card.person)) }, wide)
            SideButton(words.money, { onOpen(Place.Money(card.person)) }, wide)
            SideButton(words.canteen.menu, { onOpen(Place.Menu(card.person)) }, wide)
            SideButton(words.canteen.orders, { onOpen(Place.Orders(card.person)) }, wide)
            SideButton(words.family.cards, { onOpen(Place.Cards(card.person)) }, wide)
        }
    }
}

/** Whose card it is. */
@Composable
private fun Who(
    name: String,
    className: String,
    school: String,
) {
    val soft = LocalPalette.current.soft
    Row(
        Modifier.fillMaxWidth().semantics(mergeDescendants = true) { heading() },
        Arrangement.spacedBy(Space.medium),
        Alignment.CenterVertically,
    ) {
        Box(Modifier.size(44.dp).background(soft.ground, CircleShape).clearAndSetSemantics {}, Alignment.Center) {
            Text(name.take(1), style = Type.title, color = soft.text)
        }
        Column(Modifier.weight(1f)) {
            Text(name, style = Type.title)
            Row(horizontalArrangement = Arrangement.spacedBy(Space.medium)) {
                Quiet(className)
                Quiet(school)
            }
        }
    }
}

/** Where the child is, with the evidence and the date: an icon and words. */
@Composable
fun PresenceBadge(presence: DatedPresence) {
    val fact = presence.value
    // What may be out of date does not look like good news.
    val old = presence.freshness.state == DataState.LATE || presence.freshness.state == DataState.SERVICE_DOWN
    val tone = if (old) LocalPalette.current.plain else fact.presence.tone()
    Badge(tone, fact.presence.icon(), Modifier.dated(presence.asOfText)) {
        Text(fact.text, style = Type.strong)
        if (fact.evidenceText.isNotEmpty()) Text(fact.evidenceText, style = Type.small)
        if (fact.place.isNotEmpty()) Text(fact.place, style = Type.small)
        Text(presence.asOfText, style = Type.small)
    }
}

@Composable
private fun Presence.tone(): Tone =
    with(LocalPalette.current) {
        when (this@tone) {
            is Presence.InSince -> good
            is Presence.OutSince -> soft
            is Presence.Unknown -> plain
        }
    }

private fun Presence.icon(): ImageVector =
    when (this) {
        is Presence.InSince -> Icons.Default.CheckCircle
        is Presence.OutSince -> Icons.AutoMirrored.Filled.ExitToApp
        is Presence.Unknown -> Icons.Default.Info
    }

/** The confirmed balance, or why there is none. */
@Composable
fun Balance(cell: BalanceCell) {
    Column {
        Quiet(LocalWords.current.balance)
        when (cell) {
            is BalanceCell.Known ->
                with(cell.figure) { DatedAmount(value.text, value.spoken, asOfText, freshness.state) }
            is BalanceCell.Loading -> Text(cell.text, style = Type.body)
            is BalanceCell.Unavailable -> Text(cell.text, style = Type.body)
        }
    }
}

/** How long the money lasts, or why that is not known. */
@Composable
fun RunOut(cell: RunOutCell) {
    when (cell) {
        is RunOutCell.Known ->
            Column(Modifier.dated(cell.figure.asOfText)) {
                Text(cell.figure.value.text, style = Type.body)
                Quiet(cell.figure.value.rangeText)
            }
        // The balance beside it says the same.
        is RunOutCell.Unknown -> Unit
    }
}

private fun LazyListScope.fromFile(snapshot: HomeSnapshot?) {
    if (snapshot == null || snapshot.children.isEmpty()) {
        item { Loading(emptyList()) }
        return
    }
    item {
        Badge(LocalPalette.current.plain, Icons.Default.Info) { Text(LocalWords.current.saved, style = Type.small) }
    }
    items(snapshot.children, { it.personId }) { child -> SavedChild(child) }
}

@Composable
private fun SavedChild(child: HomeSnapshot.Child) {
    Card {
        Who(child.name, "", "")
        Badge(LocalPalette.current.plain, Icons.Default.Info, Modifier.dated(child.presenceAsOfText)) {
            Text(child.presenceText, style = Type.strong)
            if (child.evidenceText.isNotEmpty()) Text(child.evidenceText, style = Type.small)
            Text(child.presenceAsOfText, style = Type.small)
        }
        Column(Modifier.dated(child.balanceAsOfText)) {
            Quiet(LocalWords.current.balance)
            Text(child.balanceText, Modifier.semantics { contentDescription = child.balanceSpoken }, style = Type.figure)
            Quiet(child.balanceAsOfText)
        }
        Column(Modifier.dated(child.todayAsOfText)) {
            Text(child.todayText, style = Type.body)
            Quiet(child.todayAsOfText)
        }
    }
}
