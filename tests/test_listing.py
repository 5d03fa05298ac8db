"""Kontrol in a saved register: where there is none yet, and wherever its user has put it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from office import recalculated, validator_errors
from saved_parts import made, names, run, sheet, table_of

from digit_xl import control
from digit_xl.association.sheets import SHEETS, Control
from digit_xl.book import disk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from digit_xl.book.grid import Cell, Grid

TITLES = [one.title for one in SHEETS]
HEADINGS = [column.title for column in Control.columns]


def wrong(workbook: Workbook) -> None:
    """An error, so that something is found."""
    workbook["Konti"]["G3"] = "1.541.130,23"


def without(workbook: Workbook) -> None:
    """Nor is there a sheet Kontrol, but its names, as Excel leaves them."""
    del workbook["Kontrol"]
    for name, defined in workbook.defined_names.items():
        if name.startswith("Liste_Kontrol_"):
            defined.attr_text = "#REF!"


def old(workbook: Workbook) -> None:
    """Nor are there names or marks: the register is from before Kontrol."""
    without(workbook)
    for name in [name for name in workbook.defined_names if name.startswith("Liste_Kontrol_")]:
        del workbook.defined_names[name]
    for one in workbook.worksheets:
        one.conditional_formatting = type(one.conditional_formatting)()


def check(path: Path, *changes: Callable[[Workbook], object]) -> Result:
    return run("validate", "--write", "--in-place", made(path, wrong, *changes))


def listed(grid: Grid, top: int = control.HEADER_ROW, left: int = 1) -> list[list[Cell]]:
    """The rows of the list below its headings."""
    rows = [list(row[left - 1 : left + 4]) for row in grid.rows[top - 1 :]]
    assert rows[0] == HEADINGS
    return rows[1:]


def found(result: Result) -> list[str]:
    """The rules of the findings that the command told, in their order."""
    return [
        line.split(" ")[3].removesuffix(":")
        for line in result.stdout.splitlines()
        if "!" in line.split(" ")[1]
    ]


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Where the register goes."""
    return tmp_path / "r.xlsx"


@pytest.mark.office
@pytest.mark.parametrize("lacks", [without, old])
def test_a_register_without_kontrol_gets_it(
    lacks: Callable[[Workbook], object], register: Path, tmp_path: Path
) -> None:
    result = check(register, lacks)
    assert result.exit_code == 1
    assert validator_errors(register) == []
    for book in (register.read_bytes(), recalculated(register.read_bytes(), tmp_path)):
        grid = disk.read(book, ["Kontrol"])["Kontrol"]
        assert [row[3] for row in listed(grid)] == found(result)
        line = str(grid.cell(1, 1))
        assert line.startswith("Kontrolleret ")
        assert line.endswith(control.UNLIT) is (lacks is old)


def test_its_names_mean_the_new_table(register: Path) -> None:
    from openpyxl import load_workbook

    check(register, without)
    workbook = load_workbook(register)
    assert workbook.sheetnames[-1] == "Kontrol"
    assert {
        name: defined.attr_text
        for name, defined in workbook.defined_names.items()
        if name.startswith("Liste_Kontrol_")
    } == {f"Liste_Kontrol_{title}": f"Kontrol[{title}]" for title in ("Alvor", "Ark", "Celle")}


def test_a_kontrol_that_was_added_is_used_again(register: Path) -> None:
    first = check(register, old)
    again = run("validate", "--write", "--in-place", register)
    assert found(again) == found(first)
    assert [row[3] for row in listed(sheet(register, "Kontrol"))] == found(first)
    assert table_of(register, "Kontrol").ref == f"A3:E{3 + len(found(first))}"


def refused(path: Path, *changes: Callable[[Workbook], object]) -> str:
    """Why nothing is written; the register is as it was."""
    made(path, wrong, *changes)
    before = path.read_bytes()
    result = run("validate", "--write", "--in-place", path)
    assert result.exit_code == 3
    assert path.read_bytes() == before
    assert names(path.parent) == [path.name]
    return result.stderr.splitlines()[-1]


def _own_sheet(workbook: Workbook) -> None:
    del workbook["Kontrol"]
    workbook.create_sheet("KONTROL")["A1"] = "Mit"


def _own_table(workbook: Workbook) -> None:
    workbook["Kontrol"]["B3"] = "Hvor"
    workbook["Kontrol"].tables["Kontrol"].tableColumns[1].name = "Hvor"


def _own_name(workbook: Workbook) -> None:
    from openpyxl.workbook.defined_name import DefinedName

    without(workbook)
    workbook.defined_names["kontrol"] = DefinedName("kontrol", attr_text="Konti!$A$1")


