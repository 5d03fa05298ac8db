"""From a Grid to a typed frame with findings.

Cells are converted one by one, so an unreadable cell is one finding and a null; pandera then
judges each typed column. Large sheets are converted by whole columns; when anything there is not
clean they are read again cell by cell, for only that can explain what is wrong.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from digit_xl import bulk
from digit_xl.book.grid import Extent
from digit_xl.cells import convert
from digit_xl.findings import Finding, Place, Rule, Severity
from digit_xl.schema import FIELD_HEADINGS, Column, Layout, Reading, Role, Sheet, by_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    import pandera.polars as pa
    import polars as pl

    from digit_xl.book.grid import Cell, Grid

MISSING_SHEET = Rule("ARK-01", Severity.ERROR, "Et ark mangler.")
MISSING_COLUMN = Rule("ARK-02", Severity.ERROR, "En kolonne (på arket Forening: et felt) mangler.")
DUPLICATE_HEADING = Rule("ARK-03", Severity.ERROR, "En overskrift står der to gange.")
BLANK_HEADING = Rule("ARK-04", Severity.ERROR, "En kolonne med indhold har ingen overskrift.")
OUTSIDE_TABLE = Rule(
    "ARK-05", Severity.ERROR, "Der står noget under tabellen, som ikke er med i den."
)
EMPTY_SHEET = Rule("ARK-06", Severity.ERROR, "Et ark, der skal udfyldes, er tomt.")
BLANK = Rule("CEL-08", Severity.ERROR, "En celle, der skal udfyldes, er tom.")
DUPLICATE = Rule("CEL-09", Severity.ERROR, "En nøgle bruges to gange.")
NOT_A_CHOICE = Rule("CEL-10", Severity.ERROR, "En værdi er ikke en af de tilladte.")
RULES = (
    MISSING_SHEET,
    MISSING_COLUMN,
    DUPLICATE_HEADING,
    BLANK_HEADING,
    OUTSIDE_TABLE,
    EMPTY_SHEET,
    BLANK,
    DUPLICATE,
    NOT_A_CHOICE,
)

_HEADER_SEARCH = 20  # a sheet without a table has its header among its first rows


def read(sheet: type[Sheet], grid: Grid | None) -> Reading:
    """The sheet's typed frame, its layout, all findings on it, and what in it is unclear."""
    if grid is None:
        layout = Layout(sheet, 1, {})
        message = f"Arket {sheet.title} mangler. Opret det igen, fx fra et nyt register."
        flaws = [
            _Flaw(column, 0, MISSING_SHEET.broken(Place(sheet.title), message))
            for column in sheet.columns
        ]
        return Reading(_frame(sheet, _Values()), layout, (flaws[0].finding,), _unclear(flaws))
    extent = _extent(sheet, grid)
    layout, flaws = (_field_layout if sheet.role is Role.FIELDS else _row_layout)(
        sheet, grid, extent
    )
    frame = _bulk_frame(sheet, grid, extent, layout)
    if frame is None:
        flaws += _outside(layout, grid, extent)
        values = _values(layout, grid, extent)
        flaws += values.flaws
        frame = _frame(sheet, values)
    known = {(flaw.column, flaw.row) for flaw in flaws}
    flaws += _blanks(frame, layout, known)
    flaws += _judged(frame, layout)
    if not sheet.may_be_empty and frame.is_empty() and not flaws:
        place = Place(sheet.title, extent.header_row + 1, extent.first_column)
        message = f"Arket {sheet.title} er tomt. Udfyld mindst én række."
        flaws.append(_Flaw(sheet.columns[0], 0, EMPTY_SHEET.broken(place, message)))
    findings = tuple(sorted((flaw.finding for flaw in flaws), key=lambda found: found.place.row))
    return Reading(frame, layout, findings, _unclear(flaws))


@dataclass(frozen=True)
class _Flaw:
    """A finding on a column in an Excel row; row 0 is the column as a whole."""

    column: Column
    row: int
    finding: Finding


@dataclass
class _Values:
    """Typed values, column by column, with the Excel row of each."""

    rows: list[int] = field(default_factory=list)
    columns: dict[str, list[Any]] = field(default_factory=dict)
    flaws: list[_Flaw] = field(default_factory=list)


