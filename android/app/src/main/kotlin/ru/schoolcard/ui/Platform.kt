package ru.schoolcard.ui

import androidx.compose.runtime.Composable
import java.time.LocalDate

/** What the UI asks of the device it runs on. On Android the Activity answers, in the preview a window, in tests the test. */
interface Platform {
    /** Today at the school (Europe/Moscow), whatever the device's own zone. */
    fun today(): LocalDate

    /** Opens [url] in the system browser; never in a view of our own. */
    fun open(url: String)

    /** Puts [text] on the clipboard. */
    fun copy(text: String)

    /** Offers [text] to other apps: a printer, a messenger. */
    fun share(
        title: String,
        text: String,
    )

    /** Lets the parent choose where [text] is kept as a file, to print or to pass on. */
    fun save(
        name: String,
        mime: String,
        text: String,
    )

    /** Calls [then] once the parent has shown that the device is theirs; [reason] is what they read meanwhile. */
    fun confirmIdentity(
        reason: String,
        then: () -> Unit,
    )

    /** Asks the system for the permission to notify; called after the reasons were shown. */
    fun askForNotifications()

    /** Calls [then] when the parent goes back with the system's own gesture, while [enabled]. */
    @Composable
    fun OnBack(
        enabled: Boolean,
        then: () -> Unit,
    )
}
