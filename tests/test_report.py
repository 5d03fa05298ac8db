"""The 2019 report, as a newcomer gets it: every fact of the facts files stands in it."""

from __future__ import annotations

import csv
import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from office import to_pdf, validator_errors
from pypdf import PdfReader
from registers import grids

from digit_xl import danish, export
from digit_xl.facts import Period
from digit_xl.word.accessibility import barriers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digit_xl.book.grid import Cell

ROOT = Path(__file__).parents[1]
REGISTER = ROOT / "workbooks" / "digit-2019.xlsx"
FACTS = ROOT / "scripts" / "digit_2019" / "facts"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def rows(name: str) -> list[dict[str, str]]:
    with (FACTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def texts(document: bytes) -> Iterator[str]:
    """The paragraphs of the body, each as its text."""
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(document)) as package:
        body = etree.fromstring(package.read("word/document.xml"))
    for paragraph in body.iter(f"{W}p"):
        yield "".join(node.text or "" for node in paragraph.iter(f"{W}t"))


@pytest.fixture(scope="module")
def outcome() -> export.Outcome:
    return export.export(export.grids(REGISTER), export.template(None))


@pytest.fixture(scope="module")
def report(outcome: export.Outcome) -> bytes:
    assert outcome.document is not None
    return outcome.document


@pytest.fixture(scope="module")
def paragraphs(report: bytes) -> list[str]:
    return list(texts(report))


def test_the_2019_register_has_no_error_and_only_the_note_without_text_is_remarked(
    outcome: export.Outcome,
) -> None:
    assert [(str(found.place), found.rule) for found in outcome.findings] == [
        ("Noter!C5", "NOT-01")
    ]


def test_every_amount_of_the_accounts_stands_in_its_line(paragraphs: list[str]) -> None:
    statement = paragraphs.index("Indtægter")  # the table's header; projects come before it
    for line in rows("accounts"):
        at = paragraphs.index(line["name"], statement)
        amounts = [
            danish.number(Decimal(line[column])) if line[column] else ""
            for column in ("income", "expense", "total")
        ]
        assert paragraphs[at + 1 : at + 4] == amounts, line["name"]
        assert paragraphs[at - 1] == line["note"]
    for name in ("total_income", "total_expense_after_carry_forward", "result_2019"):
        value = next(row["value"] for row in rows("association") if row["key"] == name)
        assert danish.number(Decimal(value)) in paragraphs


def test_every_member_person_project_and_assembly_stands_in_the_report(
    paragraphs: list[str],
) -> None:
    whole = "\n".join(paragraphs)
    for member in rows("members"):
        assert member["municipality"] in paragraphs
    for person in rows("people"):
        assert person["name"] in whole
    for project in rows("projects"):
        assert any(project["name"] in paragraph for paragraph in paragraphs), project["name"]
    for assembly in rows("assemblies"):
        day = danish.period(Period.from_iso(assembly["date"]))
        assert any(found.endswith(f"generalforsamling, {day}") for found in paragraphs)


def test_projects_stand_where_their_phase_puts_them(paragraphs: list[str]) -> None:
    chapters = {
        "Idefase": "Idéfase",
        "Analysefase": "Analysefase",
        "Gennemførelse": "Anskaffelse og gennemførelse",
        "Drift og videreudvikling": "Drift og videreudvikling",
    }
    starts = [*chapters.values(), "Fælleskommunale systemer", "Medlemmernes oplevelser"]
    at = {title: len(paragraphs) - 1 - paragraphs[::-1].index(title) for title in starts}
    for project in rows("projects"):
        shared = project["category"] == "Fælleskommunale systemer"
        title = project["category"] if shared else chapters.get(project["phase_end_2019"])
        if title:
            begin = at[title]
            end = at[starts[starts.index(title) + 1]]
            assert project["name"] in paragraphs[begin:end], project["name"]


def test_no_day_is_invented(paragraphs: list[str]) -> None:
    whole = "\n".join(paragraphs)
    assert "1. maj 2019" not in whole
    assert "1. maj 2020" not in whole
    assert "1. oktober 2019" not in whole