def _extent(sheet: type[Sheet], grid: Grid) -> Extent:
    """Where the data stand: Excel's table, else from the row that looks most like the header."""
    if grid.table:
        return grid.table
    titles = {_folded(title) for title in _headings_of(sheet)}
    first = grid.rows[:_HEADER_SEARCH]
    known = [sum(_folded(cell) in titles for cell in row) for row in first] or [0]
    width = max((len(row) for row in grid.rows), default=1)
    return Extent(known.index(max(known)) + 1, max(len(grid.rows), 1), 1, max(width, 1))


def _headings_of(sheet: type[Sheet]) -> tuple[str, ...]:
    """The headings that the sheet's table must have."""
    if sheet.role is Role.FIELDS:
        return FIELD_HEADINGS
    return tuple(column.title for column in sheet.columns)


def _row_layout(sheet: type[Sheet], grid: Grid, extent: Extent) -> tuple[Layout, list[_Flaw]]:
    """Which column stands where, and what is wrong with the headings."""
    columns = range(extent.first_column, extent.last_column + 1)
    cells = {column: _header_cell(grid, extent, column) for column in columns}
    found, flaws = _matched(sheet, cells, lambda column: (extent.header_row, column))
    for column, cell in cells.items():
        if cell is None and _has_content(grid, extent, column):
            message = (
                "Kolonnen har indhold, men ingen overskrift. Giv den en, eller flyt indholdet."
            )
            place = Place(sheet.title, extent.header_row, column)
            flaws.append(_Flaw(sheet.columns[0], -1, BLANK_HEADING.broken(place, message)))
    return Layout(sheet, extent.header_row, found), flaws


def _field_layout(sheet: type[Sheet], grid: Grid, extent: Extent) -> tuple[Layout, list[_Flaw]]:
    """Which field stands in which row, and what is wrong with the fields' names."""
    headings = {
        _folded(_header_cell(grid, extent, column)): column
        for column in range(extent.first_column, extent.last_column + 1)
    }
    titles, values = (
        headings.get(_folded(heading), extent.first_column + offset)
        for offset, heading in enumerate(FIELD_HEADINGS)
    )
    rows = range(extent.header_row + 1, extent.last_row + 1)
    cells = {row: grid.cell(row, titles) for row in rows}
    found, flaws = _matched(sheet, cells, lambda row: (row or extent.header_row, titles))
    columns = {column.name: values for column in sheet.columns}
    return Layout(sheet, extent.header_row, columns, found), flaws


def _matched(
    sheet: type[Sheet], cells: Mapping[int, Cell], where: Callable[[int], tuple[int, int]]
) -> tuple[dict[str, int], list[_Flaw]]:
    """The position of each column among the headings; missing and doubled ones are flaws."""
    positions: dict[str, list[int]] = {}
    for position, cell in cells.items():
        if cell is not None:
            positions.setdefault(_folded(cell), []).append(position)
    wanted = {_folded(column.title) for column in sheet.columns}
    strangers = {title: spots[0] for title, spots in positions.items() if title not in wanted}
    found: dict[str, int] = {}
    flaws = []
    for column in sheet.columns:
        spots = positions.get(_folded(column.title), [])
        if spots:
            found[column.name] = spots[0]
        elif column.required or sheet.role is Role.ROWS:
            flaws.append(_missing(column, strangers, cells, where))
        for spot in spots[1:]:
            place = Place(sheet.title, *where(spot), heading=column.title)
            message = f"»{column.title}« står her for anden gang. Slet eller omdøb den ene."
            flaws.append(_Flaw(column, 0, DUPLICATE_HEADING.broken(place, message)))
    return found, flaws


def _missing(
    column: Column,
    strangers: Mapping[str, int],
    cells: Mapping[int, Cell],
    where: Callable[[int], tuple[int, int]],
) -> _Flaw:
    """The flaw that a column is missing, at the heading that may be it under another name."""
    sheet = column.sheet
    what = "Feltet" if sheet.role is Role.FIELDS else "Kolonnen"
    near = difflib.get_close_matches(_folded(column.title), strangers, n=1, cutoff=0.6)
    if near:
        spot = strangers[near[0]]
        message = f"{what} »{column.title}« mangler; »{cells[spot]}« ligner. Ret navnet tilbage."
        place = Place(sheet.title, *where(spot), heading=column.title)
    else:
        message = f"{what} »{column.title}« mangler. Indsæt det igen med netop det navn."
        message = message.replace("det igen", "den igen") if what == "Kolonnen" else message
        first = min(cells, default=1)
        spot = first if sheet.role is Role.ROWS else 0
        place = Place(sheet.title, *where(spot), heading=column.title)
    return _Flaw(column, 0, MISSING_COLUMN.broken(place, message))


