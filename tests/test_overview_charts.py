"""The charts of Overblik: what they show is the report's, and follows their cells everywhere."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from string import ascii_uppercase
from typing import TYPE_CHECKING

import pytest
from calculated import REGISTER, WIDE, changed, narrow, read
from lxml import etree
from office import recalculated
from openpyxl import load_workbook
from registers import grids

from digit_xl import create, export
from digit_xl.association import chart_data, key_figures, sections
from digit_xl.association.sheets import Association, ChartData, Projects
from digit_xl.book import disk
from digit_xl.facts import Chart, Fact
from digit_xl.findings import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from lxml.etree import _Element as Element

    from digit_xl.association.figures import Shown
    from digit_xl.book.grid import Cell
    from digit_xl.create import Given
    from digit_xl.facts import Facts
    from digit_xl.register import Register
    from digit_xl.schema import Column

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


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
    return key_figures.shown(chart_data.lines()[line][ChartData.columns.index(column)], known)


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


def ranges(content: bytes) -> Iterator[tuple[Element, Sequence[Cell]]]:
    """Each reference of a chart to cells, with what stands in them."""
    grid = disk.read(content, ["Diagramdata"])["Diagramdata"]
    for reference in [ref for part in parts(content, "xl/charts/") for ref in part.iter(f"{C}f")]:
        sheet, _, address = str(reference.text).partition("!")
        assert sheet == "Diagramdata"
        first, _, last = address.replace("$", "").partition(":")
        letters, start = first.rstrip("0123456789"), int(first.lstrip(ascii_uppercase))
        end = int((last or first).lstrip(ascii_uppercase))
        column = next(n for n in range(1, 60) if column_letters(n) == letters)
        yield reference, [grid.cell(row, column) for row in range(start, end + 1)]


def assert_remembered(found: Iterable[tuple[Element, Sequence[Cell]]]) -> None:
    """What a chart remembers of its cells is what stands in them."""
    for reference, there in found:
        told = cached(reference)
        assert [value_of(one, like) for one, like in zip(told, there, strict=True)] == there


@pytest.mark.parametrize("content", [REGISTER.read_bytes(), create.register(WIDE), create.empty()])
def test_a_chart_shows_at_once_what_its_cells_show(content: bytes) -> None:
    found = list(ranges(content))
    assert len(found) > 100
    assert_remembered(found)


def test_the_first_series_names_the_lines_of_the_chart() -> None:
    """Excel takes the names of the lines from the first series, LibreOffice from any."""
    for chart in parts(REGISTER.read_bytes(), "xl/charts/"):
        axis = next(chart.iter(f"{C}catAx"))
        if next(axis.iter(f"{C}delete")).get("val") == "0":
            series = list(chart.iter(f"{C}ser"))
            (names,) = {it.findtext(f"{C}cat//{C}f") for it in series}
            lengths = [len(cached(next(it.iterfind(f"{C}val//{C}f")))) for it in series]
            assert names
            assert lengths[0] == max(lengths) > 1


@pytest.mark.office
def test_charts_follow_their_cells_wherever_they_are_calculated(tmp_path: Path) -> None:
    """Names of cells in charts would not, for not every program knows them there."""
    found = list(ranges(recalculated(changed(narrow), tmp_path)))
    assert_remembered(found)
    years = [there for reference, there in found if "$AF$" in str(reference.text)]
    assert ["2020"] in years
    assert ["2019"] not in years


def test_charts_leave_hidden_cells_in_and_have_no_title_or_ground_of_their_own() -> None:
    """Cells stand on a hidden sheet, and charts over each other; Excel titles a single series."""
    charts = parts(REGISTER.read_bytes(), "xl/charts/")
    assert len(charts) == 5
    for chart in charts:
        assert [it.get("val") for it in chart.iter(f"{C}plotVisOnly")] == ["0"]
        assert [it.get("val") for it in chart.iter(f"{C}autoTitleDeleted")] == ["1"]
        assert [*chart.iter(f"{C}title")] == []
        assert chart.find(f"{C}chart/{C}plotArea/{C}spPr/{{*}}noFill") is not None


def cached(reference: Element) -> list[str]:
    """What a chart remembers of the cells, a blank one as an empty text."""
    holder = reference.getparent()
    assert holder is not None
    count = next(holder.iter(f"{C}ptCount")).get("val")
    told = {point.get("idx"): point.findtext(f"{C}v") for point in holder.iter(f"{C}pt")}
    return [told.get(str(at)) or "" for at in range(int(count or 0))]


def value_of(text: str, like: Cell) -> Cell:
    """What a chart remembers, as a cell like that one gives it."""
    if isinstance(like, float | int) and text:
        return float(text)
    return text or None


def test_every_chart_tells_what_it_shows_and_leaves_the_cells_alone() -> None:
    content = REGISTER.read_bytes()
    (drawing,) = parts(content, "xl/drawings/drawing")
    shapes = [*drawing.iter(f"{DRAWING}cNvPr")]
    assert len({shape.get("name") for shape in shapes}) == len(shapes) == 5
    assert all(len(shape.get("descr", "")) > 20 for shape in shapes)
    table = load_workbook(REGISTER)["Overblik"].tables["Overblik"]
    top, bottom = (int(cell.lstrip("ABCDE")) for cell in table.ref.split(":"))
    for anchor in drawing:
        first, last = (int(row.text or 0) for row in anchor.iter(f"{DRAWING}row"))
        assert first >= 6
        assert last < top or first >= bottom


def titles(known: Register) -> list[Shown]:
    return [key_figures.shown(title, known) for title in chart_data.titles().values()]


def test_the_chart_says_that_it_has_no_room_for_all() -> None:
    assert titles(read(create.register(WIDE))) == [
        "Regnskabet 2021 mod sidste år, tkr.",
        "Udgifter på projekternes konti 2021, tkr.: de 11 største af 15, resten samlet",
        "Projekternes faser 2015–2034: de første 40 af 45 projekter",
    ]


def test_a_chart_says_why_it_is_empty() -> None:
    assert titles(read(create.empty())) == [
        "Regnskabet: ingen beløb endnu",
        "Udgifter på projekternes konti: ingen udgifter endnu",
        "Projekternes faser: ingen projekter endnu",
    ]
    project: Given = {Projects: [{"code": "A", "name": "Alfa"}]}
    dated: Given = {**project, Association: [{"year": 2024}]}
    said = [titles(read(create.register(given)))[2] for given in (project, dated)]
    assert said == [
        "Projekternes faser: udfyld årene på arket Forening",
        "Projekternes faser 2024–2024: ingen faser endnu",
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
