"""Which cells need their formula, what they will show, and what is told of them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from digit_xl import export, filling
from digit_xl.association import figures
from digit_xl.association.sheets import READ, Accounts
from digit_xl.book import disk, patch
from digit_xl.book.changes import Changes

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.workbook import Workbook

    from digit_xl.filling import Filling

REGISTER = Path(__file__).parents[1] / "workbooks" / "digit-2019.xlsx"
TOTAL = next(one for one in figures.COMPUTED if one.column is Accounts.total)


@pytest.fixture
def plan(tmp_path: Path) -> Callable[[Callable[[Workbook], object]], Filling]:
    """The filling of the 2019 register after a change to it."""

    def planned(change: Callable[[Workbook], object]) -> Filling:
        from openpyxl import load_workbook

        workbook, path = load_workbook(REGISTER), tmp_path / "register.xlsx"
        change(workbook)
        workbook.save(path)
        return filling.plan(export.grids(path))

    return planned


def put(**cells: str | float | bool | None) -> Callable[[Workbook], None]:
    """The change that puts those values into cells of Konti."""

    def change(workbook: Workbook) -> None:
        for address, value in cells.items():
            workbook["Konti"][address] = value

    return change


def test_a_register_as_it_was_made_needs_nothing() -> None:
    made = filling.plan(export.grids(REGISTER))
    assert (made.changes.filled, made.changes.shown, made.findings, made.new) == ([], {}, (), 0)


def test_overtyped_formulas_are_put_back_and_told(
    plan: Callable[[Callable[[Workbook], object]], Filling],
) -> None:
    made = plan(put(H5=12.5, H6="=1+1", H7="i alt", H8=True))
    (run,) = made.changes.filled
    assert (run.title, run.row, run.column) == ("Konti", 5, 8)
    assert run.formula == TOTAL.formula
    assert run.shown[:2] == [Decimal("198399.56"), Decimal("0.00")]
    assert [(found.rule, found.place.cell, found.message) for found in made.findings] == [
        ("FIG-04", "H5", "Formlen er sat tilbage. I cellen stod »12,50«."),
        ("FIG-04", "H6", "Formlen er sat tilbage. I cellen stod »=1+1«."),
        ("FIG-04", "H7", "Formlen er sat tilbage. I cellen stod »i alt«."),
        ("FIG-04", "H8", "Formlen er sat tilbage. I cellen stod »SAND«."),
    ]


def test_blank_cells_of_new_rows_are_filled_and_counted(
    plan: Callable[[Callable[[Workbook], object]], Filling],
) -> None:
    made = plan(put(H3=None, H5=None))
    assert [(run.row, len(run.shown)) for run in made.changes.filled] == [(3, 1), (5, 1)]
    assert (made.findings, made.new) == ((), 2)


@pytest.mark.parametrize(
    "formula",
    [
        TOTAL.formula.replace("Konti[[#This Row],[Indtægter]]", "[@Indtægter]"),
        TOTAL.formula.replace("Konti[[#This Row],[Indtægter]]", "Konti[@[Indtægter]]"),
        TOTAL.formula.replace("+", " + "),
    ],
)
def test_the_same_formula_written_otherwise_is_left_alone(
    plan: Callable[[Callable[[Workbook], object]], Filling], formula: str
) -> None:
    assert plan(put(H5=f"={formula}")).changes.filled == []


def test_a_renamed_table_is_called_by_its_name(
    plan: Callable[[Callable[[Workbook], object]], Filling],
) -> None:
    def rename(workbook: Workbook) -> None:
        table = workbook["Konti"].tables["Konti"]
        table.name = table.displayName = "Regnskab"

    made = plan(rename)
    formulas = {run.column: run.formula for run in made.changes.filled}
    assert formulas[8] == TOTAL.formula.replace("Konti[", "Regnskab[")
    assert not any("Konti[" in formula for formula in formulas.values())


def test_a_sheet_without_its_table_is_told(
    plan: Callable[[Callable[[Workbook], object]], Filling],
) -> None:
    def drop(workbook: Workbook) -> None:
        del workbook["Faser"].tables["Faser"]

    made = plan(drop)
    assert made.failed
    assert [(found.rule, found.place.cell) for found in made.findings] == [("FIG-05", "I1")]
    assert "Ctrl+T" in made.findings[0].message


def test_what_cannot_be_known_is_left_to_excel(
    plan: Callable[[Callable[[Workbook], object]], Filling],
) -> None:
    made = plan(put(H5=None, G5="tolv"))
    (run,) = made.changes.filled
    assert run.shown == [None]


def test_what_binary_sums_leave_behind_is_neither_found_nor_filled() -> None:
    """As Excel saves it: a sum of amounts that ends in …0799999987."""
    sheets = export.grids(REGISTER)
    register, _ = export.check(sheets)
    shown = register[Accounts]["total"].to_list()
    assert shown[0] is not None
    traced = {("Konti", f"H{row}"): float(value) + 1.3e-9 for row, value in enumerate(shown, 2)} | {
        ("Overblik", "A3"): 322748.0799999987
    }
    after = patch.changed(REGISTER.read_bytes(), Changes(shown=traced))
    sheets = disk.read(after, READ)
    assert filling.plan(sheets).changes.shown == {}
    assert [found for found in export.check(sheets)[1].findings if "FIG" in found.rule] == []


@pytest.mark.parametrize("number", [1e15, 1e30, -1e300])
def test_a_number_beyond_all_amounts_is_told_in_short(
    plan: Callable[[Callable[[Workbook], object]], Filling], number: float
) -> None:
    [told] = [one for one in plan(put(H2=number)).findings if one.place.cell == "H2"]
    assert told.message == f"Formlen er sat tilbage. I cellen stod »{number:.3g}«."


def test_a_table_that_was_stretched_is_not_filled_to_its_end(
    plan: Callable[[Callable[[Workbook], object]], Filling],
) -> None:
    def stretch(workbook: Workbook) -> None:
        table = workbook["Projekter"].tables["Projekter"]
        table.ref = table.autoFilter.ref = "A1:I30000"

    planned = plan(stretch)
    assert [run for run in planned.changes.filled if run.title == "Projekter"] == []
    [told] = [one for one in planned.findings if one.place.sheet == "Projekter"]
    assert told.message == (
        "Tabellen på arket Projekter har 29.982 tomme rækker under række 18, så der er ikke "
        "skrevet formler. Træk tabellens hjørne op til række 18, og prøv igen."
    )
