package ru.schoolcard.platform

import ru.schoolcard.core.AppConfig
import ru.schoolcard.core.ParentApp
import ru.schoolcard.core.Secrets

/**
 * The app's own Application on a school that a test names. Only the secrets are another: Robolectric has no keystore, and the
 * library here is the desktop's.
 */
class TestedApplication : SchoolCardApplication() {
    /** Where the school is; a test that needs the core sets it before it asks for anything. */
    var school: String = "http://127.0.0.1:1"
    private val secrets = Secrets()
    private var opened: ParentApp? = null

    override val core: ParentApp get() = opened ?: openCore().also { opened = it }

    override fun config(): AppConfig =
        AppConfig(dataFolder.path, school, school, school, "school-card", redirect, language(), deviceId())

    override fun openCore(): ParentApp = ParentApp(config(), secrets)

    /** This installation's name at the school. */
    fun deviceName(): String = deviceId()

    /** The process ends; the next one that asks for the core opens it anew. */
    fun end() {
        opened?.run {
            shutdown()
            close()
        }
        opened = null
    }
}
