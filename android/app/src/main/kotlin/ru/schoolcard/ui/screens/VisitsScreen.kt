package ru.schoolcard.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Info
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import ru.schoolcard.core.Period
import ru.schoolcard.core.VisitDay
import ru.schoolcard.core.VisitRow
import ru.schoolcard.core.VisitsState
import ru.schoolcard.ui.parts.AsOfLine
import ru.schoolcard.ui.parts.Badge
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.Choice
import ru.schoolcard.ui.parts.firstSync
import ru.schoolcard.ui.parts.Heading
import ru.schoolcard.ui.parts.Loading
import ru.schoolcard.ui.parts.MonthCalendar
import ru.schoolcard.ui.parts.PeriodBar
import ru.schoolcard.ui.parts.Quiet
import ru.schoolcard.ui.parts.ScreenFrame
import ru.schoolcard.ui.parts.notices
import ru.schoolcard.ui.parts.Stretch
import ru.schoolcard.ui.parts.WeekTimeline
import ru.schoolcard.ui.parts.dated
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords

/** Entries and exits of one child: a list of days, a week's timeline or a month's calendar. */
@Composable
fun VisitsScreen(
    state: VisitsState?,
    stretch: Stretch,
    period: Period,
    back: Int,
    onStretch: (Stretch) -> Unit,
    onPeriod: (Int) -> Unit,
    onSignIn: () -> Unit,
    onRefresh: () -> Unit,
    onBack: () -> Unit,
) {
    val words = LocalWords.current
    val days = state as? VisitsState.Days
    ScreenFrame(words.visits, days?.name.orEmpty(), onBack, onRefresh, days?.progress) {
        item {
            Choice(
                listOf(Stretch.FORTNIGHT to words.list, Stretch.WEEK to words.week, Stretch.MONTH to words.month),
                stretch,
                onStretch,
            )
        }
        item { PeriodBar(period, back, onPeriod) }
        when (state) {
            null -> item { Loading(emptyList()) }
            is VisitsState.SignedOut -> item { SignedOutCard(onSignIn) }
            is VisitsState.UnknownChild -> item { UnknownChildCard() }
            is VisitsState.Loading -> item { Loading(state.notices, onSignIn) }
            is VisitsState.Days -> {
                notices(state.notices, onSignIn)
                firstSync(state.progress)
                if (back == 0) item { PresenceBadge(state.presence) }
                item { AsOfLine(state.asOfText, state.freshness.state) }
                if (state.unreadText.isNotEmpty()) item { Unread(state.unreadText) }
                if (state.emptyText.isNotEmpty()) item { Card { Text(state.emptyText, style = Type.body) } }
                when (stretch) {
                    Stretch.WEEK -> item { Card { WeekTimeline(state.period, state.days, state.freshness.asOf) } }
                    Stretch.MONTH -> item { Card { MonthCalendar(state.period, state.days) } }
                    Stretch.FORTNIGHT -> Unit
                }
                items(state.days, { it.date.toString() }) { Day(it, state.asOfText) }
            }
        }
    }
}

/** Days of which nothing is known yet. */
@Composable
fun Unread(text: String) {
    Badge(LocalPalette.current.plain, Icons.Default.Info) { Text(text, style = Type.small) }
}

@Composable
private fun Day(
    day: VisitDay,
    asOfText: String,
) {
    Card(Modifier.dated(asOfText)) {
        Heading(day.title)
        Column(Modifier.fillMaxWidth(), Arrangement.spacedBy(Space.medium)) { day.visits.forEach { Visit(it) } }
    }
}

@Composable
private fun Visit(visit: VisitRow) {
    val words = LocalWords.current
    Column(Modifier.semantics(mergeDescendants = true) {}) {
        Text(visit.text, Modifier.clearAndSetSemantics { contentDescription = visit.spoken }, style = Type.strong)
        if (visit.durationText.isNotEmpty()) {
            // Spoken already.
            Text(
                visit.durationText,
                Modifier.clearAndSetSemantics {},
                style = Type.small,
                color = LocalPalette.current.quiet,
            )
        }
        Quiet(visit.organization)
        Quiet(visit.address)
        visit.broughtBy?.let { Named(words.broughtBy, it) }
        visit.fetchedBy?.let { Named(words.fetchedBy, it) }
        if (visit.lateText.isNotEmpty()) Text(visit.lateText, style = Type.small, color = LocalPalette.current.warn.text)
    }
}

@Composable
private fun Named(
    what: String,
    who: String,
) = Quiet("$what: $who")
