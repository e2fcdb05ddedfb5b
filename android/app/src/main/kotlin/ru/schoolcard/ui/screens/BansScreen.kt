package ru.schoolcard.ui.screens

import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import ru.schoolcard.core.Ban
import ru.schoolcard.core.BanRow
import ru.schoolcard.core.BansCell
import ru.schoolcard.core.BansState
import ru.schoolcard.core.FoodChange
import ru.schoolcard.core.FoodRightsCell
import ru.schoolcard.core.FoodSwitch
import ru.schoolcard.ui.parts.AsOfLine
import ru.schoolcard.ui.parts.AskFirst
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.Change
import ru.schoolcard.ui.parts.Heading
import ru.schoolcard.ui.parts.Loading
import ru.schoolcard.ui.parts.Quiet
import ru.schoolcard.ui.parts.ScreenFrame
import ru.schoolcard.ui.parts.ToggleRow
import ru.schoolcard.ui.parts.dated
import ru.schoolcard.ui.parts.notices
import ru.schoolcard.ui.parts.stage
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.CanteenWords
import ru.schoolcard.ui.words.LocalWords

/** What a parent may change about what a child may buy. */
interface BansActions {
    fun ban(
        ban: Ban,
        banned: Boolean,
    )

    fun switch(
        switch: FoodSwitch,
        on: Boolean,
    )

    fun agree()

    fun giveUp(id: String)
}

/** What one child may not buy, the smart buffet, the special diet, and the consent to orders ahead. */
@Composable
fun BansScreen(
    state: BansState?,
    actions: BansActions,
    onSignIn: () -> Unit,
    onRefresh: () -> Unit,
    onBack: () -> Unit,
) {
    ScreenFrame(LocalWords.current.canteen.bans, (state as? BansState.Rules)?.name.orEmpty(), onBack, onRefresh) {
        when (state) {
            null -> item { Loading(emptyList()) }
            is BansState.SignedOut -> item { SignedOutCard(onSignIn) }
            is BansState.UnknownChild -> item { UnknownChildCard() }
            is BansState.Loading -> item { Loading(state.notices, onSignIn) }
            is BansState.Rules -> {
                notices(state.notices, onSignIn)
                rights(state.rights, actions)
                bans(state.bans, actions)
            }
        }
    }
}

private fun LazyListScope.rights(
    cell: FoodRightsCell,
    actions: BansActions,
) {
    item {
        val words = LocalWords.current.canteen
        when (cell) {
            is FoodRightsCell.NotRead -> Card { Text(cell.text, style = Type.body) }
            is FoodRightsCell.Read ->
                Card(Modifier.dated(cell.asOfText)) {
                    Text(cell.discountedText, style = Type.body)
                    cell.switches.forEach { row ->
                        val on = row.on
                        if (on == null) {
                            Text(row.title, style = Type.body)
                            Quiet(row.stateText)
                        } else {
                            ToggleRow(row.title, on, { actions.switch(row.switch, it) }, row.stateText)
                        }
                    }
                    cell.change?.let { Going(it, actions::giveUp) }
                    Text(cell.preordersText, style = Type.body)
                    cell.preordersQuestion?.let { AskFirst(words.agree, it, words.sureAgree, actions::agree) }
                    cell.consent?.let { Going(it, actions::giveUp) }
                    AsOfLine(cell.asOfText, cell.freshness.state)
                }
        }
    }
}

private fun LazyListScope.bans(
    cell: BansCell,
    actions: BansActions,
) {
    when (cell) {
        is BansCell.NotRead -> item { Card { Text(cell.text, style = Type.body) } }
        is BansCell.Read -> {
            cell.change?.let { item { Going(it, actions::giveUp) } }
            item { AsOfLine(cell.asOfText, cell.freshness.state) }
            if (cell.emptyText.isNotEmpty()) item { Card { Text(cell.emptyText, style = Type.body) } }
            rows({ banned }, cell.banned, cell.asOfText, actions)
            rows({ categories }, cell.categories, cell.asOfText, actions)
            rows({ allDishes }, cell.dishes, cell.asOfText, actions)
        }
    }
}

private fun LazyListScope.rows(
    title: CanteenWords.() -> String,
    rows: List<BanRow>,
    asOfText: String,
    actions: BansActions,
) {
    if (rows.isEmpty()) return
    item {
        Card(Modifier.dated(asOfText)) {
            Heading(LocalWords.current.canteen.title())
            rows.forEach { row -> ToggleRow(row.text, row.banned, { actions.ban(row.ban, it) }, row.stateText) }
        }
    }
}

@Composable
private fun Going(
    change: FoodChange,
    onGiveUp: (String) -> Unit,
) = Change(change.kind.stage(), change.text, LocalWords.current.canteen.giveUp, { onGiveUp(change.id) })
