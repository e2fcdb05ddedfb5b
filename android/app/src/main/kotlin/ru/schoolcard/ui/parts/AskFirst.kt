package ru.schoolcard.ui.parts

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import ru.schoolcard.ui.theme.Space
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.LocalWords

/**
 * Something that is done only after [question] was read and agreed to; the question stands where the button was. [about] tells apart
 * buttons that say the same.
 */
@Composable
fun AskFirst(
    text: String,
    question: String,
    sure: String,
    onSure: () -> Unit,
    main: Boolean = false,
    about: String? = null,
) {
    var asking by rememberSaveable(text, question) { mutableStateOf(false) }
    if (!asking) {
        val named = Modifier.about(text, about)
        if (main) MainButton(text, { asking = true }, named) else SideButton(text, { asking = true }, named)
        return
    }
    Column(Modifier.needsNoDate(), Arrangement.spacedBy(Space.small)) {
        Text(question, Modifier.semantics { liveRegion = LiveRegionMode.Polite }, style = Type.strong)
        MainButton(sure, {
            asking = false
            onSure()
        })
        SideButton(LocalWords.current.family.notNow, { asking = false })
    }
}
