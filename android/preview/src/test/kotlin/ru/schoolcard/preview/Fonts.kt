package ru.schoolcard.preview

import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.platform.Font
import java.io.File

/** Android's font, as Debian's `fonts-roboto-unhinted` has it; the default of a desktop is far wider. */
object Fonts {
    private val folder = File("/usr/share/fonts/truetype/roboto/unhinted/RobotoTTF")

    val roboto: FontFamily by lazy {
        fun face(name: String, weight: FontWeight) =
            File(folder, "Roboto-$name.ttf").also { require(it.exists()) { "no $it: apt-get install fonts-roboto-unhinted" } }.let { Font(it, weight) }
        FontFamily(face("Regular", FontWeight.Normal), face("Medium", FontWeight.SemiBold), face("Bold", FontWeight.Bold))
    }
}
