"""Overblik follows the tables without Python: its figures, its light, and its charts."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from calculated import TITLES, WIDE, cells, computed, plain, read
from lxml import etree
from office import recalculated
from openpyxl import load_workbook
from registers import grids

from digit_xl import control, create, export
from digit_xl.association import chart_data, overview, sections
from digit_xl.association.sheets import ChartData
from digit_xl.book import disk, patch
from digit_xl.book.changes import Changes
from digit_xl.book.grid import Extent, Fault, Grid
from digit_xl.facts import Chart, Fact
from digit_xl.findings import Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lxml.etree import _Element as Element
    from openpyxl.workbook import Workbook

    from digit_xl.association.figures import Shown
    from digit_xl.book.grid import Cell
    from digit_xl.facts import Facts
    from digit_xl.register import Register
    from digit_xl.schema import Column

ROOT = Path(__file__).parents[1]
REGISTER = ROOT / "workbooks" / "digit-2019.xlsx"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
MOMENT = dt.datetime(2020, 5, 4, 8, 7)
LIGHT = (overview.LIGHT.sheet, overview.LIGHT.cell)


def changed(change: Callable[[Workbook], object]) -> bytes:
    """The 2019 register after a change to it, as a library saves it: nothing is calculated."""
    workbook, saved = load_workbook(REGISTER), io.BytesIO()
    change(workbook)
    workbook.save(saved)
    return saved.getvalue()


def add(workbook: Workbook, title: str, *rows: Sequence[object]) -> None:
    """Add rows at the end of a table without totals, which grows over them."""
    sheet, table = workbook[title], workbook[title].tables[title]
    start, end = table.ref.split(":")
    letters, last = end.rstrip("0123456789"), int(end.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    for row, values in enumerate(rows, last + 1):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column).value = value  # type: ignore[assignment] # none is merged
    table.ref = table.autoFilter.ref = f"{start}:{letters}{last + len(rows)}"


def grow(workbook: Workbook) -> None:
    """A project more, with phases; an account changed."""
    project = ["NYT", "Nyt projekt", "Egne projekter", "Personale"]
    add(workbook, "Projekter", [*project, *[None] * 4, workbook["Projekter"]["I2"].value])
    idea = ["NYT", "Idéfase", dt.date(2020, 1, 1), dt.date(2020, 6, 1)]
    add(workbook, "Faser", idea, ["NYT", "Analysefase", dt.date(2020, 9, 1), None])
    workbook["Konti"]["G11"] = 3_000_000.25


def expect(workbook: Workbook) -> None:
    """Budgets and last year filled in, and income written positive."""
    for row in range(2, 20):
        workbook["Konti"][f"I{row}"] = 1000.5 * row
        workbook["Konti"][f"K{row}"] = -10.25 * row
    workbook["Konti"]["F2"] = 11717709.0
    next(cell for cell in workbook["Forening"]["B"] if cell.value == "minus").value = "plus"


def narrow(workbook: Workbook) -> None:
    """Another portfolio; and most projects gone."""
    for label, value in workbook["Forening"].iter_rows(min_col=1, max_col=2):
        if year := {"Portefølje fra år": 2020, "Portefølje til år": 2021}.get(str(label.value)):
            value.value = year
    for row in workbook["Projekter"].iter_rows(min_row=4, max_row=18, max_col=8):
        for cell in row:
            cell.value = None


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
    for contents in overview.lines():
        subject, post, value = (overview.shown(content, known) for content in contents[:3])
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


def test_a_key_figure_that_shows_something_else_is_told() -> None:
    changes = Changes(shown={("Overblik", "C3"): Decimal("1.00")})
    content = patch.changed(REGISTER.read_bytes(), changes)
    _, outcome = export.check(disk.read(content, TITLES))
    assert [str(found.place) for found in outcome.findings if found.rule == "FIG-03"] == [
        "Overblik!C3"
    ]


@pytest.mark.parametrize(
    "changes", [{}, {"Konti!I4": -15.0, "Konti!K2": -180.0, "Konti!K3": 90.0, "Konti!K4": -5.0}]
)
def test_the_result_is_the_reports(changes: Mapping[str, Cell]) -> None:
    known, _ = export.check(grids(changes))
    named = sections.facts(known)
    columns = (ChartData.now, ChartData.budget, ChartData.before)
    for column, name in zip(columns, ("i_alt", "budget", "sidste_år"), strict=True):
        income, spent, carried, result = (number(known, column, line) for line in range(1, 5))
        assert income == -fact(named, f"opgørelse.indtægter.{name}")
        assert spent - carried == fact(named, f"opgørelse.udgifter.{name}")
        assert result == -fact(named, f"opgørelse.resultat.{name}")
        assert income - spent + carried == result


def fact(named: Facts, name: str) -> Decimal:
    found = named[name]
    assert isinstance(found, Fact)
    return Decimal(str(found.value or 0))


def number(known: Register, column: Column, line: int) -> Decimal:
    return Decimal(str(shown(known, column, line) or 0))


def shown(known: Register, column: Column, line: int) -> Shown:
    return overview.shown(chart_data.lines()[line][ChartData.columns.index(column)], known)


@pytest.mark.parametrize("content", [REGISTER.read_bytes(), create.register(WIDE)])
def test_the_expenses_are_the_reports(content: bytes) -> None:
    known = read(content)
    chart = sections.facts(known)["diagram.udgifter"]
    assert isinstance(chart, Chart)
    count = len(chart.categories)
    assert [shown(known, ChartData.account, line) for line in range(1, 1 + count)] == [
        *chart.categories
    ]
    assert [shown(known, ChartData.expense, line) for line in range(1, 1 + count)] == [
        *chart.series[0].values
    ]


def test_the_months_of_a_project_add_up_and_gaps_stay_gaps() -> None:
    known, _ = export.check(grids({"Faser!C3": dt.date(2019, 3, 1)}))
    columns = (ChartData.before_idea, ChartData.idea, ChartData.before_analysis, ChartData.analysis)
    assert [shown(known, column, 1) for column in columns] == [0, 12, 2, 34]
    closed = (ChartData.before_implementation, ChartData.implementation, ChartData.before_closed)
    assert [shown(known, column, 2) for column in closed] == [14, 3, 0]
    assert [shown(known, column, 2) for column in (ChartData.closed, ChartData.rest)] == [1, 30]


def parts(content: bytes, start: str) -> list[Element]:
    """The XML of the workbook's parts with such names."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = sorted(name for name in package.namelist() if name.startswith(start))
        return [etree.fromstring(package.read(name)) for name in names]


