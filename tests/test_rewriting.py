"""What a check and a filling write into the open workbook, and what keeps them from it."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from calculated import cells as values_at
from calculated import computed, plain, read
from office import recalculated
from openpyxl import load_workbook
from openpyxl.styles import PatternFill
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.filters import AutoFilter, FilterColumn, Filters
from openpyxl.worksheet.table import Table, TableColumn
from remote import opened

from digit_xl import control, export, filling
from digit_xl.association.sheets import READ
from digit_xl.book import live, rewriting
from digit_xl.book.changes import Changes, Filled, Listed
from digit_xl.book.plan import Formula
from digit_xl.findings import Finding, Place, Refusal, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl import Workbook

    from digit_xl.book.plan import Cell

REGISTER = Path(__file__).parents[1] / "workbooks" / "digit-2019.xlsx"
MOMENT = dt.datetime(2020, 5, 4, 8, 7)
HEADINGS = ["Alvor", "Ark", "Celle", "Regel", "Fund"]


def tampered(*changes: Callable[[Workbook], object]) -> bytes:
    """The 2019 register after those changes."""
    workbook = load_workbook(REGISTER)
    for change in changes:
        change(workbook)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def written(content: bytes, changes: Changes, **where: bool) -> Workbook:
    """The workbook after those changes in Excel."""
    with opened(content, **where) as excel:  # type: ignore[arg-type] # macos alone
        live.write(excel.book, changes)
        return load_workbook(io.BytesIO(excel.saved()))


def findings(count: int, message: str = "Ret det.") -> Changes:
    """The list of so many findings."""
    found = [
        Finding("KON-01", Severity.ERROR, message, Place("Konti", row, 3)) for row in range(count)
    ]
    return Changes(listed=[control.listed(found, MOMENT)])


def shown(workbook: Workbook, title: str = "Kontrol") -> list[tuple[object, ...]]:
    """The rows of a sheet, without blank ones at the end."""
    rows: list[tuple[object, ...]] = [*workbook[title].iter_rows(values_only=True)]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


@pytest.mark.parametrize("macos", [False, True])
def test_the_findings_stand_in_the_table_and_link_to_their_cells(*, macos: bool) -> None:
    workbook = written(REGISTER.read_bytes(), findings(3), macos=macos)
    rows = shown(workbook)
    assert rows[0][0] == "Kontrolleret 4. maj 2020 kl. 08.07: 3 fejl."
    assert list(rows[2]) == HEADINGS
    assert rows[3] == ("fejl", "Konti", None, "KON-01", "Ret det.")
    assert rows[5] == ("fejl", "Konti", '=HYPERLINK("#Konti!C2","C2")', "KON-01", "Ret det.")
    assert workbook["Kontrol"].tables["Kontrol"].ref == "A3:E6"
    assert workbook.active is not None
    assert workbook.active.title != "Kontrol"


def test_rows_of_an_earlier_check_go_and_the_table_shrinks_and_grows() -> None:
    content = REGISTER.read_bytes()
    with opened(content) as excel:
        live.write(excel.book, findings(40))
        many = excel.saved()
    assert load_workbook(io.BytesIO(many))["Kontrol"].tables["Kontrol"].ref == "A3:E43"
    workbook = written(many, findings(0))
    assert workbook["Kontrol"].tables["Kontrol"].ref == "A3:E4"
    assert [row[0] for row in shown(workbook)[2:]] == ["Alvor", "i orden"]
    assert workbook["Kontrol"]["C4"].value is None


@pytest.mark.parametrize(
    "message", ["=1+1", "+45 12", "-1", "@SUM(A1)", "'x", "12", "1,5", "SAND", "»a« er galt."]
)
def test_a_message_is_never_taken_for_anything_else(message: str) -> None:
    workbook = load_workbook(REGISTER)
    for row in range(4, 20):  # a list whose cells have no format of text is no better protected
        workbook["Kontrol"].cell(row, 5).number_format = "General"
    content = io.BytesIO()
    workbook.save(content)
    cell = written(content.getvalue(), findings(1, message))["Kontrol"]["E4"]
    assert (cell.value, cell.data_type) == (message, "s")


def filter_kontrol(workbook: Workbook) -> None:
    """Hide all but one of the findings."""
    column = FilterColumn(colId=0, filters=Filters(filter=["fejl"]))
    workbook["Kontrol"].tables["Kontrol"].autoFilter = AutoFilter("A3:E4", [column])
    workbook["Kontrol"].row_dimensions[4].hidden = True


def test_a_filter_on_the_list_shows_all_again() -> None:
    workbook = written(tampered(filter_kontrol), findings(2))
    sheet: Any = workbook["Kontrol"]
    assert sheet.tables["Kontrol"].autoFilter.filterColumn == []
    assert not sheet.row_dimensions[4].hidden


def own_columns(workbook: Workbook) -> None:
    """Widen the table by a column of the user's own, and write beside it."""
    sheet: Any = workbook["Kontrol"]
    table = sheet.tables["Kontrol"]
    table.ref, table.autoFilter.ref = "A3:F4", "A3:F4"
    table.tableColumns.append(TableColumn(id=6, name="Ansvarlig"))
    sheet["F3"], sheet["F4"], sheet["G4"], sheet["F9"] = "Ansvarlig", "Bo", "husk", "Anna"


