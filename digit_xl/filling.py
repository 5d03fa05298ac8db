"""The formulas of the computed columns: where they are missing or overtyped, and put back."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digit_xl import danish, export
from digit_xl.association import chart_data, figures, overview
from digit_xl.association.sheets import ChartData, Overview
from digit_xl.book.changes import Changes, Filled
from digit_xl.book.grid import Fault
from digit_xl.findings import Finding, Place, Rule, Severity
from digit_xl.headings import extent_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from digit_xl.association.figures import Computed
    from digit_xl.book.grid import Cell, Extent, Formulas, Grid
    from digit_xl.book.plan import Value
    from digit_xl.register import Register

RESTORED = Rule("FIG-04", Severity.REMARK, "En overskrevet formel er sat tilbage.")
NO_TABLE = Rule("FIG-05", Severity.WARNING, "Formlerne kan skrives, for arkene har tabeller.")
RULES = (RESTORED, NO_TABLE)

_SHOWN = 60  # so much of what stood in a cell is repeated


@dataclass(frozen=True, slots=True)
class Filling:
    """The changes that put the formulas in their cells, and what there is to tell of them.

    `new` counts the cells that were blank; one that held something else is a finding each.
    """

    changes: Changes
    findings: tuple[Finding, ...]
    new: int

    @property
    def told(self) -> str:
        """What was done, in a sentence."""
        restored = sum(finding.severity is Severity.REMARK for finding in self.findings)
        counts = ((self.new, "skrevet"), (restored, "sat tilbage"))
        if done := [f"{count} {verb}" for count, verb in counts if count]:
            number, verb = done[0].split(" ", 1)
            done[0] = f"{number} {'formel' if number == '1' else 'formler'} {verb}"
            return f"{' og '.join(done)}."
        if self.failed:
            return "Ingen formler er skrevet."
        if self.changes.shown:
            return "Alle formler er på plads; celler med et forældet tal er regnet om."
        return "Alle formler er på plads."

    @property
    def failed(self) -> bool:
        """Whether some formulas could not be written."""
        return any(finding.severity is not Severity.REMARK for finding in self.findings)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell that needs its formula: its row, what it shall show, and what it holds now."""

    row: int
    shown: Value
    held: str


def plan(sheets: Mapping[str, Grid]) -> Filling:
    """What it takes for every computed column to hold its formula in each row of its table.

    Raises:
        Refusal: the workbook has none of the register's sheets.
    """
    register, _ = export.check(sheets)
    tables = {title: grid.table.name for title, grid in sheets.items() if grid.table}
    filled: list[Filled] = []
    findings: list[Finding] = []
    shown: dict[tuple[str, str], Value] = {}
    new = 0
    for computed in figures.COMPUTED:
        sheet = computed.column.sheet
        grid, at = sheets.get(sheet.title), register.places(computed.column)
        if grid is None or not at:
            continue  # the check tells of a missing sheet or column
        if missing := figures.tables_of(computed) - tables.keys():
            header = register.place(computed.column, register.readings[sheet].layout.header_row)
            findings += _untabled(computed, missing & sheets.keys(), header)
            continue
        extent, formula = extent_of(sheet, grid), figures.formula(computed, tables)
        trues = dict(_trues(register, computed))
        column = at[0].column
        there = grid.formulas({column})
        wanting = list(
            _wanting(grid, extent, column, _Wanted(tables[sheet.title], formula, trues, there))
        )
        filled += _runs(sheet.title, column, formula, wanting)
        findings += (
            RESTORED.broken(register.place(computed.column, cell.row), _held(cell.held))
            for cell in wanting
            if cell.held
        )
        new += sum(not cell.held for cell in wanting)
        shown |= _stale(grid, extent, column, trues)
    shown |= dict(_own_sheets(register, sheets))
    return Filling(Changes(filled, shown=shown), tuple(findings), new)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A column's table, its formula, what it shows by row where known, and the formulas there."""

    table: str
    formula: str
    trues: Mapping[int, Value]
    there: Formulas


