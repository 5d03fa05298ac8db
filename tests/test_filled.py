"""Formulas in a saved register, whatever its users have made of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from office import recalculated, validator_errors
from saved_parts import REGISTER, made, names, run, sheet, table_of

from digit_xl.book import disk, patch
from digit_xl.book.changes import Changes, Filled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from digit_xl.book.grid import Cell

COLUMNS = (8, 10, 12)  # of Konti, that are computed


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Where the register goes."""
    return tmp_path / "r.xlsx"


def lost(workbook: Workbook) -> None:
    """Some formulas of Konti are lost: one typed over, one emptied, one of the user's own."""
    workbook["Konti"]["H5"], workbook["Konti"]["J7"], workbook["Konti"]["H9"] = 12.5, None, "=1+1"


def right(path: Path, columns: tuple[int, ...] = COLUMNS, top: int = 1) -> None:
    """Hold the computed columns against those of the register as it was."""
    for book, width, first in ((REGISTER, COLUMNS, 1), (path, columns, top)):
        grid = sheet(book, "Konti")
        there = grid.formulas(set(width))
        rows = [
            [(grid.cell(row, column), there[row, column]) for column in width]
            for row in range(first + 1, first + 19)
        ]
        if book is REGISTER:
            expected = rows
    assert rows == expected


def fill(path: Path, *changes: Callable[[Workbook], object]) -> list[str]:
    """What the command tells after it has written into the changed register."""
    result = run("fill", "--in-place", made(path, *changes, lost))
    assert result.exit_code == 0
    return result.stderr.splitlines()


def _widened(workbook: Workbook) -> None:
    """Columns of the user's own before, between and behind the register's."""
    from openpyxl.worksheet.table import TableColumn

    one = workbook["Konti"]
    table = one.tables["Konti"]
    one.insert_cols(9)
    one.cell(1, 9).value, one.cell(1, 14).value = "Eget", "Også eget"
    for row in range(2, 20):
        one.cell(row, 9).value = f"note {row}"
    table.tableColumns.insert(8, TableColumn(id=20, name="Eget"))
    table.tableColumns.append(TableColumn(id=21, name="Også eget"))
    table.ref, table.autoFilter.ref = "A1:N20", "A1:N19"


def test_a_widened_table_gets_its_formulas(register: Path) -> None:
    told = fill(
        register,
        lambda workbook: workbook["Konti"].__setitem__("J7", None),
        _widened,
        lambda workbook: workbook["Konti"].__setitem__("K7", None),
    )
    assert (
        "r.xlsx: Konti!H5 bemærkning FIG-04: Formlen er sat tilbage. I cellen stod »12,50«." in told
    )
    grid = sheet(register, "Konti")
    assert grid.formulas({11})[7, 11] == sheet(REGISTER, "Konti").formulas({10})[7, 10]
    assert [grid.cell(row, 9) for row in range(2, 20)] == [f"note {row}" for row in range(2, 20)]


def _moved(workbook: Workbook) -> None:
    one = workbook["Konti"]
    one.move_range("A1:L20", rows=4, cols=2)
    table = one.tables["Konti"]
    table.ref, table.autoFilter.ref = "C5:N24", "C5:N23"
    one["J9"], one["L11"] = 12.5, None


@pytest.mark.office
def test_a_moved_table_gets_its_formulas(register: Path, tmp_path: Path) -> None:
    result = run("fill", "--in-place", made(register, _moved))
    assert "r.xlsx: Konti!J9 bemærkning FIG-04" in result.stderr
    right(register, (10, 12, 14), 5)
    assert validator_errors(register) == []
    grid = disk.read(recalculated(register.read_bytes(), tmp_path), ["Konti"])["Konti"]
    shown = [grid.cell(row, 10) for row in range(6, 24)]
    assert shown == [sheet(REGISTER, "Konti").cell(row, 8) for row in range(2, 20)]


def test_a_renamed_table_is_named_so(register: Path) -> None:
    def rename(workbook: Workbook) -> None:
        table = workbook["Konti"].tables["Konti"]
        table.name = table.displayName = "Regnskab"

    result = run("fill", "--in-place", made(register, rename, lost))
    assert result.exit_code == 0
    there = sheet(register, "Konti").formulas(set(COLUMNS))
    assert there[5, 8].startswith("Regnskab[[#This Row],[Indtægter]]+IF(INDEX(Forening[Værdi]")
    assert not any("Konti[" in formula for at, formula in there.items() if at[0] < 20)


def test_hidden_rows_of_a_filter_get_their_formulas_and_stay_hidden(register: Path) -> None:
    from openpyxl import load_workbook

    def narrow(workbook: Workbook) -> None:
        from openpyxl.worksheet.filters import FilterColumn, Filters

        one = workbook["Konti"]
        table = one.tables["Konti"]
        table.autoFilter.filterColumn.append(FilterColumn(3, filters=Filters(filter=["Indtægt"])))
        for row in range(4, 12):
            one.row_dimensions[row].hidden = True

    fill(register, narrow)
    right(register)
    there = load_workbook(register)["Konti"].row_dimensions
    assert [row for row in range(1, 21) if there[row].hidden] == [*range(4, 12)]
    table = table_of(register, "Konti")
    assert table.autoFilter is not None
    assert [one.colId for one in table.autoFilter.filterColumn] == [3]
    shown = [sheet(REGISTER, "Konti").cell(row, 8) for row in (2, 3, *range(12, 20))]
    total = sheet(register, "Konti").cell(20, 8)
    assert round(total, 2) == round(sum(shown), 2)  # type: ignore[arg-type] # amounts


