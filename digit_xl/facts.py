"""What a report is written from: values that stay typed, each with the cells it comes from.

`Facts` map dotted Danish names (`forening.navn`), as the template and the texts write them, to a
`Fact` (one value), a block (`RichText`, `Timeline`, `Picture`, `Chart`), or `Records`, each with
facts of its own.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from digit_xl.findings import Place


_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Period:
    """A day, or a month or year whose day nobody knows; no report may invent one."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def first(self) -> dt.date:
        """The first day that it can be."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> dt.date:
        """The last day that it can be."""
        month = self.month or _DECEMBER
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @classmethod
    def from_iso(cls, text: str) -> Period:
        """The period that `2019`, `2019-05` or `2019-05-10` names."""
        return cls(*(int(part) for part in text.split("-")))

    @property
    def iso(self) -> str:
        """`2019`, `2019-05` or `2019-05-10`."""
        parts = [f"{self.year:04}", f"{self.month:02}", f"{self.day:02}"]
        return "-".join(parts[: 1 + bool(self.month) + bool(self.day)])


Value: TypeAlias = Decimal | int | str | bool | dt.date | Period | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of the register and the cells that it comes from; None is unknown, never zero."""

    value: Value
    places: tuple[Place, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is something to show; an amount of zero is something."""
        return self.value is not None and self.value is not False and self.value not in ("", ())


@dataclass(frozen=True, slots=True)
class RichText:
    """A text of the register in its small Markdown; `{name|format}` in it names a figure."""

    markdown: str
    figures: Mapping[str, Fact]
    places: tuple[Place, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is a text."""
        return bool(self.markdown.strip())


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch of a timeline row; an end of None is open."""

    label: str
    start: dt.date
    end: dt.date | None
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """A row of a timeline: its label, the group it stands in, and its spans in order."""

    label: str
    group: str
    spans: tuple[Span, ...]
    places: tuple[Place, ...] = ()

    @property
    def cells(self) -> tuple[Place, ...]:
        """The cells of its label and of its spans."""
        return self.places + tuple(place for span in self.spans for place in span.places)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Rows with labelled spans over the years `first_year` … `last_year`, both included.

    `labels` are all that a span may have, in their order. The end of the day `marker` is marked,
    and `marker_label` says what it is.
    """

    first_year: int
    last_year: int
    heading: str
    rows: tuple[TimelineRow, ...]
    labels: tuple[str, ...]
    marker: dt.date | None = None
    marker_label: str = ""

    @property
    def places(self) -> tuple[Place, ...]:
        """The cells of its rows and spans."""
        return tuple(place for row in self.rows for place in row.cells)

    def __bool__(self) -> bool:
        """Whether there is a row to draw."""
        return bool(self.rows)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, whole and safe to show, and what it shows, told to those who do not see it."""

    content: bytes
    extension: str  # `png` or `jpeg`
    width: int  # pixels
    height: int
    description: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """A row of a chart's numbers, one for each of its categories; None is unknown, never zero."""

    name: str
    values: tuple[Decimal | None, ...]
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """The numbers of a chart, and what they show, told to those who do not see it."""

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    description: str

    @property
    def cells(self) -> tuple[Place, ...]:
        """The cells of its numbers."""
        return tuple(place for series in self.series for place in series.places)

    def __bool__(self) -> bool:
        """Whether there is something to draw."""
        return bool(self.categories and self.series)


@dataclass(frozen=True, slots=True)
class Record:
    """One item of a repeat: a key that names it from year to year, and its own facts."""

    key: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Records:
    """What a repeat goes over. `names` is what each record's facts hold, known also when empty.

    A value of `names` is None for a leaf and another `names` for nested records.
    """

    items: tuple[Record, ...]
    names: Names

    def __bool__(self) -> bool:
        """Whether there is a record."""
        return bool(self.items)


Names: TypeAlias = Mapping[str, "Names | None"]
Node: TypeAlias = Fact | RichText | Timeline | Picture | Chart | Records
Facts: TypeAlias = Mapping[str, Node]
