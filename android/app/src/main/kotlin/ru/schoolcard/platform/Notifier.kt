package ru.schoolcard.platform

import android.app.Notification
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import ru.schoolcard.core.AlertChannel
import ru.schoolcard.core.AlertToPost
import ru.schoolcard.core.ParentApp
import ru.schoolcard.core.PostedAlert
import ru.schoolcard.ui.Place

/** Puts the core's alerts on the phone's screen: the same key replaces, a child's own are one group, a locked screen stays neutral. */
class Notifier(
    private val context: Context,
) {
    private val manager = context.service<NotificationManager>()

    /** Posts [alerts] and tells [core] which of them stand. Without the permission nothing is posted, and nothing is told. */
    fun post(
        core: ParentApp,
        alerts: List<AlertToPost>,
    ) {
        if (alerts.isEmpty() || !manager.areNotificationsEnabled()) return
        alerts.forEach(::post)
        core.alertsPosted(alerts.map { PostedAlert(it.key, it.revision) })
    }

    private fun post(alert: AlertToPost) {
        val neutral = builder(alert.channel, alert.neutralTitle, alert.neutralBody).build()
        val notification =
            builder(alert.channel, alert.title, alert.body)
                .setStyle(Notification.BigTextStyle().bigText(alert.body))
                .setWhen(alert.at.toEpochMilli())
                .setShowWhen(true)
                .setGroup(alert.child ?: "family")
                .setOnlyAlertOnce(true)
                .setContentIntent(open(alert.child?.let { Place.Alerts.route } ?: Place.Home.route))
                .setVisibility(if (alert.fullWhenLocked) Notification.VISIBILITY_PUBLIC else Notification.VISIBILITY_PRIVATE)
                .setPublicVersion(neutral)
                .apply { if (!alert.sound) setGroupAlertBehavior(Notification.GROUP_ALERT_SUMMARY) }
                .build()
        manager.notify(alert.key, ID, notification)
    }

    /** A push that cannot be read still ends in something to see: it was sent with high priority for that. */
    fun postUnread() {
        val texts = listOf(R.string.push_neutral_title, R.string.push_neutral_body).map(context::getString)
        val notification =
            builder(AlertChannel.SERVICE, texts[0], texts[1])
                .setContentIntent(open(Place.Alerts.route))
                .build()
        manager.notify("unread", ID, notification)
    }

    private fun builder(
        channel: AlertChannel,
        title: String,
        body: String,
    ) = Notification
        .Builder(context, channel.id)
        .setSmallIcon(R.drawable.ic_notification)
        .setContentTitle(title)
        .setContentText(body)
        .setAutoCancel(true)

    private fun open(route: String): PendingIntent {
        val intent =
            Intent(context, MainActivity::class.java)
                .putExtra(MainActivity.ROUTE, route)
                .addFlags(Intent.FLAG_ACTIVITY_NEW_TASK or Intent.FLAG_ACTIVITY_CLEAR_TOP)
        return PendingIntent.getActivity(context, route.hashCode(), intent, PendingIntent.FLAG_IMMUTABLE or PendingIntent.FLAG_UPDATE_CURRENT)
    }

    private companion object {
        /** Notifications are told apart by their tag, the alert's key. */
        const val ID = 1
    }
}
