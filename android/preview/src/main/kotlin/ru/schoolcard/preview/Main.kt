package ru.schoolcard.preview

import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.ui.unit.DpSize
import androidx.compose.ui.unit.dp
import androidx.compose.ui.window.Window
import androidx.compose.ui.window.WindowState
import androidx.compose.ui.window.application
import ru.schoolcard.core.AppConfig
import ru.schoolcard.core.HomeSnapshot
import ru.schoolcard.core.Language
import ru.schoolcard.core.ParentApp
import ru.schoolcard.core.SecretStore
import ru.schoolcard.ui.Face
import ru.schoolcard.ui.SchoolCardUi
import ru.schoolcard.ui.theme.SchoolCardTheme
import ru.schoolcard.ui.words.Words
import java.io.File
import java.nio.file.Files
import java.util.concurrent.ConcurrentHashMap

private const val REDIRECT = "school-card://signed-in"

/**
 * The app in a window, on the school at the address given (`http://127.0.0.1:8600`), in Russian unless `en` follows.
 * Signing in and paying happen without a browser: see [DesktopPlatform].
 */
fun main(arguments: Array<String>) {
    val school = requireNotNull(arguments.firstOrNull()) { "give the address of a sandbox: http://127.0.0.1:8600" }
    val english = arguments.getOrNull(1) == "en"
    val dataDir = arguments.getOrNull(2)?.let(::File) ?: Files.createTempDirectory("school-card-preview").toFile()
    val snapshot = HomeSnapshot.read(dataDir)
    val config =
        AppConfig(
            dataDir = dataDir.path,
            loginUrl = school,
            schoolUrl = school,
            payUrl = school,
            clientId = "school-card",
            redirectUri = REDIRECT,
            locale = if (english) Language.EN else Language.RU,
            deviceId = "preview",
        )
    val core = ParentApp(config, Forgetful())
    core.resume()
    application {
        Window(
            onCloseRequest = {
                core.shutdown()
                exitApplication()
            },
            state = WindowState(size = DpSize(412.dp, 915.dp)),
            title = "School Card",
        ) {
            val scope = rememberCoroutineScope()
            val face = remember { DesktopPlatform.face { platform -> Face(core, platform, REDIRECT, scope) } }
            SchoolCardTheme(if (english) Words.En else Words.Ru) { SchoolCardUi(face, snapshot) }
        }
    }
}

/** Secrets for as long as the window is open. */
private class Forgetful : SecretStore {
    private val kept = ConcurrentHashMap<String, String>()

    override fun get(key: String): String? = kept[key]

    override fun set(
        key: String,
        value: String,
    ) {
        kept[key] = value
    }

    override fun delete(key: String) {
        kept.remove(key)
    }
}
