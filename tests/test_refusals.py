"""What keeps a workbook from its changes: both doors refuse alike, before they change anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table, TableColumn
from remote import opened
from tampered import (
    FILLED,
    findings,
    lock_structure,
    own_kontrol,
    own_table,
    patched,
    protect,
    rename_sheet,
    tampered,
    totals,
    without_kontrol,
    written,
)

from digit_xl.book import live, patch
from digit_xl.book.changes import Changes, Filled
from digit_xl.findings import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl import Workbook

    Change = Callable[[Workbook], None]

SYSTEMS = pytest.mark.parametrize("macos", [False, True], ids=["windows", "macos"])


def live_refusal(content: bytes, changes: Changes, *, macos: bool) -> tuple[str, str]:
    """The code and the sentence with which the open workbook is refused, unchanged."""
    with opened(content, macos=macos) as excel:
        with pytest.raises(Refusal) as refused:
            live.write(excel.book, changes)
        assert excel.asked == []
    return refused.value.code, refused.value.sentence


def saved_refusal(content: bytes, changes: Changes) -> tuple[str, str]:
    """The code and the sentence with which the saved workbook is refused."""
    with pytest.raises(Refusal) as refused:
        patch.changed(content, changes)
    return refused.value.code, refused.value.sentence


def kontrol_is_a_chart(workbook: Workbook) -> None:
    """Have a chart on a sheet of its own of that title."""
    without_kontrol(workbook)
    chart = BarChart()
    chart.add_data(Reference(range_string="Konti!$F$2:$F$4"))
    workbook.create_chartsheet("Kontrol").add_chart(chart)


def without_headings(workbook: Workbook) -> None:
    """Hide the headings of the list."""
    workbook["Kontrol"].tables["Kontrol"].headerRowCount = 0


def named(workbook: Workbook) -> None:
    """Have a name of the table's own, in other letters."""
    without_kontrol(workbook)
    workbook.defined_names["KONTROL"] = DefinedName("KONTROL", attr_text="Konti!$A$1")


def named_on_a_sheet(workbook: Workbook) -> None:
    """Have such a name that holds on one sheet alone."""
    without_kontrol(workbook)
    name = DefinedName("Kontrol", attr_text="Konti!$A$1", localSheetId=1)
    workbook.worksheets[1].defined_names["Kontrol"] = name


def locked(workbook: Workbook) -> None:
    """Have no list, in a workbook to which none can be added."""
    without_kontrol(workbook)
    lock_structure(workbook)


@SYSTEMS
@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        (own_kontrol, "sheet-own", "et ark eller en tabel »Kontrol«"),
        (own_table, "sheet-own", "et ark eller en tabel »Kontrol«"),
        (kontrol_is_a_chart, "sheet-own", "et ark eller en tabel »Kontrol«"),
        (without_headings, "sheet-own", "et ark eller en tabel »Kontrol«"),
        (named, "name-own", "et navn »Kontrol«"),
        (named_on_a_sheet, "name-own", "et navn »Kontrol«"),
        (locked, "structure-protected", "Beskyt projektmappe"),
    ],
)
def test_a_list_that_has_no_place_is_told_alike(
    change: Change, code: str, told: str, *, macos: bool
) -> None:
    content, changes = tampered(change), Changes(FILLED, findings(1).listed)
    refused = live_refusal(content, changes, macos=macos)
    assert refused == saved_refusal(content, changes)
    assert refused[0] == code
    assert told in refused[1]


def put(**cells: str) -> Change:
    """The change that puts those into cells of the list's sheet."""

    def change(workbook: Workbook) -> None:
        for address, value in cells.items():
            workbook["Kontrol"][address] = value

    return change


def merged(workbook: Workbook) -> None:
    """Make two blank cells below the list one."""
    workbook["Kontrol"].merge_cells("D6:F6")


def table_below(workbook: Workbook) -> None:
    """Have a table without headings and without content below the list, and partly beside it."""
    table = Table(displayName="Egen", ref="E6:G8", headerRowCount=0)
    table.tableColumns = [TableColumn(id=number, name=f"Kolonne{number}") for number in (1, 2, 3)]
    workbook["Kontrol"].add_table(table)


