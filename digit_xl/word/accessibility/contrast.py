"""Rule on colours: text stands out from what lies behind it.

What lies behind a paragraph is what the paragraph, its cell, its table or its box is filled with,
else the page; a drawing laid behind the text is not looked at.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING, Final

from digit_xl import danish
from digit_xl.findings import Severity
from digit_xl.word import wml
from digit_xl.word.accessibility.check import rule
from digit_xl.word.accessibility.colours import AUTO, NONE, automatic, contrast, is_known
from digit_xl.word.accessibility.looks import DEFAULT_SIZE, UNSAID, Look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digit_xl.word.accessibility.check import Broken
    from digit_xl.word.accessibility.reading import Document, Paragraph, Surface
    from digit_xl.word.wml import Element

ENOUGH: Final = 4.5  # WCAG 1.4.3
ENOUGH_FOR_LARGE: Final = 3.0
LARGE: Final = 36  # half-points: 18 pt
LARGE_IF_BOLD: Final = 28  # 14 pt


def verdict(text: str, ground: str, size: int, *, bold: bool) -> str:
    """What is wrong with text of that colour on that ground; nothing when it can be read.

    `size` in half-points; colours in six hexadecimal digits.
    """
    large = size >= (LARGE_IF_BOLD if bold else LARGE)
    wanted = ENOUGH_FOR_LARGE if large else ENOUGH
    found = contrast(text, ground)
    if found >= wanted:
        return ""
    shown = Decimal(found).quantize(Decimal("0.01"), ROUND_DOWN)  # never told as enough
    least = "3" if large else "4,5"
    return (
        f"Teksten (#{text} på #{ground}) har en kontrast på {danish.number(shown)}:1, og der skal "
        f"være mindst {least}:1. Vælg en mørkere tekst eller en lysere baggrund, eller omvendt"
    )


@rule("TIL-19", Severity.ERROR, "Tekst har kontrast nok til sin baggrund.")
def text_lacks_contrast(document: Document) -> Broken:
    """Text under 4.5:1 against its ground, 3:1 when large (WCAG 1.4.3, EN 301 549 10.1.4.3)."""
    known: dict[tuple[Look, Surface], str] = {}
    levels = _list_levels(document)
    for paragraph in document.paragraphs:
        told = {""}
        for look in _looks(document, paragraph, levels):
            pair = look, paragraph.surface
            if (message := known.get(pair)) is None:
                message = known[pair] = _judged(*pair)
            if message not in told:
                told.add(message)
                yield paragraph, message


def _looks(
    document: Document, paragraph: Paragraph, levels: dict[tuple[str, str], Look]
) -> Iterator[Look]:
    """The looks of all that is seen of a paragraph: its runs, and the number or sign before it."""
    seen = False
    for run in paragraph.runs:
        if any(words.text and not words.text.isspace() for words in run.iterchildren(wml.T)):
            seen = True
            yield document.look(paragraph, run)
    look = paragraph.look
    if seen and look.list_id and (own := levels.get((look.list_id, look.list_level or "0"))):
        yield own.over(document.looks.run(None, look, paragraph.surface.look))


def _list_levels(document: Document) -> dict[tuple[str, str], Look]:
    """The looks of the signs of lists that have a colour of their own, by numbering and level."""
    numbering = document.numbering
    if numbering is None:
        return {}
    kinds = {
        kind.get(wml.w("abstractNumId"), ""): _levels_of(document, kind)
        for kind in numbering.iterchildren(wml.w("abstractNum"))
    }
    levels = {}
    for number in numbering.iterchildren(wml.w("num")):
        kind = number.find(wml.w("abstractNumId"))
        key = "" if kind is None else kind.get(wml.VAL, "")
        for level, look in kinds.get(key, {}).items():
            levels[number.get(wml.w("numId"), ""), level] = look
    return levels


def _levels_of(document: Document, kind: Element) -> dict[str, Look]:
    looks = {
        level.get(wml.w("ilvl"), "0"): document.looks.stated(None, level.find(wml.R_PR))
        for level in kind.iterchildren(wml.w("lvl"))
    }
    return {level: look for level, look in looks.items() if look != UNSAID and look.text}


def _judged(look: Look, surface: Surface) -> str:
    grounds = (look.ground, look.paragraph, surface.ground)
    ground = next(colour for colour in grounds if colour not in {None, NONE, AUTO})
    if look.hidden or ground is None or not is_known(ground):
        return ""
    text = look.text
    if text is None or text == AUTO:
        text = surface.ink or automatic(ground)
    size = DEFAULT_SIZE if look.size is None else look.size
    message = verdict(text, ground, size, bold=bool(look.bold))
    return f"{message}, i afsnittets typografi." if message else ""
