"""What the sums under a table show, after cells above them have changed."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from digit_xl.book.patch.cells import FORMULA, holds
from digit_xl.book.patch.values import show
from digit_xl.book.places import MAIN, area, heading

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from lxml.etree import _Element as Element

    from digit_xl.book.patch.cells import Cells

_SUM = re.compile(r"SUBTOTAL\(109,(\w+)\[\[?([^\[\]]+)\]?\]\)", re.IGNORECASE)
_NO_NUMBERS = ("s", "str", "inlineStr", "b")


def follow(cells: Cells, table: Element, changed: Collection[int]) -> None:
    """Let the table's sums of the changed columns show what Excel would: hidden rows are left out.

    A sum over a cell that waits for Excel, or shows an error, waits too.
    """
    top, left, bottom, right = area(table.get("ref", ""))
    headings = [heading(column.get("name", "")) for column in table.iter(f"{MAIN}tableColumn")]
    if table.get("totalsRowCount", "0") == "0":
        return
    rows = [row for row in range(top + 1, bottom) if not _is_hidden(cells.row(row))]
    for column in sorted(changed):
        total = cells.get(bottom, column) if left <= column <= right else None
        if total is not None and _sums(
            total, table.get("displayName", ""), headings[column - left]
        ):
            value = _sum(cells.get(row, column) for row in rows)
            if not _shows(total, value):
                show(total, value)


def _is_hidden(row: Element | None) -> bool:
    return row is not None and row.get("hidden") in ("1", "true")


def _sums(cell: Element, table: str, title: str) -> bool:
    """Whether the cell is the sum of that column."""
    found = _SUM.fullmatch(re.sub(r"\s", "", cell.findtext(FORMULA, "")))
    wanted = (table.casefold(), re.sub(r"\s", "", title).casefold())
    return found is not None and (found[1].casefold(), found[2].casefold()) == wanted


def _shows(cell: Element, value: float | None) -> bool:
    """Whether the cell shows that number, however it is written, so that it can stay as it is."""
    if value is None or cell.get("t", "n") in _NO_NUMBERS:
        return False
    try:
        return float(cell.findtext(f"{MAIN}v", "")) == value
    except ValueError:
        return False


def _sum(cells: Iterable[Element | None]) -> float | None:
    """The sum of the numbers, in the fifteen digits of Excel; None when one is not known yet."""
    total = Decimal(0)
    for cell in cells:
        if cell is not None and holds(cell) and cell.get("t", "n") not in _NO_NUMBERS:
            try:
                total += Decimal(cell.findtext(f"{MAIN}v", ""))
            except InvalidOperation:
                return None
    return float(format(total, ".15g")) if total.is_finite() else None
