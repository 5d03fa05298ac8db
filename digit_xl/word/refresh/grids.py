"""The columns of a report's table that the template has under a condition, and the report not."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from digit_xl.word import columns, wml
from digit_xl.word.controls import tag_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digit_xl.word.wml import Element


def is_conditional(control: Element) -> bool:
    """Whether the template's control stands in a column that is there on a condition."""
    cell = next(control.iterancestors(wml.TC), None)
    table = next(control.iterancestors(wml.TBL), None)
    if cell is None or table is None:
        return False
    at = columns.spans(next(cell.iterancestors(wml.TR))).get(cell, range(0))
    return any(set(at) & gone for _, gone in _conditions(table))


def narrow(made: Element, twin: Element, section: Element) -> None:
    """Take the columns that the report's table does not have out of the rows of a new item."""
    theirs = next(twin.iterancestors(wml.TBL), None)
    ours = next(section.iterancestors(wml.TBL), None)
    if theirs is None or ours is None:
        return
    standing = {tag for tag, _ in _conditions(ours)}
    gone = {at for tag, those in _conditions(theirs) if tag not in standing for at in those}
    if gone:
        columns.narrow(made, ours, gone)


def _conditions(table: Element) -> Iterator[tuple[str, set[int]]]:
    """The tag of each condition in the table's header rows, and the columns that it governs."""
    for row in takewhile(wml.is_header, wml.rows(table)):
        for cell, span in columns.spans(row).items():
            for tag in _around(cell):
                yield tag, {*span}


def _around(cell: Element) -> Iterator[str]:
    """The tags of the conditions in its row that the cell stands in."""
    for above in takewhile(lambda it: it.tag != wml.TR, cell.iterancestors()):
        if above.tag == wml.SDT and (tag := tag_of(above)).startswith("?"):
            yield tag
