package ru.schoolcard.platform

import android.content.Context

/** A service that every phone has. */
inline fun <reified S : Any> Context.service(): S = checkNotNull(getSystemService(S::class.java)) { "no ${S::class.simpleName}" }
