"""Rules on headings: by them a listener finds the way."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from digit_xl.findings import Severity
from digit_xl.word import wml
from digit_xl.word.accessibility.check import rule
from digit_xl.word.accessibility.looks import DEFAULT_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digit_xl.word.accessibility.check import Broken
    from digit_xl.word.accessibility.reading import Document, Paragraph

LONGEST_HEADING: Final = 90  # characters; what is longer is a paragraph in a strong voice
_BIGGER = 2  # half-points over the body text
_NO_HEADINGS = ("title", "subtitle", "caption", "toc", "quote", "intense quote")

_STYLES = "Hjem › Typografier"


def _headings(document: Document) -> Iterator[tuple[Paragraph, int]]:
    """The headings that say something, with their levels."""
    for paragraph in document.paragraphs:
        if paragraph.level is not None and paragraph.text.strip():
            yield paragraph, paragraph.level


@rule("TIL-05", Severity.WARNING, "Dokumentet har overskrifter.")
def no_heading(document: Document) -> Broken:
    """A document with text and no heading (WCAG 1.3.1 and 2.4.6, EN 301 549 10.2.4.6)."""
    said = any(paragraph.main and paragraph.text.strip() for paragraph in document.paragraphs)
    if said and next(_headings(document), None) is None:
        yield (
            None,
            "Dokumentet har ingen overskrifter, så den, der lytter, må høre det hele. "
            f"Giv overskrifterne typografien »Overskrift 1« og så videre under {_STYLES}.",
        )


@rule("TIL-06", Severity.ERROR, "Overskrifternes niveauer følger hinanden uden spring.")
def level_skipped(document: Document) -> Broken:
    """A heading more than one level below the one before it (WCAG 1.3.1, PDF/UA 7.4.2)."""
    above = None
    for heading, level in _headings(document):
        if above is not None and level > above + 1:
            yield (
                heading,
                f"Overskriften er på niveau {level}, men den før den er på niveau {above}. Giv den "
                f"typografien »Overskrift {above + 1}«, eller sæt den manglende overskrift ind.",
            )
        above = level


@rule("TIL-07", Severity.ERROR, "Den første overskrift er på niveau 1.")
def first_is_not_level_1(document: Document) -> Broken:
    """A document whose headings begin below level 1 (WCAG 1.3.1, PDF/UA 7.4.2)."""
    first = next(_headings(document), None)
    if first and first[1] != 1:
        yield (
            first[0],
            f"Dokumentets første overskrift er på niveau {first[1]}. Giv den typografien "
            "»Overskrift 1«.",
        )


@rule("TIL-08", Severity.WARNING, "Ingen overskrift er tom.")
def heading_is_empty(document: Document) -> Broken:
    """A heading without a word or a drawing (WCAG 2.4.6): it is read aloud all the same."""
    for paragraph in document.paragraphs:
        if paragraph.level is not None and not paragraph.text.strip() and not _shows(paragraph):
            yield (
                paragraph,
                "Et tomt afsnit har en overskrifts typografi og bliver læst op som en overskrift. "
                "Slet det, eller giv det typografien »Normal«.",
            )


def _shows(paragraph: Paragraph) -> bool:
    drawn = (wml.w("drawing"), wml.w("pict"), wml.w("object"), wml.w("sym"), wml.w("fldSimple"))
    return next(paragraph.element.iter(*drawn, "{*}oMath"), None) is not None


@rule("TIL-09", Severity.WARNING, "Hvad der ligner en overskrift, er en.")
def looks_like_a_heading(document: Document) -> Broken:
    """A short bold paragraph bigger than the text, which is no heading (WCAG 1.3.1, failure F2).

    Not what stands before the first heading, which is a cover, nor titles and captions.
    """
    first = next(_headings(document), None)
    begin = 0 if first is None else first[0].at
    usual = _usual_size(document)
    for paragraph in document.paragraphs:
        if (
            paragraph.at > begin
            and _may_be_heading(paragraph)
            and _stands_out(document, paragraph, usual)
        ):
            if document.looks.name(paragraph.style).startswith(_NO_HEADINGS):
                continue
            yield (
                paragraph,
                "Afsnittet ligner en overskrift, men er ingen, så en skærmlæser springer den over. "
                f"Giv det en overskrifts typografi under {_STYLES}.",
            )


def _usual_size(document: Document) -> int:
    """The size that most of the text has, in half-points."""
    sizes: Counter[int] = Counter()
    for paragraph in document.paragraphs:
        if paragraph.main and not paragraph.in_table and paragraph.level is None:
            for run in paragraph.runs:
                size = document.look(paragraph, run).size or DEFAULT_SIZE
                sizes[size] += sum(len(words.text or "") for words in run.iterchildren(wml.T))
    return sizes.most_common(1)[0][0] if sizes else DEFAULT_SIZE


def _may_be_heading(paragraph: Paragraph) -> bool:
    if not paragraph.main or paragraph.level is not None or paragraph.in_table:
        return False
    text = paragraph.text.strip()
    alone = not paragraph.place.boxed and (paragraph.look.list_id or "0") == "0"
    return alone and 0 < len(text) <= LONGEST_HEADING and text[-1] not in ".,;" and "\n" not in text


def _stands_out(document: Document, paragraph: Paragraph, usual: int) -> bool:
    """Whether every word is bold and bigger than the text."""
    looks = (
        document.look(paragraph, run)
        for run in paragraph.runs
        if any((words.text or "").strip() for words in run.iterchildren(wml.T))
    )
    return all(look.bold and (look.size or DEFAULT_SIZE) >= usual + _BIGGER for look in looks)
