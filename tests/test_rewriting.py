"""What a filling writes into the open workbook, and what is kept from happening meanwhile."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from calculated import cells as values_at
from calculated import computed, plain, read
from office import recalculated
from openpyxl import load_workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.filters import AutoFilter, FilterColumn, Filters
from remote import opened
from tampered import FILLED, MOMENT, REGISTER, protect, shown, tampered, written

from digit_xl import control, export, filling
from digit_xl.association.sheets import READ
from digit_xl.book import live, native, rewriting
from digit_xl.book.changes import Changes, Filled

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook


def test_protected_sheets_are_known_by_their_titles() -> None:
    with opened(tampered(protect("Konti"))) as excel:
        titles = ["KONTI", "Faser", "Overblik", "Findes ikke"]
        assert rewriting.protected(excel.book, titles) == ["KONTI", "Overblik"]


@pytest.mark.parametrize("macos", [False, True])
def test_a_run_is_one_write_with_excels_habits_off_and_then_as_they_were(*, macos: bool) -> None:
    with opened(REGISTER.read_bytes(), macos=macos) as excel:
        excel.book.app.calculation = "semiautomatic"
        live.write(excel.book, Changes(FILLED))
        told = [(one["func"], *one["args"]) for one in excel.book.json()["actions"]]
        assert [one for one in told if one[0] != "setFormula"] == [
            ("setCalculation", "AutomaticExceptTables"),
            *(("setCalculation", "Manual"), ("setFillsColumns", False)),
            *(("setFillsColumns", True), ("setCalculation", "AutomaticExceptTables")),
            ("calculate",),
        ]
        assert told[3][0] == "setFormula"


@pytest.mark.parametrize("macos", [False, True])
def test_a_column_gets_the_formula_in_the_cells_of_the_run_alone(*, macos: bool) -> None:
    """Excel would fill all of a table's column with the first formula in it."""

    def empty(workbook: Workbook) -> None:
        for row in range(2, 20):
            workbook["Konti"].cell(row, 8).value = None

    sheet = written(tampered(empty), Changes(FILLED), macos=macos)["Konti"]
    formulas = [sheet.cell(row, 8).value for row in range(2, 20)]
    assert [row for row, text in enumerate(formulas, 2) if text] == [3, 4]


def test_habits_are_as_they_were_also_when_something_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(rewriting, "_fill", fail)
    with opened(REGISTER.read_bytes()) as excel:
        with pytest.raises(ZeroDivisionError):
            live.write(excel.book, Changes(FILLED))
        assert excel.asked == [
            *("setCalculation", "setFillsColumns", "setFillsColumns", "setCalculation")
        ]
        assert excel.book.app.calculation == "automatic"
        assert native.fills_columns(excel.book.app)


def filter_konti(workbook: Workbook) -> None:
    column = FilterColumn(colId=2, filters=Filters(filter=["Projekter"]))
    workbook["Konti"].tables["Konti"].autoFilter = AutoFilter("A1:K19", [column])


def test_where_a_filter_hides_rows_each_cell_is_written_alone() -> None:
    content = tampered(filter_konti)
    with opened(content) as excel:
        live.write(excel.book, Changes(FILLED))
        assert excel.asked.count("setFormula") == 2
        sheet: Any = load_workbook(io.BytesIO(excel.saved()))["Konti"]
    assert sheet["H4"].value == "=Konti[[#This Row],[Indtægter]]"
    assert sheet.tables["Konti"].autoFilter.filterColumn  # which is the user's


@pytest.mark.parametrize("several", [False, True])
def test_filters_are_asked_for_once_and_only_where_several_cells_are_written(
    *, several: bool
) -> None:
    runs = [Filled("Konti", row, 8, "1+1", [None]) for row in range(3, 603, 2)]
    runs += [Filled("Konti", 700, 8, "1+1", [None, None])] * 2 if several else []
    with opened(REGISTER.read_bytes()) as excel:
        live.write(excel.book, Changes(runs))
        assert excel.filters == (["Konti"] if several else [])
        assert excel.asked.count("setFormula") == len(runs)


@pytest.mark.parametrize("cells", [("H3", "H4"), ("H4",)])
def test_a_formula_does_not_become_a_text(cells: tuple[str, ...]) -> None:
    def format_as_text(workbook: Workbook) -> None:
        for cell in cells:
            workbook["Konti"][cell].number_format = "@"

    sheet: Any = written(tampered(format_as_text), Changes(FILLED))["Konti"]
    assert [sheet[cell].data_type for cell in ("H3", "H4")] == ["f", "f"]
    kept = load_workbook(REGISTER)["Konti"]["H3"].number_format
    assert sheet["H3"].number_format == ("General" if "H3" in cells else kept)


YELLOW = PatternFill("solid", fgColor="FFFF00")


def spoil(workbook: Workbook) -> None:
    """Overtype formulas, blank some, spoil an input, and colour cells."""
    sheet: Any = workbook["Konti"]
    sheet["H3"], sheet["H5"], sheet["H6"], sheet["G9"] = 12.5, None, "=1+1", "tolv"
    for cell in ("H5", "G9", "B2"):
        sheet[cell].fill = YELLOW
    projects: Any = workbook["Projekter"]
    for row in range(2, 6):
        projects.cell(row, 9).value = None


@pytest.mark.office
def test_after_filling_and_checking_the_numbers_and_the_findings_are_right(tmp_path: Path) -> None:
    """The tampered register, filled and checked in Excel's double, calculated by LibreOffice."""
    with opened(tampered(spoil)) as excel:
        sheets = live.sheets(excel.book, READ)
        live.write(excel.book, filling.plan(sheets).changes)
        filled = excel.saved()
    calculated = recalculated(filled, tmp_path)
    with opened(calculated) as excel:
        register, outcome = export.check(live.sheets(excel.book, READ))
        live.write(excel.book, Changes(listed=[control.listed(outcome.findings, MOMENT)]))
        checked = excel.saved()
    rows = shown(load_workbook(io.BytesIO(checked)))[3:]
    assert [(row[0], row[1], row[3], row[4]) for row in rows] == [
        (found.severity.value, found.place.sheet, found.rule, found.message)
        for found in outcome.findings
    ]
    assert any(row[1] == "Konti" and "G9" in str(row[2]) and row[3] == "CEL-07" for row in rows)
    assert not any(str(row[3]).startswith("FIG") for row in rows)  # the formulas are right again
    assert register is not None
    kept: Any = load_workbook(io.BytesIO(filled))["Konti"]
    assert [kept[cell].fill.fgColor.rgb for cell in ("H5", "G9", "B2")] == ["00FFFF00"] * 3
    assert kept["H5"].number_format == load_workbook(REGISTER)["Konti"]["H5"].number_format


def overtype(workbook: Workbook) -> None:
    """Spoil formulas only: a number in the place of one, nothing in the place of the next."""
    for title in ("Konti", "Projekter"):
        for number, row in enumerate(workbook[title].iter_rows(2, 6)):
            for cell in row:
                if cell.data_type == "f":
                    cell.value = 12.5 if number % 2 else None


@pytest.mark.office
def test_put_back_formulas_calculate_what_polars_finds(tmp_path: Path) -> None:
    content = tampered(overtype)
    with opened(content) as excel:
        live.write(excel.book, filling.plan(live.sheets(excel.book, READ)).changes)
        filled = excel.saved()
    expected = computed(read(REGISTER.read_bytes()))
    found = values_at(recalculated(filled, tmp_path), expected)
    rounded = {
        place: round(value, 6) if isinstance(value, float) else value
        for place, value in found.items()
    }
    assert rounded == plain(expected)
