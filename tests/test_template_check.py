"""All that is wrong with a template is told at once, in its place, and as comments in a copy."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document
from docx_parts import (
    document,
    facts,
    p,
    part,
    records,
    repeat,
    row,
    saved,
    sdt,
    table,
    template,
    text_box,
    with_footnote,
)
from fields import complex_field
from lxml import etree
from office import validator_errors

from digit_xl import cli
from digit_xl.findings import Severity
from digit_xl.word import wml
from digit_xl.word.controls import SECTION
from digit_xl.word.templates.problems import Verdict
from digit_xl.word.templates.verdict import check

ROOT = Path(__file__).parents[1]
REGISTER = ROOT / "workbooks" / "digit-2019.xlsx"
TEMPLATE = ROOT / "templates" / "aarsrapport.docx"
FACTS = facts(navn="Nord", beløb=12, poster=records({"navn": "A", "kode": "1"}))


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(word) for word in words])


def told(*blocks: wml.Element) -> list[tuple[str, str]]:
    """The rule and the place of each problem of such a template."""
    return [(it.rule, it.place) for it in check(template(*blocks), FACTS, ()).findings]


def wrong() -> bytes:
    """A template with something wrong of every kind, in every part of it."""
    empty = sdt("dx:poster", p("x"), properties=[etree.Element(SECTION, nsmap={"w15": wml.W15})])
    made = document(
        p("Om os", style="Heading1"),
        p(sdt("dx:navm", "x"), " og ", sdt("dx:navn|kr", "x")),
        p(sdt("dx:poster", "x")),
        p("Økonomi", style="Heading1"),
        table(row("Note", "dx:beløb|kort"), row("dx:|kr", "x")),
        repeat("navn", p("x")),
        repeat("poster", p(sdt("dx:kod", "x"))),
        empty,
        p(text_box("dx:boks")),
        p(*complex_field(" REF borte ")),
    )
    made.sections[0].header.paragraphs[0]._p.append(sdt("dx:hoved", "x"))  # noqa: SLF001 - python-docx has no other door
    with_footnote(made, p(sdt("dx:note", "x")))
    return saved(made)


def test_everything_is_told_at_once_each_in_its_place() -> None:
    findings = check(wrong(), FACTS, (("navn",), ("resultat", "overskud"))).findings
    economy = "under overskriften »Økonomi«"
    assert {(it.rule, it.place) for it in findings} == {
        ("template-name", "under overskriften »Om os«"),
        ("template-format", "under overskriften »Om os«"),
        ("template-records", "under overskriften »Om os«"),
        ("template-format", f"i tabellen »Note« {economy}"),
        ("template-tag", f"i tabellen »Note« {economy}"),
        ("template-records", economy),
        ("template-name", economy),
        ("template-repeat", economy),
        ("template-name", f"i et tekstfelt {economy}"),
        ("template-name", "i et sidehoved"),
        ("template-name", "i en fodnote"),
        ("template-reference", ""),
        ("template-missing", ""),
    }
    assert [it.rule for it in findings if it.severity is Severity.WARNING] == ["template-missing"]


def test_they_stand_in_the_order_of_the_text() -> None:
    blocks = [p(sdt(f"dx:q{at}", "x"), sdt("dx:navn|kr", "x")) for at in range(3)]
    assert [rule for rule, _ in told(*blocks)] == ["template-name", "template-format"] * 3


def test_a_name_is_told_with_the_nearest_and_what_to_do() -> None:
    content = template(p("Om os", style="Heading1"), p(sdt("dx:navm", "x")))
    (problem,) = check(content, FACTS, ()).findings
    assert str(problem) == (
        "fejl template-name under overskriften »Om os«: Rapporten kender ikke »navm« (mente du "
        "»navn«?). Ret mærket på kontrolelementet i skabelonen."
    )


def test_a_template_without_an_error_can_be_filled_and_one_with_an_error_cannot(
    tmp_path: Path,
) -> None:
    path = tmp_path / "skabelon.docx"
    for content, code in ((TEMPLATE.read_bytes(), 0), (wrong(), 1)):
        path.write_bytes(content)
        assert run("template", "check", path).exit_code == code
        report = run("export", REGISTER, "--template", path, "-o", tmp_path / "rapport.docx")
        assert bool(report.exit_code) == bool(code)


def test_what_is_required_is_a_warning_where_a_condition_alone_names_it() -> None:
    content = template(p(sdt("dx:?navn", sdt("dx:beløb", "x"))))
    verdict = check(content, FACTS, (("navn", "titel"), ("beløb",)))
    assert not verdict.failed
    assert [it.message for it in verdict.findings] == [
        "Skabelonen viser ikke »navn« eller »titel«, og det hører til i en årsrapport. Indsæt "
        "feltet, eller se bort fra advarslen, hvis det skal være sådan."
    ]


def test_controls_that_ask_for_nothing_are_told_and_what_lost_their_tags() -> None:
    assert told(p("x")) == [("template-empty", "")]
    (problem,) = check(template(p(sdt("", "x"))), FACTS, ()).findings
    assert "LibreOffice fjerner mærkerne" in problem.message


def comments(content: bytes) -> list[tuple[str, str]]:
    """What each comment is about, in the text, and what it says."""
    about: dict[str, list[wml.Element]] = {}
    waiting: set[str] = set()
    for it in part(content).iter():
        number = it.get(wml.ID, "")
        if it.tag == wml.w("commentRangeStart"):
            waiting.add(number)
        elif it.tag == wml.w("commentRangeEnd"):
            waiting.discard(number)
        for open_one in waiting:
            about.setdefault(open_one, []).append(it)
    said = part(content, "word/comments.xml")
    return [(wml.said(about[it.get(wml.ID, "")]), wml.shown(it)) for it in said]


def test_a_copy_tells_each_problem_where_it_is() -> None:
    verdict = check(wrong(), FACTS, (), comment=True)
    assert verdict.document is not None
    told = comments(verdict.document)
    assert len(told) == len(verdict.findings)
    unknown = [about for about, said in told if said.startswith("fejl template-name: ")]
    assert unknown == ["x", "x"]  # the others stand where Word has no comments
    elsewhere = [said for about, said in told if about == "Om os"]
    assert any("i et sidehoved: Rapporten kender ikke »hoved«" in said for said in elsewhere)
    assert any("i et tekstfelt" in said for said in elsewhere)
    assert Document(BytesIO(verdict.document)) is not None


@pytest.mark.office
def test_a_copy_of_the_template_that_comes_along_is_valid(tmp_path: Path) -> None:
    copy = tmp_path / "kopi.docx"
    result = run("template", "check", TEMPLATE, "-o", copy)
    assert (result.exit_code, result.stderr) == (0, f"{copy}\n")
    assert validator_errors(copy) == []


@pytest.mark.office
def test_a_copy_of_a_template_that_is_valid_is_valid(tmp_path: Path) -> None:
    path, copy = tmp_path / "skabelon.docx", tmp_path / "kopi.docx"
    path.write_bytes(template(p("Om os"), p(sdt("dx:navm", "x")), sdt("dx:tekst", p("x"))))
    assert run("template", "check", path, "-o", copy).exit_code == 1
    assert validator_errors(copy) == []


def test_accounts_are_any_or_those_of_the_register(tmp_path: Path) -> None:
    path = tmp_path / "skabelon.docx"
    path.write_bytes(
        template(p(sdt("dx:konti.ESDH.udgifter|kr", "x"), sdt("dx:konti.Nyt.udgifter|kort", "x")))
    )
    alone = json.loads(run("template", "check", path, "--format", "json").stdout)
    errors = [it["rule"] for it in alone if it["severity"] == "fejl"]
    assert errors == ["template-format"]
    own = run("template", "check", path, "--register", REGISTER, "--format", "json")
    errors = [it["message"] for it in json.loads(own.stdout) if it["severity"] == "fejl"]
    assert len(errors) == 1
    assert "»konti.Nyt.udgifter«" in errors[0]
    assert set(alone[0]) == {"file", "rule", "severity", "place", "message"}


def test_the_copy_is_never_the_template_nor_something_else(tmp_path: Path) -> None:
    path = tmp_path / "skabelon.docx"
    path.write_bytes(wrong())
    before = path.read_bytes()
    assert run("template", "check", path, "-o", path).exit_code == 3
    assert run("template", "check", path, "-o", tmp_path / "kopi.pdf").exit_code == 3
    assert [*tmp_path.iterdir()] == [path]
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7", REGISTER.read_bytes()])
def test_a_file_that_is_no_document_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "skabelon.docx"
    path.write_bytes(content)
    for words in (("check", path), ("adopt", path, "-o", tmp_path / "ny.docx")):
        result = run("template", *words)
        assert (result.exit_code, result.stdout) == (3, "")
        assert "skabelon.docx" in result.stderr
    assert [*tmp_path.iterdir()] == [path]


def test_many_problems_take_time_that_grows_with_their_number() -> None:
    blocks = [p(sdt(f"dx:q{at % 50}", "x")) for at in range(2000)]
    verdict = check(template(*blocks), FACTS, (), comment=True)
    assert isinstance(verdict, Verdict)
    assert len(verdict.findings) == 2000
    assert verdict.document is not None
    assert len(comments_in(verdict.document)) == 500


def comments_in(content: bytes) -> list[wml.Element]:
    return [*part(content, "word/comments.xml")]
