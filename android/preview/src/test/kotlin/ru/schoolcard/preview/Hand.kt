package ru.schoolcard.preview

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.test.ComposeUiTest
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasScrollToNodeAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onLast
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performScrollToNode
import androidx.compose.ui.test.runDesktopComposeUiTest
import androidx.compose.ui.unit.Density
import ru.schoolcard.core.Browser
import ru.schoolcard.core.HomeSnapshot
import ru.schoolcard.core.Phone
import ru.schoolcard.core.Sandbox
import ru.schoolcard.ui.Face
import ru.schoolcard.ui.Place
import ru.schoolcard.ui.Platform
import ru.schoolcard.ui.SchoolCardUi
import ru.schoolcard.ui.theme.SchoolCardTheme
import ru.schoolcard.ui.words.Words
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import java.time.LocalDate
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit

/** The address that leads back into the app under test. */
const val REDIRECT: String = "school-card://signed-in"

/** The day on which the sandbox's clock stands. */
val TODAY: LocalDate = LocalDate.parse("2026-05-12")

/** The phone under the app: remembers what it was asked for; the parent's finger is always theirs. */
class PhoneInHand : Platform {
    private val pages = LinkedBlockingQueue<String>()
    val copied = CopyOnWriteArrayList<String>()
    val confirmed = CopyOnWriteArrayList<String>()
    val saved = ConcurrentHashMap<String, String>()

    @Volatile
    var asked = 0

    /** The next page that was opened in the browser. */
    fun page(): String = checkNotNull(pages.poll(20, TimeUnit.SECONDS)) { "no page was opened" }

    override fun today(): LocalDate = TODAY

    override fun open(url: String) = pages.put(url)

    override fun copy(text: String) {
        copied.add(text)
    }

    override fun share(
        title: String,
        text: String,
    ) = Unit

    override fun save(
        name: String,
        mime: String,
        text: String,
    ) {
        saved[name] = text
    }

    override fun confirmIdentity(
        reason: String,
        then: () -> Unit,
    ) {
        confirmed.add(reason)
        then()
    }

    override fun askForNotifications() {
        asked += 1
    }

    @Composable
    override fun OnBack(
        enabled: Boolean,
        then: () -> Unit,
    ) = Unit
}

/** A parent with the app in hand: finds things by their words, as a parent does. */
@OptIn(ExperimentalTestApi::class)
class Hand(
    val ui: ComposeUiTest,
    val platform: PhoneInHand,
    val face: () -> Face,
) {
    /** Waits until [text] stands somewhere on the screen. */
    fun sees(text: String) {
        ui.waitUntil("«$text» is there", 20_000) { has(text) }
    }

    /** On the screen for the eye, or for the ear where a row is read out as one. */
    fun has(text: String): Boolean = ui.onAllNodes(told(text)).fetchSemanticsNodes().isNotEmpty()

    private fun told(text: String) = hasText(text, substring = true) or hasContentDescription(text, substring = true)

    /** Scrolls until [text] stands on the screen. */
    fun scrollsTo(text: String) {
        ui.waitUntil("«$text» can be reached", 20_000) {
            runCatching { ui.onNode(hasScrollToNodeAction()).performScrollToNode(told(text)) }.isSuccess
        }
    }

    /** Scrolls to the first thing named [text], or to the [last] one, and presses it. */
    fun presses(
        text: String,
        last: Boolean = false,
    ) {
        if (!has(text)) scrollsTo(text)
        sees(text)
        runCatching { ui.onNode(hasScrollToNodeAction()).performScrollToNode(hasText(text)) }
        ui.onAllNodesWithText(text).run { if (last) onLast() else onFirst() }.inSight().performClick()
    }

    /** Presses an icon by its name. */
    fun pressesIcon(name: String) {
        ui.waitUntil("the icon «$name»", 20_000) { ui.onAllNodes(hasContentDescription(name)).fetchSemanticsNodes().isNotEmpty() }
        ui.onNodeWithContentDescription(name).inSight().performClick()
    }

    /** Scrolls inside a row that is taller than the screen; what stands outside the list is in sight. */
    private fun SemanticsNodeInteraction.inSight() = apply { runCatching { performScrollTo() } }

    /** Signs in through the school's own page. */
    fun signsIn(login: String = "parent") {
        presses(Words.Ru.signIn)
        val back = Browser.signIn(platform.page(), login)
        ui.runOnIdle { face().cameBack(back) }
    }
}

/** The bank's page: presses one of its buttons; where it sends the browser. */
fun pressAtBank(
    page: String,
    action: String,
): String? {
    val form = HttpRequest.BodyPublishers.ofString("action=$action")
    val post =
        HttpRequest
            .newBuilder(URI(page))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(form)
            .build()
    val answer = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build().send(post, BodyHandlers.ofString())
    check(answer.statusCode() in 200..399) { "${answer.statusCode()} ${answer.body()}" }
    return answer.headers().firstValue("Location").orElse(null)
}

/** How a screen is looked at. */
data class Looks(
    val name: String,
    val dark: Boolean = false,
    val fontScale: Float = 1f,
    val words: Words = Words.Ru,
)

/** Puts the whole app on a screen of a phone's size and hands it to [use]. */
@OptIn(ExperimentalTestApi::class)
fun withApp(
    phone: Phone,
    snapshot: HomeSnapshot? = null,
    start: Place = Place.Home,
    use: Hand.() -> Unit,
) = runDesktopComposeUiTest(412, 915) {
    val platform = PhoneInHand()
    lateinit var face: Face
    setContent {
        val scope = rememberCoroutineScope()
        face = remember { Face(phone.app, platform, REDIRECT, scope) }
        Dressed(Looks("light")) { SchoolCardUi(face, snapshot, start) }
    }
    Hand(this, platform) { face }.use()
}

/** [content] as [looks] says. */
@Composable
fun Dressed(
    looks: Looks,
    density: Float = 1f,
    content: @Composable () -> Unit,
) {
    CompositionLocalProvider(LocalDensity provides Density(density, looks.fontScale)) {
        SchoolCardTheme(looks.words, looks.dark, content)
    }
}

/** A school and a phone for one test. */
fun withSchool(
    children: Int = 2,
    use: (Sandbox, Phone) -> Unit,
) = Sandbox(children = children).use { school -> Phone(school.baseUrl).use { phone -> use(school, phone) } }
