package ru.schoolcard.platform

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import ru.schoolcard.core.AppException
import java.time.Duration

/**
 * Reads what is due every half hour while there is a network, for phones that no push reaches. The core decides what is due and how
 * politely it asks; the system decides when.
 */
class RefreshJob : JobService() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.IO)

    override fun onStartJob(parameters: JobParameters): Boolean {
        val app = application as SchoolCardApplication
        scope.launch {
            jobFinished(parameters, !refresh(app))
        }
        return true
    }

    /** The core finishes what it began within its own deadline; the job comes again. */
    override fun onStopJob(parameters: JobParameters): Boolean = true

    override fun onDestroy() {
        scope.cancel()
        super.onDestroy()
    }

    companion object {
        const val ID = 7
        private val PERIOD = Duration.ofMinutes(30)
        private val DEADLINE = Duration.ofSeconds(60)

        /** Reads what is due and shows what came of it; false when it has to be tried again. */
        suspend fun refresh(app: SchoolCardApplication): Boolean =
            try {
                Notifier(app).post(app.core, app.core.backgroundRefresh(DEADLINE))
                HomeWidget.update(app)
                true
            } catch (_: AppException) {
                false
            }

        /** Once is enough: a job that is there already is left alone, so that its period does not begin anew. */
        fun schedule(context: Context) {
            val scheduler = context.service<JobScheduler>()
            if (scheduler.getPendingJob(ID) != null) return
            scheduler.schedule(
                JobInfo
                    .Builder(ID, ComponentName(context, RefreshJob::class.java))
                    .setPeriodic(PERIOD.toMillis())
                    .setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY)
                    .setPersisted(true)
                    .build(),
            )
        }
    }
}
