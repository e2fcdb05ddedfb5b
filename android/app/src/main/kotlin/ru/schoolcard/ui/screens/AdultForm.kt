package ru.schoolcard.ui.screens

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.OutlinedTextField
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
import ru.schoolcard.core.AdultRights
import ru.schoolcard.core.ConsentKind
import ru.schoolcard.core.ConsentRow
import ru.schoolcard.ui.parts.Choice
import ru.schoolcard.ui.parts.DayChoice
import ru.schoolcard.ui.parts.Heading
import ru.schoolcard.ui.parts.MainButton
import ru.schoolcard.ui.parts.Quiet
import ru.schoolcard.ui.parts.SideButton
import ru.schoolcard.ui.theme.Type
import ru.schoolcard.ui.words.FamilyWords
import ru.schoolcard.ui.words.LocalWords
import java.time.LocalDate

/** Another adult as the parent names them. */
data class Named(
    val name: String,
    val rights: AdultRights,
    val until: LocalDate?,
)

/** Names another adult, or changes what was noted of the one that [start] has; the consent to keep a name comes first. */
@Composable
fun AdultForm(
    start: Named,
    consent: ConsentRow,
    today: LocalDate,
    onConsent: () -> Unit,
    onSave: (Named) -> Unit,
    onClose: () -> Unit,
) {
    val words = LocalWords.current.family
    Heading(if (start.name.isEmpty()) words.nameAdult else words.changeAdult)
    if (consent.kind == ConsentKind.GIVEN) {
        Fields(start, today, onSave)
    } else {
        Text(consent.text, Modifier.semantics { liveRegion = LiveRegionMode.Polite }, style = Type.body)
        MainButton(words.give, onConsent)
    }
    SideButton(words.notNow, onClose)
}

@Composable
private fun Fields(
    start: Named,
    today: LocalDate,
    onSave: (Named) -> Unit,
) {
    val words = LocalWords.current
    var name by rememberSaveable { mutableStateOf(start.name) }
    var rights by rememberSaveable { mutableStateOf(start.rights) }
    // A last day that has passed cannot be kept once more. Until another is chosen it is today: never "no end".
    var until by rememberSaveable { mutableStateOf(start.until?.let { maxOf(it, today) }) }
    Quiet(words.family.nameAdultWhy)
    if (start.name.isEmpty()) {
        OutlinedTextField(name, { name = it }, Modifier.fillMaxWidth(), label = { Text(words.family.adultName) }, singleLine = true)
    } else {
        Text(name, style = Type.strong)
    }
    Heading(words.family.rights)
    Choice(AdultRights.entries.map { it to it.said(words.family) }, rights) { rights = it }
    Heading(words.lastDay)
    DayChoice(until, today, words.noLastDay) { until = it }
    MainButton(words.save, { onSave(Named(name, rights, until)) }, enabled = name.isNotBlank())
}

private fun AdultRights.said(words: FamilyWords): String =
    when (this) {
        AdultRights.ENTRIES -> words.rightsEntries
        AdultRights.ALL -> words.rightsAll
        AdultRights.NONE -> words.rightsNone
    }
