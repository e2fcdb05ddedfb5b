package ru.schoolcard.ui.parts

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.semantics
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Type

/** Thoughts one below the other, each with a mark before it. */
@Composable
fun Points(texts: List<String>) {
    for (text in texts) {
        Row(Modifier.semantics(mergeDescendants = true) {}, Arrangement.spacedBy(Space.small)) {
            Text("•", Modifier.clearAndSetSemantics {}, style = Type.body, color = LocalPalette.current.accent)
            Text(text, style = Type.body)
        }
    }
}
