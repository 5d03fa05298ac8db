"""The copy of a document that is printed: nothing to fill in, and page numbers counted afresh.

LibreOffice makes form fields of content controls, some versions move the words in them, and it
leaves the contents' page numbers as they were saved, for it does not renew an index by itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from digit_xl.word import wml
from digit_xl.word.controls import fresh_ids
from digit_xl.word.fields.fields import SIMPLE, fields
from digit_xl.word.rewrite import rewritten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digit_xl.word.wml import Element

# What a bookmark is called where page numbers start anew: from which, and which restart it is.
RESTART: Final = "dxSideFra{start}nr{number}"

_MARKS: Final = (b"sdt", b"TOC", b"pgNumType")
_NUMBER: Final = re.compile("[0-9]{1,9}")
_SECTION: Final = wml.w("sectPr")
_START: Final = f"{wml.w('pgNumType')}[@{wml.w('start')}]"


def printable(document: bytes) -> bytes:
    """The document without controls, its contents as plain entries, restarts of pages marked.

    The page numbers of the entries are fields of their own, which LibreOffice counts; within the
    field of the contents it would not.
    """
    return rewritten(document, _MARKS, _prepare)


def _prepare(root: Element) -> bool:
    unwrapped = [_unwrap(control, wml.SDT_CONTENT) for control in [*root.iter(wml.SDT)]]
    opened = [_open_contents(root)]
    marked = [_mark_restarts(body) for body in root.iterchildren(wml.BODY)]
    return any((unwrapped, *opened, *marked))


def _unwrap(wrapped: Element, content: str = "") -> bool:
    """Put the wrapped content where the wrapping stands.

    Each is linked in beside it: lxml would look through the whole holder for a place by number.
    """
    inside = wrapped.find(content) if content else wrapped
    for child in [] if inside is None else [*inside]:
        wrapped.addprevious(child)
    wml.holder_of(wrapped).remove(wrapped)
    return True


def _open_contents(root: Element) -> bool:
    """Make each table of contents, or of figures, the plain paragraphs that it shows."""
    tables = [found for found in fields(root) if found.kind == "TOC"]
    for mark in (mark for table in tables for mark in table.marks):
        if mark.tag == SIMPLE:
            _unwrap(mark)
            continue
        run = wml.holder_of(mark)
        run.remove(mark)
        if all(left.tag == wml.R_PR for left in run):
            wml.holder_of(run).remove(run)
    return bool(tables)


def _mark_restarts(body: Element) -> bool:
    """Put a bookmark where a section begins whose pages have numbers of their own."""
    fresh = fresh_ids(body.iter(wml.BOOKMARK_START), wml.ID)
    places = [*_restarts(body)]
    for number, (first, start) in enumerate(places):
        paragraph = next(first.iter(wml.P), None)
        if paragraph is not None:
            key = next(fresh)
            name = RESTART.format(start=start, number=number)
            begin = wml.element("bookmarkStart", id=key, name=name)
            at = 1 if paragraph.find(wml.P_PR) is not None else 0
            paragraph.insert(at, begin)
            begin.addnext(wml.element("bookmarkEnd", id=key))
    return bool(places)


def _restarts(body: Element) -> Iterator[tuple[Element, str]]:
    """The first block of each section that says where its page numbers start, and where."""
    first: Element | None = None
    for block in body:
        first = block if first is None else first
        end = block if block.tag == _SECTION else block.find(f"{wml.P_PR}/{_SECTION}")
        if end is None:
            continue
        numbering = end.find(_START)
        start = "" if numbering is None else numbering.get(wml.w("start"), "")
        if _NUMBER.fullmatch(start):
            yield first, start
        first = None
