"""What a check writes into the open workbook: the list is found, or added, and rewritten."""

from __future__ import annotations

import datetime as dt
import io
from itertools import count as numbers
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.filters import AutoFilter, FilterColumn, Filters
from openpyxl.worksheet.table import TableColumn
from remote import opened
from tampered import (
    HEADINGS,
    MOMENT,
    REGISTER,
    findings,
    patched,
    rename_sheet,
    saved,
    shown,
    tampered,
    totals,
    without_kontrol,
    written,
)
from xlwings.pro import _xlremote

from digit_xl import control
from digit_xl.book import live, native, patience
from digit_xl.book.changes import Changes, Listed
from digit_xl.book.plan import Formula
from digit_xl.findings import Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl import Workbook

    from digit_xl.book.plan import Cell


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
    cell = written(saved(workbook), findings(1, message))["Kontrol"]["E4"]
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


def below_totals(workbook: Workbook) -> None:
    """Give the list a row of totals, and let something stand close below it."""
    totals(workbook)
    workbook["Kontrol"]["B8"] = "husk"


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_row_of_totals_stays_below_the_list_with_what_is_in_it(count: int) -> None:
    sheet = written(tampered(below_totals), findings(count))["Kontrol"]
    table, last = sheet.tables["Kontrol"], max(count, 1) + 4
    assert (table.ref, table.totalsRowCount) == (f"A3:E{last}", 1)
    assert [cell.value for cell in sheet[last]] == [
        *("1,5", 12.5, None, None, "=SUBTOTAL(103,Kontrol[Fund])")
    ]
    assert [row for row in range(last + 1, 12) if sheet.cell(row, 2).value] == [8]


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


def test_a_list_whose_sheet_was_renamed_is_found_by_its_table() -> None:
    workbook = written(tampered(rename_sheet), findings(1))
    assert "Kontrol" not in workbook.sheetnames
    assert shown(workbook, "Mine fund")[3][0] == "fejl"


def test_a_missing_sheet_is_added_while_the_user_stays_where_they_are() -> None:
    content = tampered(without_kontrol)
    before = load_workbook(io.BytesIO(content)).active
    workbook = written(content, findings(2))
    sheet = workbook["Kontrol"]
    assert workbook["Diagramdata"].sheet_state == "hidden"
    assert workbook.sheetnames[-2:] == ["Kontrol", "Diagramdata"]
    assert (workbook.active.title, sheet.tables["Kontrol"].ref) == (before.title, "A3:E5")  # type: ignore[union-attr] # both have one
    assert [sheet.column_dimensions[letter].width for letter in "ABE"] == [14, 20, 100]
    assert shown(workbook)[4][2] == '=HYPERLINK("#Konti!C1","C1")'
    assert workbook.defined_names["Liste_Kontrol_Celle"].attr_text == "Kontrol[Celle]"


def test_a_list_may_hold_numbers_and_dates() -> None:
    rows: list[list[Cell]] = [[1, dt.date(2019, 1, 2), Formula('"a"', "a")]]
    listed = Listed("Liste", "=A1", 2, ["Nr", "Dag", "Navn"], [9, 9, 9], rows)
    sheet = written(REGISTER.read_bytes(), Changes(listed=[listed]))["Liste"]
    assert [cell.value for cell in sheet[3]] == [1, "2019-01-02", '="a"']
    assert sheet["A1"].value == "=A1"
    assert sheet["A1"].data_type == "s"


def test_plain_values_among_formulas_stay() -> None:
    column: list[Cell] = [1, Formula("1+1", 2), "=tekst", None, Formula("2+2", 4), "x"]
    listed = Listed("Liste", "Linje", 2, ["Nr"], [9], [[cell] for cell in column])
    sheet = written(REGISTER.read_bytes(), Changes(listed=[listed]))["Liste"]
    assert [sheet.cell(row, 1).value for row in range(3, 9)] == [
        *(1, "=1+1", "=tekst", None, "=2+2", "x")
    ]
    assert [sheet.cell(row, 1).data_type for row in (4, 5)] == ["f", "s"]


