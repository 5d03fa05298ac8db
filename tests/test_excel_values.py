"""Excel's own values become the cells that a saved workbook has."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from digit_xl.book import excel_values
from digit_xl.book.grid import Fault


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("12.5000"), 12.5),
        (7, 7.0),
        (-2146826259, Fault("#NAME?")),
        (-2146826238, Fault("#CALC!")),
        (-2146826200, Fault("#?")),
        (-2146826259.0, -2146826259.0),
        (True, True),
        ("", None),
        (None, None),
        ("#N/A", "#N/A"),
        ("a\ud83d", "a\ufffd"),
        (dt.datetime(2019, 5, 1, tzinfo=dt.UTC), dt.date(2019, 5, 1)),
        (dt.datetime(2019, 5, 1, 8, 7, 59, 999_998), dt.datetime(2019, 5, 1, 8, 8)),
        (dt.datetime(2019, 4, 30, 23, 59, 59, 999_999), dt.date(2019, 5, 1)),
        (dt.datetime(1899, 12, 30, 8, 7), dt.time(8, 7)),
        (dt.datetime(1899, 12, 30), dt.time(0)),
        (dt.datetime(1904, 1, 1), dt.date(1904, 1, 1)),
    ],
)
def test_each_value_of_excel_is_a_cell(value: object, expected: object) -> None:
    assert excel_values.columns([["a", value], ["b", "x"]])[1][0] == expected
    assert type(excel_values.cell(value)) is type(expected)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ([1.0, None, 2.5], [1.0, None, 2.5]),
        (["B1", 3.0, None], ["B1", "3", None]),
        ([dt.date(2019, 1, 2), dt.datetime(2019, 1, 2, 3)], [dt.date(2019, 1, 2)] * 2),
        ([None, None], [None, None]),
        (["B1", 3.5], None),
        (["B1", 1e20], None),
        ([1.0, True], None),
        ([1.0, dt.date(2019, 1, 2)], None),
        ([Fault("#N/A")], None),
        ([dt.time(8)], None),
    ],
)
def test_a_column_is_typed_only_when_it_is_clean(
    column: list[Any], expected: list[Any] | None
) -> None:
    frame = excel_values.bulk([column])
    assert (frame.to_series(0).to_list() if frame is not None else None) == expected