def test_a_sorted_table_gets_the_formulas_of_its_rows(register: Path) -> None:
    def sort(workbook: Workbook) -> None:
        one = workbook["Konti"]
        rows = [[cell.value for cell in row] for row in one["A2:L19"]]
        for row, values in enumerate(reversed(rows), 2):
            for column, value in enumerate(values, 1):
                one.cell(row, column).value = value

    fill(register, sort)
    grid, before = sheet(register, "Konti"), sheet(REGISTER, "Konti")
    assert [grid.cell(row, 8) for row in range(2, 20)] == [
        before.cell(row, 8) for row in range(19, 1, -1)
    ]


def refused(path: Path, *changes: Callable[[Workbook], object]) -> str:
    """Why nothing is written; the register is as it was."""
    before = made(path, lost, *changes).read_bytes()
    result = run("fill", "--in-place", path)
    assert (result.exit_code, result.stdout) == (3, "")
    assert path.read_bytes() == before
    assert names(path.parent) == [path.name]
    return result.stderr.splitlines()[-1]


@pytest.mark.parametrize("cells", ["H5:H6", "G5:H5", "H8:I9"])
def test_merged_cells_of_the_column_are_told(cells: str, register: Path) -> None:
    told = refused(register, lambda workbook: workbook["Konti"].merge_cells(cells))
    assert f"Cellerne {cells} på arket Konti er flettet" in told


def test_merged_cells_elsewhere_are_in_nobodys_way(register: Path) -> None:
    fill(register, lambda workbook: workbook["Konti"].merge_cells("B22:D23"))
    right(register)


def _array(cells: str) -> Callable[[Workbook], None]:
    from openpyxl.worksheet.formula import ArrayFormula

    def give(workbook: Workbook) -> None:
        first = cells.partition(":")[0]
        workbook["Konti"][first] = ArrayFormula(cells, "=F2:F4*2")

    return give


def test_a_formula_that_fills_an_area_loses_no_part_of_it(register: Path) -> None:
    told = refused(register, _array("H12:H14"))
    assert "Cellerne H12:H14 på arket Konti har en fælles matrixformel." in told


def test_a_formula_of_one_cell_that_was_entered_as_an_array_is_put_back(register: Path) -> None:
    told = fill(register, _array("H12:H12"))
    assert any(line.startswith("r.xlsx: Konti!H12 bemærkning FIG-04") for line in told)
    right(register)


def test_an_array_elsewhere_stays(register: Path) -> None:
    fill(register, _array("N2:N4"))
    right(register)
    assert b'<f t="array" ref="N2:N4">F2:F4*2</f>' in _sheet_xml(register)


def _sheet_xml(path: Path) -> bytes:
    import zipfile

    with zipfile.ZipFile(path) as package:
        parts = [package.read(name) for name in package.namelist() if "worksheets/sheet" in name]
    return next(part for part in parts if b"Afvigelse" in part)


def _shared() -> bytes:
    """A workbook whose cells A1:A4 share one formula, which stands in the first."""
    import io
    import zipfile

    from openpyxl import Workbook

    workbook, saved = Workbook(), io.BytesIO()
    one: Worksheet = workbook.worksheets[0]
    one.title = "Ark"
    for row in range(1, 5):
        one.cell(row, 1).value, one.cell(row, 3).value = f"=formel{row}", row
    workbook.save(saved)
    target = io.BytesIO()
    with zipfile.ZipFile(saved) as package, zipfile.ZipFile(target, "w") as archive:
        for name in package.namelist():
            content = package.read(name)
            if name == "xl/worksheets/sheet1.xml":
                for row in range(1, 5):
                    text = "2*C1+SUM($C$1:C1)" if row == 1 else ""
                    of = ' ref="A1:A4"' if row == 1 else ""
                    shares = f'<f t="shared" si="0"{of}>{text}</f>'.encode()
                    content = content.replace(f"<f>formel{row}</f>".encode(), shares)
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.office
@pytest.mark.parametrize(
    ("taken", "shown"),
    [
        ([1], [99, 7, 12, 18]),
        ([1, 2], [99, 99, 12, 18]),
        ([1, 3], [99, 7, 99, 18]),
        ([2], [3, 99, 12, 18]),
        ([1, 2, 3, 4], [99, 99, 99, 99]),
    ],
)
def test_who_shared_a_formula_that_goes_inherits_it(
    taken: list[int], shown: list[Cell], tmp_path: Path
) -> None:
    filled = [Filled("Ark", row, 1, "99", [99]) for row in taken]
    after = patch.changed(_shared(), Changes(filled))
    grid = disk.read(recalculated(after, tmp_path), ["Ark"])["Ark"]
    assert [grid.cell(row, 1) for row in range(1, 5)] == shown
