package ru.schoolcard.ui

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.navigationBarsPadding
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Home
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.Notifications
import androidx.compose.material.icons.filled.Settings
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.listSaver
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import ru.schoolcard.core.Action
import ru.schoolcard.core.AppException
import ru.schoolcard.core.HomeSnapshot
import ru.schoolcard.core.RefreshScope
import ru.schoolcard.core.Screen
import ru.schoolcard.core.ScreenState
import ru.schoolcard.core.SignInState
import ru.schoolcard.ui.parts.Badge
import ru.schoolcard.ui.parts.SideButton
import ru.schoolcard.ui.parts.Stretch
import ru.schoolcard.ui.parts.said
import ru.schoolcard.ui.screens.AlertsScreen
import ru.schoolcard.ui.screens.HomeScreen
import ru.schoolcard.ui.screens.LimitsScreen
import ru.schoolcard.ui.screens.MealsScreen
import ru.schoolcard.ui.screens.MoneyScreen
import ru.schoolcard.ui.screens.NotificationSettingsScreen
import ru.schoolcard.ui.screens.PaymentsScreen
import ru.schoolcard.ui.screens.SettingsScreen
import ru.schoolcard.ui.screens.SignInScreen
import ru.schoolcard.ui.screens.TopUpActions
import ru.schoolcard.ui.screens.TopUpScreen
import ru.schoolcard.ui.screens.VisitsScreen
import ru.schoolcard.ui.theme.LocalPalette
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords

/** Where the parent is and how they came there; never empty, home at the bottom. */
class Trail(
    start: List<Place>,
) {
    private var places by mutableStateOf(start)

    val here get() = places.last()
    val canGoBack get() = places.size > 1

    fun open(place: Place) {
        places = places + place
    }

    /** To one of the places of the bottom bar: the way there is forgotten. */
    fun switch(place: Place) {
        places = if (place == Place.Home) listOf(Place.Home) else listOf(Place.Home, place)
    }

    fun back() {
        if (canGoBack) places = places.dropLast(1)
    }

    companion object {
        val Saver = listSaver<Trail, String>({ trail -> trail.places.map { it.route } }, { routes -> Trail(routes.map(Place::of)) })
    }
}

/**
 * The whole app. [snapshot] is what the file says of home, for the frames before the core speaks; [start] where a link led.
 */
@Composable
fun SchoolCardUi(
    face: Face,
    snapshot: HomeSnapshot? = null,
    start: Place = Place.Home,
) {
    val trail = rememberSaveable(saver = Trail.Saver) { Trail(if (start == Place.Home) listOf(start) else listOf(Place.Home, start)) }
    val session = (face.look(Screen.SignIn) as? ScreenState.SignIn)?.state
    face.platform.OnBack(trail.canGoBack) { trail.back() }
    Column(Modifier.fillMaxSize().background(LocalPalette.current.page)) {
        Box(Modifier.weight(1f)) {
            val signedOut = session != null && session !is SignInState.SignedIn && session !is SignInState.NeedsSignIn
            if (signedOut && trail.here !is Place.Help && trail.here !is Place.Topic && trail.here !is Place.Settings) {
                SignInScreen(
                    session,
                    face::signIn,
                    face.platform::open,
                    { face.dispatch(Action.CancelSignIn) },
                    { trail.switch(Place.Help) },
                )
            } else {
                key(trail.here.route) { At(trail.here, face, trail, session, snapshot) }
            }
        }
        face.trouble?.let { trouble ->
            Badge(LocalPalette.current.warn, Icons.Default.Warning, Modifier.padding(Space.small)) {
                Text(trouble.said(LocalWords.current), style = Type.body)
                SideButton(LocalWords.current.gotIt, face::dismissTrouble, border = true)
            }
        }
        BottomBar(trail)
    }
}

/** Before there is a core: what the file keeps, or why there will be none. */
@Composable
fun Waiting(
    snapshot: HomeSnapshot?,
    trouble: AppException?,
) {
    if (trouble == null) {
        HomeScreen(null, snapshot, {}, {}, {})
    } else {
        Badge(LocalPalette.current.warn, Icons.Default.Warning, Modifier.safeDrawingPadding().padding(Space.large)) {
            Text(trouble.said(LocalWords.current), style = Type.body)
        }
    }
}

