package ru.schoolcard.ui.parts

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.selection.toggleable
import androidx.compose.material3.Switch
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Type

/** Something to switch on or off; the whole row is the switch. */
@Composable
fun ToggleRow(
    title: String,
    on: Boolean,
    onToggle: (Boolean) -> Unit,
    vararg more: String?,
) {
    Row(
        Modifier.fillMaxWidth().heightIn(min = Space.target).toggleable(on, role = Role.Switch, onValueChange = onToggle),
        Arrangement.spacedBy(Space.medium),
        Alignment.CenterVertically,
    ) {
        Column(Modifier.weight(1f)) {
            Text(title, style = Type.body)
            more.filterNotNull().forEach { Quiet(it) }
        }
        Switch(on, null)
    }
}
