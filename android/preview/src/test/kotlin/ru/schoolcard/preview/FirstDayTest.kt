package ru.schoolcard.preview

import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.onRoot
import org.junit.jupiter.api.Test
import ru.schoolcard.ui.words.Words

/** A parent's first day with the app, on the real core and a real sandbox. */
@OptIn(ExperimentalTestApi::class)
class FirstDayTest {
    @Test
    fun `signs in through the school's page and sees the children`() =
        withSchool { _, phone ->
            withApp(phone) {
                sees(Words.Ru.signInSafe)
                signsIn()
                sees(Words.Ru.balance)
                sees("В школе с")
                save("home-first", ui.onRoot().captureToImage())
            }
        }
}
