"""The plan of a new workbook: what stands where, what may be typed, and which help goes with it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Value: TypeAlias = str | int | float | Decimal | dt.date | None
Side: TypeAlias = Literal["left", "center", "right"]
DemandType: TypeAlias = Literal["whole", "decimal", "date", "list", "custom"]

SIDES = {"left": "til venstre", "center": "i midten", "right": "til højre"}
# What XML cannot hold is no text: controls, lone halves of a character, two code points.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LINE_HEIGHT, _HIGHEST_ROW = 15, 409  # in points
_LETTERS = 1.1  # so many letters of a text take the width of a digit
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
    NONE = "ingen"  # as if there were no cells


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


class Part(Enum):
    """What a cell outside a table is; the value names its cell style."""

    LINE = "Linje over tabellen"
    TITLE = "Titel"
    NAME = "Nøgletal navn"
    FIGURE = "Nøgletal"
    NOTE = "Nøgletal note"
    LIGHT = "Trafiklys"
    EXPLANATION = "Forklaring"
    CAPTION = "Diagramtitel"


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell beside or above a table, with its look."""

    row: int
    column: int
    content: Cell
    part: Part


class Shape(Enum):
    """How a chart's series are drawn."""

    COLUMNS = "columns"  # upright, beside each other
    BARS = "bars"  # lying, the first on top
    SHARES = "shares"  # lying, in a row that is always as wide as the chart; the first on top
    LANES = "lanes"  # the same without room between the rows and without names, behind others


@dataclass(frozen=True, slots=True)
class Run:
    """Cells below each other that a chart shows, and what they show until it is drawn anew.

    `address` is `Sheet!$A$1:$A$9`.
    """

    address: str
    shown: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Series:
    """A series of a chart; `colour` is RGB, and without one the series only takes its place.

    `listed` puts it into the legend. `labelled` writes its values beside its bars, or its name
    into its first bar when it is not listed.
    """

    name: Run
    values: Run
    categories: Run | None = None
    colour: str = ""
    listed: bool = False
    labelled: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart over the cells from one to another; `about` says what it shows to who cannot see it.

    Each of its plots is drawn over those before it. A title stands in a cell above it, for not
    every program lets a chart's own title follow a cell.
    """

    name: str
    about: str
    plots: Sequence[tuple[Shape, Sequence[Series]]]
    first: tuple[int, int]  # row and column, 1-based
    last: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with one table of the same name, its headings in row 1 or below the lines `above`.

    `entries`, if any, are those of the column `entered` (the last, unless told), row by row, in
    place of the column's own. `named` are the headings of the columns that the workbook has a name
    for, as `Source` tells. Rows down to `frozen_rows` stay in sight, else those down to the
    headings. A page ends after the row `page_end`, and a page is then `scale` percent large.
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
    entered: int = -1
    placed: Sequence[Placed] = ()
    charts: Sequence[Chart] = ()
    frozen_rows: int = 0
    page_end: int = 0
    scale: int = 100
    heights: Mapping[int, float] = field(default_factory=dict)  # of rows, in points
    beside: Sequence[int] = ()  # widths of the columns beside the table
    hidden: bool = False

    @property
    def header_row(self) -> int:
        """The row of the headings."""
        return 1 + len(self.above)

    @property
    def entered_column(self) -> int:
        """The 1-based number of the column that has entries of its own; 0 for none."""
        return range(1, len(self.columns) + 1)[self.entered] if self.entries else 0

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


def height(texts: Iterable[tuple[str, int]]) -> int:
    """The height of a row in points, by its wrapped texts and their columns' widths in digits."""
    lines = (
        sum(1 + int(len(line) / width / _LETTERS) for line in text.split("\n"))
        for text, width in texts
    )
    return min(max(lines, default=1) * LINE_HEIGHT, _HIGHEST_ROW)


def one_of(choices: Sequence[str], *, strict: bool = True) -> Demand:
    """The demand for one of those choices; a comma in one would make it two."""
    joined = ",".join(choices)
    if len(joined) > _LONGEST_LIST or any("," in choice or '"' in choice for choice in choices):
        raise ValueError(f"no list for a validation: {joined}")
    return Demand("list", f'"{joined}"', "Vælg en af mulighederne på listen.", strict=strict)