@Composable
private fun At(
    place: Place,
    face: Face,
    trail: Trail,
    session: SignInState?,
    snapshot: HomeSnapshot?,
) {
    when (place) {
        is Place.Home ->
            HomeScreen(
                (face.look(Screen.Home) as? ScreenState.Home)?.state,
                snapshot,
                face::signIn,
                { face.refresh(RefreshScope.Latest) },
                trail::open,
            )
        is Place.Help -> Help(null, face, trail)
        is Place.Topic -> Help(place.topic, face, trail)
        is Place.Settings ->
            SettingsScreen(
                session,
                trail::open,
                {
                    face.dispatch(Action.SignOut)
                    trail.switch(Place.Home)
                },
                face::signIn,
            )
        is Place.Alerts -> Alerts(face, trail)
        is Place.Notifications ->
            NotificationSettingsScreen(
                (face.look(Screen.NotificationSettings) as? ScreenState.NotificationSettings)?.state,
                face::dispatch,
                face.platform::askForNotifications,
                face::signIn,
                { face.refresh(RefreshScope.Latest) },
                trail::back,
            )
        is Place.Visits -> Visits(place.child, face, trail)
        is Place.Meals -> Meals(place.child, face, trail)
        is Place.Money -> Money(place.child, face, trail)
        is Place.TopUp -> TopUp(place.child, face, trail)
        is Place.Payments ->
            PaymentsScreen(
                (face.look(Screen.Payments(place.child)) as? ScreenState.Payments)?.state,
                face.platform::open,
                face::signIn,
                { face.refresh(RefreshScope.Payments) },
                trail::back,
            )
        is Place.Limits -> Limits(place.child, face, trail)
        is Place.Menu -> Menu(place.child, face, trail)
        is Place.Orders -> Orders(place.child, face, trail)
        is Place.IllToday -> IllToday(place.child, face, trail)
        is Place.Bans -> Bans(place.child, face, trail)
        is Place.Cards -> Cards(place.child, face, trail)
        is Place.Statement -> Statement(place.child, face, trail)
        is Place.Connection -> Connection(face, trail)
        is Place.Privacy -> Privacy(face, trail)
    }
}

@Composable
private fun Alerts(
    face: Face,
    trail: Trail,
) {
    // Whoever leaves the feed has seen it; while they look, what is new stays marked.
    DisposableEffect(Unit) { onDispose { face.dispatch(Action.MarkAlertsRead) } }
    AlertsScreen(
        (face.look(Screen.Alerts) as? ScreenState.Alerts)?.state,
        { trail.open(Place.Notifications) },
        face::signIn,
        { face.refresh(RefreshScope.Latest) },
    )
}

@Composable
private fun Visits(
    child: String,
    face: Face,
    trail: Trail,
) {
    var stretch by rememberSaveable { mutableStateOf(Stretch.FORTNIGHT) }
    var back by rememberSaveable { mutableIntStateOf(0) }
    val period = stretch.period(face.platform.today(), back)
    VisitsScreen(
        (face.look(Screen.Visits(child, period)) as? ScreenState.Visits)?.state,
        stretch,
        period,
        back,
        {
            stretch = it
            back = 0
        },
        { back = it },
        face::signIn,
        { face.refresh(RefreshScope.Child(child, period)) },
        trail::back,
    )
}

@Composable
private fun Meals(
    child: String,
    face: Face,
    trail: Trail,
) {
    var back by rememberSaveable { mutableIntStateOf(0) }
    val period = Stretch.FORTNIGHT.period(face.platform.today(), back)
    MealsScreen(
        (face.look(Screen.Meals(child, period)) as? ScreenState.Meals)?.state,
        period,
        back,
        { back = it },
        face::signIn,
        { face.refresh(RefreshScope.Child(child, period)) },
        trail::back,
    )
}

