"""What stands in the computed cells of a workbook where their formula should.

A formula is compared as Excel may have written it; a cell that shows the right number without its
formula will show a wrong one as soon as the register changes.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from digit_xl import danish
from digit_xl.association import figures
from digit_xl.association.wording import canonical, wording
from digit_xl.book.grid import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from digit_xl.book.grid import Cell, Formulas, Grid
    from digit_xl.register import Register
    from digit_xl.schema import Column, Sheet

_SHOWN = 60  # so much of what stands in a cell is repeated


def instead(register: Register, sheets: Mapping[str, Grid]) -> dict[Column, dict[int, str]]:
    """What each computed cell holds instead of its formula, by column and row; "" is nothing.

    A column has no entry when that cannot be told: the workbook lacks what its formula names.
    Nor has any where no computed cell has a formula, for then nobody meant them to.
    """
    there = {sheet: _formulas(register, sheets, sheet) for sheet in _sheets()}
    if not any(there.values()):
        return {}
    words, found = wording(sheets, register), {}
    for computed in figures.COMPUTED:
        column = computed.column
        places = register.places(column)
        if places and not words.lacking(computed.formula):
            formula, rows = words.formula(computed.formula), register[column.sheet]["row"]
            grid, formulas = sheets[column.sheet.title], there[column.sheet]
            found[column] = held(grid, formulas, places[0].column, rows, formula)
    return found


def _sheets() -> dict[type[Sheet], None]:
    """The sheets that have computed columns, in their order."""
    return dict.fromkeys(computed.column.sheet for computed in figures.COMPUTED)


def _formulas(register: Register, sheets: Mapping[str, Grid], sheet: type[Sheet]) -> Formulas:
    """The formulas in the sheet's computed columns."""
    columns = [column for column in sheet.columns if column.computed]
    numbers = {place.column for column in columns for place in register.places(column)}
    return sheets[sheet.title].formulas(numbers) if numbers else {}


def held(
    grid: Grid, there: Formulas, column: int, rows: Iterable[int], formula: str
) -> dict[int, str]:
    """What the cells of that column hold that do not hold the formula, by row, as its user sees it.

    `there` are the formulas of the grid, whose table has the name that the formula gives it.
    """
    table = grid.table.name if grid.table else grid.title
    ours, found = canonical(formula, table), {}
    for row in rows:
        written = there.get((row, column))
        if written is None:
            found[row] = _shortened(_text(grid.cell(row, column)))
        elif written != formula and canonical(written, table) != ours:
            found[row] = _shortened(f"={written}")
    return found


def _text(cell: Cell) -> str:
    """What a cell without a formula holds, as its user sees it."""
    match cell:
        case None:
            return ""
        case Fault():
            return cell.code or "?"
        case bool():
            return "SAND" if cell else "FALSK"
        case float() | int():
            return figures.told_number(cell)
        case dt.date():
            return danish.date(cell)
        case _:
            return str(cell)


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
