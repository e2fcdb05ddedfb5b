package ru.schoolcard.ui.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
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
import androidx.compose.ui.unit.dp
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Type

private val shape = RoundedCornerShape(12.dp)

/** One of several, all of them in sight; the chosen one has a border and a mark besides its colour. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
fun <T> Choice(
    options: List<Pair<T, String>>,
    chosen: T,
    onChoose: (T) -> Unit,
) {
    val palette = LocalPalette.current
    FlowRow(
        Modifier.fillMaxWidth().selectableGroup(),
        Arrangement.spacedBy(Space.small),
        Arrangement.spacedBy(Space.small),
    ) {
        for ((option, text) in options) {
            val on = option == chosen
            val ground = if (on) palette.accent else palette.card
            Row(
                Modifier
                    .heightIn(min = Space.target)
                    .clip(shape)
                    .background(ground)
                    .border(1.dp, if (on) palette.accent else palette.edge, shape)
                    .selectable(on, role = Role.RadioButton) { onChoose(option) }
                    .padding(Space.large, Space.small),
                Arrangement.spacedBy(Space.hair),
                Alignment.CenterVertically,
            ) {
                if (on) Icon(Icons.Default.Check, null, Modifier.size(20.dp), tint = palette.onAccent)
                Text(text, style = Type.body, color = if (on) palette.onAccent else palette.text)
            }
        }
    }
}
