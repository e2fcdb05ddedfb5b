package ru.schoolcard.ui.screens

import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Info
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import ru.schoolcard.core.Action
import ru.schoolcard.core.AlertChoice
import ru.schoolcard.core.ChildSettings
import ru.schoolcard.core.Hours
import ru.schoolcard.core.NotificationChange
import ru.schoolcard.core.NotificationSettingsState
import ru.schoolcard.core.NotificationSwitch
import ru.schoolcard.core.SchoolEvent
import ru.schoolcard.core.SchoolSettingsState
import ru.schoolcard.core.SchoolSwitch
import ru.schoolcard.ui.parts.AsOfLine
import ru.schoolcard.ui.parts.Badge
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.Change
import ru.schoolcard.ui.parts.Choice
import ru.schoolcard.ui.parts.Heading
import ru.schoolcard.ui.parts.Loading
import ru.schoolcard.ui.parts.Quiet
import ru.schoolcard.ui.parts.ScreenFrame
import ru.schoolcard.ui.parts.SideButton
import ru.schoolcard.ui.parts.ToggleRow
import ru.schoolcard.ui.parts.notices
import ru.schoolcard.ui.parts.stage
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords

/** The night that is offered; another one that was set elsewhere is offered beside it. */
private val NIGHT = Hours("21:00", "07:00")

/** What a parent wants to be told: on this phone by child and kind, and the school's own switches. */
@Composable
fun NotificationSettingsScreen(
    state: NotificationSettingsState?,
    onAction: (Action) -> Unit,
    onAllow: () -> Unit,
    onSignIn: () -> Unit,
    onRefresh: () -> Unit,
    onBack: () -> Unit,
) {
    val words = LocalWords.current
    ScreenFrame(words.notificationSettings, onBack = onBack, onRefresh = onRefresh) {
        when (state) {
            null -> item { Loading(emptyList()) }
            is NotificationSettingsState.SignedOut -> item { SignedOutCard(onSignIn) }
            is NotificationSettingsState.Settings -> settings(state, onAction, onAllow, onSignIn)
        }
    }
}

private fun LazyListScope.settings(
    state: NotificationSettingsState.Settings,
    onAction: (Action) -> Unit,
    onAllow: () -> Unit,
    onSignIn: () -> Unit,
) {
    notices(state.notices, onSignIn)
    state.pushText?.let { text -> item { Badge(LocalPalette.current.warn, Icons.Default.Info) { Text(text, style = Type.body) } } }
    item {
        val words = LocalWords.current
        Card {
            Text(words.notificationsWhy, style = Type.body)
            SideButton(words.notificationsAllow, onAllow)
        }
    }
    items(state.children, { it.person }) { Child(it, onAction) }
    item {
        val words = LocalWords.current
        Card {
            Heading(words.quietHours)
            Quiet(words.quietHoursWhy)
            val hours = listOfNotNull(NIGHT, state.quiet).distinct()
            Choice(listOf(null to words.none) + hours.map { it to "${it.from} – ${it.to}" }, state.quiet) { onAction(Action.SetQuietHours(it)) }
            ToggleRow(words.fullWhenLocked, state.fullWhenLocked, { onAction(Action.SetFullWhenLocked(it)) }, words.fullWhenLockedWhy)
            SideButton(words.resetChoices, { onAction(Action.ResetAlertChoices) })
        }
    }
    school(state.school, onAction)
}

@Composable
private fun Child(
    child: ChildSettings,
    onAction: (Action) -> Unit,
) {
    Card {
        Heading(child.name)
        for (kind in child.kinds) {
            ToggleRow(
                kind.title,
                kind.choice.push,
                { onAction(Action.SetAlertChoice(child.person, kind.kind, AlertChoice(it, kind.choice.hours))) },
                kind.hint.ifEmpty { null },
                kind.hoursText,
            )
        }
    }
}

private fun LazyListScope.school(
    state: SchoolSettingsState,
    onAction: (Action) -> Unit,
) {
    item { Heading(LocalWords.current.schoolSwitches) }
    when (state) {
        is SchoolSettingsState.NotRead -> item { Card { Text(state.text, style = Type.body) } }
        is SchoolSettingsState.Read -> {
            item { AsOfLine(state.asOfText, state.freshness.state) }
            items(state.groups, { it.id }) { group ->
                Card {
                    Heading(group.name)
                    group.events.forEach { Event(it, onAction) }
                }
            }
            state.reset?.let { reset -> item { Going(reset, onAction) } }
            item { SideButton(LocalWords.current.resetSchool, { onAction(Action.ResetNotifications) }) }
        }
    }
}

@Composable
private fun Event(
    event: SchoolEvent,
    onAction: (Action) -> Unit,
) {
    Text(event.name, style = Type.strong)
    Quiet(event.description)
    event.switches.forEach { SwitchRow(it, onAction) }
}

@Composable
private fun SwitchRow(
    row: SchoolSwitch,
    onAction: (Action) -> Unit,
) {
    val seen = row.switch
    ToggleRow(
        row.channelText,
        seen.on,
        { onAction(Action.SetNotification(row.id, row.channel, seen, NotificationSwitch(it, seen.from, seen.to))) },
        row.hoursText,
    )
    row.change?.let { Going(it, onAction) }
}

@Composable
private fun Going(
    change: NotificationChange,
    onAction: (Action) -> Unit,
) = Change(change.kind.stage(), change.text, LocalWords.current.cancel, { onAction(Action.CancelNotification(change.id)) })
