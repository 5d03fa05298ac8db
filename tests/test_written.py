"""A computed cell that lacks its formula is told of, whatever number it shows."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from registers import grids
from remote import opened

from digit_xl import create, export
from digit_xl.association import figures
from digit_xl.association.sheets import READ
from digit_xl.book import disk, live
from digit_xl.book.grid import Fault
from digit_xl.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openpyxl import Workbook

    from digit_xl.book.grid import Cell, Grid
    from digit_xl.findings import Finding

REGISTER = Path(__file__).parents[1] / "workbooks" / "digit-2019.xlsx"
FILL = "Tryk på »Udfyld formler« på fanen Årsrapport (eller kør digit-xl fill)."
F9 = "Lad Excel beregne (F9), og gem registret."


def saved(change: Callable[[Workbook], object]) -> bytes:
    """The 2019 register after a change to it."""
    workbook, content = load_workbook(REGISTER), io.BytesIO()
    change(workbook)
    workbook.save(content)
    return content.getvalue()


def put(**cells: str | float | None) -> bytes:
    """The 2019 register with those values in cells of Konti."""

    def change(workbook: Workbook) -> None:
        for address, value in cells.items():
            workbook["Konti"][address] = value

    return saved(change)


def figures_of(sheets: Mapping[str, Grid]) -> list[Finding]:
    """What the check tells of computed cells."""
    rules = {rule.id for rule in figures.RULES}
    return [found for found in export.check(sheets)[1].findings if found.rule in rules]


def told(sheets: Mapping[str, Grid]) -> list[tuple[str, str, str]]:
    return [(found.place.cell, found.rule, found.message) for found in figures_of(sheets)]


def showing(row: int, column: int, cell: Cell) -> dict[str, Grid]:
    """The 2019 register with that value, which Excel saved beside the formula, in Konti."""
    sheets = dict(export.grids(REGISTER))
    rows = [list(cells) for cells in sheets["Konti"].rows]
    rows[row - 1][column - 1] = cell
    return {**sheets, "Konti": replace(sheets["Konti"], load=lambda: rows)}


@pytest.mark.parametrize(
    ("cell", "value", "message"),
    [
        (
            *("H5", 198399.56),
            "I cellen står »198.399,56« i stedet for formlen, "
            "så den følger ikke med, når tallene ændres.",
        ),
        ("H5", 12.5, "I cellen står »12,50« i stedet for formlen, men den skal vise 198.399,56."),
        (
            "H5",
            "i alt",
            "I cellen står »i alt« i stedet for formlen, men den skal vise 198.399,56.",
        ),
        (
            *("H5", "=SUM(1,2)"),
            "I cellen står »=SUM(1,2)« i stedet for formlen, men den skal vise 198.399,56.",
        ),
        ("H5", None, "Cellen har ingen formel, men den skal vise 198.399,56."),
        ("J5", None, "Cellen har ingen formel, så den følger ikke med, når tallene ændres."),
    ],
)
def test_a_cell_without_its_formula_is_told_of_once(
    cell: str, value: str | float | None, message: str
) -> None:
    content = put(**{cell: value})
    findings = figures_of(disk.read(content, READ))
    assert [found.severity for found in findings] == [Severity.WARNING]
    assert told(disk.read(content, READ)) == [(cell, "FIG-02", f"{message} {FILL}")]
    if value != "=SUM(1,2)":  # which is 3 in Excel, and not calculated here
        with opened(content) as excel:
            open_one = [one for one in told(live.sheets(excel.book, READ)) if one[1] == "FIG-02"]
        assert open_one == [(cell, "FIG-02", f"{message} {FILL}")]


def test_a_cell_of_which_the_right_number_is_unknown_is_told_of_too() -> None:
    assert told(disk.read(put(G5="tolv", H5=1.0), READ)) == [
        (
            *("H5", "FIG-02"),
            f"I cellen står »1,00« i stedet for formlen, så den følger ikke med, "
            f"når tallene ændres. {FILL}",
        )
    ]


@pytest.mark.parametrize(
    ("shown", "what"),
    [(12.5, "12,50"), (Fault("#NAME?"), "tom eller en fejl"), (None, "tom eller en fejl")],
)
def test_a_formula_that_shows_a_wrong_number_is_to_be_calculated(shown: Cell, what: str) -> None:
    message = f"Cellen viser {what}, men beregnet er den 198.399,56. {F9}"
    assert told(showing(5, 8, shown)) == [("H5", "FIG-01", message)]


def test_a_formula_is_not_judged_while_a_cell_that_it_reads_is_unreadable() -> None:
    unreadable = showing(5, 7, "150,25")["Konti"]
    rows = [list(cells) for cells in unreadable.rows]
    rows[4][7] = 12.5
    assert told({**grids_of_2019(), "Konti": replace(unreadable, load=lambda: rows)}) == []


def test_of_a_register_without_a_formula_only_wrong_numbers_are_told() -> None:
    """It was made by another program, or before there were formulas."""
    right = {title: replace(grid, formulas=lambda _: {}) for title, grid in grids_of_2019().items()}
    assert told(right) == []
    wrong: dict[str, Cell] = {"Konti!H3": 150.0, "Konti!H2": None}
    sheets = {title: replace(grid, formulas=lambda _: {}) for title, grid in grids(wrong).items()}
    assert [(rule, message.partition(". ")[2]) for _, rule, message in told(sheets)] == [
        ("FIG-02", FILL),
        ("FIG-01", f"{F9} Hjælper det ikke: {FILL}"),
    ]


def grids_of_2019() -> dict[str, Grid]:
    return dict(export.grids(REGISTER))


def test_a_whole_column_of_pasted_values_is_told_of() -> None:
    """In the only computed column of its sheet; the other sheets have formulas."""

    def paste(workbook: Workbook) -> None:
        shown = load_workbook(REGISTER, data_only=True)["Projekter"]
        sheet: Any = workbook["Projekter"]
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, 9).value = shown.cell(row, 9).value

    findings = figures_of(disk.read(saved(paste), READ))
    assert {(found.place.sheet, found.rule) for found in findings} == {("Projekter", "FIG-02")}
    assert len(findings) > 10


def test_where_a_formula_cannot_be_named_its_text_is_not_judged() -> None:
    """Without a table the same formula is written with addresses."""

    def drop(workbook: Workbook) -> None:
        del workbook["Konti"].tables["Konti"]
        workbook["Konti"]["H5"] = "=F5+G5"

    assert told(disk.read(saved(drop), READ)) == []


def test_a_renamed_table_is_called_by_its_name() -> None:
    def rename(workbook: Workbook) -> None:
        table = workbook["Konti"].tables["Konti"]
        table.name = table.displayName = "Regnskab"
        for row in workbook["Konti"].iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("Konti[", "Regnskab[")

    assert told(disk.read(saved(rename), READ)) == []


def test_who_types_into_a_computed_cell_is_told_of_the_button() -> None:
    workbook = load_workbook(io.BytesIO(create.empty()))
    demands = workbook["Konti"].data_validations.dataValidation
    (demand,) = {one.error for one in demands if "regnes ud" in (one.error or "")}
    assert "»Udfyld formler« på fanen Årsrapport" in demand