def whole_sheets() -> Changes:
    """A list that begins with a cell's finding, with findings of whole sheets among the others."""
    rows = (3, 0, 0, 4, 0)
    found = [Finding("X-01", Severity.ERROR, "Ret.", Place("Konti", row, 2)) for row in rows]
    return Changes(listed=[control.listed(found, MOMENT)])


def links(workbook: Workbook) -> list[object]:
    return [workbook["Kontrol"].cell(row, 3).value for row in range(4, 9)]


LINKS = ['=HYPERLINK("#Konti!B3","B3")', None, None, '=HYPERLINK("#Konti!B4","B4")', None]


@pytest.mark.parametrize("macos", [False, True])
def test_a_whole_sheet_gets_no_other_cells_link(*, macos: bool) -> None:
    assert links(written(REGISTER.read_bytes(), whole_sheets(), macos=macos)) == LINKS


def test_it_gets_none_either_where_excel_cannot_be_kept_from_filling_columns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def without_the_word(_: object) -> bool:
        raise NotImplementedError

    monkeypatch.setattr(native, "fills_columns", without_the_word)
    one = Finding("X-01", Severity.ERROR, "Ret.", Place("Konti", 3, 2))
    whole = Finding("X-01", Severity.ERROR, "Ret.", Place("Konti"))
    changes = Changes(listed=[control.listed([one, whole, whole], MOMENT)])
    assert links(written(REGISTER.read_bytes(), changes)) == [LINKS[0], *[None] * 4]


def before_kontrol(workbook: Workbook) -> None:
    """Make the register one from before it had a list of findings."""
    without_kontrol(workbook)
    for name in ("Alvor", "Ark", "Celle"):
        del workbook.defined_names[f"Liste_Kontrol_{name}"]


@pytest.mark.parametrize("change", [before_kontrol, without_kontrol])
@pytest.mark.parametrize("writes", [written, patched])
def test_the_line_says_when_no_cell_can_be_lit(
    change: Callable[[Workbook], None], writes: Callable[[bytes, Changes], Workbook]
) -> None:
    line = writes(tampered(change), findings(1))["Kontrol"]["A1"].value
    told = "Kontrolleret 4. maj 2020 kl. 08.07: 1 fejl."
    assert line == told + (control.UNLIT if change is before_kontrol else "")


def few_sheets(workbook: Workbook) -> None:
    """Leave only the sheets that matter to the list."""
    for title in {*workbook.sheetnames} - {"Forening", "Kontrol", "Diagramdata"}:
        del workbook[title]


class ExcelBusyError(Exception):
    """As xlwings calls it."""


@pytest.mark.parametrize("change", [without_kontrol, totals])
def test_a_list_is_whole_whenever_excel_is_busy_on_the_way(
    change: Callable[[Workbook], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each thing that Excel is told is rejected once, also while the sheet is being added."""
    monkeypatch.setattr(patience, "_FIRST_PAUSE", 0.0)
    content, changes = tampered(change, few_sheets), findings(2)
    engine: Any = _xlremote.Book
    tell = engine.append_json_action

    def told(rejected: int) -> tuple[int, Workbook]:
        calls = numbers()

        def append(self: object, **action: object) -> None:
            if next(calls) == rejected:
                raise ExcelBusyError
            tell(self, **action)

        monkeypatch.setattr(engine, "append_json_action", append)
        workbook = written(content, changes)
        return next(calls), workbook

    steps, undisturbed = told(-1)
    assert steps > 10
    for rejected in range(steps):
        _, workbook = told(rejected)
        assert workbook.sheetnames == undisturbed.sheetnames
        assert shown(workbook) == shown(undisturbed)
        assert workbook.active.title == undisturbed.active.title  # type: ignore[union-attr] # both have one
        tables = [one["Kontrol"].tables["Kontrol"] for one in (workbook, undisturbed)]
        assert tables[0].ref == tables[1].ref
