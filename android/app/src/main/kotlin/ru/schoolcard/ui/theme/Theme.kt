package ru.schoolcard.ui.theme

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Typography
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp
import ru.schoolcard.ui.words.LocalWords
import ru.schoolcard.ui.words.Words

/** The colours in force. */
val LocalPalette = staticCompositionLocalOf { Palette.Light }

/** The face's texts; nothing is smaller than 14 sp. */
object Type {
    /** A sum that is the point of a card. */
    val figure = TextStyle(fontSize = 30.sp, lineHeight = 36.sp, fontWeight = FontWeight.SemiBold)

    /** Name of a screen. */
    val screen = TextStyle(fontSize = 22.sp, lineHeight = 28.sp, fontWeight = FontWeight.SemiBold)

    /** Name of a card or a day. */
    val title = TextStyle(fontSize = 18.sp, lineHeight = 24.sp, fontWeight = FontWeight.SemiBold)

    /** What is read. */
    val body = TextStyle(fontSize = 16.sp, lineHeight = 22.sp)

    /** The same, where the eye should stop. */
    val strong = body.copy(fontWeight = FontWeight.SemiBold)

    /** Dates, evidence, places. */
    val small = TextStyle(fontSize = 14.sp, lineHeight = 20.sp)
}

/** Distances, all multiples of four. */
object Space {
    val hair = 4.dp
    val small = 8.dp
    val medium = 12.dp
    val large = 16.dp
    val huge = 24.dp

    /** The least size of anything to press. */
    val target = 48.dp
}

/** Colours, type and words for everything in [content]. */
@Composable
fun SchoolCardTheme(
    words: Words,
    dark: Boolean = isSystemInDarkTheme(),
    content: @Composable () -> Unit,
) {
    val palette = if (dark) Palette.Dark else Palette.Light
    val scheme =
        with(palette) {
            (if (dark) darkColorScheme() else lightColorScheme()).copy(
                primary = accent,
                onPrimary = onAccent,
                primaryContainer = soft.ground,
                onPrimaryContainer = soft.text,
                secondaryContainer = soft.ground,
                onSecondaryContainer = soft.text,
                background = page,
                onBackground = text,
                surface = page,
                onSurface = text,
                surfaceVariant = card,
                onSurfaceVariant = quiet,
                surfaceContainer = card,
                surfaceContainerHigh = card,
                outline = edge,
                outlineVariant = edge,
                error = bad.text,
                onError = bad.ground,
                errorContainer = bad.ground,
                onErrorContainer = bad.text,
            )
        }
    val type =
        Typography(
            headlineSmall = Type.screen,
            titleMedium = Type.title,
            bodyLarge = Type.body,
            bodyMedium = Type.body,
            bodySmall = Type.small,
            labelLarge = Type.strong,
            labelMedium = Type.small,
            labelSmall = Type.small,
        )
    CompositionLocalProvider(LocalPalette provides palette, LocalWords provides words) {
        MaterialTheme(colorScheme = scheme, typography = type, content = content)
    }
}
