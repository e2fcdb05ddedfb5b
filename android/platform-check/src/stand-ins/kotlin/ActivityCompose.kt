// Stand-ins for androidx.activity:activity-compose; see Activity.kt.
package androidx.activity.compose

import androidx.activity.ComponentActivity
import androidx.compose.runtime.Composable

fun ComponentActivity.setContent(content: @Composable () -> Unit) {
    this.content = content
}

@Composable
@Suppress("UNUSED_PARAMETER", "ktlint:standard:function-naming")
fun BackHandler(
    enabled: Boolean,
    onBack: () -> Unit,
) = Unit
