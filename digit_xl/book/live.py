"""The workbook that is open in Excel: its sheets as Grids, where it is, and talk with its user.

What a saved workbook shows, an open one shows alike, unsaved changes included; `disk` reads the
one, this the other. Excel is asked as little as can be, for every question is a message to another
program: a sheet's values come in one.

What cannot be known of an open workbook: a duration (26:30) is a moment, for formats are not read;
and an amount of a currency format has four decimals on Windows, whatever stands behind them.
"""

from __future__ import annotations

import sys
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from digit_xl.book import excel_values, native
from digit_xl.book.grid import Extent, Grid
from digit_xl.book.limits import AREA
from digit_xl.book.lists import table_named
from digit_xl.book.patience import busy, patiently
from digit_xl.book.places import Area
from digit_xl.book.rewriting import write
from digit_xl.findings import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    import polars as pl
    from xlwings import App, Book, Range, Sheet
    from xlwings.main import Table

    from digit_xl.book.grid import Cell, Formulas

    Columns: TypeAlias = Sequence[Sequence[Cell]]

__all__ = ["activate", "ask", "caller", "folder", "sheets", "status", "tell", "write"]

_TITLE = "Årsrapport"  # of what is said, as on the ribbon
_MOST_CELLS = 1_000_000  # in one answer; on macOS one of two million is too long
_MOST_MERGED = 100  # areas that are told of; the others when those are no more
_BULK_CELLS = 120_000  # from here on columns are worth while, as in a saved workbook


def caller() -> Book:
    """The workbook that was active when the button was pressed.

    On Windows the button tells by `--hwnd=` in which of several running Excels that was.

    Raises:
        Refusal: no workbook is open.
    """
    book = patiently(_active)
    if book is None:
        raise Refusal("no-workbook", "Ingen projektmappe er åben i Excel. Åbn registret først.")
    return book


def _active() -> Book | None:
    import xlwings

    window = next((one[7:] for one in sys.argv if one.startswith("--hwnd=")), "")
    if window and not native.MACOS:
        # As Book.caller does, which also wants the workbook's name and cuts it at `=`.
        windows = sys.modules["xlwings._xlwindows"]
        app: App | None = xlwings.App(impl=windows.App(xl=int(window)))
    else:
        app = xlwings.apps.active
    return app.books.active if app and len(app.books) else None


def folder(book: Book) -> Path | None:
    """The folder in which the workbook is saved; None when it never was, or its place is no folder.

    OneDrive and SharePoint give a web address, of which no path can be made with any certainty.
    """
    path = Path(patiently(partial(native.full_name, book)))
    return path.parent if path.is_absolute() else None  # no address is, and no mere name


def tell(book: Book, text: str) -> None:
    """Show the text and wait until it is read."""
    patiently(partial(book.app.alert, text, _TITLE, "ok"))


def ask(book: Book, question: str) -> bool:
    """Whether the user says yes; an engine that cannot wait for the answer says no."""
    return bool(patiently(partial(book.app.alert, question, _TITLE, "yes_no")) == "yes")


def activate(book: Book, name: str) -> None:
    """Bring the sheet to the front that has a table of that name, or else that title.

    A hidden one is shown first; in a workbook whose structure is protected it stays where it is.
    """
    patiently(partial(_bring, book, name))


def _bring(book: Book, name: str) -> None:
    table = table_named(book, name)
    titled = (sheet for sheet in book.sheets if sheet.name.casefold() == name.casefold())
    sheet = table.parent if table else next(titled, None)
    if sheet is None or (native.hidden(sheet) and native.structure_locked(book)):
        return
    if native.hidden(sheet):
        sheet.visible = True
    sheet.activate()


def status(book: Book, text: str | None) -> None:
    """Show the text in the status bar, or give the bar back to Excel; never worth a wait."""
    try:
        book.app.status_bar = False if text is None else text
    except NotImplementedError:
        return  # an engine without a bar
    except Exception as error:
        if not busy(error):
            raise


def sheets(book: Book, titles: Collection[str]) -> dict[str, Grid]:
    """The sheets of those titles that the workbook has, by their titles.

    Titles are compared as Excel does, without regard to case.

    Raises:
        Refusal: Excel is busy, or a sheet is too large.
    """
    wanted = {title.casefold(): title for title in titles}
    there = patiently(partial(_titled, book))
    return {
        wanted[title.casefold()]: patiently(partial(_grid, title, sheet))
        for title, sheet in there
        if title.casefold() in wanted
    }


def _titled(book: Book) -> list[tuple[str, Sheet]]:
    return [(sheet.name, sheet) for sheet in book.sheets]


def _grid(title: str, sheet: Sheet) -> Grid:
    used = sheet.used_range
    columns = _columns(title, used)
    table = _extent(title, sheet, columns)
    large = table and sum(map(len, columns)) > _BULK_CELLS
    return Grid(
        title,
        partial(_rows, columns),
        table,
        partial(_bulk, columns) if large else None,
        partial(_formulas, sheet, columns),
        partial(_merged, sheet, used),
    )


