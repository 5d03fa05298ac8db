"""Where spans lie on a time axis of equal units, and in which lane when they overlap.

A table has columns, not days: a span begins and ends at the nearest border between two units, and
has one unit at least.
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
_UNSEEN: Final = 0.5  # of a unit: spans that overlap by no more are drawn one after the other


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
        """The border where the marker stands; 0 when it is not within the axis."""
        at = 0 if self.marked is None else floor(self.position(self.marked) + 0.5)
        return at if 0 < at <= self.units else 0

    def position(self, day: dt.date) -> float:
        """How many units lie between the axis' first day and the beginning of that day."""
        part = (day.day - 1) / calendar.monthrange(day.year, day.month)[1]
        return (MONTHS * (day.year - self.first_year) + day.month - 1 + part) / self.months

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
        """The span drawn on its own; None when it lies beyond the axis.

        Rounding takes nothing over the marker: what had begun by that day is seen to begin before
        it, and what went on after it is seen to go on.
        """
        begin, end = self.position(span.start), self.end(span)
        if begin >= self.units or end <= 0:
            return None
        start, stop = self._rounded(begin), self._rounded(end)
        if self.line and self.marked is not None:
            mark = self.position(self.marked)
            start = min(start, self.line - 1) if begin < mark else max(start, self.line)
            stop = min(stop, self.line) if end <= mark else max(stop, self.line + 1)
            stop = min(stop, self.units)
        if stop <= start:  # within a unit, or about a border
            middle = (max(begin, 0.0) + min(end, float(self.units))) / 2
            start = start - 1 if middle < start else start
            stop = start + 1
        return Bar(span, start, stop, begin < 0, end > self.units)

    def end(self, span: Span) -> float:
        """The position of the span's end; that of an open one is beyond all."""
        return inf if span.end is None else self.position(_day_after(span.end))

    def _rounded(self, position: float) -> int:
        return floor(min(max(position, 0.0), float(self.units)) + 0.5)


def lanes(spans: Iterable[Span], axis: Axis) -> list[list[Bar]]:
    """The spans as bars in the fewest lanes where none lies over another; at least one lane.

    They are taken in the order in which they begin, each into the first lane that is free.
    """
    made: list[list[Bar]] = []
    busy: list[tuple[float, int]] = []  # lanes by the position of their last end
    free: list[int] = []
    for span in sorted(spans, key=lambda span: (span.start, axis.end(span))):
        if (bar := axis.bar(span)) is None:
            continue
        while busy and busy[0][0] - _UNSEEN <= axis.position(span.start):
            heappush(free, heappop(busy)[1])
        if free and _follows(made[free[0]], bar, axis):
            lane = heappop(free)
        else:
            lane = len(made)
            made.append([bar])
        heappush(busy, (axis.end(span), lane))
    return made or [[]]


def _follows(lane: list[Bar], bar: Bar, axis: Axis) -> bool:
    """Whether the bar found room behind the lane's last, and stands there now.

    Where both reach for a unit it is the later one's, as long as the earlier has another.
    """
    last = lane[-1]
    stop = max(last.start + 1, min(last.stop, bar.start))
    start = max(stop, bar.start)
    if start > bar.start + 1 or start >= axis.units or bar.start < axis.line <= start:
        return False  # it would stand where it does not belong
    lane[-1] = replace(last, stop=stop)
    lane.append(replace(bar, start=start, stop=max(start + 1, bar.stop)))
    return True


def _day_after(day: dt.date) -> dt.date:
    return day if day == dt.date.max else day + dt.timedelta(days=1)