@pytest.mark.parametrize("own", [_own_sheet, _own_table, _own_name])
def test_what_is_the_users_own_is_not_taken(
    own: Callable[[Workbook], object], register: Path
) -> None:
    assert "»Kontrol«" in refused(register, own)


def test_no_sheet_is_added_where_the_structure_is_protected(register: Path) -> None:
    from openpyxl.workbook.protection import WorkbookProtection

    def protect(workbook: Workbook) -> None:
        workbook.security = WorkbookProtection(lockStructure=True)

    assert "beskyttet" in refused(register, without, protect)
    assert check(register, protect).exit_code == 1  # Kontrol is there already


def at(top: int, left: int, own: int) -> Callable[[Workbook], None]:
    """Kontrol's table moved to that place, with so many columns of the user's."""

    def move(workbook: Workbook) -> None:
        from openpyxl.utils import get_column_letter as letters
        from openpyxl.worksheet.table import TableColumn

        one = workbook["Kontrol"]
        for cell in [cell for row in one["A3:E4"] for cell in row]:
            cell.value = None
        table = one.tables["Kontrol"]
        for offset in range(own):
            table.tableColumns.append(TableColumn(id=6 + offset, name=f"Eget {offset}"))
        right = letters(left + 4 + own)
        table.ref = f"{letters(left)}{top}:{right}{top + 1}"
        table.autoFilter.ref = table.ref
        for offset, heading in enumerate([*HEADINGS, *(f"Eget {n}" for n in range(own))]):
            one.cell(top, left + offset).value = heading

    return move


@pytest.mark.parametrize("own", [0, 2])
@pytest.mark.parametrize("place", [(1, 1), (9, 4)], ids=["A1", "D9"])
def test_the_table_is_found_where_it_was_moved_and_widened(
    place: tuple[int, int], own: int, register: Path
) -> None:
    def note(workbook: Workbook) -> None:
        for offset in range(own):
            workbook["Kontrol"].cell(place[0] + 1, place[1] + 5 + offset).value = f"note {offset}"

    result = check(register, at(*place, own), note)
    grid = sheet(register, "Kontrol")
    assert [row[3] for row in listed(grid, *place)] == found(result)
    count = len(found(result))
    assert grid.table is not None
    assert (grid.table.last_row, grid.table.last_column) == (place[0] + count, place[1] + 4 + own)
    for offset in range(own):
        assert grid.cell(place[0] + 1, place[1] + 5 + offset) == f"note {offset}"
    line = str(grid.cell(1, 1) or "")
    assert line.startswith("Kontrolleret ") is (place != (1, 1))


def test_the_table_is_found_on_a_sheet_of_another_name(register: Path) -> None:
    def rename(workbook: Workbook) -> None:
        workbook["Kontrol"].title = "Det vi så"

    result = check(register, rename)
    assert [row[3] for row in listed(sheet(register, "Det vi så"))] == found(result)


@pytest.mark.parametrize("text", ["Min egen overskrift", "=1+1"])
def test_what_the_user_has_written_above_the_table_stays(text: str, register: Path) -> None:
    def write(workbook: Workbook) -> None:
        workbook["Kontrol"]["A1"] = text

    result = check(register, write)
    grid = sheet(register, "Kontrol")
    assert [row[3] for row in listed(grid)] == found(result)
    shown = grid.formulas({1}).get((1, 1)) or grid.cell(1, 1)
    assert shown == text.removeprefix("=")


def test_a_filter_and_an_order_go_with_the_rows_that_they_were_of(register: Path) -> None:
    def narrow(workbook: Workbook) -> None:
        from openpyxl.worksheet.filters import FilterColumn, Filters, SortCondition, SortState

        one = workbook["Kontrol"]
        table = one.tables["Kontrol"]
        table.ref = table.autoFilter.ref = "A3:E6"
        for row in range(4, 7):
            one.cell(row, 1).value = "fejl"
            one.row_dimensions[row].hidden = row > 4
        table.autoFilter.filterColumn.append(FilterColumn(colId=0, filters=Filters(filter=["i"])))
        table.sortState = SortState(ref="A4:E6", sortCondition=[SortCondition(ref="A4:A6")])

    result = check(register, narrow)
    table = table_of(register, "Kontrol")
    assert table.autoFilter is not None
    assert table.autoFilter.filterColumn == []
    assert table.sortState is None
    assert table.autoFilter.ref == table.ref == f"A3:E{3 + len(found(result))}"
    assert not any(hidden(register, "Kontrol"))
    assert [row[3] for row in listed(sheet(register, "Kontrol"))] == found(result)


