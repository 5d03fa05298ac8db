"""The plan of a new workbook: what stands where, what may be typed, and which help goes with it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

Value: TypeAlias = str | int | float | Decimal | dt.date | None
Side: TypeAlias = Literal["left", "center", "right"]
DemandType: TypeAlias = Literal["whole", "decimal", "date", "list", "custom"]

SIDES = {"left": "til venstre", "center": "i midten", "right": "til højre"}
# What XML cannot hold is no text: controls, lone halves of a character, two code points.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_LIST = 255  # the choices of a list that stands in the validation itself


class Use(Enum):
    """What a table or a column is for; the value names its cell styles and its tab's colour."""

    INPUT = "Indtastning"
    COMPUTED = "Beregnet"
    GUIDE = "Vejledning"
    CONTROL = "Kontrol"


class Light(Enum):
    """The colour that a mark gives its cells; the words beside it say the same without colour."""

    RED = "rød"
    AMBER = "gul"
    BLUE = "blå"
    GREEN = "grøn"


@dataclass(frozen=True, slots=True)
class Mark:
    """A conditional format: the cells are lit while the formula holds (18.3.1.10).

    The formula is written for the first of the cells, without its equals sign. Of several marks
    on a cell the first that holds wins. The cells' own formatting stays as it is.
    """

    cells: str
    formula: str
    light: Light


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell's formula, without its equals sign, and what it shows until Excel calculates."""

    text: str
    shown: Value


Cell: TypeAlias = Value | Formula


@dataclass(frozen=True, slots=True)
class Source:
    """A column of another table whose values are a list to choose from."""

    table: str
    heading: str

    @property
    def name(self) -> str:
        """The workbook's name for the list; a validation cannot name a table's column itself."""
        return f"Liste_{self.table}_{self.heading}".replace(" ", "_")


@dataclass(frozen=True, slots=True)
class Demand:
    """What Excel demands of what is typed (ECMA-376 part 1, 18.3.1.32) and says otherwise.

    In `formula`, `{cell}` stands for the cell itself. Unless `strict`, another value is let in.
    """

    type: DemandType
    formula: str
    message: str = ""
    operator: Literal["greaterThanOrEqual"] | None = None
    strict: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """How a cell is shown and what may stand in it; `name` goes into its cell style's name."""

    name: str
    number_format: str = "@"
    align: Side = "left"
    wrap: bool = False
    about: str = ""
    demand: Demand | None = None
    source: Source | None = None
    link: bool = False

    def to(self, side: Side) -> Entry:
        """The same on that side of the cell, as a look with a name of its own."""
        if side == self.align:
            return self
        return replace(self, name=f"{self.name} {SIDES[side]}", align=side)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `formula` makes it a calculated one, `total` sums it under the table."""

    heading: str
    width: int
    entry: Entry
    use: Use = Use.INPUT
    formula: str = ""
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with one table of the same name, its headings in row 1 or below the lines `above`.

    `entries`, if any, are those of the last column, row by row, in place of the column's own.
    `named` are the headings of the columns that the workbook has a name for, as `Source` tells.
    """

    title: str
    use: Use
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    entries: Sequence[Entry] = ()
    frozen_columns: int = 0
    above: Sequence[str] = ()
    marks: Sequence[Mark] = ()
    named: Sequence[str] = ()

    @property
    def header_row(self) -> int:
        """The row of the headings."""
        return 1 + len(self.above)

    @property
    def totals(self) -> bool:
        """Whether a row of totals ends the table."""
        return any(column.total for column in self.columns)

    @property
    def last_row(self) -> int:
        """The last row of values; a table has at least one, blank or not."""
        return self.header_row + max(len(self.rows), 1)


@dataclass(frozen=True, slots=True)
class Properties:
    """What the file says of itself."""

    title: str
    creator: str
    written: dt.date | None


def writable(text: str) -> str:
    """The text as a workbook can hold it: its lines parted by line feeds, no other controls."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_of(choices: Sequence[str], *, strict: bool = True) -> Demand:
    """The demand for one of those choices; a comma in one would make it two."""
    joined = ",".join(choices)
    if len(joined) > _LONGEST_LIST or any("," in choice or '"' in choice for choice in choices):
        raise ValueError(f"no list for a validation: {joined}")
    return Demand("list", f'"{joined}"', "Vælg en af mulighederne på listen.", strict=strict)
