"""A draft: UDKAST on every page, and each finding as a comment where its cell is shown."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from docx import Document
from docx_parts import (
    cell,
    document,
    p,
    part,
    plan,
    records,
    repeat,
    row,
    saved,
    sdt,
    table,
    template,
    text_box,
)
from drafts import (
    BROKEN,
    at,
    comments,
    finding,
    headers,
    marked,
    names,
    small,
    stretches,
    value,
    varied,
)
from office import to_pdf, validator_errors
from pypdf import PdfReader
from registers import grids

from digit_xl import cli, export
from digit_xl.facts import Fact, RichText
from digit_xl.findings import Finding, Place, Severity
from digit_xl.word import wml
from digit_xl.word.drafts import draft
from digit_xl.word.drafts.comments import LONGEST
from digit_xl.word.drafts.stamp import STAMP

if TYPE_CHECKING:
    from collections.abc import Callable

    from digit_xl.facts import Node

ROOT = Path(__file__).parents[1]
REGISTER = ROOT / "workbooks" / "digit-2019.xlsx"


def test_a_comment_stands_around_the_control_that_shows_the_cell() -> None:
    two = p(sdt("dx:andet", "?"))
    made = marked(
        template(two, value()), [finding()], navn=Fact("Ana", at("Ark", 2)), andet=Fact("B", ())
    )
    assert stretches(made) == [("dx:navn", "Ana")]
    assert comments(made) == ["Ark!A2 · fejl PRO-01: Galt."]


def test_who_comments_and_when_never_depends_on_the_clock() -> None:
    made = marked(template(value()), [finding()], navn="Ana")
    (comment,) = part(made, "word/comments.xml")
    told = {name: comment.get(wml.w(name)) for name in ("author", "initials", "date")}
    assert told == {"author": "Kontrol", "initials": "K", "date": "2020-05-10T00:00:00Z"}
    undated = small({"Forening!B11": None})
    assert wml.w("date") not in part(undated, "word/comments.xml")[0].attrib
    with zipfile.ZipFile(BytesIO(undated)) as archive:
        assert "dcterms:created" not in archive.read("docProps/core.xml").decode()
    assert marked(template(value()), [finding()], navn="Ana") == made


def lines() -> dict[str, Node]:
    """Three rows of which each has a name in column A and an amount in column B, and their sum."""
    items = [
        {"navn": Fact(f"n{at_}", at("Ark", at_)), "tal": Fact(at_, at("Ark", at_, 2))}
        for at_ in (2, 3, 4)
    ]
    return {"linjer": records(*items), "sum": Fact(9, at("Ark", 2, 2, last=4))}


ROWS = (
    p(sdt("dx:sum", "?")),
    table(repeat("linjer", row("dx:navn", cell(p(sdt("dx:tal", "?")))))),
    p("slut"),
)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place("Ark", 3, 2), ("dx:tal", "3")),  # not the sum, which comes first and has it too
        (Place("Ark", 3, 7), ("dx:navn", "n3")),  # no such column is shown: the same row
        (Place("Ark", 9, 2), ("dx:tal", "2")),  # no such row: the same column
        (Place("Ark", 9, 9), ("dx:navn", "n2")),  # neither: the sheet
        (Place("Ark"), ("dx:navn", "n2")),
        (Place("Andet", 3, 2), ("", "9")),  # nowhere: the first paragraph with a text
    ],
)
def test_a_cell_that_nothing_shows_is_told_at_the_nearest(
    place: Place, expected: tuple[str, str]
) -> None:
    told = Finding("X-1", Severity.WARNING, "Galt.", place)
    made = marked(template(*ROWS), [told], **lines())
    tag, text = stretches(made)[0]
    assert (tag.removeprefix("dx:sum"), text) == expected


def test_a_sum_is_commented_where_its_cells_are_not_shown_themselves() -> None:
    made = marked(template(ROWS[0]), [finding(4, 2)], sum=Fact(9, at("Ark", 2, 2, last=4)))
    assert stretches(made) == [("dx:sum", "9")]


def test_a_sheet_that_nothing_shows_is_told_at_its_home() -> None:
    blocks = (p("Titel"), p(sdt("dx:hjem", "?"), style="Heading1"))
    made = marked(template(*blocks), [finding(0, 0, "Hjem")], hjem="Økonomi")
    assert stretches(made) == [("dx:hjem", "Økonomi")]
    assert comments(made) == ["Hjem · fejl PRO-01: Galt."]


def test_a_text_is_commented_as_a_whole_and_a_figure_in_it_by_itself() -> None:
    text = RichText(
        "Et **tal**: {tal|kr}\n\nOg *slut*.", {"tal": Fact(5, at("Ark", 9))}, at("Ark", 2)
    )
    made = marked(template(sdt("dx:tekst", p("?"))), [finding(2), finding(9)], tekst=text)
    assert stretches(made) == [
        ("dx:tekst", "Et tal: 5\u00a0kr.Og slut."),
        ("dx:tal|kr", "5\u00a0kr."),
    ]


def test_a_plan_is_commented_at_the_row_that_the_cell_is_about() -> None:
    first, second = plan().rows
    spans = (replace(first.spans[0], places=at("Faser", 7)), *first.spans[1:])
    rows = (replace(first, spans=spans, places=at("Ark", 2)), replace(second, places=at("Ark", 3)))
    drawn = replace(plan(), rows=rows)
    found = [finding(3), finding(7, sheet="Faser"), finding(7, 4, "Faser"), finding(8, 4, "Faser")]
    made = marked(template(sdt("dx:plan", p("?")), p("")), found, plan=drawn)
    assert [text for _, text in stretches(made)] == ["LIS", *["ESDH & co"] * 3]


def test_comments_at_one_place_stand_in_their_order() -> None:
    found = [finding(message=f"Nr. {number}.") for number in range(5)]
    made = marked(template(value()), found, navn=Fact("Ana", at("Ark", 2)))
    assert comments(made) == [f"Ark!A2 · fejl PRO-01: Nr. {number}." for number in range(5)]
    marks = [it.get(wml.ID) for it in part(made).iter(wml.w("commentReference"))]
    assert marks == [it.get(wml.ID) for it in part(made, "word/comments.xml")]


def test_headers_text_boxes_and_tables_that_went_take_no_comment() -> None:
    made = document(p(text_box("dx:boks")), p("Titel"), table(row(sdt("dx:?væk", cell("dx:navn")))))
    made.sections[0].header.paragraphs[0]._p.append(sdt("dx:hoved", "?"))  # noqa: SLF001
    found = [finding(row_) for row_ in (2, 3, 4)]
    content = marked(
        saved(made),
        found,
        boks=Fact("b", at("Ark", 2)),
        hoved=Fact("h", at("Ark", 3)),
        navn=Fact("n", at("Ark", 4)),
        væk=False,
    )
    assert {text for _, text in stretches(content)} == {"Titel"}


def test_thousands_of_findings_are_capped_and_the_gravest_kept() -> None:
    warnings = [replace(finding(at_), severity=Severity.WARNING) for at_ in range(2, 3002)]
    made = marked(template(value()), [*warnings, finding(5000, message="Værst.")], navn="Ana")
    told = comments(made)
    assert len(told) == draft.MOST + 1
    assert told[0] == "Ark!A2 · advarsel PRO-01: Galt."
    assert told[-2].endswith("fejl PRO-01: Værst.")
    assert "2.501 fund mere" in told[-1]


def test_a_message_may_hold_anything() -> None:
    odd = "a\x00b\x0b]]> <w:p/> & \ud800 {navn}\nny linje"
    found = [finding(message=odd), finding(message="x" * 40_000)]
    made = marked(template(value()), found, navn=Fact("Ana", at("Ark", 2)))
    first, second = comments(made)
    assert first == "Ark!A2 · fejl PRO-01: ab]]> <w:p/> & {navn} ny linje"
    assert len(second) == LONGEST
    assert second.endswith("x…")


def test_the_templates_own_comments_stay() -> None:
    form = Document()
    paragraph = form.add_paragraph("Titel")
    form.add_comment(paragraph.runs, "Designerens egen.", author="Designer")
    form.element.body.insert(1, value())
    made = marked(saved(form), [finding()], navn="Ana")
    assert comments(made) == ["Designerens egen.", "Ark!A2 · fejl PRO-01: Galt."]
    ids = [comment.get(wml.ID) for comment in part(made, "word/comments.xml")]
    assert len(set(ids)) == 2


def test_findings_of_the_register_stand_in_the_report() -> None:
    made = small({**BROKEN, "Forening!B7": 2019.0})
    met = dict(zip((text.split(" ")[0] for text in comments(made)), stretches(made), strict=True))
    assert met["Forening!B2"] == ("dx:forening.navn", "")
    assert met["Projekter!F2"] == ("dx:puls", "5,5")
    assert met["Konti!G3"] == ("dx:konti.2.udgifter|kr", "")
    assert met["Medlemmer!B3"] == ("dx:kode", "1")
    assert met["Tekster!C4"] == ("dx:tekst.økonomi", "Resultatet er , {findes.ikke}")


def test_a_missing_sheet_is_told_at_its_section() -> None:
    outcome = export.export(grids(without=("Konti",)), export.template(None), draft=True)
    assert outcome.document is not None
    met = dict(zip(comments(outcome.document), stretches(outcome.document), strict=True))
    tag = next(found for text, (found, _) in met.items() if text.startswith("Konti · fejl ARK-01"))
    assert tag == "dx:tekst.økonomi.overskrift"


def test_a_draft_is_the_same_bytes_twice_and_a_report_knows_nothing_of_it() -> None:
    assert small(BROKEN) == small(BROKEN)
    report = export.export(grids(), export.template(None)).document
    assert report is not None
    assert "word/comments.xml" not in names(report)
    assert STAMP not in str(headers(report))
    assert export.export(grids(BROKEN), export.template(None)).document is None


CASES: dict[str, Callable[[], bytes]] = {
    "register": lambda: small(BROKEN),
    "whole": small,
    "values": lambda: marked(
        template(*ROWS, table(row(sdt("dx:celle", cell("?")), "b")), sdt("dx:afsnit", p("?"))),
        [finding(row_, column) for row_ in range(2, 8) for column in (1, 2)] * 2,
        **lines(),
        celle=Fact("c", at("Ark", 6)),
        afsnit=Fact("a", at("Ark", 7)),
    ),
    "texts": lambda: marked(
        template(sdt("dx:tekst", p("?")), sdt("dx:plan", p("?")), p("")),
        [finding(2), finding(9), finding(4, 4, "X", message="\x01]]>" + "x" * 9999)],
        tekst=RichText("- a {t}\n- [b](https://a.dk)", {"t": Fact(5, at("Ark", 9))}, at("Ark", 2)),
        plan=plan(),
    ),
    "sections": lambda: marked(saved(varied()), [finding()], navn="Ana"),
}


@pytest.mark.office
@pytest.mark.parametrize("name", CASES)
def test_microsofts_validator_finds_no_error_and_libreoffice_opens_it(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / "udkast.docx"
    path.write_bytes(CASES[name]())
    assert validator_errors(path) == []
    for page in PdfReader(to_pdf(path, tmp_path)).pages:
        assert "udkast" in page.extract_text().casefold()


def run(*words: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli.main, [str(word) for word in words])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_writes_a_draft_beside_the_report(tmp_path: Path) -> None:
    report = tmp_path / "digit-2019.docx"
    report.write_bytes(b"published")
    code, told, _ = run("export", REGISTER, "-o", tmp_path, "--draft")
    assert (code, told.strip()) == (0, str(tmp_path / "digit-2019-udkast.docx"))
    assert report.read_bytes() == b"published"
    assert run("export", REGISTER, "-o", tmp_path / "x.docx", "--draft")[0] == 0
    assert (tmp_path / "x.docx").exists()


def test_errors_are_told_and_the_draft_is_written_all_the_same(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "galt.xlsx"
    workbook = load_workbook(REGISTER)
    workbook["Konti"]["G3"] = "1.541.130,23"
    workbook.save(path)
    code, told, said = run("export", path, "--draft")
    assert (code, told.strip()) == (1, str(tmp_path / "galt-udkast.docx"))
    assert "Konti!G3 fejl CEL-03" in said
    made = (tmp_path / "galt-udkast.docx").read_bytes()
    met = dict(zip((text.split(" ")[0] for text in comments(made)), stretches(made), strict=True))
    assert met["Konti!G3"] == ("dx:udgifter", "")
