package ru.schoolcard.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import ru.schoolcard.core.Action
import ru.schoolcard.core.Ban
import ru.schoolcard.core.CutOff
import ru.schoolcard.core.FoodSwitch
import ru.schoolcard.core.MealKind
import ru.schoolcard.core.OrderMeal
import ru.schoolcard.core.RefreshScope
import ru.schoolcard.core.Screen
import ru.schoolcard.core.ScreenState
import ru.schoolcard.core.WeeklyOffer
import ru.schoolcard.core.WeeklyOrder
import ru.schoolcard.core.WeeklyRow
import ru.schoolcard.ui.screens.BansActions
import ru.schoolcard.ui.screens.BansScreen
import ru.schoolcard.ui.screens.IllTodayScreen
import ru.schoolcard.ui.screens.MenuScreen
import ru.schoolcard.ui.screens.OrderActions
import ru.schoolcard.ui.screens.OrdersScreen
import ru.schoolcard.ui.words.LocalWords
import java.time.LocalDate

// Places about what the canteen will serve: each asks the core for its screen and sends it what is pressed.

@Composable
internal fun Menu(
    child: String,
    face: Face,
    trail: Trail,
) {
    var day by rememberSaveable { mutableStateOf<String?>(null) }
    var search by rememberSaveable { mutableStateOf("") }
    val week = day?.let(LocalDate::parse)
    MenuScreen(
        (face.look(Screen.Menu(child, week, search)) as? ScreenState.Menu)?.state,
        search,
        { search = it },
        { day = it.toString() },
        { trail.open(Place.Orders(child)) },
        { trail.open(Place.Bans(child)) },
        face::signIn,
        { face.refresh(RefreshScope.Menu(child, week)) },
        trail::back,
    )
}

@Composable
internal fun Orders(
    child: String,
    face: Face,
    trail: Trail,
) {
    var day by rememberSaveable { mutableStateOf(face.platform.today().toString()) }
    val reason = LocalWords.current.canteen.identityOrders
    OrdersScreen(
        (face.look(Screen.Orders(child, LocalDate.parse(day))) as? ScreenState.Orders)?.state,
        face.platform.today(),
        object : OrderActions {
            override fun order(
                day: LocalDate,
                meal: OrderMeal,
                amount: Long,
            ) = face.platform.confirmIdentity(reason) {
                face.dispatch(Action.SetOrder(child, day, meal.complex, meal.seen, amount))
            }

            override fun weekly(
                meal: OrderMeal,
                offer: WeeklyOffer,
                wanted: WeeklyOrder,
            ) = face.platform.confirmIdentity(reason) { face.dispatch(Action.SetWeekly(child, meal.complex, offer.seen, wanted)) }

            override fun stopWeekly(rule: WeeklyRow) =
                face.platform.confirmIdentity(reason) { face.dispatch(Action.SetWeekly(child, rule.complex, rule.seen, null)) }

            override fun giveUp(id: String) = face.dispatch(Action.CancelOrder(id))

            override fun cutOff(
                meal: MealKind?,
                rule: CutOff?,
            ) = face.dispatch(Action.SetCutOff(child, meal, rule))
        },
        { day = it.toString() },
        { trail.open(Place.IllToday(child)) },
        { trail.open(Place.Menu(child)) },
        face::signIn,
        { face.refresh(RefreshScope.Orders(child)) },
        trail::back,
    )
}

@Composable
internal fun IllToday(
    child: String,
    face: Face,
    trail: Trail,
) {
    val today = face.platform.today()
    IllTodayScreen(
        (face.look(Screen.IllToday(child, today)) as? ScreenState.IllToday)?.state,
        { face.dispatch(Action.IllToday(child, today, it)) },
        { face.dispatch(Action.CancelOrder(it)) },
        face::signIn,
        { face.refresh(RefreshScope.Orders(child)) },
        trail::back,
    )
}

@Composable
internal fun Bans(
    child: String,
    face: Face,
    trail: Trail,
) {
    val reason = LocalWords.current.canteen.identityBans
    BansScreen(
        (face.look(Screen.Bans(child)) as? ScreenState.Bans)?.state,
        object : BansActions {
            override fun ban(
                ban: Ban,
                banned: Boolean,
            ) = face.platform.confirmIdentity(reason) { face.dispatch(Action.SetBan(child, ban, banned)) }

            override fun switch(
                switch: FoodSwitch,
                on: Boolean,
            ) = face.platform.confirmIdentity(reason) { face.dispatch(Action.SetFoodSwitch(child, switch, on)) }

            override fun agree() = face.platform.confirmIdentity(reason) { face.dispatch(Action.AgreeToPreorders(child)) }

            override fun giveUp(id: String) = face.dispatch(Action.CancelFoodChange(id))
        },
        face::signIn,
        { face.refresh(RefreshScope.FoodRules(child)) },
        trail::back,
    )
}
