"""A list in the workbook that is open in Excel: its table is found, or added, and rewritten.

The table may have been moved, filtered, widened or given a row of totals, and its sheet renamed.
Columns of the user's own keep their cells; what stands below the table is never written over.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from digit_xl.book import native, refusals
from digit_xl.book.excel_values import rows_of
from digit_xl.book.patience import patiently
from digit_xl.book.places import Area
from digit_xl.book.plan import Formula

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from xlwings import Book, Range, Sheet
    from xlwings.main import Table

    from digit_xl.book.changes import Listed
    from digit_xl.book.plan import Cell, Value

_STYLE = "TableStyleLight1"
_TEXT, _GENERAL = "@", "General"
# What Excel takes for a formula, a number, a date, a truth value, or for its own apostrophe.
_TAKEN = re.compile(r"[=+\-@'#(.,\d%$€£]|(sand|falsk|true|false)\Z", re.IGNORECASE)


class Spot(NamedTuple):
    """Where a list goes: its table, None for one to be added, in a workbook of those names."""

    table: Table | None
    names: Collection[str]


def find(book: Book, listed: Listed) -> Spot:
    """Where the list can be written; nothing is changed yet.

    Raises:
        Refusal: the sheet or the table of its name is the user's own or is protected, something
            stands in the list's way, or no sheet can be added.
    """
    spot = Spot(table_named(book, listed.title), [name.name for name in book.names])
    if spot.table:
        _check(spot.table, listed)
    else:
        names = [name.rpartition("!")[2] for name in spot.names]
        locked = native.structure_locked(book)
        refusals.check_addition(listed, native.titles(book), names, locked=locked)
    return spot


def table_named(book: Book, name: str) -> Table | None:
    """The table of that name, on whichever sheet; names are compared without regard to case."""
    tables = (table for sheet in book.sheets for table in sheet.tables)
    return next((one for one in tables if one.display_name.casefold() == name.casefold()), None)


def write(book: Book, listed: Listed, spot: Spot) -> None:
    """Write the list in place of the one that its table holds; its row of totals comes back."""
    table = spot.table or _added(book, listed, spot.names)
    totals = patiently(partial(_totals, table))
    show_totals = partial(setattr, table, "show_totals")
    if totals:
        patiently(partial(show_totals, False))  # noqa: FBT003 - it is a property
    patiently(partial(_rewrite, table, listed, listed.told(spot.names)))
    if totals:
        patiently(partial(show_totals, True))  # noqa: FBT003 - as above
        patiently(partial(_put_totals, table, listed, totals))


def check_merged(sheet: Sheet, area: Area) -> None:
    """Nothing, unless some of those cells are merged.

    Raises:
        Refusal: they are.
    """
    if cells_of(sheet, area).merge_cells is not False:
        first = sheet.range(_merged(sheet, area))
        refusals.check_merged(sheet.name, area, [_area(first.merge_area)])


def let_calculate(cells: Range) -> None:
    """Give cells that are formatted as text another format: they would show the formula itself."""
    shown: object = cells.number_format
    if shown == _TEXT:
        cells.number_format = _GENERAL
    elif not isinstance(shown, str):  # they are formatted in several ways
        for cell in cells:
            if cell.number_format == _TEXT:
                cell.number_format = _GENERAL


def block(sheet: Sheet, row: int, column: int, height: int, width: int) -> Range:
    """So many cells down and to the right from that one."""
    return sheet.range((row, column), (row + height - 1, column + width - 1))


def cells_of(sheet: Sheet, area: Area) -> Range:
    """The cells from one corner of the area to the other."""
    return sheet.range((area.top, area.left), (area.bottom, area.right))


def filtered(table: Table) -> bool:
    """Whether a filter may hide rows of the table."""
    return any(criteria.type != "none" for criteria in table.autofilter.criteria)


def _check(table: Table, listed: Listed) -> None:
    """Refuse a table that is the user's own, that is protected, or below which there is no room."""
    sheet = table.parent
    header = table.header_row_range if table.show_headers else None
    refusals.check_headings(listed, rows_of(header.raw_value)[0] if header else [])
    if native.locked(sheet):
        raise refusals.protected([sheet.name])
    area = _area(table.range)
    if way := refusals.way(listed, area, int(table.show_totals)):
        refusals.check_way(sheet.name, [*_taken(sheet, way, table.display_name)])
    check_merged(sheet, area)


def _taken(sheet: Sheet, way: Area, name: str) -> Iterator[tuple[int, int]]:
    """Cells on the list's way that hold something, or begin what is one or another table.

    Formulas are asked for, for of an error macOS gives no value.
    """
    cells = cells_of(sheet, way)
    for row, texts in enumerate(rows_of(cells.formula), way.top):
        for column, text in enumerate(texts, way.left):
            if text not in (None, ""):
                yield row, column
    if cells.merge_cells is not False:
        yield _merged(sheet, way)
    for table in sheet.tables:
        other = _area(table.range)
        if table.display_name != name and other.meets(way):
            yield other.top, other.left


