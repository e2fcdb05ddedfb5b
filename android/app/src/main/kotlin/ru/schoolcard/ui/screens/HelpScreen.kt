package ru.schoolcard.ui.screens

import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import ru.schoolcard.core.HelpPage
import ru.schoolcard.core.HelpState
import ru.schoolcard.core.HelpTopic
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.Heading
import ru.schoolcard.ui.parts.Loading
import ru.schoolcard.ui.parts.Points
import ru.schoolcard.ui.parts.ScreenFrame
import ru.schoolcard.ui.parts.SideButton
import ru.schoolcard.ui.words.LocalWords

/** What to do with a lost card, how to connect, how to pay: readable without a network and without a sign-in. */
@Composable
fun HelpScreen(
    state: HelpState?,
    onTopic: (HelpTopic) -> Unit,
    onOpen: (String) -> Unit,
    onBack: (() -> Unit)?,
) {
    ScreenFrame(LocalWords.current.help, onBack = onBack) {
        when (state) {
            null -> item { Loading(emptyList()) }
            is HelpState.Topics -> items(state.pages, { it.topic.name }) { page -> Topic(page, onOpen) {} }
            is HelpState.Topic ->
                item {
                    Topic(state.page, onOpen) {
                        state.page.seeAlso.forEach { SideButton(it.title, { onTopic(it.topic) }) }
                    }
                }
        }
    }
}

@Composable
private fun Topic(
    page: HelpPage,
    onOpen: (String) -> Unit,
    more: @Composable () -> Unit,
) {
    Card {
        Heading(page.title)
        Points(page.steps)
        page.links.forEach { SideButton(it.text, { onOpen(it.address) }) }
        more()
    }
}
