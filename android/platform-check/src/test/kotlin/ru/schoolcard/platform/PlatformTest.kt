package ru.schoolcard.platform

import android.app.KeyguardManager
import android.app.Notification
import android.app.NotificationManager
import android.app.job.JobScheduler
import android.content.ClipboardManager
import android.content.Intent
import android.net.Uri
import android.view.WindowManager
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** The platform part on the real framework's classes, without the core. */
@RunWith(RobolectricTestRunner::class)
class PlatformTest {
    private val app = RuntimeEnvironment.getApplication() as TestedApplication
    private val notifications = app.service<NotificationManager>()

    @After
    fun end() = app.end()

    private fun channels() = notifications.notificationChannels.associate { it.id to it.importance }

    @Test
    fun `there is a channel for every kind of alert, as loud as it should be`() {
        val (high, plain, low) =
            Triple(NotificationManager.IMPORTANCE_HIGH, NotificationManager.IMPORTANCE_DEFAULT, NotificationManager.IMPORTANCE_LOW)
        assertEquals(
            mapOf(
                "entry_exit" to high,
                "money_urgent" to high,
                "money_info" to plain,
                "meals" to plain,
                "card_security" to high,
                "service" to low,
            ),
            channels(),
        )
        assertTrue(notifications.notificationChannels.all { it.lockscreenVisibility == Notification.VISIBILITY_PRIVATE })
    }

    @Test
    @Config(qualifiers = "ru")
    fun `channels are named in Russian`() = assertEquals("Вход и выход", notifications.getNotificationChannel("entry_exit").name)

    @Test
    @Config(qualifiers = "en")
    fun `channels are named in English`() = assertEquals("Entry and exit", notifications.getNotificationChannel("entry_exit").name)

    @Test
    fun `the refresh job is there once, half-hourly, only with a network and after a restart of the phone`() {
        RefreshJob.schedule(app)
        val job = app.service<JobScheduler>().allPendingJobs.single()
        assertEquals(RefreshJob.ID, job.id)
        assertEquals(30 * 60 * 1000L, job.intervalMillis)
        assertNotNull(job.requiredNetwork)
        assertTrue(job.isPersisted)
    }

    @Test
    fun `the window keeps its content out of the list of recent apps`() {
        val activity = Robolectric.buildActivity(MainActivity::class.java).setup().get()
        assertTrue(activity.window.attributes.flags and WindowManager.LayoutParams.FLAG_SECURE != 0)
        assertNotNull("something is drawn before the core is open", activity.content)
    }

    @Test
    fun `pages open in the browser, other addresses do not`() {
        val activity = Robolectric.buildActivity(MainActivity::class.java).setup().get()
        val platform = AndroidPlatform(activity)
        for (foreign in listOf("http://pay.example/", "intent://scan", "file:///data", "tel:112")) platform.open(foreign)
        assertNull(shadowOf(activity).nextStartedActivity)
        platform.open("https://pay.example/page")
        val started = shadowOf(activity).nextStartedActivity
        assertEquals(Intent.ACTION_VIEW, started.action)
        assertEquals(Uri.parse("https://pay.example/page"), started.data)
    }

    @Test
    fun `the account number is copied, and an application can be shared`() {
        val activity = Robolectric.buildActivity(MainActivity::class.java).setup().get()
        val platform = AndroidPlatform(activity)
        platform.copy("2040311")
        assertEquals("2040311", app.service<ClipboardManager>().primaryClip?.getItemAt(0)?.text)
        platform.share("Заявление", "текст")
        assertEquals(Intent.ACTION_CHOOSER, shadowOf(activity).nextStartedActivity.action)
    }

    @Test
    fun `a phone without a lock has nothing to ask for`() {
        val activity = Robolectric.buildActivity(MainActivity::class.java).setup().get()
        var confirmed = false
        AndroidPlatform(activity).confirmIdentity("reason") { confirmed = true }
        assertTrue(confirmed)
    }

    @Test
    fun `a locked phone asks first and goes on only when it was unlocked`() {
        shadowOf(app.service<KeyguardManager>()).setIsDeviceSecure(true)
        val activity = Robolectric.buildActivity(MainActivity::class.java).setup().get()
        var confirmed = false
        AndroidPlatform(activity).confirmIdentity("reason") { confirmed = true }
        assertFalse(confirmed)
    }

    @Test
    fun `without a snapshot the widget asks to open the app`() {
        val row = HomeWidget.views(app, null).apply(app, null)
        assertEquals(android.view.View.VISIBLE, row.findViewById<android.view.View>(R.id.widget_empty)?.visibility)
    }
}
