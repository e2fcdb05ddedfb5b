package ru.schoolcard.platform

import android.app.PendingIntent
import android.appwidget.AppWidgetManager
import android.appwidget.AppWidgetProvider
import android.content.ComponentName
import android.content.Context
import android.content.Intent
import android.view.View
import android.widget.RemoteViews
import ru.schoolcard.core.HomeSnapshot
import java.io.File

/** The children's presence on the home screen, from the snapshot file alone: no core, no sum, no school. */
class HomeWidget : AppWidgetProvider() {
    override fun onUpdate(
        context: Context,
        manager: AppWidgetManager,
        ids: IntArray,
    ) = manager.updateAppWidget(ids, views(context, HomeSnapshot.read(File(context.noBackupFilesDir, "core"))))

    companion object {
        /** Draws every widget anew. */
        fun update(context: Context) {
            val manager = AppWidgetManager.getInstance(context) ?: return
            val ids = manager.getAppWidgetIds(ComponentName(context, HomeWidget::class.java))
            if (ids.isNotEmpty()) HomeWidget().onUpdate(context, manager, ids)
        }

        /** What a widget shows of [snapshot]; every line with its date. */
        fun views(
            context: Context,
            snapshot: HomeSnapshot?,
        ): RemoteViews {
            val widget = RemoteViews(context.packageName, R.layout.home_widget)
            val children = snapshot?.children.orEmpty()
            widget.setViewVisibility(R.id.widget_empty, if (children.isEmpty()) View.VISIBLE else View.GONE)
            for (child in children) {
                val row = RemoteViews(context.packageName, R.layout.home_widget_child)
                row.setTextViewText(R.id.child_presence, "${child.shortName}: ${child.presenceText}")
                row.setTextViewText(R.id.child_as_of, child.presenceAsOfText)
                widget.addView(R.id.widget, row)
            }
            val open = Intent(context, MainActivity::class.java)
            widget.setOnClickPendingIntent(R.id.widget, PendingIntent.getActivity(context, 0, open, PendingIntent.FLAG_IMMUTABLE))
            return widget
        }
    }
}
