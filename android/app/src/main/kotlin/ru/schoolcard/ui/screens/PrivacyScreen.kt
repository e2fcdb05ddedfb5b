package ru.schoolcard.ui.screens

import androidx.compose.foundation.lazy.items
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import ru.schoolcard.core.ConsentKind
import ru.schoolcard.core.ConsentPurpose
import ru.schoolcard.core.ConsentRow
import ru.schoolcard.core.PrivacyState
import ru.schoolcard.ui.parts.AskFirst
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.Heading
import ru.schoolcard.ui.parts.Loading
import ru.schoolcard.ui.parts.Points
import ru.schoolcard.ui.parts.ScreenFrame
import ru.schoolcard.ui.parts.SideButton
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords

/** What the parent agreed to and when, what this phone holds, taking it along, and destroying it. */
@Composable
fun PrivacyScreen(
    state: PrivacyState?,
    onConsent: (ConsentPurpose, Boolean) -> Unit,
    onExport: () -> Unit,
    onDelete: () -> Unit,
    onSignIn: () -> Unit,
    onBack: () -> Unit,
) {
    val words = LocalWords.current
    ScreenFrame(words.privacy, onBack = onBack) {
        when (state) {
            null -> item { Loading(emptyList()) }
            is PrivacyState.SignedOut -> item { SignedOutCard(onSignIn) }
            is PrivacyState.Privacy -> {
                item {
                    Card {
                        Text(state.holdsText, style = Type.body)
                        Text(state.exportText, style = Type.body)
                        SideButton(words.family.export, onExport)
                    }
                }
                item { Heading(words.family.consents) }
                items(state.consents, { it.purpose.name }) { Consent(it, onConsent) }
                item {
                    Card {
                        AskFirst(words.family.deleteAll, state.deleteText, words.family.deleteSure, onDelete)
                    }
                }
            }
        }
    }
}

@Composable
private fun Consent(
    consent: ConsentRow,
    onConsent: (ConsentPurpose, Boolean) -> Unit,
) {
    val words = LocalWords.current.family
    val given = consent.kind == ConsentKind.GIVEN
    Card {
        Heading(consent.title)
        Text(consent.text, style = Type.body)
        Text(consent.kindText, Modifier, style = Type.strong)
        if (consent.history.size > 1) Points(consent.history)
        SideButton(if (given) words.withdraw else words.give, { onConsent(consent.purpose, !given) })
    }
}
