package ru.schoolcard.core

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.io.File
import java.io.RandomAccessFile
import java.nio.file.Files
import java.time.Duration

/** Each way a call can fail, brought about for real. */
class ErrorsTest {
    private inline fun <reified E : AppException> fails(crossinline call: suspend () -> Unit): E =
        assertThrows(E::class.java) { runBlocking { call() } }

    private fun withPhone(test: (Sandbox, Phone) -> Unit) =
        Sandbox().use { sandbox -> Phone(sandbox.baseUrl).use { phone -> test(sandbox, phone) } }

    @Test
    fun `reading before signing in is SignedOut`() =
        withPhone { _, phone ->
            fails<AppException.SignedOut> { phone.app.refresh(RefreshScope.Latest) }
        }

    @Test
    fun `a school that is gone is Offline and what was read stays`() {
        val sandbox = Sandbox()
        Phone(sandbox.baseUrl).ready().use { phone ->
            sandbox.close()
            fails<AppException.Offline> { phone.app.refresh(RefreshScope.Latest) }
            assertEquals(2, phone.cards().size)
        }
    }

    @Test
    fun `a login service at fault is Server`() =
        withPhone { sandbox, phone ->
            val redirect = Browser.signIn(runBlocking { phone.app.beginSignIn() }, "parent")
            sandbox.post("/sandbox/v1/faults", """{"service": "login", "kind": "status", "status": 503}""")
            fails<AppException.Server> { phone.app.completeSignIn(redirect) }
        }

    @Test
    fun `a school that asks to be left alone is Server with the time to wait`() =
        withPhone { sandbox, phone ->
            phone.signIn()
            for (service in listOf("profile", "pass", "food")) {
                sandbox.post("/sandbox/v1/faults", """{"service": "$service", "kind": "rate_limited", "retry_after": 90}""")
            }
            val wait = fails<AppException.Server> { phone.app.refresh(RefreshScope.Latest) }.retryAfter
            assertTrue(wait != null && wait <= Duration.ofSeconds(90) && wait > Duration.ofSeconds(60), "$wait")
        }

    @Test
    fun `a redirect of another attempt, the same redirect twice and a second sign-in are Rejected by name`() =
        withPhone { _, phone ->
            val redirect = Browser.signIn(runBlocking { phone.app.beginSignIn() }, "parent")
            val foreign = redirect.replace(Regex("state=[^&]*"), "state=somebody-else")
            assertEquals("wrong_state", fails<AppException.Rejected> { phone.app.completeSignIn(foreign) }.code)
            runBlocking { phone.app.completeSignIn(redirect) }
            assertEquals("redirect_repeated", fails<AppException.Rejected> { phone.app.completeSignIn(redirect) }.code)
            assertEquals("not_now", fails<AppException.Rejected> { phone.app.beginSignIn() }.code)
            runBlocking { phone.app.refresh(RefreshScope.Latest) }
        }

    @Test
    fun `giving up on the page and an account without a school are Rejected by name`() =
        withPhone { _, phone ->
            val given = runBlocking { Browser.cancel(phone.app.beginSignIn()) }
            assertEquals("sign_in_refused", fails<AppException.Rejected> { phone.app.completeSignIn(given) }.code)
            assertEquals("no_school_account", fails<AppException.Rejected> { phone.signIn("stranger") }.code)
        }

    @Test
    fun `an address that is none is Validation of its field`() {
        val config = AppConfig("unused", "http://127.0.0.1:1", "no address", "http://127.0.0.1:1", "c", "r://x", Language.EN, "d")
        val error = assertThrows(AppException.Validation::class.java) { ParentApp(config, Secrets()) }
        assertEquals("school_url", error.field)
    }

    @Test
    fun `a directory that another app works on is Storage InUse`() =
        withPhone { _, phone ->
            val error = assertThrows(AppException.Storage::class.java) { ParentApp(phone.config(), Secrets()) }
            assertEquals(StorageTrouble.IN_USE, error.trouble)
        }

    @Test
    fun `a directory that cannot be made is Storage`() {
        val file = Files.createTempFile("not-a-directory", "").toFile()
        assertThrows(AppException.Storage::class.java) { Phone("http://127.0.0.1:1", dataDir = File(file, "data")) }
    }

    @Test
    fun `a database of a newer version is OutOfDate and stays as it is`() =
        Sandbox().use { sandbox ->
            val phone = Phone(sandbox.baseUrl).ready()
            phone.close()
            val database = File(phone.dataDir, "cache.db")
            // The schema's version stands at byte 60 of an SQLite file.
            RandomAccessFile(database, "rw").use {
                it.seek(60)
                it.writeInt(999)
            }
            val before = database.readBytes()
            assertThrows(AppException.OutOfDate::class.java) { ParentApp(phone.config(), phone.secrets) }
            assertTrue(before.contentEquals(database.readBytes()))
        }
}
