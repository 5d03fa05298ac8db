"""The table of contents, written as Word would: Word opens it whole and asks the reader nothing.

Each entry is a link to its heading, with a PAGEREF field for the page. Which page that is nobody
knows before the document is laid out, so a page number is left out rather than guessed: Word fills
it in when the table is updated (F9, or by itself before printing where Word is set to).
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Final

from digit_xl.findings import Refusal
from digit_xl.word import wml
from digit_xl.word.controls import place
from digit_xl.word.fields.fields import fields, unended
from digit_xl.word.fields.results import complex_field

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from digit_xl.word.controls import Story
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

_BOOKMARK: Final = (wml.BOOKMARK_START, wml.BOOKMARK_END)
_SECTION: Final = wml.w("sectPr")


def check(stories: Iterable[Story]) -> None:
    """Refuse a template with a table of contents that nobody can write anew.

    Raises:
        Refusal: the field has no end, or begins and ends on different sides of a control's border.
    """
    for story in stories:
        whole = (it for it in fields(story.root) if it.kind == "TOC" and _crosses(it))
        for table in (*(it for it in unended(story.root) if it.kind == "TOC"), *whole):
            raise Refusal(
                "template-field",
                f"Skabelonens indholdsfortegnelse {place(table.marks[0], story)} er ikke hel: "
                "dens felt mangler sin slutning, eller et kontrolelement står om en del af det. "
                "Slet den i skabelonen, og indsæt den igen.",
            )


def _crosses(table: Field) -> bool:
    """Whether a control's border goes between the marks of the field."""
    return len({next(mark.iterancestors(wml.SDT), None) for mark in _three(table)}) > 1


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
            if (words := wml.shown(it.paragraph))
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
    """Put the entries between the separate and the end mark of the field, and nothing else.

    What shares a paragraph with the marks stays: what is before them in a paragraph of its own.
    """
    if not _in_order(table):
        return  # no table of contents as Word writes it: it stays as it is
    begin, separate, end = (_alone(mark) for mark in _three(table))
    first, last = wml.holder_of(begin), wml.holder_of(end)
    if first is last:
        last = _behind(end)
    _part(begin)
    _clear(separate, [*_after(first, last)], end)
    if entries:
        _lead(first, entries[0])
    at = first
    for entry in entries[1:]:
        at.addnext(entry)
        at = entry


def _three(table: Field) -> list[Element]:
    """The marks that begin, part and end the field."""
    return [it for it in (table.marks[0], table.separate, table.marks[-1]) if it is not None]


def _in_order(table: Field) -> bool:
    """Whether the marks are in runs of paragraphs that stand beside each other."""
    runs = [wml.holder_of(mark) for mark in _three(table)]
    paragraphs = [wml.holder_of(run) for run in runs]
    tags = {run.tag for run in runs} | {paragraph.tag for paragraph in paragraphs}
    if len(runs) < len(("begin", "separate", "end")) or tags != {wml.RUN, wml.P}:
        return False
    first, parted, last = paragraphs
    return first is parted and first.getparent() is last.getparent()


def _alone(mark: Element) -> Element:
    """The mark's run, from which all else has gone into runs before and behind it."""
    run = wml.holder_of(mark)
    look = run.find(wml.R_PR)
    before = [it for it in run if it.tag != wml.R_PR][: -1 - sum(1 for _ in mark.itersiblings())]
    for others, put in ((before, run.addprevious), ([*mark.itersiblings()], run.addnext)):
        if others:
            put(wml.element("r", *([] if look is None else [deepcopy(look)]), *others))
    return run


def _behind(end: Element) -> Element:
    """A paragraph like that of the end mark, right behind it, which the mark begins."""
    first = wml.holder_of(end)
    properties = first.find(wml.P_PR)
    moved = [*([] if properties is None else [deepcopy(properties)]), end, *end.itersiblings()]
    last = wml.element("p", *moved)
    first.addnext(last)
    for section in [] if properties is None else properties.findall(_SECTION):
        wml.holder_of(section).remove(section)
    return last


def _part(begin: Element) -> None:
    """Let the mark begin its paragraph; what is before it gets one of its own."""
    first = wml.holder_of(begin)
    before = [it for it in begin.itersiblings(preceding=True) if it.tag != wml.P_PR][::-1]
    if all(it.tag in _BOOKMARK for it in before):
        return
    properties = first.find(wml.P_PR)
    look = [] if properties is None else [deepcopy(properties)]
    for section in [found for it in look for found in it.findall(_SECTION)]:
        wml.holder_of(section).remove(section)
    first.addprevious(wml.element("p", *look, *before))


def _clear(separate: Element, between: list[Element], end: Element) -> None:
    """Take away the result, but leave the breaks of sections and the ends of bookmarks."""
    last = wml.holder_of(end)
    old = [*separate.itersiblings(), *end.itersiblings(preceding=True), *between]
    gone = [it for it in old if it.tag not in {*_BOOKMARK, wml.P_PR}]
    starts, ends = ([mark for it in gone for mark in it.iter(tag)] for tag in _BOOKMARK)
    both = {it.get(wml.ID) for it in starts} & {it.get(wml.ID) for it in ends}
    for mark in [it for it in (*starts, *ends) if it.get(wml.ID) not in both]:
        end.addprevious(mark)
    sections = [*wml.holder_of(separate).iterfind(f"{wml.P_PR}/{_SECTION}")]
    for section in [*sections, *(found for it in gone for found in it.iter(_SECTION))]:
        last.addprevious(wml.element("p", wml.element("pPr", section)))
    for it in gone:
        wml.holder_of(it).remove(it)


def _lead(first: Element, entry: Element) -> None:
    """Let the paragraph that begins the field be the first entry."""
    if (old := first.find(wml.P_PR)) is not None:
        first.remove(old)
    if (new := entry.find(wml.P_PR)) is not None:
        first.insert(0, new)
    first.extend([it for it in entry if it.tag != wml.P_PR])


def _after(first: Element, last: Element) -> Iterator[Element]:
    """What stands between two paragraphs."""
    if first is not last:
        for it in first.itersiblings():
            if it is last:
                return
            yield it