def _merged(sheet: Sheet, area: Area) -> tuple[int, int]:
    """The first merged cell among them, of which there is one; each question halves them."""
    top, left, bottom, right = area
    while (top, left) != (bottom, right):
        tall = bottom > top
        row, column = ((top + bottom) // 2, right) if tall else (bottom, (left + right) // 2)
        if cells_of(sheet, Area(top, left, row, column)).merge_cells is not False:
            bottom, right = row, column
        elif tall:
            top = row + 1
        else:
            left = column + 1
    return top, left


def _area(cells: Range) -> Area:
    top, left, (height, width) = cells.row, cells.column, cells.shape
    return Area(top, left, top + height - 1, left + width - 1)


def _added(book: Book, listed: Listed, names: Collection[str]) -> Table:
    """The table on a new sheet behind those that are seen, while the user stays where they are.

    Each thing that Excel is told is told alone: what was done is not done again when the next is
    rejected.
    """
    known = patiently(partial(_titles, book))
    active = patiently(partial(getattr, book.sheets, "active"))
    sheet = patiently(partial(_new_sheet, book, known))
    patiently(partial(setattr, sheet, "name", listed.title))
    patiently(active.activate)
    table = patiently(partial(_furnished, sheet, listed))
    patiently(partial(setattr, table, "name", listed.title))
    for name, heading in listed.named.items():
        if name in names:
            patiently(partial(_point, book, name, f"={listed.title}[{heading}]"))
    return table


def _titles(book: Book) -> list[str]:
    return [sheet.name for sheet in book.sheets]


def _new_sheet(book: Book, known: Collection[str]) -> Sheet:
    """The sheet that is not among the known, made now unless a rejected call has made it.

    It comes behind the last that is seen, for Excel does not move every hidden one.
    """
    new = next((sheet for sheet in book.sheets if sheet.name not in known), None)
    seen = [sheet for sheet in book.sheets if not native.hidden(sheet)]
    return new or book.sheets.add(after=seen[-1])


def _furnished(sheet: Sheet, listed: Listed) -> Table:
    """The table of one blank row under its headings."""
    width = len(listed.headings)
    header = block(sheet, listed.header_row, 1, 1, width)
    header.value = [list(listed.headings)]
    for column, characters in enumerate(listed.widths, 1):
        sheet.range((1, column)).column_width = characters
    if len(sheet.tables):
        return sheet.tables[0]
    return sheet.tables.add(block(sheet, listed.header_row, 1, 2, width), table_style_name=_STYLE)


def _point(book: Book, name: str, formula: str) -> None:
    """Let the workbook's name for a column mean the new table's."""
    book.names[name].refers_to = formula


def _totals(table: Table) -> list[object]:
    """What stands in the table's row of totals, as it can be entered again; nothing without one."""
    if not table.show_totals:
        return []
    _, left, bottom, right = _area(table.range)
    row = block(table.parent, bottom, left, 1, right - left + 1)
    pairs = zip(rows_of(row.formula)[0], rows_of(row.raw_value)[0], strict=True)
    return [
        _entered(value) if isinstance(value, str) and value == text else text
        for text, value in pairs
    ]


def _put_totals(table: Table, listed: Listed, totals: Sequence[object]) -> None:
    """Enter the row of totals again: Excel does not keep all that a user writes into one."""
    top, left, _, _ = _area(table.range)
    row = block(table.parent, top + len(listed.rows) + 1, left, 1, len(totals))
    row.formula = [[*totals]]


def _rewrite(table: Table, listed: Listed, line: str) -> None:
    sheet, (top, left, bottom, right) = table.parent, _area(table.range)
    count, columns = len(listed.rows), len(listed.headings)
    if filtered(table):
        table.autofilter.clear()
    if bottom > top + count:
        block(sheet, top + 1 + count, left, bottom - top - count, columns).clear_contents()
    table.resize(block(sheet, top, left, count + 1, right - left + 1))
    body = block(sheet, top + 1, left, count, columns)
    body.value = [[_entered(cell) for cell in row] for row in listed.rows]
    for offset in range(columns):
        _write_formulas(
            block(sheet, top + 1, left + offset, count, 1), [row[offset] for row in listed.rows]
        )
    first = sheet.range((1, 1))
    if (top, left) != (1, 1) and (not first.formula or str(first.formula).startswith(listed.lines)):
        first.value = _entered(line)


def _write_formulas(cells: Range, column: Sequence[Cell]) -> None:
    """Write the formulas of a column that has some, and then what stands between them.

    Into cells that were blank between them Excel may have put a formula, as into a table's column
    that it takes for a calculated one.
    """
    formulas = [f"={cell.text}" if isinstance(cell, Formula) else _entered(cell) for cell in column]
    plain = [at for at, cell in enumerate(column) if not isinstance(cell, Formula)]
    if len(plain) == len(column):
        return
    let_calculate(cells)
    cells.formula = [[formula] for formula in formulas]
    for start, end in _runs(plain):
        cells[start:end, :].value = [[formula] for formula in formulas[start:end]]


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The numbers, which ascend, as runs of neighbours, each from its first to behind its last."""
    start = 0
    for end in range(1, len(numbers) + 1):
        if end == len(numbers) or numbers[end] != numbers[end - 1] + 1:
            yield numbers[start], numbers[end - 1] + 1
            start = end


def _entered(cell: Cell) -> Value:
    """What is entered so that the cell holds that value; formulas are written later."""
    match cell:
        case Formula():
            return None
        case str():
            return f"'{cell}" if _TAKEN.match(cell) else cell
        case Decimal():
            return float(cell)
    return cell