def test_nothing_of_the_template_is_left_over(paragraphs: list[str]) -> None:
    whole = "\n".join(paragraphs)
    for leftover in ("«", "{", "}", "dx:", "None"):
        assert leftover not in whole


def test_headers_and_properties_name_the_association(report: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(report)) as package:
        core = package.read("docProps/core.xml").decode()
        headers = "".join(
            package.read(name).decode() for name in package.namelist() if "word/header" in name
        )
    assert "Den Kommunale Digitaliseringsforening" in core
    assert "2020-05-10T00:00:00Z" in core
    assert "Den Kommunale Digitaliseringsforening" in headers


def test_the_report_shuts_nobody_out(report: bytes) -> None:
    assert [str(barrier) for barrier in barriers(report)] == []


def test_the_same_register_twice_gives_the_same_bytes(report: bytes) -> None:
    again = export.export(export.grids(REGISTER), export.template(None))
    assert again.document == report


@pytest.mark.office
def test_microsofts_validator_finds_no_error(report: bytes, tmp_path: Path) -> None:
    document = tmp_path / "report.docx"
    document.write_bytes(report)
    assert validator_errors(document) == []


@pytest.mark.office
def test_libreoffice_makes_a_pdf_that_shows_the_figures(report: bytes, tmp_path: Path) -> None:
    document = tmp_path / "report.docx"
    document.write_bytes(report)
    pages = PdfReader(to_pdf(document, tmp_path)).pages
    shown = "\n".join(page.extract_text() for page in pages)
    assert len(pages) > 15
    for line in rows("accounts"):
        assert danish.number(Decimal(line["total"])) in shown
    for member in rows("members"):
        assert member["municipality"] in shown


ANOTHER: dict[str, Cell] = {
    "Forening!B2": "Coastal Data Partnership",
    "Forening!B3": "CDP",
    "Forening!B10": "plus",
    "Forening!B12": None,
    "Forening!B13": None,
    "Forening!B15": 70.25,
    "Forening!B16": None,
    "Konti!F2": 200.5,
    "Konti!C3": None,
    "Konti!I2": None,
    "Konti!I3": None,
    "Konti!G4": -20.0,
    "Medlemmer!A4": "Westby",
    "Medlemmer!E2": None,
    "Tekster!C2": "The accounts give a true view.",
    "Tekster!C3": "We are {medlemmer.navne}.",
    "Tekster!C4": "The result is {regnskab.resultat|kr}",
}


def another() -> dict[str, Cell]:
    """The changes that make the small register another association's: no projects, no ledger."""
    blank = {
        "Projekter": (2, 3, "ABCDEFGH"),
        "Faser": (2, 5, "ABCD"),
        "Hverv": (7, 7, "ABCDG"),
        "Gevinster": (2, 2, "ABCDEFG"),
        "Posteringer": (2, 5, "ABCDEF"),
        "Oplevelser": (2, 2, "ABCDE"),
    }
    blanks: dict[str, Cell] = {
        f"{sheet}!{letter}{row}": None
        for sheet, (first, last, letters) in blank.items()
        for row in range(first, last + 1)
        for letter in letters
    }
    return {**blanks, **ANOTHER}


@pytest.mark.office
def test_another_association_goes_through_without_a_change_to_the_code(tmp_path: Path) -> None:
    sheets = grids(another(), tables=False)
    outcome = export.export(sheets, export.template(None))
    assert outcome.findings == ()
    assert outcome.document is not None
    paragraphs = list(texts(outcome.document))
    whole = "\n".join(paragraphs)
    assert "Coastal Data Partnership" in whole
    assert "We are Nordby, Sønderby og Westby." in whole
    assert "The result is 70,25\u00a0kr." in whole  # income positive: a surplus is positive
    assert "DIGIT" not in whole
    assert "Porteføljeoverblik" not in whole
    at = paragraphs.index("Kontingent")
    assert paragraphs[at + 1 : at + 4] == ["200,50", "", "200,50"]
    at = paragraphs.index("Alfakonto")
    assert paragraphs[at + 1 : at + 4] == ["", "150,25", "−150,25"]
    document = tmp_path / "another.docx"
    document.write_bytes(outcome.document)
    assert validator_errors(document) == []
    assert len(PdfReader(to_pdf(document, tmp_path)).pages) > 4
