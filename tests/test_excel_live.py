"""The buttons over the 2019 register as xlwings has it open: the same path as the command line."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from remote import opened

from digit_xl import __version__, excel, export, opening

if TYPE_CHECKING:
    from remote import Excel

REGISTER = Path(__file__).parents[1] / "workbooks" / "digit-2019.xlsx"


def told(it: Excel) -> list[str]:
    """The dialogs that were shown, which are then taken from the queue."""
    queue = it.book.json()["actions"]
    shown = [str(action["args"][0]) for action in queue if action["func"] == "alert"]
    queue[:] = [action for action in queue if action["func"] != "alert"]
    return shown


@pytest.fixture
def spoilt(tmp_path: Path) -> bytes:
    """The register with an amount that is none, an overtyped formula, and one that is gone."""
    workbook, path = load_workbook(REGISTER), tmp_path / "spoilt.xlsx"
    for address, value in (("G3", "mange"), ("H5", 12.5), ("H6", None)):
        workbook["Konti"][address] = value
    workbook.save(path)
    return path.read_bytes()


def test_the_buttons_check_and_fill_the_open_register(spoilt: bytes, home: Path) -> None:
    with opened(spoilt, place=str(home / "r.xlsx")) as it:
        excel.validate(__version__)
        excel.fill(__version__)
        [checked, filled] = told(it)
        workbook = load_workbook(io.BytesIO(it.saved()))
    assert checked.startswith("Kontrollen fandt 1 fejl, ")
    assert filled == (
        "1 formel skrevet og 1 sat tilbage.\n\n"
        "Konti!H5: Formlen er sat tilbage. I cellen stod »12,50«."
    )
    assert workbook.active
    assert workbook.active.title == "Kontrol"
    rows = [[cell.value for cell in row] for row in workbook["Kontrol"].iter_rows(4)]
    assert ["fejl", "Konti", '=HYPERLINK("#Konti!G3","G3")', "CEL-07"] in [row[:4] for row in rows]
    kept = load_workbook(REGISTER)["Konti"]
    assert [workbook["Konti"][cell].value for cell in ("H5", "H6")] == [
        kept[cell].value for cell in ("H5", "H6")
    ]


@pytest.mark.parametrize("macos", [False, True], ids=["windows", "macos"])
def test_the_report_is_the_one_of_the_command_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, *, macos: bool
) -> None:
    shown: list[Path] = []
    monkeypatch.setattr(opening, "show", shown.append)
    name = "a=b 'c' Ærø.xlsx"
    with opened(REGISTER.read_bytes(), name=name, place=str(home / name), macos=macos) as it:
        excel.report(__version__)
        dialogs = told(it)
    report = home / "a=b 'c' Ærø.docx"
    expected = export.export(export.grids(REGISTER), export.template(None))
    assert report.read_bytes() == expected.document
    assert shown == [report]
    assert dialogs == [
        f"»{report.name}« ligger i mappen »{home}«.\n\nTryk OK, så åbnes »{report.name}«."
    ]


def test_a_register_on_the_web_has_its_report_in_documents(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Path] = []
    monkeypatch.setattr(opening, "show", shown.append)
    address = "https://kommune.sharepoint.com/sites/x/Delte%20dokumenter/register.xlsx"
    with opened(REGISTER.read_bytes(), place=address):
        excel.report(__version__)
    assert shown == [home / "Documents" / "register.docx"]
