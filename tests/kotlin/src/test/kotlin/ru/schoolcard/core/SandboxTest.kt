package ru.schoolcard.core

import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.net.ConnectException

/** The school the other tests stand on. */
class SandboxTest {
    @Test
    fun `a test gets a school of its own that ends with it`() {
        val sandbox = Sandbox()
        sandbox.use {
            assertTrue(it.get("/sandbox/v1/state").contains("2026-05-12"))
            assertTrue(it.post("/sandbox/v1/token").contains("access_token"))
        }
        assertThrows(ConnectException::class.java) { sandbox.get("/sandbox/v1/state") }
    }
}
