package ru.schoolcard.core

import kotlinx.coroutines.runBlocking
import java.io.File
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import java.nio.file.Files
import java.time.Duration
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger

/** A secret store in the face's language; [trouble] is thrown by every call while it is set. */
class Secrets : SecretStore {
    val kept = ConcurrentHashMap<String, String>()

    @Volatile
    var trouble: Exception? = null

    override fun get(key: String): String? {
        trouble?.let { throw it }
        return kept[key]
    }

    override fun set(
        key: String,
        value: String,
    ) {
        trouble?.let { throw it }
        kept[key] = value
    }

    override fun delete(key: String) {
        trouble?.let { throw it }
        kept.remove(key)
    }
}

/** Remembers every state it is handed. */
class Notebook : ScreenObserver {
    private val queue = LinkedBlockingQueue<ScreenState>()
    private val calls = AtomicInteger()

    /** The thread of the first call. */
    @Volatile
    var firstThread: Thread? = null
        private set

    /** How often it was called. */
    val count get() = calls.get()

    override fun onState(state: ScreenState) {
        if (calls.getAndIncrement() == 0) firstThread = Thread.currentThread()
        queue.put(state)
    }

    /** The next state. */
    fun next(): ScreenState = checkNotNull(queue.poll(10, TimeUnit.SECONDS)) { "no state for ten seconds" }

    /** The next state for which [wanted] holds; those before it are passed over. */
    fun await(wanted: (ScreenState) -> Boolean): ScreenState {
        val end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20)
        while (true) {
            val left = end - System.nanoTime()
            val state = queue.poll(left, TimeUnit.NANOSECONDS) ?: error("no such state")
            if (wanted(state)) return state
        }
    }

    /** Waits until nothing comes any more, and forgets what came. */
    fun settle() {
        while (queue.poll(400, TimeUnit.MILLISECONDS) != null) continue
    }
}

/** A phone of its own with the app on it, talking to the school at [baseUrl]. */
class Phone(
    private val baseUrl: String,
    val secrets: Secrets = Secrets(),
    val dataDir: File = Files.createTempDirectory("phone").toFile(),
    private val language: Language = Language.RU,
) : AutoCloseable {
    val app = ParentApp(config(), secrets)

    fun config() =
        AppConfig(
            dataDir = dataDir.path,
            loginUrl = baseUrl,
            schoolUrl = baseUrl,
            payUrl = baseUrl,
            clientId = "school-card",
            redirectUri = "school-card://signed-in",
            locale = language,
            deviceId = "kotlin-tests",
        )

    /** Signs in through the school's page as [login]. */
    fun signIn(login: String = "parent") =
        runBlocking { app.completeSignIn(Browser.signIn(app.beginSignIn(), login)) }

    /** Signs in and reads the latest days. */
    fun ready(): Phone {
        signIn()
        runBlocking { app.refresh(RefreshScope.Latest) }
        return this
    }

    /** The same phone after the app was closed and started again. */
    fun restarted(): Phone {
        close()
        return Phone(baseUrl, secrets, dataDir, language)
    }

    /** The children on home. */
    fun cards(): List<ChildCard> = (look(Screen.Home) as? ScreenState.Home)?.state.let { (it as HomeState.Children).cards }

    /** One look at [screen]. */
    fun look(screen: Screen): ScreenState {
        val notebook = Notebook()
        app.observe(screen, notebook).use { return notebook.next() }
    }

    override fun close() {
        app.shutdown()
        app.close()
    }
}

/** The parent in front of the school's sign-in page. */
object Browser {
    private val http = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build()

    /** Opens the page at [url], types, and returns the address the browser is sent to. */
    fun signIn(
        url: String,
        login: String,
    ): String = submit(url, "login=$login&password=$login")

    /** Opens the page at [url] and gives up. */
    fun cancel(url: String): String = submit(url, "cancel=1")

    private fun submit(
        url: String,
        form: String,
    ): String {
        val page = http.send(HttpRequest.newBuilder(URI(url)).GET().build(), BodyHandlers.ofString())
        check(page.statusCode() == 200 && "password" in page.body()) { "no sign-in page: ${page.statusCode()}" }
        val post =
            HttpRequest
                .newBuilder(URI(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .timeout(Duration.ofSeconds(10))
                .build()
        val answer = http.send(post, BodyHandlers.ofString())
        return answer.headers().firstValue("Location").orElseThrow { AssertionError("${answer.statusCode()}: no redirect") }
    }
}

/** Waits until [wanted] holds. */
fun eventually(
    what: String,
    seconds: Long = 20,
    wanted: () -> Boolean,
) {
    val end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds)
    while (!wanted()) {
        check(System.nanoTime() < end) { "not within $seconds s: $what" }
        Thread.sleep(20)
    }
}
