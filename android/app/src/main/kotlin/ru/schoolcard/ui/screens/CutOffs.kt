package ru.schoolcard.ui.screens

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.KeyboardArrowDown
import androidx.compose.material.icons.filled.KeyboardArrowUp
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import ru.schoolcard.core.CutOff
import ru.schoolcard.core.CutOffRow
import ru.schoolcard.core.MealKind
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.Choice
import ru.schoolcard.ui.parts.Heading
import ru.schoolcard.ui.parts.MainButton
import ru.schoolcard.ui.parts.Quiet
import ru.schoolcard.ui.parts.SideButton
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords

/** Times that are offered; one that was written down elsewhere is kept unless another is chosen. */
private val TIMES = listOf("08:00", "09:00", "10:00", "12:00", "14:00", "16:00", "18:00")

/**
 * Until when the school takes orders, as it told the parent: the wire does not say. The rule for every meal first, those of single
 * meals behind a press.
 */
@Composable
fun CutOffs(
    rows: List<CutOffRow>,
    onSet: (MealKind?, CutOff?) -> Unit,
) {
    val words = LocalWords.current.canteen
    var open by rememberSaveable { mutableStateOf(false) }
    val (single, general) = rows.partition { it.meal != null }
    Card {
        Heading(words.cutOff)
        Quiet(words.cutOffWhy)
        general.forEach { row -> Fields(row.rule, words.cutOffUnknown) { onSet(null, it) } }
        if (single.isEmpty()) return@Card
        if (!open) {
            SideButton(words.cutOffByMeal, { open = true })
            return@Card
        }
        Heading(words.cutOffByMeal)
        single.forEach { row -> key(row.title) { OfMeal(row) { onSet(row.meal, it) } } }
    }
}

/** The whole row is the button that opens and closes its form. */
@Composable
private fun OfMeal(
    row: CutOffRow,
    onSet: (CutOff?) -> Unit,
) {
    val words = LocalWords.current
    var open by rememberSaveable { mutableStateOf(false) }
    HorizontalDivider(color = LocalPalette.current.plain.ground)
    Row(
        Modifier
            .fillMaxWidth()
            .heightIn(min = Space.target)
            .clickable(onClickLabel = words.change, role = Role.Button) { open = !open },
        Arrangement.spacedBy(Space.small),
        Alignment.CenterVertically,
    ) {
        Column(Modifier.weight(1f)) {
            Text(row.title, style = Type.strong)
            Quiet(row.text)
        }
        Icon(
            if (open) Icons.Default.KeyboardArrowUp else Icons.Default.KeyboardArrowDown,
            null,
            tint = LocalPalette.current.accent,
        )
    }
    if (open) {
        Fields(row.rule, words.canteen.cutOffAsForAll) {
            open = false
            onSet(it)
        }
    }
}

@Composable
private fun Fields(
    rule: CutOff?,
    none: String,
    onSave: (CutOff?) -> Unit,
) {
    val words = LocalWords.current
    val names = with(words.canteen) { listOf(null to none, 0 to sameDay, 1 to dayBefore, 2 to twoDaysBefore, 3 to threeDaysBefore) }
    var days by rememberSaveable(rule) { mutableStateOf(rule?.daysBefore?.toInt()) }
    var time by rememberSaveable(rule) { mutableStateOf(rule?.time ?: TIMES[4]) }
    val wanted = days?.let { CutOff(it.toUInt(), time) }
    Choice(names, days) { days = it }
    if (days != null) Choice((TIMES + listOfNotNull(rule?.time)).distinct().sorted().map { it to it }, time) { time = it }
    MainButton(words.save, { onSave(wanted) }, enabled = wanted != rule)
}
