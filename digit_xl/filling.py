"""The formulas of the computed columns: where they are missing or overtyped, and put back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digit_xl import danish, export
from digit_xl.association import chart_data, figures, overview, written
from digit_xl.association.sheets import ChartData, Overview
from digit_xl.association.wording import wording
from digit_xl.book.changes import Changes, Filled
from digit_xl.findings import Finding, Place, Rule, Severity
from digit_xl.headings import MISSING_COLUMN, extent_of
from digit_xl.reading import MISSING_SHEET

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from digit_xl.association.figures import Computed
    from digit_xl.association.wording import Wording
    from digit_xl.book.grid import Extent, Grid
    from digit_xl.book.plan import Value
    from digit_xl.register import Register
    from digit_xl.schema import Column, Sheet

RESTORED = Rule("FIG-04", Severity.REMARK, "En overskrevet formel er sat tilbage.")
LACKING = Rule(
    "FIG-05", Severity.WARNING, "Formlerne kan skrives, for alt, hvad de nævner, er i registret."
)
RULES = (RESTORED, LACKING)
_EMPTY = 10_000  # rows at the end of a table: more are a slip of the hand


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
    words = wording(sheets, register)
    columns = [_planned(computed, sheets, register, words) for computed in figures.COMPUTED]
    filled = [run for column in columns for run in column.changes.filled]
    shown = {place: value for column in columns for place, value in column.changes.shown.items()}
    shown |= dict(_own_sheets(register, sheets))
    # Two columns may lack the same sheet.
    findings = dict.fromkeys(finding for column in columns for finding in column.findings)
    new = sum(column.new for column in columns)
    return Filling(Changes(filled, shown=shown), tuple(findings), new)


def _planned(
    computed: Computed, sheets: Mapping[str, Grid], register: Register, words: Wording
) -> Filling:
    """What it takes for one column."""
    sheet, grid = computed.column.sheet, sheets.get(computed.column.sheet.title)
    if grid is None or not (at := register.places(computed.column)):
        return _untouched(_missing(register, computed.column))
    if lacking := words.lacking(computed.formula):
        header = register.place(computed.column, register.readings[sheet].layout.header_row)
        return _untouched(_unwritten(computed, lacking, sheets, header))
    extent, formula = extent_of(sheet, grid), words.formula(computed.formula)
    if (empty := extent.last_row - _last(register, sheet, extent.header_row)) > _EMPTY:
        header = register.place(computed.column, extent.header_row)
        return _untouched([_stretched(sheet.title, extent, empty, header)])
    column, trues = at[0].column, dict(_trues(register, computed))
    rows = range(extent.header_row + 1, extent.last_row + 1)
    held = written.held(grid, grid.formulas({column}), column, rows, formula)
    wanting = [_Cell(row, trues.get(row), text) for row, text in held.items()]
    restored = (
        RESTORED.broken(
            register.place(computed.column, cell.row),
            f"Formlen er sat tilbage. I cellen stod »{cell.held}«.",
        )
        for cell in wanting
        if cell.held
    )
    changes = Changes(
        list(_runs(sheet.title, column, formula, wanting)),
        shown=_stale(grid, extent, column, trues),
    )
    return Filling(changes, tuple(restored), sum(not cell.held for cell in wanting))


def _last(register: Register, sheet: type[Sheet], header_row: int) -> int:
    """The last row of the sheet that holds something."""
    rows = register[sheet]["row"]
    return header_row if rows.is_empty() else int(rows[-1])


def _stretched(title: str, extent: Extent, empty: int, header: Place) -> Finding:
    """That a table goes on where nothing stands, so that nobody can want a formula in each row."""
    last = extent.last_row - empty
    message = (
        f"Tabellen på arket {title} har {danish.number(empty)} tomme rækker under række {last}, så "
        f"der er ikke skrevet formler. Træk tabellens hjørne op til række {last}, og prøv igen."
    )
    return LACKING.broken(header, message)


def _untouched(findings: Iterable[Finding]) -> Filling:
    """What there is to tell of a column that stays as it is."""
    return Filling(Changes(), tuple(findings), 0)


def _trues(register: Register, computed: Computed) -> Iterator[tuple[int, Value]]:
    """What the column shows in each row where that is certain, nothing being an empty text."""
    doubtful = figures.doubtful(register, computed)
    if 0 in doubtful:
        return
    frame, name = register[computed.column.sheet], computed.column.name
    for row, value in zip(frame["row"], frame[name], strict=True):
        if row not in doubtful:
            yield row, "" if value is None else value


def _runs(title: str, column: int, formula: str, cells: list[_Cell]) -> Iterator[Filled]:
    """The cells as runs of neighbours, each written at once."""
    start = 0
    for end in range(1, len(cells) + 1):
        if end == len(cells) or cells[end].row != cells[end - 1].row + 1:
            run = cells[start:end]
            yield Filled(title, run[0].row, column, formula, [cell.shown for cell in run])
            start = end


def _missing(register: Register, column: Column) -> Iterator[Finding]:
    """What the check tells of the column when it, or its sheet, is missing."""
    for finding in register.readings[column.sheet].findings:
        told = finding.rule == MISSING_COLUMN.id and finding.place.heading == column.title
        if told or finding.rule == MISSING_SHEET.id:
            yield finding


def _unwritten(
    computed: Computed,
    lacking: Sequence[tuple[str, str, str]],
    sheets: Mapping[str, Grid],
    at: Place,
) -> Iterator[Finding]:
    """That a formula cannot be written because it would name what the workbook lacks."""
    for sheet, kind, title in lacking:
        if sheet not in sheets:
            what = f"arket {sheet} mangler. Opret det igen, fx fra et nyt register."
        elif kind == "field":
            what = f"feltet »{title}« mangler på arket {sheet}. Indsæt det igen med netop det navn."
        elif kind == "column":
            what = (
                f"kolonnen »{title}« mangler på arket {sheet}. Indsæt den igen med netop det navn."
            )
        else:
            what = (
                f"arket {sheet} har ingen tabel. Markér cellerne fra overskrifterne og ned, tryk "
                f"Ctrl+T, og kald tabellen {sheet}."
            )
        yield LACKING.broken(at, f"»{computed.column.title}« kan ikke udfyldes, for {what}")


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
