package ru.schoolcard.ui.parts

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.size
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.KeyboardArrowLeft
import androidx.compose.material.icons.automirrored.filled.KeyboardArrowRight
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import ru.schoolcard.core.Period
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords
import ru.schoolcard.ui.words.Words
import java.time.LocalDate
import java.time.YearMonth
import java.time.format.DateTimeFormatter

/** A stretch of days that a screen is asked for. */
enum class Stretch {
    /** The two weeks that end with a day. */
    FORTNIGHT,

    /** Monday to Sunday. */
    WEEK,

    /** A calendar month. */
    MONTH,
    ;

    /** The days of this length that lie [back] lengths before those of [today]. */
    fun period(
        today: LocalDate,
        back: Int,
    ): Period =
        when (this) {
            FORTNIGHT -> today.minusDays(14L * back).let { Period(it.minusDays(13), it) }
            WEEK -> today.minusDays(today.dayOfWeek.value - 1L).minusWeeks(back.toLong()).let { Period(it, it.plusDays(6)) }
            MONTH -> YearMonth.from(today).minusMonths(back.toLong()).let { Period(it.atDay(1), it.atEndOfMonth()) }
        }
}

/** Which days are shown, and the way to earlier and later ones; never past today. */
@Composable
fun PeriodBar(
    period: Period,
    back: Int,
    onBack: (Int) -> Unit,
) {
    val words = LocalWords.current
    Row(Modifier.fillMaxWidth(), Arrangement.spacedBy(Space.hair), Alignment.CenterVertically) {
        IconButton({ onBack(back + 1) }, Modifier.size(Space.target)) {
            Icon(Icons.AutoMirrored.Filled.KeyboardArrowLeft, words.earlier)
        }
        Text(
            "${shortDay(period.from, words)} – ${shortDay(period.to, words)}",
            Modifier.weight(1f).semantics { liveRegion = LiveRegionMode.Polite },
            style = Type.strong,
            textAlign = TextAlign.Center,
        )
        IconButton({ onBack(back - 1) }, Modifier.size(Space.target), enabled = back > 0) {
            Icon(Icons.AutoMirrored.Filled.KeyboardArrowRight, words.later)
        }
    }
}

/** Which week is shown, and the way to the ones beside it. */
@Composable
fun WeekBar(
    title: String,
    onEarlier: () -> Unit,
    onLater: () -> Unit,
) {
    val words = LocalWords.current
    Row(Modifier.fillMaxWidth(), Arrangement.spacedBy(Space.hair), Alignment.CenterVertically) {
        IconButton(onEarlier, Modifier.size(Space.target)) {
            Icon(Icons.AutoMirrored.Filled.KeyboardArrowLeft, words.canteen.weekBefore)
        }
        Text(
            title,
            Modifier.weight(1f).semantics { liveRegion = LiveRegionMode.Polite },
            style = Type.strong,
            textAlign = TextAlign.Center,
        )
        IconButton(onLater, Modifier.size(Space.target)) {
            Icon(Icons.AutoMirrored.Filled.KeyboardArrowRight, words.canteen.weekAfter)
        }
    }
}

/** «29 апреля». */
fun shortDay(
    day: LocalDate,
    words: Words,
): String = day.format(DateTimeFormatter.ofPattern("d MMMM", words.locale)).replace(' ', '\u00a0')
