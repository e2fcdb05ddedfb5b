package ru.schoolcard.preview

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.requiredSize
import androidx.compose.foundation.layout.width
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.runDesktopComposeUiTest
import androidx.compose.ui.unit.dp
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The rules themselves find what they are there to find. */
@OptIn(ExperimentalTestApi::class)
class RulesTest {
    private fun complaints(content: @Composable () -> Unit): String {
        var found = ""
        runDesktopComposeUiTest(412, 915) {
            setContent { Dressed(Looks("light"), content = content) }
            found = Rules.broken(onRoot().fetchSemanticsNode(), onRoot(useUnmergedTree = true).fetchSemanticsNode(), 412).joinToString("\n")
        }
        return found
    }

    @Test
    fun `a screen that breaks every rule is told so`() {
        val found =
            complaints {
                Column {
                    Box(Modifier.requiredSize(20.dp).clickable {})
                    Text("1\u00a0226,90\u00a0₽")
                    Text("Достопримечательность", Modifier.width(60.dp))
                    Text("Далеко", Modifier.width(30.dp), softWrap = false)
                }
            }
        for (complaint in listOf(
            "has no name",
            "has no role",
            "a thumb wants",
            "no heading",
            "undated: [1\u00a0226,90\u00a0₽]",
            "read out in digits: [1\u00a0226,90\u00a0₽]",
            "broken inside a word",
            "cut off: [Далеко]",
        )) {
            assertTrue(complaint in found, "«$complaint» is not among:\n$found")
        }
    }
}
