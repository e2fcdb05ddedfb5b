package ru.schoolcard.ui

/** Where in the app the parent is. The route is what survives the end of the process and what links into the app carry. */
sealed class Place(
    val route: String,
) {
    data object Home : Place("home")

    data object Help : Place("help")

    data object Settings : Place("settings")

    data object Alerts : Place("alerts")

    data object Notifications : Place("notifications")

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
                "visits" -> Visits(child)
                "meals" -> Meals(child)
                "money" -> Money(child)
                "top-up" -> TopUp(child)
                "payments" -> Payments(child)
                "limits" -> Limits(child)
                else -> Home
            }.takeUnless { it is OfChild && child.isEmpty() } ?: Home
        }
    }
}