@Composable
private fun Money(
    child: String,
    face: Face,
    trail: Trail,
) {
    var back by rememberSaveable { mutableIntStateOf(0) }
    val period = Stretch.FORTNIGHT.period(face.platform.today(), back)
    MoneyScreen(
        (face.look(Screen.Money(child, period)) as? ScreenState.Money)?.state,
        period,
        back,
        { back = it },
        face::signIn,
        { face.refresh(RefreshScope.Child(child, period)) },
        trail::open,
        trail::back,
    )
}

@Composable
private fun TopUp(
    child: String,
    face: Face,
    trail: Trail,
) {
    val reason = LocalWords.current.identityTopUp
    TopUpScreen(
        (face.look(Screen.TopUp(child)) as? ScreenState.TopUp)?.state,
        object : TopUpActions {
            override fun typed(amount: String) = face.dispatch(Action.ChooseAmount(child, amount))

            override fun start(amount: String) =
                face.platform.confirmIdentity(reason) { face.dispatch(Action.StartTopUp(child, amount)) }

            override fun open(url: String) = face.platform.open(url)

            override fun reopen(id: String) = face.dispatch(Action.ReopenLink(id))

            override fun cancel(id: String) = face.dispatch(Action.CancelTopUp(id))

            override fun copy(text: String) = face.platform.copy(text)
        },
        face::signIn,
        { face.refresh(RefreshScope.Payments) },
        trail::back,
    )
}

@Composable
private fun Limits(
    child: String,
    face: Face,
    trail: Trail,
) {
    val reason = LocalWords.current.identityLimits
    LimitsScreen(
        (face.look(Screen.Limits(child)) as? ScreenState.Limits)?.state,
        { seen, wanted -> face.platform.confirmIdentity(reason) { face.dispatch(Action.SetSpendingRules(child, seen, wanted)) } },
        { face.dispatch(Action.CancelSpendingRules(it)) },
        face::signIn,
        { face.refresh(RefreshScope.Latest) },
        trail::back,
    )
}

/** Places that are one press away from everywhere. In large type the bar has two rows, so that its names stay whole. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
fun BottomBar(trail: Trail) {
    val words = LocalWords.current
    val here = trail.here
    val tabs =
        listOf(
            Tab(words.home, Icons.Default.Home, Place.Home),
            Tab(words.alertsTab, Icons.Default.Notifications, Place.Alerts),
            Tab(words.help, Icons.Default.Info, Place.Help),
            Tab(words.settings, Icons.Default.Settings, Place.Settings),
        )
    // A place that is no tab of its own belongs to home.
    val chosen =
        tabs.map { it.place }.find { it == here } ?: when (here) {
            Place.Notifications, Place.Connection, Place.Privacy -> Place.Settings
            is Place.Topic -> Place.Help
            else -> Place.Home
        }
    val inRow = if (LocalDensity.current.fontScale > LARGE) 2 else tabs.size
    HorizontalDivider(color = LocalPalette.current.plain.ground)
    FlowRow(
        Modifier.fillMaxWidth().background(LocalPalette.current.card).navigationBarsPadding().selectableGroup(),
        maxItemsInEachRow = inRow,
    ) {
        for (tab in tabs) TabItem(tab, tab.place == chosen, Modifier.weight(1f)) { trail.switch(tab.place) }
    }
}

private class Tab(
    val name: String,
    val icon: ImageVector,
    val place: Place,
)

private const val LARGE = 1.2f

/** Icon and name; the chosen one is bold besides its colour. */
@Composable
private fun TabItem(
    tab: Tab,
    chosen: Boolean,
    modifier: Modifier,
    onClick: () -> Unit,
) {
    val palette = LocalPalette.current
    val color = if (chosen) palette.accent else palette.quiet
    Column(
        modifier
            .heightIn(min = 56.dp)
            .selectable(chosen, role = Role.Tab, onClick = onClick)
            .padding(vertical = Space.small),
        Arrangement.Center,
        Alignment.CenterHorizontally,
    ) {
        Icon(tab.icon, null, tint = color)
        Text(tab.name, style = if (chosen) Type.small.copy(fontWeight = Type.strong.fontWeight) else Type.small, color = color)
    }
}
