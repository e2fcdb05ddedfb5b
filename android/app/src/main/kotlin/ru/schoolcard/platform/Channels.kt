package ru.schoolcard.platform

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.content.Context
import ru.schoolcard.core.AlertChannel

/** The notification channels of the app, one for each of the core's. */
object Channels {
    /** Makes them, or gives them the names of the phone's language. */
    fun create(context: Context) {
        val manager = context.service<NotificationManager>()
        manager.createNotificationChannels(
            AlertChannel.entries.map { channel ->
                NotificationChannel(channel.id, context.getString(channel.title), channel.importance).apply {
                    // What may be read on a locked screen is decided for each notification.
                    lockscreenVisibility = Notification.VISIBILITY_PRIVATE
                    setShowBadge(channel != AlertChannel.SERVICE)
                }
            },
        )
    }
}

/** Its name for the system; never changes, or the parent's own settings of it are lost. */
val AlertChannel.id: String
    get() =
        when (this) {
            AlertChannel.ENTRY_EXIT -> "entry_exit"
            AlertChannel.MONEY_URGENT -> "money_urgent"
            AlertChannel.MONEY_INFO -> "money_info"
            AlertChannel.MEALS -> "meals"
            AlertChannel.CARD_SECURITY -> "card_security"
            AlertChannel.SERVICE -> "service"
        }

private val AlertChannel.title: Int
    get() =
        when (this) {
            AlertChannel.ENTRY_EXIT -> R.string.channel_entry_exit
            AlertChannel.MONEY_URGENT -> R.string.channel_money_urgent
            AlertChannel.MONEY_INFO -> R.string.channel_money_info
            AlertChannel.MEALS -> R.string.channel_meals
            AlertChannel.CARD_SECURITY -> R.string.channel_card_security
            AlertChannel.SERVICE -> R.string.channel_service
        }

private val AlertChannel.importance: Int
    get() =
        when (this) {
            AlertChannel.ENTRY_EXIT, AlertChannel.MONEY_URGENT, AlertChannel.CARD_SECURITY -> NotificationManager.IMPORTANCE_HIGH
            AlertChannel.MONEY_INFO, AlertChannel.MEALS -> NotificationManager.IMPORTANCE_DEFAULT
            AlertChannel.SERVICE -> NotificationManager.IMPORTANCE_LOW
        }
