"""The commands on reports, as whoever publishes them meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from standing_parts import opened_2019, report_of_2019, show

from digit_xl import cli
from digit_xl.word import package

REGISTER = Path(__file__).parents[1] / "workbooks" / "digit-2019.xlsx"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(word) for word in words])


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """The report of 2019."""
    path = tmp_path / "rapport.docx"
    path.write_bytes(report_of_2019())
    return path


@pytest.fixture
def tampered(tmp_path: Path) -> Path:
    """The same with its result changed."""
    held = opened_2019()
    show(held.control("regnskab.resultat|positiv kr").element, "322.784,08 kr.")
    path = tmp_path / "ændret.docx"
    path.write_bytes(package.written(held.package))
    return path


def test_a_report_that_ties_is_told_so(report: Path) -> None:
    result = run("check", report, REGISTER)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "rapport.docx: Ingen fejl.",
        "rapport.docx: 143 tal er holdt op mod digit-2019.xlsx.",
    ]


def test_what_does_not_tie_is_told_and_the_exit_code_is_1(tampered: Path) -> None:
    result = run("check", tampered, REGISTER)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == (
        "ændret.docx: fejl AFS-02 under overskriften »Årets økonomi« ved »sluttede 2019 med et "
        "mindreforbrug på 322.784,08 kr., som be …«: »322.784,08 kr.« er skrevet i Word: registret "
        "giver »322.748,08 kr.« (Konti!H2:H19). Opdatér rapporten, eller ret registret, hvis det "
        "er rapporten, der har ret."
    )
    told = json.loads(run("check", tampered, REGISTER, "--format", "json").stdout)
    assert [(one["rule"], one["cells"], one["text"], one["register"]) for one in told] == [
        ("AFS-02", ["Konti!H2:H19"], "322.784,08 kr.", "322.748,08\u00a0kr.")
    ]


def test_the_copy_with_comments_goes_where_it_is_told_and_the_report_stays(
    tampered: Path, tmp_path: Path
) -> None:
    before, copy = tampered.read_bytes(), tmp_path / "kopi.docx"
    assert run("check", tampered, REGISTER, "-o", copy).exit_code == 1
    assert copy.read_bytes()[:2] == b"PK"
    assert tampered.read_bytes() == before
    first = copy.read_bytes()
    run("check", tampered, REGISTER, "-o", copy)
    assert copy.read_bytes() == first
    refused = run("check", tampered, REGISTER, "-o", tampered)
    assert (refused.exit_code, tampered.read_bytes()) == (3, before)
    assert run("check", tampered, REGISTER, "-o", tmp_path / "kopi.pdf").exit_code == 2


def test_what_cannot_be_tied_out_is_refused(tmp_path: Path) -> None:
    template = Path(__file__).parents[1] / "templates" / "aarsrapport.docx"
    result = run("check", template, REGISTER)
    assert result.exit_code == 3
    assert "fortæller ikke, hvilke celler dets tal kommer fra" in result.stderr
    assert run("check", tmp_path / "ingen.docx", REGISTER).exit_code == 3
    assert run("check", tmp_path / "ingen.pdf", REGISTER).exit_code == 3
    assert run("trace", template).exit_code == 3


def test_the_register_of_another_is_named_with_the_option(report: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    other = tmp_path / "register-2020.xlsx"
    workbook = load_workbook(REGISTER)
    workbook["Forening"]["B7"] = 2020
    workbook.save(other)
    result = run("check", report, other)
    assert result.exit_code == 3
    assert "Med --force afstemmes de alligevel." in result.stderr
    assert run("check", report, other, "--force").exit_code == 1


def test_the_rules_are_listed() -> None:
    listed = run("check", "--rules")
    assert listed.exit_code == 0
    assert listed.stdout.startswith("AFS-01 fejl: Registret er ændret")


def test_a_trace_is_told_in_lines_or_as_json(report: Path) -> None:
    result = run("trace", report, "-322.748,08")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1].startswith("−322.748,08 → summen af Konti!H2:H19")
    assert result.stdout.splitlines()[-1].startswith("Skrevet med digit-xl 0.1.0 af registret")
    told = json.loads(run("trace", report, "--cell", "Konti!F2", "--format", "json").stdout)
    assert told["identity"][1] == "2019"
    assert {one["name"] for one in told["found"]} >= {"indtægter", "regnskab.indtægter"}
    assert run("trace", report, "findes ikke").exit_code == 1
    assert "Mente du »regnskab.resultat«?" in run("trace", report, "regnskab.resultad").stdout
