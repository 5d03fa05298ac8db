"""The table of contents, written as Word would: Word opens it whole and asks the reader nothing.

Each entry is a link to its heading, with a PAGEREF field for the page. Which page that is nobody
knows before the document is laid out, so a page number is left out rather than guessed: Word fills
it in when the table is updated (F9, or by itself before printing where Word is set to).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from digit_xl.word import wml
from digit_xl.word.fields.results import complex_field

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from digit_xl.word.fields.bookmarks import Bookmarks
    from digit_xl.word.fields.fields import Field
    from digit_xl.word.fields.numbering import Numbered, Outline
    from digit_xl.word.wml import Element, Styles

# A page that nobody has counted: blank, but something, or LibreOffice would not count it either.
UNKNOWN: Final = "\u00a0"
_RANGE = re.compile(r"([1-9])\s*-\s*([1-9])")
_ALL: Final = (1, 9)
_GALLERY: Final = f"{wml.SDT_PR}/{wml.w('docPartObj')}/{wml.w('docPartGallery')}"
_MARK: Final = "_Toc"  # begins the names of Word's own bookmarks at headings


def build(
    body: Element, found: Iterable[Field], styles: Styles, outline: Outline, marks: Bookmarks
) -> None:
    """Write the entries of each table of contents among the fields anew; a list of captions stays.

    A simple field stays too: Word has no use for one that goes over several paragraphs.
    """
    tables = [it for it in found if it.kind == "TOC" and not it.has("\\c") and len(it.marks) > 1]
    if not tables:
        return
    own = {paragraph for table in tables for paragraph in _own(table)}
    headings = [it for it in outline.read(body) if it.outline and it.paragraph not in own]
    known: dict[Element, str] = {}
    for table in tables:
        entries = [
            _entry(it.number, words, level, _bookmark(it.paragraph, marks, known), styles)
            for it, level in _listed(table, headings)
            if (words := wml.said(it.paragraph.iter()))
        ]
        _replace(table, entries)


def _own(table: Field) -> Iterator[Element]:
    """The paragraphs of the table, those about it in its own control among them."""
    for control in table.marks[0].iterancestors(wml.SDT):
        if control.find(_GALLERY) is not None:
            yield from control.iter(wml.P)


def _listed(table: Field, headings: Iterable[Numbered]) -> Iterator[tuple[Numbered, int]]:
    r"""The headings that the table asks for, with their levels.

    `\o` asks for Word's own heading styles, `\u` for whatever else has an outline level.
    """
    shown = _levels(table.after("\\o") if table.has("\\o") else "")
    by_outline = table.has("\\u")
    by_style = table.has("\\o") or not by_outline
    for heading in headings:
        if by_style and heading.heading in shown:
            yield heading, heading.heading
        elif by_outline and heading.outline in _levels(table.after("\\u"), shown):
            yield heading, heading.outline


def _levels(told: str, otherwise: Container[int] = range(_ALL[0], _ALL[1] + 1)) -> Container[int]:
    """The levels of a switch such as `1-2`."""
    found = _RANGE.fullmatch(told.strip())
    return range(int(found[1]), int(found[2]) + 1) if found else otherwise


def _bookmark(paragraph: Element, marks: Bookmarks, known: dict[Element, str]) -> str:
    """The name of Word's bookmark at the heading, put there if it has none."""
    if paragraph not in known:
        starts = paragraph.iter(wml.BOOKMARK_START)
        names = (start.get(wml.w("name"), "") for start in starts)
        name = next((name for name in names if name.startswith(_MARK)), "")
        if not name:
            name = marks.numbered(_MARK)
            content = [child for child in paragraph if child.tag != wml.P_PR]
            marks.put(content[0], content[-1], name)
        known[paragraph] = name
    return known[paragraph]


def _entry(number: str, words: str, level: int, mark: str, styles: Styles) -> Element:
    """One line: a link with the heading's number, its words, and its page."""
    page = complex_field(f"PAGEREF {mark} \\h", UNKNOWN)
    before = [wml.run(number), _tab()] if number else []
    link = wml.element("hyperlink", *before, wml.run(words), _tab(), *page, anchor=mark, history=1)
    style = styles.find("paragraph", f"toc {level}")
    look = [wml.element("pPr", wml.val("pStyle", style))] if style else []
    return wml.element("p", *look, link)


def _tab() -> Element:
    return wml.element("r", wml.element("tab"))


def _replace(table: Field, entries: list[Element]) -> None:
    """Put the entries between the marks of the field, and nothing else."""
    end = wml.holder_of(table.marks[-1])
    first, last = (wml.holder_of(wml.holder_of(mark)) for mark in (table.marks[0], table.marks[-1]))
    opening = _opening(table)
    if not opening or first.tag != wml.P or first.getparent() is not last.getparent():
        return  # no table of contents as Word writes it: it stays as it is
    for paragraph in [*_after(first, last)]:
        wml.holder_of(paragraph).remove(paragraph)
    _clear(first, opening)
    if first is last:
        last = wml.element("p")
        first.addnext(last)
    else:
        _clear(last, [])
    last.append(end)
    if entries:
        _lead(first, entries[0])
    for entry in entries[1:]:
        last.addprevious(entry)


def _clear(paragraph: Element, kept: Container[Element]) -> None:
    marks = {wml.P_PR, wml.BOOKMARK_START, wml.BOOKMARK_END}
    for child in [child for child in paragraph if child.tag not in marks and child not in kept]:
        paragraph.remove(child)


def _lead(first: Element, entry: Element) -> None:
    """Let the paragraph that begins the field be the first entry."""
    if (old := first.find(wml.P_PR)) is not None:
        first.remove(old)
    if (new := entry.find(wml.P_PR)) is not None:
        first.insert(0, new)
    first.extend([it for it in entry if it.tag != wml.P_PR])


def _opening(table: Field) -> list[Element]:
    """The runs up to the mark that parts the instruction from its result, in one paragraph."""
    begin = wml.holder_of(table.marks[0])
    runs = [begin]
    for run in begin.itersiblings(wml.RUN):
        if _holds(runs[-1], table.separate):
            break
        runs.append(run)
    return runs if _holds(runs[-1], table.separate) else []


def _holds(run: Element, mark: Element | None) -> bool:
    return mark is not None and mark.getparent() is run


def _after(first: Element, last: Element) -> Iterator[Element]:
    """What stands between two paragraphs."""
    if first is not last:
        for it in first.itersiblings():
            if it is last:
                return
            yield it
