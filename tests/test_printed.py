"""A PDF held against the report that the register gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from office import to_pdf
from registers import grids
from standing_parts import REGISTER, known, register, report_of_2019, written

from digit_xl import export, tieout
from digit_xl.findings import Refusal
from digit_xl.word.tieout import loose, printed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.office
def test_the_pdf_of_2019_ties_and_a_tampered_one_does_not(tmp_path: Path) -> None:
    path = tmp_path / "rapport.docx"
    path.write_bytes(report_of_2019())
    pdf = to_pdf(path, tmp_path)
    verdict = tieout.check(pdf, REGISTER)
    assert verdict.findings == ()
    assert verdict.figures > 130
    pages = printed.pages_of(pdf.read_bytes())
    now = known(export.grids(REGISTER))
    wanted = printed.expected(report_of_2019())
    for shown in wanted.figures:
        entry = wanted.entries[shown]
        figure = " ".join(entry.text.split())
        changed = [page.replace(figure, "?", 1) for page in pages]
        found = [*printed.untied_pages(changed, wanted, loose.Judge(now.facts, None))]
        # A date may be part of another, and a small number stands in many places.
        if isinstance(shown, tuple) or entry.kind == "liste":
            assert ("AFS-11", entry.text) in {(one.rule, one.register) for one in found}, figure


def told(*pages: str) -> list[tuple[str, str | None, str]]:
    wanted = printed.expected(written(grids()))
    judge = loose.Judge(register({}).facts, None)
    found = printed.untied_pages(pages, wanted, judge)
    return [(one.rule, one.text, str(one.place)) for one in found if one.rule != "AFS-11"]


def test_amounts_that_the_report_has_not_are_told_with_their_page() -> None:
    assert told("Vi fik 200,50 kr. i alt, 150,25 kr.", "Og 98,76 kr. samt 201 kr. og 500.000") == [
        ("AFS-08", "98,76 kr.", "på side 2 ved »Og 98,76 kr.«"),
        ("AFS-30", "201 kr.", "på side 2 ved »Og 98,76 kr. samt 201 kr.«"),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"PK\x03\x04", "file-other"),
        (b"%PDF-1.7\n%%EOF", "pdf-unreadable"),
    ],
)
def test_what_is_no_pdf_is_refused(content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "rapport.pdf"
    path.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        tieout.check(path, REGISTER)
    assert refused.value.code == code


def test_a_scanned_pdf_is_refused() -> None:
    from io import BytesIO

    from pypdf import PdfWriter

    writer, content = PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(content)
    with pytest.raises(Refusal, match="måske scannet"):
        printed.pages_of(content.getvalue())


def test_a_pdf_gets_no_comments() -> None:
    with pytest.raises(Refusal, match="ikke få kommentarer"):
        tieout.marked(tieout.Verdict((), 0))
