package ru.schoolcard.ui.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.unit.dp
import ru.schoolcard.core.Period
import ru.schoolcard.core.VisitDay
import ru.schoolcard.core.VisitRow
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords
import java.time.Instant
import java.time.LocalDate
import java.time.LocalTime
import java.time.ZoneId
import java.time.format.TextStyle

/** Hours that a timeline covers. */
private const val FIRST_HOUR = 7
private const val LAST_HOUR = 20

/** A line for each day of a week, from seven to eight in the evening, as of [asOf]; the list below says the same in words. */
@Composable
fun WeekTimeline(
    period: Period,
    days: List<VisitDay>,
    asOf: Instant,
) {
    val words = LocalWords.current
    val palette = LocalPalette.current
    val known = asOf.atZone(ZoneId.of("Europe/Moscow")).toLocalTime().toString()
    Column(Modifier.fillMaxWidth(), Arrangement.spacedBy(Space.medium)) {
        for (date in daysOf(period)) {
            val visits = days.find { it.date == date }?.visits.orEmpty()
            val name = date.dayOfWeek.getDisplayName(TextStyle.SHORT, words.locale)
            val spoken = visits.joinToString("; ") { it.spoken }.ifEmpty { words.notVisited }
            Column(
                Modifier.clearAndSetSemantics { contentDescription = "${shortDay(date, words)}: $spoken" },
                Arrangement.spacedBy(Space.hair),
            ) {
                Text("$name, ${shortDay(date, words)}", style = Type.small)
                Box(Modifier.fillMaxWidth().height(20.dp).background(palette.plain.ground, RoundedCornerShape(6.dp))) {
                    visits.forEach { Stay(it, known) }
                }
            }
        }
        Row(Modifier.fillMaxWidth().clearAndSetSemantics {}, Arrangement.SpaceBetween) {
            Quiet("$FIRST_HOUR:00")
            Quiet("$LAST_HOUR:00")
        }
    }
}

/** From entry to exit, or as far as is [known]; a side that was not recorded is a short grey mark at the other one. */
@Composable
private fun Stay(
    visit: VisitRow,
    known: String,
) {
    val exit = if (visit.stillInside) known else visit.exit
    val from = share(visit.entry) ?: ((share(exit) ?: return) - MARK)
    val to = share(exit) ?: (from + MARK)
    val span = (to - from).coerceAtLeast(MARK)
    Row(Modifier.fillMaxWidth()) {
        if (from > 0f) Spacer(Modifier.weight(from.coerceIn(0.001f, 1f)))
        Box(
            Modifier.weight(span).fillMaxHeight().height(20.dp).background(
                if (visit.entry == null || exit == null) LocalPalette.current.edge else LocalPalette.current.accent,
                RoundedCornerShape(6.dp),
            ),
        )
        val rest = 1f - from.coerceAtLeast(0f) - span
        if (rest > 0f) Spacer(Modifier.weight(rest))
    }
}

private const val MARK = 0.04f

/** Where on the line a time stands, 0 to 1. */
private fun share(time: String?): Float? {
    val minutes = LocalTime.parse(time ?: return null).toSecondOfDay() / 60f
    return ((minutes - FIRST_HOUR * 60) / ((LAST_HOUR - FIRST_HOUR) * 60)).coerceIn(0f, 1f)
}

/** A month; days with a visit have a mark under the number. The list below says the same in words. */
@Composable
fun MonthCalendar(
    period: Period,
    days: List<VisitDay>,
) {
    val words = LocalWords.current
    val visited = days.map { it.date }.toSet()
    MonthGrid(period) { date ->
        val was = date in visited
        val spoken = "${shortDay(date, words)}, ${if (was) words.visited else words.notVisited}"
        Column(
            Modifier.weight(1f).heightIn(min = 44.dp).clearAndSetSemantics { contentDescription = spoken },
            horizontalAlignment = Alignment.CenterHorizontally,
        ) {
            Text("${date.dayOfMonth}", style = if (was) Type.strong else Type.body, softWrap = false)
            if (was) Box(Modifier.padding(top = 2.dp).size(8.dp).background(LocalPalette.current.accent, CircleShape))
        }
    }
}

private fun daysOf(period: Period): Sequence<LocalDate> = generateSequence(period.from) { it.plusDays(1) }.takeWhile { it <= period.to }
