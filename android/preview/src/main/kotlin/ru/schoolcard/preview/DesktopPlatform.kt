package ru.schoolcard.preview

import androidx.compose.runtime.Composable
import ru.schoolcard.ui.Face
import ru.schoolcard.ui.Platform
import java.awt.Toolkit
import java.awt.datatransfer.StringSelection
import java.io.File
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import java.time.LocalDate
import java.time.ZoneId
import kotlin.concurrent.thread

/**
 * A desktop in place of a phone. It has no link that leads back into the app, so it is the parent in front of the sandbox's own
 * pages: signs in as `parent`, presses "pay", and hands back where the page sends the browser. Other pages are named on the
 * terminal.
 */
class DesktopPlatform(
    private val cameBack: (String) -> Unit,
) : Platform {
    private val http = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build()

    override fun today(): LocalDate = LocalDate.now(ZoneId.of("Europe/Moscow"))

    override fun open(url: String) {
        println(url)
        val form =
            when {
                "/payment/" in url && "receipt" !in url -> "action=pay"
                "/sps/" in url || "authorize" in url -> "login=parent&password=parent"
                else -> return
            }
        thread {
            val post =
                HttpRequest
                    .newBuilder(URI(url))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form))
                    .build()
            http
                .send(post, BodyHandlers.ofString())
                .headers()
                .firstValue("Location")
                .ifPresent(cameBack)
        }
    }

    override fun copy(text: String) {
        Toolkit.getDefaultToolkit().systemClipboard.setContents(StringSelection(text), null)
    }

    override fun share(
        title: String,
        text: String,
    ) = println("$title\n$text")

    override fun save(
        name: String,
        mime: String,
        text: String,
    ) = File(System.getProperty("java.io.tmpdir"), name).let {
        it.writeText(text)
        println(it)
    }

    override fun confirmIdentity(
        reason: String,
        then: () -> Unit,
    ) = then()

    override fun askForNotifications() = Unit

    @Composable
    override fun OnBack(
        enabled: Boolean,
        then: () -> Unit,
    ) = Unit

    companion object {
        /** A face on a desktop: the two know each other. */
        fun face(make: (Platform) -> Face): Face {
            lateinit var face: Face
            face = make(DesktopPlatform { url -> face.cameBack(url) })
            return face
        }
    }
}
