"""»Opdatér rapport«: the last report first, what somebody wrote in it kept, and what changed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from docx_parts import lines, p, template
from refresh_parts import edited, root, typed
from registers import grids
from standing_parts import written

from digit_xl import excel
from digit_xl.book import live

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from excel_parts import Excel

OTHER = {"Noter!B2": "Løn og pension"}


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report that somebody has worked in, beside another document and an older report."""
    path = tmp_path / "årsrapport.docx"
    path.write_bytes(edited(written(grids()), lambda it: it[0].insert(0, typed("Skrevet i Word"))))
    (tmp_path / "andet.docx").write_bytes(template(p("a")))
    (tmp_path / "ældre.docx").write_bytes(written(grids()))
    os.utime(tmp_path / "ældre.docx", (1_500_000_000, 1_500_000_000))
    return path


def test_the_last_report_gets_what_the_register_says(
    opened: Callable[..., Excel], report: Path
) -> None:
    before = report.read_bytes()
    it = opened(OTHER, report.parent)
    excel.refresh()
    [question] = it.asked
    assert question.startswith("Opdatér »årsrapport.docx«, gemt ")
    [told] = it.shown
    assert "Kontingent → Løn og pension" in told
    assert it.opened == [report]
    assert it.bar == ["Læser registret …", "Opdaterer rapporten …", None]
    after = lines(root(report.read_bytes()))
    assert after[0] == "Skrevet i Word"
    assert any("Løn og pension" in line for line in after)
    assert (report.parent / "årsrapport (sikkerhedskopi).docx").read_bytes() == before
    excel.refresh()
    assert it.shown[1].startswith("»årsrapport.docx« siger allerede det, registret siger.")


def test_another_report_is_offered_and_none_needs_to_be_taken(
    opened: Callable[..., Excel], report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, it = report.read_bytes(), opened(OTHER, report.parent)
    answers = iter([False, True])
    monkeypatch.setattr(live, "ask", lambda *_: next(answers))
    excel.refresh()
    assert it.opened == [report.with_name("ældre.docx")]
    monkeypatch.setattr(live, "ask", lambda *_: False)
    excel.refresh()
    assert len(it.shown) == len(it.opened) == 1
    assert report.read_bytes() == before


def test_without_a_report_or_with_errors_it_says_so(
    opened: Callable[..., Excel], report: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "tom"
    empty.mkdir()
    it = opened({}, empty)
    excel.refresh()
    assert it.shown == [
        f"Der er ingen rapport at opdatere i mappen »{empty}«. Tryk på »Dan årsrapport«, eller læg "
        "rapporten i mappen."
    ]
    before = report.read_bytes()
    it = opened({"Konti!G3": "mange"}, report.parent)
    excel.refresh()
    assert it.shown == [
        "Registret har 1 fejl, så rapporten er ikke opdateret. Ret fejlene først; knappen "
        "»Kontrollér register« viser dem."
    ]
    assert report.read_bytes() == before
