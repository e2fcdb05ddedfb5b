package ru.schoolcard.preview

import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.asSkiaBitmap
import org.jetbrains.skia.EncodedImageFormat
import org.jetbrains.skia.Image
import java.io.File

/** Keeps [image] as NAME.png among the screenshots. */
fun save(
    name: String,
    image: ImageBitmap,
) {
    val file = File(checkNotNull(System.getProperty("schoolcard.screenshots")), "$name.png")
    file.parentFile.mkdirs()
    val data = checkNotNull(Image.makeFromBitmap(image.asSkiaBitmap()).encodeToData(EncodedImageFormat.PNG))
    file.writeBytes(data.bytes)
}
