package ru.schoolcard.preview

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import ru.schoolcard.core.Application
import ru.schoolcard.core.Ban
import ru.schoolcard.core.ConsentRow
import ru.schoolcard.core.CutOff
import ru.schoolcard.core.FoodSwitch
import ru.schoolcard.core.HelpTopic
import ru.schoolcard.core.HomeState
import ru.schoolcard.core.MealKind
import ru.schoolcard.core.OrderMeal
import ru.schoolcard.core.ScreenState
import ru.schoolcard.core.WeeklyOffer
import ru.schoolcard.core.WeeklyOrder
import ru.schoolcard.core.WeeklyRow
import ru.schoolcard.ui.BottomBar
import ru.schoolcard.ui.Place
import ru.schoolcard.ui.Trail
import ru.schoolcard.ui.parts.Stretch
import ru.schoolcard.ui.screens.AlertsScreen
import ru.schoolcard.ui.screens.BansActions
import ru.schoolcard.ui.screens.BansScreen
import ru.schoolcard.ui.screens.CardsScreen
import ru.schoolcard.ui.screens.ConnectionActions
import ru.schoolcard.ui.screens.ConnectionScreen
import ru.schoolcard.ui.screens.HelpScreen
import ru.schoolcard.ui.screens.HomeScreen
import ru.schoolcard.ui.screens.IllTodayScreen
import ru.schoolcard.ui.screens.LimitsScreen
import ru.schoolcard.ui.screens.MealsScreen
import ru.schoolcard.ui.screens.MenuScreen
import ru.schoolcard.ui.screens.MoneyScreen
import ru.schoolcard.ui.screens.Named
import ru.schoolcard.ui.screens.NotificationSettingsScreen
import ru.schoolcard.ui.screens.OrderActions
import ru.schoolcard.ui.screens.OrdersScreen
import ru.schoolcard.ui.screens.PaymentsScreen
import ru.schoolcard.ui.screens.PrivacyScreen
import ru.schoolcard.ui.screens.SignInScreen
import ru.schoolcard.ui.screens.StatementScreen
import ru.schoolcard.ui.screens.TopUpActions
import ru.schoolcard.ui.screens.TopUpScreen
import ru.schoolcard.ui.screens.VisitsScreen
import java.time.LocalDate

/** A screen drawn from a state alone, with the bar below it; nothing behind its buttons. */
@Composable
fun Page(
    place: Place = Place.Home,
    content: @Composable () -> Unit,
) = Column(Modifier.fillMaxSize()) {
    Box(Modifier.weight(1f)) { content() }
    BottomBar(Trail(listOf(place)))
}

/** A screen drawn from a state alone; nothing behind its buttons. */
@Composable
fun Draw(
    state: ScreenState,
    stretch: Stretch = Stretch.FORTNIGHT,
    consent: ConsentRow? = null,
) {
    val nothing = {}
    when (state) {
        is ScreenState.SignIn -> SignInScreen(state.state, nothing, {}, nothing, nothing)
        is ScreenState.Home -> HomeScreen(state.state as HomeState?, null, nothing, nothing) {}
        is ScreenState.Visits -> VisitsScreen(state.state, stretch, stretch.period(TODAY, 0), 0, {}, {}, nothing, nothing, nothing)
        is ScreenState.Meals -> MealsScreen(state.state, FORTNIGHT, 0, {}, nothing, nothing, nothing)
        is ScreenState.Money -> MoneyScreen(state.state, FORTNIGHT, 0, {}, nothing, nothing, {}, nothing)
        is ScreenState.TopUp -> TopUpScreen(state.state, Idle, nothing, nothing, nothing)
        is ScreenState.Payments -> PaymentsScreen(state.state, {}, nothing, nothing, nothing)
        is ScreenState.Alerts -> AlertsScreen(state.state, nothing, nothing, nothing)
        is ScreenState.NotificationSettings -> NotificationSettingsScreen(state.state, {}, nothing, nothing, nothing, nothing)
        is ScreenState.Limits -> LimitsScreen(state.state, { _, _ -> }, {}, nothing, nothing, nothing)
        is ScreenState.Menu -> MenuScreen(state.state, "", {}, {}, nothing, nothing, nothing, nothing, nothing)
        is ScreenState.Bans -> BansScreen(state.state, IdleBans, nothing, nothing, nothing)
        is ScreenState.Orders -> OrdersScreen(state.state, TODAY, IdleOrders, {}, nothing, nothing, nothing, nothing, nothing)
        is ScreenState.IllToday -> IllTodayScreen(state.state, {}, {}, nothing, nothing, nothing)
        is ScreenState.Help -> HelpScreen(state.state, {}, {}, null)
        is ScreenState.Cards -> CardsScreen(state.state, {}, {}, {}, nothing, nothing, nothing)
        is ScreenState.Statement -> StatementScreen(state.state, MONTH, 0, {}, nothing, nothing, nothing, nothing, nothing)
        is ScreenState.Connection -> ConnectionScreen(state.state, consent, TODAY, IdleConnection, nothing, nothing, nothing)
        is ScreenState.Privacy -> PrivacyScreen(state.state, { _, _ -> }, nothing, nothing, nothing, nothing)
    }
}

private object IdleBans : BansActions {
    override fun ban(
        ban: Ban,
        banned: Boolean,
    ) = Unit

    override fun switch(
        switch: FoodSwitch,
        on: Boolean,
    ) = Unit

    override fun agree() = Unit

    override fun giveUp(id: String) = Unit
}

private object IdleOrders : OrderActions {
    override fun order(
        day: LocalDate,
        meal: OrderMeal,
        amount: Long,
    ) = Unit

    override fun weekly(
        meal: OrderMeal,
        offer: WeeklyOffer,
        wanted: WeeklyOrder,
    ) = Unit

    override fun stopWeekly(rule: WeeklyRow) = Unit

    override fun cutOff(
        meal: MealKind?,
        rule: CutOff?,
    ) = Unit

    override fun giveUp(id: String) = Unit
}

private object IdleConnection : ConnectionActions {
    override fun consent() = Unit

    override fun name(
        child: String,
        adult: Named,
    ) = Unit

    override fun contact(
        phone: String,
        email: String,
    ) = Unit

    override fun share(application: Application) = Unit

    override fun print(application: Application) = Unit

    override fun handedIn(
        child: String,
        on: Boolean,
    ) = Unit

    override fun forget(adult: String) = Unit

    override fun help(topic: HelpTopic) = Unit
}

private object Idle : TopUpActions {
    override fun typed(amount: String) = Unit

    override fun start(amount: String) = Unit

    override fun open(url: String) = Unit

    override fun reopen(id: String) = Unit

    override fun cancel(id: String) = Unit

    override fun copy(text: String) = Unit
}
