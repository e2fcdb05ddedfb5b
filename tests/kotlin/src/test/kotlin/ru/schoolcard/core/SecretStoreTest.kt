package ru.schoolcard.core

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** A secret store of the face's own: what it throws, the core understands. */
class SecretStoreTest {
    private fun Phone.refuses(call: suspend ParentApp.() -> Unit): StorageTrouble =
        assertThrows(AppException.Storage::class.java) { runBlocking { app.call() } }.trouble

    @Test
    fun `a locked store is later, not a sign-out`() =
        Sandbox().use { sandbox ->
            val phone = Phone(sandbox.baseUrl).ready().restarted()
            phone.use {
                phone.secrets.trouble = SecretStoreException.Locked()
                assertEquals(StorageTrouble.SECRETS_LOCKED, phone.refuses { refresh(RefreshScope.Latest) })
                assertEquals(2, phone.cards().size, "the last data stay readable")
                phone.secrets.trouble = null
                runBlocking { phone.app.refresh(RefreshScope.Latest) }
            }
        }

    @Test
    fun `a store that throws something unexpected does not end the app nor sign anybody out`() =
        Sandbox().use { sandbox ->
            Phone(sandbox.baseUrl).use { phone ->
                phone.secrets.trouble = IllegalMonitorStateException("a bug of the face")
                assertEquals(StorageTrouble.SECRETS_LOCKED, phone.refuses { beginSignIn() })
                phone.secrets.trouble = null
                phone.ready()
                assertEquals(2, phone.cards().size)
            }
        }

    @Test
    fun `nothing secret is in the data directory`() =
        Sandbox().use { sandbox ->
            Phone(sandbox.baseUrl).ready().use { phone ->
                val secrets = phone.secrets.kept.values.flatMap { Regex("[A-Za-z0-9._~-]{24,}").findAll(it).map { m -> m.value } }
                assertTrue(secrets.isNotEmpty())
                phone.app.pause(java.time.Duration.ofSeconds(2))
                for (file in phone.dataDir.walk().filter { it.isFile }) {
                    val text = file.readText(Charsets.ISO_8859_1)
                    assertTrue(secrets.none { it in text }, file.name)
                }
            }
        }

    @Test
    fun `signing out empties the store and the screens`() =
        Sandbox().use { sandbox ->
            Phone(sandbox.baseUrl).ready().use { phone ->
                val home = Notebook()
                phone.app.observe(Screen.Home, home).use {
                    phone.app.dispatch(Action.SignOut)
                    home.await { it == ScreenState.Home(HomeState.SignedOut) }
                }
                eventually("the tokens are gone") { phone.secrets.kept.keys.none { it == "tokens" } }
            }
        }
}
