package ru.schoolcard.bench

import ru.schoolcard.core.HomeSnapshot
import ru.schoolcard.core.HomeState
import ru.schoolcard.core.Screen
import ru.schoolcard.core.ScreenObserver
import ru.schoolcard.core.ScreenState
import java.io.File
import java.util.concurrent.atomic.AtomicReference

/** `Start bare|snapshot|core DATA_DIR`: has the home state in hand, and ends. */
object Start {
    @JvmStatic
    fun main(arguments: Array<String>) {
        val children =
            when (arguments[0]) {
                "bare" -> 0
                "snapshot" -> checkNotNull(HomeSnapshot.read(File(arguments[1]))).children.size
                else -> core(arguments[1])
            }
        println("children $children")
        // As a process ends that somebody ends: closing files is not part of the start.
        Runtime.getRuntime().halt(0)
    }

    private fun core(dataDir: String): Int {
        val first = AtomicReference<ScreenState>()
        val observer =
            object : ScreenObserver {
                override fun onState(state: ScreenState) = first.set(state)
            }
        open(dataDir).observe(Screen.Home, observer)
        return ((first.get() as ScreenState.Home).state as HomeState.Children).cards.size
    }
}
