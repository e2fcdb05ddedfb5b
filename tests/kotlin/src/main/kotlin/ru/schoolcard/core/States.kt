package ru.schoolcard.core

import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.flow.conflate

/**
 * The states of one screen as a cold flow.
 *
 * [subscribe] starts the subscription and returns its handle; the core calls `emit` with the current state at once and
 * then once per commit. Whoever stops collecting, for whatever reason, closes the handle, and with it the core lets go
 * of the observer. A slow collector sees the latest state only: states are whole, so none in between is missed.
 */
public fun <S : Any> states(subscribe: (emit: (S) -> Unit) -> AutoCloseable): Flow<S> =
    callbackFlow {
        val handle = subscribe { state -> trySend(state) }
        awaitClose { handle.close() }
    }.conflate()
