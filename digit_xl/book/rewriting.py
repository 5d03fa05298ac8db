"""Changes to the workbook that is open in Excel, made while nothing flickers or calculates.

Whatever keeps them from being made is looked up before the first of them. Formats, columns and
cells of the user's own are left as they are.
"""

from __future__ import annotations

import re
from contextlib import ExitStack, contextmanager, suppress
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from digit_xl import danish
from digit_xl.book import native
from digit_xl.book.excel_values import rows_of
from digit_xl.book.patience import patiently
from digit_xl.book.plan import Formula, Source
from digit_xl.findings import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from xlwings import App, Book, Range, Sheet
    from xlwings.main import Table

    from digit_xl.book.changes import Changes, Filled, Listed
    from digit_xl.book.plan import Cell, Value

    Sheets: TypeAlias = Mapping[str, Sheet]

_STILL = {"screen_updating": False, "calculation": "manual"}
_STYLE = "TableStyleLight1"
_TEXT, _GENERAL = "@", "General"
# What Excel takes for a formula, a number, a date, a truth value, or for its own apostrophe.
_TAKEN = re.compile(r"[=+\-@'#(.,\d%$€£]|(sand|falsk|true|false)\Z", re.IGNORECASE)


def protected(book: Book, titles: Collection[str]) -> list[str]:
    """Which of those sheets are protected; titles are compared without regard to case."""
    there = patiently(partial(_sheets, book))
    known = [(title, there.get(title.casefold())) for title in titles]
    return [title for title, sheet in known if sheet and patiently(partial(native.locked, sheet))]


def write(book: Book, changes: Changes) -> None:
    """Make the changes, and have Excel calculate.

    Raises:
        Refusal: a sheet is protected or is the user's own, or Excel is busy. But for Excel being
            busy from some moment on, nothing is changed then.
    """
    filled = dict.fromkeys(run.title for run in changes.filled)
    if locked := protected(book, {**filled, **dict.fromkeys(one.title for one in changes.listed)}):
        raise _protected(locked)
    there = patiently(partial(_sheets, book))
    tables = [
        (listed, patiently(partial(_table, book, there, listed))) for listed in changes.listed
    ]
    with _still(book.app):
        for run in changes.filled:
            patiently(partial(_fill, there[run.title.casefold()], run))
        for listed, table in tables:
            _list(table or _added(book, listed), listed)
    patiently(book.app.calculate)


def _sheets(book: Book) -> Sheets:
    """The workbook's sheets by their titles, folded."""
    return {sheet.name.casefold(): sheet for sheet in book.sheets}


def _protected(titles: Collection[str]) -> Refusal:
    subject = "Arket" if len(titles) == 1 else "Arkene"
    return Refusal(
        "sheet-protected",
        f"{subject} {danish.names(titles)} er beskyttet og kan ikke ændres. Vælg Gennemse › Fjern "
        "arkbeskyttelse, og prøv igen.",
    )


@contextmanager
def _still(app: App) -> Iterator[None]:
    """Let Excel neither draw nor calculate meanwhile; whatever happens, it then does as before."""
    with ExitStack() as restored:
        for name, value in _STILL.items():
            with suppress(NotImplementedError):  # an engine that cannot tell
                before = patiently(partial(getattr, app, name))
                restored.callback(patiently, partial(setattr, app, name, before))
                patiently(partial(setattr, app, name, value))
        yield


def _fill(sheet: Sheet, run: Filled) -> None:
    """Write the formula into all of the run at once, or one by one where a filter hides some.

    What is written to several cells at once passes hidden ones by.
    """
    cells = _block(sheet, run.row, run.column, len(run.shown), 1)
    hidden = any(_filtered(table) for table in sheet.tables)
    for part in cells if hidden and len(run.shown) > 1 else [cells]:
        _let_calculate(part)
        part.formula = f"={run.formula}"


def _block(sheet: Sheet, row: int, column: int, height: int, width: int) -> Range:
    return sheet.range((row, column), (row + height - 1, column + width - 1))


def _filtered(table: Table) -> bool:
    """Whether a filter may hide rows of the table."""
    return any(criteria.type != "none" for criteria in table.autofilter.criteria)


def _let_calculate(cells: Range) -> None:
    """Give cells that are formatted as text another format: they would show the formula itself."""
    shown: object = cells.number_format
    if shown == _TEXT:
        cells.number_format = _GENERAL
    elif not isinstance(shown, str):  # they are formatted in several ways
        for cell in cells:
            if cell.number_format == _TEXT:
                cell.number_format = _GENERAL


