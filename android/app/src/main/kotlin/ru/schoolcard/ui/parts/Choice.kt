package ru.schoolcard.ui.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.foundation.selection.toggleable
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Check
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Type

private val shape = RoundedCornerShape(12.dp)

/** One of several, all of them in sight; the chosen one has a border and a mark besides its colour. */
@Composable
fun <T> Choice(
    options: List<Pair<T, String>>,
    chosen: T,
    onChoose: (T) -> Unit,
) = Chips(Modifier.selectableGroup()) {
    for ((option, text) in options) {
        val on = option == chosen
        Chip(text, on, Modifier.selectable(on, role = Role.RadioButton) { onChoose(option) })
    }
}

/** Any number of several, all of them in sight; [spoken] is for short names that read badly aloud. */
@Composable
fun <T> Choices(
    options: List<Pair<T, String>>,
    chosen: Set<T>,
    spoken: (T) -> String,
    onChange: (Set<T>) -> Unit,
) = Chips(Modifier) {
    for ((option, text) in options) {
        val on = option in chosen
        val press = Modifier.toggleable(on, role = Role.Checkbox) { onChange(if (it) chosen + option else chosen - option) }
        Chip(text, on, press.semantics { contentDescription = spoken(option) })
    }
}

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun Chips(
    modifier: Modifier,
    content: @Composable () -> Unit,
) = FlowRow(modifier.fillMaxWidth(), Arrangement.spacedBy(Space.small), Arrangement.spacedBy(Space.small)) { content() }

@Composable
private fun Chip(
    text: String,
    on: Boolean,
    press: Modifier,
) {
    val palette = LocalPalette.current
    Row(
        Modifier
            .heightIn(min = Space.target)
            .widthIn(min = Space.target)
            .clip(shape)
            .background(if (on) palette.accent else palette.card)
            .border(1.dp, if (on) palette.accent else palette.edge, shape)
            .then(press)
            .padding(Space.large, Space.small),
        Arrangement.spacedBy(Space.hair, Alignment.CenterHorizontally),
        Alignment.CenterVertically,
    ) {
        if (on) Icon(Icons.Default.Check, null, Modifier.size(20.dp), tint = palette.onAccent)
        Text(text, style = Type.body, color = if (on) palette.onAccent else palette.text)
    }
}
