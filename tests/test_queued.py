"""Excel's double refuses what Excel refuses, and does what Excel does of its own accord."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.table import Table
from queued import ExcelError, carry_out


def two_tables() -> Workbook:
    """A workbook with the tables Over (A1:B3) and Under (A6:B8), merged cells, a hidden sheet."""
    workbook = Workbook()
    sheet: Any = workbook.active
    for top, name in ((1, "Over"), (6, "Under")):
        for column, heading in enumerate(("Nr", "Navn"), 1):
            sheet.cell(top, column).value = heading
        sheet.add_table(Table(displayName=name, ref=f"A{top}:B{top + 2}"))
    sheet.merge_cells("D2:E2")
    workbook.create_sheet("Skjult").sheet_state = "hidden"
    workbook.defined_names["Optaget"] = DefinedName("Optaget", attr_text="Sheet!$A$1")
    return workbook


def do(workbook: Workbook, func: str, *args: object, **more: object) -> None:
    """Carry out what the engine would have queued."""
    carry_out(workbook, [{"func": func, "args": [*args], "sheet_position": 0, **more}])


@pytest.mark.parametrize(
    ("func", "args"),
    [
        ("resizeTable", (0, "$A$1:$B$6")),  # into the other table
        ("resizeTable", (0, "$A$1:$E$2")),  # over merged cells
        ("resizeTable", (0, "$A$2:$B$3")),  # away from its headings
        ("addTable", ("$B$7:$C$8", True, "", None)),  # onto a table
        ("addTable", ("$D$1:$D$2", True, "", None)),  # onto merged cells
        ("setTableName", (0, "UNDER")),
        ("setTableName", (0, "optaget")),
        ("setSheetName", ("SKJULT",)),
        ("activateSheet", (1,)),
    ],
)
def test_what_excel_refuses(func: str, args: tuple[object, ...]) -> None:
    with pytest.raises(ExcelError):
        do(two_tables(), func, *args)


@pytest.mark.parametrize("func", ["addSheet", "setSheetVisibility"])
def test_a_locked_structure_is_kept(func: str) -> None:
    workbook = two_tables()
    workbook.security = WorkbookProtection(lockStructure=True)
    with pytest.raises(ExcelError):
        do(workbook, func, *((2, "Ark3") if func == "addSheet" else ("Visible",)))


@pytest.mark.parametrize(("func", "values"), [("setValues", [["x"]]), ("setFormula", "=1")])
def test_a_protected_sheet_is_kept(func: str, values: object) -> None:
    workbook = two_tables()
    workbook.worksheets[0].protection.sheet = True
    cell = {"start_row": 0, "start_column": 0, "row_count": 1, "column_count": 1}
    with pytest.raises(ExcelError):
        do(workbook, func, values=values, **cell)


def test_a_row_of_totals_moves_what_is_below_and_forgets_what_it_held() -> None:
    workbook = two_tables()
    sheet: Any = workbook.worksheets[0]
    sheet["A4"], sheet["C4"] = "husk", "ved siden af"
    do(workbook, "showTotalsTable", 0, True)  # noqa: FBT003 - as the engine queues it
    assert [sheet.tables[name].ref for name in ("Over", "Under")] == ["A1:B4", "A7:B9"]
    assert [sheet[cell].value for cell in ("A4", "A5", "C4")] == [None, "husk", "ved siden af"]
    with pytest.raises(ExcelError):
        do(workbook, "resizeTable", 0, "$A$1:$B$2")
    sheet["A4"] = "I alt"
    do(workbook, "showTotalsTable", 0, False)  # noqa: FBT003 - as above
    assert [sheet.tables[name].ref for name in ("Over", "Under")] == ["A1:B3", "A6:B8"]
    assert [sheet[cell].value for cell in ("A4", "A5")] == ["husk", None]


def test_a_table_s_column_is_filled_unless_that_is_switched_off() -> None:
    cell = {"start_row": 1, "start_column": 0, "row_count": 1, "column_count": 1}
    for fills in (False, True):
        workbook = two_tables()
        do(workbook, "setFillsColumns", fills)
        do(workbook, "setFormula", values="=1+1", **cell)
        sheet: Any = workbook.worksheets[0]
        assert [sheet[f"A{row}"].value for row in (2, 3)] == ["=1+1", "=1+1" if fills else None]
