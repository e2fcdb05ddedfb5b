package ru.schoolcard.preview

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.requiredSize
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.test.ComposeUiTest
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.hasAnyAncestor
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasScrollToNodeAction
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performScrollToNode
import androidx.compose.ui.test.runDesktopComposeUiTest
import androidx.compose.ui.unit.dp
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import ru.schoolcard.core.DataState
import ru.schoolcard.core.HomeState
import ru.schoolcard.core.NoticeKind
import ru.schoolcard.core.ScreenState
import ru.schoolcard.core.SignInState
import ru.schoolcard.ui.Place
import ru.schoolcard.ui.screens.SettingsScreen
import ru.schoolcard.ui.words.Words

private const val WIDTH = 412
private const val HEIGHT = 915

/** Taller than any screen, so that no row is left out of the rules. */
private const val TALL = 9000

/** Every state of every screen, told by the real core, drawn and held to the rules; and the pictures of them. */
@OptIn(ExperimentalTestApi::class)
class EveryScreenTest {
    private val looks =
        listOf(
            Looks("light"),
            Looks("dark", dark = true),
            Looks("200 %", fontScale = 2f),
            Looks("en", words = Words.En),
        )

    @Test
    fun `every screen has the states it can be brought to`() {
        val found = Scenes.all.groupBy({ it.screen }, { it.name })
        val troubles = listOf("signed out", "kept", "offline", "service down", "late", "sign-in ran out")
        val ofChild = listOf("visits", "meals", "money", "top-up", "payments", "limits", "menu", "orders", "ill-today", "bans", "cards", "statement")
        for (screen in ofChild) {
            assertTrue(found.getValue(screen).containsAll(troubles + "unknown child"), "$screen: ${found[screen]}")
        }
        assertTrue(found.getValue("home").containsAll(listOf("loading", "live", "debt", "offline", "service down", "late")))

        fun home(name: String) =
            (Scenes.all.first { it.screen == "home" && it.name == name }.state as ScreenState.Home).state as HomeState.Children
        val states = listOf("live", "kept", "late", "service down").map { home(it).cards.first().presence.freshness.state }
        assertEquals(listOf(DataState.LIVE, DataState.CACHED, DataState.LATE, DataState.SERVICE_DOWN), states)
        assertTrue(home("offline").notices.any { it.kind == NoticeKind.OFFLINE })
        assertTrue(home("sign-in ran out").notices.any { it.kind == NoticeKind.NEEDS_SIGN_IN })
    }

    @Test
    fun `in every state, light, at double text and in English, the rules hold`() =
        runDesktopComposeUiTest(WIDTH, TALL) {
            var shown by mutableStateOf<Pair<Looks, Scene>?>(null)
            setContent {
                key(shown) { shown?.let { (looks, scene) -> Dressed(looks) { Page(scene.place()) { Draw(scene, looks) } } } }
            }
            val broken = mutableListOf<String>()
            for (looks in looks.filter { !it.dark }) {
                for (scene in Scenes.all.filter { looks.words == Words.Ru || it.en != null }) {
                    shown = looks to scene
                    waitForIdle()
                    presses(scene, looks)
                    val merged = onRoot().fetchSemanticsNode()
                    val whole = onRoot(useUnmergedTree = true).fetchSemanticsNode()
                    Rules.broken(merged, whole, WIDTH).mapTo(broken) { "${scene.screen}, ${scene.name}, ${looks.name}: $it" }
                }
            }
            assertEquals("", broken.joinToString("\n"))
        }

    @Test
    fun `pictures of every screen and of every state`() {
        for ((screen, scenes) in Scenes.plain.groupBy { it.screen }) {
            val scene = scenes.last()
            sheet(screen, looks.map { it to scene })
        }
        for ((screen, scenes) in Scenes.all.groupBy { it.screen }) {
            val kinds = scenes.distinctBy { it.state to it.press.size }
            if (kinds.size == 1) continue
            kinds.chunked(4).forEachIndexed { at, some -> sheet("$screen-states-${at + 1}", some.map { looks.first() to it }) }
        }
        runDesktopComposeUiTest(WIDTH * looks.size, HEIGHT) {
            val state = SignInState.SignedIn("Анна Петровна")
            setContent {
                Row { looks.forEach { Box(Modifier.requiredSize(WIDTH.dp, HEIGHT.dp)) { Dressed(it) { Page(Place.Settings) { SettingsScreen(state, {}, {}, {}) } } } } }
            }
            save("settings", onRoot().captureToImage())
        }
    }

    /** Side by side, in the order given. */
    private fun sheet(
        name: String,
        cells: List<Pair<Looks, Scene>>,
    ) = runDesktopComposeUiTest(WIDTH * cells.size, HEIGHT) {
        setContent {
            Row {
                cells.forEachIndexed { at, (looks, scene) ->
                    Column(Modifier.requiredSize(WIDTH.dp, HEIGHT.dp).testTag("$at")) {
                        Text("${scene.name} · ${looks.name}", Modifier.fillMaxWidth().background(Color.White).padding(4.dp))
                        Dressed(looks) { Page(scene.place()) { Draw(scene, looks) } }
                    }
                }
            }
        }
        cells.forEachIndexed { at, (looks, scene) -> presses(scene, looks, hasAnyAncestor(hasTestTag("$at"))) }
        save(name, onRoot().captureToImage())
    }

    /** What the scene is seen after, by the words on its buttons; [here] tells one screen among several. */
    private fun ComposeUiTest.presses(
        scene: Scene,
        looks: Looks,
        here: SemanticsMatcher = SemanticsMatcher("anywhere") { true },
    ) {
        fun button(name: (Words) -> String): SemanticsNodeInteraction {
            val button = hasText(name(looks.words)) and hasClickAction()
            onNode(hasScrollToNodeAction() and here).performScrollToNode(button)
            return onAllNodes(button and here).onFirst().performScrollTo()
        }
        for (name in scene.press) {
            button(name).performClick()
            waitForIdle()
        }
        scene.lookAt?.let(::button)
        waitForIdle()
    }

    @Composable
    private fun Draw(
        scene: Scene,
        looks: Looks,
    ) = Draw(scene.seenIn(looks), scene.stretch, if (looks.words == Words.En) scene.consentEn else scene.consent)

    private fun Scene.place(): Place =
        when {
            screen.startsWith("alerts") -> Place.Alerts
            screen.startsWith("help") -> Place.Help
            screen.startsWith("connection") || screen == "privacy" -> Place.Settings
            else -> Place.Home
        }

    private fun Scene.seenIn(looks: Looks): ScreenState = if (looks.words == Words.En) en ?: state else state
}
