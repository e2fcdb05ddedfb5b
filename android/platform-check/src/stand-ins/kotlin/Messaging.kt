// Stand-ins for type-checking alone: the shape of what the platform part uses of Firebase Cloud Messaging, whose artifacts are not
// on Maven Central. They prove nothing of the real ones.
@file:Suppress("UNUSED_PARAMETER", "unused")

package com.google.firebase.messaging

import android.app.Service
import android.content.Intent
import android.os.IBinder

class RemoteMessage(
    val data: MutableMap<String, String>,
)

open class FirebaseMessagingService : Service() {
    open fun onNewToken(token: String) = Unit

    open fun onMessageReceived(message: RemoteMessage) = Unit

    override fun onBind(intent: Intent?): IBinder? = null
}