def _columns(title: str, used: Range) -> Columns:
    """The sheet's columns from A on, each from row 1 on."""
    top, left, (height, width) = used.row, used.column, used.shape
    if (top + height) * (left + width) > AREA:
        raise Refusal(
            "sheet-area",
            f"Arket {title} er brugt helt ned til række {top + height - 1}. Slet de tomme rækker "
            "og kolonner omkring tabellen, gem registret, og prøv igen.",
        )
    rows = list(chain.from_iterable(_answers(used, height, width)))
    if native.MACOS:
        rows = _with_errors(rows, used)
    read = [[*[None] * (top - 1), *column] for column in excel_values.columns(rows)]
    return [*[[]] * (left - 1), *read] if read else []


def _answers(used: Range, height: int, width: int) -> Iterator[Sequence[Sequence[object]]]:
    """The values of the cells, in as many rows at once as one answer bears."""
    at_once = max(_MOST_CELLS // width, 1)
    for start in range(0, height, at_once):
        part = used if at_once >= height else used[start : min(start + at_once, height), :]
        yield excel_values.rows_of(part.raw_value)


def _with_errors(rows: Sequence[Sequence[object]], used: Range) -> list[Sequence[object]]:
    """The rows with their errors, which on macOS come as blank cells."""
    cells = [list(row) for row in rows]
    kinds: tuple[Literal["constants", "formulas"], ...] = ("constants", "formulas")
    for kind in kinds:
        for area in cast("list[Range]", used.get_special_cells(kind, "errors")):
            for row, texts in enumerate(native.shown(area), area.row - used.row):
                for column, text in enumerate(texts, area.column - used.column):
                    cells[row][column] = excel_values.shown_error(text)
    return [*cells]


def _rows(columns: Columns) -> list[tuple[Cell, ...]]:
    """The cells row by row."""
    height = max(map(len, columns), default=0)
    return list(zip(*(column or [None] * height for column in columns), strict=True))


def _bulk(columns: Columns, extent: Extent) -> pl.DataFrame | None:
    """All cells below the table's header in its columns, one typed column for each."""
    within = columns[extent.first_column - 1 : extent.last_column]
    return excel_values.bulk([column[extent.header_row :] for column in within])


def _extent(title: str, sheet: Sheet, columns: Columns) -> Extent | None:
    """Where the sheet's own table stands: the one of the sheet's name, else its only one."""
    tables = [(table.display_name, table) for table in sheet.tables]
    own = [(name, table) for name, table in tables if name.lower() == title.lower()]
    if len(own or tables) != 1:
        return None
    [(name, table)] = own or tables
    return _extent_of(name, table, columns) if table.show_headers else None


def _extent_of(name: str, table: Table, columns: Columns) -> Extent:
    whole, totals = table.range, int(table.show_totals)
    top, left, (height, width) = whole.row, whole.column, whole.shape
    headings = tuple(str(column[top - 1]) for column in columns[left - 1 : left - 1 + width])
    last = top + height - 1 - totals
    return Extent(top, last, left, left + width - 1, totals, headings, name)


def _formulas(sheet: Sheet, columns: Columns, asked: Collection[int]) -> Formulas:
    """The formulas in those columns, without their equals signs, by row and column.

    Of a text that begins with an equals sign Excel tells the same as of a formula, but then it is
    what the cell shows, too.
    """
    found = {}
    for number in sorted(asked):
        column = columns[number - 1] if number <= len(columns) else []
        if not column:
            continue
        cells = sheet.range((1, number), (len(column), number))
        written = excel_values.rows_of(patiently(partial(getattr, cells, "formula")))
        for row, (text,) in enumerate(written, 1):
            if isinstance(text, str) and text.startswith("=") and text != column[row - 1]:
                found[row, number] = text[1:]
    return found


def _merged(sheet: Sheet, used: Range) -> list[Area]:
    """The areas of cells that are one, from the top: at most a hundred.

    Excel tells of cells that all of them are merged, none, or some: None. Those are halved until
    the areas are found; a sheet without any, as nearly all are, takes one question.
    """
    found: set[Area] = set()
    waiting = [patiently(partial(_area, used))]
    while waiting and len(found) < _MOST_MERGED:
        part = waiting.pop()
        if any(one.contains(part) for one in found):
            continue
        cells = sheet.range(part[:2], part[2:])
        merged = patiently(partial(getattr, cells, "merge_cells"))
        if merged is True:
            found.add(patiently(partial(_area_around, cells)))
        if merged is not False:
            waiting += _halves(part)
    return sorted(found)


def _area(cells: Range) -> Area:
    (height, width), top, left = cells.shape, cells.row, cells.column
    return Area(top, left, top + height - 1, left + width - 1)


def _area_around(cells: Range) -> Area:
    """The merged area in which the first of the cells lies."""
    return _area(cells[0, 0].merge_area)


def _halves(area: Area) -> list[Area]:
    """The lower and the upper half, or the right and the left one; none of a single cell."""
    top, left, bottom, right = area
    if bottom - top >= max(right - left, 1):
        middle = (top + bottom) // 2
        return [area._replace(top=middle + 1), area._replace(bottom=middle)]
    middle = (left + right) // 2
    return [area._replace(left=middle + 1), area._replace(right=middle)] if right > left else []
