"""The columns of a report's table that the template has under a condition, and the report not."""

from __future__ import annotations

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
    standing = {tag_of(it) for it in ours.iter(wml.SDT)}
    gone = {at for tag, columns_ in _conditions(theirs) if tag not in standing for at in columns_}
    if gone:
        columns.narrow(made, ours, gone)


def _conditions(table: Element) -> Iterator[tuple[str, set[int]]]:
    """The tag of each condition in the table's header rows, and the columns that it governs."""
    for row in wml.rows(table):
        if not wml.is_header(row):
            continue
        for cell, span in columns.spans(row).items():
            for control in cell.iterancestors(wml.SDT):
                if row not in control.iterancestors(wml.TR):
                    break
                if (tag := tag_of(control)).startswith("?"):
                    yield tag, {*span}
