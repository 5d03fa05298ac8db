"""Two reports, or two registers: what differs between them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from docx_parts import p, template
from registers import grids
from standing_parts import written

from digit_xl import comparing
from digit_xl.book import patch
from digit_xl.book.changes import Changes
from digit_xl.cli import main
from digit_xl.findings import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digit_xl.book.grid import Cell

REGISTER = Path(__file__).parents[1] / "workbooks" / "digit-2019.xlsx"
CHANGED = {"Noter!B2": "<b>Løn & pension", "Projekter!B2": "Alfa to"}


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """A report, and the one after some cells have changed."""

    def report(name: str, changes: Mapping[str, Cell]) -> Path:
        path = tmp_path / name
        path.write_bytes(written(grids(changes)))
        return path

    return report("før.docx", {}), report("nu.docx", CHANGED)


def run(*words: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["diff", *map(str, words)])
    return done.exit_code, done.stdout


def test_what_differs_is_told_with_its_name_and_place(two: tuple[Path, Path]) -> None:
    code, told = run(*two)
    assert code == 1
    assert "→ Alfa to" in told
    assert "→ <b>Løn & pension" in told
    assert told.splitlines()[-1].endswith(" forskelle.")
    data = json.loads(run(*two, "--format", "json")[1])
    assert {"Alfa to", "<b>Løn & pension"} <= {one["new"] for one in data}
    told_of = {one["name"]: (one["kind"], one["old"]) for one in data}
    assert told_of["noter[1].overskrift"] == ("ændret", "Kontingent")
    assert told_of["gevinster[Alfa to]"] == ("tilføjet", None)
    assert told_of["gevinster[Alfa]"] == ("fjernet", None)
    assert all(one["place"] for one in data)


def test_a_report_does_not_differ_from_itself(two: tuple[Path, Path]) -> None:
    assert run(two[0], two[0]) == (0, "Der er ingen forskelle.\n")


def test_the_page_takes_no_text_for_markup(two: tuple[Path, Path], tmp_path: Path) -> None:
    target = tmp_path / "forskelle.html"
    assert run(*two, "--html", target)[0] == 1
    page = target.read_text(encoding="utf-8")
    assert "&lt;b&gt;Løn &amp; pension" in page
    assert "<b>" not in page
    assert page.count("<tr>") == 1 + len(comparing.compare(*two))
    assert run(*two, "--html", tmp_path / "forskelle.docx")[0] == 2


def test_two_registers_are_compared_by_their_reports(tmp_path: Path) -> None:
    later = tmp_path / "senere.xlsx"
    later.write_bytes(REGISTER.read_bytes())
    assert comparing.compare(REGISTER, later) == ()
    lit = Changes(shown={("Overblik", "B3"): "1 fejl"})  # what no report shows
    later.write_bytes(patch.changed(REGISTER.read_bytes(), lit))
    assert comparing.compare(REGISTER, later) == ()


def test_files_of_two_kinds_and_documents_of_others_are_refused(
    two: tuple[Path, Path], tmp_path: Path
) -> None:
    with pytest.raises(Refusal, match="Vælg to rapporter"):
        comparing.compare(two[0], REGISTER)
    other = tmp_path / "andet.docx"
    other.write_bytes(template(p("a")))
    with pytest.raises(Refusal, match="ingen af rapportens felter"):
        comparing.compare(other, two[0])
