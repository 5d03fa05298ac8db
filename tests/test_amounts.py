"""Amounts as Danes write them in prose, and what is none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_xl import amounts, danish

FOUND = {
    "i alt 1.541.130,23 og": [("1.541.130,23", "1541130.23")],
    "1.541 tkr. og 1.541 t.kr.": [("1.541 tkr.", "1541000"), ("1.541 t.kr.", "1541000")],
    "1,5 mio. kr. eller 2 millioner": [("1,5 mio. kr.", "1500000"), ("2 millioner", "2000000")],
    "3 mia. kroner": [("3 mia. kroner", "3000000000")],
    "12 pct., 12,5 % og 3 procent": [
        ("12 pct.", "0.12"),
        ("12,5 %", "0.125"),
        ("3 procent", "0.03"),
    ],
    "−322.748,08 kr.": [("−322.748,08 kr.", "-322748.08")],
    "minus 5 kr. og (7,25)": [("minus 5 kr.", "-5"), ("7,25", "-7.25")],
    "kr. 500, DKK 1.000 og 500,-": [("kr. 500", "500"), ("DKK 1.000", "1000"), ("500,-", "500")],
    "10-20 kr.": [("20 kr.", "20")],
    "1 541 130 kr. i 2019": [("1 541 130 kr.", "1541130")],
    "omkring 32.000 brugere": [("32.000", "32000")],
    "en 5 kr.-mønt": [("5 kr.", "5")],
}
NONE = [
    "2019, 2018-2019 og 1. januar 2020",
    "den 10.05.2020 kl. 14.30, 10/5 og 5. december",
    "CVR 12.345.678, tlf. 12 34 56 78, +45 12345678",
    "lov nr. 1.580, § 24, stk. 2, side 22, note 5, version 1.100",
    "7.2\t2025-planen og 1.1 Vision",
    "3,9 af 5, 12 kommuner og 12 procentpoint",
    "1.2.3, 192.168.1.1, a1.000, 1.000b og 1.0000",
    "9999999999999999,00 og 12345678901234567890 kr.",
    "",
]


@pytest.mark.parametrize("text", FOUND)
def test_an_amount_is_found_and_understood(text: str) -> None:
    found = [(one.written, one.value) for one in amounts.found(text)]
    assert found == [(written, Decimal(value)) for written, value in FOUND[text]]
    assert all(text[one.start : one.end].strip() == one.written for one in amounts.found(text))


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_amount_is_not_found(text: str) -> None:
    assert [*amounts.found(text)] == []


@pytest.mark.parametrize(
    ("text", "money"), [("5 kr.", True), ("5 mio. kr.", True), ("5,25", True), ("5.000", False)]
)
def test_money_is_told_from_other_numbers(text: str, money: bool) -> None:  # noqa: FBT001 - a case
    [found] = amounts.found(text)
    assert found.money is money


@pytest.mark.parametrize(
    ("written", "exact", "step"),
    [
        ("1.541.130,23", "-1541130.23", "0.01"),
        ("1.541.130", "1541130.23", "1"),
        ("1.541 tkr.", "1541130.23", "1000"),
        ("1,5 mio. kr.", "1541130.23", "100000"),
        ("2 mio. kr.", "1541130.23", "1000000"),
        ("1.541.000 kr.", "1541130.23", "1000"),
        ("1.541.131 kr.", "1541130.23", None),
        ("97 %", "0.972", "0.01"),
        ("0 kr.", "0.2", "1"),
    ],
)
def test_an_amount_is_known_rounded(written: str, exact: str, step: str | None) -> None:
    [found] = amounts.found(written)
    assert found.rounding_of(Decimal(exact)) == (None if step is None else Decimal(step))


@pytest.mark.parametrize("text", ["", "x", "5-6", "12 34", "1e5", "١٢", "5 kr. og 6 kr.", "(5"])
def test_what_is_more_than_a_number_is_none(text: str) -> None:
    assert amounts.whole(text) is None


def test_a_number_is_known_however_its_minus_and_spaces_are_typed() -> None:
    assert amounts.alike("−5\u00a0kr.", "-5 kr.")
    assert not amounts.alike("−5 kr.", "5 kr.")


MONEY = st.decimals(-(10**9), 10**9, places=2)
FORMATS = st.sampled_from(["", "kr", "hele kr", "positiv kr", "tusinde", "mio", "hele mio"])


@given(MONEY, FORMATS)
def test_what_the_report_writes_is_read_back(value: Decimal, words: str) -> None:
    text = danish.number(value, words)
    read = amounts.whole(text)
    assert read is not None
    assert read.rounding_of(value) == read.step
    sign = 1 if "positiv" in words or not read.value else value.copy_sign(1) / value
    assert (read.value > 0) is (sign > 0 and read.value != 0)
    assert [one.value for one in amounts.found(f"Vi brugte {text} i 2019.")] in ([read.value], [])


@given(st.text(st.sampled_from("0123456789.,- −()%krtmiopc \u00a0xæ")))
def test_any_text_is_read_to_its_end(text: str) -> None:
    at = 0
    for one in amounts.found(text):
        assert at <= one.start < one.end
        at = one.end
    amounts.whole(text)
