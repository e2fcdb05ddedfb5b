package ru.schoolcard.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import ru.schoolcard.core.BuffetRow
import ru.schoolcard.core.ComplexRow
import ru.schoolcard.core.DayMenu
import ru.schoolcard.core.DishRow
import ru.schoolcard.core.MenuState
import ru.schoolcard.core.PlaceMenu
import ru.schoolcard.ui.parts.AsOfLine
import ru.schoolcard.ui.parts.Card
import ru.schoolcard.ui.parts.Heading
import ru.schoolcard.ui.parts.Loading
import ru.schoolcard.ui.parts.Quiet
import ru.schoolcard.ui.parts.ScreenFrame
import ru.schoolcard.ui.parts.SideButton
import ru.schoolcard.ui.parts.WeekBar
import ru.schoolcard.ui.parts.dated
import ru.schoolcard.ui.parts.firstSync
import ru.schoolcard.ui.parts.notices
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords
import java.time.LocalDate

/** What the canteen offers in a week, by day and building, with what is in every dish as far as the school says. */
@Composable
fun MenuScreen(
    state: MenuState?,
    search: String,
    onSearch: (String) -> Unit,
    onWeek: (LocalDate) -> Unit,
    onOrders: () -> Unit,
    onBans: () -> Unit,
    onSignIn: () -> Unit,
    onRefresh: () -> Unit,
    onBack: () -> Unit,
) {
    val words = LocalWords.current
    val week = state as? MenuState.Week
    ScreenFrame(words.canteen.menu, week?.name.orEmpty(), onBack, onRefresh, week?.progress) {
        when (state) {
            null -> item { Loading(emptyList()) }
            is MenuState.SignedOut -> item { SignedOutCard(onSignIn) }
            is MenuState.UnknownChild -> item { UnknownChildCard() }
            is MenuState.Loading -> {
                item { Loading(state.notices, onSignIn) }
                if (state.text.isNotEmpty()) item { Card { Text(state.text, style = Type.body) } }
            }
            is MenuState.Week -> {
                notices(state.notices, onSignIn)
                firstSync(state.progress)
                item { WeekBar(state.title, { onWeek(state.previous) }, { onWeek(state.next) }) }
                item {
                    OutlinedTextField(
                        search,
                        onSearch,
                        Modifier.fillMaxWidth(),
                        label = { Text(words.canteen.menuSearch) },
                        textStyle = Type.body,
                        singleLine = true,
                    )
                }
                if (state.foundText.isNotEmpty()) item { Quiet(state.foundText) }
                item { AsOfLine(state.asOfText, state.freshness.state) }
                items(state.days, { it.date.toString() }) { Day(it, state) }
                item { SideButton(words.canteen.orders, onOrders) }
                item { SideButton(words.canteen.bans, onBans) }
            }
        }
    }
}

@Composable
private fun Day(
    day: DayMenu,
    state: MenuState.Week,
) {
    Card {
        Heading(day.title)
        day.notes.forEach { Quiet(it) }
        day.places.forEach { Place(it, state) }
    }
}

@Composable
private fun Place(
    place: PlaceMenu,
    state: MenuState.Week,
) {
    Column(Modifier.fillMaxWidth(), Arrangement.spacedBy(Space.small)) {
        HorizontalDivider(color = LocalPalette.current.plain.ground)
        Quiet(place.name)
        Quiet(place.address)
        Column(Modifier.dated(state.asOfText), Arrangement.spacedBy(Space.small)) { place.complexes.forEach { Complex(it) } }
        place.buffet?.let { buffet -> Column(Modifier.dated(state.buffetAsOfText)) { Buffet(buffet, state) } }
    }
}

@Composable
private fun Complex(complex: ComplexRow) {
    var open by rememberSaveable(complex.title) { mutableStateOf(false) }
    Column(Modifier.fillMaxWidth()) {
        Column(Modifier.fillMaxWidth().semantics(mergeDescendants = true) { contentDescription = complex.spoken }) {
            TitleAndSum(complex.title, complex.priceText)
            complex.marks.forEach { Quiet(it) }
            Quiet(complex.nutritionText)
        }
        if (open) complex.dishes.forEach { Dish(it) } else SideButton(LocalWords.current.canteen.dishes, { open = true })
    }
}

@Composable
private fun Buffet(
    buffet: BuffetRow,
    state: MenuState.Week,
) {
    var open by rememberSaveable(buffet.hoursText) { mutableStateOf(false) }
    Text(buffet.hoursText, style = Type.strong)
    buffet.smartHoursText?.let { Quiet(it) }
    AsOfLine(state.buffetAsOfText, state.buffetFreshness.state)
    // What was looked for is shown at once.
    if (open || state.search.isNotEmpty()) {
        buffet.dishes.forEach { Dish(it) }
    } else {
        SideButton(LocalWords.current.canteen.buffetDishes, { open = true })
    }
}

@Composable
private fun Dish(dish: DishRow) {
    Column(Modifier.fillMaxWidth().semantics(mergeDescendants = true) { contentDescription = dish.spoken }) {
        TitleAndSum(dish.name, dish.priceText)
        Quiet(dish.ingredientsText)
        Quiet(dish.nutritionText)
        dish.marks.forEach { Text(it, style = Type.small) }
    }
}
