"""What xlwings' remote engine was told to write, carried out on an openpyxl workbook.

Text is taken as Excel takes it when it is entered: for a formula, a number, or what it is. What
Excel refuses (error 1004) is refused here too, and what it does of its own accord is done.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from openpyxl.utils import range_boundaries
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table, TableStyleInfo

from digit_xl.findings import column_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    Action = dict[str, Any]
    Corners = tuple[int, int, int, int]

_TAKEN_ROWS = 20  # below a table, which move with its row of totals
_NUMBER = re.compile(r"[+-]?[\d.]+(,\d+)?\Z")


class ExcelError(Exception):
    """What Excel refuses, as error 1004."""


def carry_out(workbook: Workbook, actions: Iterable[Action]) -> None:
    """Do to the workbook what the actions say; one that is not known here is a mistake."""
    for action in actions:
        _ACTIONS[action["func"]](workbook, action)


def enter(cell: Cell, value: object) -> None:
    """Put the value into the cell as if it were typed there."""
    if isinstance(value, str) and value.startswith("'"):
        cell.value = value[1:]
        cell.data_type, cell.quotePrefix = "s", True
    elif isinstance(value, str) and cell.number_format == "@":
        cell.value = value
        cell.data_type = "s"
    elif isinstance(value, str) and _NUMBER.match(value):
        cell.value = float(value.replace(".", "").replace(",", "."))
    elif isinstance(value, str) and value[:1] in ("+", "-", "@"):
        cell.value = f"={value.removeprefix('@')}"
    else:
        cell.value = None if value == "" else value  # type: ignore[assignment] # as openpyxl takes it


def _sheet(workbook: Workbook, action: Action) -> Worksheet:
    return workbook.worksheets[action["sheet_position"]]


def _cells(workbook: Workbook, action: Action) -> Iterator[tuple[int, int, Cell]]:
    """The action's cells, each with its row and column among them."""
    top, left = action["start_row"] + 1, action["start_column"] + 1
    sheet = _sheet(workbook, action)
    for row in range(action["row_count"]):
        for column in range(action["column_count"]):
            yield row, column, sheet.cell(top + row, left + column)  # type: ignore[misc] # not merged


def _set_values(workbook: Workbook, action: Action) -> None:
    _check_cells(workbook, action)
    for row, column, cell in _cells(workbook, action):
        enter(cell, action["values"][row][column])


def _set_formulas(workbook: Workbook, action: Action) -> None:
    _check_cells(workbook, action)
    values = action["values"]
    for row, column, cell in _cells(workbook, action):
        text = values if isinstance(values, str) else values[row][column]
        enter(cell, text)
    if vars(workbook).get("fills_columns"):
        _fill_columns(workbook, action)


def _check_cells(workbook: Workbook, action: Action) -> None:
    """Refuse to write to a protected sheet."""
    if _sheet(workbook, action).protection.sheet:
        raise ExcelError("the sheet is protected")


def _fill_columns(workbook: Workbook, action: Action) -> None:
    """Fill a table's column with the formula that is now the only thing in it."""
    sheet = _sheet(workbook, action)
    for _, _, cell in _cells(workbook, action):
        for left, top, right, bottom in [corners(one.ref) for one in sheet.tables.values()]:
            if left <= cell.column <= right and top < cell.row <= bottom and cell.data_type == "f":
                column = [sheet.cell(row, cell.column) for row in range(top + 1, bottom + 1)]
                if len({one.value for one in column} - {None}) == 1:
                    for one in column:
                        enter(one, cell.value)  # type: ignore[arg-type] # not merged


def _set_fills(workbook: Workbook, action: Action) -> None:
    vars(workbook)["fills_columns"] = action["args"][0]


def _clear(workbook: Workbook, action: Action) -> None:
    for _, _, cell in _cells(workbook, action):
        cell.value = None


def _set_format(workbook: Workbook, action: Action) -> None:
    for _, _, cell in _cells(workbook, action):
        cell.number_format = action["args"][0]


def _set_width(workbook: Workbook, action: Action) -> None:
    letters = column_letters(action["start_column"] + 1)
    _sheet(workbook, action).column_dimensions[letters].width = action["args"][0]


def _add_sheet(workbook: Workbook, action: Action) -> None:
    place, title = action["args"]
    _check_structure(workbook)
    workbook.create_sheet(title, place)
    workbook.active = place


def _check_structure(workbook: Workbook) -> None:
    if workbook.security and workbook.security.lockStructure:
        raise ExcelError("the workbook's structure is protected")


def _name_sheet(workbook: Workbook, action: Action) -> None:
    sheet, [title] = _sheet(workbook, action), action["args"]
    others = [one for one in workbook.sheetnames if one != sheet.title]
    if title.casefold() in map(str.casefold, others):
        raise ExcelError(f"another sheet is called {title}")
    sheet.title = title


def _show_sheet(workbook: Workbook, action: Action) -> None:
    _check_structure(workbook)
    _sheet(workbook, action).sheet_state = action["args"][0].lower()


def _activate(workbook: Workbook, action: Action) -> None:
    sheet = workbook.worksheets[action["args"][0]]
    if sheet.sheet_state != "visible":
        raise ExcelError(f"{sheet.title} is hidden")
    workbook.active = sheet


