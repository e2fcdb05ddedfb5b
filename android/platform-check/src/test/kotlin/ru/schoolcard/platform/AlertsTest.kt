package ru.schoolcard.platform

import android.app.Notification
import android.app.NotificationManager
import android.content.Intent
import android.net.Uri
import com.google.firebase.messaging.RemoteMessage
import kotlinx.coroutines.runBlocking
import org.json.JSONObject
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import ru.schoolcard.core.Action
import ru.schoolcard.core.Browser
import ru.schoolcard.core.HomeSnapshot
import ru.schoolcard.core.HomeState
import ru.schoolcard.core.RefreshScope
import ru.schoolcard.core.Sandbox
import ru.schoolcard.core.Screen
import ru.schoolcard.core.ScreenObserver
import ru.schoolcard.core.ScreenState
import ru.schoolcard.core.eventually
import java.net.URI
import java.time.Duration

/** Alerts from the school to the phone's screen: the real core, a real sandbox, the framework's own notification manager. */
@RunWith(RobolectricTestRunner::class)
@org.robolectric.annotation.Config(qualifiers = "ru")
class AlertsTest {
    private val school = Sandbox()
    private val app = (RuntimeEnvironment.getApplication() as TestedApplication).also { it.school = school.baseUrl }
    private val posted get() = shadowOf(app.service<NotificationManager>()).allNotifications
    private val child by lazy { JSONObject(school.get("/sandbox/v1/state")).getJSONArray("children").getJSONObject(0).getString("person_id") }

    @Before
    fun signIn() =
        runBlocking {
            app.core.completeSignIn(Browser.signIn(app.core.beginSignIn(), "parent"))
            app.core.refresh(RefreshScope.Latest)
        }

    @After
    fun end() {
        app.end()
        school.close()
    }

    /** The child taps out; [seconds] later the school's clock stands. */
    private fun goesHome(seconds: Int = 60) {
        school.post("/sandbox/v1/clock", """{"advance_seconds": 600}""")
        school.post("/sandbox/v1/tap", """{"person_id": "$child", "direction": "out"}""")
        school.post("/sandbox/v1/clock", """{"advance_seconds": $seconds}""")
    }

    /** As the system does it: the process is gone, and the job wakes a new one, which asks at once. */
    private fun wakes(): Boolean {
        app.end()
        return runBlocking { RefreshJob.refresh(app) }
    }

    /** Remembers how many children home shows. */
    private class Watching : ScreenObserver {
        @Volatile
        private var state: ScreenState? = null

        fun children() = ((state as? ScreenState.Home)?.state as? HomeState.Children)?.cards?.size

        override fun onState(state: ScreenState) {
            this.state = state
        }
    }

    private fun Notification.text(key: String) = extras.getCharSequence(key).toString()

    private fun exits() = posted.filter { "вышла" in it.text(Notification.EXTRA_TITLE) }

    @Test
    fun `the job finds an exit and posts it once, in its channel, with nothing of the child on a locked screen`() {
        goesHome()
        assertTrue(wakes())
        val exit = exits().single()
        assertEquals("entry_exit", exit.channelId)
        assertEquals(child, exit.group)
        assertEquals(Notification.VISIBILITY_PRIVATE, exit.visibility)
        val locked = exit.publicVersion.text(Notification.EXTRA_TITLE) + exit.publicVersion.text(Notification.EXTRA_TEXT)
        assertTrue(locked.isNotBlank())
        for (secret in listOf("Алиса", "Волков", "Школа", "₽")) assertFalse("«$secret» in «$locked»", secret in locked)
        val before = posted.size
        assertTrue(wakes())
        assertEquals("nothing is posted twice", before, posted.size)
    }

    @Test
    fun `a notification leads to the window and its screen`() {
        goesHome()
        wakes()
        val intent = shadowOf(exits().single().contentIntent).savedIntent
        assertEquals(MainActivity::class.java.name, intent.component?.className)
        assertEquals("alerts", intent.getStringExtra(MainActivity.ROUTE))
    }

