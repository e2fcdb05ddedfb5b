package ru.schoolcard.core

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.json.JSONObject
import java.io.File
import java.lang.ref.WeakReference
import java.time.Duration

/** Who lives how long: observers, subscriptions, the app, and work whose caller went away. */
class LifetimeTest {
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

    private fun observers() = probeObservers(phone.app).toInt()

    private fun residentKilobytes() =
        File("/proc/self/status").readLines().first { it.startsWith("VmRSS") }.filter(Char::isDigit).toInt()

    @Test
    fun `thousands of subscriptions come and go without a trace`() {
        val seen = mutableListOf<WeakReference<Notebook>>()

        fun cycle() {
            val notebook = Notebook()
            val subscription = phone.app.observe(Screen.Home, notebook)
            check(notebook.count == 1)
            subscription.cancel()
            subscription.close()
            seen.add(WeakReference(notebook))
        }
        repeat(1_000) { cycle() }
        System.gc()
        val before = residentKilobytes()
        repeat(5_000) { cycle() }
        assertEquals(0, observers())
        eventually("every observer can be collected") {
            System.gc()
            seen.none { it.get() != null }
        }
        // One home state is some kilobytes: five thousand kept would be tens of megabytes.
        val grown = residentKilobytes() - before
        assertTrue(grown < 24_000, "$grown KB more")
    }

    @Test
    fun `a subscription nobody closed ends when it is collected`() {
        repeat(200) { phone.app.observe(Screen.Home, Notebook()) }
        eventually("the core lets the observers go") {
            System.gc()
            observers() == 0
        }
    }

    @Test
    fun `the flow frees its subscription when its collector has seen enough or is cancelled`() =
        runBlocking {
            repeat(500) { phone.app.states(Screen.Home).first() }
            assertEquals(0, observers())
            val collector = launch { phone.app.states(Screen.Home).collect {} }
            while (observers() == 0) yield()
            collector.cancel()
            collector.join()
            assertEquals(0, observers())
        }

    @Test
    fun `a cancelled subscription is not called any more, and cancel, close and close again are fine`() {
        val notebook = Notebook()
        val subscription = phone.app.observe(Screen.Home, notebook)
        notebook.settle()
        val before = notebook.count
        subscription.cancel()
        subscription.cancel()
        subscription.close()
        subscription.close()
        probeCommit(phone.app, phone.cards().first().person, 101)
        Thread.sleep(300)
        assertEquals(before, notebook.count)
        assertThrows(IllegalStateException::class.java) { subscription.cancel() }
    }

    @Test
    fun `an observer that throws harms nobody`() {
        val rude =
            object : ScreenObserver {
                override fun onState(state: ScreenState): Unit = error("a bug of the face")
            }
        val notebook = Notebook()
        phone.app.observe(Screen.Home, rude).use {
            phone.app.observe(Screen.Home, notebook).use {
                notebook.settle()
                probeCommit(phone.app, phone.cards().first().person, 102)
                notebook.next()
            }
        }
    }

    @Test
    fun `an observer may observe, cancel and dispatch from inside its callback`() {
        val inner = Notebook()
        val outer =
            object : ScreenObserver {
                override fun onState(state: ScreenState) {
                    phone.app.observe(Screen.SignIn, inner).use {}
                    phone.app.dispatch(Action.CancelSignIn)
                }
            }
        phone.app.observe(Screen.Home, outer).use { assertEquals(1, inner.count) }
    }

    @Test
    fun `a refresh goes on when its coroutine is cancelled in the middle`() =
        Sandbox().use { slow ->
            Phone(slow.baseUrl).use { phone ->
                phone.signIn()
                slow.post("/sandbox/v1/faults", """{"service": "pass", "kind": "latency", "ms": 1500}""")
                val home = Notebook()
                phone.app.observe(Screen.Home, home).use {
                    runBlocking {
                        val before = requests(slow)
                        val refresh = launch(Dispatchers.Default) { phone.app.refresh(RefreshScope.Latest) }
                        eventually("the school is asked") { requests(slow) > before }
                        refresh.cancel()
                        refresh.join()
                        assertTrue(refresh.isCancelled)
                    }
                    home.await { state -> cards(state).any { it.presence.value.presence is Presence.InSince } }
                    home.await { state -> ((state as ScreenState.Home).state as? HomeState.Children)?.progress is SyncProgress.Idle }
                }
            }
        }

