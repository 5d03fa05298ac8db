"""The cells of a worksheet's XML, found by row and column, and made where there are none."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from lxml import etree

from digit_xl.book.places import MAIN, address, area
from digit_xl.findings import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from digit_xl.book.places import Area

FORMULA = f"{MAIN}f"
_CELL, _ROW, _VALUE, _INLINE = (f"{MAIN}{name}" for name in ("c", "row", "v", "is"))


class Cells:
    """The rows and cells of one sheet, in order.

    Raises:
        KeyError: a row or a cell does not say where it stands, which Excel always does.
    """

    def __init__(self, sheet: Element) -> None:
        """Find the rows; the cells of one are looked at when somebody asks."""
        data = sheet.find(f"{MAIN}sheetData")
        if data is None:
            raise KeyError("sheetData")
        self.sheet, self._data = sheet, data
        self._rows = {int(row.get("r") or _missing("row")): row for row in data.iter(_ROW)}
        self._order = sorted(self._rows)
        self._known: dict[int, dict[int, Element]] = {}

    def get(self, row: int, column: int) -> Element | None:
        """The cell there, if there is one."""
        return self._in(row).get(column)

    def row(self, row: int) -> Element | None:
        """The row, if there is one."""
        return self._rows.get(row)

    def filled(self, row: int) -> list[int]:
        """The columns in which that row's cells hold something."""
        return [column for column, cell in self._in(row).items() if holds(cell)]

    def column(self, column: int) -> Iterator[tuple[int, Element]]:
        """The rows and cells of that column, downward."""
        for row in self._order:
            cell = self.get(row, column)
            if cell is not None:
                yield row, cell

    def make(self, row: int, column: int, style: str | None = None) -> Element:
        """The cell there, a new one in that style or else in its column's."""
        found = self.get(row, column)
        if found is not None:
            return found
        place = {"r": f"{column_letters(column)}{row}"}
        if style := style or self._column_style(column):
            place["s"] = style
        whole, cells = self._make_row(row), self._in(row)
        whole.attrib.pop("spans", "")  # a hint that would no longer be true (18.3.1.73)
        later = min((other for other in cells if other > column), default=None)
        new = etree.SubElement(whole, _CELL, place)
        if later is not None:
            cells[later].addprevious(new)
        cells[column] = new
        return new

    def remove(self, row: int, column: int) -> None:
        """Take the cell away, and its row when no cell is left in it."""
        cell = self._in(row).pop(column, None)
        if cell is not None:
            whole = self._rows[row]
            whole.remove(cell)
            if not self._in(row):
                self._data.remove(whole)
                del self._rows[row], self._known[row]
                del self._order[bisect_left(self._order, row)]

    def measure(self) -> None:
        """Let the sheet say which cells it uses (18.3.1.35), if it says so at all."""
        dimension = self.sheet.find(f"{MAIN}dimension")
        if dimension is None:
            return
        used = [(row, column) for row in self._order for column in (*self._in(row),)] or [(1, 1)]
        rows, columns = zip(*used, strict=True)
        first = f"{column_letters(min(columns))}{min(rows)}"
        last = f"{column_letters(max(columns))}{max(rows)}"
        dimension.set("ref", first if first == last else f"{first}:{last}")

    def merged(self) -> Iterator[Area]:
        """The cells that are one (18.3.1.55)."""
        for merge in self.sheet.iter(f"{MAIN}mergeCell"):
            yield area(merge.get("ref", ""))

    def recalculate(self) -> None:
        """Have Excel calculate what depends on the sheet when it opens it (18.3.1.79)."""
        properties = self.sheet.find(f"{MAIN}sheetCalcPr")
        if properties is None:
            properties = etree.Element(f"{MAIN}sheetCalcPr")
            self._data.addnext(properties)
        properties.set("fullCalcOnLoad", "1")

    def _in(self, row: int) -> dict[int, Element]:
        """The row's cells by their columns."""
        if row not in self._rows:
            return {}
        if row not in self._known:
            self._known[row] = {
                address(cell.get("r", ""))[1]: cell for cell in self._rows[row].iterchildren(_CELL)
            }
        return self._known[row]

    def _make_row(self, number: int) -> Element:
        """The row of that number, a new one where there is none."""
        if number not in self._rows:
            new = etree.SubElement(self._data, _ROW, {"r": str(number)})
            at = bisect_left(self._order, number)
            if at < len(self._order):
                self._rows[self._order[at]].addprevious(new)
            self._rows[number] = new
            insort(self._order, number)
        return self._rows[number]

    def _column_style(self, column: int) -> str | None:
        """The style of the column's empty cells (18.3.1.13)."""
        for columns in self.sheet.iter(f"{MAIN}col"):
            if int(columns.get("min", "0")) <= column <= int(columns.get("max", "0")):
                return columns.get("style")
        return None


def holds(cell: Element) -> bool:
    """Whether the cell holds anything, be it a text without letters."""
    return any(part.tag in (FORMULA, _VALUE, _INLINE) for part in cell)


def place(cell: Element) -> tuple[int, int]:
    """The cell's row and column."""
    return address(cell.get("r", ""))


def _missing(what: str) -> str:
    raise KeyError(what)