def _add_table(workbook: Workbook, action: Action) -> None:
    address, _, style, _ = action["args"]
    sheet, ref = _sheet(workbook, action), address.replace("$", "")
    _check_place(sheet, ref, [*sheet.tables.values()])
    number = sum(len(one.tables) for one in workbook.worksheets) + 1
    table = Table(displayName=f"Tabel{number}", ref=ref)
    table.tableStyleInfo = TableStyleInfo(name=style, showRowStripes=True)
    sheet.add_table(table)


def _name_table(workbook: Workbook, action: Action) -> None:
    table, name = _table(workbook, action), action["args"][1]
    tables = [one for sheet in workbook.worksheets for one in sheet.tables.values()]
    others = [one.displayName for one in tables if one is not table]
    if name.casefold() in map(str.casefold, [*others, *workbook.defined_names]):
        raise ExcelError(f"there is a table or a name {name}")
    sheet = _sheet(workbook, action)
    del sheet.tables[table.displayName]
    table.name = table.displayName = name
    sheet.add_table(table)


def _check_place(sheet: Worksheet, ref: str, others: Iterable[Table]) -> None:
    """Refuse a table over merged cells or over another one."""
    refs = [*(one.ref for one in others), *(str(one) for one in sheet.merged_cells.ranges)]
    if meets := [one for one in refs if _meet(corners(one), corners(ref))]:
        raise ExcelError(f"a table cannot be over {meets}")


def _meet(one: Corners, other: Corners) -> bool:
    across = one[0] <= other[2] and other[0] <= one[2]
    return across and one[1] <= other[3] and other[1] <= one[3]


def _table(workbook: Workbook, action: Action) -> Table:
    tables: list[Table] = [*_sheet(workbook, action).tables.values()]
    number: int = action["args"][0]
    return tables[number]


def corners(address: str) -> Corners:
    """The first column and row, and the last ones, of a range such as `A1:C7`."""
    left, top, right, bottom = range_boundaries(address)
    return left or 1, top or 1, right or 1, bottom or 1


def _resize(workbook: Workbook, action: Action) -> None:
    table, sheet = _table(workbook, action), _sheet(workbook, action)
    ref = action["args"][1].replace("$", "")
    if table.totalsRowCount or corners(ref)[:2] != corners(table.ref)[:2]:
        raise ExcelError("a row of totals is in the way, or the headings do not stay")
    _check_place(sheet, ref, [one for one in sheet.tables.values() if one is not table])
    table.ref = ref
    if table.autoFilter:
        table.autoFilter.ref = table.ref


def _clear_filter(workbook: Workbook, action: Action) -> None:
    table = _table(workbook, action)
    if table.autoFilter:
        table.autoFilter.filterColumn = []
    _, top, _, bottom = corners(table.ref)
    for row in range(top, bottom + 1):
        _sheet(workbook, action).row_dimensions[row].hidden = False


def _show_totals(workbook: Workbook, action: Action) -> None:
    """The row of totals goes, with what was in it, or comes; what is below the table moves."""
    table, shows = _table(workbook, action), action["args"][1]
    sheet = _sheet(workbook, action)
    left, top, right, bottom = corners(table.ref)
    below = f"{column_letters(left)}{bottom + 1}:{column_letters(right)}{bottom + _TAKEN_ROWS}"
    for other in sheet.tables.values():
        if other is not table and _meet(corners(other.ref), corners(below)):
            other.ref = _moved(other.ref, 1 if shows else -1)
    if not shows:
        for column in range(left, right + 1):
            sheet.cell(bottom, column).value = None
    sheet.move_range(below, rows=1 if shows else -1)
    bottom += 1 if shows else -1
    table.totalsRowCount = 1 if shows else None
    table.ref = f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"


def _moved(ref: str, rows: int) -> str:
    left, top, right, bottom = corners(ref)
    return f"{column_letters(left)}{top + rows}:{column_letters(right)}{bottom + rows}"


def _name(workbook: Workbook, action: Action) -> None:
    name, *_, refers_to = action["args"]
    workbook.defined_names[name] = DefinedName(name, attr_text=refers_to.removeprefix("="))


def _nothing(_workbook: Workbook, _action: Action) -> None:
    """What changes nothing in the file."""


_ACTIONS: dict[str, Callable[[Workbook, Action], None]] = {
    "setValues": _set_values,
    "setFormula": _set_formulas,
    "rangeClearContents": _clear,
    "setNumberFormat": _set_format,
    "setColumnWidth": _set_width,
    "addSheet": _add_sheet,
    "setSheetName": _name_sheet,
    "setSheetVisibility": _show_sheet,
    "activateSheet": _activate,
    "setFillsColumns": _set_fills,
    "addTable": _add_table,
    "askTableName": _nothing,
    "setTableName": _name_table,
    "resizeTable": _resize,
    "clearAutoFilterTable": _clear_filter,
    "showTotalsTable": _show_totals,
    "setNameRefersTo": _name,
    "setCalculation": _nothing,
    "calculate": _nothing,
    "alert": _nothing,
}