@pytest.mark.parametrize("content", [REGISTER.read_bytes(), create.register(WIDE), create.empty()])
def test_a_chart_shows_at_once_what_its_cells_show(content: bytes) -> None:
    """A name ends where there is something to show; the cache is what stands in its cells."""
    workbook = load_workbook(io.BytesIO(content))
    known, lines = read(content), chart_data.lines()
    names = workbook["Diagramdata"].defined_names
    texts = [overview.shown(lines[line][2], known) for line in (0, 1)]
    accounts, projects = (count if isinstance(count, int) else 0 for count in texts)
    for reference in [ref for part in parts(content, "xl/charts/") for ref in part.iter(f"{C}f")]:
        sheet, _, cells_of = str(reference.text).partition("!")
        assert sheet == "Diagramdata"
        if cells_of in names:
            found = names[cells_of].attr_text
            cells_of = found.partition("!")[2].partition(":INDEX")[0]
            last = 12 if "$C$4" in found else 40
            count = max(1, min(12, accounts)) if last == 12 else 1 + min(40, projects)
        else:
            first, _, end = cells_of.partition(":")
            count = int(end.split("$")[2]) - int(first.split("$")[2]) + 1 if end else 1
        _, letters, row = cells_of.partition(":")[0].split("$")
        told = cached(reference)
        assert len(told) == count
        grid = disk.read(content, ["Diagramdata"])["Diagramdata"]
        column = next(n for n in range(1, 40) if letters_of(n) == letters)
        there = [grid.cell(int(row) + at, column) for at in range(count)]
        assert [told[at] if told[at] == " " else value_of(told[at]) for at in range(count)] == there


def cached(reference: Element) -> list[str]:
    """What a chart remembers of the cells, a blank one as an empty text."""
    holder = reference.getparent()
    assert holder is not None
    count = next(holder.iter(f"{C}ptCount")).get("val")
    told = {point.get("idx"): point.findtext(f"{C}v") for point in holder.iter(f"{C}pt")}
    return [told.get(str(at)) or "" for at in range(int(count or 0))]


def letters_of(column: int) -> str:
    return Place("", 1, column).cell.rstrip("1")


def value_of(text: str) -> Cell:
    """What a chart remembers, as the cell gives it; years are text there as well."""
    try:
        return text if text.startswith("20") and len(text) == len("2019") else float(text)
    except ValueError:
        return text or None


def test_every_chart_tells_what_it_shows_and_leaves_the_cells_alone() -> None:
    content = REGISTER.read_bytes()
    (drawing,) = parts(content, "xl/drawings/drawing")
    shapes = [*drawing.iter(f"{DRAWING}cNvPr")]
    assert len({shape.get("name") for shape in shapes}) == len(shapes) == 4
    assert all(len(shape.get("descr", "")) > 20 for shape in shapes)
    table = load_workbook(REGISTER)["Overblik"].tables["Overblik"]
    top, bottom = (int(cell.lstrip("ABCDE")) for cell in table.ref.split(":"))
    for anchor in drawing:
        first, last = (int(row.text or 0) for row in anchor.iter(f"{DRAWING}row"))
        assert first >= 5
        assert last < top or first >= bottom


def test_the_chart_says_that_it_has_no_room_for_all() -> None:
    known = read(create.register(WIDE))
    titles = [shown(known, ChartData.text, line) for line in range(3)]
    assert titles == [
        "Udgifter på projekternes konti 2021, tkr.: de 11 største af 15, resten samlet",
        "Regnskabet 2021 mod sidste år, tkr.",
        "Projekternes faser 2015–2034: de første 40 af 45 projekter",
    ]


def test_overblik_is_locked_and_its_cells_stand_on_a_hidden_sheet() -> None:
    workbook = load_workbook(REGISTER)
    locks = [workbook[title].protection for title in ("Overblik", "Diagramdata")]
    assert all(lock.sheet and lock.password is None for lock in locks)
    assert locks[0].objects
    assert workbook["Diagramdata"].sheet_state == "hidden"
    assert workbook["Overblik"].print_title_rows is None


def test_the_same_register_is_the_same_bytes() -> None:
    assert create.register(WIDE) == create.register(WIDE)


@pytest.mark.office
def test_nothing_to_show_shows_no_error(tmp_path: Path) -> None:
    grids_of = disk.read(recalculated(create.empty(), tmp_path), ["Overblik", "Diagramdata"])
    for grid in grids_of.values():
        assert not [cell for row in grid.rows for cell in row if isinstance(cell, Fault)]