    @Test
    fun `without a network the job invents nothing`() {
        goesHome()
        school.close()
        wakes()
        assertTrue("nothing is invented", exits().isEmpty())
    }

    /** The next push that the sandbox hands to this device, as its push service would. */
    private fun nextPush(): RemoteMessage {
        val device = app.deviceName()
        val stream =
            URI("${school.baseUrl}/sandbox/v1/devices/$device/pushes")
                .toURL()
                .openConnection()
                .apply { readTimeout = 20_000 }
                .getInputStream()
        val data = stream.bufferedReader().useLines { lines -> lines.first { it.startsWith("data:") }.removePrefix("data:") }
        val json = JSONObject(data)
        return RemoteMessage(json.keys().asSequence().associateWith { json.getString(it) }.toMutableMap())
    }

    @Test
    fun `a push is posted at once and without asking the school, and the job that finds the same exit adds nothing`() {
        val service = Robolectric.buildService(PushService::class.java).create().get()
        service.onNewToken("a-token-of-this-phone")
        eventually("the school knows the phone") { "a-token-of-this-phone" in school.get("/sandbox/v1/devices") }
        goesHome()
        val push = nextPush()
        val before = JSONObject(school.get("/sandbox/v1/requests")).getInt("total")
        service.onMessageReceived(push)
        assertEquals("entry_exit", exits().single().channelId)
        assertEquals("requests for what the push carried", before, JSONObject(school.get("/sandbox/v1/requests")).getInt("total"))
        service.onMessageReceived(push)
        wakes()
        assertEquals("one exit is one notification", 1, exits().size)
    }

    @Test
    fun `a push that cannot be read still ends in a neutral notification`() {
        val service = Robolectric.buildService(PushService::class.java).create().get()
        service.onMessageReceived(RemoteMessage(mutableMapOf("what" to "is this")))
        val shown = posted.single()
        assertEquals("Новое уведомление", shown.text(Notification.EXTRA_TITLE))
        assertEquals("service", shown.channelId)
    }

    @Test
    fun `the widget shows where the children are, with the date and without a sum`() {
        runBlocking { app.core.pause(Duration.ofSeconds(5)) }
        val snapshot = checkNotNull(HomeSnapshot.read(app.dataFolder))
        val texts = mutableListOf<String>()

        fun read(view: android.view.View) {
            if (view is android.widget.TextView && view.visibility == android.view.View.VISIBLE) texts += view.text.toString()
            if (view is android.view.ViewGroup) for (at in 0 until view.childCount) read(view.getChildAt(at))
        }
        read(HomeWidget.views(app, snapshot).apply(app, null))
        assertTrue("$texts", texts.any { "Алиса: В школе с" in it })
        assertTrue("$texts", "на 11:30" in texts)
        assertFalse("$texts", texts.any { "₽" in it })
    }

    @Test
    fun `the browser's link comes back into the open window and signs in`() {
        app.core.dispatch(Action.SignOut)
        eventually("signed out") { HomeSnapshot.read(app.dataFolder)?.children?.isEmpty() ?: true }
        val window = Robolectric.buildActivity(MainActivity::class.java).setup()
        eventually("the core is open") {
            shadowOf(android.os.Looper.getMainLooper()).idle()
            window.get().face != null
        }
        val back = Browser.signIn(runBlocking { app.core.beginSignIn() }, "parent")
        val home = Watching()
        // Held: a subscription that is collected as garbage tells nothing more.
        app.core.observe(Screen.Home, home).use {
            window.newIntent(Intent(Intent.ACTION_VIEW, Uri.parse(back)))
            eventually("the children are back") {
                shadowOf(android.os.Looper.getMainLooper()).idle()
                home.children() == 2
            }
        }
    }
}