def hidden(path: Path, title: str) -> list[int]:
    """The sheet's hidden rows."""
    from openpyxl import load_workbook

    there = load_workbook(path)[title].row_dimensions
    return [row for row in list(there) if there[row].hidden]


def totals(rows: int) -> Callable[[Workbook], None]:
    """A list of so many rows, and a row of totals that holds something in each column."""

    def give(workbook: Workbook) -> None:
        one = workbook["Kontrol"]
        table = one.tables["Kontrol"]
        last = 3 + rows
        table.ref, table.autoFilter.ref, table.totalsRowCount = f"A3:E{last + 1}", f"A3:E{last}", 1
        for row in range(4, last + 1):
            one.cell(row, 4).value = "X"
        one.cell(last + 1, 1).value = "I alt"
        one.cell(last + 1, 4).value = "=SUBTOTAL(103,Kontrol[Regel])"
        table.tableColumns[0].totalsRowLabel = "I alt"
        table.tableColumns[3].totalsRowFunction = "count"

    return give


@pytest.mark.office
@pytest.mark.parametrize("rows", [1, 30])
def test_a_row_of_totals_stays_below_the_list(rows: int, register: Path, tmp_path: Path) -> None:
    result = check(register, totals(rows))
    count, table = len(found(result)), table_of(register, "Kontrol")
    assert table.autoFilter is not None
    assert (table.ref, table.autoFilter.ref) == (f"A3:E{4 + count}", f"A3:E{3 + count}")
    assert validator_errors(register) == []
    for book in (register.read_bytes(), recalculated(register.read_bytes(), tmp_path)):
        grid = disk.read(book, ["Kontrol"])["Kontrol"]
        *rules, total = [row[3] for row in listed(grid)[: count + 1]]
        assert rules == found(result)
        assert grid.cell(4 + count, 1) == "I alt"
        assert len(grid.rows) == 4 + count
    assert total == count


def _text_below(one: Worksheet) -> None:
    one["C5"] = "Husk at ringe"


def _text_beside(one: Worksheet) -> None:
    one["G5"] = "Husk at ringe"


def _table_below(one: Worksheet) -> None:
    from openpyxl.worksheet.table import Table

    one["B5"], one["B6"] = "Liste", "Et"
    one.add_table(Table(displayName="Mine", ref="B5:B6"))


def _merged_below(one: Worksheet) -> None:
    one.merge_cells("D5:F6")


@pytest.mark.parametrize(
    ("below", "cell"),
    [(_text_below, "C5"), (_table_below, "B5"), (_merged_below, "D5")],
)
def test_what_stands_below_is_not_written_over(
    below: Callable[[Worksheet], object], cell: str, register: Path
) -> None:
    assert cell in refused(register, lambda workbook: below(workbook["Kontrol"]))


def test_what_stands_beside_is_in_nobodys_way(register: Path) -> None:
    result = check(register, lambda workbook: _text_beside(workbook["Kontrol"]))
    grid = sheet(register, "Kontrol")
    assert grid.cell(5, 7) == "Husk at ringe"
    assert [row[3] for row in listed(grid)] == found(result)


@pytest.mark.parametrize("cells", ["A4:B4", "B3:C3", "E4:F4"])
def test_merged_cells_of_the_table_are_told(cells: str, register: Path) -> None:
    told = refused(register, lambda workbook: workbook["Kontrol"].merge_cells(cells))
    assert f"Cellerne {cells} på arket Kontrol er flettet" in told


def test_a_protected_sheet_is_protected_from_people_alone(register: Path) -> None:
    from openpyxl import load_workbook

    def protect(workbook: Workbook) -> None:
        workbook["Kontrol"].protection.sheet = True

    result = check(register, protect)
    assert [row[3] for row in listed(sheet(register, "Kontrol"))] == found(result)
    assert load_workbook(register)["Kontrol"].protection.sheet


def test_the_list_grows_and_shrinks_with_what_is_wrong(register: Path) -> None:
    def worse(workbook: Workbook) -> None:
        for row in range(4, 12):
            workbook["Konti"].cell(row, 7).value = "to kroner"

    many = found(check(register, worse))
    assert [row[3] for row in listed(sheet(register, "Kontrol"))] == many
    few = found(run("validate", "--write", "--in-place", _mended(register)))
    assert len(few) < len(many)
    assert [row[3] for row in listed(sheet(register, "Kontrol"))] == few
    assert table_of(register, "Kontrol").ref == f"A3:E{3 + len(few)}"


def _mended(path: Path) -> Path:
    """The register after its amounts have been put right, Kontrol as it was."""
    from openpyxl import load_workbook

    workbook = load_workbook(path)
    for row in range(3, 12):
        workbook["Konti"].cell(row, 7).value = 2.0
    workbook.save(path)
    return path
