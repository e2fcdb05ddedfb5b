// Stands for what Gradle generates from app/build.gradle.kts.
package ru.schoolcard.platform

object BuildConfig {
    const val LOGIN_URL = "https://login.invalid"
    const val SCHOOL_URL = "https://school.invalid"
    const val PAY_URL = "https://pay.invalid"
    const val CLIENT_ID = "school-card"
}
