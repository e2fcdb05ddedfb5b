package ru.schoolcard.ui

import ru.schoolcard.core.HelpTopic

/** Where in the app the parent is. The route is what survives the end of the process and what links into the app carry. */
sealed class Place(
    val route: String,
) {
    data object Home : Place("home")

    data object Help : Place("help")

    data object Settings : Place("settings")

    data object Alerts : Place("alerts")

    data object Notifications : Place("notifications")

    data object Connection : Place("connection")

    data object Privacy : Place("privacy")

    /** One topic of the help. */
    class Topic(
        val topic: HelpTopic,
    ) : Place("topic/${topic.name}")

    /** A place of one child; [child] is the person id. */
    sealed class OfChild(
        kind: String,
        val child: String,
    ) : Place("$kind/$child")

    class Visits(
        child: String,
    ) : OfChild("visits", child)

    class Meals(
        child: String,
    ) : OfChild("meals", child)

    class Money(
        child: String,
    ) : OfChild("money", child)

    class TopUp(
        child: String,
    ) : OfChild("top-up", child)

    class Payments(
        child: String,
    ) : OfChild("payments", child)

    class Limits(
        child: String,
    ) : OfChild("limits", child)

    class Menu(
        child: String,
    ) : OfChild("menu", child)

    class Orders(
        child: String,
    ) : OfChild("orders", child)

    class IllToday(
        child: String,
    ) : OfChild("ill-today", child)

    class Bans(
        child: String,
    ) : OfChild("bans", child)

    class Cards(
        child: String,
    ) : OfChild("cards", child)

    class Statement(
        child: String,
    ) : OfChild("statement", child)

    override fun equals(other: Any?): Boolean = other is Place && other.route == route

    override fun hashCode(): Int = route.hashCode()

    companion object {
        /** The place of [route]; home when there is none such. */
        fun of(route: String): Place {
            val child = route.substringAfter('/', "")
            return when (route.substringBefore('/')) {
                "help" -> Help
                "settings" -> Settings
                "alerts" -> Alerts
                "notifications" -> Notifications
                "connection" -> Connection
                "privacy" -> Privacy
                "topic" -> HelpTopic.entries.find { it.name == child }?.let(::Topic) ?: Help
                "visits" -> Visits(child)
                "meals" -> Meals(child)
                "money" -> Money(child)
                "top-up" -> TopUp(child)
                "payments" -> Payments(child)
                "limits" -> Limits(child)
                "menu" -> Menu(child)
                "orders" -> Orders(child)
                "ill-today" -> IllToday(child)
                "bans" -> Bans(child)
                "cards" -> Cards(child)
                "statement" -> Statement(child)
                else -> Home
            }.takeUnless { it is OfChild && child.isEmpty() } ?: Home
        }
    }
}
