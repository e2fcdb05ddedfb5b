package ru.schoolcard.preview

import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.luminance
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import ru.schoolcard.ui.theme.Palette

/** The palette as WCAG 2.2 measures it. */
class ContrastTest {
    private fun contrast(pair: Pair<Color, Color>): Float {
        val (bright, dim) = listOf(pair.first.luminance(), pair.second.luminance()).sortedDescending()
        return (bright + 0.05f) / (dim + 0.05f)
    }

    private fun tooWeak(
        pairs: (Palette) -> Map<String, Pair<Color, Color>>,
        least: Float,
    ) = listOf(Palette.Light, Palette.Dark).flatMap { palette ->
        pairs(palette).filterValues { contrast(it) < least }.map { (name, pair) -> "$name, dark ${palette.dark}: ${contrast(pair)}" }
    }

    @Test
    fun `every text has a contrast of four and a half in light and dark`() = assertEquals(emptyList<String>(), tooWeak({ it.texts }, 4.5f))

    @Test
    fun `every shape that matters has a contrast of three in light and dark`() =
        assertEquals(emptyList<String>(), tooWeak({ it.shapes }, 3f))

    @Test
    fun `the measure itself tells black on white from grey on grey`() {
        assertEquals(21f, contrast(Color.Black to Color.White), 0.01f)
        assertEquals(1f, contrast(Color.Gray to Color.Gray), 0.01f)
    }
}
