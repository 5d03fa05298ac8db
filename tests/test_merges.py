"""Merged cells are told of where they take values from the register, and nowhere else."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ledgers
import pytest
from openpyxl import Workbook, load_workbook
from registers import grids
from remote import opened

from digit_xl import export, merges, reading
from digit_xl.association.sheets import READ, Accounts, Association, Postings
from digit_xl.book import disk, live
from digit_xl.book.places import Area, area
from digit_xl.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digit_xl.book.grid import Cell, Grid
    from digit_xl.findings import Finding

REGISTER = Path(__file__).parents[1] / "workbooks" / "digit-2019.xlsx"
MACOS = pytest.mark.parametrize("macos", [False, True], ids=["windows", "macos"])


def merged(
    title: str, *areas: str, changes: Mapping[str, Cell] | None = None, tables: bool = True
) -> dict[str, Grid]:
    """The small register with those areas of a sheet merged, and only their first cells filled."""
    sheets = grids(changes, tables=tables)
    known = [area(text) for text in areas]
    rows = [list(row) for row in sheets[title].rows]
    for one in known:
        for row in range(one.top, min(one.bottom, len(rows)) + 1):
            for column in range(one.left, min(one.right, len(rows[row - 1])) + 1):
                if (row, column) != one[:2]:
                    rows[row - 1][column - 1] = None
    grid = replace(sheets[title], load=lambda: rows, merged=lambda: known)
    return {**sheets, title: grid}


def told(sheets: Mapping[str, Grid]) -> list[tuple[str, str]]:
    return [(str(found.place), found.rule) for found in export.check(sheets)[1].findings]


def findings_of(workbook: Workbook) -> list[Finding]:
    content = io.BytesIO()
    workbook.save(content)
    return list(export.check(disk.read(content.getvalue(), READ))[1].findings)


def test_a_merged_group_is_told_of_at_its_first_cell() -> None:
    workbook = load_workbook(REGISTER)
    workbook["Konti"].merge_cells("C8:C18")
    (finding,) = [one for one in findings_of(workbook) if one.severity is Severity.ERROR]
    assert str(finding) == (
        "Konti!C8 fejl CEL-11: Cellerne C8:C18 er flettet, så kun den øverste har en værdi. "
        "Ophæv fletningen (Flet og centrér), og skriv værdien i hver celle."
    )


def test_merged_formulas_are_not_told_of_a_second_time() -> None:
    workbook = load_workbook(REGISTER)
    workbook["Konti"].merge_cells("H5:H8")
    rules = [one.rule for one in findings_of(workbook) if one.place.sheet == "Konti"]
    assert rules == ["CEL-11"]


@pytest.mark.parametrize(
    ("title", "area", "place"),
    [
        ("Medlemmer", "A2:A3", "Medlemmer!A2"),  # the second must be filled
        ("Medlemmer", "A2:B2", "Medlemmer!A2"),
        ("Konti", "H2:H4", "Konti!H2"),  # computed
        ("Forening", "B2:B4", "Forening!B2"),
        ("Forening", "A2:B2", "Forening!A2"),
    ],
)
@pytest.mark.parametrize("tables", [False, True])
def test_it_is_told_once_and_not_that_the_covered_cells_are_blank(
    title: str, area: str, place: str, *, tables: bool
) -> None:
    assert told(merged(title, area, tables=tables)) == [(place, "CEL-11")]


@pytest.mark.parametrize(
    ("title", "area", "there"),
    [
        ("Konti", "C2:D2", ("Konti!C2", "CEL-11")),
        ("Konti", "A1:B1", ("Konti!A1", "CEL-11")),
        ("Forening", "A3:A4", ("Forening!A3", "CEL-11")),
        ("Konti", "A1:A2", ("Konti!A1", "CEL-11")),
    ],
)
def test_what_else_follows_from_it_is_told_too(
    title: str, area: str, there: tuple[str, str]
) -> None:
    assert there in told(merged(title, area, changes={"Konti!C2": "Kontingent"}))


@pytest.mark.parametrize(
    ("title", "area"),
    [
        ("Konti", "A1:A1"),
        ("Konti", "N1:P3"),  # beside the table
        ("Konti", "A40:C42"),  # below all
        ("Noter", "C2:D2"),  # of a column of ours and the user's own
        ("Konti", "C3:C3"),
        ("Forening", "C1:C9"),
    ],
)
def test_what_takes_no_value_from_anybody_is_harmless(title: str, area: str) -> None:
    assert told(merged(title, area, changes={"Konti!N2": "Eget"})) == []


def test_blank_cells_that_may_be_blank_are_harmless_and_others_are_told_of_once() -> None:
    assert told(merged("Medlemmer", "D2:D3")) == []
    blank: dict[str, Cell] = {"Medlemmer!A2": None}
    sheets = merged("Medlemmer", "A2:A3", changes=blank)
    findings = [one for one in export.check(sheets)[1].findings if one.place.sheet == "Medlemmer"]
    assert [one.rule for one in findings] == ["CEL-11", "CEL-08"]
    assert "så kun den øverste kan udfyldes." in findings[0].message


def test_a_title_above_a_sheet_without_a_table_is_harmless() -> None:
    workbook = load_workbook(REGISTER)
    sheet: Any = workbook["Konti"]
    del sheet.tables["Konti"]
    sheet.insert_rows(1, 2)
    sheet["A1"] = "Regnskab 2019"
    sheet.merge_cells("A1:L1")
    assert "CEL-11" not in {finding.rule for finding in findings_of(workbook)}


def test_areas_that_overlap_are_not_counted_again_and_again() -> None:
    grid = merged("Konti", *["A2:L4"] * 50)["Konti"]
    counted = reading.read(Accounts, grid)
    assert {finding.rule for finding in counted.findings} == {"CEL-11"}
    assert len(counted.findings) == 1
    fields = merged("Forening", "A2:B9")["Forening"]
    rules = [finding.rule for finding in reading.read(Association, fields).findings]
    assert rules.count(merges.MERGED.id) == 1


def test_a_large_ledger_is_still_read_by_columns() -> None:
    content = ledgers.register(ledgers.rows(25_000), 25_000)
    grid = disk.read(content, ["Posteringer"])["Posteringer"]
    assert grid.merged() == []
    above = replace(grid, merged=lambda: [Area(1, 9, 1, 12)])
    read = reading.read(Postings, above)
    assert (read.findings, read.frame.height) == ((), 25_000)
    assert "rows" not in vars(above)


@pytest.mark.parametrize("formula", [None, "=1+1"])
def test_a_saved_sheet_tells_its_merged_areas(formula: str | None) -> None:
    """With and without a formula among its cells, which is parsed otherwise."""
    workbook, content = load_workbook(REGISTER), io.BytesIO()
    sheet: Any = workbook.create_sheet("Prøve")
    sheet["A9"] = formula or "mergeCells"
    sheet.merge_cells("B2:D5")
    sheet.merge_cells("A9:A10")
    workbook.save(content)
    found = disk.read(content.getvalue(), ["Prøve"])["Prøve"]
    assert sorted(found.merged()) == [Area(2, 2, 5, 4), Area(9, 1, 10, 1)]


@MACOS
def test_excel_is_asked_once_where_nothing_is_merged(*, macos: bool) -> None:
    with opened(REGISTER.read_bytes(), macos=macos) as excel:
        found = live.sheets(excel.book, READ)
        excel.reads.clear()
        assert not any(grid.merged() for grid in found.values())
        assert len(excel.reads) == len(found)


def test_excel_is_asked_a_few_times_and_the_first_hundred_areas_will_do() -> None:
    workbook, content = Workbook(), io.BytesIO()
    sheet: Any = workbook.active
    sheet.title = "Konti"
    sheet["B10000"] = "x"
    sheet.merge_cells("A1:B1")
    workbook.save(content)
    with opened(content.getvalue()) as excel:
        grid = live.sheets(excel.book, ["Konti"])["Konti"]
        excel.reads.clear()
        assert grid.merged() == [Area(1, 1, 1, 2)]
        assert len(excel.reads) < 40
    for row in range(2, 2000, 2):
        sheet.merge_cells(f"A{row}:A{row + 1}")
    workbook.save(content)
    with opened(content.getvalue()) as excel:
        grid = live.sheets(excel.book, ["Konti"])["Konti"]
        assert [one.top for one in grid.merged()] == [1, *range(2, 200, 2)]
