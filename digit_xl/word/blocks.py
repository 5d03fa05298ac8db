"""What a block needs of its surroundings, and rich text as Word XML."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote

from digit_xl import danish
from digit_xl.word import wml
from digit_xl.word.controls import locking, put, tag_for
from digit_xl.word.markdown import Span, as_written, figure_names, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from digit_xl.facts import Fact, RichText
    from digit_xl.word.fields.footnotes import Footnotes
    from digit_xl.word.markdown import Note, Paragraph
    from digit_xl.word.trace import Trace
    from digit_xl.word.wml import Element, Styles

Marks: TypeAlias = "dict[str, Element]"  # the first mark of each footnote, by its label

__all__ = ["Look", "Surroundings", "figure_names", "rich_text", "worded"]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a block needs of the document that it goes into."""

    styles: Styles
    ids: Iterator[int]  # unused numbers for controls
    link: Callable[[str], str]  # the id of a relationship to that address
    trace: Trace | None = None  # where the figures of a text are noted, when somebody wants it
    footnotes: Footnotes | None = None  # None where Word admits none
    # The repeats around, the inmost first: an item is filled before it stands in its repeat.
    repeats: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """How the template's own paragraph looks where a block goes: `w:pPr` and `w:rPr`."""

    paragraph: Element | None
    run: Element | None


def rich_text(text: RichText, look: Look, around: Surroundings) -> list[Element]:
    """The text's paragraphs; an empty text is one empty paragraph.

    A footnote stands in parentheses after its mark's word where Word admits no footnote.
    """
    read = paragraphs(wml.clean(text.markdown))
    marks: Marks = {}
    made = []
    for paragraph in read:
        made.append(_opened(paragraph, look, around.styles))
        _write(paragraph.spans, made[-1], marks, (text, look, around))
    return made or [_styled(look.paragraph)]


def _opened(paragraph: Paragraph, look: Look, styles: Styles) -> Element:
    return _bullet(paragraph, look, styles) if paragraph.level else _styled(look.paragraph)


def _write(
    spans: Iterable[Span],
    into: Element,
    marks: Marks,
    told: tuple[RichText, Look, Surroundings],
) -> None:
    """Write the spans into a paragraph; `marks` are those of the text's footnotes so far."""
    text, look, around = told
    for span, fact, words in worded(spans, text):
        if span.note is not None:
            _note(span.note, into, marks, told)
            continue
        piece = wml.run(words, _run_look(span, look, around.styles))
        if fact is not None:
            piece = _control(span, fact, piece, around)
        into.append(_linked(piece, span.url, around) if span.url else piece)


def worded(spans: Iterable[Span], text: RichText) -> Iterator[tuple[Span, Fact | None, str]]:
    """Each span with the figure that stands there, if the text knows it, and its words.

    The words of a footnote's mark are the mark as written.
    """
    after_stop = False
    for span in spans:
        if span.note is not None:
            yield span, None, span.text
            continue
        fact = _figure(span, text)
        words = span.text if fact is None else wml.clean(danish.text(fact.value, span.text))
        if fact is None and span.figure:
            words = as_written(span)
        if after_stop and words.startswith(".") and not words.startswith(".."):
            words = words[1:]  # one stop ends both `12 kr.` and the sentence
        after_stop = fact is not None and words.endswith(".")
        yield span, fact, words


def _linked(piece: Element, url: str, around: Surroundings) -> Element:
    link = wml.element("hyperlink", piece, history=1)
    if url.startswith("#"):  # a bookmark of the document, if it has one of that name
        link.set(wml.w("anchor"), wml.clean(unquote(url[1:])))
    else:
        link.set(f"{{{wml.R}}}id", around.link(url))
    return link


def _note(
    note: Note, into: Element, marks: Marks, told: tuple[RichText, Look, Surroundings]
) -> None:
    """Write the mark of a footnote, and the footnote itself at its first mark."""
    text, look, around = told
    notes, first = around.footnotes, note.label not in marks
    if notes is None:
        marks[note.label] = into
        if first:
            into.append(wml.run(" (", deepcopy(look.run)))
            for number, paragraph in enumerate(note.paragraphs):
                spans = (Span(" "), *paragraph.spans) if number else paragraph.spans
                _write(spans, into, marks, told)
            into.append(wml.run(")", deepcopy(look.run)))
    elif first:
        style = around.styles.find("paragraph", "footnote text")
        below = Look(wml.element("pPr", wml.val("pStyle", style)) if style else None, None)
        inside = replace(around, link=notes.link, footnotes=None)
        made = [_styled(below.paragraph) for _ in note.paragraphs]
        for paragraph, entry in zip(note.paragraphs, made, strict=True):
            if paragraph.level and not paragraph.continues:
                entry.append(wml.run("• "))
            _write(paragraph.spans, entry, {}, (text, below, inside))
        marks[note.label] = notes.add(made or [_styled(below.paragraph)], around.styles)
        into.append(marks[note.label])
    else:
        into.extend(notes.again(marks[note.label], around.styles))


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
