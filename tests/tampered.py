"""The 2019 register after its users have been at it, and after each door has written into it."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.table import Table
from remote import opened

from digit_xl import control
from digit_xl.book import live, patch
from digit_xl.book.changes import Changes, Filled
from digit_xl.findings import Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl import Workbook

REGISTER = Path(__file__).parents[1] / "workbooks" / "digit-2019.xlsx"
MOMENT = dt.datetime(2020, 5, 4, 8, 7)
HEADINGS = ["Alvor", "Ark", "Celle", "Regel", "Fund"]
FILLED = [Filled("Konti", 3, 8, "Konti[[#This Row],[Indtægter]]", [None, None])]


def tampered(*changes: Callable[[Workbook], object]) -> bytes:
    """The register after those changes."""
    workbook = load_workbook(REGISTER)
    for change in changes:
        change(workbook)
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    """The workbook's bytes."""
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def written(content: bytes, changes: Changes, **where: bool) -> Workbook:
    """The workbook after those changes in Excel."""
    with opened(content, **where) as excel:  # type: ignore[arg-type] # macos alone
        live.write(excel.book, changes)
        return load_workbook(io.BytesIO(excel.saved()))


def patched(content: bytes, changes: Changes) -> Workbook:
    """The workbook after those changes on a server."""
    return load_workbook(io.BytesIO(patch.changed(content, changes)))


def findings(count: int, message: str = "Ret det.") -> Changes:
    """The list of so many findings, the first of which is of a whole sheet."""
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


def rename_sheet(workbook: Workbook) -> None:
    """Call the sheet Kontrol something else."""
    workbook["Kontrol"].title = "Mine fund"


def without_kontrol(workbook: Workbook) -> None:
    """Delete the sheet, as Excel does with what meant it."""
    del workbook["Kontrol"]
    for name in ("Alvor", "Ark", "Celle"):
        workbook.defined_names[f"Liste_Kontrol_{name}"].attr_text = "#REF!"


def own_kontrol(workbook: Workbook) -> None:
    """Have a sheet of that title that the user has made."""
    without_kontrol(workbook)
    workbook.create_sheet("kontrol")["A1"] = "Mit eget"


def own_table(workbook: Workbook) -> None:
    """Have a table of that name with other headings."""
    own_kontrol(workbook)
    sheet: Any = workbook["kontrol"]
    sheet["A2"] = 1
    sheet.add_table(Table(displayName="Kontrol", ref="A1:A2"))


def totals(workbook: Workbook) -> None:
    """Give the list a row of totals."""
    table: Any = workbook["Kontrol"].tables["Kontrol"]
    table.ref, table.totalsRowCount = "A3:E5", 1
    sheet: Any = workbook["Kontrol"]
    sheet["A5"], sheet["B5"], sheet["E5"] = "1,5", 12.5, "=SUBTOTAL(103,Kontrol[Fund])"


def protect(*titles: str) -> Callable[[Workbook], None]:
    """The change that protects those sheets."""

    def change(workbook: Workbook) -> None:
        for title in titles:
            workbook[title].protection.sheet = True

    return change


def lock_structure(workbook: Workbook) -> None:
    """Let no sheet be added or shown."""
    workbook.security = WorkbookProtection(lockStructure=True)
