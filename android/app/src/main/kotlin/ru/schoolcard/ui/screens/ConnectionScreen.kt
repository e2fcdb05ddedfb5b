package ru.schoolcard.ui.screens

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.semantics
import ru.schoolcard.core.AdultRights
import ru.schoolcard.core.Application
import ru.schoolcard.core.ChildConnection
import ru.schoolcard.core.ConnectionKind
import ru.schoolcard.core.ConnectionState
import ru.schoolcard.core.ConsentRow
import ru.schoolcard.core.HelpTopic
import ru.schoolcard.core.NamedAdultKind
import ru.schoolcard.ui.parts.AsOfLine
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.Heading
import ru.schoolcard.ui.parts.Loading
import ru.schoolcard.ui.parts.MainButton
import ru.schoolcard.ui.parts.Points
import ru.schoolcard.ui.parts.Quiet
import ru.schoolcard.ui.parts.ScreenFrame
import ru.schoolcard.ui.parts.SideButton
import ru.schoolcard.ui.parts.dated
import ru.schoolcard.ui.parts.notices
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords
import java.time.LocalDate

/** What can be done about papers for the school. */
interface ConnectionActions {
    fun contact(
        phone: String,
        email: String,
    )

    fun share(application: Application)

    fun print(application: Application)

    fun handedIn(
        child: String,
        on: Boolean,
    )

    /** To the names of other adults being kept on this phone. */
    fun consent()

    fun name(
        child: String,
        adult: Named,
    )

    fun forget(adult: String)

    fun help(topic: HelpTopic)
}

/**
 * How each child is connected, the application to the school filled in, and who sees the child. [consent] is the one to the names
 * of other adults; until it is known, nobody can be named.
 */
@Composable
fun ConnectionScreen(
    state: ConnectionState?,
    consent: ConsentRow?,
    today: LocalDate,
    actions: ConnectionActions,
    onSignIn: () -> Unit,
    onRefresh: () -> Unit,
    onBack: () -> Unit,
) {
    val words = LocalWords.current
    ScreenFrame(words.family.connection, onBack = onBack, onRefresh = onRefresh) {
        when (state) {
            null -> item { Loading(emptyList()) }
            is ConnectionState.SignedOut -> item { SignedOutCard(onSignIn) }
            is ConnectionState.Loading -> item { Loading(state.notices, onSignIn) }
            is ConnectionState.Children -> {
                notices(state.notices, onSignIn)
                items(state.children, { it.person }) { Child(it, consent, today, actions) }
                item { Contact(state, actions) }
                item { SideButton(words.howToConnect, { actions.help(state.help) }) }
            }
        }
    }
}

@Composable
private fun Child(
    child: ChildConnection,
    consent: ConsentRow?,
    today: LocalDate,
    actions: ConnectionActions,
) {
    val words = LocalWords.current.family
    Card(Modifier.dated(child.asOfText)) {
        Heading(child.name)
        Text(child.text, style = Type.body)
        AsOfLine(child.asOfText, child.freshness.state)
        val applying = child.kind == ConnectionKind.NOT_CONNECTED || child.kind == ConnectionKind.APPLIED
        if (applying || child.named.any { it.kind == NamedAdultKind.ASKED }) {
            Heading(words.application)
            Quiet(child.application.missingText)
            SideButton(words.shareApplication, { actions.share(child.application) })
            SideButton(words.printApplication, { actions.print(child.application) })
        }
        if (applying) {
            val applied = child.kind == ConnectionKind.APPLIED
            SideButton(if (applied) words.notHandedIn else words.handedIn, { actions.handedIn(child.person, !applied) })
        }
        if (child.seenBy.isNotEmpty()) {
            Heading(words.seenBy)
            Points(child.seenBy)
            Quiet(child.seenByAsOfText)
        }
        if (child.named.isNotEmpty()) Heading(words.otherAdults)
        child.named.forEach { adult ->
            key(adult.id) {
                Column(Modifier.fillMaxWidth().semantics(mergeDescendants = true) {}) {
                    Text(adult.name, style = Type.strong)
                    Quiet(adult.text)
                }
                Naming(words.changeAdult, Named(adult.name, adult.rights, adult.until), child, consent, today, actions)
                SideButton(words.forgetAdult, { actions.forget(adult.id) })
            }
        }
        Naming(words.nameAdult, Named("", AdultRights.ENTRIES, null), child, consent, today, actions)
    }
}

/** The form stands where its button was; whom another parent gave access cannot name anybody. */
@Composable
private fun Naming(
    text: String,
    start: Named,
    child: ChildConnection,
    consent: ConsentRow?,
    today: LocalDate,
    actions: ConnectionActions,
) {
    if (consent == null || child.kind == ConnectionKind.GIVEN_ACCESS) return
    var open by rememberSaveable { mutableStateOf(false) }
    if (!open) {
        SideButton(text, { open = true })
        return
    }
    AdultForm(
        start,
        consent,
        today,
        actions::consent,
        {
            open = false
            actions.name(child.person, it)
        },
        { open = false },
    )
}

/** Phone and e-mail that go into the applications. */
@Composable
private fun Contact(
    state: ConnectionState.Children,
    actions: ConnectionActions,
) {
    val words = LocalWords.current
    var phone by rememberSaveable(state.phone) { mutableStateOf(state.phone) }
    var email by rememberSaveable(state.email) { mutableStateOf(state.email) }
    Card {
        Heading(words.family.contact)
        OutlinedTextField(phone, { phone = it }, Modifier.fillMaxWidth(), label = { Text(words.family.phone) }, singleLine = true)
        OutlinedTextField(email, { email = it }, Modifier.fillMaxWidth(), label = { Text(words.family.email) }, singleLine = true)
        MainButton(words.save, { actions.contact(phone, email) }, enabled = phone != state.phone || email != state.email)
    }
}
