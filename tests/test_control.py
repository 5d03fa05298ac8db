"""What the sheet Kontrol shows."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from openpyxl import load_workbook

from digit_xl import control, create
from digit_xl.association.sheets import Control
from digit_xl.book import patch
from digit_xl.book.changes import Changes
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


def kontrol(content: bytes) -> Any:  # noqa: ANN401 - openpyxl's types know less
    return load_workbook(io.BytesIO(content))[Control.title]


def test_a_row_is_as_high_as_its_finding_is_long_after_each_check() -> None:
    """LibreOffice would print it over the next one; Excel may still find its own height."""
    long = finding("Et ord efter det andet. " * 8)
    listed = [control.listed(found, MOMENT) for found in ([long, finding()], [finding(), long])]
    first = patch.changed(create.empty(), Changes(listed=listed[:1]))
    second = patch.changed(first, Changes(listed=listed[1:]))
    for content, rows in ((first, (4, 5)), (second, (5, 4))):
        high, usual = (kontrol(content).row_dimensions[row] for row in rows)
        assert (high.height, usual.height) == (30, None)


def test_no_lines_cross_the_words_above_the_table() -> None:
    content = patch.changed(create.empty(), Changes(listed=[control.listed([], MOMENT)]))
    sheet = kontrol(content)
    assert sheet["A1"].value.startswith("Kontrolleret")
    for row in sheet["A1:E2"]:
        for cell in row:
            assert cell.has_style
            assert not any(side and side.style for side in (cell.border.left, cell.border.bottom))
    assert sheet["A4"].border.left.style
