package ru.schoolcard.ui.screens

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import ru.schoolcard.core.LimitsState
import ru.schoolcard.core.SpendingRules
import ru.schoolcard.ui.parts.AsOfLine
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.Change
import ru.schoolcard.ui.parts.Choice
import ru.schoolcard.ui.parts.Heading
import ru.schoolcard.ui.parts.Loading
import ru.schoolcard.ui.parts.MainButton
import ru.schoolcard.ui.parts.Quiet
import ru.schoolcard.ui.parts.ScreenFrame
import ru.schoolcard.ui.parts.SideButton
import ru.schoolcard.ui.parts.dated
import ru.schoolcard.ui.parts.needsNoDate
import ru.schoolcard.ui.parts.notices
import ru.schoolcard.ui.parts.stage
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords

/** Sums that are offered, in roubles; one that the school has besides is kept unless another is chosen. */
private val DAY_LIMITS = listOf(200L, 300L, 400L, 500L, 700L, 1000L)
private val THRESHOLDS = listOf(100L, 200L, 300L, 500L)

/** Day limit and warning threshold of one child's account, and how a change goes. */
@Composable
fun LimitsScreen(
    state: LimitsState?,
    onSave: (seen: SpendingRules, wanted: SpendingRules) -> Unit,
    onCancelChange: (String) -> Unit,
    onSignIn: () -> Unit,
    onRefresh: () -> Unit,
    onBack: () -> Unit,
) {
    val words = LocalWords.current
    ScreenFrame(words.limits, (state as? LimitsState.Limits)?.name.orEmpty(), onBack, onRefresh) {
        when (state) {
            null -> item { Loading(emptyList()) }
            is LimitsState.SignedOut -> item { SignedOutCard(onSignIn) }
            is LimitsState.UnknownChild -> item { UnknownChildCard() }
            is LimitsState.Unknown -> {
                notices(state.notices, onSignIn)
                item { Card { Text(state.text, style = Type.body) } }
            }
            is LimitsState.Limits -> {
                notices(state.notices, onSignIn)
                state.change?.let { change -> item { Change(change.kind.stage(), change.text, words.cancel, { onCancelChange(change.id) }) } }
                item {
                    Card(Modifier.dated(state.asOfText)) {
                        Text(state.dayLimitText, style = Type.strong)
                        Text(state.warnBelowText, style = Type.strong)
                        AsOfLine(state.asOfText, state.freshness.state)
                    }
                }
                item { Form(state.rules, onSave) }
            }
        }
    }
}

@Composable
private fun Form(
    rules: SpendingRules,
    onSave: (seen: SpendingRules, wanted: SpendingRules) -> Unit,
) {
    val words = LocalWords.current
    var dayLimit by rememberSaveable(rules) { mutableStateOf(rules.dayLimit) }
    var warnBelow by rememberSaveable(rules) { mutableStateOf(rules.warnBelow) }
    var asking by rememberSaveable(rules) { mutableStateOf(false) }
    Card(Modifier.needsNoDate()) {
        Heading(words.dayLimit)
        Quiet(words.dayLimitWhy)
        Choice(offered(DAY_LIMITS, rules.dayLimit, words.none), dayLimit) { dayLimit = it }
        Heading(words.warnBelow)
        Quiet(words.warnBelowWhy)
        Choice(offered(THRESHOLDS, rules.warnBelow, words.none), warnBelow) { warnBelow = it }
        val wanted = SpendingRules(dayLimit, warnBelow)
        if (asking) {
            Text(words.saveLimits, Modifier.semantics { liveRegion = LiveRegionMode.Polite }, style = Type.strong)
            MainButton(words.save, {
                asking = false
                onSave(rules, wanted)
            })
            SideButton(words.change, { asking = false })
        } else {
            MainButton(words.goOn, { asking = true }, enabled = wanted != rules)
        }
    }
}

/** None, the usual sums, and the present one wherever it stands among them. */
private fun offered(
    roubles: List<Long>,
    present: Long?,
    none: String,
): List<Pair<Long?, String>> =
    listOf(null to none) + (roubles.map { it * 100 } + listOfNotNull(present)).distinct().sorted().map { it to "${asTyped(it)}\u00a0₽" }
