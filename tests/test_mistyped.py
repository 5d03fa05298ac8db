"""A mistyped name in a worksheet function is told of, with the name that may be meant."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from digit_xl import export
from digit_xl.functions import answers

if TYPE_CHECKING:
    from digit_xl.book.grid import Rows

REGISTER = Path(__file__).parents[1] / "workbooks" / "digit-2019.xlsx"
YEAR_END = dt.date(2019, 12, 31)
NOT_THERE = "Er koden rigtig, er projektet ikke startet."


def table(title: str) -> Rows:
    return export.grids(REGISTER)[title].rows


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("ESDX", f"»ESDX« står ikke i tabellen. Mener du »ESDH«? {NOT_THERE}"),
        ("esdx", f"»esdx« står ikke i tabellen. Mener du »ESDH«? {NOT_THERE}"),
        ("QQQ", f"»QQQ« står ikke i tabellen. {NOT_THERE}"),
        ("esdh", "Mener du »ESDH«? Store og små bogstaver tæller."),
    ],
)
def test_a_project_without_a_phase_is_not_said_to_be_anywhere(code: str, told: str) -> None:
    assert answers.fase(code, YEAR_END, table("Faser")) == f"Fejl: projekt: {told}"


def test_of_a_table_without_phases_every_project_is_told_so() -> None:
    phases: Rows = [["Projekt", "Fase", "Fra", "Til"]]
    told = answers.fase("ESDH", YEAR_END, phases)
    assert told == f"Fejl: projekt: »ESDH« står ikke i tabellen. {NOT_THERE}"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("esdh", "ESDH"),
        ("Projektr", "Projekter"),
        ("grupper.projektr", "Projekter"),
        ("konti.personalet", "Personale"),
    ],
)
def test_the_nearest_account_or_group_is_named(name: str, meant: str) -> None:
    told = str(answers.total(name, table("Konti")))
    assert told == (
        f"Fejl: navn: Ingen konto eller gruppe hedder »{name}«. Mener du »{meant}«? "
        "Skriv navnet som i tabellen."
    )
