package ru.schoolcard.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.AccountBox
import androidx.compose.material.icons.filled.DateRange
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.Lock
import androidx.compose.material.icons.filled.ShoppingCart
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import ru.schoolcard.core.SignInState
import ru.schoolcard.ui.parts.Badge
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.Heading
import ru.schoolcard.ui.parts.Loading
import ru.schoolcard.ui.parts.MainButton
import ru.schoolcard.ui.parts.Quiet
import ru.schoolcard.ui.parts.ScreenFrame
import ru.schoolcard.ui.parts.SideButton
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords

/** Signing in: why, how, and what became of the attempt. The password is typed in the system browser. */
@Composable
fun SignInScreen(
    state: SignInState?,
    onSignIn: () -> Unit,
    onReopen: (String) -> Unit,
    onCancel: () -> Unit,
    onHelp: () -> Unit,
) {
    val words = LocalWords.current
    ScreenFrame(words.appName) {
        item {
            when (state) {
                null -> Loading(emptyList())
                is SignInState.SignedOut -> Invitation(state.text, onSignIn)
                is SignInState.NeedsSignIn -> Invitation(state.text, onSignIn)
                is SignInState.Failed ->
                    Card {
                        Badge(LocalPalette.current.warn, Icons.Default.Warning, Modifier.semantics { liveRegion = LiveRegionMode.Polite }) {
                            Text(state.text, style = Type.body)
                        }
                        MainButton(words.signIn, onSignIn)
                    }
                is SignInState.AwaitingRedirect ->
                    Card {
                        Text(state.text, Modifier.semantics { liveRegion = LiveRegionMode.Polite }, style = Type.body)
                        MainButton(words.signInReopen, { onReopen(state.url) })
                        SideButton(words.signInCancel, onCancel)
                    }
                is SignInState.Working ->
                    Card { Text(state.text, Modifier.semantics { liveRegion = LiveRegionMode.Polite }, style = Type.body) }
                is SignInState.SignedIn -> Loading(emptyList())
            }
        }
        item { What() }
        item { SideButton(words.howToConnect, onHelp) }
    }
}

@Composable
private fun Invitation(
    text: String,
    onSignIn: () -> Unit,
) {
    Card {
        Text(text, style = Type.body)
        MainButton(LocalWords.current.signIn, onSignIn)
        Row(Modifier.padding(top = Space.hair), Arrangement.spacedBy(Space.small)) {
            Icon(Icons.Default.Lock, null, Modifier.size(20.dp), tint = LocalPalette.current.quiet)
            Quiet(LocalWords.current.signInSafe)
        }
    }
}

@Composable
private fun What() {
    val words = LocalWords.current
    Card {
        Heading(words.signInWhat)
        Point(Icons.Default.DateRange, words.signInPasses)
        Point(Icons.Default.ShoppingCart, words.signInMeals)
        Point(Icons.Default.AccountBox, words.signInMoney)
    }
}

@Composable
private fun Point(
    icon: ImageVector,
    text: String,
) {
    Row(Modifier.padding(vertical = Space.hair), Arrangement.spacedBy(Space.medium), Alignment.CenterVertically) {
        Icon(icon, null, tint = LocalPalette.current.accent)
        Text(text, style = Type.body)
    }
}

/** A screen of somebody who is not signed in. */
@Composable
fun SignedOutCard(onSignIn: () -> Unit) {
    Badge(LocalPalette.current.plain, Icons.Default.Info) {
        Text(LocalWords.current.signedOut, style = Type.body)
        SideButton(LocalWords.current.signIn, onSignIn, border = true)
    }
}

/** A screen of a child that the family no longer has. */
@Composable
fun UnknownChildCard() {
    Badge(LocalPalette.current.plain, Icons.Default.Info) { Text(LocalWords.current.unknownChild, style = Type.body) }
}
