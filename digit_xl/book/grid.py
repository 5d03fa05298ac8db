"""Grid: the raw cells of one sheet as Excel shows them, before anyone has judged them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import polars as pl

    from digit_xl.book.places import Area


TOTALS_LABEL = "I alt"  # what a totals row is called in its first column


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell without a value: an error (`#REF!`), or a formula that was never calculated ("")."""

    code: str


Cell: TypeAlias = str | float | int | bool | dt.date | dt.time | dt.timedelta | Fault | None
Rows: TypeAlias = Sequence[Sequence[Cell]]
Formulas: TypeAlias = Mapping[tuple[int, int], str]


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a table stands, 1-based and inclusive, its totals rows, its headings and its name."""

    header_row: int
    last_row: int
    first_column: int
    last_column: int
    totals: int = 0
    headings: tuple[str, ...] = ()
    name: str = ""


def _none(_columns: Collection[int]) -> Formulas:
    return {}


def _no_areas() -> Sequence[Area]:
    return ()


@dataclass(frozen=True)
class Grid:
    """One sheet: `rows[r - 1][c - 1]` is the cell in row r and column c; a row may be short.

    `table` is where Excel's table of this sheet stands, if it has one. `bulk`, on large sheets
    with a table only, gives all cells below its header as columns whose type is that of *all*
    their cells (a column with cells of several types is text); blank cells are null; None when
    they cannot be read so. `rows` is then read only when somebody asks.

    `formulas` gives the formulas in those columns, without their equals signs, by row and column.

    `merged` gives the areas of cells that are one; only the first of each holds a value.
    """

    title: str
    load: Callable[[], Rows]
    table: Extent | None = None
    bulk: Callable[[Extent], pl.DataFrame | None] | None = None
    formulas: Callable[[Collection[int]], Formulas] = _none
    merged: Callable[[], Sequence[Area]] = _no_areas

    @cached_property
    def rows(self) -> Rows:
        """All cells from A1 on."""
        return self.load()

    def cell(self, row: int, column: int) -> Cell:
        """The cell in that 1-based row and column; None beyond the last."""
        if row > len(self.rows) or column > len(self.rows[row - 1]):
            return None
        return self.rows[row - 1][column - 1]
