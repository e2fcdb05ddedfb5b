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
    private var open = false

    override fun config(): AppConfig =
        AppConfig(dataFolder.path, school, school, school, "school-card", redirect, language(), deviceId())

    override fun openCore(): ParentApp {
        open = true
        return ParentApp(config(), Secrets())
    }

    /** This installation's name at the school. */
    fun deviceName(): String = deviceId()

    fun end() {
        if (open) {
            core.shutdown()
            core.close()
        }
    }
}
