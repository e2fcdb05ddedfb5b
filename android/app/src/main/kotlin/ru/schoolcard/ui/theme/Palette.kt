package ru.schoolcard.ui.theme

import androidx.compose.ui.graphics.Color

/** A ground and what may stand on it. */
data class Tone(
    val ground: Color,
    val text: Color,
)

/**
 * Every colour of the app. No colour carries a meaning alone: beside each [Tone] stand an icon and words.
 *
 * A test holds [texts] to a contrast of 4.5 and [shapes] to 3.
 */
data class Palette(
    val dark: Boolean,
    /** Behind everything. */
    val page: Color,
    /** Of a card. */
    val card: Color,
    /** Edges of cards and fields. */
    val edge: Color,
    /** Main text. */
    val text: Color,
    /** Text beside it: dates, evidence. */
    val quiet: Color,
    /** Buttons, links, bars of charts. */
    val accent: Color,
    /** Text on [accent]. */
    val onAccent: Color,
    /** Second-rank buttons. */
    val soft: Tone,
    /** All is well: in school, credited. */
    val good: Tone,
    /** Worth a look. */
    val warn: Tone,
    /** Needs the parent. */
    val bad: Tone,
    /** Told for completeness. */
    val plain: Tone,
) {
    /** Pairs of text and ground as they occur. */
    val texts: Map<String, Pair<Color, Color>>
        get() =
            buildMap {
                for ((name, ground) in listOf("page" to page, "card" to card)) {
                    put("text on $name", text to ground)
                    put("quiet on $name", quiet to ground)
                    put("accent on $name", accent to ground)
                }
                put("text on accent", onAccent to accent)
                for ((name, tone) in listOf("soft" to soft, "good" to good, "warn" to warn, "bad" to bad, "plain" to plain)) {
                    put("text on $name", tone.text to tone.ground)
                }
            }

    /** Pairs of shapes that have to be seen and what they stand on. */
    val shapes: Map<String, Pair<Color, Color>>
        get() =
            mapOf(
                "edge on card" to (edge to card),
                "edge on page" to (edge to page),
                "accent on card" to (accent to card),
                "accent on page" to (accent to page),
            )

    companion object {
        val Light =
            Palette(
                dark = false,
                page = Color(0xFFF3F6FA),
                card = Color(0xFFFFFFFF),
                edge = Color(0xFF7D8793),
                text = Color(0xFF14191F),
                quiet = Color(0xFF4C5663),
                accent = Color(0xFF0B5CAD),
                onAccent = Color(0xFFFFFFFF),
                soft = Tone(Color(0xFFDCE9F8), Color(0xFF0A3E75)),
                good = Tone(Color(0xFFDDF3E4), Color(0xFF0F5228)),
                warn = Tone(Color(0xFFFFEFC7), Color(0xFF5F4100)),
                bad = Tone(Color(0xFFFCE3E1), Color(0xFF8A1A14)),
                plain = Tone(Color(0xFFE6EBF1), Color(0xFF333D48)),
            )

        val Dark =
            Palette(
                dark = true,
                page = Color(0xFF0F1318),
                card = Color(0xFF1A2027),
                edge = Color(0xFF7A8693),
                text = Color(0xFFE8EDF3),
                quiet = Color(0xFFB2BDC9),
                accent = Color(0xFF9CCBFF),
                onAccent = Color(0xFF06305C),
                soft = Tone(Color(0xFF233A54), Color(0xFFD3E6FC)),
                good = Tone(Color(0xFF17402A), Color(0xFFB9EBCB)),
                warn = Tone(Color(0xFF4A3600), Color(0xFFFFE2A0)),
                bad = Tone(Color(0xFF5B1D1A), Color(0xFFFFD9D6)),
                plain = Tone(Color(0xFF2A323B), Color(0xFFDAE2EA)),
            )
    }
}
