package ru.schoolcard.ui.parts

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.Lock
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import ru.schoolcard.core.AppException
import ru.schoolcard.core.Notice
import ru.schoolcard.core.NoticeKind
import ru.schoolcard.core.SyncProgress
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Tone
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords
import ru.schoolcard.ui.words.Words

/** What is said beside the content, most urgent first; announced when it appears. [onSignIn] offers the way out of a dead sign-in. */
@Composable
fun StateBanners(
    notices: List<Notice>,
    onSignIn: (() -> Unit)? = null,
) {
    if (notices.isEmpty()) return
    Column(Modifier.semantics { liveRegion = LiveRegionMode.Polite }, Arrangement.spacedBy(Space.small)) {
        notices.forEach { notice -> StateBanner(notice, onSignIn) }
    }
}

/** One notice: its icon, its words, and what to press. */
@Composable
fun StateBanner(
    notice: Notice,
    onSignIn: (() -> Unit)? = null,
) {
    // A sum in a notice is of the core's own sentence, which says of when it is where that matters.
    Badge(notice.kind.tone(), notice.kind.icon(), Modifier.needsNoDate()) {
        Text(notice.text, style = Type.body)
        if (notice.kind == NoticeKind.NEEDS_SIGN_IN && onSignIn != null) {
            SideButton(LocalWords.current.signInAgain, onSignIn, border = true)
        }
    }
}

@Composable
private fun NoticeKind.tone(): Tone =
    with(LocalPalette.current) {
        when (this@tone) {
            NoticeKind.LOW_BALANCE, NoticeKind.STORAGE_FAULT, NoticeKind.MONEY_NOT_RETURNED -> bad
            NoticeKind.NEEDS_SIGN_IN, NoticeKind.SERVICE_DOWN, NoticeKind.RUN_OUT_SOON, NoticeKind.COPIED_CARD -> warn
            else -> plain
        }
    }

private fun NoticeKind.icon(): ImageVector =
    when (this) {
        NoticeKind.NEEDS_SIGN_IN -> Icons.Default.Lock
        NoticeKind.LOW_BALANCE, NoticeKind.STORAGE_FAULT, NoticeKind.MONEY_NOT_RETURNED -> Icons.Default.Warning
        NoticeKind.SERVICE_DOWN, NoticeKind.RUN_OUT_SOON, NoticeKind.COPIED_CARD -> Icons.Default.Warning
        else -> Icons.Default.Info
    }

/** [StateBanners] at the head of a list; no row where there is nothing to say. */
fun LazyListScope.notices(
    notices: List<Notice>,
    onSignIn: () -> Unit,
) {
    if (notices.isNotEmpty()) item { StateBanners(notices, onSignIn) }
}

/** The first reading of the history, in words and in motion; no row when nothing is under way. */
fun LazyListScope.firstSync(progress: SyncProgress) {
    if (progress !is SyncProgress.FirstSync) return
    item {
        Card(Modifier.semantics { liveRegion = LiveRegionMode.Polite }) {
            Text(progress.text, style = Type.small)
            Moving()
        }
    }
}

/** Nothing to show yet, and why it takes time. */
@Composable
fun Loading(
    notices: List<Notice>,
    onSignIn: (() -> Unit)? = null,
) {
    val words = LocalWords.current
    Column(Modifier.fillMaxWidth(), Arrangement.spacedBy(Space.medium)) {
        StateBanners(notices, onSignIn)
        // With a notice the wait has its reason, and nothing moves for nothing.
        if (notices.isEmpty()) {
            Card(Modifier.semantics { liveRegion = LiveRegionMode.Polite }) {
                Text(words.loading, style = Type.strong)
                Moving()
                Quiet(words.loadingMore)
            }
        }
    }
}

@Composable
private fun Moving() {
    LinearProgressIndicator(Modifier.fillMaxWidth().clearAndSetSemantics {}, color = LocalPalette.current.accent)
}

/** What went wrong with something the parent asked for. */
fun AppException.said(words: Words): String =
    when (this) {
        is AppException.Offline -> words.troubleOffline
        is AppException.Server -> words.troubleServer
        is AppException.SignedOut -> words.troubleSignedOut
        is AppException.Storage -> words.troubleStorage
        is AppException.OutOfDate -> words.troubleOutOfDate
        is AppException.Rejected -> text.ifEmpty { words.troubleOther }
        is AppException.Validation, is AppException.Unexpected -> words.troubleOther
    }
