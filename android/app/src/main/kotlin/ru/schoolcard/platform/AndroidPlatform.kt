package ru.schoolcard.platform

import android.Manifest
import android.app.Activity
import android.app.KeyguardManager
import android.content.ActivityNotFoundException
import android.content.ClipData
import android.content.ClipboardManager
import android.content.Intent
import android.hardware.biometrics.BiometricManager.Authenticators.BIOMETRIC_STRONG
import android.hardware.biometrics.BiometricManager.Authenticators.DEVICE_CREDENTIAL
import android.hardware.biometrics.BiometricPrompt
import android.net.Uri
import android.os.Build
import android.os.CancellationSignal
import androidx.activity.compose.BackHandler
import androidx.compose.runtime.Composable
import ru.schoolcard.ui.Platform
import java.time.LocalDate
import java.time.ZoneId

/** What the screens ask of an Android phone. */
class AndroidPlatform(
    private val activity: Activity,
) : Platform {
    private var afterUnlock: (() -> Unit)? = null
    private var toSave: String? = null

    override fun today(): LocalDate = LocalDate.now(ZoneId.of("Europe/Moscow"))

    override fun open(url: String) {
        val page = Uri.parse(url)
        // Addresses come from a server: only pages are opened, never another app's own links.
        if (page.scheme != "https" && page.host != "127.0.0.1") return
        try {
            activity.startActivity(Intent(Intent.ACTION_VIEW, page).addCategory(Intent.CATEGORY_BROWSABLE))
        } catch (_: ActivityNotFoundException) {
            copy(url)
        }
    }

    override fun copy(text: String) {
        activity.service<ClipboardManager>().setPrimaryClip(ClipData.newPlainText("", text))
    }

    override fun share(
        title: String,
        text: String,
    ) {
        val send = Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_SUBJECT, title).putExtra(Intent.EXTRA_TEXT, text)
        activity.startActivity(Intent.createChooser(send, title))
    }

    /** Asks the system where to; what is chosen comes back in [chosen]. Nothing is left behind when nothing is chosen. */
    override fun save(
        name: String,
        mime: String,
        text: String,
    ) {
        toSave = text
        val create = Intent(Intent.ACTION_CREATE_DOCUMENT).addCategory(Intent.CATEGORY_OPENABLE).setType(mime).putExtra(Intent.EXTRA_TITLE, name)
        try {
            @Suppress("DEPRECATION")
            activity.startActivityForResult(create, SAVE)
        } catch (_: ActivityNotFoundException) {
            share(name, text)
        }
    }

    /** Where the parent wants the file of [save] to be. */
    fun chosen(
        request: Int,
        place: Uri?,
    ) {
        if (request != SAVE) return
        val text = toSave ?: return
        toSave = null
        activity.contentResolver.openOutputStream(place ?: return)?.use { it.write(text.toByteArray()) }
    }

    /** With a finger, a face or the phone's own code; a phone that has no lock has nothing to ask for. */
    override fun confirmIdentity(
        reason: String,
        then: () -> Unit,
    ) {
        val guard = activity.service<KeyguardManager>()
        if (!guard.isDeviceSecure) return then()
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) return prompt(reason, then)
        afterUnlock = then
        @Suppress("DEPRECATION")
        activity.startActivityForResult(guard.createConfirmDeviceCredentialIntent(reason, null), UNLOCK)
    }

    /** The answer of the lock screen on Android 10 and older. */
    fun unlocked(
        request: Int,
        result: Int,
    ) {
        if (request != UNLOCK) return
        val then = afterUnlock
        afterUnlock = null
        if (result == Activity.RESULT_OK) then?.invoke()
    }

    private fun prompt(
        reason: String,
        then: () -> Unit,
    ) {
        val answer =
            object : BiometricPrompt.AuthenticationCallback() {
                override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult?) = then()
            }
        BiometricPrompt
            .Builder(activity)
            .setTitle(reason)
            .setAllowedAuthenticators(BIOMETRIC_STRONG or DEVICE_CREDENTIAL)
            .build()
            .authenticate(CancellationSignal(), activity.mainExecutor, answer)
    }

    override fun askForNotifications() {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
            activity.requestPermissions(arrayOf(Manifest.permission.POST_NOTIFICATIONS), NOTIFICATIONS)
        }
    }

    @Composable
    override fun OnBack(
        enabled: Boolean,
        then: () -> Unit,
    ) = BackHandler(enabled, then)

    companion object {
        const val UNLOCK = 1
        const val NOTIFICATIONS = 2
        const val SAVE = 3
    }
}
