"""Where spans lie on a time axis: rounding, the marker, and lanes."""

from __future__ import annotations

import datetime as dt
from heapq import heappop
from itertools import zip_longest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_xl.facts import Span
from digit_xl.word.drawing.lanes import Axis, lanes


def span(start: str, end: str = "", label: str = "a") -> Span:
    """A span of whole months: `2019-01`; without an end it is open."""
    begun = dt.date.fromisoformat(f"{start}-01")
    return Span(label, begun, _last_day(end) if end else None)


def _last_day(month: str) -> dt.date:
    first = dt.date.fromisoformat(f"{month}-01")
    return (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def placed(*spans: Span, axis: Axis | None = None) -> list[list[tuple[int, int]]]:
    """The borders of each bar, lane by lane."""
    made = lanes(spans, axis or Axis.over(2019, 2021))
    return [[(bar.start, bar.stop) for bar in lane] for lane in made]


@pytest.mark.parametrize(
    ("last", "months", "units", "together"),
    [
        (2019, 3, 4, 4),
        (2033, 3, 60, 4),
        (2034, 6, 32, 2),
        (2048, 6, 60, 2),
        (2049, 12, 31, 5),
        (2078, 12, 60, 5),
        (2079, 24, 31, 5),
        (2500, 108, 54, 5),
    ],
)
def test_units_are_as_fine_as_a_table_has_columns_for(
    last: int, months: int, units: int, together: int
) -> None:
    axis = Axis.over(2019, last)
    assert (axis.months, axis.units, axis.together) == (months, units, together)
    assert axis.units + 1 <= 63


def test_a_span_covers_every_unit_that_it_touches() -> None:
    assert placed(span("2019-01", "2019-04")) == [[(0, 2)]]
    assert placed(span("2019-03", "2019-10")) == [[(0, 4)]]
    assert placed(span("2019-10", "2021-01")) == [[(3, 9)]]
    assert placed(span("2020-06")) == [[(5, 12)]]
    day = dt.date(2019, 6, 30)
    assert placed(Span("a", day, day), Span("b", day, dt.date(2019, 7, 1))) == [[(1, 2)], [(1, 3)]]


def test_a_unit_that_two_successive_spans_touch_is_the_later_ones() -> None:
    assert placed(span("2019-01", "2019-10"), span("2019-10", "2021-01")) == [[(0, 3), (3, 9)]]
    assert placed(span("2019-01", "2019-12"), span("2019-12")) == [[(0, 3), (3, 12)]]
    assert placed(span("2019-01", "2019-11"), span("2019-12", "2020-06")) == [[(0, 3), (3, 6)]]
    three = span("2019-01", "2019-04"), span("2019-05", "2019-07"), span("2019-08")
    assert placed(*three) == [[(0, 1), (1, 2), (2, 12)]]


@pytest.mark.parametrize(
    ("start", "end", "unit"),
    [("2019-12", "2019-12", 3), ("2020-01", "2020-01", 4), ("2021-12", "2021-12", 11)],
)
def test_the_shortest_span_has_the_unit_that_it_lies_in(start: str, end: str, unit: int) -> None:
    assert placed(span(start, end)) == [[(unit, unit + 1)]]


def test_a_span_with_no_other_unit_keeps_it_and_the_later_has_a_lane_of_its_own() -> None:
    assert placed(span("2019-01", "2019-01"), span("2019-02", "2019-12")) == [[(0, 1)], [(0, 4)]]
    months = [span(month, month) for month in ("2019-01", "2019-02", "2019-03")]
    assert placed(*months, span("2019-04")) == [[(0, 1), (1, 12)], [(0, 1)], [(0, 1)]]
    begun_before = span("2018-01", "2019-02"), span("2019-03")
    assert placed(*begun_before) == [[(0, 1)], [(0, 12)]]


def test_spans_that_overlap_go_to_lanes_of_their_own() -> None:
    long, inside, after = span("2019-01", "2020-12"), span("2019-06", "2019-09"), span("2021-01")
    assert placed(long, inside, after) == [[(0, 8), (8, 12)], [(1, 3)]]
    assert placed(after, inside, long) == placed(long, inside, after)
    assert placed(span("2019-01"), span("2019-01")) == [[(0, 12)], [(0, 12)]]


def test_spans_may_share_the_month_of_the_change_and_no_more() -> None:
    assert placed(span("2019-01", "2019-08"), span("2019-08")) == [[(0, 2), (2, 12)]]
    assert placed(span("2019-01", "2019-08"), span("2019-07")) == [[(0, 3)], [(2, 12)]]
    half_years = Axis.over(2019, 2040)
    assert placed(span("2019-01", "2020-02"), span("2020-01"), axis=half_years) == [
        [(0, 3)],
        [(2, 44)],
    ]


def test_what_lies_beyond_the_axis_is_not_drawn_and_what_goes_on_says_so() -> None:
    assert placed(span("2017-01", "2018-12"), span("2022-01")) == [[]]
    begun, going, closed = (
        lanes([span("2018-01", "2019-06"), span("2019-07", "2022-01")], Axis.over(2019, 2021))[0]
        + lanes([span("2019-01", "2021-12")], Axis.over(2019, 2021))[0]
    )
    assert [(bar.before, bar.after) for bar in (begun, going, closed)] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    (open_end,) = lanes([span("2021-12")], Axis.over(2019, 2021))[0]
    assert (open_end.start, open_end.stop, open_end.after) == (11, 12, True)


def test_what_had_begun_or_went_on_at_the_marker_is_seen_to() -> None:
    axis = Axis.over(2019, 2021, dt.date(2019, 12, 31))
    assert axis.line == 4
    assert placed(span("2019-12"), axis=axis) == [[(3, 12)]]
    assert placed(span("2019-01", "2020-01"), axis=axis) == [[(0, 5)]]
    assert placed(span("2019-01", "2019-12"), span("2020-01"), axis=axis) == [[(0, 4), (4, 12)]]


@pytest.mark.parametrize("day", [None, dt.date(2018, 12, 31), dt.date(2022, 6, 30)])
def test_a_marker_beyond_the_axis_is_none(day: dt.date | None) -> None:
    assert Axis.over(2019, 2021, day).line == 0


def test_a_marker_may_stand_at_the_very_end_of_time() -> None:
    axis = Axis.over(9999, 9999, dt.date.max)
    assert placed(Span("a", dt.date(9999, 1, 1), dt.date.max), axis=axis) == [[(0, 4)]]


def test_stretches_end_where_a_year_or_the_marker_does() -> None:
    axis = Axis.over(2019, 2021, dt.date(2020, 6, 30))
    assert list(axis.pieces(1, 10)) == [(1, 4), (4, 6), (6, 8), (8, 10)]
    assert axis.halves(1, 10) == [(1, 6), (6, 10)]
    assert axis.halves(6, 10) == [(6, 10)]


def touched(one: Span) -> tuple[int, int]:
    """The quarters from 2019 on that the span touches: the first, and the one after the last."""
    last = one.end or dt.date(2099, 12, 31)
    first, beyond = (4 * (day.year - 2019) + (day.month - 1) // 3 for day in (one.start, last))
    return first, beyond + 1


DAYS = st.dates(dt.date(2017, 1, 1), dt.date(2025, 12, 31))


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.tuples(DAYS, st.none() | st.integers(0, 1500)), max_size=12),
    st.none() | DAYS,
)
def test_every_span_is_drawn_where_it_is_and_the_later_one_wins(
    days: list[tuple[dt.date, int | None]], marker: dt.date | None
) -> None:
    axis = Axis.over(2019, 2023, marker)
    spans = [
        Span(str(at), start, None if length is None else start + dt.timedelta(days=length))
        for at, (start, length) in enumerate(days)
    ]
    made = lanes(spans, axis)
    for lane in made:
        for bar, later in zip_longest(lane, lane[1:]):
            start, stop = touched(bar.span)
            # The later one has all that it touches, and takes from the earlier what both touch.
            stop = stop if later is None else min(stop, touched(later.span)[0])
            assert (bar.start, bar.stop) == (max(start, 0), min(stop, axis.units))
            assert bar.start < bar.stop
    seen = sorted(bar.span.label for lane in made for bar in lane)
    within = (one for one in spans if touched(one)[0] < axis.units and touched(one)[1] > 0)
    assert seen == sorted(one.label for one in within)


def test_thousands_of_spans_are_sorted_into_lanes_without_comparing_each_with_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = 0

    def counted(heap: list[tuple[float, int]]) -> tuple[float, int]:
        nonlocal asked
        asked += 1
        return heappop(heap)

    monkeypatch.setattr("digit_xl.word.drawing.lanes.heappop", counted)
    axis = Axis.over(2019, 2023)
    made = lanes([span("2019-01", "2019-12")] * 1000 + [span("2020-01")] * 1000, axis)
    assert len(made) == 1000
    assert asked == 2000
