"""What lights up in a register after a check, and what its charts take, as LibreOffice finds it."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from calculated import MADE_UP
from office import recalculated
from openpyxl import load_workbook

from digit_xl import control, create
from digit_xl.association import overview
from digit_xl.association.sheets import READ, SHEETS
from digit_xl.book import disk, patch
from digit_xl.findings import Finding, Place, Severity
from digit_xl.schema import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from digit_xl.book.grid import Grid

REGISTER = Path(__file__).parents[1] / "workbooks" / "digit-2019.xlsx"
MOMENT = dt.datetime(2020, 5, 4, 8, 7)
MARKED = [sheet.title for sheet in SHEETS if sheet.role in (Role.ROWS, Role.FIELDS)]
ROWS, COLUMNS = 12, 30  # of each sheet that are looked at
ERROR, WARNING, REMARK = Severity
GRADES = [severity.value for severity in Severity]

LISTED = {
    ("Konti", "G3"): ERROR,
    ("Konti", "A1"): WARNING,
    ("Konti", "AA12"): REMARK,
    ("Projekter", "G3"): REMARK,
    ("Projekter", "G4"): ERROR,
    ("Forening", "B7"): WARNING,
    ("Posteringer", "F2"): ERROR,
}


def finding(severity: Severity, place: Place) -> Finding:
    return Finding("PRO-01", severity, "=Ret det.", place)


def findings() -> list[Finding]:
    """One for each of those cells, and some of sheets as a whole, which light no cell."""
    told = [finding(ERROR, Place("Medlemmer")), finding(ERROR, Place("Konti"))]
    for (title, cell), severity in LISTED.items():
        letters = cell.rstrip("0123456789")
        column = sum(26**at * (ord(one) - 64) for at, one in enumerate(reversed(letters)))
        told.append(finding(severity, Place(title, int(cell[len(letters) :]), column)))
    return [*told, finding(REMARK, Place("Konti", 3, 7))]  # of a cell that has an error too


def checked(book: bytes, found: Sequence[Finding]) -> bytes:
    return patch.changed(book, control.changes(found, MOMENT, disk.read(book, READ)))


def rules(sheet: Worksheet) -> dict[str, list[str]]:
    """The formulas of the sheet's marks by their cells, the first that wins first."""
    return {
        str(cells.sqref): [
            rule.formula[0] for rule in sorted(cells.rules, key=lambda rule: rule.priority)
        ]
        for cells in sheet.conditional_formatting
    }


def asked(formulas: Sequence[str], answers: Sequence[str]) -> str:
    """The formula that tells the first of the marks that holds."""
    told = '""'
    for formula, answer in reversed([*zip(formulas, answers, strict=True)]):
        told = f'IF({formula},"{answer}",{told})'
    return f"={told}"


def calculated(workbook: Workbook, folder: Path, titles: Sequence[str]) -> Mapping[str, Grid]:
    saved = io.BytesIO()
    workbook.save(saved)
    return disk.read(recalculated(saved.getvalue(), folder), titles)


@pytest.mark.office
def test_the_listed_cells_are_lit_and_no_others(tmp_path: Path) -> None:
    """Each mark's formula is put into the very cells that it is for."""
    workbook = load_workbook(io.BytesIO(checked(create.register(MADE_UP), findings())))
    for title in MARKED:
        sheet = workbook[title]
        ((cells, formulas),) = rules(sheet).items()
        assert cells == "A1:XFD1048576"
        sheet.tables.clear()
        for row in range(1, ROWS + 1):
            for column in range(1, COLUMNS + 1):
                sheet.cell(row, column).value = asked(formulas, GRADES)
    found = calculated(workbook, tmp_path, MARKED)
    lit = {
        (title, Place(title, row, column).cell): found[title].cell(row, column)
        for title in MARKED
        for row in range(1, ROWS + 1)
        for column in range(1, COLUMNS + 1)
        if found[title].cell(row, column)
    }
    assert lit == {at: severity.value for at, severity in LISTED.items()}


@pytest.mark.office
def test_kontrol_lights_each_severity_in_its_colour(tmp_path: Path) -> None:
    told = findings()
    workbook = load_workbook(io.BytesIO(checked(create.register(MADE_UP), told)))
    sheet = workbook["Kontrol"]
    ((cells, formulas),) = rules(sheet).items()
    first = int(cells.partition(":")[0][1:])
    assert first == control.HEADER_ROW + 1
    last = first + len(told)
    for row in range(first, last + 1):
        here = [formula.replace(f"$A{first}", f"$A{row}") for formula in formulas]
        sheet.cell(row, 9).value = asked(here, GRADES)
    found = calculated(workbook, tmp_path, ["Kontrol"])["Kontrol"]
    assert [found.cell(row, 9) for row in range(first, last + 1)] == [
        *(one.severity.value for one in told),
        None,
    ]


@pytest.mark.office
@pytest.mark.parametrize(
    ("severities", "colour"),
    [
        ((ERROR, WARNING, REMARK), "rød"),
        ((REMARK, WARNING), "gul"),
        ((REMARK,), "grøn"),
        ((), "grøn"),
        (None, None),
    ],
    ids=["error", "warning", "remark", "nothing", "unchecked"],
)
def test_the_light_has_the_colour_of_the_gravest(
    severities: tuple[Severity, ...] | None, colour: str | None, tmp_path: Path
) -> None:
    book = create.register(MADE_UP)
    if severities is not None:
        book = checked(book, [finding(one, Place("Konti", 2, 1)) for one in severities])
    workbook = load_workbook(io.BytesIO(book))
    sheet = workbook["Overblik"]
    formulas = rules(sheet)[overview.LIGHT.cell]
    sheet["I1"] = asked(formulas, ["rød", "gul", "grøn"])
    found = calculated(workbook, tmp_path, ["Overblik"])["Overblik"]
    assert found.cell(1, 9) == colour
    gravest = sorted(severities or (), key=[*Severity].index)
    told = ", ".join(one.counted(1) for one in gravest) or overview.FINE
    shown = found.cell(overview.LIGHT.row, overview.LIGHT.column)
    assert shown == (overview.UNCHECKED if severities is None else told)


def test_a_check_leaves_every_cells_own_look() -> None:
    before = create.register(MADE_UP)
    titles = load_workbook(io.BytesIO(before)).sheetnames
    control_at, overview_at = (titles.index(title) + 1 for title in ("Kontrol", "Overblik"))
    assert patch.differing(before, checked(before, findings())) == {
        f"xl/worksheets/sheet{control_at}.xml",
        f"xl/tables/table{control_at}.xml",
        f"xl/worksheets/sheet{overview_at}.xml",
    }
