package ru.schoolcard.ui.parts

import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.CheckCircle
import androidx.compose.material.icons.filled.DateRange
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import ru.schoolcard.core.ChangeKind
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Tone
import ru.schoolcard.ui.theme.Type

/** How far a change is that the parent asked the school for, as far as its look goes. */
enum class Stage {
    /** Not sent, and can be given up. */
    WAITING,

    /** The same, where the parent has to know that nothing has changed yet. */
    WAITING_UNSAFE,

    /** On its way, or given up. */
    QUIET,
    DONE,

    /** The school has it otherwise, and that can be lived with. */
    NOT_DONE,

    /** The same, and somebody has to do something. */
    FAILED,
}

/** How far a change of rules is. */
fun ChangeKind.stage(): Stage =
    when (this) {
        ChangeKind.WAITING -> Stage.WAITING
        ChangeKind.SENDING, ChangeKind.CANCELLED -> Stage.QUIET
        ChangeKind.DONE -> Stage.DONE
        ChangeKind.CONFLICT, ChangeKind.REFUSED, ChangeKind.EXPIRED -> Stage.NOT_DONE
    }

/** How a change goes, announced when it moves; [giveUp] is the button that takes it back while it waits. */
@Composable
fun Change(
    stage: Stage,
    text: String,
    giveUp: String,
    onGiveUp: () -> Unit,
    title: String = "",
) {
    val (tone, icon) = stage.look()
    // A sum in it is the parent's own wish.
    Badge(tone, icon, Modifier.needsNoDate().semantics { liveRegion = LiveRegionMode.Polite }) {
        if (title.isNotEmpty()) Heading(title)
        Text(text, style = Type.body)
        if (stage == Stage.WAITING || stage == Stage.WAITING_UNSAFE) SideButton(giveUp, onGiveUp, border = true)
    }
}

@Composable
private fun Stage.look(): Pair<Tone, ImageVector> =
    with(LocalPalette.current) {
        when (this@look) {
            Stage.WAITING, Stage.QUIET -> plain to Icons.Default.DateRange
            Stage.WAITING_UNSAFE -> warn to Icons.Default.DateRange
            Stage.DONE -> good to Icons.Default.CheckCircle
            Stage.NOT_DONE -> warn to Icons.Default.Warning
            Stage.FAILED -> bad to Icons.Default.Warning
        }
    }