def _table(book: Book, there: Sheets, listed: Listed) -> Table | None:
    """The table that holds such a list, on whichever sheet; None when one can be added."""
    for sheet in there.values():
        for table in sheet.tables:
            if table.display_name.casefold() == listed.title.casefold():
                return _ours(table, listed)
    if listed.title.casefold() in there:
        raise _own(listed.title)
    if native.structure_locked(book):
        raise Refusal(
            "structure-protected",
            f"Projektmappen er beskyttet, så arket {listed.title} ikke kan tilføjes. Vælg Gennemse "
            "› Beskyt projektmappe for at fjerne beskyttelsen, og prøv igen.",
        )
    return None


def _ours(table: Table, listed: Listed) -> Table:
    """The table, if it has the headings; columns to the right of them are the user's."""
    sheet = table.parent
    header = table.header_row_range if table.show_headers else None
    headings = rows_of(header.raw_value)[0] if header else ()
    if list(headings[: len(listed.headings)]) != list(listed.headings):
        raise _own(listed.title)
    if sheet.name.casefold() != listed.title.casefold() and native.locked(sheet):
        raise _protected([sheet.name])
    return table


def _own(title: str) -> Refusal:
    return Refusal(
        "sheet-own",
        f"Projektmappen har et ark eller en tabel »{title}«, som kontrollen ikke har lavet. Giv "
        "arket og dets tabel et andet navn, og prøv igen.",
    )


def _added(book: Book, listed: Listed) -> Table:
    """The table on a new sheet at the end, while the user stays where they are."""
    active = patiently(partial(getattr, book.sheets, "active"))
    last = patiently(partial(book.sheets.__getitem__, -1))
    sheet = patiently(partial(book.sheets.add, listed.title, after=last))
    patiently(active.activate)
    table = patiently(partial(_furnished, sheet, listed))
    for heading in listed.headings:
        patiently(partial(_name, book, listed.title, heading))
    return table


def _furnished(sheet: Sheet, listed: Listed) -> Table:
    """The table of one blank row under its headings."""
    width = len(listed.headings)
    header = _block(sheet, listed.header_row, 1, 1, width)
    header.value = [list(listed.headings)]
    for column, characters in enumerate(listed.widths, 1):
        sheet.range((1, column)).column_width = characters
    if len(sheet.tables):
        return sheet.tables[0]
    whole = _block(sheet, listed.header_row, 1, 2, width)
    return sheet.tables.add(whole, listed.title, table_style_name=_STYLE)


def _name(book: Book, title: str, heading: str) -> None:
    """Let the workbook's name for the column, if it had one, mean the new table's."""
    name = Source(title, heading).name
    if book.names.contains(name):
        book.names[name].refers_to = f"={title}[{heading}]"


def _list(table: Table, listed: Listed) -> None:
    """Write the list in place of the one that the table holds; its row of totals comes back."""
    totals = patiently(partial(getattr, table, "show_totals"))
    show_totals = partial(setattr, table, "show_totals")
    if totals:
        patiently(partial(show_totals, not totals))
    patiently(partial(_rewrite, table, listed))
    if totals:
        patiently(partial(show_totals, totals))


def _rewrite(table: Table, listed: Listed) -> None:
    sheet, whole = table.parent, table.range
    top, left, (height, width) = whole.row, whole.column, whole.shape
    count, columns = len(listed.rows), len(listed.headings)
    if _filtered(table):
        table.autofilter.clear()
    if height - 1 > count:
        gone = _block(sheet, top + 1 + count, left, height - 1 - count, columns)
        gone.clear_contents()
    table.resize(_block(sheet, top, left, count + 1, width))
    body = _block(sheet, top + 1, left, count, columns)
    body.value = [[_entered(cell) for cell in row] for row in listed.rows]
    for offset in range(columns):
        _write_formulas(
            _block(sheet, top + 1, left + offset, count, 1), [row[offset] for row in listed.rows]
        )
    if (top, left) != (1, 1):
        sheet.range((1, 1)).value = _entered(listed.line)


def _write_formulas(cells: Range, column: list[Cell]) -> None:
    """Write the formulas of a column that has some."""
    formulas = [f"={cell.text}" if isinstance(cell, Formula) else "" for cell in column]
    if any(formulas):
        _let_calculate(cells)
        cells.formula = [[formula] for formula in formulas]


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
