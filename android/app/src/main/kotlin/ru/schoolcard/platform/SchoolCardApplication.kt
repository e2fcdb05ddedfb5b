package ru.schoolcard.platform

import android.app.Application
import io.crates.keyring.Keyring
import ru.schoolcard.core.AppConfig
import ru.schoolcard.core.HomeSnapshot
import ru.schoolcard.core.Language
import ru.schoolcard.core.ParentApp
import java.io.File
import java.util.UUID

/**
 * The process: one core, made when it is first asked for and never on the main thread; channels and the refresh job at every start.
 */
open class SchoolCardApplication : Application() {
    /** The core. The first call loads the library and opens the files: not from the main thread. */
    open val core: ParentApp by lazy { openCore() }

    /** Where the core keeps its files. */
    val dataFolder: File get() = File(noBackupFilesDir, "core")

    /** The address that leads back into the app. */
    val redirect: String get() = "https://${getString(R.string.link_host)}${getString(R.string.link_path)}"

    override fun onCreate() {
        super.onCreate()
        Channels.create(this)
        RefreshJob.schedule(this)
    }

    /** What the file says of home, without the core. */
    fun snapshot(): HomeSnapshot? = HomeSnapshot.read(dataFolder)

    /** Where the core is and whom it talks to; the addresses are the build's. */
    protected open fun config(): AppConfig =
        AppConfig(
            dataDir = dataFolder.path,
            loginUrl = BuildConfig.LOGIN_URL,
            schoolUrl = BuildConfig.SCHOOL_URL,
            payUrl = BuildConfig.PAY_URL,
            clientId = BuildConfig.CLIENT_ID,
            redirectUri = redirect,
            locale = language(),
            deviceId = deviceId(),
        )

    /** The core on the device's own keystore. */
    protected open fun openCore(): ParentApp {
        Keyring.initializeNdkContext(this)
        return ParentApp.withDeviceSecrets(config(), null)
    }

    /** Russian unless the phone speaks English. */
    fun language(): Language = if (resources.configuration.locales[0].language == "en") Language.EN else Language.RU

    /** A random name of this installation; a backup does not carry it to another phone. */
    protected fun deviceId(): String {
        val file = File(noBackupFilesDir, "device-id")
        if (!file.exists()) file.writeText(UUID.randomUUID().toString())
        return file.readText()
    }
}
