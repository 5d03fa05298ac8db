"""Tables that their users have moved, sorted, widened or renamed: filled and checked in Excel."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.table import TableColumn
from remote import opened
from tampered import MOMENT, tampered

from digit_xl import control, export, filling
from digit_xl.association.sheets import READ
from digit_xl.book import live
from digit_xl.findings import column_letters

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl import Workbook

    from digit_xl.findings import Finding

SYSTEMS = pytest.mark.parametrize("macos", [False, True], ids=["windows", "macos"])


def move(workbook: Workbook, rows: int, columns: int = 0) -> Any:  # noqa: ANN401 - openpyxl's types know less
    """Move the table Konti so many rows down and columns to the right; its sheet comes out."""
    sheet: Any = workbook["Konti"]
    sheet.move_range("A1:L20", rows, columns)
    ends = column_letters(1 + columns), column_letters(12 + columns)
    table = sheet.tables["Konti"]
    table.ref = f"{ends[0]}{1 + rows}:{ends[1]}{20 + rows}"
    table.autoFilter.ref = f"{ends[0]}{1 + rows}:{ends[1]}{19 + rows}"
    return sheet


def moved(workbook: Workbook) -> None:
    """Move the table away from the sheet's first cell."""
    move(workbook, 4, 3)


def below_merged_cells(workbook: Workbook) -> None:
    """Put a heading in merged cells over the table, and join cells beside and below it."""
    sheet = move(workbook, 2)
    sheet["A1"] = "Regnskab"
    for cells in ("A1:L1", "N4:O6", "A24:C25"):
        sheet.merge_cells(cells)


def sort(workbook: Workbook) -> None:
    """Sort the accounts the other way round."""
    sheet: Any = workbook["Konti"]
    rows = [[cell.value for cell in row] for row in sheet["A2:L19"]]
    for cells, values in zip(sheet["A2:L19"], reversed(rows), strict=True):
        for cell, value in zip(cells, values, strict=True):
            cell.value = value


def widen(workbook: Workbook) -> None:
    """Put a column of the user's own into the middle of the table, and another at its end."""
    sheet: Any = workbook["Konti"]
    sheet.move_range("C1:L20", cols=1)
    table = sheet.tables["Konti"]
    table.ref, table.autoFilter.ref = "A1:N20", "A1:N19"
    table.tableColumns.insert(2, TableColumn(id=98, name="Ansvarlig"))
    table.tableColumns.append(TableColumn(id=99, name="Mine tanker"))
    sheet["C1"], sheet["C4"], sheet["N1"], sheet["N4"] = "Ansvarlig", "Bo", "Mine tanker", "=1+1"


def rename(workbook: Workbook) -> None:
    """Call the table something else, as Excel does in every formula that names it."""
    sheet: Any = workbook["Konti"]
    table = sheet.tables.pop("Konti")
    table.name = table.displayName = "Regnskab"
    sheet.add_table(table)
    for other in workbook.worksheets:
        for row in other.iter_rows():
            for cell in row:
                if cell.data_type == "f" and isinstance(cell.value, str):
                    cell.value = cell.value.replace("Konti[", "Regnskab[")


def at(workbook: Workbook, heading: str, name: str) -> str:
    """The cell of that account under that heading."""
    sheet: Any = workbook["Konti"]
    header = next(row for row in sheet.iter_rows() if any(cell.value == heading for cell in row))
    columns = {cell.value: cell.column for cell in header}
    rows = range(header[0].row + 1, sheet.max_row + 1)
    row = next(row for row in rows if sheet.cell(row, columns["Navn"]).value == name)
    return f"{column_letters(columns[heading])}{row}"


ACCOUNT = "Personale"


def spoil(workbook: Workbook) -> None:
    """Overtype a formula, and put a text where an amount belongs."""
    workbook["Konti"][at(workbook, "I alt", ACCOUNT)] = 12.5
    workbook["Konti"][at(workbook, "Sidste år", ACCOUNT)] = "tolv"


@SYSTEMS
@pytest.mark.parametrize("change", [moved, below_merged_cells, sort, widen, rename])
def test_what_is_wrong_is_mended_and_told_where_it_stands(
    change: Callable[[Workbook], None], *, macos: bool
) -> None:
    right = load_workbook(io.BytesIO(tampered(change)))
    total, amount = (at(right, heading, ACCOUNT) for heading in ("I alt", "Sidste år"))
    with opened(tampered(change, spoil), macos=macos) as excel:
        sheets = live.sheets(excel.book, READ)
        plan, found = filling.plan(sheets), export.check(sheets)[1].findings
        live.write(excel.book, plan.changes)
        live.write(excel.book, control.changes(found, MOMENT, sheets))
        workbook = load_workbook(io.BytesIO(excel.saved()))
    assert [one.place.cell for one in plan.findings] == [total]
    assert cells(workbook) == cells(right) | {amount: "tolv"}
    assert links(workbook) == links_to(found)
    assert f'=HYPERLINK("#Konti!{amount}","{amount}")' in links(workbook)


def cells(workbook: Workbook) -> dict[str, object]:
    """What stands on the sheet of the table."""
    return {
        cell.coordinate: cell.value
        for row in workbook["Konti"].iter_rows()
        for cell in row
        if cell.value is not None
    }


def links(workbook: Workbook) -> list[object]:
    """What stands in the list's column of cells."""
    rows = range(4, workbook["Kontrol"].max_row + 1)
    return [workbook["Kontrol"].cell(row, 3).value for row in rows]


def links_to(found: tuple[Finding, ...]) -> list[object]:
    """The links to those findings' cells."""
    return [
        f'=HYPERLINK("#{one.place}","{one.place.cell}")' if one.place.cell else None
        for one in found
    ]
