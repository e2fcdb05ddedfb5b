package ru.schoolcard.core

import org.json.JSONException
import org.json.JSONObject
import java.io.File
import java.io.IOException
import java.time.Instant

/**
 * Home as the core last wrote it to `home-snapshot.json`: for the first frame and the widgets, without loading the core.
 *
 * Needs nothing but the JDK and `org.json`, which is part of Android. All texts are shown as they are; after [holdsUntil]
 * only together with their dates, as old.
 */
public data class HomeSnapshot(
    /** Language of the texts: `ru` or `en`. */
    val locale: String,
    /** When it was written, in the school's time. */
    val savedAt: Instant,
    /** Until when presence means what it says. */
    val holdsUntil: Instant,
    /** In the server's order; empty when nobody is signed in. */
    val children: List<Child>,
) {
    /** One child, in ready texts. A text that the file does not have is empty. */
    public data class Child(
        /** Who, for a link into the app. */
        val personId: String,
        val name: String,
        val shortName: String,
        val presenceText: String,
        val evidenceText: String,
        val presenceAsOfText: String,
        val balanceText: String,
        val balanceSpoken: String,
        val balanceAsOfText: String,
        val todayText: String,
        val todayAsOfText: String,
    )

    /** Whether presence still means what it says at [now]. */
    public fun holdsAt(now: Instant): Boolean = now < holdsUntil

    public companion object {
        /** The only form this reader knows. */
        public const val VERSION: Int = 1

        private const val FILE = "home-snapshot.json"

        /** What the core left in [dataDir]; null when there is nothing, or nothing this reader understands. */
        public fun read(dataDir: File): HomeSnapshot? =
            try {
                parse(File(dataDir, FILE).readText())
            } catch (_: IOException) {
                null
            }

        internal fun parse(text: String): HomeSnapshot? =
            try {
                JSONObject(text).takeIf { it.getInt("version") == VERSION }?.let(::snapshot)
            } catch (_: JSONException) {
                null
            }

        private fun snapshot(json: JSONObject): HomeSnapshot {
            val children = json.getJSONArray("children")
            return HomeSnapshot(
                locale = json.optString("locale"),
                savedAt = Instant.ofEpochMilli(json.getLong("saved_at_millis")),
                holdsUntil = Instant.ofEpochMilli(json.getLong("holds_until_millis")),
                children = (0 until children.length()).map { child(children.getJSONObject(it)) },
            )
        }

        private fun child(json: JSONObject) =
            Child(
                personId = json.getString("person_id"),
                name = json.optString("name"),
                shortName = json.optString("short_name"),
                presenceText = json.optString("presence_text"),
                evidenceText = json.optString("evidence_text"),
                presenceAsOfText = json.optString("presence_as_of_text"),
                balanceText = json.optString("balance_text"),
                balanceSpoken = json.optString("balance_spoken"),
                balanceAsOfText = json.optString("balance_as_of_text"),
                todayText = json.optString("today_text"),
                todayAsOfText = json.optString("today_as_of_text"),
            )
    }
}