def _header_cell(grid: Grid, extent: Extent, column: int) -> Cell:
    """The heading of that column; a large sheet's is known from its table, without its rows."""
    if grid.bulk:
        return extent.headings[column - extent.first_column]
    return grid.cell(extent.header_row, column)


def _has_content(grid: Grid, extent: Extent, column: int) -> bool:
    """Whether there is anything below the heading."""
    return any(
        grid.cell(row, column) is not None
        for row in range(extent.header_row + 1, extent.last_row + 1)
    )


def _outside(layout: Layout, grid: Grid, extent: Extent) -> list[_Flaw]:
    """What stands below the table in its columns: Excel did not take it into the table."""
    below = range(extent.last_row + 1 + extent.totals, len(grid.rows) + 1)
    columns = range(extent.first_column, extent.last_column + 1)
    rows = [row for row in below if any(grid.cell(row, column) is not None for column in columns)]
    if not rows:
        return []
    column = next(column for column in columns if grid.cell(rows[0], column) is not None)
    what = "Rækken" if len(rows) == 1 else f"Her og nedefter står {len(rows)} rækker, som"
    message = (
        f"{what} ligger under tabellen og er ikke med i den. "
        "Træk tabellens nederste højre hjørne ned over dem, eller slet dem."
    )
    place = Place(layout.sheet.title, rows[0], column)
    return [_Flaw(layout.sheet.columns[0], -1, OUTSIDE_TABLE.broken(place, message))]


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
            if problem and not column.computed:
                rule, message = problem
                place = layout.place(column, row)
                values.flaws.append(_Flaw(column, row, rule.broken(place, message)))
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
) -> list[_Flaw]:
    """The blank cells that must be filled in, but for those that are unreadable, not blank."""
    flaws = []
    for column in layout.sheet.columns:
        cells = frame[column.name]
        if not column.required or column.computed or not cells.null_count():
            continue
        for row in frame["row"].filter(cells.is_null()):
            if (column, row) not in known and (column, 0) not in known:
                message = f"»{column.title}« skal udfyldes. {column.about}"
                flaws.append(_Flaw(column, row, BLANK.broken(layout.place(column, row), message)))
    return flaws


def _judged(frame: pl.DataFrame, layout: Layout) -> list[_Flaw]:
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
        flaws.append(_Flaw(column, row, rule.broken(layout.place(column, row), message)))
    return flaws


def _verdict(column: Column, check: str, number: int | None, value: str) -> tuple[Rule, str]:
    """The rule that failed and what to say of it."""
    if check == "field_uniqueness":
        return DUPLICATE, f"»{value}« står her for anden gang. Ret den ene, så hver er sin egen."
    if number is None:
        raise AssertionError(check)
    if column.choices and number == 0:
        near = difflib.get_close_matches(value, column.choices, n=1)
        hint = f"Mener du »{near[0]}«? " if near else ""
        allowed = ", ".join(column.choices)
        return NOT_A_CHOICE, f"»{value}« er ikke en mulighed. {hint}Vælg på listen: {allowed}."
    rule = column.rules[number - bool(column.choices)]
    return rule.rule, rule.message.format(value=value)


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


def _unclear(flaws: Iterable[_Flaw]) -> dict[str, frozenset[int]]:
    """The unclear rows of each column; a flaw in row -1 is about no column."""
    rows: dict[str, set[int]] = {}
    for flaw in flaws:
        if flaw.row >= 0 and flaw.finding.severity is Severity.ERROR:
            rows.setdefault(flaw.column.name, set()).add(flaw.row)
    return {name: frozenset(found) for name, found in rows.items()}


def _folded(cell: Cell) -> str:
    """A heading as it is compared: case and runs of spaces do not count."""
    return " ".join(str(cell).split()).casefold() if cell is not None else ""
