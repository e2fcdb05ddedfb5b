package ru.schoolcard.ui.parts

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.WindowInsets
import androidx.compose.foundation.layout.asPaddingValues
import androidx.compose.foundation.layout.calculateEndPadding
import androidx.compose.foundation.layout.calculateStartPadding
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawing
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.ArrowBack
import androidx.compose.material.icons.filled.Refresh
import androidx.compose.material3.Button
import androidx.compose.material3.ButtonDefaults
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.LocalContentColor
import androidx.compose.material3.Text
import androidx.compose.material3.pulltorefresh.PullToRefreshBox
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.LocalLayoutDirection
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import ru.schoolcard.core.SyncProgress
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Tone
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords

private val round = RoundedCornerShape(16.dp)

/**
 * A screen: its name, the way back, refreshing by button and by pulling, and a list.
 *
 * The name may take several lines, so that it is whole at 200 % text.
 */
@OptIn(ExperimentalMaterial3Api::class)
@Composable
fun ScreenFrame(
    title: String,
    subtitle: String = "",
    onBack: (() -> Unit)? = null,
    onRefresh: (() -> Unit)? = null,
    progress: SyncProgress? = null,
    content: LazyListScope.() -> Unit,
) {
    val words = LocalWords.current
    val palette = LocalPalette.current
    val insets = WindowInsets.safeDrawing.asPaddingValues()
    val direction = LocalLayoutDirection.current
    CompositionLocalProvider(LocalContentColor provides palette.text) {
        Column(
            Modifier
                .fillMaxSize()
                .background(palette.page)
                .padding(
                    start = insets.calculateStartPadding(direction),
                    top = insets.calculateTopPadding(),
                    end = insets.calculateEndPadding(direction),
                ),
        ) {
            Row(Modifier.fillMaxWidth().heightIn(min = 64.dp), verticalAlignment = Alignment.CenterVertically) {
                if (onBack != null) {
                    IconButton(onBack, Modifier.size(Space.target)) { Icon(Icons.AutoMirrored.Filled.ArrowBack, words.back) }
                }
                Column(Modifier.weight(1f).padding(start = if (onBack == null) Space.large else Space.hair)) {
                    Text(title, Modifier.semantics { heading() }, style = Type.screen)
                    if (subtitle.isNotEmpty()) Text(subtitle, style = Type.small, color = palette.quiet)
                }
                if (onRefresh != null) {
                    IconButton(onRefresh, Modifier.size(Space.target)) { Icon(Icons.Default.Refresh, words.refresh, tint = palette.accent) }
                }
            }
            val list = @Composable {
                LazyColumn(
                    Modifier.fillMaxSize(),
                    contentPadding = PaddingValues(Space.large, Space.hair, Space.large, Space.huge),
                    verticalArrangement = Arrangement.spacedBy(Space.medium),
                    content = content,
                )
            }
            if (onRefresh != null) {
                PullToRefreshBox(progress is SyncProgress.Refreshing, onRefresh, Modifier.weight(1f)) { list() }
            } else {
                Column(Modifier.weight(1f)) { list() }
            }
        }
    }
}

/** A piece of a screen that belongs together. */
@Composable
fun Card(
    modifier: Modifier = Modifier,
    content: @Composable ColumnScope.() -> Unit,
) {
    Column(
        modifier.fillMaxWidth().background(LocalPalette.current.card, round).padding(Space.large),
        Arrangement.spacedBy(Space.small),
        content = content,
    )
}

/** Words on a ground of their meaning, with an icon. */
@Composable
fun Badge(
    tone: Tone,
    icon: ImageVector,
    modifier: Modifier = Modifier,
    content: @Composable ColumnScope.() -> Unit,
) {
    CompositionLocalProvider(LocalContentColor provides tone.text) {
        Row(
            modifier.fillMaxWidth().background(tone.ground, RoundedCornerShape(12.dp)).padding(Space.medium),
            Arrangement.spacedBy(Space.small),
        ) {
            Icon(icon, null, Modifier.padding(top = 2.dp).size(20.dp))
            Column(Modifier.weight(1f), Arrangement.spacedBy(Space.hair), content = content)
        }
    }
}

/** The name of a part of a screen, for jumping to. */
@Composable
fun Heading(text: String) = Text(text, Modifier.semantics { heading() }, style = Type.title)

/** Something told beside the content. */
@Composable
fun Quiet(
    text: String,
    modifier: Modifier = Modifier,
) {
    if (text.isNotEmpty()) Text(text, modifier, style = Type.small, color = LocalPalette.current.quiet)
}

/** Of several buttons that say the same, what this one is about: for the ear, which does not see where it stands. */
fun Modifier.about(
    text: String,
    about: String?,
): Modifier = if (about == null) this else semantics { contentDescription = "$text. $about" }

/** The one thing to do next. */
@Composable
fun MainButton(
    text: String,
    onClick: () -> Unit,
    modifier: Modifier = Modifier,
    enabled: Boolean = true,
) = WideButton(text, onClick, modifier, enabled, LocalPalette.current.accent, LocalPalette.current.onAccent)

/** Something else that can be done. */
@Composable
fun SideButton(
    text: String,
    onClick: () -> Unit,
    modifier: Modifier = Modifier,
    border: Boolean = false,
) {
    val soft = LocalPalette.current.soft
    WideButton(text, onClick, modifier, true, soft.ground, soft.text, if (border) BorderStroke(1.dp, LocalPalette.current.edge) else null)
}

/** Something that can be done besides, many times on a screen: no ground of its own, so that it does not shout. */
@Composable
fun QuietButton(
    text: String,
    icon: ImageVector,
    onClick: () -> Unit,
    about: String? = null,
) = Row(
    Modifier
        .about(text, about)
        .fillMaxWidth()
        .heightIn(min = Space.target)
        .clip(RoundedCornerShape(14.dp))
        .clickable(role = Role.Button, onClick = onClick),
    Arrangement.spacedBy(Space.small),
    Alignment.CenterVertically,
) {
    Icon(icon, null, Modifier.size(20.dp), tint = LocalPalette.current.accent)
    Text(text, style = Type.strong, color = LocalPalette.current.accent)
}

@Composable
private fun WideButton(
    text: String,
    onClick: () -> Unit,
    modifier: Modifier,
    enabled: Boolean,
    ground: Color,
    color: Color,
    border: BorderStroke? = null,
) {
    Button(
        onClick,
        modifier.fillMaxWidth().heightIn(min = Space.target),
        enabled = enabled,
        shape = RoundedCornerShape(14.dp),
        colors =
            ButtonDefaults.buttonColors(
                ground,
                color,
                LocalPalette.current.plain.ground,
                LocalPalette.current.plain.text,
            ),
        border = border,
        contentPadding = PaddingValues(Space.medium, Space.small),
    ) { Text(text, style = Type.strong, textAlign = TextAlign.Center) }
}
