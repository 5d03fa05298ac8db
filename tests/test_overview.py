"""Overblik follows the tables without Python: its figures, its light, and its charts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from calculated import (
    REGISTER,
    TITLES,
    cells,
    changed,
    computed,
    expect,
    grow,
    narrow,
    plain,
    read,
)
from office import recalculated
from openpyxl import load_workbook
from registers import grids

from digit_xl import control, create, export, filling
from digit_xl.association import key_figures, overview
from digit_xl.association.sheets import Accounts
from digit_xl.book import disk, patch
from digit_xl.book.changes import Changes
from digit_xl.book.grid import Extent, Fault, Grid
from digit_xl.findings import Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from openpyxl.workbook import Workbook

    from digit_xl.book.grid import Cell
    from digit_xl.register import Register

MOMENT = dt.datetime(2020, 5, 4, 8, 7)
LIGHT = (overview.LIGHT.sheet, overview.LIGHT.cell)


@pytest.mark.office
@pytest.mark.parametrize("change", [grow, expect, narrow])
def test_what_is_typed_shows_in_every_figure(
    change: Callable[[Workbook], object], tmp_path: Path
) -> None:
    found = recalculated(changed(change), tmp_path)
    expected = computed(read(found))
    shown = {
        place: round(value, 6) if isinstance(value, float) else value
        for place, value in cells(found, expected).items()
    }
    assert shown == plain(expected)
    assert expected != computed(read(REGISTER.read_bytes()))


def finding(severity: Severity) -> Finding:
    return Finding("X-01", severity, "Ret det.", Place("Konti", 3, 3))


FOUND = {
    "Ingen fejl": (),
    "1 fejl": [Severity.ERROR],
    "2 fejl, 1 advarsel": [Severity.ERROR, Severity.ERROR, Severity.WARNING],
    "2 advarsler, 1 bemærkning": [Severity.WARNING, Severity.WARNING, Severity.REMARK],
    "3 bemærkninger": [Severity.REMARK] * 3,
}


@pytest.mark.office
@pytest.mark.parametrize("said", FOUND)
def test_the_light_says_what_kontrol_lists(said: str, tmp_path: Path) -> None:
    findings = [finding(severity) for severity in FOUND[said]]
    changes = control.changes(findings, MOMENT, export.grids(REGISTER))
    (listed,) = changes.listed

    def write(workbook: Workbook) -> None:
        for row, values in enumerate(listed.rows, listed.header_row + 1):
            workbook["Kontrol"].cell(row, 1).value = values[0]  # type: ignore[assignment]
        last = listed.header_row + len(listed.rows)
        table = workbook["Kontrol"].tables["Kontrol"]
        table.ref = table.autoFilter.ref = f"A{listed.header_row}:E{last}"

    found = cells(recalculated(changed(write), tmp_path), {LIGHT: said})
    assert found == {LIGHT: said}
    assert changes.shown == {LIGHT: said}


def test_the_light_says_that_nobody_has_looked_yet() -> None:
    assert cells(create.empty(), {LIGHT: ""}) == {LIGHT: "Ikke kontrolleret endnu"}


def test_a_light_that_was_just_lit_is_no_finding() -> None:
    changes = control.changes([finding(Severity.ERROR)], MOMENT, export.grids(REGISTER))
    lit = patch.changed(REGISTER.read_bytes(), changes)
    assert cells(lit, {LIGHT: ""}) == {LIGHT: "1 fejl"}
    sheets = disk.read(lit, TITLES)
    _, outcome = export.check(sheets)
    assert [found.rule for found in outcome.findings if found.rule == "FIG-03"] == []


def test_a_register_without_the_light_gets_no_value_for_it() -> None:
    assert control.changes([], MOMENT, grids()).shown == {}
    assert control.changes([], MOMENT, {}).shown == {}


def from_before(known: Register, change: Mapping[int, Cell]) -> Grid:
    """Overblik as registers had it before: the table alone, of three columns, from A1 on."""
    rows: list[list[Cell]] = [["Emne", "Post", "Værdi"]]
    for contents in overview.lines(before=True):
        subject, post, value = (key_figures.shown(content, known) for content in contents[:3])
        number = float(value) if isinstance(value, Decimal | int) else value or None
        rows.append([str(subject) or None, str(post) or None, number])
    for row, cell in change.items():
        rows[row - 1][2] = cell
    extent = Extent(1, len(rows), 1, 3, headings=("Emne", "Post", "Værdi"), name="Overblik")
    return Grid("Overblik", lambda: rows, extent)


@pytest.mark.parametrize(("change", "told"), [({}, []), ({5: 1.0}, ["Overblik!C5"])])
def test_a_register_from_before_is_judged_by_what_it_has(
    change: Mapping[int, Cell], told: list[str]
) -> None:
    sheets = {**export.grids(REGISTER)}
    known, _ = export.check(sheets)
    del sheets["Diagramdata"]
    _, outcome = export.check({**sheets, "Overblik": from_before(known, change)})
    places = [str(found.place) for found in outcome.findings if found.rule == "FIG-03"]
    assert places == told


PLUS: Mapping[str, Cell] = {"Forening!B10": "plus", "Konti!F2": 200.5}
# The values of the posts of the result, as registers had them before.
BEFORE: Mapping[int, Cell] = {2: 200.5, 3: 150.25, 4: -20.0, 5: 70.25}


def test_before_expenses_were_positive_where_income_is() -> None:
    sheets = grids(PLUS)
    known, _ = export.check(sheets)
    _, outcome = export.check({**sheets, "Overblik": from_before(known, BEFORE)})
    assert [found.rule for found in outcome.findings if found.rule == "FIG-03"] == []


@pytest.mark.parametrize("changes", [{}, PLUS])
def test_the_table_ties_to_konti(changes: Mapping[str, Cell]) -> None:
    """Down each column the posts are the result, and each amount is signed as its I alt is."""
    last_year = {"Konti!K2": -190.0, "Konti!K3": 90.0, "Konti!K4": -5.0}
    known, _ = export.check(grids({**changes, "Konti!I4": -15.0, **last_year}))
    totals = known[Accounts]["total"].to_list()
    table = [[key_figures.shown(one, known) for one in line[2:]] for line in overview.lines()[:4]]
    for column in zip(*table, strict=True):
        assert all(isinstance(value, Decimal) for value in column)
        assert sum(column[:3]) == column[3]
    assert [line[0] for line in table[:3]] == totals
    group = overview.lines()[4]
    assert [key_figures.shown(one, known) for one in group[1:4]] == [
        "Projekter",
        totals[1],
        Decimal("100.00"),
    ]
    (said,) = (key_figures.shown(it, known) for at, it in overview.band().items() if at.row == 21)
    assert f"Indtægter er {'positive' if changes else 'negative'}" in str(said)


def test_a_key_figure_that_shows_something_else_is_told() -> None:
    changes = Changes(shown={("Overblik", "C3"): Decimal("1.00")})
    content = patch.changed(REGISTER.read_bytes(), changes)
    _, outcome = export.check(disk.read(content, TITLES))
    assert [str(found.place) for found in outcome.findings if found.rule == "FIG-03"] == [
        "Overblik!C3"
    ]


def key_figures_of(content: bytes) -> list[list[Cell]]:
    """The figures of the tiles, and their notes."""
    grid = disk.read(content, ["Overblik"])["Overblik"]
    return [[grid.cell(row, column) for column in (1, 3, 4, 5, 6)] for row in (3, 4)]


def faults(content: bytes) -> list[Fault]:
    """The errors that Overblik and Diagramdata show."""
    sheets = disk.read(content, ["Overblik", "Diagramdata"]).values()
    return [cell for grid in sheets for row in grid.rows for cell in row if isinstance(cell, Fault)]


def text_in_an_amount(workbook: Workbook) -> None:
    workbook["Konti"]["G3"] = "tolv"


@pytest.mark.office
def test_a_text_in_an_amount_is_told_where_it_counts_and_only_there(tmp_path: Path) -> None:
    found = recalculated(changed(text_in_an_amount), tmp_path)
    assert faults(found) == []
    assert key_figures_of(found) == [
        ["–", 11717709, "–", 17, 12],
        ["Se arket Kontrol", "kr.", "Se arket Kontrol", "13 i gang", "kommuner"],
    ]
    sheets = disk.read(found, ["Overblik", "Diagramdata"])
    table = [sheets["Overblik"].cell(row, 3) for row in range(23, 28)]
    assert table == [-11717709, "–", -1056176.43, "–", 10460641.96]
    assert [sheets["Diagramdata"].cell(row, 7) for row in range(5, 9)] == [
        *(11717709, None, 1056176.43, None)
    ]
    titles = [sheets["Overblik"].cell(6, column) for column in (1, 3)]
    assert titles == [
        "Regnskabet 2019: et beløb kan ikke læses, se arket Kontrol",
        "Udgifter på projekternes konti 2019: et beløb kan ikke læses, se arket Kontrol",
    ]


def set_field(workbook: Workbook, label: str, value: str | int | None) -> None:
    """Fill in a field of Forening."""
    rows = workbook["Forening"].iter_rows(min_col=1, max_col=2)
    next(it for name, it in rows if name.value == label).value = value


def errors_everywhere(workbook: Workbook) -> None:
    cells = {
        "Konti": ("B4", "C5", "D6", "F2", "G7", "I3", "K4"),
        "Projekter": ("A3", "B4", "C5", "D6"),
        "Faser": ("A3", "B4", "C5", "D6"),
        "Medlemmer": ("A3", "D4"),
        "Kontrol": ("A4",),
    }
    for title, addresses in cells.items():
        for address in addresses:
            workbook[title][address] = "=1/0"
    for label in ("Kort navn", "Regnskabsår", "Fortegn for indtægter", "Portefølje fra år"):
        set_field(workbook, label, "=NA()")


def texts_everywhere(workbook: Workbook) -> None:
    for address in ("F2", "G7", "I3", "K4"):
        workbook["Konti"][address] = "tolv"
    for address in ("C5", "D6"):
        workbook["Faser"][address] = "i maj"
    for label in ("Regnskabsår", "Portefølje fra år", "Portefølje til år"):
        set_field(workbook, label, "toogtyve")


def no_years(workbook: Workbook) -> None:
    for label in ("Regnskabsår", "Portefølje fra år", "Portefølje til år"):
        set_field(workbook, label, None)


def nothing(workbook: Workbook) -> None:
    for title in ("Konti", "Projekter", "Faser", "Medlemmer"):
        for row in workbook[title].iter_rows(min_row=2):
            for cell in row:
                if not str(cell.value).startswith("="):
                    cell.value = None


@pytest.mark.office
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (errors_everywhere, "Se arket Kontrol"),
        (texts_everywhere, "Se arket Kontrol"),
        (no_years, "Regnskabsår mangler"),
        (nothing, "Ingen projekter endnu"),
    ],
)
def test_whatever_stands_in_the_register_overblik_shows_no_error(
    change: Callable[[Workbook], object], told: str, tmp_path: Path
) -> None:
    found = recalculated(changed(change), tmp_path)
    assert faults(found) == []
    figures, notes = key_figures_of(found)
    assert told in notes
    assert {"Se arket Kontrol": ["–"] * 3, "Ingen projekter endnu": ["–"] * 3}.get(
        told, figures[:3]
    ) == figures[:3]


@pytest.mark.office
def test_an_empty_register_says_what_is_missing(tmp_path: Path) -> None:
    for content in (create.empty(), recalculated(create.empty(), tmp_path)):
        assert faults(content) == []
        assert key_figures_of(content) == [
            ["–", "–", "–", 0, 0],
            [*["Ingen beløb endnu"] * 3, "Ingen projekter endnu", "Ingen medlemmer endnu"],
        ]


def test_nothing_is_filled_in_where_nobody_knows_what_excel_shows() -> None:
    """A cell that was never calculated is, but not one that reads a text for an amount."""
    own = {"Overblik", "Diagramdata"}
    for change, filled in ((grow, own), (text_in_an_amount, set())):
        found = filling.plan(disk.read(changed(change), TITLES))
        assert {title for title, _ in found.changes.shown} & own == filled


def test_a_subject_stands_once_and_what_no_group_takes_is_not_seen() -> None:
    known = read(REGISTER.read_bytes())
    subjects = [key_figures.shown(line[0], known) for line in overview.lines()]
    assert {at: subject for at, subject in enumerate(subjects) if subject} == {
        0: "Resultat",
        4: "Grupper af konti",
        12: "Projekter ved årets udgang",
    }
    marks = load_workbook(REGISTER)["Overblik"].conditional_formatting
    (unseen,) = (it for it in marks if str(it.sqref) == "A27:E34")
    assert [rule.formula for rule in unseen.rules] == [['$B27=""']]
