package ru.schoolcard.platform

import android.content.Intent
import android.os.Bundle
import android.view.WindowManager
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import ru.schoolcard.core.AppException
import ru.schoolcard.core.Language
import ru.schoolcard.ui.Face
import ru.schoolcard.ui.Place
import ru.schoolcard.ui.SchoolCardUi
import ru.schoolcard.ui.Waiting
import ru.schoolcard.ui.theme.SchoolCardTheme
import ru.schoolcard.ui.words.Words
import java.time.Duration

/**
 * The one window. Draws the snapshot file while the core is being opened off the main thread, then the screens; takes the links that
 * lead back from the browser.
 */
class MainActivity : ComponentActivity() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main)
    private val platform = AndroidPlatform(this)
    private val app get() = application as SchoolCardApplication

    /** The core with what the screens need of it; null until it is open. */
    var face: Face? by mutableStateOf(null)
        private set

    /** Why the core could not be opened. */
    var trouble: AppException? by mutableStateOf(null)
        private set

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        // No sums and names in the list of recent apps, nor in anybody's recording of the screen.
        window.setFlags(WindowManager.LayoutParams.FLAG_SECURE, WindowManager.LayoutParams.FLAG_SECURE)
        val words = if (app.language() == Language.EN) Words.En else Words.Ru
        val snapshot = app.snapshot()
        val start = Place.of(intent.getStringExtra(ROUTE).orEmpty())
        setContent {
            SchoolCardTheme(words) { face?.let { SchoolCardUi(it, snapshot, start) } ?: Waiting(snapshot, trouble) }
        }
        scope.launch {
            try {
                face = Face(withContext(Dispatchers.IO) { app.core.also { it.resume() } }, platform, app.redirect, scope)
                take(intent)
            } catch (error: AppException) {
                trouble = error
            }
        }
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        setIntent(intent)
        take(intent)
    }

    /** A link from the browser goes to the core once. */
    private fun take(intent: Intent) {
        val link = intent.dataString ?: return
        val face = face ?: return
        intent.data = null
        face.cameBack(link)
    }

    override fun onStart() {
        super.onStart()
        face?.let { scope.launch(Dispatchers.IO) { app.core.resume() } }
    }

    override fun onStop() {
        super.onStop()
        // Outlives this window: the files are brought in order even when it is gone.
        face?.let { CoroutineScope(Dispatchers.IO).launch { app.core.pause(Duration.ofSeconds(5)) } }
        HomeWidget.update(app)
    }

    override fun onDestroy() {
        scope.cancel()
        super.onDestroy()
    }

    @Deprecated("the lock screen of Android 10 and older and the choice of a file answer this way")
    override fun onActivityResult(
        request: Int,
        result: Int,
        data: Intent?,
    ) {
        @Suppress("DEPRECATION")
        super.onActivityResult(request, result, data)
        platform.unlocked(request, result)
        platform.chosen(request, data?.data)
    }

    companion object {
        /** Where a notification leads, as a [Place.route]. */
        const val ROUTE = "route"
    }
}
