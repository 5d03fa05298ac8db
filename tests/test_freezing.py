"""A report made ready to be published: it looks the same, and tells nothing more than it shows."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from docx import Document
from docx_parts import control, lines
from office import to_pdf, validator_errors
from pypdf import PdfReader
from refresh_parts import edited, root, type_over
from standing_parts import report_of_2019
from word_edits import track

from digit_xl.cli import main
from digit_xl.word import wml

if TYPE_CHECKING:
    from collections.abc import Callable

    from digit_xl.word.wml import Element

REGISTER = Path(__file__).parents[1] / "workbooks" / "digit-2019.xlsx"


def worked_in() -> bytes:
    """The report after somebody has commented, saved and signed it in Word."""
    document = Document(BytesIO(report_of_2019()))
    paragraph = next(it for it in document.paragraphs if it.runs)
    document.add_comment(paragraph.runs, text="Ring til mig", author="Åse Bøgh", initials="ÅB")
    paragraph._p.set(wml.w("rsidR"), "00A77B3E")  # noqa: SLF001 - as Word writes it
    document.core_properties.last_modified_by = "Åse Bøgh"
    document.core_properties.revision = 12
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def freeze(document: bytes, folder: Path, *options: str | Path) -> tuple[int, str, Path]:
    report, target = folder / "rapport.docx", folder / "endelig.docx"
    report.write_bytes(document)
    words = ["freeze", str(report), "-o", str(target), *map(str, options)]
    done = CliRunner().invoke(main, words)
    return done.exit_code, done.stderr, target


def parts(document: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(document)) as content:
        return {name: content.read(name) for name in content.namelist()}


def test_nothing_tells_of_the_register_or_of_who_worked_in_it(tmp_path: Path) -> None:
    code, told, target = freeze(worked_in(), tmp_path)
    assert (code, told) == (0, "")
    found = parts(target.read_bytes())
    assert not [name for name in found if "customXml" in name or "comments" in name]
    for name, content in found.items():
        for sign in ("dx:", "Åse", ":rsid", "urn:digit-xl", "w15:repeatingSection "):
            assert sign.encode() not in content, (name, sign)
    core = Document(str(target)).core_properties
    assert core.author == core.last_modified_by == "Den Kommunale Digitaliseringsforening"
    assert core.revision == 1
    assert core.modified == core.created


@pytest.mark.office
def test_it_looks_the_same(tmp_path: Path) -> None:
    document = worked_in()
    code, _, target = freeze(document, tmp_path)
    assert code == 0
    assert lines(root(target.read_bytes())) == lines(root(document))
    assert validator_errors(target) == []
    before, after = (
        [page.extract_text() for page in PdfReader(to_pdf(path, tmp_path)).pages]
        for path in (tmp_path / "rapport.docx", target)
    )
    assert before == after


def overtyped(within: Element) -> None:
    type_over(control(within, "dx:regnskab.resultat|positiv kr"), "1 kr.")


def pending(within: Element) -> None:
    track(within, 40, "nyt")


@pytest.mark.parametrize(
    ("change", "told", "code"),
    [(overtyped, "1 kr. er skrevet over 322.748,08", 1), (pending, "venter på at blive", 3)],
)
def test_a_report_that_is_not_ready_is_not_written(
    change: Callable[[Element], None], told: str, code: int, tmp_path: Path
) -> None:
    found, said, target = freeze(edited(report_of_2019(), change), tmp_path)
    assert (found, target.exists()) == (code, False)
    assert told in said.replace("\u00a0", " ")


def test_what_does_not_tie_is_written_when_somebody_insists(tmp_path: Path) -> None:
    document = edited(report_of_2019(), overtyped)
    code, said, target = freeze(document, tmp_path, "--register", REGISTER)
    assert (code, target.exists()) == (1, False)
    assert "AFS-" in said
    assert freeze(document, tmp_path, "--register", REGISTER, "--force")[0] == 0
    assert target.exists()


def test_a_report_that_ties_is_written_and_never_over_another(tmp_path: Path) -> None:
    assert freeze(report_of_2019(), tmp_path, "--register", REGISTER)[0] == 0
    code, said, _ = freeze(report_of_2019(), tmp_path)
    assert code == 3
    assert "endelig.docx" in said
