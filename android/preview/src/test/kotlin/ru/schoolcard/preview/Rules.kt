package ru.schoolcard.preview

import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.text.TextLayoutResult
import ru.schoolcard.ui.parts.AsOf

/** What holds on every screen in every state; each rule gives what breaks it, in words. Density is 1, so pixels are dp. */
object Rules {
    private val sum = Regex("""\d[\d\u00a0]*(,\d\d)?\u00a0₽""")
    private const val TARGET = 48

    /** What a screen reader meets: [merged] the tree it walks, [whole] every node. */
    fun broken(
        merged: SemanticsNode,
        whole: SemanticsNode,
        width: Int,
    ): List<String> = named(merged) + headed(merged) + dated(whole) + inWords(whole) + unclipped(whole, width)

    /** Everything to press has a name, a role and room for a thumb. */
    private fun named(root: SemanticsNode): List<String> =
        root.all().filter { it.config.contains(SemanticsActions.OnClick) }.flatMap { node ->
            val name = said(node)
            buildList {
                if (name.isBlank()) add("something to press has no name: ${node.boundsInRoot}")
                val field = node.config.contains(SemanticsProperties.EditableText)
                if (!field && node.config.getOrNull(SemanticsProperties.Role) == null) add("«$name» can be pressed and has no role")
                if (node.size.height < TARGET || node.size.width < TARGET) add("«$name» is ${node.size}, a thumb wants $TARGET")
            }
        }

    private fun headed(root: SemanticsNode): List<String> =
        if (root.all().any { it.config.contains(SemanticsProperties.Heading) }) emptyList() else listOf("no heading to jump to")

    /** No sum without the date it is of. */
    private fun dated(root: SemanticsNode): List<String> =
        root
            .all()
            .filter { node -> node.texts().any(sum::containsMatchIn) }
            .filter { node -> generateSequence(node) { it.parent }.none { !it.config.getOrNull(AsOf).isNullOrEmpty() } }
            .map { "undated: ${it.texts()}" }

    /** A sum that stands alone is read out in words. */
    private fun inWords(root: SemanticsNode): List<String> =
        root
            .all()
            .filter { node -> node.texts().any { it.trim().matches(sum) } && !node.config.contains(SemanticsActions.OnClick) }
            .filter { node ->
                val heard = generateSequence(node) { it.parent }.take(4).any { it.config.contains(SemanticsProperties.ContentDescription) }
                val pressed = generateSequence(node) { it.parent }.take(3).any { it.config.contains(SemanticsActions.OnClick) }
                !heard && !pressed
            }.map { "read out in digits: ${it.texts()}" }

    /** Every text is whole, and nothing stands beside the screen. */
    private fun unclipped(
        root: SemanticsNode,
        width: Int,
    ): List<String> =
        root.all().flatMap { node ->
            buildList {
                val layouts = mutableListOf<TextLayoutResult>()
                node.config.getOrNull(SemanticsActions.GetTextLayoutResult)?.action?.invoke(layouts)
                if (layouts.any { cutOff(it, node.size.width) }) add("cut off: ${node.texts()}")
                val bounds = node.boundsInRoot
                if (node.texts().isNotEmpty() && (bounds.left < 0 || bounds.right > width)) add("beside the screen: ${node.texts()} $bounds")
                // A word broken in the middle, in a text that has room to be told by its lines.
                for (layout in layouts) {
                    val text = layout.layoutInput.text.text
                    for (line in 0 until layout.lineCount - 1) {
                        val end = layout.getLineEnd(line)
                        if (end in 1 until text.length && text[end - 1].isLetterOrDigit() && text[end].isLetterOrDigit()) {
                            add("broken inside a word: «$text» after «${text.substring(0, end)}»")
                        }
                    }
                }
            }
        }

    /** `hasVisualOverflow` calls a text cut off whenever it is narrower than it might be, so lines are measured. */
    private fun cutOff(
        layout: TextLayoutResult,
        width: Int,
    ): Boolean =
        layout.didOverflowHeight ||
            (0 until layout.lineCount).any { layout.isLineEllipsized(it) || layout.getLineRight(it) - layout.getLineLeft(it) > width + 1 }

    private fun said(node: SemanticsNode): String =
        (
            node.config.getOrNull(SemanticsProperties.ContentDescription).orEmpty() +
                node.config.getOrNull(SemanticsProperties.Text).orEmpty().map { it.text } +
                listOfNotNull(node.config.getOrNull(SemanticsProperties.EditableText)?.text)
        ).joinToString(" ")

    private fun SemanticsNode.texts(): List<String> = config.getOrNull(SemanticsProperties.Text).orEmpty().map { it.text }

    private fun SemanticsNode.all(): List<SemanticsNode> = listOf(this) + children.flatMap { it.all() }

    /** Roles that these screens use, so that a new one is thought about. */
    val roles = setOf(Role.Button, Role.RadioButton, Role.Tab)
}