    @Test
    fun `a top-up goes on when the coroutine that asked for it is cancelled in the middle`() =
        Sandbox().use { school ->
            Phone(school.baseUrl).ready().use { phone ->
                val child = phone.cards().first().person
                val screen = Notebook()
                phone.app.observe(Screen.TopUp(child), screen).use {
                    phone.app.dispatch(Action.ChooseAmount(child, "500"))
                    screen.await { topUp(it).let { form -> form is TopUpState.ChooseAmount && form.form.payeeText.isNotEmpty() } }
                    school.post("/sandbox/v1/faults", """{"service": "payments", "kind": "latency", "ms": 1500}""")
                    runBlocking {
                        val before = requests(school)
                        val asking =
                            launch(Dispatchers.Default) {
                                phone.app.dispatch(Action.StartTopUp(child, "500"))
                                phone.app.refresh(RefreshScope.Payments)
                            }
                        eventually("the school is asked for a page") { requests(school) > before }
                        asking.cancel()
                        asking.join()
                        assertTrue(asking.isCancelled)
                    }
                    assertTrue(topUp(phone.look(Screen.TopUp(child))) is TopUpState.Asking, "cancelled in the middle")
                    val page = topUp(screen.await { topUp(it) is TopUpState.Pay }) as TopUpState.Pay
                    assertEquals(50_000, page.topUp.amount)
                    assertEquals(1, JSONObject(school.get("/sandbox/v1/ledger")).getJSONArray("payments").length())
                }
            }
        }

    private fun topUp(state: ScreenState) = (state as ScreenState.TopUp).state

    private fun requests(school: Sandbox) = JSONObject(school.get("/sandbox/v1/requests")).getInt("total")

    private fun cards(state: ScreenState) = ((state as ScreenState.Home).state as? HomeState.Children)?.cards.orEmpty()

    @Test
    fun `a panic in the core arrives as an exception and the app goes on`() {
        val panic = assertThrows(InternalException::class.java) { probePanic() }
        assertTrue("asked for by a test" in panic.message.orEmpty(), "${panic.message}")
        runBlocking { phone.app.refresh(RefreshScope.Latest) }
        assertEquals(2, phone.cards().size)
    }

    @Test
    fun `after shutdown calls throw Closed or do nothing, and after close they throw in Kotlin`() {
        val phone = Phone(sandbox.baseUrl).ready()
        val notebook = Notebook()
        val subscription = phone.app.observe(Screen.Home, notebook)
        phone.app.shutdown()
        phone.app.shutdown()
        val closed: (suspend () -> Unit) -> Unit = { call ->
            val error = assertThrows(AppException.Storage::class.java) { runBlocking { call() } }
            assertEquals(StorageTrouble.CLOSED, error.trouble)
        }
        closed { phone.app.observe(Screen.Home, Notebook()) }
        closed { phone.app.refresh(RefreshScope.Latest) }
        closed { phone.app.beginSignIn() }
        closed { phone.app.completeSignIn("school-card://signed-in?code=1&state=2") }
        phone.app.dispatch(Action.SignOut)
        phone.app.resume()
        phone.app.pause(Duration.ofMillis(10))
        subscription.cancel()
        subscription.close()

        phone.app.close()
        phone.app.close()
        assertThrows(IllegalStateException::class.java) { phone.app.observe(Screen.Home, Notebook()) }
        assertThrows(IllegalStateException::class.java) { phone.app.dispatch(Action.SignOut) }
        assertThrows(IllegalStateException::class.java) { runBlocking { phone.app.refresh(RefreshScope.Latest) } }
    }

    @Test
    fun `an app closed without shutdown lets its directory go`() {
        val first = Phone(sandbox.baseUrl)
        first.app.close()
        eventually("the directory is free") {
            try {
                ParentApp(first.config(), Secrets()).use { true }
            } catch (_: AppException.Storage) {
                false
            }
        }
    }
}
