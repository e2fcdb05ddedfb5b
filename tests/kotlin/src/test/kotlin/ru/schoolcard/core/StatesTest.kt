package ru.schoolcard.core

import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.flow.transformWhile
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

/** The flow helper alone; the tests of the bindings use it against the real core. */
class StatesTest {
    private var open = 0

    private fun numbers(vararg early: Int) =
        states<Int> { emit ->
            open += 1
            early.forEach(emit)
            AutoCloseable { open -= 1 }
        }

    @Test
    fun `nothing is subscribed until somebody collects`() {
        numbers(1)
        assertEquals(0, open)
    }

    @Test
    fun `the state given while subscribing is the first one and the subscription ends with the collector`() = runBlocking {
        assertEquals(7, numbers(7).first())
        assertEquals(0, open)
    }

    @Test
    fun `a slow collector skips to the latest state`() = runBlocking {
        val seen = numbers(1, 2, 3, 4).transformWhile { emit(it); it != 4 }.toList()
        assertEquals(listOf(1, 4), seen)
    }

    @Test
    fun `a cancelled collector closes its subscription`() = runBlocking {
        assertNull(withTimeoutOrNull(50) { numbers().first() })
        assertEquals(0, open)
    }

    @Test
    fun `a subscription that cannot start fails the collector`() {
        assertThrows(IllegalStateException::class.java) {
            runBlocking { states<Int> { error("no such screen") }.first() }
        }
    }
}
