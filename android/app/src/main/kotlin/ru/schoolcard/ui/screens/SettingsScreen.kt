package ru.schoolcard.ui.screens

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import ru.schoolcard.core.SignInState
import ru.schoolcard.ui.Place
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.Heading
import ru.schoolcard.ui.parts.MainButton
import ru.schoolcard.ui.parts.Quiet
import ru.schoolcard.ui.parts.ScreenFrame
import ru.schoolcard.ui.parts.SideButton
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords

/** Who is signed in, notifications with their reasons first, what is kept where, and signing out. */
@Composable
fun SettingsScreen(
    state: SignInState?,
    onOpen: (Place) -> Unit,
    onSignOut: () -> Unit,
    onSignIn: () -> Unit,
) {
    val words = LocalWords.current
    ScreenFrame(words.settings) {
        item {
            if (state is SignInState.SignedIn) SignedIn(state.name.orEmpty(), onSignOut) else SignedOutCard(onSignIn)
        }
        item {
            Card {
                Heading(words.notifications)
                Text(words.notificationsWhy, style = Type.body)
                SideButton(words.notificationSettings, { onOpen(Place.Notifications) })
            }
        }
        item {
            Card {
                Heading(words.family.connection)
                SideButton(words.family.connection, { onOpen(Place.Connection) })
            }
        }
        item {
            Card {
                Heading(words.privacy)
                Text(words.privacyText, style = Type.body)
                SideButton(words.family.consents, { onOpen(Place.Privacy) })
            }
        }
    }
}

@Composable
private fun SignedIn(
    name: String,
    onSignOut: () -> Unit,
) {
    val words = LocalWords.current
    var asking by rememberSaveable { mutableStateOf(false) }
    Card {
        Quiet(words.signedInAs)
        if (name.isNotEmpty()) Text(name, style = Type.title)
        if (asking) {
            Heading(words.signOutSure)
            Text(words.signOutMeans, style = Type.body)
            MainButton(words.signOut, onSignOut)
            SideButton(words.stay, { asking = false })
        } else {
            SideButton(words.signOut, { asking = true })
        }
    }
}
