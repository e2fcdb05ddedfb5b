package io.crates.keyring

import android.content.Context

/**
 * Gives the core's secret store its Android context. `Application.onCreate` calls [initializeNdkContext] before the app is
 * made with `ParentApp.withDeviceSecrets`.
 *
 * Name and method are fixed: the native side exports its symbol under them, so R8 must keep both
 * (`-keep class io.crates.keyring.Keyring { *; }` and `-keep class io.crates.keyring.Keyring$Companion { *; }`). The
 * preferences file `keyring-schoolcard` stays out of backups: on another phone nothing could decrypt it.
 */
public class Keyring private constructor() {
    public companion object {
        init {
            System.loadLibrary("schoolcard_core")
        }

        /** [context] is the application's, which lives as long as the process. */
        public external fun initializeNdkContext(context: Context)
    }
}
