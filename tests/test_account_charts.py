"""The charts of the accounts: what they show of the register, and what the 2019 report shows."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from chart_parts import shown
from lxml import etree
from office import to_pdf, validator_errors
from pypdf import PdfReader
from registers import grids
from test_template import TEMPLATE, A, theme_colours

from digit_xl import danish, export
from digit_xl.association import sections
from digit_xl.association.sections.charts import MOST
from digit_xl.facts import Chart
from digit_xl.word.accessibility.colours import contrast
from digit_xl.word.fill import fill

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digit_xl.book.grid import Cell

ROOT = Path(__file__).parents[1]
REGISTER = ROOT / "workbooks" / "digit-2019.xlsx"
FACTS = ROOT / "scripts" / "digit_2019" / "facts"
# Another account for a project, and one that no project is charged to.
MORE: dict[str, Cell] = {
    "Konti!A5": 4.0,
    "Konti!B5": "Betakonto",
    "Konti!C5": "Projekter",
    "Konti!D5": "Udgift",
    "Konti!G5": 400.0,
    "Projekter!D3": "Betakonto",
    "Konti!A6": 5.0,
    "Konti!B6": "Løn",
    "Konti!D6": "Udgift",
    "Konti!G6": 30.0,
}
NO_BUDGET: dict[str, Cell] = {"Konti!I2": None, "Konti!I3": None}


def chart(name: str, changes: Mapping[str, Cell] | None = None) -> Chart:
    register, _ = export.check(grids(changes, tables=False))
    found = sections.facts(register)[f"diagram.{name}"]
    assert isinstance(found, Chart)
    return found


def columns(found: Chart) -> dict[str, list[str | None]]:
    """The series with their values as text."""
    return {
        one.name: [None if it is None else str(it) for it in one.values] for one in found.series
    }


def test_expenses_are_those_of_accounts_that_projects_are_charged_to_largest_first() -> None:
    found = chart("udgifter", MORE)
    assert found.categories == ("Betakonto", "Alfakonto")
    assert columns(found) == {"Udgifter 2019": ["400.00", "150.25"]}
    assert [str(place) for place in found.series[0].places] == ["Konti!G5", "Konti!G3"]
    assert danish.number(Decimal("550.25"), "hele kr") in found.description


def test_an_account_that_projects_share_is_one_bar_and_one_without_expenses_none() -> None:
    assert chart("udgifter", {"Projekter!D3": "Alfakonto"}).categories == ("Alfakonto",)
    assert not chart("udgifter", {"Konti!G3": None})
    assert not chart("udgifter", {"Konti!G3": 0.0})


def test_of_too_many_bars_the_smallest_are_one() -> None:
    many: dict[str, Cell] = {}
    for row in range(5, 5 + MOST):
        many |= {f"Konti!A{row}": float(row), f"Konti!B{row}": f"K{row}", f"Konti!D{row}": "Udgift"}
        many |= {f"Konti!G{row}": float(row), f"Projekter!A{row}": f"P{row}"}
        many |= {f"Projekter!B{row}": f"Nr. {row}", f"Projekter!D{row}": f"K{row}"}
        many |= {f"Projekter!C{row}": "Egne projekter"}
    found = chart("udgifter", many)
    assert len(found.categories) == MOST
    assert found.categories[0] == "Alfakonto"
    assert found.categories[-2:] == ("K7", "Øvrige 2 konti")
    assert columns(found)["Udgifter 2019"][-1] == "11.00"
    assert [str(place) for place in found.series[0].places][-2:] == ["Konti!G7", "Konti!G5:G6"]


def test_the_year_stands_beside_its_budget_and_last_year_when_the_register_has_them() -> None:
    found = chart("sammenligning", MORE)
    assert found.categories == ("Projekter i alt", "Løn")
    assert columns(found) == {"2019": ["550.25", "30.00"], "Budget 2019": ["100.00", None]}
    last = chart("sammenligning", {**MORE, **NO_BUDGET, "Konti!K3": 90.0, "Konti!K6": 20.0})
    assert columns(last) == {"2019": ["550.25", "30.00"], "2018": ["90.00", "20.00"]}
    assert "2018: 110\u00a0kr." in last.description
    assert not chart("sammenligning", {**MORE, **NO_BUDGET})


def test_what_is_compared_with_is_told_in_words() -> None:
    told = chart("sammenligning", {**MORE, "Konti!K3": 90.0}).description
    assert "udgifter i 2019 sammenlignet med budgettet og med 2018." in told
    last = chart("sammenligning", {**MORE, **NO_BUDGET, "Konti!K3": 90.0}).description
    assert "udgifter i 2019 sammenlignet med 2018." in last


def test_an_unreadable_amount_is_a_gap_and_makes_the_sum_unknown() -> None:
    damaged: dict[str, Cell] = {**MORE, "Konti!G3": "150,25"}
    found = chart("udgifter", damaged)
    assert found.categories == ("Betakonto", "Alfakonto")
    assert columns(found) == {"Udgifter 2019": ["400.00", None]}
    assert found.description.endswith("Alfakonto (ukendt). I alt ukendt")
    assert chart("udgifter", {"Konti!G3": "150,25"}).description.endswith("I alt ukendt")
    beside = chart("sammenligning", damaged)
    assert beside.categories == ("Projekter i alt", "Løn")
    assert columns(beside) == {"2019": [None, "30.00"], "Budget 2019": ["100.00", None]}
    assert "I alt 2019: ukendt, Budget 2019: 100\u00a0kr." in beside.description
    budget = chart("sammenligning", {**MORE, **NO_BUDGET, "Konti!I3": "100,00"})
    assert columns(budget)["Budget 2019"] == [None, None]


def test_an_account_called_like_a_groups_sum_is_a_bar_of_its_own() -> None:
    found = chart("sammenligning", {**MORE, "Konti!B6": "Projekter i alt"})
    assert found.categories == ("Projekter i alt", "Projekter i alt")
    assert columns(found)["2019"] == ["550.25", "30.00"]


def test_of_too_many_posts_the_others_are_counted_by_their_accounts() -> None:
    many: dict[str, Cell] = {}
    for row in range(5, 7 + MOST):
        many |= {f"Konti!A{row}": float(row), f"Konti!B{row}": f"K{row}", f"Konti!D{row}": "Udgift"}
        many |= {f"Konti!G{row}": float(row), f"Konti!C{row}": "Små" if row < 8 else None}
    found = chart("sammenligning", many)
    assert found.categories[-1] == "Øvrige 2 konti"
    more = chart("sammenligning", {**many, "Konti!G5": 1.0, "Konti!G6": 1.0, "Konti!G7": 1.0})
    assert more.categories[-1] == "Øvrige 4 konti"
    assert len(more.categories) == MOST


def test_expenses_are_drawn_to_the_right_whatever_the_sign_of_income() -> None:
    signs: dict[str, Cell] = {"Forening!B10": "plus", "Konti!F2": 200.5, "Konti!I3": -100.0}
    assert columns(chart("sammenligning", signs)) == {
        "2019": ["150.25"],
        "Budget 2019": ["100.00"],
    }
    nothing: dict[str, Cell] = {**signs, "Konti!G3": 0.0}
    assert columns(chart("sammenligning", nothing))["2019"] == ["0.00"]


@pytest.fixture(scope="module")
def report() -> bytes:
    outcome = export.export(export.grids(REGISTER), export.template(None))
    assert outcome.document is not None
    return outcome.document


def expenses() -> list[tuple[str, Decimal]]:
    """What projects have cost by the facts that the register is made of, the largest first."""

    def rows(name: str) -> list[dict[str, str]]:
        with (FACTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    charged = {project["account_line"] for project in rows("projects")}
    lines = [line for line in rows("accounts") if line["name"] in charged]
    amounts = [(line["name"], Decimal(line["expense"])) for line in lines]
    return sorted(amounts, key=lambda pair: -pair[1])


def test_the_2019_reports_chart_and_its_workbook_agree_with_the_register(report: bytes) -> None:
    (found,) = shown(report)  # the register has no budget, so nothing is compared
    assert found.series == {"Udgifter 2019": [(name, str(cost)) for name, cost in expenses()]}
    assert found.cells == [
        ["Post", "Udgifter 2019"],
        *([name, float(cost)] for name, cost in expenses()),
    ]
    assert found.tables == [("A1:B12", ["Post", "Udgifter 2019"])]
    for name, cost in expenses()[:3]:
        assert f"{name} ({danish.number(cost, 'hele kr')})" in found.description
    with zipfile.ZipFile(io.BytesIO(report)) as archive:
        assert not [name for name in archive.namelist() if "chart2" in name]


@pytest.mark.office
def test_programs_agree_on_the_charts_of_a_report_that_compares(tmp_path: Path) -> None:
    """The validator finds no error in document and workbooks; LibreOffice draws the numbers."""
    changes = {**MORE, "Konti!K3": 90.0, "Konti!G3": 1541130.25, "Konti!G6": 1000.0}
    register, _ = export.check(grids(changes, tables=False))
    named, properties = sections.facts(register), sections.properties(register)
    document = tmp_path / "report.docx"
    document.write_bytes(fill(export.template(None), named, properties))
    assert validator_errors(document) == []
    with zipfile.ZipFile(document) as archive:
        books = [name for name in archive.namelist() if name.endswith(".xlsx")]
        assert len(books) == 2
        for name in books:
            book = tmp_path / Path(name).name
            book.write_bytes(archive.read(name))
            assert validator_errors(book) == []
    text = "\n".join(page.extract_text() for page in PdfReader(to_pdf(document, tmp_path)).pages)
    for written in ("Betakonto", "1.541.130\n", "Projekter i alt", "Budget 2019"):
        assert written in text


def test_the_templates_charts_have_the_themes_colours_and_can_be_read() -> None:
    """Text has a contrast of at least 4.5:1, bars and edges of 3:1 (WCAG 2.1, 1.4.3 and 1.4.11)."""
    theme = theme_colours()
    named = {"tx1": "text1", "tx2": "text2", "bg1": "background1"}
    with zipfile.ZipFile(TEMPLATE) as package:
        names = [name for name in package.namelist() if re.search(r"charts/chart\d\.xml$", name)]
        roots = [etree.fromstring(package.read(name)) for name in names]
    assert len(roots) == 2
    for root in roots:
        assert not [*root.iter(f"{A}srgbClr")]
        for found in root.iter(f"{A}schemeClr"):
            name = str(found.get("val"))
            drawn = lighter(theme[named.get(name, name)], found)
            above = {str(holder.tag).rpartition("}")[2] for holder in found.iterancestors()}
            if "txPr" in above:
                assert contrast(drawn, "FFFFFF") >= 4.5
            elif "ser" in above and name != "bg1":
                assert contrast(drawn, "FFFFFF") >= 3


def lighter(colour: str, found: etree._Element) -> str:
    """The colour with what the element does to its luminance (ECMA-376 part 1, 20.1.2.3.20)."""
    import colorsys

    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, full = colorsys.rgb_to_hls(red, green, blue)
    by, off = (found.find(f"{A}{name}") for name in ("lumMod", "lumOff"))
    light = light * (1 if by is None else int(by.get("val", "")) / 100000)
    light += 0 if off is None else int(off.get("val", "")) / 100000
    return "".join(f"{round(255 * part):02X}" for part in colorsys.hls_to_rgb(hue, light, full))
