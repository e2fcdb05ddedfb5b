package ru.schoolcard.ui.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.KeyboardArrowLeft
import androidx.compose.material.icons.automirrored.filled.KeyboardArrowRight
import androidx.compose.material.icons.filled.DateRange
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import ru.schoolcard.core.Period
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords
import ru.schoolcard.ui.words.Words
import java.time.LocalDate
import java.time.YearMonth
import java.time.format.DateTimeFormatter
import java.time.format.TextStyle

private val round = RoundedCornerShape(12.dp)

/** The days of [period], which is a month, under the names of the days of the week. */
@Composable
fun MonthGrid(
    period: Period,
    day: @Composable RowScope.(LocalDate) -> Unit,
) {
    val words = LocalWords.current
    val first = period.from.minusDays(period.from.dayOfWeek.value - 1L)
    Column(Modifier.fillMaxWidth(), Arrangement.spacedBy(Space.hair)) {
        Row(Modifier.fillMaxWidth().clearAndSetSemantics {}) {
            for (date in weekOf(first)) {
                Text(
                    date.dayOfWeek.getDisplayName(TextStyle.SHORT, words.locale),
                    Modifier.weight(1f),
                    style = Type.small,
                    color = LocalPalette.current.quiet,
                    textAlign = TextAlign.Center,
                    softWrap = false,
                )
            }
        }
        for (monday in generateSequence(first) { it.plusWeeks(1) }.takeWhile { it <= period.to }) {
            Row(Modifier.fillMaxWidth()) {
                for (date in weekOf(monday)) {
                    if (date < period.from || date > period.to) Spacer(Modifier.weight(1f)) else day(date)
                }
            }
        }
    }
}

private fun weekOf(monday: LocalDate): List<LocalDate> = (0L until 7L).map(monday::plusDays)

/**
 * A day, not before [first], from a calendar that opens in place when the button with the present one is pressed. Where [none]
 * is given, there may be no such day.
 */
@Composable
fun DayChoice(
    chosen: LocalDate?,
    first: LocalDate,
    none: String?,
    onChoose: (LocalDate?) -> Unit,
) {
    val words = LocalWords.current
    var open by rememberSaveable { mutableStateOf(false) }
    val choose = { day: LocalDate? ->
        open = false
        onChoose(day)
    }
    if (!open) {
        Closed(chosen?.let { fullDay(it, words) } ?: none.orEmpty()) { open = true }
        return
    }
    var month by rememberSaveable { mutableStateOf((chosen ?: first).withDayOfMonth(1)) }
    Column(Modifier.fillMaxWidth(), Arrangement.spacedBy(Space.small)) {
        MonthBar(month, month > first) { month = it }
        Column(Modifier.selectableGroup()) {
            MonthGrid(Period(month, YearMonth.from(month).atEndOfMonth())) { Day(it, it == chosen, it >= first) { choose(it) } }
        }
        if (none != null) SideButton(none, { choose(null) })
    }
}

@Composable
private fun Closed(
    text: String,
    onOpen: () -> Unit,
) {
    val palette = LocalPalette.current
    Row(
        Modifier
            .fillMaxWidth()
            .heightIn(min = Space.target)
            .clip(round)
            .border(1.dp, palette.edge, round)
            .clickable(role = Role.Button, onClick = onOpen)
            .padding(Space.large, Space.small),
        Arrangement.spacedBy(Space.small),
        Alignment.CenterVertically,
    ) {
        Icon(Icons.Default.DateRange, null, Modifier.size(20.dp), tint = palette.accent)
        Text(text, style = Type.body)
    }
}

@Composable
private fun MonthBar(
    month: LocalDate,
    canGoBack: Boolean,
    onMonth: (LocalDate) -> Unit,
) {
    val words = LocalWords.current
    Row(Modifier.fillMaxWidth(), Arrangement.spacedBy(Space.hair), Alignment.CenterVertically) {
        IconButton({ onMonth(month.minusMonths(1)) }, Modifier.size(Space.target), enabled = canGoBack) {
            Icon(Icons.AutoMirrored.Filled.KeyboardArrowLeft, words.earlier)
        }
        Text(
            month.format(DateTimeFormatter.ofPattern("LLLL yyyy", words.locale)),
            Modifier.weight(1f).semantics { liveRegion = LiveRegionMode.Polite },
            style = Type.strong,
            textAlign = TextAlign.Center,
        )
        IconButton({ onMonth(month.plusMonths(1)) }, Modifier.size(Space.target)) {
            Icon(Icons.AutoMirrored.Filled.KeyboardArrowRight, words.later)
        }
    }
}

/** The chosen one is bold on another ground; one that cannot be chosen is pale and has no edge. */
@Composable
private fun RowScope.Day(
    date: LocalDate,
    on: Boolean,
    possible: Boolean,
    onChoose: () -> Unit,
) {
    val words = LocalWords.current
    val palette = LocalPalette.current
    Box(
        Modifier
            .weight(1f)
            .heightIn(min = Space.target)
            .clip(round)
            .background(if (on) palette.accent else palette.card)
            .then(if (possible) Modifier.border(1.dp, if (on) palette.accent else palette.plain.ground, round) else Modifier)
            .selectable(on, possible, Role.RadioButton, onChoose)
            .semantics { contentDescription = fullDay(date, words) },
        Alignment.Center,
    ) {
        Text(
            "${date.dayOfMonth}",
            Modifier.clearAndSetSemantics {},
            style = if (on) Type.strong else Type.body,
            color = if (on) palette.onAccent else if (possible) palette.text else palette.quiet.copy(alpha = 0.5f),
            softWrap = false,
        )
    }
}

/** «31 мая 2027». */
fun fullDay(
    day: LocalDate,
    words: Words,
): String = day.format(DateTimeFormatter.ofPattern("d MMMM yyyy", words.locale)).replace(' ', '\u00a0')
