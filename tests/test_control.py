"""What the sheet Kontrol shows."""

from __future__ import annotations

import datetime as dt

from digit_xl import control
from digit_xl.book.plan import Formula
from digit_xl.findings import Finding, Place, Severity

MOMENT = dt.datetime(2020, 5, 4, 8, 7)


def finding(message: str = "Ret det.", place: Place | None = None) -> Finding:
    return Finding("PRO-01", Severity.ERROR, message, place or Place("Projekter", 7, 3))


def test_a_finding_is_a_row_whose_cell_is_a_link() -> None:
    listed = control.listed([finding()], MOMENT)
    link = Formula('HYPERLINK("#Projekter!C7","C7")', "C7")
    assert listed.rows == [["fejl", "Projekter", link, "PRO-01", "Ret det."]]
    assert listed.line == "Kontrolleret 4. maj 2020 kl. 08.07: 1 fejl."


def test_a_sheet_as_a_whole_has_no_cell_to_go_to() -> None:
    listed = control.listed([finding(place=Place("Konti"))], MOMENT)
    assert listed.rows[0][:3] == ["fejl", "Konti", None]


def test_it_says_so_when_nothing_is_wrong() -> None:
    listed = control.listed([], MOMENT)
    assert listed.line == "Kontrolleret 4. maj 2020 kl. 08.07: Ingen fejl."
    assert listed.rows == [["i orden", None, None, None, "Kontrollen fandt intet at rette."]]


def test_a_message_has_nothing_that_a_file_cannot_hold() -> None:
    listed = control.listed([finding("»a\x00b\x1b« er ikke tilladt.")], MOMENT)
    assert listed.rows[0][4] == "»a\ufffdb\ufffd« er ikke tilladt."


def test_very_many_findings_are_cut_and_that_is_told() -> None:
    listed = control.listed([finding()] * 6000, MOMENT)
    assert len(listed.rows) == 5000
    assert listed.line.endswith("6000 fejl. De første 5.000 vises.")
