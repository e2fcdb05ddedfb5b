package ru.schoolcard.ui.screens

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import ru.schoolcard.core.Period
import ru.schoolcard.core.StatementState
import ru.schoolcard.ui.parts.AsOfLine
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.Loading
import ru.schoolcard.ui.parts.MainButton
import ru.schoolcard.ui.parts.PeriodBar
import ru.schoolcard.ui.parts.ScreenFrame
import ru.schoolcard.ui.parts.SideButton
import ru.schoolcard.ui.parts.dated
import ru.schoolcard.ui.parts.notices
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords

/** Movements, purchases and visits of a month, to open in a spreadsheet or to print. */
@Composable
fun StatementScreen(
    state: StatementState?,
    period: Period,
    back: Int,
    onPeriod: (Int) -> Unit,
    onTable: () -> Unit,
    onPage: () -> Unit,
    onSignIn: () -> Unit,
    onRefresh: () -> Unit,
    onBack: () -> Unit,
) {
    val words = LocalWords.current.family
    ScreenFrame(words.statement, (state as? StatementState.Statement)?.name.orEmpty(), onBack, onRefresh) {
        item { PeriodBar(period, back, onPeriod) }
        when (state) {
            null -> item { Loading(emptyList()) }
            is StatementState.SignedOut -> item { SignedOutCard(onSignIn) }
            is StatementState.UnknownChild -> item { UnknownChildCard() }
            is StatementState.Loading -> item { Loading(state.notices, onSignIn) }
            is StatementState.Statement -> {
                notices(state.notices, onSignIn)
                item {
                    Card(Modifier.dated(state.asOfText)) {
                        Text(state.countsText, style = Type.strong)
                        Text(state.sumsText, style = Type.body)
                        AsOfLine(state.asOfText, state.freshness.state)
                    }
                }
                if (state.unreadText.isNotEmpty()) item { Unread(state.unreadText) }
                item { MainButton(words.statementPage, onPage) }
                item { SideButton(words.statementTable, onTable) }
            }
        }
    }
}
