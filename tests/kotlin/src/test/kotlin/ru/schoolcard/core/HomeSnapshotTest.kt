package ru.schoolcard.core

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.io.File
import java.nio.file.Files
import java.time.Duration

/** The snapshot file, written by the real core and read without it. */
class HomeSnapshotTest {
    @Test
    fun `the file says what home says, and a sign-out empties it`() =
        Sandbox().use { sandbox ->
            Phone(sandbox.baseUrl).ready().use { phone ->
                phone.app.pause(Duration.ofSeconds(5))
                val snapshot = checkNotNull(HomeSnapshot.read(phone.dataDir))
                assertEquals("ru", snapshot.locale)
                val cards = phone.cards()
                assertEquals(cards.map { it.person }, snapshot.children.map { it.personId })
                for ((card, child) in cards.zip(snapshot.children)) {
                    assertEquals(card.name, child.name)
                    assertEquals(card.shortName, child.shortName)
                    assertEquals(card.presence.value.text, child.presenceText)
                    assertEquals(card.presence.value.evidenceText, child.evidenceText)
                    assertEquals(card.today.value.text, child.todayText)
                    val balance = card.balance as BalanceCell.Known
                    assertEquals(balance.figure.value.text, child.balanceText)
                    assertEquals(balance.figure.value.spoken, child.balanceSpoken)
                    val dates = listOf(child.presenceAsOfText, child.balanceAsOfText, child.todayAsOfText)
                    assertTrue(dates.all(String::isNotEmpty), "$dates")
                }
                assertTrue(snapshot.holdsAt(snapshot.savedAt))
                assertFalse(snapshot.holdsAt(snapshot.savedAt.plus(Duration.ofDays(1))))

                phone.app.dispatch(Action.SignOut)
                eventually("the file forgets the children") { HomeSnapshot.read(phone.dataDir)?.children?.isEmpty() ?: true }
            }
        }

    @Test
    fun `no file, half a file, a foreign file and a newer version are nothing`() {
        val dir = Files.createTempDirectory("snapshot").toFile()
        assertNull(HomeSnapshot.read(dir))
        val whole =
            """{"version":1,"locale":"en","saved_at_millis":1,"holds_until_millis":2,"children":[{"person_id":"p","name":"Anna"}]}"""
        assertNotNull(HomeSnapshot.parse(whole))
        for (end in 0 until whole.length) assertNull(HomeSnapshot.parse(whole.substring(0, end)), "cut at $end")
        for (text in listOf("[]", "null", "12", "{}", whole.replace("\"version\":1", "\"version\":2"), whole.replace("person_id", "id"))) {
            File(dir, "home-snapshot.json").writeText(text)
            assertNull(HomeSnapshot.read(dir), text)
        }
    }

    @Test
    fun `fields of later versions are passed over and missing texts are empty`() {
        val text = """{"version":1,"saved_at_millis":1,"holds_until_millis":2,"new":{"a":[1]},"children":[{"person_id":"p","new":1}]}"""
        val child = checkNotNull(HomeSnapshot.parse(text)).children.single()
        assertEquals("p", child.personId)
        assertEquals("", child.presenceText)
    }
}
