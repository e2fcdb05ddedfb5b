package ru.schoolcard.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import ru.schoolcard.core.Action
import ru.schoolcard.core.Application
import ru.schoolcard.core.ConsentPurpose
import ru.schoolcard.core.HelpTopic
import ru.schoolcard.core.PrivacyState
import ru.schoolcard.core.RefreshScope
import ru.schoolcard.core.Screen
import ru.schoolcard.core.ScreenState
import ru.schoolcard.ui.parts.Stretch
import ru.schoolcard.ui.screens.CardsScreen
import ru.schoolcard.ui.screens.ConnectionActions
import ru.schoolcard.ui.screens.ConnectionScreen
import ru.schoolcard.ui.screens.HelpScreen
import ru.schoolcard.ui.screens.Named
import ru.schoolcard.ui.screens.PrivacyScreen
import ru.schoolcard.ui.screens.StatementScreen
import ru.schoolcard.ui.words.LocalWords

// Places about cards, papers and privacy: each asks the core for its screen and sends it what is pressed.

@Composable
internal fun Help(
    topic: HelpTopic?,
    face: Face,
    trail: Trail,
) = HelpScreen(
    (face.look(Screen.Help(topic)) as? ScreenState.Help)?.state,
    { trail.open(Place.Topic(it)) },
    face.platform::open,
    if (topic == null) null else trail::back,
)

@Composable
internal fun Cards(
    child: String,
    face: Face,
    trail: Trail,
) {
    val reason = LocalWords.current.family.identityCards
    CardsScreen(
        (face.look(Screen.Cards(child)) as? ScreenState.Cards)?.state,
        { card -> face.platform.confirmIdentity(reason) { face.dispatch(Action.BlockCard(child, card)) } },
        { face.dispatch(Action.CancelCardBlock(it)) },
        { trail.open(Place.Topic(it)) },
        face::signIn,
        { face.refresh(RefreshScope.Cards(child)) },
        trail::back,
    )
}

@Composable
internal fun Connection(
    face: Face,
    trail: Trail,
) {
    val words = LocalWords.current
    val reason = words.family.identityPeople
    val consents = ((face.look(Screen.Privacy) as? ScreenState.Privacy)?.state as? PrivacyState.Privacy)?.consents
    ConnectionScreen(
        (face.look(Screen.Connection) as? ScreenState.Connection)?.state,
        consents?.find { it.purpose == ConsentPurpose.OTHER_ADULTS },
        face.platform.today(),
        object : ConnectionActions {
            override fun contact(
                phone: String,
                email: String,
            ) = face.dispatch(Action.SetContact(phone, email))

            override fun share(application: Application) = face.platform.share(words.family.application, application.text)

            override fun print(application: Application) =
                face.platform.save(application.pageName, "text/html", application.page)

            override fun handedIn(
                child: String,
                on: Boolean,
            ) = face.dispatch(Action.MarkApplied(child, on))

            override fun consent() = face.dispatch(Action.SetConsent(ConsentPurpose.OTHER_ADULTS, true))

            override fun name(
                child: String,
                adult: Named,
            ) = face.platform.confirmIdentity(reason) { face.dispatch(Action.NameAdult(child, adult.name, adult.rights, adult.until)) }

            override fun forget(adult: String) =
                face.platform.confirmIdentity(reason) { face.dispatch(Action.ForgetAdult(adult)) }

            override fun help(topic: HelpTopic) = trail.open(Place.Topic(topic))
        },
        face::signIn,
        { face.refresh(RefreshScope.Connection) },
        trail::back,
    )
}

@Composable
internal fun Statement(
    child: String,
    face: Face,
    trail: Trail,
) {
    var back by rememberSaveable { mutableIntStateOf(0) }
    val period = Stretch.MONTH.period(face.platform.today(), back)
    StatementScreen(
        (face.look(Screen.Statement(child, period)) as? ScreenState.Statement)?.state,
        period,
        back,
        { back = it },
        { face.statement(child, period) { it.csv } },
        { face.statement(child, period) { it.page } },
        face::signIn,
        { face.refresh(RefreshScope.Child(child, period)) },
        trail::back,
    )
}

@Composable
internal fun Privacy(
    face: Face,
    trail: Trail,
) {
    val reason = LocalWords.current.family.identityPeople
    PrivacyScreen(
        (face.look(Screen.Privacy) as? ScreenState.Privacy)?.state,
        { purpose, given -> face.dispatch(Action.SetConsent(purpose, given)) },
        { face.platform.confirmIdentity(reason, face::export) },
        {
            face.platform.confirmIdentity(reason) {
                face.deleteEverything()
                trail.switch(Place.Home)
            }
        },
        face::signIn,
        trail::back,
    )
}
