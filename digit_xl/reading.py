"""From a Grid to a typed frame with findings.

Cells are converted one by one, so an unreadable cell is one finding and a null; pandera then
judges each typed column. Large sheets are converted by whole columns; when anything there is not
clean they are read again cell by cell, for only that can explain what is wrong.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from digit_xl import bulk, danish, headings, merges
from digit_xl.cells import UNCALCULATED, Kind, convert
from digit_xl.findings import Place, Rule, Severity
from digit_xl.headings import Flaw, extent_of, layout_of
from digit_xl.schema import (
    Column,
    Layout,
    Reading,
    Role,
    Sheet,
    by_name,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    import pandera.polars as pa
    import polars as pl

    from digit_xl.book.grid import Cell, Extent, Grid

MISSING_SHEET = Rule("ARK-01", Severity.ERROR, "Et ark mangler.")
OUTSIDE_TABLE = Rule(
    "ARK-05", Severity.ERROR, "Der står noget under tabellen, som ikke er med i den."
)
EMPTY_SHEET = Rule("ARK-06", Severity.ERROR, "Et ark, der skal udfyldes, er tomt.")
BLANK = Rule("CEL-08", Severity.ERROR, "En celle, der skal udfyldes, er tom.")
DUPLICATE = Rule("CEL-09", Severity.ERROR, "En nøgle bruges to gange.")
NOT_A_CHOICE = Rule("CEL-10", Severity.ERROR, "En værdi er ikke en af de tilladte.")
RULES = (
    MISSING_SHEET,
    *headings.RULES,
    OUTSIDE_TABLE,
    EMPTY_SHEET,
    BLANK,
    DUPLICATE,
    NOT_A_CHOICE,
    *merges.RULES,
)


def read(sheet: type[Sheet], grid: Grid | None) -> Reading:
    """The sheet's typed frame, its layout, all findings on it, and what in it is unclear."""
    if grid is None:
        layout = Layout(sheet, 1, {})
        message = f"Arket {sheet.title} mangler. Opret det igen, fx fra et nyt register."
        flaws = [
            Flaw(column, 0, MISSING_SHEET.broken(Place(sheet.title), message))
            for column in sheet.columns
        ]
        return Reading(_frame(sheet, _Values()), layout, (flaws[0].finding,), _unclear(flaws, {}))
    extent = extent_of(sheet, grid)
    layout, flaws = layout_of(sheet, grid, extent)
    frame = _bulk_frame(sheet, grid, extent, layout)
    waiting: dict[str, set[int]] = {}
    if frame is None:
        flaws += _outside(layout, grid, extent)
        values = _values(layout, grid, extent)
        flaws += values.flaws
        waiting = values.uncalculated
        frame = _frame(sheet, values)
    flaws += merges.flaws(layout, grid, extent, frame["row"])
    known = {(flaw.column, flaw.row) for flaw in flaws}
    flaws += _blanks(frame, layout, known)
    flaws += _judged(frame, layout)
    flaws += _alike(frame, layout)
    if not sheet.may_be_empty and frame.is_empty() and not flaws:
        place = Place(sheet.title, extent.header_row + 1, extent.first_column)
        message = f"Arket {sheet.title} er tomt. Udfyld mindst én række."
        flaws.append(Flaw(sheet.columns[0], 0, EMPTY_SHEET.broken(place, message)))
    told = dict.fromkeys(flaw.finding for flaw in flaws)
    findings = tuple(sorted(told, key=lambda finding: finding.place.row))
    return Reading(frame, layout, findings, _unclear(flaws, waiting))


@dataclass
class _Values:
    """Typed values, column by column, with the Excel row of each."""

    rows: list[int] = field(default_factory=list)
    columns: dict[str, list[Any]] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)
    uncalculated: dict[str, set[int]] = field(default_factory=dict)