def _trues(register: Register, computed: Computed) -> Iterator[tuple[int, Value]]:
    """What the column shows in each row where that is certain, nothing being an empty text."""
    doubtful = figures.doubtful(register, computed)
    if 0 in doubtful:
        return
    frame, name = register[computed.column.sheet], computed.column.name
    for row, value in zip(frame["row"], frame[name], strict=True):
        if row not in doubtful:
            yield row, "" if value is None else value


def _wanting(grid: Grid, extent: Extent, column: int, wanted: _Wanted) -> Iterator[_Cell]:
    """The cells of the column that do not hold its formula."""
    ours = _canonical(wanted.formula, wanted.table)
    for row in range(extent.header_row + 1, extent.last_row + 1):
        formula, cell = wanted.there.get((row, column)), grid.cell(row, column)
        if formula is not None and _canonical(formula, wanted.table) == ours:
            continue
        held = f"={formula}" if formula is not None else _text(cell)
        yield _Cell(row, wanted.trues.get(row), held)


def _canonical(formula: str, table: str) -> str:
    """The formula as it is compared: Excel writes the same row in two ways, and spaces freely."""
    name = rf"(?:\b{re.escape(table)})?"
    text = re.sub(rf"{name}\[\[#This Row\],\[([^\[\]]*)\]\]", r"[@\1]", formula)
    text = re.sub(rf"{name}\[@\[?([^\[\]]*)\]?\]", r"[@\1]", text)
    return re.sub(r"\s+", "", text).casefold()


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
            return danish.text(figures.exact(cell))
        case dt.date():
            return danish.date(cell)
        case _:
            return str(cell)


def _held(held: str) -> str:
    """What to say of a formula that is put back."""
    short = held if len(held) <= _SHOWN else held[: _SHOWN - 1] + "…"
    return f"Formlen er sat tilbage. I cellen stod »{short}«."


def _runs(title: str, column: int, formula: str, cells: list[_Cell]) -> Iterator[Filled]:
    """The cells as runs of neighbours, each written at once."""
    start = 0
    for end in range(1, len(cells) + 1):
        if end == len(cells) or cells[end].row != cells[end - 1].row + 1:
            run = cells[start:end]
            yield Filled(title, run[0].row, column, formula, [cell.shown for cell in run])
            start = end


def _untabled(computed: Computed, titles: frozenset[str], at: Place) -> Iterator[Finding]:
    """That a formula cannot be written because those sheets have no table to name."""
    for title in sorted(titles):
        message = (
            f"»{computed.column.title}« kan ikke udfyldes, for arket {title} har ingen tabel. "
            f"Markér cellerne fra overskrifterne og ned, tryk Ctrl+T, og kald tabellen {title}."
        )
        yield NO_TABLE.broken(at, message)


def _stale(
    grid: Grid, extent: Extent, column: int, trues: Mapping[int, Value]
) -> dict[tuple[str, str], Value]:
    """The column's cells that were saved with another value than they should show."""
    return {
        (grid.title, Place(grid.title, row, column).cell): value
        for row, value in trues.items()
        if extent.header_row < row <= extent.last_row
        and not figures.same(grid.cell(row, column), value)  # type: ignore[arg-type]
    }


def _own_sheets(
    register: Register, sheets: Mapping[str, Grid]
) -> Iterator[tuple[tuple[str, str], Value]]:
    """The formula cells of Overblik and Diagramdata that show another value than they should."""
    for sheet, cells in ((Overview, overview.cells), (ChartData, chart_data.cells)):
        if grid := sheets.get(sheet.title):
            there = grid.formulas(range(1, len(sheet.columns) + 2))
            for place, true in cells(register, grid):
                at = place.row, place.column
                if at in there and not figures.same(grid.cell(*at), true):
                    yield (place.sheet, place.cell), true
