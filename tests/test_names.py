"""The figures that texts may name: what they come to, and the cells that they come from."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from registers import grids

from digit_xl import export
from digit_xl.association import names
from digit_xl.association.sheets import Accounts, Members
from digit_xl.facts import Period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digit_xl.book.grid import Cell
    from digit_xl.facts import Fact
    from digit_xl.register import Register

# Below the small register's three accounts: one more of the group, after a line outside it.
SCATTERED: dict[str, Cell] = {
    "Konti!A5": 4.0,
    "Konti!B5": "Betakonto",
    "Konti!C5": "Projekter",
    "Konti!D5": "Udgift",
    "Konti!G5": 9.75,
}


def register(changes: Mapping[str, Cell] | None = None) -> Register:
    """The small register with those cells changed; rows may be added."""
    return export.check(grids(changes, tables=False))[0]


def figures(changes: Mapping[str, Cell] | None = None) -> Mapping[str, Fact]:
    return names.figures(register(changes))


def told(fact: Fact) -> tuple[object, str]:
    """The value as it is and its cells."""
    return fact.value, " ".join(str(place) for place in fact.places)


@pytest.mark.parametrize(
    ("name", "value", "places"),
    [
        ("konti.Alfakonto.udgifter", Decimal("150.25"), "Konti!G3"),
        ("konti.2.udgifter", Decimal("150.25"), "Konti!G3"),
        ("konti.Kontingent.i_alt", Decimal("-200.50"), "Konti!H2"),
        ("konti.1.budget", Decimal("-210.00"), "Konti!I2"),
        ("konti.1.afvigelse", Decimal("9.50"), "Konti!J2"),
        ("konti.2.posteret", Decimal("150.25"), "Konti!L3"),
        ("grupper.Projekter.udgifter", Decimal("150.25"), "Konti!G3"),
        ("regnskab.indtægter", Decimal("-200.50"), "Konti!F2:F4"),
        ("regnskab.udgifter", Decimal("130.25"), "Konti!G2:G4"),
        ("regnskab.resultat", Decimal("-70.25"), "Konti!H2:H4"),
        ("regnskab.budget", Decimal("-110.00"), "Konti!I2:I4"),
        ("regnskab.overført", Decimal("-20.00"), "Konti!G4"),
        ("medlemmer.antal", 2, "Medlemmer!A2:A3"),
        ("medlemmer.navne", ("Nordby", "Sønderby"), "Medlemmer!A2:A3"),
        ("projekter.antal", 2, "Projekter!A2:A3"),
        ("forening.navn", "Foreningen Nord", "Forening!B2"),
        ("forening.undertitel", None, "Forening!B4"),
        ("forening.stiftet", Period(2015), "Forening!B6"),
        ("forening.år", Period(2019), "Forening!B7"),
        ("forening.næste_år", Period(2020), "Forening!B7"),
        ("forening.forrige_år", Period(2018), "Forening!B7"),
        ("forening.udgivet", dt.date(2020, 5, 10), "Forening!B11"),
        ("forening.horisont", "2018–2021", "Forening!B12 Forening!B13"),
    ],
)
def test_a_figure_knows_its_value_and_its_cells(name: str, value: object, places: str) -> None:
    assert told(figures()[name]) == (value, places)


def test_blank_is_unknown_and_zero_is_zero() -> None:
    assert told(figures()["regnskab.sidste_år"]) == (None, "Konti!K2:K4")
    assert told(figures()["konti.Alfakonto.indtægter"]) == (None, "Konti!F3")
    assert told(figures()["grupper.Projekter.indtægter"]) == (None, "Konti!F3")
    zero = figures({"Konti!K3": 0.0, "Konti!F3": 0.0})
    assert told(zero["regnskab.sidste_år"]) == (Decimal(0), "Konti!K2:K4")
    assert told(zero["konti.Alfakonto.indtægter"]) == (Decimal(0), "Konti!F3")
    assert told(zero["grupper.Projekter.indtægter"]) == (Decimal(0), "Konti!F3")


def test_a_sum_over_scattered_rows_names_each_cell_and_no_cell_between() -> None:
    known = figures(SCATTERED)
    assert told(known["grupper.Projekter.udgifter"]) == (Decimal("160.00"), "Konti!G3 Konti!G5")
    assert told(known["regnskab.udgifter"]) == (Decimal("140.00"), "Konti!G2:G5")


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        ([], []),
        ([3], ["Konti!G3"]),
        ([2, 3, 4], ["Konti!G2:G4"]),
        ([2, 4], ["Konti!G2", "Konti!G4"]),
        ([2, 3, 5], ["Konti!G2", "Konti!G3", "Konti!G5"]),
    ],
)
def test_rows_are_a_range_only_when_they_follow_each_other(
    rows: list[int], places: list[str]
) -> None:
    spanned = names.span(register(), Accounts.expense, rows)
    assert [str(place) for place in spanned] == places
    assert {place.heading for place in spanned} <= {"Udgifter"}


def test_an_account_called_like_anothers_number_is_still_itself() -> None:
    known = figures({"Konti!B4": "2", "Konti!B2": "3"})
    assert told(known["konti.2.udgifter"]) == (Decimal("-20.00"), "Konti!G4")
    assert told(known["konti.3.indtægter"]) == (Decimal("-200.50"), "Konti!F2")
    assert told(known["konti.Alfakonto.udgifter"]) == (Decimal("150.25"), "Konti!G3")


@pytest.mark.parametrize(
    ("since", "until", "counted"),
    [
        (None, None, True),
        ("december 2019", None, True),
        (dt.date(2020, 1, 1), None, False),
        ("januar 2020", None, False),
        (None, "december 2019", True),
        (None, dt.date(2019, 12, 30), False),
        (None, "november 2019", False),
    ],
)
def test_the_members_are_those_of_the_years_end(since: Cell, until: Cell, *, counted: bool) -> None:
    changes: dict[str, Cell] = {"Medlemmer!C2": since, "Medlemmer!D2": until}
    current = ("Nordby", "Sønderby") if counted else ("Sønderby",)
    assert tuple(names.members(register(changes))["municipality"]) == current
    known = figures(changes)
    places = "Medlemmer!A2:A3" if counted else "Medlemmer!A3"
    assert told(known["medlemmer.navne"]) == (current, places)
    assert told(known["medlemmer.antal"]) == (len(current), places)


def test_a_member_that_left_between_two_others_is_not_among_the_cells() -> None:
    known = figures({"Medlemmer!D3": "juni 2018", "Medlemmer!A4": "Vesterby"})
    assert told(known["medlemmer.navne"]) == (("Nordby", "Vesterby"), "Medlemmer!A2 Medlemmer!A4")


def test_an_empty_sheet_has_no_cells_to_name() -> None:
    blank: dict[str, Cell] = {
        f"Projekter!{letter}{row}": None for letter in "ABCDEFGH" for row in (2, 3)
    }
    assert told(figures(blank)["projekter.antal"]) == (0, "")


def test_a_horizon_of_one_end_is_unknown() -> None:
    assert figures({"Forening!B13": None})["forening.horisont"].value is None


def test_a_column_as_one_range() -> None:
    assert [str(place) for place in names.spread(register(), Members.code)] == ["Medlemmer!B2:B3"]
