package ru.schoolcard.ui.screens

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.CheckCircle
import androidx.compose.material.icons.filled.DateRange
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.error
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardType
import ru.schoolcard.core.OfflineWay
import ru.schoolcard.core.TopUpAccount
import ru.schoolcard.core.TopUpConfirmation
import ru.schoolcard.core.TopUpFigure
import ru.schoolcard.core.TopUpForm
import ru.schoolcard.core.TopUpOutcome
import ru.schoolcard.core.TopUpState
import ru.schoolcard.ui.parts.Badge
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.Heading
import ru.schoolcard.ui.parts.MainButton
import ru.schoolcard.ui.parts.Quiet
import ru.schoolcard.ui.parts.ScreenFrame
import ru.schoolcard.ui.parts.SideButton
import ru.schoolcard.ui.parts.notices
import ru.schoolcard.ui.parts.Loading
import ru.schoolcard.ui.parts.needsNoDate
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Tone
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords
import java.math.BigDecimal

/** What the top-up screen can ask for. */
interface TopUpActions {
    fun typed(amount: String)

    fun start(amount: String)

    fun open(url: String)

    fun reopen(id: String)

    fun cancel(id: String)

    fun copy(text: String)
}

/** Topping up one child's account: a sum, a look before paying, the page of the bank, and what became of it. */
@Composable
fun TopUpScreen(
    state: TopUpState?,
    actions: TopUpActions,
    onSignIn: () -> Unit,
    onRefresh: () -> Unit,
    onBack: () -> Unit,
) {
    val words = LocalWords.current
    val palette = LocalPalette.current
    val account = state?.account()
    ScreenFrame(words.topUpTitle, account?.name.orEmpty(), onBack, onRefresh) {
        when (state) {
            null -> item { Loading(emptyList()) }
            is TopUpState.SignedOut -> item { SignedOutCard(onSignIn) }
            is TopUpState.UnknownChild -> item { UnknownChildCard() }
            is TopUpState.NoAccount -> {
                notices(state.notices, onSignIn)
                item { Card { Text(state.text, style = Type.body) } }
            }
            is TopUpState.NoProvider -> item { Badge(palette.warn, Icons.Default.Info) { Text(state.text, style = Type.body) } }
            is TopUpState.ChooseAmount -> {
                notices(state.notices, onSignIn)
                item { Form(state.form, actions) }
            }
            is TopUpState.Asking -> {
                notices(state.notices, onSignIn)
                item {
                    Going(words.topUpAsking, state.topUp, palette.plain, Icons.Default.DateRange) {
                        if (state.canCancel) SideButton(words.cancel, { actions.cancel(state.topUp.id) })
                    }
                }
            }
            is TopUpState.Held -> {
                notices(state.notices, onSignIn)
                item { Going(words.topUpWaiting, state.topUp, palette.warn, Icons.Default.Info) {} }
            }
            is TopUpState.Pay -> {
                notices(state.notices, onSignIn)
                item {
                    Going(words.topUpPay, state.topUp, palette.soft, Icons.Default.Info) {
                        MainButton(words.openPaymentPage, { actions.open(state.link) })
                        SideButton(words.cancel, { actions.cancel(state.topUp.id) })
                    }
                }
            }
            is TopUpState.Waiting -> {
                notices(state.notices, onSignIn)
                item {
                    Going(words.topUpWaiting, state.topUp, palette.soft, Icons.Default.DateRange, state.expectedText) {
                        if (state.canReopen) SideButton(words.openPaymentPageAgain, { actions.reopen(state.topUp.id) })
                        if (state.canCancel) SideButton(words.cancel, { actions.cancel(state.topUp.id) })
                    }
                }
            }
            is TopUpState.Unknown -> {
                notices(state.notices, onSignIn)
                item { Going(words.topUpUnknown, state.topUp, palette.warn, Icons.Default.Info, state.expectedText) {} }
            }
            is TopUpState.Finished -> {
                notices(state.notices, onSignIn)
                item { Ended(state, actions) }
                item { Form(state.form, actions, words.topUpAgain) }
            }
        }
        if (account != null) ways(account, actions)
    }
}

private fun TopUpState.account(): TopUpAccount? =
    when (this) {
        is TopUpState.NoProvider -> account
        is TopUpState.ChooseAmount -> account
        is TopUpState.Asking -> account
        is TopUpState.Held -> account
        is TopUpState.Pay -> account
        is TopUpState.Waiting -> account
        is TopUpState.Unknown -> account
        is TopUpState.Finished -> account
        is TopUpState.NoAccount, is TopUpState.SignedOut, is TopUpState.UnknownChild -> null
    }

