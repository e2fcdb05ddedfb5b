package ru.schoolcard.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.semantics
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.Heading
import ru.schoolcard.ui.parts.ScreenFrame
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords

/** What to do with a lost card, how to connect, how to pay: readable without a network and without a sign-in. */
@Composable
fun HelpScreen(onBack: (() -> Unit)?) {
    val words = LocalWords.current
    ScreenFrame(words.help, onBack = onBack) {
        items(words.helpPages, { it.title }) { page ->
            Card {
                Heading(page.title)
                page.steps.forEach { step ->
                    Row(Modifier.semantics(mergeDescendants = true) {}, Arrangement.spacedBy(Space.small)) {
                        Text("•", Modifier.clearAndSetSemantics {}, style = Type.body, color = LocalPalette.current.accent)
                        Text(step, style = Type.body)
                    }
                }
            }
        }
    }
}