def noted_totals(workbook: Workbook) -> None:
    """Let something stand where only the row of totals would come."""
    totals(workbook)
    workbook["Kontrol"]["B7"] = "husk"


@SYSTEMS
@pytest.mark.parametrize(
    ("change", "cell"),
    [
        (put(E6="husk", B6="at", A7="ringe"), "B6"),
        (put(C5='=""'), "C5"),
        (put(D5="=1/0"), "D5"),
        (merged, "D6"),
        (table_below, "E6"),
        (noted_totals, "B7"),
    ],
)
def test_a_list_does_not_run_into_what_stands_below_it(
    change: Change, cell: str, *, macos: bool
) -> None:
    content, changes = tampered(change), Changes(FILLED, findings(3).listed)
    refused = live_refusal(content, changes, macos=macos)
    assert refused == saved_refusal(content, changes)
    assert refused == (
        "list-blocked",
        "Listen på arket Kontrol kan ikke blive lang nok, for under dens tabel står noget i "
        f"{cell}. Flyt det ud til højre for tabellen, og prøv igen.",
    )


def merge(title: str, cells: str) -> Change:
    """The change that makes those cells of a sheet one."""

    def change(workbook: Workbook) -> None:
        workbook[title].merge_cells(cells)

    return change


@SYSTEMS
@pytest.mark.parametrize(
    ("title", "cells"), [("Konti", "H4:I5"), ("Konti", "G3:H3"), ("Kontrol", "B4:D4")]
)
def test_merged_cells_are_not_written_into(title: str, cells: str, *, macos: bool) -> None:
    content, changes = tampered(merge(title, cells)), Changes(FILLED, findings(3).listed)
    refused = live_refusal(content, changes, macos=macos)
    assert refused == saved_refusal(content, changes)
    assert refused[0] == "cells-merged"
    assert refused[1].startswith(f"Cellerne {cells} på arket {title} er flettet")


@pytest.mark.parametrize("writes", [written, patched])
def test_cells_that_are_merged_elsewhere_are_no_matter(
    writes: Callable[[bytes, Changes], Workbook],
) -> None:
    runs = [Filled("Konti", row, 8, "1+1", [None]) for row in (3, 6)]
    changes = Changes(runs, findings(1).listed)
    sheet: Any = writes(tampered(merge("Konti", "H4:H5"), merge("Kontrol", "A1:E1")), changes)
    assert [sheet["Konti"][f"H{row}"].value for row in (3, 6)] == ["=1+1", "=1+1"]
    assert sheet["Kontrol"]["A1"].value.startswith("Kontrolleret")


@pytest.mark.parametrize("writes", [written, patched])
@pytest.mark.parametrize("own", ["Husk at ringe", "=1+1"])
def test_a_line_of_the_users_own_stays(
    writes: Callable[[bytes, Changes], Workbook], own: str
) -> None:
    sheet = writes(tampered(put(A1=own)), findings(1))["Kontrol"]
    assert sheet["A1"].value == own


@pytest.mark.parametrize("writes", [written, patched])
def test_what_stands_beside_the_way_or_behind_it_stays(
    writes: Callable[[bytes, Changes], Workbook],
) -> None:
    content = tampered(put(F5="ved siden af", B7="lige under"))
    sheet: Any = writes(content, findings(3))["Kontrol"]
    assert sheet.tables["Kontrol"].ref == "A3:E6"
    assert (sheet["F5"].value, sheet["B7"].value) == ("ved siden af", "lige under")


def protect_renamed(workbook: Workbook) -> None:
    """Protect the list's sheet after it has got another title."""
    protect("Kontrol")(workbook)
    rename_sheet(workbook)


@SYSTEMS
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (protect("Kontrol"), "Arket Kontrol er beskyttet"),
        (protect("Konti", "Kontrol"), "Arkene Konti og Kontrol er beskyttet"),
        (protect_renamed, "Arket Mine fund er beskyttet"),
    ],
)
def test_excel_alone_keeps_a_protected_sheet_as_it_is(
    change: Change, told: str, *, macos: bool
) -> None:
    content, changes = tampered(change), Changes(FILLED, findings(1).listed)
    code, sentence = live_refusal(content, changes, macos=macos)
    assert code == "sheet-protected"
    assert sentence.startswith(told)
    assert patch.changed(content, changes)
