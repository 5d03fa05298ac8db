"""A text of the register as its reader sees it in the report, in plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl.word import wml
from digit_xl.word.blocks import worded
from digit_xl.word.markdown import Span, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digit_xl.facts import RichText
    from digit_xl.word.markdown import Note, Paragraph


def plain(text: RichText) -> str:
    """The text with its figures, a paragraph on each line, without the signs of its Markdown.

    A footnote stands in parentheses after its mark's word, as where Word admits no footnote.
    """
    told: set[str] = set()
    lines = [
        _bullet(paragraph) + _line(paragraph.spans, text, told)
        for paragraph in paragraphs(wml.clean(text.markdown))
    ]
    return "\n".join(lines)


def _bullet(paragraph: Paragraph) -> str:
    """What stands before an item of a list, deeper ones further in."""
    if not paragraph.level:
        return ""
    return "  " * (paragraph.level - 1) + ("  " if paragraph.continues else "• ")


def _line(spans: Iterable[Span], text: RichText, told: set[str]) -> str:
    """The words of the spans; `told` are the labels of the footnotes that stand already."""
    return "".join(
        words if span.note is None else "".join(_note(span.note, text, told))
        for span, _, words in worded(spans, text)
    )


def _note(note: Note, text: RichText, told: set[str]) -> Iterator[str]:
    if note.label not in told:
        told.add(note.label)
        yield f" ({' '.join(_line(paragraph.spans, text, told) for paragraph in note.paragraphs)})"
