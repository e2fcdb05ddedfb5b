package ru.schoolcard.preview

import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.toAwtImage
import java.awt.image.BufferedImage
import java.awt.image.IndexColorModel
import java.io.File
import javax.imageio.ImageIO

/** Keeps [image] as NAME.png among the screenshots, with the 256 colours it uses most: a third of the size, and nobody sees it. */
fun save(
    name: String,
    image: ImageBitmap,
) {
    val file = File(checkNotNull(System.getProperty("schoolcard.screenshots")), "$name.png")
    file.parentFile.mkdirs()
    val whole = image.toAwtImage()
    val pixels = whole.getRGB(0, 0, whole.width, whole.height, null, 0, whole.width)
    val uses = HashMap<Int, Int>()
    for (pixel in pixels) uses.merge(pixel, 1, Int::plus)
    val colors =
        uses.entries
            .sortedByDescending { it.value }
            .take(256)
            .map { it.key }
    val indexed =
        BufferedImage(
            whole.width,
            whole.height,
            BufferedImage.TYPE_BYTE_INDEXED,
            IndexColorModel(8, colors.size, colors.toIntArray(), 0, false, -1, 0),
        )
    val nearest = HashMap<Int, Int>()
    val raster = indexed.raster
    val rows = ByteArray(pixels.size) { at -> nearest.getOrPut(pixels[at]) { colors.indices.minBy { distance(colors[it], pixels[at]) } }.toByte() }
    raster.setDataElements(0, 0, whole.width, whole.height, rows)
    ImageIO.write(indexed, "png", file)
}

private fun distance(
    one: Int,
    other: Int,
): Int = listOf(16, 8, 0).sumOf { shift -> ((one shr shift and 0xFF) - (other shr shift and 0xFF)).let { it * it } }
