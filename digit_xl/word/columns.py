"""The columns of a table whose headings go: they go whole, and the table stays as wide as it was.

A condition around cells of a header row governs their columns. A column is a position in the
table's grid, which cells may span (ECMA-376 part 1, 17.4.14 to 17.4.17).
"""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

from digit_xl.word import tidy, wml
from digit_xl.word.tidy import Gap

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from digit_xl.word.wml import Element

MOST: Final = 63  # columns of a table in Word
_WHOLE: Final = 5000  # a width of `pct` is counted in fiftieths of a percent
_DIGITS: Final = re.compile("[0-9]{1,6}")
_SPAN, _WIDTH, _COLUMN = wml.w("gridSpan"), wml.w("tcW"), wml.w("gridCol")


def take_cells(control: Element) -> Gap:
    """The gap that a control around cells leaves: its columns in a header row, else its content.

    The columns are still there: they go all at once with `take_out`, when all rows are written.
    """
    row = next(control.iterancestors(wml.TR), control)
    table = next(row.iterancestors(wml.TBL), None)
    if table is None or not wml.is_header(row):
        tidy.empty_cells(control)
        return Gap(wml.holder_of(control))
    headings = {*_cells(control)}
    spans = (range(at, at + span) for at, span, cell in _placed(row) if cell in headings)
    return Gap(table, columns=frozenset(at for span in spans for at in span))


def take_out(gaps: Iterable[Gap]) -> list[Gap]:
    """The gaps that are still open when the columns that go have gone, each table's in one go."""
    gone: dict[Element, set[int]] = {}
    others = []
    for gap in gaps:
        if gap.columns:
            gone.setdefault(gap.where, set()).update(gap.columns)
        else:
            others.append(gap)
    for table, columns in gone.items():
        _narrow(table, columns)
    return others


def spans(row: Element) -> dict[Element, range]:
    """The row's cells, each with the columns that it spans."""
    return {cell: range(at, at + span) for at, span, cell in _placed(row)}


def narrow(made: Element, table: Element, gone: Collection[int]) -> None:
    """Take those columns out of rows that are made for the table, which has not got them."""
    own = [_number(column, "w") for column in table.iterfind(f"{wml.w('tblGrid')}/{_COLUMN}")]
    left = iter(own)
    widths = [0 if at in gone else next(left, 0) for at in range(len(own) + len(gone))]
    for row in [*made.iter(wml.TR)]:
        if next(row.iterancestors(wml.TBL), None) is None:  # not one of a table within a cell
            _narrow_row(row, gone, widths)


def shared(widths: Sequence[int], gone: Collection[int]) -> list[int]:
    """The widths when those columns are gone (0 for them), with the same sum.

    What is free is shared in proportion, so that the table keeps the balance it was drawn with.
    """
    left = [0 if at in gone else width for at, width in enumerate(widths)]
    whole, kept = sum(widths), sum(left) or 1
    ends = (whole * end // kept for end in accumulate(left, initial=0))
    return [end - begin for begin, end in pairwise(ends)]


def _narrow(table: Element, gone: Collection[int]) -> None:
    grid = [*table.iterfind(f"{wml.w('tblGrid')}/{_COLUMN}")]
    widths = shared([_number(column, "w") for column in grid], gone)
    for at, column in enumerate(grid):
        if at in gone:
            wml.holder_of(column).remove(column)
        else:
            column.set(wml.w("w"), str(widths[at]))
    for row in [*wml.rows(table)]:
        _narrow_row(row, gone, widths)


def _narrow_row(row: Element, gone: Collection[int], widths: Sequence[int]) -> None:
    placed = [*_placed(row)]
    begin = _skipped(row, "Before")
    end = begin + sum(span for _, span, _ in placed)
    _leave_out(row, "Before", range(begin), gone)
    _leave_out(row, "After", range(end, end + _skipped(row, "After")), gone)
    for at, span, cell in placed:
        left = [column for column in range(at, at + span) if column not in gone]
        if left:
            _fit(cell, span, left, widths)
        else:
            holder = wml.holder_of(cell)
            holder.remove(cell)
            tidy.close(Gap(holder))


def _fit(cell: Element, span: int, columns: Sequence[int], widths: Sequence[int]) -> None:
    """Make the cell span those columns, and as wide as they are where that is known."""
    properties = cell.find(wml.TC_PR)
    if properties is None:
        return
    mark, width = properties.find(_SPAN), properties.find(_WIDTH)
    if mark is not None and len(columns) < span:
        mark.set(wml.VAL, str(len(columns)))
    if width is None or columns[-1] >= len(widths):
        return
    wide = sum(widths[column] for column in columns)
    kind = width.get(wml.w("type"), "dxa")
    if kind == "dxa":
        width.set(wml.w("w"), str(wide))
    elif kind == "pct":
        width.set(wml.w("w"), str(round(_WHOLE * wide / (sum(widths) or 1))))


def _leave_out(row: Element, side: str, columns: range, gone: Collection[int]) -> None:
    """Count anew what the row leaves out on that side; the grid alone tells how wide it is."""
    left = sum(column not in gone for column in columns)
    properties = row.find(wml.TR_PR)
    if properties is not None and left < len(columns):
        for width in properties.findall(wml.w(f"w{side}")):
            properties.remove(width)
        for mark in properties.findall(wml.w(f"grid{side}")):
            mark.set(wml.VAL, str(left))


def _placed(row: Element) -> Iterator[tuple[int, int, Element]]:
    """The row's cells, each with the column that it begins in and how many it spans."""
    at = _skipped(row, "Before")
    for cell in _cells(row):
        mark = cell.find(f"{wml.TC_PR}/{_SPAN}")
        span = 1 if mark is None else min(MOST, max(1, _number(mark, "val")))
        yield at, span, cell
        at += span


def _cells(holder: Element) -> Iterator[Element]:
    """The row's or the control's own cells, also those inside controls."""
    for child in holder:
        if child.tag == wml.TC:
            yield child
        elif child.tag in {wml.SDT, wml.SDT_CONTENT}:
            yield from _cells(child)


def _skipped(row: Element, side: str) -> int:
    """How many columns the row leaves out on that side, `Before` its cells or `After` them."""
    mark = row.find(f"{wml.TR_PR}/{wml.w(f'grid{side}')}")
    return 0 if mark is None else min(MOST, _number(mark, "val"))


def _number(element: Element, name: str) -> int:
    """The number in that attribute; 0 when it holds none, for a template may hold anything."""
    text = element.get(wml.w(name), "")
    return int(text) if _DIGITS.fullmatch(text) else 0