def test_columns_of_the_users_own_are_left_alone() -> None:
    workbook = written(tampered(own_columns), findings(3))
    sheet = workbook["Kontrol"]
    assert sheet.tables["Kontrol"].ref == "A3:F6"
    assert [sheet[cell].value for cell in ("F3", "F4", "G4", "F9")] == [
        *("Ansvarlig", "Bo", "husk", "Anna")
    ]


def totals(workbook: Workbook) -> None:
    table: Any = workbook["Kontrol"].tables["Kontrol"]
    table.ref, table.totalsRowCount = "A3:E5", 1
    workbook["Kontrol"]["A5"] = "I alt"


def test_a_row_of_totals_stays_below_the_list() -> None:
    table = written(tampered(totals), findings(3))["Kontrol"].tables["Kontrol"]
    assert (table.ref, table.totalsRowCount) == ("A3:E7", 1)


def moved(workbook: Workbook) -> None:
    """Move the table to the sheet's first cell, over its line."""
    sheet: Any = workbook["Kontrol"]
    for column, heading in enumerate(HEADINGS, 1):
        sheet.cell(1, column).value = heading
        sheet.cell(3, column).value = None
    sheet.tables["Kontrol"].ref = sheet.tables["Kontrol"].autoFilter.ref = "A1:E2"


def test_a_list_that_the_user_moved_is_found_where_it_is() -> None:
    rows = shown(written(tampered(moved), findings(1)))
    assert [row[0] for row in rows] == ["Alvor", "fejl"]  # the line has no place


def rename_sheet(workbook: Workbook) -> None:
    workbook["Kontrol"].title = "Mine fund"


def test_a_list_whose_sheet_was_renamed_is_found_by_its_table() -> None:
    workbook = written(tampered(rename_sheet), findings(1))
    assert "Kontrol" not in workbook.sheetnames
    assert shown(workbook, "Mine fund")[3][0] == "fejl"


def without_kontrol(workbook: Workbook) -> None:
    """Delete the sheet, as Excel does with what meant it."""
    del workbook["Kontrol"]
    for name in ("Alvor", "Ark", "Celle"):
        workbook.defined_names[f"Liste_Kontrol_{name}"].attr_text = "#REF!"


def test_a_missing_sheet_is_added_while_the_user_stays_where_they_are() -> None:
    content = tampered(without_kontrol)
    before = load_workbook(io.BytesIO(content)).active
    workbook = written(content, findings(2))
    sheet = workbook["Kontrol"]
    assert workbook.sheetnames[-1] == "Kontrol"
    assert (workbook.active.title, sheet.tables["Kontrol"].ref) == (before.title, "A3:E5")  # type: ignore[union-attr] # both have one
    assert [sheet.column_dimensions[letter].width for letter in "ABE"] == [14, 20, 100]
    assert shown(workbook)[4][2] == '=HYPERLINK("#Konti!C1","C1")'
    assert workbook.defined_names["Liste_Kontrol_Celle"].attr_text == "Kontrol[Celle]"


def own_kontrol(workbook: Workbook) -> None:
    """A sheet of that title that the user has made."""
    without_kontrol(workbook)
    workbook.create_sheet("kontrol")["A1"] = "Mit eget"


