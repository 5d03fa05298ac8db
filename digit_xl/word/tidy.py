"""What is left when a control goes: no empty control, row or table, no cell without a paragraph."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from digit_xl.word import wml

if TYPE_CHECKING:
    from digit_xl.word.wml import Element

# What must end in a paragraph (ECMA-376 part 1, 17.4.65 for cells; Word wants it of all).
_STORIES = frozenset(
    (*(wml.w(name) for name in ("hdr", "ftr", "footnote", "endnote", "tc")), wml.TEXT_BOX)
)


@dataclass(frozen=True, slots=True)
class Gap:
    """Where something stood: what held it, how its first paragraph looked.

    `headed` is true of a repeat that went from below the first row of a table; `columns` are the
    positions in the grid that go from the table `where`.
    """

    where: Element
    look: Element | None = None
    headed: bool = False
    columns: frozenset[int] = frozenset()


def take_out(control: Element, item: Element | None = None) -> Gap:
    """The gap that the control leaves when it goes with its content, or the item it repeats."""
    holder = wml.holder_of(control)
    above = next(control.itersiblings(wml.TR, wml.SDT, preceding=True), None)
    paragraph = next((control if item is None else item).iter(wml.P), None)
    look = None if paragraph is None else paragraph.find(wml.P_PR)
    holder.remove(control)
    return Gap(holder, look, headed=item is not None and above is not None)


def empty_cells(control: Element) -> None:
    """Leave the control's cells with an empty paragraph each: without them the row were ragged."""
    for cell in control.iterfind(f"{wml.SDT_CONTENT}/{wml.TC}"):
        paragraph = next(cell.iter(wml.P), None)
        look = None if paragraph is None else paragraph.find(wml.P_PR)
        for child in [child for child in cell if child.tag != wml.TC_PR]:
            cell.remove(child)
        cell.append(_paragraph(look))


def close(gap: Gap) -> None:
    """Take away what has become empty around the gap, and put a paragraph where there must be one.

    The control of an item of its own, not yet in a document, is left empty.
    """
    where = gap.where
    while _is_void(where, headed=gap.headed):
        gone = wml.holder_of(where) if where.tag == wml.SDT_CONTENT else where
        if (holder := gone.getparent()) is None:
            return
        holder.remove(gone)
        where = holder
    story = where
    while story.tag == wml.SDT_CONTENT:
        if (holder := wml.holder_of(story).getparent()) is None:
            return
        story = holder
    if story.tag in _STORIES and not _ends_in_paragraph(story):
        story.append(_paragraph(gap.look))


def _is_void(where: Element, *, headed: bool) -> bool:
    if where.tag == wml.SDT_CONTENT:
        return len(where) == 0
    if where.tag == wml.TR:
        return next(where.iter(wml.TC), None) is None
    return where.tag == wml.TBL and _is_bare(where, headed=headed)


def _is_bare(table: Element, *, headed: bool) -> bool:
    """Whether the table has nothing below its column titles."""
    left = [*islice((row for row in wml.rows(table) if not wml.is_header(row)), 2)]
    if not left:
        return True
    titles = headed and len(left) == 1 and left[0] is next(wml.rows(table))
    return titles and "firstRow" in wml.table_parts(table)


def _ends_in_paragraph(story: Element) -> bool:
    for child in reversed(story):
        if child.tag == wml.P:
            return True
        if child.tag == wml.SDT:
            content = child.find(wml.SDT_CONTENT)
            return content is not None and _ends_in_paragraph(content)
        if child.tag == wml.TBL:
            return False
    return False


def _paragraph(look: Element | None) -> Element:
    """An empty paragraph in that look, but no end of a section."""
    made = wml.element("p")
    if look is not None:
        made.append(deepcopy(look))
        for mark in [*made.iter(wml.w("sectPr"))]:
            made[0].remove(mark)
    return made
