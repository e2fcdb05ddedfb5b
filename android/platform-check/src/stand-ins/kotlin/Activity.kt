// Stand-ins for androidx.activity, which is not on Maven Central: an Activity that keeps what it was to draw and draws nothing.
// What the screens show is the preview's matter.
@file:Suppress("unused")

package androidx.activity

import android.app.Activity
import androidx.compose.runtime.Composable

open class ComponentActivity : Activity() {
    var content: (@Composable () -> Unit)? = null

    public override fun onNewIntent(intent: android.content.Intent) = super.onNewIntent(intent)
}
