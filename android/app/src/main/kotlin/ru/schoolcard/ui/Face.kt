package ru.schoolcard.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import ru.schoolcard.core.Action
import ru.schoolcard.core.AppException
import ru.schoolcard.core.ParentAppInterface
import ru.schoolcard.core.Period
import ru.schoolcard.core.RefreshScope
import ru.schoolcard.core.Screen
import ru.schoolcard.core.ScreenState
import ru.schoolcard.core.Statement
import ru.schoolcard.core.TextFile
import ru.schoolcard.core.states

/**
 * The core as the screens use it: states to look at, actions to send. Decides nothing.
 *
 * Calls into the core go over [background]: the first one on a JVM takes long. [redirectUri] is the one of the core's
 * configuration; addresses below it are returns from the bank.
 */
class Face(
    private val core: ParentAppInterface,
    val platform: Platform,
    private val redirectUri: String,
    private val scope: CoroutineScope,
    private val background: CoroutineDispatcher = Dispatchers.Default,
) {
    /** What went wrong with the last call that was waited for; null when nothing did. */
    var trouble: AppException? by mutableStateOf(null)
        private set

    /** The state of [screen], whole, from its first moment on; null until then. */
    @Composable
    fun look(screen: Screen): ScreenState? {
        val states =
            remember(screen, core) {
                core.states(screen).flowOn(background).catch { if (it is AppException) trouble = it else throw it }
            }
        val state by states.collectAsState(null)
        return state
    }

    fun dispatch(action: Action) {
        scope.launch(background) { core.dispatch(action) }
    }

    fun refresh(scope: RefreshScope) = dispatch(Action.Refresh(scope))

    /** Opens the school's sign-in page. */
    fun signIn() = waitFor { platform.open(withContext(background) { core.beginSignIn() }) }

    /** Takes a link that the browser came back with: from the sign-in or from the bank. */
    fun cameBack(url: String) {
        if (url.startsWith("${redirectUri.trimEnd('/')}/payment")) {
            dispatch(Action.ReturnFromBank(url))
        } else if (url.startsWith(redirectUri)) {
            waitFor(quietly = true) {
                withContext(background) {
                    core.completeSignIn(url)
                    core.refresh(RefreshScope.Latest)
                    core.resume()
                }
            }
        }
    }

    /** Makes the statement of a child and keeps the form of it that [which] takes. */
    fun statement(
        child: String,
        period: Period,
        which: (Statement) -> TextFile,
    ) = waitFor {
        val file = which(withContext(background) { core.statement(child, period) })
        platform.save(file.name, file.mime, file.text)
    }

    /** Takes everything along that this phone holds. */
    fun export() = waitFor { platform.save("schoolcard.json", "application/json", withContext(background) { core.exportEverything() }) }

    fun deleteEverything() = waitFor { withContext(background) { core.deleteEverything() } }

    fun dismissTrouble() {
        trouble = null
    }

    /** [quietly]: what goes wrong shows in the states already. */
    private fun waitFor(
        quietly: Boolean = false,
        work: suspend () -> Unit,
    ) {
        scope.launch {
            try {
                trouble = null
                work()
            } catch (error: AppException) {
                if (!quietly) trouble = error
            }
        }
    }
}
