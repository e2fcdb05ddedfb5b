package ru.schoolcard.ui

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.navigationBarsPadding
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Home
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.Settings
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
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
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import ru.schoolcard.core.Action
import ru.schoolcard.core.HomeSnapshot
import ru.schoolcard.core.RefreshScope
import ru.schoolcard.core.Screen
import ru.schoolcard.core.ScreenState
import ru.schoolcard.core.SignInState
import ru.schoolcard.ui.parts.Badge
import ru.schoolcard.ui.parts.SideButton
import ru.schoolcard.ui.parts.Stretch
import ru.schoolcard.ui.parts.said
import ru.schoolcard.ui.screens.HelpScreen
import ru.schoolcard.ui.screens.HomeScreen
import ru.schoolcard.ui.screens.LimitsScreen
import ru.schoolcard.ui.screens.MealsScreen
import ru.schoolcard.ui.screens.MoneyScreen
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
            if (signedOut && trail.here !is Place.Help && trail.here !is Place.Settings) {
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
        is Place.Help -> HelpScreen(null)
        is Place.Settings ->
            SettingsScreen(
                session,
                face.platform::askForNotifications,
                {
                    face.dispatch(Action.SignOut)
                    trail.switch(Place.Home)
                },
                face::signIn,
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
    }
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

@Composable
private fun BottomBar(trail: Trail) {
    val words = LocalWords.current
    HorizontalDivider(color = LocalPalette.current.plain.ground)
    Row(Modifier.fillMaxWidth().background(LocalPalette.current.card).navigationBarsPadding().selectableGroup()) {
        Tab(words.home, Icons.Default.Home, trail.here !is Place.Help && trail.here !is Place.Settings) { trail.switch(Place.Home) }
        Tab(words.help, Icons.Default.Info, trail.here is Place.Help) { trail.switch(Place.Help) }
        Tab(words.settings, Icons.Default.Settings, trail.here is Place.Settings) { trail.switch(Place.Settings) }
    }
}

/** Icon and name; the chosen one is bold besides its colour. */
@Composable
private fun RowScope.Tab(
    name: String,
    icon: ImageVector,
    chosen: Boolean,
    onClick: () -> Unit,
) {
    val palette = LocalPalette.current
    val color = if (chosen) palette.accent else palette.quiet
    Column(
        Modifier
            .weight(1f)
            .heightIn(min = 56.dp)
            .selectable(chosen, role = Role.Tab, onClick = onClick)
            .padding(vertical = Space.small),
        Arrangement.Center,
        Alignment.CenterHorizontally,
    ) {
        Icon(icon, null, tint = color)
        Text(name, style = if (chosen) Type.small.copy(fontWeight = Type.strong.fontWeight) else Type.small, color = color, softWrap = false)
    }
}