/** A sum, and a look at everything before it is asked for. */
@Composable
private fun Form(
    form: TopUpForm,
    actions: TopUpActions,
    title: String = "",
) {
    val words = LocalWords.current
    // The field answers at once; what the core says of it comes a moment later.
    var typed by rememberSaveable { mutableStateOf(form.amountText) }
    var looking by remember { mutableStateOf(false) }
    val type = { text: String ->
        typed = text
        looking = false
        actions.typed(text)
    }
    Card(Modifier.needsNoDate()) {
        if (title.isNotEmpty()) Heading(title)
        val confirmation = form.confirmation
        if (looking && confirmation != null) {
            Confirm(confirmation, { actions.start(typed) }, { looking = false })
            return@Card
        }
        OutlinedTextField(
            typed,
            type,
            Modifier.fillMaxWidth().semantics { if (form.complaint.isNotEmpty()) error(form.complaint) },
            label = { Text(words.amount) },
            textStyle = Type.title,
            singleLine = true,
            isError = form.complaint.isNotEmpty(),
            keyboardOptions = KeyboardOptions(keyboardType = KeyboardType.Decimal),
        )
        if (form.complaint.isNotEmpty()) {
            Badge(LocalPalette.current.bad, Icons.Default.Warning, Modifier.semantics { liveRegion = LiveRegionMode.Polite }) {
                Text(form.complaint, style = Type.body)
            }
        }
        Quiet(form.boundsText)
        if (form.suggestions.isNotEmpty()) Heading(words.suggestions)
        form.suggestions.forEach { row ->
            SideButton(
                row.text,
                { type(asTyped(row.suggestion.sum)) },
                Modifier.semantics { contentDescription = row.spoken },
            )
        }
        Quiet(form.payeeText)
        Quiet(form.feeText)
        MainButton(words.goOn, { looking = true }, enabled = confirmation != null)
    }
}

/** Child, school, account, payee, sum and fee, whole; nothing is asked for before this was agreed to. */
@Composable
private fun Confirm(
    confirmation: TopUpConfirmation,
    onYes: () -> Unit,
    onNo: () -> Unit,
) {
    val words = LocalWords.current
    Heading(words.checkFirst)
    Text(confirmation.text, Modifier.semantics { contentDescription = confirmation.spoken }, style = Type.body)
    MainButton(words.confirmTopUp, onYes)
    SideButton(words.change, onNo)
}

/** How a top-up goes: a title, the core's sentence, what to expect and what can be done. */
@Composable
private fun Going(
    title: String,
    topUp: TopUpFigure,
    tone: Tone,
    icon: ImageVector,
    expected: String = "",
    buttons: @Composable () -> Unit,
) {
    Card(Modifier.needsNoDate()) {
        Badge(tone, icon, Modifier.semantics { liveRegion = LiveRegionMode.Polite }) {
            Text(title, style = Type.strong)
            Text(topUp.text, style = Type.body)
        }
        Quiet(expected)
        buttons()
    }
}

@Composable
private fun Ended(
    state: TopUpState.Finished,
    actions: TopUpActions,
) {
    val words = LocalWords.current
    val palette = LocalPalette.current
    val (title, tone, icon) =
        when (state.outcome) {
            TopUpOutcome.CREDITED -> Triple(words.topUpCredited, palette.good, Icons.Default.CheckCircle)
            TopUpOutcome.DECLINED -> Triple(words.topUpDeclined, palette.bad, Icons.Default.Warning)
            TopUpOutcome.EXPIRED, TopUpOutcome.CANCELLED, TopUpOutcome.REFUSED ->
                Triple(words.topUpEnded, palette.warn, Icons.Default.Info)
        }
    Going(title, state.topUp, tone, icon) {
        state.topUp.receipts.forEach { url -> SideButton(words.receipt, { actions.open(url) }) }
    }
}

/** Ways to pay by the account number, readable without a network. */
private fun LazyListScope.ways(
    account: TopUpAccount,
    actions: TopUpActions,
) {
    item {
        val words = LocalWords.current
        Card {
            Heading(words.otherWays)
            Quiet(words.otherWaysWhy)
            Quiet(words.account)
            Text(account.accountText, Modifier.semantics { contentDescription = account.accountSpoken }, style = Type.title)
            SideButton(words.copyNumber, { actions.copy(account.accountText) })
        }
    }
    items(account.ways, { it.kind }) { Way(it) }
}

@Composable
private fun Way(way: OfflineWay) {
    Card {
        Text(way.title, style = Type.strong)
        Text(way.stepsText, style = Type.body)
        Quiet(way.feeText)
    }
}

/** A sum as a parent would type it: «710» or «12,50». */
internal fun asTyped(kopecks: Long): String = BigDecimal.valueOf(kopecks, 2).let { sum ->
    if (kopecks % 100 == 0L) sum.toBigInteger().toString() else sum.toPlainString().replace('.', ',')
}