def own_table(workbook: Workbook) -> None:
    """A table of that name with other headings."""
    own_kontrol(workbook)
    sheet: Any = workbook["kontrol"]
    sheet["A2"] = 1
    sheet.add_table(Table(displayName="Kontrol", ref="A1:A2"))


def protect(*titles: str) -> Callable[[Workbook], None]:
    """The change that protects those sheets."""

    def change(workbook: Workbook) -> None:
        for title in titles:
            workbook[title].protection.sheet = True

    return change


def lock_structure(workbook: Workbook) -> None:
    without_kontrol(workbook)
    workbook.security = WorkbookProtection(lockStructure=True)


def protect_renamed(workbook: Workbook) -> None:
    protect("Kontrol")(workbook)
    rename_sheet(workbook)


FILLED = [Filled("Konti", 3, 8, "Konti[[#This Row],[Indtægter]]", [None, None])]


@pytest.mark.parametrize("macos", [False, True])
@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        (own_kontrol, "sheet-own", "andet navn"),
        (own_table, "sheet-own", "andet navn"),
        (protect("Kontrol"), "sheet-protected", "Arket Kontrol er beskyttet"),
        (protect("Konti", "Kontrol"), "sheet-protected", "Arkene Konti og Kontrol er beskyttet"),
        (protect_renamed, "sheet-protected", "Arket Mine fund er beskyttet"),
        (lock_structure, "structure-protected", "Beskyt projektmappe"),
    ],
)
def test_what_cannot_be_changed_is_told_before_anything_is(
    change: Callable[[Workbook], None], code: str, told: str, *, macos: bool
) -> None:
    with opened(tampered(change), macos=macos) as excel:
        with pytest.raises(Refusal, match=told) as refused:
            live.write(excel.book, Changes(FILLED, findings(1).listed))
        assert refused.value.code == code
        assert excel.asked == []


def test_protected_sheets_are_known_by_their_titles() -> None:
    with opened(tampered(protect("Konti"))) as excel:
        titles = ["KONTI", "Faser", "Overblik", "Findes ikke"]
        assert live.protected(excel.book, titles) == ["KONTI", "Overblik"]


def test_a_run_is_one_write_with_calculation_off_and_then_as_it_was() -> None:
    with opened(REGISTER.read_bytes()) as excel:
        excel.book.app.calculation = "semiautomatic"
        live.write(excel.book, Changes(FILLED))
        assert excel.asked == [
            *("setCalculation", "setCalculation", "setFormula", "setCalculation", "calculate")
        ]
        assert excel.book.app.calculation == "semiautomatic"


def test_calculation_is_as_it_was_also_when_something_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(rewriting, "_fill", fail)
    with opened(REGISTER.read_bytes()) as excel:
        with pytest.raises(ZeroDivisionError):
            live.write(excel.book, Changes(FILLED))
        assert excel.asked == ["setCalculation", "setCalculation"]
        assert excel.book.app.calculation == "automatic"


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


@pytest.mark.parametrize("cells", [("H3", "H4"), ("H4",)])
def test_a_formula_does_not_become_a_text(cells: tuple[str, ...]) -> None:
    def format_as_text(workbook: Workbook) -> None:
        for cell in cells:
            workbook["Konti"][cell].number_format = "@"

    sheet: Any = written(tampered(format_as_text), Changes(FILLED))["Konti"]
    assert [sheet[cell].data_type for cell in ("H3", "H4")] == ["f", "f"]
    kept = load_workbook(REGISTER)["Konti"]["H3"].number_format
    assert sheet["H3"].number_format == ("General" if "H3" in cells else kept)


def test_a_list_may_hold_numbers_and_dates() -> None:
    rows: list[list[Cell]] = [[1, dt.date(2019, 1, 2), Formula('"a"', "a")]]
    listed = Listed("Liste", "=A1", 2, ["Nr", "Dag", "Navn"], [9, 9, 9], rows)
    sheet = written(REGISTER.read_bytes(), Changes(listed=[listed]))["Liste"]
    assert [cell.value for cell in sheet[3]] == [1, "2019-01-02", '="a"']
    assert sheet["A1"].value == "=A1"
    assert sheet["A1"].data_type == "s"


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
