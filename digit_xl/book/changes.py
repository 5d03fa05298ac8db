"""Changes to a workbook, carried out by `patch` in a saved one and by `live` in an open one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digit_xl.book.plan import Source

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from digit_xl.book.plan import Cell, Value


@dataclass(frozen=True, slots=True)
class Filled:
    """Cells below each other that get the same formula.

    `row` (the first) and `column` are 1-based; the formula is as a file stores it, without `=`.
    `shown` is what each cell shows until Excel calculates, None where nobody knows.
    """

    title: str
    row: int
    column: int
    formula: str
    shown: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet with one table of its own name, which gets these rows in place of those it has.

    `line` stands in A1 in place of nothing, or of one that begins with one of `lines`; what else
    is there is the user's. The headings stand in the row `header_row`. A workbook without the sheet
    gets it, with columns so wide (in characters); one that has a sheet of that title without such
    a table is not ours to change. A workbook without names for the table's columns cannot light
    the cells that are listed, and its line ends with `unlit`.
    """

    title: str
    line: str
    header_row: int
    headings: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[Cell]]
    unlit: str = ""
    lines: tuple[str, ...] = ()

    @property
    def named(self) -> Mapping[str, str]:
        """The headings by the names that a workbook may have for their columns."""
        return {Source(self.title, heading).name: heading for heading in self.headings}

    def told(self, names: Collection[str]) -> str:
        """The line above the list in a workbook of those names."""
        return self.line if any(name in names for name in self.named) else self.line + self.unlit


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be changed; `shown` are new values of formula cells, by title and address.

    Excel finds the values itself, so an open workbook does not need them.
    """

    filled: Sequence[Filled] = ()
    listed: Sequence[Listed] = ()
    shown: Mapping[tuple[str, str], Value] = field(default_factory=dict)
