"""From a saved workbook to typed frames: cell by cell, and by whole columns."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING

import ledgers
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.table import Table
from registers import grids

from digit_xl import export, reading
from digit_xl.association.sheets import SHEETS, Accounts, Association, Notes, Postings
from digit_xl.book import disk
from digit_xl.book.grid import Extent, Fault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digit_xl.schema import Reading

MANY = 25_000  # enough for the sheet to be read by whole columns


def read(postings: Iterable[str], count: int) -> Reading:
    sheets = disk.read(ledgers.register(postings, count), ["Posteringer"])
    assert sheets["Posteringer"].bulk is not None
    return reading.read(Postings, sheets["Posteringer"])


def test_a_large_ledger_is_read_by_columns_to_the_same_frame_as_by_cells() -> None:
    content = ledgers.register(ledgers.rows(MANY), MANY)
    grid = disk.read(content, ["Posteringer"])["Posteringer"]
    by_columns = reading.read(Postings, grid)
    assert "rows" not in vars(grid)  # nobody asked for the cells
    slow = type(grid)(grid.title, grid.load, grid.table)
    by_cells = reading.read(Postings, slow)
    assert by_columns.findings == by_cells.findings == ()
    assert by_columns.frame.equals(by_cells.frame)
    assert by_columns.frame.row(0) == (
        2,
        dt.date(2019, 1, 3),
        "B2",
        10,
        "ESDH",
        "Arbejde & møder",
        Decimal("1.25"),
    )


@pytest.mark.parametrize(
    ("broken", "cell", "rule"),
    [
        (ledgers.row(MANY, amount="<v>1.255</v>"), f"F{MANY}", "CEL-05"),
        (ledgers.row(MANY, amount=""), f"F{MANY}", "CEL-08"),
        (ledgers.row(MANY, account="10.5"), f"C{MANY}", "CEL-07"),
        (
            ledgers.row(MANY).replace("ESDH", "ESDH\u200b"),
            f"D{MANY}",
            "CEL-06",
        ),
        (
            ledgers.row(MANY)
            .replace(ledgers.AMOUNT, f'{ledgers.TEXT} t="inlineStr"')
            .replace("<v>1.25</v>", "<is><t>1,25</t></is>"),
            f"F{MANY}",
            "CEL-03",
        ),
    ],
)
def test_what_is_not_clean_in_a_large_ledger_is_told_with_its_cell(
    broken: str, cell: str, rule: str
) -> None:
    postings = (broken if f'r="{MANY}"' in row[:20] else row for row in ledgers.rows(MANY))
    found = read(postings, MANY)
    assert [(finding.place.cell, finding.rule) for finding in found.findings] == [(cell, rule)]


def test_an_error_value_in_a_large_ledger_is_told_with_its_cell() -> None:
    broken = (
        ledgers.row(MANY)
        .replace(ledgers.AMOUNT, f'{ledgers.AMOUNT} t="e"')
        .replace("1.25", "#REF!")
    )
    postings = (broken if f'r="{MANY}"' in row[:20] else row for row in ledgers.rows(MANY))
    sheets = disk.read(ledgers.register(postings, MANY), ["Posteringer"])
    found = reading.read(Postings, sheets["Posteringer"])
    assert [(f.place.cell, f.rule) for f in found.findings] == [(f"F{MANY}", "CEL-01")]


def test_rows_below_a_large_table_are_told() -> None:
    found = read(chain(ledgers.rows(MANY), [ledgers.row(MANY + 2)]), MANY)
    assert [(f.place.cell, f.rule) for f in found.findings] == [(f"A{MANY + 2}", "ARK-05")]


def test_a_full_sheet_of_postings_reaches_the_account() -> None:
    """1,048,575 postings: the rows that Excel has below a header."""
    full = 1_048_575
    sheets = disk.read(
        ledgers.register(ledgers.rows(full), full), [sheet.title for sheet in SHEETS]
    )
    register, outcome = export.check(sheets)
    posted = dict(register[Accounts].select("name", "posted").iter_rows())
    assert posted["ESDH"] == Decimal("1.25") * full
    rules = {finding.rule for finding in outcome.findings}
    # The made-up postings do not add up to the real accounts, nor to what the workbook saved.
    assert rules == {"KON-04", "FIG-01", "NOT-01"}


def _saved(workbook: Workbook) -> bytes:
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def _notes(rows: list[list[object]], *, at: tuple[int, int] = (1, 1), table: str = "") -> bytes:
    """A workbook with the sheet Noter, its header at that row and column."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Noter"
    for down, values in enumerate(rows):
        for right, value in enumerate(values):
            cell = sheet.cell(at[0] + down, at[1] + right)
            cell.value = value  # type: ignore[assignment] # whatever Excel may hold
    if table:
        sheet.add_table(Table(displayName="Noter", ref=table))
    return _saved(workbook)


HEADER: list[object] = ["Note", "Overskrift", "Tekst"]


def test_a_table_that_the_user_moved_is_found_where_it_is() -> None:
    content = _notes([HEADER, [1, "Løn", "Tekst"]], at=(4, 3), table="C4:E5")
    grid = disk.read(content, ["Noter"])["Noter"]
    assert grid.table == Extent(4, 5, 3, 5, 0, ("Note", "Overskrift", "Tekst"), "Noter")
    found = reading.read(Notes, grid)
    assert found.findings == ()
    assert str(found.layout.place(Notes.text, 5)) == "Noter!E5"


def test_a_sheet_without_a_table_is_read_from_its_header() -> None:
    rows: list[list[object]] = [["Noter til regnskabet"], [], HEADER, [1, "Løn", "Tekst"]]
    grid = disk.read(_notes(rows), ["Noter"])["Noter"]
    found = reading.read(Notes, grid)
    assert found.findings == ()
    assert found.frame.rows() == [(4, 1, "Løn", "Tekst")]


def test_own_columns_and_another_order_are_no_matter() -> None:
    rows: list[list[object]] = [
        ["Mine tanker", "Tekst", "note ", "Overskrift"],
        ["x", "T", 1, "Løn"],
    ]
    found = reading.read(Notes, disk.read(_notes(rows), ["Noter"])["Noter"])
    assert found.findings == ()
    assert found.frame.rows() == [(2, 1, "Løn", "T")]


def test_sheet_titles_are_compared_as_excel_does() -> None:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.title = "NOTER"
    assert list(disk.read(_saved(workbook), ["Noter"])) == ["Noter"]


def test_error_cells_and_uncalculated_formulas_are_faults() -> None:
    rows: list[list[object]] = [HEADER, [1, "=1/0", "=A2"], [2, "#N/A", '="tekst"']]
    grid = disk.read(_notes(rows), ["Noter"])["Noter"]
    assert grid.cell(2, 2) == Fault("")
    assert grid.cell(2, 3) == Fault("")
    assert grid.cell(3, 2) == Fault("#N/A")
    assert grid.cell(9, 9) is None


def test_a_totals_row_is_neither_data_nor_outside_the_table() -> None:
    content = ledgers.REGISTER.read_bytes()
    grid = disk.read(content, ["Konti"])["Konti"]
    assert grid.table is not None
    assert (grid.table.last_row, grid.table.totals) == (19, 1)
    assert grid.cell(20, 8) == pytest.approx(-322748.08)
    assert reading.read(Accounts, grid).frame.height == 18


def test_a_vertical_sheet_is_one_row_whose_fields_have_their_own_cells() -> None:
    found = reading.read(Association, grids()["Forening"])
    assert found.frame.height == 1
    assert str(found.layout.place(Association.year, 0)) == "Forening!B7"
    assert found.frame["year"].to_list() == [2019]
