package ru.schoolcard.ui.screens

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.CheckCircle
import androidx.compose.material.icons.filled.DateRange
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.Warning
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import ru.schoolcard.core.PaymentRow
import ru.schoolcard.core.PaymentStatus
import ru.schoolcard.core.PaymentsState
import ru.schoolcard.ui.parts.AsOfLine
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.ScreenFrame
import ru.schoolcard.ui.parts.SideButton
import ru.schoolcard.ui.parts.notices
import ru.schoolcard.ui.parts.Loading
import ru.schoolcard.ui.parts.dated
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords

/** What was paid for one child, with receipts. */
@Composable
fun PaymentsScreen(
    state: PaymentsState?,
    onReceipt: (String) -> Unit,
    onSignIn: () -> Unit,
    onRefresh: () -> Unit,
    onBack: () -> Unit,
) {
    val words = LocalWords.current
    ScreenFrame(words.payments, (state as? PaymentsState.Payments)?.name.orEmpty(), onBack, onRefresh) {
        when (state) {
            null -> item { Loading(emptyList()) }
            is PaymentsState.SignedOut -> item { SignedOutCard(onSignIn) }
            is PaymentsState.UnknownChild -> item { UnknownChildCard() }
            is PaymentsState.NotRead -> {
                notices(state.notices, onSignIn)
                item {
                    Card {
                        Text(state.text, style = Type.body)
                        SideButton(words.refresh, onRefresh)
                    }
                }
            }
            is PaymentsState.Payments -> {
                notices(state.notices, onSignIn)
                item { AsOfLine(state.asOfText, state.freshness.state) }
                if (state.emptyText.isNotEmpty()) item { Card { Text(state.emptyText, style = Type.body) } }
                items(state.rows, { it.id }) { Payment(it, state.asOfText, onReceipt) }
            }
        }
    }
}

@Composable
private fun Payment(
    payment: PaymentRow,
    asOfText: String,
    onReceipt: (String) -> Unit,
) {
    Card(Modifier.dated(asOfText)) {
        Row(
            Modifier.fillMaxWidth().clearAndSetSemantics { contentDescription = payment.spoken },
            Arrangement.spacedBy(Space.small),
        ) {
            val palette = LocalPalette.current
            val (icon, tint) =
                when (payment.status) {
                    PaymentStatus.APPROVED -> Icons.Default.CheckCircle to palette.good.text
                    PaymentStatus.DECLINED -> Icons.Default.Warning to palette.bad.text
                    PaymentStatus.PROCESSING -> Icons.Default.DateRange to palette.quiet
                    PaymentStatus.UNCLEAR -> Icons.Default.Info to palette.quiet
                }
            Icon(icon, null, tint = tint)
            TitleAndSum(payment.title, payment.sumText)
        }
        payment.receipt?.let { SideButton(LocalWords.current.receipt, { onReceipt(it) }) }
    }
}
