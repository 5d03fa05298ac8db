"""What xlwings' remote engine was told to write, carried out on an openpyxl workbook.

Text is taken as Excel takes it when it is entered: for a formula, a number, or what it is.
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

_NUMBER = re.compile(r"[+-]?[\d.]+(,\d+)?\Z")


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
    for row, column, cell in _cells(workbook, action):
        enter(cell, action["values"][row][column])


def _set_formulas(workbook: Workbook, action: Action) -> None:
    values = action["values"]
    for row, column, cell in _cells(workbook, action):
        text = values if isinstance(values, str) else values[row][column]
        enter(cell, text)


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
    workbook.create_sheet(title, place)
    workbook.active = place


def _activate(workbook: Workbook, action: Action) -> None:
    workbook.active = action["args"][0]


def _add_table(workbook: Workbook, action: Action) -> None:
    address, _, style, name = action["args"]
    table = Table(displayName=name, ref=address.replace("$", ""))
    table.tableStyleInfo = TableStyleInfo(name=style, showRowStripes=True)
    _sheet(workbook, action).add_table(table)


def _table(workbook: Workbook, action: Action) -> Table:
    tables: list[Table] = [*_sheet(workbook, action).tables.values()]
    number: int = action["args"][0]
    return tables[number]


def corners(address: str) -> tuple[int, int, int, int]:
    """The first column and row, and the last ones, of a range such as `A1:C7`."""
    left, top, right, bottom = range_boundaries(address)
    return left or 1, top or 1, right or 1, bottom or 1


def _resize(workbook: Workbook, action: Action) -> None:
    table = _table(workbook, action)
    table.ref = action["args"][1].replace("$", "")
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
    """The row of totals goes, with what was in it, or comes below the table."""
    table = _table(workbook, action)
    sheet = _sheet(workbook, action)
    left, top, right, bottom = corners(table.ref)
    if not action["args"][1]:
        for column in range(left, right + 1):
            sheet.cell(bottom, column).value = None
    bottom += 1 if action["args"][1] else -1
    table.totalsRowCount = 1 if action["args"][1] else None
    table.ref = f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"


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
    "activateSheet": _activate,
    "addTable": _add_table,
    "resizeTable": _resize,
    "clearAutoFilterTable": _clear_filter,
    "showTotalsTable": _show_totals,
    "setNameRefersTo": _name,
    "setCalculation": _nothing,
    "calculate": _nothing,
    "alert": _nothing,
}
