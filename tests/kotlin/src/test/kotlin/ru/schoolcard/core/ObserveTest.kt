package ru.schoolcard.core

import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.lang.reflect.InvocationTargetException
import java.lang.reflect.Proxy
import java.time.LocalDate

/** Looking at screens: the first state, then one callback for each commit. */
class ObserveTest {
    companion object {
        private val sandbox = Sandbox()
        private val phone = Phone(sandbox.baseUrl).ready()

        @AfterAll
        @JvmStatic
        fun end() {
            phone.close()
            sandbox.close()
        }
    }

    private val child = phone.cards().first().person
    private val fortnight = Period(LocalDate.parse("2026-04-29"), LocalDate.parse("2026-05-12"))

    /** Every screen there is; a test holds the list to that. */
    private val screens: List<Screen> =
        listOf(
            Screen.SignIn,
            Screen.Home,
            Screen.Visits(child, fortnight),
            Screen.Meals(child, fortnight),
            Screen.Menu(child, null, ""),
            Screen.Money(child, fortnight),
            Screen.TopUp(child),
            Screen.Payments(child),
            Screen.Limits(child),
            Screen.Orders(child, LocalDate.parse("2026-05-12")),
            Screen.IllToday(child, LocalDate.parse("2026-05-12")),
            Screen.Bans(child),
            Screen.Alerts,
            Screen.NotificationSettings,
            Screen.Cards(child),
            Screen.Connection,
            Screen.Statement(child, fortnight),
            Screen.Privacy,
            Screen.Help(null),
        )

    @Test
    fun `no screen is left out here and each has a state of its own`() {
        assertEquals(Screen::class.java.permittedSubclasses.toSet(), screens.map { it.javaClass }.toSet<Class<*>>())
        val states = screens.map { phone.look(it)::class.simpleName }
        assertEquals(screens.map { it::class.simpleName }, states)
    }

    private fun commit(kopecks: Long) = probeCommit(phone.app, child, kopecks)

    @Test
    fun `the first state comes before observe returns, on the caller's thread, and is whole`() {
        for (screen in screens) {
            val notebook = Notebook()
            phone.app.observe(screen, notebook).use {
                // A screen that asks for more of itself (who is paid, the school's switches) may have been told twice by now.
                assertSame(Thread.currentThread(), notebook.firstThread, "$screen")
            }
        }
        val home = (phone.look(Screen.Home) as ScreenState.Home).state as HomeState.Children
        assertEquals(2, home.cards.size)
        val balance = home.cards.first().balance as BalanceCell.Known
        assertTrue(balance.figure.value.text.contains("₽"))
        assertTrue(balance.figure.asOfText.isNotEmpty(), "no figure without its date")
        val visits = (phone.look(screens[2]) as ScreenState.Visits).state as VisitsState.Days
        assertTrue(visits.days.isNotEmpty())
    }

    @Test
    fun `each commit is exactly one callback, to those whom it concerns`() {
        val (home, twin, signIn) = List(3) { Notebook() }
        val subscriptions =
            listOf(
                phone.app.observe(Screen.Home, home),
                phone.app.observe(Screen.Home, twin),
                phone.app.observe(Screen.SignIn, signIn),
            )
        listOf(home, twin, signIn).forEach(Notebook::settle)
        val before = listOf(home.count, twin.count, signIn.count)
        for (kopecks in 1L..20L) {
            commit(kopecks)
            assertEquals(home.next(), twin.next())
        }
        home.settle()
        assertEquals(listOf(20, 20, 0), listOf(home.count, twin.count, signIn.count).zip(before, Int::minus))
        subscriptions.forEach(Subscription::close)
    }

    @Test
    fun `a commit that changes nothing calls nobody`() {
        val notebook = Notebook()
        phone.app.observe(Screen.Home, notebook).use {
            commit(30)
            notebook.settle()
            val before = notebook.count
            repeat(20) { commit(30) }
            notebook.settle()
            assertEquals(before, notebook.count)
        }
    }

    @Test
    fun `what the school tells reaches the observer, and no state comes twice in a row`() {
        // The school's clock stands unless told: what is read later must be newer.
        fun aMinuteLater() = sandbox.post("/sandbox/v1/clock", """{"advance_seconds": 60}""")
        aMinuteLater()
        runBlocking { phone.app.refresh(RefreshScope.Latest) }
        val notebook = Notebook()
        phone.app.observe(Screen.Home, notebook).use {
            aMinuteLater()
            val before = card(notebook.next())
            sandbox.post("/sandbox/v1/terminal-top-up", """{"person_id": "$child", "kopecks": 12345}""")
            phone.app.dispatch(Action.Refresh(RefreshScope.Latest))
            val after = card(notebook.await { (card(it).balance as BalanceCell.Known).figure.value != (before.balance as BalanceCell.Known).figure.value })
            val (old, new) = listOf(before, after).map { (it.balance as BalanceCell.Known).figure.value.balance.confirmed }
            assertEquals(12345, new - old)
        }
        val all = mutableListOf<ScreenState>()
        val observer =
            object : ScreenObserver {
                override fun onState(state: ScreenState) {
                    synchronized(all) { all.add(state) }
                }
            }
        phone.app.observe(Screen.Home, observer).use { runBlocking { phone.app.refresh(RefreshScope.Latest) } }
        synchronized(all) { all.zipWithNext().forEach { (a, b) -> assertNotEquals(a, b) } }
    }

    @Test
    fun `a screen costs one call into the core`() {
        val calls = mutableListOf<String>()
        val counting =
            Proxy.newProxyInstance(javaClass.classLoader, arrayOf(ParentAppInterface::class.java)) { _, method, arguments ->
                calls.add(method.name)
                try {
                    method.invoke(phone.app, *arguments.orEmpty())
                } catch (thrown: InvocationTargetException) {
                    throw thrown.targetException
                }
            } as ParentAppInterface
        for (screen in screens) {
            calls.clear()
            runBlocking { counting.states(screen).first() }
            assertEquals(listOf("observe"), calls, "$screen")
        }
    }

    private fun card(state: ScreenState) = ((state as ScreenState.Home).state as HomeState.Children).cards.first()
}
