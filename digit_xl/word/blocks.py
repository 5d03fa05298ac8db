"""What a block needs of its surroundings, and rich text as Word XML."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digit_xl import danish
from digit_xl.word import wml
from digit_xl.word.controls import locking, put, tag_for
from digit_xl.word.markdown import as_written, figure_names, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from digit_xl.facts import Fact, RichText
    from digit_xl.word.markdown import Paragraph, Span
    from digit_xl.word.trace import Trace
    from digit_xl.word.wml import Element, Styles

__all__ = ["Look", "Surroundings", "figure_names", "rich_text"]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a block needs of the document that it goes into."""

    styles: Styles
    ids: Iterator[int]  # unused numbers for controls
    link: Callable[[str], str]  # the id of a relationship to that address
    trace: Trace | None = None  # where the figures of a text are noted, when somebody wants it


@dataclass(frozen=True, slots=True)
class Look:
    """How the template's own paragraph looks where a block goes: `w:pPr` and `w:rPr`."""

    paragraph: Element | None
    run: Element | None


def rich_text(text: RichText, look: Look, around: Surroundings) -> list[Element]:
    """The text's paragraphs; an empty text is one empty paragraph."""
    read = paragraphs(wml.clean(text.markdown))
    made = [_paragraph(paragraph, text, look, around) for paragraph in read]
    return made or [_styled(look.paragraph)]


def _paragraph(paragraph: Paragraph, text: RichText, look: Look, around: Surroundings) -> Element:
    made = _bullet(paragraph, look, around.styles) if paragraph.level else _styled(look.paragraph)
    after_stop = False
    for span in paragraph.spans:
        fact = _figure(span, text)
        words = span.text if fact is None else wml.clean(danish.text(fact.value, span.text))
        if fact is None and span.figure:
            words = as_written(span)
        if after_stop and words.startswith(".") and not words.startswith(".."):
            words = words[1:]  # one stop ends both `12 kr.` and the sentence
        after_stop = fact is not None and words.endswith(".")
        piece = wml.run(words, _run_look(span, look, around.styles))
        if fact is not None:
            piece = _control(span, fact, piece, around)
        if span.url:
            link = wml.element("hyperlink", piece, history=1)
            link.set(f"{{{wml.R}}}id", around.link(span.url))
            piece = link
        made.append(piece)
    return made


def _figure(span: Span, text: RichText) -> Fact | None:
    """The fact that the span names, if the text knows it and its format fits."""
    fact = text.figures.get(span.figure) if span.figure else None
    return fact if fact is not None and danish.fits(fact.value, span.text) else None


def _styled(properties: Element | None) -> Element:
    return wml.element("p", *(() if properties is None else (deepcopy(properties),)))


def _bullet(paragraph: Paragraph, look: Look, styles: Styles) -> Element:
    """An empty paragraph in the template's bullet style of that level, or the nearest above it."""
    levels = [f"List Bullet {level}" for level in range(paragraph.level, 1, -1)]
    found = (styles.find("paragraph", name) for name in [*levels, "List Bullet"])
    if (style := next((style for style in found if style), None)) is None:
        made = _styled(look.paragraph)
        if not paragraph.continues:
            made.append(wml.run("•\t", deepcopy(look.run)))
        return made
    properties = wml.element("pPr", wml.val("pStyle", style))
    if paragraph.continues:
        properties.append(wml.element("numPr", wml.val("numId", 0)))
    return wml.element("p", properties)


def _control(span: Span, fact: Fact, run: Element, around: Surroundings) -> Element:
    """The control that keeps a figure of a text known for what it is."""
    properties = wml.element("sdtPr")
    put(properties, wml.TAG, tag_for(span.figure, span.text))
    put(properties, wml.ID, str(next(around.ids)))
    put(properties, wml.LOCK, locking(fact, span.text))
    # Without a kind of its own LibreOffice 7.4 moves the words before it to the next paragraph.
    properties.append(wml.element("text"))
    control = wml.element("sdt", properties, wml.element("sdtContent", run))
    if around.trace is not None:
        around.trace.show(control, span.figure, span.text, fact, quoted=True)
    return control


def _run_look(span: Span, look: Look, styles: Styles) -> Element | None:
    """The look of the template's own text, with what the span adds."""
    style = styles.find("character", "Hyperlink") if span.url else None
    if not (span.bold or span.italic or style):
        return deepcopy(look.run)
    made = wml.element("rPr") if look.run is None else deepcopy(look.run)
    wanted = {"bCs": span.bold, "b": span.bold, "iCs": span.italic, "i": span.italic}
    names = [name for name in ("iCs", "i", "bCs", "b") if wanted[name]]
    replaced = {wml.w(name) for name in names} | ({wml.w("rStyle")} if style else set())
    for old in [child for child in made if child.tag in replaced]:
        made.remove(old)
    # CT_RPr begins with rStyle, rFonts, b, bCs, i, iCs (ECMA-376 part 1, 17.3.2.28).
    at = sum(child.tag in {wml.w("rStyle"), wml.w("rFonts")} for child in made)
    if not span.bold:
        at += sum(child.tag in {wml.w("b"), wml.w("bCs")} for child in made)
    for name in names:
        made.insert(at, wml.element(name))
    if style:
        made.insert(0, wml.val("rStyle", style))
    return made
