package ru.schoolcard.ui.parts

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.CheckCircle
import androidx.compose.material.icons.filled.DateRange
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.SemanticsPropertyKey
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.unit.dp
import ru.schoolcard.core.DataState
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Tone
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords
import ru.schoolcard.ui.words.Words

/** The date that everything inside a node is of; tests look for sums outside any. */
val AsOf = SemanticsPropertyKey<String>("AsOf")

/** Everything inside is of the date that [asOfText] says. */
fun Modifier.dated(asOfText: String): Modifier = semantics { set(AsOf, asOfText) }

/** A sum that is nobody's figure but the parent's own wish, or a line of the past with its own date in it. */
fun Modifier.needsNoDate(): Modifier = semantics { set(AsOf, "-") }

/** A sum for the eye, and for a screen reader in words. */
@Composable
fun Amount(
    text: String,
    spoken: String,
    style: TextStyle = Type.figure,
    modifier: Modifier = Modifier,
) {
    Text(text, modifier.semantics { contentDescription = spoken }, style = style)
}

/** A sum with the date it is of: the only way a screen shows a figure. */
@Composable
fun DatedAmount(
    text: String,
    spoken: String,
    asOfText: String,
    state: DataState,
    style: TextStyle = Type.figure,
) {
    Column(Modifier.dated(asOfText)) {
        Amount(text, spoken, style)
        AsOfLine(asOfText, state)
    }
}

/** The date and how far it can be trusted: an icon and words, colour only on top of them. */
@Composable
fun AsOfLine(
    asOfText: String,
    state: DataState,
    modifier: Modifier = Modifier,
) {
    val words = LocalWords.current
    val color = state.tone()?.text
    val spoken = if (state == DataState.LIVE || state == DataState.CACHED) "$asOfText, ${state.said(words)}" else asOfText
    Row(modifier.clearAndSetSemantics { contentDescription = spoken }, verticalAlignment = Alignment.CenterVertically) {
        Icon(state.icon(), null, Modifier.padding(end = Space.hair).size(16.dp), tint = color ?: LocalPalette.current.quiet)
        Text(asOfText, style = Type.small, color = color ?: LocalPalette.current.quiet)
    }
}

private fun DataState.icon(): ImageVector =
    when (this) {
        DataState.LIVE -> Icons.Default.CheckCircle
        DataState.CACHED -> Icons.Default.DateRange
        DataState.LATE -> Icons.Default.Info
        DataState.SERVICE_DOWN -> Icons.Default.Warning
    }

@Composable
private fun DataState.tone(): Tone? = if (this == DataState.SERVICE_DOWN || this == DataState.LATE) LocalPalette.current.warn else null

private fun DataState.said(words: Words): String =
    when (this) {
        DataState.LIVE -> words.stateLive
        DataState.CACHED -> words.stateCached
        DataState.LATE -> words.stateLate
        DataState.SERVICE_DOWN -> words.stateDown
    }
