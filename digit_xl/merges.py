"""Merged cells: where values of a sheet lie under others, and so are lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl.book.places import Area, reference
from digit_xl.findings import Finding, Place, Rule, Severity
from digit_xl.headings import Flaw
from digit_xl.schema import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from digit_xl.book.grid import Extent, Grid
    from digit_xl.schema import Column, Layout

MERGED = Rule("CEL-11", Severity.ERROR, "Celler er flettet, så kun den første har en værdi.")
RULES = (MERGED,)


def flaws(layout: Layout, grid: Grid, extent: Extent, rows: Iterable[int]) -> list[Flaw]:
    """A flaw for each cell in those rows of the sheet's columns that lies under another.

    Those of one area share their finding. Areas outside the columns, as of a title above them,
    are nobody's loss, nor is one without a value in columns that may be blank.
    """
    areas, found = grid.merged(), list[Flaw]()
    known = set(rows) if areas else set()
    free = (extent.last_row - extent.header_row + 1) * len(layout.sheet.columns)
    for area in areas:
        covered = list(_covered(layout, extent, area, known))
        free -= len(covered)
        if free < 0:
            break  # they overlap, as Excel lets none, and would be counted again and again
        if not covered and not _hides_heading(layout, extent, area):
            continue
        held = grid.cell(area.top, area.left) is not None
        if held or any(column.required and not column.computed for column, _ in covered):
            finding = _finding(layout, area, held=held)
            cells = covered or [(layout.sheet.columns[0], -1)]
            found += [Flaw(column, row, finding) for column, row in cells]
    return found


def _covered(
    layout: Layout, extent: Extent, area: Area, rows: Collection[int]
) -> Iterator[tuple[Column, int]]:
    """The cells of the sheet's columns or fields that lie under the area's first."""
    within = range(max(area.top, extent.header_row + 1), min(area.bottom, extent.last_row) + 1)
    there = layout.fields if layout.sheet.role is Role.FIELDS else layout.columns
    for column in layout.sheet.columns:
        if column.name not in there or not area.left <= layout.columns[column.name] <= area.right:
            continue
        if layout.sheet.role is Role.FIELDS:  # a record in one row, whatever its fields' rows
            numbers = [extent.header_row + 1] if layout.fields[column.name] in within else []
        else:
            numbers = [row for row in within if row in rows]
        for row in numbers:
            place = layout.place(column, row)
            if (place.row, place.column) != (area.top, area.left):
                yield column, row


def _hides_heading(layout: Layout, extent: Extent, area: Area) -> bool:
    """Whether a heading is missing that the area's first cell may have covered."""
    header, first, last = extent.header_row, extent.first_column, extent.last_column
    there, headings = layout.columns, Area(header, first, header, last)
    if layout.sheet.role is Role.FIELDS:
        there, headings = layout.fields, Area(header + 1, first, extent.last_row, first)
    if all(column.later or column.name in there for column in layout.sheet.columns):
        return False
    height = min(area.bottom, headings.bottom) - max(area.top, headings.top) + 1
    width = min(area.right, headings.right) - max(area.left, headings.left) + 1
    covered = max(height, 0) * max(width, 0)
    return covered > headings.holds(area.top, area.left)


def _finding(layout: Layout, area: Area, *, held: bool) -> Finding:
    """What to say of the area, at its first cell, which is all of it to Excel."""
    first = "øverste" if area.left == area.right else "første"
    message = (
        f"Cellerne {reference(area)} er flettet, så kun den {first} "
        f"{'har en værdi' if held else 'kan udfyldes'}. "
        "Ophæv fletningen (Flet og centrér), og skriv værdien i hver celle."
    )
    return MERGED.broken(Place(layout.sheet.title, area.top, area.left), message)
