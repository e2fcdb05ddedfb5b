package ru.schoolcard.core

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import java.nio.charset.StandardCharsets
import java.time.Duration

/** Pushes and alerts as an Android face meets them. */
class AlertsTest {
    private fun registered(school: Sandbox): Phone {
        val phone = Phone(school.baseUrl)
        phone.app.setPushToken(PushToken(PushProvider.FCM, "token", "ru.schoolcard"))
        phone.ready()
        eventually("the school has the phone") { DEVICE in school.get("/sandbox/v1/devices") }
        return phone
    }

    private fun tapOut(
        school: Sandbox,
        child: ChildCard,
    ) {
        school.post("/sandbox/v1/tap", """{"person_id":"${child.person}","direction":"out"}""")
    }

    /** What the platform hands over first. */
    private fun push(school: Sandbox): ByteArray {
        val request = HttpRequest.newBuilder(URI("${school.baseUrl}/sandbox/v1/devices/$DEVICE/pushes")).header("Last-Event-ID", "0").GET()
        HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofLines()).body().use { lines ->
            val data = lines.filter { it.startsWith("data:") }.findFirst().orElseThrow()
            return data.removePrefix("data:").trim().toByteArray(StandardCharsets.UTF_8)
        }
    }

    private fun feed(phone: Phone) = (phone.look(Screen.Alerts) as ScreenState.Alerts).state as AlertsState.Feed

    @Test
    fun `a push is shown once, stands in the feed and is read when the parent has looked`() {
        Sandbox().use { school ->
            registered(school).use { phone ->
                tapOut(school, phone.cards().first())
                val payload = push(school)
                val shown = phone.app.handlePush(payload)
                check(shown is PushOutcome.Show) { "$shown" }
                assertEquals(AlertKind.EXIT, shown.alert.kind)
                assertEquals(AlertChannel.ENTRY_EXIT, shown.alert.channel)
                assertTrue(phone.app.handlePush(payload) is PushOutcome.Duplicate)
                assertEquals(listOf(shown.alert), phone.app.alertsToPost())
                phone.app.alertsPosted(listOf(PostedAlert(shown.alert.key, shown.alert.revision)))
                assertEquals(emptyList<AlertToPost>(), phone.app.alertsToPost())
                assertEquals(1u, feed(phone).unread)
                phone.app.dispatch(Action.MarkAlertsRead)
                assertEquals(0u, feed(phone).unread)
                assertEquals(PushOutcome.Ignored(PushTrouble.MALFORMED), phone.app.handlePush("noise".toByteArray()))
            }
        }
    }

    @Test
    fun `without the app a push is put in words and kept, and the background refresh takes it up without posting it again`() {
        Sandbox().use { school ->
            registered(school).use { phone ->
                val child = phone.cards().first()
                tapOut(school, child)
                val payload = push(school)
                val rendered = renderPush(payload, phone.dataDir.resolve("push-context.json").path)
                check(rendered is RenderedPush.Full) { "$rendered" }
                assertTrue(child.shortName in rendered.title)
                assertFalse(child.shortName in rendered.neutralTitle + rendered.neutralBody)
                assertTrue(renderPush("noise".toByteArray(), "/nowhere") is RenderedPush.Neutral)
                val spool = phone.dataDir.resolve("push-spool")
                assertTrue(recordPush(spool.path, payload) is Recorded.Kept)
                assertTrue(recordPush(spool.path, payload) is Recorded.AlreadyKept)
                val toPost = runBlocking { phone.app.backgroundRefresh(Duration.ofSeconds(10)) }
                assertEquals(emptyList<AlertToPost>(), toPost)
                assertEquals(emptyList<String>(), spool.list()?.toList())
                assertEquals(listOf<AlertKind?>(AlertKind.EXIT), feed(phone).rows.map { it.kind })
            }
        }
    }

    private companion object {
        const val DEVICE = "kotlin-tests"
    }
}
