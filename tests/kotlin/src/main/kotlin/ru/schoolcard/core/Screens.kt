package ru.schoolcard.core

import kotlinx.coroutines.flow.Flow

/**
 * The states of [screen]: one call into the core for whoever collects, then one state per commit.
 *
 * Cancelling the collector stops the observer and frees its subscription. A failure to read the screen ends the flow with
 * an [AppException].
 */
public fun ParentAppInterface.states(screen: Screen): Flow<ScreenState> =
    states { emit ->
        val observer =
            object : ScreenObserver {
                override fun onState(state: ScreenState) = emit(state)
            }
        // Closing the handle frees it in the core, and that cancels it.
        observe(screen, observer)
    }