def _outside(layout: Layout, grid: Grid, extent: Extent) -> list[Flaw]:
    """What stands below the table in its columns: Excel did not take it into the table."""
    below = range(extent.last_row + 1 + extent.totals, len(grid.rows) + 1)
    columns = range(extent.first_column, extent.last_column + 1)
    rows = [row for row in below if any(grid.cell(row, column) is not None for column in columns)]
    if not rows:
        return []
    column = next(column for column in columns if grid.cell(rows[0], column) is not None)
    what, it = ("Rækken", "den") if len(rows) == 1 else (f"{len(rows)} rækker", "dem")
    message = (
        f"{what} ligger under tabellen og er ikke med i den. "
        f"Flyt {it} op i tabellen, eller slet {it}."
    )
    place = Place(layout.sheet.title, rows[0], column)
    return [Flaw(layout.sheet.columns[0], -1, OUTSIDE_TABLE.broken(place, message))]


def _values(layout: Layout, grid: Grid, extent: Extent) -> _Values:
    """Each row's cells converted one by one; rows without any content are left out."""
    sheet = layout.sheet
    values = _Values(columns={column.name: [] for column in sheet.columns})
    rows = (
        range(extent.header_row + 1, extent.last_row + 1)
        if sheet.role is Role.ROWS
        else (extent.header_row + 1,)
    )
    inputs = [column for column in sheet.columns if not column.computed]
    for row in rows:
        cells = {column.name: _cell(layout, grid, column, row) for column in sheet.columns}
        if sheet.role is Role.ROWS and all(cells[column.name] is None for column in inputs):
            continue
        values.rows.append(row)
        for column in sheet.columns:
            value, problem = convert(column.kind, cells[column.name])
            values.columns[column.name].append(value)
            if problem and column.computed:
                if problem[0] is UNCALCULATED:  # it waits for Excel, which is no mistake
                    values.uncalculated.setdefault(column.name, set()).add(row)
            elif problem:
                rule, message = problem
                place = layout.place(column, row)
                values.flaws.append(Flaw(column, row, rule.broken(place, message)))
    return values


def _cell(layout: Layout, grid: Grid, column: Column, row: int) -> Cell:
    """The raw cell of that column in that row; None where the column or field is missing."""
    if layout.sheet.role is Role.FIELDS and column.name not in layout.fields:
        return None
    if column.name not in layout.columns:
        return None
    place = layout.place(column, row)
    return grid.cell(place.row, place.column)


def _bulk_frame(
    sheet: type[Sheet], grid: Grid, extent: Extent, layout: Layout
) -> pl.DataFrame | None:
    """The frame of a large sheet converted by whole columns; None if anything is not clean."""
    if grid.bulk is None or sheet.role is not Role.ROWS:
        return None
    kinds = {
        name: (layout.columns[name] - extent.first_column, column.kind)
        for name, column in by_name(sheet).items()
        if name in layout.columns
    }
    if len(kinds) < len(sheet.columns):
        return None
    cells = grid.bulk(extent)
    if cells is None:
        return None
    height = extent.last_row - extent.header_row
    return bulk.typed(cells, kinds, height, extent.header_row + 1)


def _frame(sheet: type[Sheet], values: _Values) -> pl.DataFrame:
    """The typed frame, `row` first."""
    import polars as pl

    data: dict[str, list[Any]] = {"row": values.rows}
    schema: dict[str, pl.DataType] = {"row": pl.Int64()}
    for column in sheet.columns:
        data[column.name] = values.columns.get(column.name, [])
        schema[column.name] = bulk.dtype(column.kind)
    return pl.DataFrame(data, schema=schema)


def _blanks(
    frame: pl.DataFrame, layout: Layout, known: Collection[tuple[Column, int]]
) -> list[Flaw]:
    """The blank cells that must be filled in, but for those that are unreadable, not blank."""
    flaws = []
    for column in layout.sheet.columns:
        cells = frame[column.name]
        if not column.required or column.computed or not cells.null_count():
            continue
        for row in frame["row"].filter(cells.is_null()):
            if (column, row) not in known and (column, 0) not in known:
                message = f"»{column.title}« skal udfyldes. {_how(column)}"
                flaws.append(Flaw(column, row, BLANK.broken(layout.place(column, row), message)))
    return flaws


