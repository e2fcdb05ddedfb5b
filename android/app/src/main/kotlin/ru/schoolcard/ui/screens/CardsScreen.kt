package ru.schoolcard.ui.screens

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import ru.schoolcard.core.AfterLoss
import ru.schoolcard.core.CardAction
import ru.schoolcard.core.CardBlockKind
import ru.schoolcard.core.CardRow
import ru.schoolcard.core.CardsState
import ru.schoolcard.core.HelpTopic
import ru.schoolcard.core.LossState
import ru.schoolcard.core.TransportCell
import ru.schoolcard.ui.parts.AsOfLine
import ru.schoolcard.ui.parts.AskFirst
import ru.schoolcard.ui.parts.Badge
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.Change
import ru.schoolcard.ui.parts.Heading
import ru.schoolcard.ui.parts.Loading
import ru.schoolcard.ui.parts.Points
import ru.schoolcard.ui.parts.Quiet
import ru.schoolcard.ui.parts.ScreenFrame
import ru.schoolcard.ui.parts.SideButton
import ru.schoolcard.ui.parts.Stage
import ru.schoolcard.ui.parts.dated
import ru.schoolcard.ui.parts.needsNoDate
import ru.schoolcard.ui.parts.notices
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords

/** The cards of one child: which work, what to do about a lost one, and what happened since. */
@Composable
fun CardsScreen(
    state: CardsState?,
    onBlock: (String) -> Unit,
    onCancelBlock: (String) -> Unit,
    onHelp: (HelpTopic) -> Unit,
    onSignIn: () -> Unit,
    onRefresh: () -> Unit,
    onBack: () -> Unit,
) {
    ScreenFrame(LocalWords.current.family.cards, (state as? CardsState.Cards)?.name.orEmpty(), onBack, onRefresh) {
        when (state) {
            null -> item { Loading(emptyList()) }
            is CardsState.SignedOut -> item { SignedOutCard(onSignIn) }
            is CardsState.UnknownChild -> item { UnknownChildCard() }
            is CardsState.Unknown -> {
                notices(state.notices, onSignIn)
                item { Card { Text(state.text, style = Type.body) } }
                item { LostCard(state.help, onHelp) }
            }
            is CardsState.Cards -> {
                notices(state.notices, onSignIn)
                loss(state.loss)
                hints(state)
                items(state.cards, { it.id }) { OneCard(it, state, onBlock, onCancelBlock) }
                if (state.emptyText.isNotEmpty()) item { Card { Text(state.emptyText, style = Type.body) } }
                item { LostCard(state.help, onHelp) }
                item { Quiet(state.accountText) }
                item { Transport(state.transport) }
                item {
                    Card {
                        Heading(LocalWords.current.family.comparedCards)
                        Points(state.compared)
                    }
                }
            }
        }
    }
}

@Composable
private fun LostCard(
    help: HelpTopic,
    onHelp: (HelpTopic) -> Unit,
) = SideButton(LocalWords.current.family.lostCard, { onHelp(help) })

@Composable
private fun OneCard(
    card: CardRow,
    state: CardsState.Cards,
    onBlock: (String) -> Unit,
    onCancelBlock: (String) -> Unit,
) {
    val words = LocalWords.current.family
    Card(Modifier.dated(state.asOfText)) {
        Column(Modifier.semantics(mergeDescendants = true) { contentDescription = card.spoken }) {
            Text(card.title, style = Type.title)
            Text(card.stateText, style = Type.body)
        }
        AsOfLine(state.asOfText, state.freshness.state)
        card.block?.let { block -> Change(block.kind.stage(), block.text, words.giveUpBlock, { onCancelBlock(block.id) }) }
        when (val action = card.action) {
            is CardAction.None -> Unit
            is CardAction.Block ->
                AskFirst(action.text, action.question, words.blockSure, { onBlock(card.id) })
        }
    }
}

private fun CardBlockKind.stage(): Stage =
    when (this) {
        CardBlockKind.WAITING -> Stage.WAITING_UNSAFE
        CardBlockKind.SENDING, CardBlockKind.CANCELLED -> Stage.QUIET
        CardBlockKind.DONE, CardBlockKind.NOT_NEEDED -> Stage.DONE
        CardBlockKind.REFUSED, CardBlockKind.EXPIRED -> Stage.FAILED
    }

private fun LazyListScope.loss(loss: LossState) {
    if (loss !is LossState.Lost) return
    item {
        Badge(LocalPalette.current.warn, Icons.Default.Warning, Modifier.semantics { liveRegion = LiveRegionMode.Polite }) {
            Heading(loss.title)
            Points(loss.steps)
            Text(loss.replacementText, style = Type.body)
        }
    }
    item {
        Card {
            Heading(loss.afterTitle)
            Quiet(loss.afterEmptyText)
            loss.after.forEach { Happened(it) }
        }
    }
}

/** The time it happened at is in its own sentence. */
@Composable
private fun Happened(event: AfterLoss) {
    Column(Modifier.needsNoDate().semantics(mergeDescendants = true) {}) {
        Text(event.text, style = Type.body)
        if (event.mayBeNewCard) Quiet(LocalWords.current.family.mayBeNewCard)
        Quiet(event.note)
    }
}

private fun LazyListScope.hints(state: CardsState.Cards) {
    if (state.hints.isEmpty()) return
    item {
        Badge(LocalPalette.current.warn, Icons.Default.Info, Modifier.needsNoDate()) {
            Heading(state.hintsTitle)
            state.hints.forEach { Text(it.text, style = Type.body) }
        }
    }
}

@Composable
private fun Transport(cell: TransportCell) {
    Card {
        Heading(LocalWords.current.family.transport)
        when (cell) {
            is TransportCell.NotSet -> Text(cell.text, style = Type.body)
            is TransportCell.Known ->
                Column(Modifier.dated(cell.figure.asOfText)) {
                    Quiet(cell.figure.value.title)
                    Text(cell.figure.value.text, style = Type.strong)
                    AsOfLine(cell.figure.asOfText, cell.figure.freshness.state)
                }
        }
    }
}
