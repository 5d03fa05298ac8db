"""Rules on running text: lists, links, and space between paragraphs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from digit_xl.findings import Severity
from digit_xl.word import wml
from digit_xl.word.accessibility.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digit_xl.word.accessibility.check import Broken
    from digit_xl.word.accessibility.reading import Document, Paragraph
    from digit_xl.word.wml import Element

LONGEST_ADDRESS: Final = 30  # characters of a bare address that one bears to hear spelt
MOST_EMPTY: Final = 2  # empty paragraphs in a row

_SIGN = re.compile(r"([-–—•*·●▪■◦‣o])\s+(?=\S)(?!\d[\d.,\s]*(?:kr\.?|%)?$)")
_NUMBER = re.compile(r"\(?(\d{1,3}|[a-z])[.)]\s+(\S+)")
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_ADDRESS = re.compile(r"(https?://|www\.)\S*")
_EMPTY_LINKS = re.compile(
    r"((klik|tryk|se|læs|hent) )?her|((læs|se) )?mere( her)?|((dette|det her) )?link(et)?|siden?|"
    r"klik|hent|(click )?here|(read )?more|this link"
)

# What may stand in a paragraph that shows nothing.
_BLANK = frozenset(
    wml.w(name)
    for name in ("p", "r", "t", "tab", "rPr", "bookmarkStart", "bookmarkEnd", "proofErr")
)


@rule("TIL-18", Severity.WARNING, "Lister er lister.")
def list_by_hand(document: Document) -> Broken:
    """Two or more lines in a row that begin with a sign or count on, without a numbering.

    WCAG 1.3.1, failure F2: no one is told that a list begins, how long it is, or where it ends.
    """
    told: Paragraph | None = None
    before: tuple[str, int] | None = None
    group = begun = 0
    for paragraph, mark in _marks(document):
        follows = mark is not None and paragraph.group == group and _follows(before, mark)
        if follows and begun == 1 and told is not None:
            yield (
                told,
                "Linjerne er skrevet som en liste i hånden, så en skærmlæser ikke siger, at det er "
                "en. Slet tegnene eller tallene, og vælg Hjem › Punkttegn eller Nummerering.",
            )
        begun = begun + 1 if follows else 1
        told, before, group = paragraph if begun == 1 else told, mark, paragraph.group


def _marks(document: Document) -> Iterator[tuple[Paragraph, tuple[str, int] | None]]:
    """The mark of each line of the paragraphs; none in those that are lists or headings."""
    for paragraph in document.paragraphs:
        for line in paragraph.text.split("\n"):
            mark = _mark(line.strip())
            yield paragraph, None if mark and _is_listed(document, paragraph) else mark


def _is_listed(document: Document, paragraph: Paragraph) -> bool:
    """Whether it is in a list, a heading, or a line of a table of contents."""
    numbered = (paragraph.look.list_id or "0") != "0" or paragraph.level is not None
    return numbered or document.looks.name(paragraph.style).startswith("toc")


def _mark(line: str) -> tuple[str, int] | None:
    """The sign that the line begins with, or what it counts with and its number; None for none."""
    if sign := _SIGN.match(line):
        return sign[1], 0
    number = _NUMBER.match(line)
    if number is None or number[2].casefold().startswith(_MONTHS):
        return None
    return ("1", int(number[1])) if number[1].isdigit() else ("a", ord(number[1]))


def _follows(before: tuple[str, int] | None, mark: tuple[str, int]) -> bool:
    if before is None or before[0] != mark[0]:
        return False
    return mark[1] == (before[1] + 1 if mark[1] else 0)


@rule("TIL-21", Severity.WARNING, "Et link siger, hvor det fører hen.")
def link_says_nothing(document: Document) -> Broken:
    """A link whose text tells nothing out of its sentence, or is a long address.

    WCAG 2.4.4, EN 301 549 10.2.4.4; listeners go from link to link.
    """
    for link in document.links:
        text = link.text.strip()
        plain = text.strip(" .:;,›»>→()").casefold()
        if _EMPTY_LINKS.fullmatch(plain):
            yield (
                link,
                "Linkets tekst siger ikke, hvor det fører hen. Skriv i stedet navnet på det, som "
                "læseren kommer til.",
            )
        elif len(text) > LONGEST_ADDRESS and _ADDRESS.fullmatch(text):
            yield (
                link,
                "Linkets tekst er en lang adresse, som en skærmlæser staver sig igennem. Skriv "
                "navnet på siden, og lad adressen ligge bag det.",
            )


@rule("TIL-22", Severity.WARNING, "Afstand er lagt i typografien, ikke lavet med tomme afsnit.")
def space_by_empty_paragraphs(document: Document) -> Broken:
    """Three or more empty paragraphs in a row, each of which is read aloud as blank."""
    group = empty = 0
    for paragraph in document.paragraphs:
        same = paragraph.group == group
        empty = (empty + 1 if same else 1) if _is_empty(paragraph) else 0
        group = paragraph.group
        if empty == MOST_EMPTY + 1 and paragraph.main:
            yield (
                paragraph,
                "Flere tomme afsnit efter hinanden skal give luft, men bliver læst op som tomme. "
                "Slet dem, og læg afstanden i typografien under Afsnit › Afstand.",
            )


def _is_empty(paragraph: Paragraph) -> bool:
    if paragraph.text.strip():
        return False
    return all(_shows_nothing(child) for child in paragraph.element)


def _shows_nothing(child: Element) -> bool:
    if child.tag == wml.P_PR:
        return child.find(wml.w("sectPr")) is None
    if child.tag == wml.RUN:
        return all(it.tag in _BLANK for it in child)
    return child.tag in _BLANK
