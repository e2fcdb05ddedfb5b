package ru.schoolcard.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import ru.schoolcard.core.Period
import ru.schoolcard.core.WeekDays
import ru.schoolcard.core.WeeklyOrder
import ru.schoolcard.ui.parts.Choice
import ru.schoolcard.ui.parts.Choices
import ru.schoolcard.ui.parts.DayChoice
import ru.schoolcard.ui.parts.Heading
import ru.schoolcard.ui.parts.MainButton
import ru.schoolcard.ui.parts.Quiet
import ru.schoolcard.ui.parts.SideButton
import ru.schoolcard.ui.parts.needsNoDate
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords
import java.time.DayOfWeek
import java.time.LocalDate
import java.time.format.TextStyle

/** Portions that are offered; another amount that was suggested is offered beside them. */
private val PORTIONS = 1L..10L

/** A meal every week: on which days, how many portions, until when. Begins with [start]; [question] says what is agreed to. */
@Composable
fun WeeklyForm(
    question: String,
    start: WeeklyOrder,
    today: LocalDate,
    onSave: (WeeklyOrder) -> Unit,
    onClose: () -> Unit,
) {
    val words = LocalWords.current
    var days by rememberSaveable(start) { mutableStateOf(start.days.set()) }
    var amount by rememberSaveable(start) { mutableStateOf(start.amount) }
    var last by rememberSaveable(start) { mutableStateOf(start.period.to) }
    Column(Modifier.fillMaxWidth().needsNoDate(), Arrangement.spacedBy(Space.small)) {
        Text(question, Modifier.semantics { liveRegion = LiveRegionMode.Polite }, style = Type.strong)
        Quiet(words.canteen.weeklyWhy)
        Heading(words.canteen.weekDays)
        Choices(
            DayOfWeek.entries.map { it to it.getDisplayName(TextStyle.SHORT, words.locale) },
            days,
            { it.getDisplayName(TextStyle.FULL_STANDALONE, words.locale) },
            { days = it },
        )
        Heading(words.canteen.portions)
        Choice((PORTIONS + amount).distinct().map { it to "$it" }, amount) { amount = it }
        Heading(words.lastDay)
        DayChoice(last, maxOf(start.period.from, today), null) { last = it ?: last }
        MainButton(
            words.canteen.weeklySave,
            { onSave(WeeklyOrder(Period(start.period.from, last), amount, weekDays(days))) },
            enabled = days.isNotEmpty(),
        )
        SideButton(words.family.notNow, onClose)
    }
}

private fun WeekDays.set(): Set<DayOfWeek> =
    DayOfWeek.entries
        .zip(listOf(monday, tuesday, wednesday, thursday, friday, saturday, sunday))
        .filter { it.second }
        .map { it.first }
        .toSet()

private fun weekDays(days: Set<DayOfWeek>): WeekDays =
    WeekDays(
        DayOfWeek.MONDAY in days,
        DayOfWeek.TUESDAY in days,
        DayOfWeek.WEDNESDAY in days,
        DayOfWeek.THURSDAY in days,
        DayOfWeek.FRIDAY in days,
        DayOfWeek.SATURDAY in days,
        DayOfWeek.SUNDAY in days,
    )
