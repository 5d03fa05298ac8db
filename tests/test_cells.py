"""One cell becomes its column's value, or one problem."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_xl.book.grid import Fault
from digit_xl.cells import Kind, convert

if TYPE_CHECKING:
    from digit_xl.book.grid import Cell
    from digit_xl.cells import Typed


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (Kind.TEXT, "  Køge ", "Køge"),
        (Kind.TEXT, 9000000002.0, "9000000002"),
        (Kind.TEXT, "=1+1", "=1+1"),
        (Kind.KEY, 12.0, "12"),
        (Kind.WHOLE, 2019.0, 2019),
        (Kind.NUMBER, 3.5, Decimal("3.5")),
        (Kind.MONEY, 39864.81, Decimal("39864.81")),
        (Kind.MONEY, 0.1 + 0.2, Decimal("0.30")),
        (Kind.MONEY, 39864.81 - 40000, Decimal("-135.19")),
        (Kind.MONEY, -322748.0799999987, Decimal("-322748.08")),
        (Kind.MONEY, 9237650.689999998, Decimal("9237650.69")),
        (Kind.MONEY, -11717709.0, Decimal("-11717709.00")),
        (Kind.DATE, dt.datetime(2020, 5, 10, 0, 0), dt.date(2020, 5, 10)),
        (Kind.MONTH, dt.date(2019, 5, 17), dt.date(2019, 5, 1)),
        (Kind.PERIOD, "maj 2019", "2019-05"),
        (Kind.PERIOD, dt.datetime(2019, 12, 5), "2019-12-05"),
        (Kind.MONEY, None, None),
        (Kind.MONEY, "  ", None),
        (Kind.TEXT, "\x0b", None),
    ],
)
def test_a_clean_cell_is_its_value(kind: Kind, cell: Cell, value: Typed) -> None:
    assert convert(kind, cell) == (value, None)


def test_money_keeps_two_decimals() -> None:
    value, _ = convert(Kind.MONEY, 0.0)
    assert str(value) == "0.00"


@pytest.mark.parametrize(
    ("kind", "cell", "rule", "word"),
    [
        (Kind.MONEY, Fault("#DIV/0!"), "CEL-01", "#DIV/0!"),
        (Kind.MONEY, Fault(""), "CEL-02", "F9"),
        (Kind.MONEY, "1.541.130,23", "CEL-03", "talformat"),
        (Kind.DATE, "10. maj 2020", "CEL-04", "datoformat"),
        (Kind.MONEY, 1.005, "CEL-05", "1,005"),
        (Kind.MONEY, 12.34002, "CEL-05", "12,34002"),
        (Kind.KEY, "Køge\u00ad", "CEL-06", "U+00AD"),
        (Kind.MONEY, 1e300, "CEL-07", "for stort"),
        (Kind.MONEY, float("nan"), "CEL-07", "for stort"),
        (Kind.MONEY, True, "CEL-07", "SAND"),
        (Kind.DATE, 43595.0, "CEL-07", "43.595"),
        (Kind.TEXT, dt.time(12, 0), "CEL-07", "klokkeslæt"),
        (Kind.PERIOD, "2019", "CEL-07", "maj 2019"),
    ],
)
def test_an_unclean_cell_is_a_problem(kind: Kind, cell: Cell, rule: str, word: str) -> None:
    value, problem = convert(kind, cell)
    assert value is None
    assert problem is not None
    assert problem[0].id == rule
    assert word in problem[1]


def test_a_message_shows_no_control_characters_and_is_short() -> None:
    _, problem = convert(Kind.MONEY, "\x1b[31m" + "x" * 500)
    assert problem is not None
    assert "\x1b" not in problem[1]
    assert len(problem[1]) < 200


@given(
    st.sampled_from(Kind),
    st.one_of(
        st.none(),
        st.text(),
        st.floats(),
        st.integers(),
        st.booleans(),
        st.dates(),
        st.datetimes(),
        st.times(),
        st.timedeltas(),
        st.builds(Fault, st.text()),
    ),
)
def test_no_cell_is_too_odd_to_be_judged(kind: Kind, cell: Cell) -> None:
    value, problem = convert(kind, cell)
    assert value is None or problem is None
