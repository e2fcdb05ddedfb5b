package ru.schoolcard.platform

import com.google.firebase.messaging.FirebaseMessagingService
import com.google.firebase.messaging.RemoteMessage
import org.json.JSONObject
import ru.schoolcard.core.AppException
import ru.schoolcard.core.PushOutcome
import ru.schoolcard.core.PushProvider
import ru.schoolcard.core.PushToken

/** Hands pushes to the core and shows what it says. The system gives about ten seconds, on a thread of its own. */
class PushService : FirebaseMessagingService() {
    private val app get() = application as SchoolCardApplication

    override fun onNewToken(token: String) {
        try {
            app.core.setPushToken(PushToken(PushProvider.FCM, token, app.packageName))
        } catch (_: AppException) {
            // Given again at the next start.
        }
    }

    override fun onMessageReceived(message: RemoteMessage) {
        val notifier = Notifier(app)
        when (val outcome = app.core.handlePush(JSONObject(message.data.toMap()).toString().toByteArray())) {
            is PushOutcome.Show -> notifier.post(app.core, listOf(outcome.alert))
            is PushOutcome.Kept, is PushOutcome.Duplicate -> Unit
            is PushOutcome.Ignored -> notifier.postUnread()
        }
        HomeWidget.update(app)
    }
}
