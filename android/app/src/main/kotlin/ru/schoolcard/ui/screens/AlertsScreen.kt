package ru.schoolcard.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.DateRange
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.Lock
import androidx.compose.material.icons.filled.Notifications
import androidx.compose.material.icons.filled.ShoppingCart
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.foundation.layout.Column
import androidx.compose.ui.unit.dp
import ru.schoolcard.core.AlertChannel
import ru.schoolcard.core.AlertRow
import ru.schoolcard.core.AlertsState
import ru.schoolcard.ui.parts.Badge
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.Loading
import ru.schoolcard.ui.parts.Quiet
import ru.schoolcard.ui.parts.ScreenFrame
import ru.schoolcard.ui.parts.SideButton
import ru.schoolcard.ui.parts.needsNoDate
import ru.schoolcard.ui.parts.notices
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords

/** The feed of alerts: what was told, what was kept back and why, and how late it was learned. */
@Composable
fun AlertsScreen(
    state: AlertsState?,
    onSettings: () -> Unit,
    onSignIn: () -> Unit,
    onRefresh: () -> Unit,
) {
    val words = LocalWords.current
    ScreenFrame(words.notifications, (state as? AlertsState.Feed)?.unreadText.orEmpty(), onRefresh = onRefresh) {
        when (state) {
            null -> item { Loading(emptyList()) }
            is AlertsState.SignedOut -> item { SignedOutCard(onSignIn) }
            is AlertsState.Feed -> feed(state, onSettings, onSignIn)
        }
    }
}

private fun LazyListScope.feed(
    state: AlertsState.Feed,
    onSettings: () -> Unit,
    onSignIn: () -> Unit,
) {
    notices(state.notices, onSignIn)
    state.pushText?.let { text ->
        item { Badge(LocalPalette.current.warn, Icons.Default.Info) { Text(text, style = Type.body) } }
    }
    item { SideButton(LocalWords.current.notificationSettings, onSettings) }
    if (state.emptyText.isNotEmpty()) item { Card { Text(state.emptyText, style = Type.body) } }
    items(state.rows, { it.id }) { Alert(it) }
}

@Composable
private fun Alert(alert: AlertRow) {
    val palette = LocalPalette.current
    val words = LocalWords.current
    val spoken =
        listOfNotNull(words.newAlert.takeIf { alert.unread }, alert.spoken, alert.atText, alert.delayText, alert.suppressedText)
            .joinToString(". ")
    // An alert is about a moment of the past, which it names itself.
    Card(Modifier.needsNoDate().clearAndSetSemantics { contentDescription = spoken }) {
        Row(horizontalArrangement = Arrangement.spacedBy(Space.medium)) {
            Icon(alert.channel.icon(), null, Modifier.size(24.dp), tint = if (alert.unread) palette.accent else palette.quiet)
            Column(Modifier.weight(1f), Arrangement.spacedBy(Space.hair)) {
                Text(alert.title, style = if (alert.unread) Type.strong else Type.body)
                if (alert.body.isNotEmpty()) Text(alert.body, style = Type.body)
                Quiet(alert.atText)
                alert.delayText?.let { Text(it, style = Type.small, color = palette.warn.text) }
                alert.suppressedText?.let { Quiet(it) }
                if (alert.unread) Text(words.newAlert, style = Type.small, color = palette.accent)
            }
        }
    }
}

private fun AlertChannel.icon(): ImageVector =
    when (this) {
        AlertChannel.ENTRY_EXIT -> Icons.Default.DateRange
        AlertChannel.MONEY_URGENT -> Icons.Default.Warning
        AlertChannel.MEALS -> Icons.Default.ShoppingCart
        AlertChannel.CARD_SECURITY -> Icons.Default.Lock
        AlertChannel.MONEY_INFO -> Icons.Default.Notifications
        AlertChannel.SERVICE -> Icons.Default.Info
    }
