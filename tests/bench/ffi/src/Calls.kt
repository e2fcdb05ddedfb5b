package ru.schoolcard.bench

import com.sun.jna.Callback
import com.sun.jna.Memory
import com.sun.jna.Native
import com.sun.jna.Pointer
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import ru.schoolcard.core.AppConfig
import ru.schoolcard.core.HomeState
import ru.schoolcard.core.Language
import ru.schoolcard.core.ParentApp
import ru.schoolcard.core.ParentAppInterface
import ru.schoolcard.core.Screen
import ru.schoolcard.core.ScreenObserver
import ru.schoolcard.core.ScreenState
import ru.schoolcard.core.SecretStore
import ru.schoolcard.core.probeAsync
import ru.schoolcard.core.probeCallback
import ru.schoolcard.core.probeCommit
import ru.schoolcard.core.probeNothing
import ru.schoolcard.core.probeScreen
import ru.schoolcard.core.probeText
import ru.schoolcard.core.states
import java.lang.reflect.Proxy
import java.util.concurrent.atomic.AtomicInteger

/** C itself, called as the bindings call the core: mapped directly by JNA. The floor of every figure. */
object C {
    fun interface Compare : Callback {
        fun compare(
            a: Pointer,
            b: Pointer,
        ): Int
    }

    @JvmStatic external fun labs(number: Long): Long

    @JvmStatic external fun strlen(text: String): Long

    @JvmStatic external fun qsort(
        base: Pointer,
        count: Long,
        size: Long,
        compare: Compare,
    )

    init {
        Native.register("c")
    }
}

/** Secrets of somebody who has none: screens do not need any. */
object NoSecrets : SecretStore {
    override fun get(key: String): String? = null

    override fun set(
        key: String,
        value: String,
    ) = Unit

    override fun delete(key: String) = Unit
}

fun open(dataDir: String): ParentApp {
    val nowhere = "http://127.0.0.1:1"
    return ParentApp(AppConfig(dataDir, nowhere, nowhere, nowhere, "bench", "bench://x", Language.RU, "bench"), NoSecrets)
}

class Counter : ScreenObserver {
    val calls = AtomicInteger()

    override fun onState(state: ScreenState) {
        calls.incrementAndGet()
    }
}

/** Nanoseconds of one of [times] calls, in the middle of [rounds] rounds; one round to warm up. */
fun measure(
    name: String,
    rounds: Int,
    times: Int,
    call: () -> Unit,
) {
    val took =
        List(rounds + 1) {
            val begin = System.nanoTime()
            repeat(times) { call() }
            (System.nanoTime() - begin).toDouble() / times
        }.drop(1).sorted()
    println("$name ${took[took.size / 2]}")
}

/** Calls of the app's methods for one screen shown and left, as the flow helper makes them. */
fun callsPerScreen(app: ParentApp): Int {
    val calls = AtomicInteger()
    val counting =
        Proxy.newProxyInstance(Counter::class.java.classLoader, arrayOf(ParentAppInterface::class.java)) { _, method, arguments ->
            calls.incrementAndGet()
            method.invoke(app, *arguments.orEmpty())
        } as ParentAppInterface
    runBlocking { counting.states(Screen.Home).first() }
    return calls.get()
}

/** `Calls DATA_DIR ROUNDS`: prints lines `name nanoseconds` and `name count`. */
fun main(arguments: Array<String>) {
    val app = open(arguments[0])
    val rounds = arguments[1].toInt()
    val text = "В школе с 08:07"
    val two = Memory(16).apply { setLong(0, 2); setLong(8, 1) }
    val compare = C.Compare { a, b -> a.getLong(0).compareTo(b.getLong(0)) }
    val counter = Counter()
    val nothing = ScreenState.Home(HomeState.SignedOut)
    val rows = (probeScreen(app, 50u) as ScreenState.Home).state as HomeState.Children
    check(rows.cards.size == 50)

    measure("c-nothing", rounds, 20_000) { C.labs(-1) }
    measure("nothing", rounds, 20_000) { probeNothing() }
    measure("c-text", rounds, 20_000) { C.strlen(text) }
    measure("text", rounds, 20_000) { probeText(text) }
    measure("c-callback", rounds, 20_000) { C.qsort(two, 2, 8, compare) }
    measure("callback", rounds, 20_000) { probeCallback(counter, nothing) }
    measure("async", rounds, 5_000) { runBlocking { probeAsync() } }
    measure("screen-50", rounds, 500) { probeScreen(app, 50u) }

    val observer = Counter()
    val subscription = app.observe(Screen.Home, observer)
    Thread.sleep(300)
    val before = observer.calls.get()
    val commits = 20
    repeat(commits) {
        val already = observer.calls.get()
        probeCommit(app, rows.cards.first().person, 1_000L + it)
        while (observer.calls.get() == already) Thread.sleep(1)
    }
    Thread.sleep(300)
    println("callbacks-per-commit ${(observer.calls.get() - before).toDouble() / commits}")
    subscription.close()
    println("calls-per-screen ${callsPerScreen(app)}")
    app.shutdown()
}
