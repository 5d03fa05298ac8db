"""Where a sheet's columns stand in this workbook, and what is wrong with its headings."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digit_xl.book.grid import TOTALS_LABEL, Extent
from digit_xl.findings import Finding, Place, Rule, Severity
from digit_xl.schema import FIELD_HEADINGS, Column, Layout, Role, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from digit_xl.book.grid import Cell, Grid

MISSING_COLUMN = Rule("ARK-02", Severity.ERROR, "En kolonne (på arket Forening: et felt) mangler.")
DUPLICATE_HEADING = Rule("ARK-03", Severity.ERROR, "En overskrift står der to gange.")
BLANK_HEADING = Rule("ARK-04", Severity.ERROR, "En kolonne med indhold har ingen overskrift.")
RULES = (MISSING_COLUMN, DUPLICATE_HEADING, BLANK_HEADING)

_HEADER_SEARCH = 20  # a sheet without a table has its header among its first rows


@dataclass(frozen=True)
class Flaw:
    """A finding on a column in an Excel row; row 0 is the column as a whole."""

    column: Column
    row: int
    finding: Finding


def extent_of(sheet: type[Sheet], grid: Grid) -> Extent:
    """Where the data stand: Excel's table, else from the row that looks most like the header."""
    extent = grid.table
    if extent is None:
        titles = {_folded(title) for title in _headings_of(sheet)}
        first = grid.rows[:_HEADER_SEARCH]
        known = [sum(_folded(cell) in titles for cell in row) for row in first] or [0]
        width = max((len(row) for row in grid.rows), default=1)
        last = max(len(grid.rows), 1)
        extent = Extent(known.index(max(known)) + 1, last, 1, max(width, 1))
    if any(column.total for column in sheet.columns) and not extent.totals:
        # LibreOffice and a table made into a range forget that the last row is a sum.
        label = grid.cell(extent.last_row, extent.first_column)
        if _folded(label) == _folded(TOTALS_LABEL):
            return replace(extent, last_row=extent.last_row - 1, totals=1)
    return extent


def _headings_of(sheet: type[Sheet]) -> tuple[str, ...]:
    """The headings that the sheet's table must have."""
    if sheet.role is Role.FIELDS:
        return FIELD_HEADINGS
    return tuple(column.title for column in sheet.columns)


def layout_of(sheet: type[Sheet], grid: Grid, extent: Extent) -> tuple[Layout, list[Flaw]]:
    """Which column or field stands where, and what is wrong with the headings."""
    found = _field_layout if sheet.role is Role.FIELDS else _row_layout
    return found(sheet, grid, extent)


def _row_layout(sheet: type[Sheet], grid: Grid, extent: Extent) -> tuple[Layout, list[Flaw]]:
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
            flaws.append(Flaw(sheet.columns[0], -1, BLANK_HEADING.broken(place, message)))
    return Layout(sheet, extent.header_row, found), flaws


def field_columns(grid: Grid, extent: Extent) -> tuple[int, int]:
    """The columns of a vertical sheet that hold its fields' names and values."""
    headings = {
        _folded(_header_cell(grid, extent, column)): column
        for column in range(extent.first_column, extent.last_column + 1)
    }
    titles, values = (
        headings.get(_folded(heading), extent.first_column + offset)
        for offset, heading in enumerate(FIELD_HEADINGS)
    )
    return titles, values


def _field_layout(sheet: type[Sheet], grid: Grid, extent: Extent) -> tuple[Layout, list[Flaw]]:
    """Which field stands in which row, and what is wrong with the fields' names."""
    titles, values = field_columns(grid, extent)
    rows = range(extent.header_row + 1, extent.last_row + 1)
    cells = {row: grid.cell(row, titles) for row in rows}
    found, flaws = _matched(sheet, cells, lambda row: (row or extent.header_row, titles))
    columns = {column.name: values for column in sheet.columns}
    return Layout(sheet, extent.header_row, columns, found), flaws


def _matched(
    sheet: type[Sheet], cells: Mapping[int, Cell], where: Callable[[int], tuple[int, int]]
) -> tuple[dict[str, int], list[Flaw]]:
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
        elif (near := _resembling(column, strangers)) or not column.later:
            flaws.append(_missing(column, near, cells, where))
        for spot in spots[1:]:
            place = Place(sheet.title, *where(spot), heading=column.title)
            message = f"»{column.title}« står her for anden gang. Slet eller omdøb den ene."
            flaws.append(Flaw(column, 0, DUPLICATE_HEADING.broken(place, message)))
    return found, flaws


def _resembling(column: Column, strangers: Mapping[str, int]) -> int | None:
    """The position of the heading that may be the column's under another name."""
    near = difflib.get_close_matches(_folded(column.title), strangers, n=1, cutoff=0.6)
    return strangers[near[0]] if near else None


def _missing(
    column: Column,
    spot: int | None,
    cells: Mapping[int, Cell],
    where: Callable[[int], tuple[int, int]],
) -> Flaw:
    """The flaw that a column is missing, at the heading that may be it under another name."""
    sheet = column.sheet
    what = "Feltet" if sheet.role is Role.FIELDS else "Kolonnen"
    if spot is not None:
        message = f"{what} »{column.title}« mangler; »{cells[spot]}« ligner. Ret navnet tilbage."
        place = Place(sheet.title, *where(spot), heading=column.title)
    else:
        message = f"{what} »{column.title}« mangler. Indsæt det igen med netop det navn."
        message = message.replace("det igen", "den igen") if what == "Kolonnen" else message
        first = min(cells, default=1)
        spot = first if sheet.role is Role.ROWS else 0
        place = Place(sheet.title, *where(spot), heading=column.title)
    return Flaw(column, 0, MISSING_COLUMN.broken(place, message))


def _header_cell(grid: Grid, extent: Extent, column: int) -> Cell:
    """The heading of that column; a large sheet's is known from its table, without its rows."""
    known = extent.headings if grid.bulk else ()
    return known[column - extent.first_column] if known else grid.cell(extent.header_row, column)


def _has_content(grid: Grid, extent: Extent, column: int) -> bool:
    """Whether there is anything below the heading."""
    return any(
        grid.cell(row, column) is not None
        for row in range(extent.header_row + 1, extent.last_row + 1)
    )


def _folded(cell: Cell) -> str:
    """A heading as it is compared: case and runs of spaces do not count."""
    return " ".join(str(cell).split()).casefold() if cell is not None else ""
