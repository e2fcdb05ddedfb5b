package ru.schoolcard.core

import java.io.File
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import java.util.concurrent.TimeUnit

/**
 * A school of its own for one test: the sandbox's process on a free port, with a fixed clock and a fixed family.
 * Closing it ends the process.
 */
class Sandbox(
    now: String = "2026-05-12T11:30",
    children: Int = 2,
) : AutoCloseable {
    private val process: Process
    private val http = HttpClient.newHttpClient()

    /** One address for school, login and pay. */
    val baseUrl: String

    init {
        val binary = requireNotNull(System.getProperty("schoolcard.sandbox")) { "tests/run kotlin names the sandbox" }
        require(File(binary).canExecute()) { "no sandbox at $binary: run this through tests/run kotlin" }
        process =
            ProcessBuilder(binary, "--listen", "127.0.0.1:0", "--now", now, "--children", "$children", "--days", "30")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
        val greeting = process.inputStream.bufferedReader().readLine().orEmpty()
        baseUrl = Regex("http://\\S+").find(greeting)?.value ?: error("the sandbox did not say where it is: $greeting")
    }

    /** The body of `GET path`. */
    fun get(path: String): String = send(HttpRequest.newBuilder(URI(baseUrl + path)).GET())

    /** The body that answers `DELETE path`. */
    fun delete(path: String): String = send(HttpRequest.newBuilder(URI(baseUrl + path)).DELETE())

    /** The body that answers `POST path` with [json]. */
    fun post(
        path: String,
        json: String = "{}",
    ): String =
        send(
            HttpRequest
                .newBuilder(URI(baseUrl + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)),
        )

    private fun send(request: HttpRequest.Builder): String {
        val response = http.send(request.build(), BodyHandlers.ofString())
        check(response.statusCode() in 200..299) { "${response.uri()}: ${response.statusCode()} ${response.body()}" }
        return response.body()
    }

    override fun close() {
        process.destroy()
        if (!process.waitFor(5, TimeUnit.SECONDS)) process.destroyForcibly()
    }
}
