"""Danish text of values, and values of Danish text."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_xl import danish
from digit_xl.facts import Period

if TYPE_CHECKING:
    from digit_xl.facts import Value

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("value", "words", "text"),
    [
        (Decimal("-322748.08"), "", "−322.748,08"),
        (Decimal("0.00"), "", "0,00"),
        (Decimal("1541130.23"), "kr", f"1.541.130,23{NBSP}kr."),
        (Decimal("-322748.08"), "positiv kr", f"322.748,08{NBSP}kr."),
        (Decimal("-2.5"), "hele", "−3"),
        (Decimal("-0.004"), "hele", "0"),
        (Decimal("11717709.00"), "mio", f"11,7{NBSP}mio. kr."),
        (Decimal(1500), "tusinde", f"2{NBSP}tkr."),
        (Decimal("0.125"), "procent", f"12,5{NBSP}%"),
        (Decimal("3.5"), "", "3,5"),
        (32000, "", "32.000"),
        (dt.date(2020, 5, 10), "", "10. maj 2020"),
        (dt.date(2020, 5, 10), "kort", "10-05-2020"),
        (Period(2019, 12, 5), "", "5. december 2019"),
        (Period(2019, 12, 5), "måned", "december 2019"),
        (Period(2019, 5), "", "maj 2019"),
        (Period(2019, 5), "kort", "maj 2019"),
        (Period(2019), "", "2019"),
        (Period(2019, 5), "år", "2019"),
        (("Greve", "Køge", "Lejre"), "", "Greve, Køge og Lejre"),
        ("=1+1", "", "=1+1"),
        (None, "kr", ""),
        (True, "", "ja"),
    ],
)
def test_values_become_danish_text(value: Value, words: str, text: str) -> None:
    assert danish.text(value, words) == text


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Decimal(1), "dato"),
        (Decimal(1), "mio procent"),
        (Decimal(1), "kroner"),
        (dt.date(2020, 1, 1), "kr"),
        ("tekst", "kr"),
        (None, "kr dato"),
        (True, "kr"),
    ],
)
def test_a_format_that_does_not_fit_is_told(value: Value, words: str) -> None:
    assert not danish.fits(value, words)
    with pytest.raises(ValueError, match="does not fit"):
        danish.text(value, words)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1.541.130,23", "1541130.23"),
        ("-12,5", "-12.5"),
        ("−12,5 kr.", "-12.5"),
        (" 1 541 130,23 ", "1541130.23"),
        ("1.5", None),
        ("12,5 timer", None),
        ("", None),
    ],
)
def test_danish_amounts_are_understood(written: str, amount: str | None) -> None:
    assert danish.amount_from(written) == (Decimal(amount) if amount else None)


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("5. december 2019", "2019-12-05"),
        ("05-12-2019", "2019-12-05"),
        ("5/12 2019", "2019-12-05"),
        ("Maj 2019", "2019-05"),
        ("2019-05", "2019-05"),
        ("dec. 2019", "2019-12"),
        ("31. februar 2019", None),
        ("13-2019", None),
        ("hest 2019", None),
        ("junk 2019", None),
        ("marked 2019", None),
        ("ju 2019", None),
        ("sept. 2019", "2019-09"),
        ("0000-01", None),
    ],
)
def test_danish_dates_are_understood(written: str, iso: str | None) -> None:
    found = danish.period_from(written)
    assert (found.iso if found else None) == iso


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_every_amount_is_read_back_as_it_was_written(amount: Decimal) -> None:
    assert danish.amount_from(danish.text(amount)) == amount


@given(st.dates())
def test_every_date_is_read_back_as_it_was_written(day: dt.date) -> None:
    found = danish.period_from(danish.text(day))
    assert found is not None
    assert found.first == found.last == day


@given(st.text())
def test_no_text_is_too_odd_to_be_looked_at(written: str) -> None:
    danish.amount_from(written)
    danish.period_from(written)