def _how(column: Column) -> str:
    """How a cell of the column is filled in."""
    if not column.choices and not column.reference:
        return column.about
    if column.choices and column.about.startswith("Vælg "):
        return f"Vælg på listen: {', '.join(column.choices)}."
    return f"{column.about} Vælg på listen."


def _judged(frame: pl.DataFrame, layout: Layout) -> list[Flaw]:
    """What pandera finds wrong with the values of single columns."""
    sheet = layout.sheet
    judged = [column for column in sheet.columns if column.unique or column.choices or column.rules]
    if frame.is_empty() or not judged:
        return []
    import pandera.errors
    from pandera.config import ValidationDepth, config_context

    try:
        # The types are ours already; asking pandera about them again would double its time.
        with config_context(validation_depth=ValidationDepth.DATA_ONLY):
            _pandera(judged).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return []
    columns, rows = by_name(sheet), frame["row"]
    seen: set[tuple[str, str]] = set()
    flaws = []
    for case in cases.iter_rows(named=True):
        column, row = columns[case["column"]], rows[case["index"]]
        value = case["failure_case"]
        if value is None:
            continue  # pandera takes two blanks for the same value twice
        if case["check"] == "field_uniqueness" and (column.name, value) not in seen:
            seen.add((column.name, value))  # the first one is right; those after it are not
            continue
        rule, message = _verdict(column, case["check"], case["check_number"], value)
        flaws.append(Flaw(column, row, rule.broken(layout.place(column, row), message)))
    return flaws


def _alike(frame: pl.DataFrame, layout: Layout) -> Iterator[Flaw]:
    """Texts that must stand once and differ in nothing but capitals, which Excel does not see."""
    for column in layout.sheet.columns:
        if not column.unique or bulk.dtype(column.kind) != frame.schema[column.name]:
            continue
        seen: dict[str, str] = {}
        for row, value in zip(frame["row"], frame[column.name], strict=True):
            first = seen.setdefault(value.casefold(), value) if isinstance(value, str) else value
            if first != value:
                message = (
                    f"»{value}« er for Excel det samme som »{first}«, der står ovenfor. Ret eller "
                    "slet den ene."
                )
                yield Flaw(column, row, DUPLICATE.broken(layout.place(column, row), message))


def _verdict(column: Column, check: str, number: int | None, value: str) -> tuple[Rule, str]:
    """The rule that failed and what to say of it."""
    if check == "field_uniqueness":
        return DUPLICATE, f"»{value}« står her for anden gang. Ret eller slet den ene."
    if number is None:
        raise AssertionError(check)
    if column.choices and number == 0:
        near = difflib.get_close_matches(value, column.choices, n=1)
        hint = f"Mener du »{near[0]}«? " if near else ""
        allowed = ", ".join(column.choices)
        return NOT_A_CHOICE, f"»{value}« er ikke en mulighed. {hint}Vælg på listen: {allowed}."
    rule = column.rules[number - bool(column.choices)]
    shown = danish.number(Decimal(value).normalize()) if column.kind is Kind.NUMBER else value
    return rule.rule, rule.message.format(value=shown)


def _pandera(columns: Iterable[Column]) -> pa.DataFrameSchema:
    """The columns as pandera judges them; a vertical sheet's fields are columns of one row."""
    import pandera.polars as pa

    return pa.DataFrameSchema(
        {
            column.name: pa.Column(
                bulk.dtype(column.kind),
                [pa.Check.isin(column.choices)] * bool(column.choices)
                + [rule.check for rule in column.rules],
                nullable=True,
                unique=column.unique,
            )
            for column in columns
        }
    )


def _unclear(flaws: Iterable[Flaw], waiting: Mapping[str, set[int]]) -> dict[str, frozenset[int]]:
    """The unclear rows of each column, those that wait too; a flaw in row -1 is of no column."""
    rows = {name: set(found) for name, found in waiting.items()}
    for flaw in flaws:
        if flaw.row >= 0 and flaw.finding.severity is Severity.ERROR:
            rows.setdefault(flaw.column.name, set()).add(flaw.row)
    return {name: frozenset(found) for name, found in rows.items()}
