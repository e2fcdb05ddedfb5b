import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.android)
    alias(libs.plugins.kotlin.compose)
}

/** A value of this build's own, from gradle.properties or the command line (-PschoolUrl=…). */
fun setting(
    name: String,
    otherwise: String,
): String = providers.gradleProperty(name).getOrElse(otherwise)

android {
    namespace = "ru.schoolcard.platform"
    compileSdk = 35

    defaultConfig {
        applicationId = "ru.schoolcard"
        minSdk = 26
        targetSdk = 35
        versionCode = 1
        versionName = "0.1.0"
        // Out of the box there is no school to talk to but one's own sandbox.
        for ((field, property) in listOf("LOGIN_URL" to "loginUrl", "SCHOOL_URL" to "schoolUrl", "PAY_URL" to "payUrl")) {
            buildConfigField("String", field, "\"${setting(property, "http://127.0.0.1:8600")}\"")
        }
        buildConfigField("String", "CLIENT_ID", "\"${setting("clientId", "school-card")}\"")
    }

    buildFeatures {
        compose = true
        buildConfig = true
    }

    sourceSets["main"].kotlin.srcDirs(
        // The flow of states and the reader of the snapshot file, shared with the bindings' tests.
        rootDir.resolve("../tests/kotlin/src/main/kotlin"),
        layout.projectDirectory.dir("src/main/generated/kotlin"),
    )

    splits {
        abi {
            isEnable = true
            reset()
            include("arm64-v8a", "armeabi-v7a", "x86_64", "x86")
            isUniversalApk = false
        }
    }

    packaging {
        // Uncompressed and aligned to 16 KB pages: mapped from the package, not copied.
        jniLibs.useLegacyPackaging = false
    }

    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"), "proguard-rules.pro")
        }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
}

kotlin.compilerOptions.jvmTarget = JvmTarget.JVM_17

/** The core for four ABIs and its Kotlin, by cargo ndk: see scripts/build-android. */
val buildCore by tasks.registering(Exec::class) {
    workingDir = rootDir.resolve("..")
    commandLine("scripts/build-android")
    inputs.files(fileTree(rootDir.resolve("../core")) { include("**/*.rs", "**/*.toml", "**/*.ftl", "**/*.sql") })
    inputs.files(rootDir.resolve("../Cargo.toml"), rootDir.resolve("../Cargo.lock"))
    outputs.dirs("src/main/jniLibs", "src/main/generated")
}

tasks.named("preBuild") { dependsOn(buildCore) }

dependencies {
    implementation(platform(libs.compose.bom))
    implementation(libs.compose.material3)
    implementation(libs.compose.icons)
    implementation(libs.activity.compose)
    implementation(libs.coroutines.android)
    implementation(libs.firebase.messaging)
    implementation(variantOf(libs.jna) { artifactType("aar") })
}
