"""A sheet is brought to the front, wherever it is and whether it was seen or not."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.table import Table
from remote import opened
from tampered import lock_structure, saved

from digit_xl.book import live

SYSTEMS = pytest.mark.parametrize("macos", [False, True], ids=["windows", "macos"])


def three_sheets(state: str = "visible") -> Workbook:
    """A sheet Kontrol, and a table of that name on the sheet Fund, which is in that state."""
    workbook = Workbook()
    workbook.create_sheet("Kontrol")
    sheet = workbook.create_sheet("Fund")
    sheet["A1"], sheet["A2"] = "Alvor", "fejl"
    sheet.add_table(Table(displayName="Kontrol", ref="A1:A2"))
    sheet.sheet_state = state
    return workbook


def brought(workbook: Workbook, name: str, *, macos: bool = False) -> Workbook:
    """The workbook after that was brought to the front."""
    with opened(saved(workbook), macos=macos) as excel:
        live.activate(excel.book, name)
        return load_workbook(io.BytesIO(excel.saved()))


def active(workbook: Workbook) -> str:
    """The title of the sheet in front."""
    assert workbook.active
    return workbook.active.title


@pytest.mark.parametrize(
    ("name", "title"), [("KONTROL", "Fund"), ("fund", "Fund"), ("Findes ikke", "Sheet")]
)
def test_it_is_the_sheet_of_the_table_before_the_one_of_the_title(name: str, title: str) -> None:
    assert active(brought(three_sheets(), name)) == title


@SYSTEMS
@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_shown_first(state: str, *, macos: bool) -> None:
    workbook = brought(three_sheets(state), "Kontrol", macos=macos)
    assert (active(workbook), workbook["Fund"].sheet_state) == ("Fund", "visible")


@SYSTEMS
@pytest.mark.parametrize("state", ["visible", "hidden", "veryHidden"])
def test_where_none_can_be_shown_a_hidden_one_stays_where_it_is(state: str, *, macos: bool) -> None:
    workbook = three_sheets(state)
    lock_structure(workbook)
    after = brought(workbook, "Kontrol", macos=macos)
    assert after["Fund"].sheet_state == state
    assert active(after) == ("Fund" if state == "visible" else "Sheet")
