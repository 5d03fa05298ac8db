"""Where spans lie on a time axis of equal units, and in which lane when they overlap.

A table has columns, not days. A span covers every unit that it touches; a unit that two successive
spans touch is the later one's, so that it shows what holds at its end.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from math import ceil, floor, inf
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digit_xl.facts import Span

# Word has at most 63 columns in a table; one of them holds the rows' labels.
MOST_UNITS: Final = 60
MONTHS: Final = 12  # of a year
_UNITS: Final = (3, 6, MONTHS)  # months
_YEARS_TOGETHER: Final = 5  # have one heading where a unit is no part of a year
_SHARED: Final = 1  # month: spans that overlap by no more follow each other


@dataclass(frozen=True, slots=True)
class Bar:
    """A span as it is drawn: from the border `start` to the border `stop`, counted from 0.

    `before` and `after` say that it goes on beyond the axis, or has no end.
    """

    span: Span
    start: int
    stop: int
    before: bool
    after: bool


@dataclass(frozen=True, slots=True)
class Axis:
    """Years in units of so many months; `marked` is the day after the one whose end is marked."""

    first_year: int
    last_year: int
    months: int
    marked: dt.date | None

    @classmethod
    def over(cls, first_year: int, last_year: int, marker: dt.date | None = None) -> Axis:
        """The finest axis over those years that a table has columns for: quarters if it can be."""
        months = MONTHS * (last_year - first_year + 1)
        coarse = MONTHS * ceil(months / MONTHS / MOST_UNITS)
        unit = next((unit for unit in _UNITS if months <= unit * MOST_UNITS), coarse)
        return cls(first_year, last_year, unit, marker and _day_after(marker))

    @property
    def units(self) -> int:
        """How many units there are."""
        return ceil(MONTHS * (self.last_year - self.first_year + 1) / self.months)

    @property
    def together(self) -> int:
        """How many units stand under one heading: those of a year, or of some years."""
        return MONTHS // self.months if self.months < MONTHS else _YEARS_TOGETHER

    @property
    def line(self) -> int:
        """The border nearest to the marked time; 0 when it is not within the axis."""
        at = 0 if self.marked is None else floor(self.month(self.marked) / self.months + 0.5)
        return at if 0 < at <= self.units else 0

    def month(self, day: dt.date) -> float:
        """How many months lie between the axis' first day and the beginning of that day."""
        part = (day.day - 1) / calendar.monthrange(day.year, day.month)[1]
        return MONTHS * (day.year - self.first_year) + day.month - 1 + part

    def end(self, span: Span) -> float:
        """How many months lie before the span's end; without one, more than any number."""
        return inf if span.end is None else self.month(_day_after(span.end))

    def pieces(self, start: int, stop: int) -> Iterator[tuple[int, int]]:
        """The stretch in pieces that end where a heading or the marked time does."""
        while start < stop:
            heading = start - start % self.together + self.together
            end = min(stop, heading)
            yield from self.halves(start, end)
            start = end

    def halves(self, start: int, stop: int) -> list[tuple[int, int]]:
        """The stretch, in two where the marker crosses it."""
        return (
            [(start, self.line), (self.line, stop)] if start < self.line < stop else [(start, stop)]
        )

    def bar(self, span: Span) -> Bar | None:
        """The span over every unit that it touches; None when it lies beyond the axis."""
        begin, end = self.month(span.start) / self.months, self.end(span) / self.months
        if begin >= self.units or end <= 0:
            return None
        start, stop = max(0, floor(begin)), ceil(min(end, self.units))
        return Bar(span, start, stop, begin < 0, end > self.units)


def lanes(spans: Iterable[Span], axis: Axis) -> list[list[Bar]]:
    """The spans as bars in the fewest lanes where none lies over another; at least one lane.

    They are taken in the order in which they begin, each into the first lane that is free. A span
    that would take another's only unit finds no lane free there, so that both are drawn.
    """
    made: list[list[Bar]] = []
    busy: list[tuple[float, int]] = []  # lanes by the month from which they are free
    free: list[int] = []
    for span in sorted(spans, key=lambda span: (span.start, axis.end(span))):
        if (bar := axis.bar(span)) is None:
            continue
        while busy and busy[0][0] <= axis.month(span.start):
            heappush(free, heappop(busy)[1])
        if free:
            lane = heappop(free)
            before = made[lane][-1]
            made[lane][-1:] = replace(before, stop=min(before.stop, bar.start)), bar
        else:
            lane = len(made)
            made.append([bar])
        own_unit = (bar.start + 1) * axis.months
        heappush(busy, (max(axis.end(span) - _SHARED, own_unit), lane))
    return made or [[]]


def _day_after(day: dt.date) -> dt.date:
    return day if day == dt.date.max else day + dt.timedelta(days=1)
