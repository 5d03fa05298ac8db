"""What a cell gives a worksheet function, as the typed values that it wants.

A range is its rows, and a single value a cell or a range of one. Whatever is wrong is a `Refusal`
that names the argument, in the words of the check of a register where it has them.
"""

from __future__ import annotations

import datetime as dt
import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from digit_xl import danish, reading
from digit_xl.book.grid import Cell, Grid
from digit_xl.cells import Kind, convert
from digit_xl.findings import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from digit_xl.book.grid import Rows
    from digit_xl.cells import Typed
    from digit_xl.schema import Column, Reading, Sheet

Given: TypeAlias = "Cell | Rows"

MOST: Final = 200_000  # cells of a range: more is a slip, such as whole columns
_SHOWN = 40  # characters of a wrong argument that are repeated
_DAY_ZERO = dt.date(1899, 12, 30)  # of Excel's day numbers, from March 1900 on
_FIRST, _LAST = dt.date(1950, 1, 1), dt.date(2200, 12, 31)  # 2019 is a year, not a day of 1905


def wrong(argument: str, sentence: str) -> Refusal:
    """The refusal that tells what is wrong with that argument."""
    return Refusal("wrong-argument", f"{argument}: {sentence}")


def short(text: str) -> str:
    """The text as a message repeats it."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def near(word: str, known: Iterable[str]) -> str:
    """`Mener du »…«? ` for the nearest of the known words, whatever its case; nothing for none."""
    words = {one.casefold(): one for one in known}
    found = difflib.get_close_matches(word.casefold(), words, 1) if len(word) <= _SHOWN else []
    return f"Mener du »{words[found[0]]}«? " if found else ""


def one(argument: str, given: Given) -> Cell:
    """The single cell that is given.

    Raises:
        Refusal: there are several, or none.
    """
    if not isinstance(given, list | tuple):
        return given  # type: ignore[return-value] # rows are a list or a tuple
    cells: list[Cell] = [cell for row in given for cell in row]
    if len(cells) != 1:
        raise wrong(argument, f"Vælg én celle, ikke {danish.number(len(cells))}.")
    return cells[0]


def typed(argument: str, kind: Kind, given: Given) -> Typed:
    """The single cell as that kind of value; None for a blank one.

    Raises:
        Refusal: it is another kind of value, an error, or several cells.
    """
    value, problem = convert(kind, one(argument, given))
    if problem:
        raise wrong(argument, problem[1])
    return value


def day(argument: str, given: Given) -> dt.date:
    """The day that a date, a day number of the 1900 system or a Danish text means.

    Raises:
        Refusal: it means none, or a number one that no register is about.
    """
    cell = one(argument, given)
    if cell is None:
        raise wrong(argument, "Datoen mangler. Skriv fx DATO(2019;12;31).")
    if isinstance(cell, str) and (period := danish.period_from(cell)) and period.day:
        return period.first
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if (_FIRST - _DAY_ZERO).days <= cell <= (_LAST - _DAY_ZERO).days:
            return _DAY_ZERO + dt.timedelta(days=int(cell))
    elif not isinstance(cell, str):
        value = typed(argument, Kind.DATE, cell)
        if isinstance(value, dt.date):
            return value
    raise wrong(argument, "Det er ingen dag. Skriv fx DATO(2019;12;31).")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the register that was given as a range; its rows are counted from the range's."""

    argument: str
    grid: Grid
    read: Reading

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows by their columns' attribute names; `row` is the number in the range."""
        return self.read.frame.rows(named=True)

    def demand(self, columns: Iterable[Column], rows: Collection[int] = ()) -> None:
        """Have each column there, and clear in those rows.

        Raises:
            Refusal: one is missing, doubled, or has a wrong cell there.
        """
        for column in columns:
            unclear = self.read.unclear.get(column.name, frozenset()) & {0, *rows}
            for finding in self.read.findings if unclear else ():
                place = finding.place
                if place.heading == column.title and (0 in unclear or place.row in unclear):
                    where = "" if 0 in unclear else f"Række {place.row} i området: "
                    raise wrong(self.argument, where + finding.message)

    def value(self, column: Column, row: int) -> Typed:
        """The cell in that row, also of a computed column, as Excel shows it.

        Raises:
            Refusal: it is another kind of value, or an error.
        """
        cell = self.grid.cell(row, self.read.layout.columns[column.name])
        value, problem = convert(column.kind, cell)
        if problem:
            raise wrong(self.argument, f"Række {row} i området, {column.title}: {problem[1]}")
        return value


def table(argument: str, sheet: type[Sheet], given: Given) -> Table:
    """The table that the range holds, headings on top, read as a register's sheet is.

    Raises:
        Refusal: it is no such table, or too large to be one.
    """
    example = f"{sheet.title}[#Alle]"
    if not isinstance(given, list | tuple) or not given:
        raise wrong(argument, f"Vælg tabellen med dens overskrifter, fx {example}.")
    if sum(len(row) for row in given) > MOST:
        raise wrong(argument, f"Området har over {danish.number(MOST)} celler. Vælg {example}.")
    grid = Grid(sheet.title, lambda: given)
    read = reading.read(sheet, grid)
    if not read.layout.columns:
        raise wrong(argument, f"Overskrifterne mangler. Skriv {example}, så de kommer med.")
    return Table(argument, grid, read)
