"""`digit-xl refresh`, and reports that it must not refresh; the old one stays as it is."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from docx_parts import control, p, part, template
from refresh_parts import edited, root, type_over, written

from digit_xl import cli, export, refreshing
from digit_xl.findings import Refusal
from digit_xl.word import wml

if TYPE_CHECKING:
    from collections.abc import Callable

    from digit_xl.word.wml import Element

REGISTER = Path(__file__).parents[1] / "workbooks" / "digit-2019.xlsx"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.main, ["refresh", *(str(word) for word in words)])


@pytest.fixture(scope="session")
def exported() -> bytes:
    document = export.export(export.grids(REGISTER), export.template(None)).document
    assert document is not None
    return document


@pytest.fixture
def report(tmp_path: Path, exported: bytes) -> Path:
    """A report in which somebody typed over a figure and wrote a heading of their own."""

    def change(within: Element) -> None:
        type_over(control(within, "dx:regnskab.resultat|positiv kr"), "1,00 kr.")
        type_over(control(within, "dx:tekst.vision.overskrift"), "Vores mål")

    path = tmp_path / "rapport.docx"
    path.write_bytes(edited(exported, change))
    return path


def test_it_writes_beside_and_never_over(report: Path) -> None:
    before, beside = report.read_bytes(), report.with_name("rapport-opdateret.docx")
    result = run(report, REGISTER)
    assert result.exit_code == 0
    assert "»regnskab.resultat|positiv kr«" in result.stdout
    assert "1,00 kr. → 322.748,08 kr." in result.stdout
    assert result.stdout.splitlines()[-1] == str(beside)
    assert report.read_bytes() == before
    assert "Vores mål" in {wml.shown(it) for it in part(beside.read_bytes()).iter(wml.P)}
    assert run(report, REGISTER).exit_code == 3
    assert run(report, REGISTER, "-o", report).exit_code == 3
    assert report.read_bytes() == before


def test_in_place_it_keeps_what_the_report_was(report: Path) -> None:
    before = report.read_bytes()
    assert run(report, REGISTER, "--in-place").exit_code == 0
    assert report.with_name("rapport (sikkerhedskopi).docx").read_bytes() == before
    after = report.read_bytes()
    assert after != before
    result = run(report, REGISTER, "--in-place")
    assert "siger allerede det, registret siger" in result.stdout
    assert report.read_bytes() == after
    assert len([*report.parent.iterdir()]) == 2


def test_a_dry_run_writes_nothing(report: Path) -> None:
    result = run(report, REGISTER, "--dry-run", "--format", "json")
    told = {one["name"]: one for one in json.loads(result.stdout)}
    figure = told["regnskab.resultat|positiv kr"]
    assert (figure["kind"], figure["old"], figure["new"]) == (
        "ændret",
        "1,00 kr.",
        "322.748,08\u00a0kr.",
    )
    assert told["tekst.vision.overskrift"]["kind"] == "beholdt"
    assert [*report.parent.iterdir()] == [report]


def test_what_is_asked_for_twice_is_wrong_usage(report: Path) -> None:
    assert run(report, REGISTER, "--in-place", "-o", report.with_name("ny.docx")).exit_code == 2
    assert run(report, REGISTER, "-o", report.with_name("ny.pdf")).exit_code == 2


def test_a_register_with_errors_is_told_and_the_report_stays(report: Path) -> None:
    from openpyxl import load_workbook

    path = report.with_name("register.xlsx")
    workbook = load_workbook(REGISTER)
    workbook["Konti"]["G3"] = "1.541.130,23"
    workbook.save(path)
    before = report.read_bytes()
    result = run(report, path, "--in-place")
    assert result.exit_code == 1
    assert "Ret fejlene først" in result.stderr
    assert report.read_bytes() == before


def with_ledger(document: bytes, change: Callable[[bytes], bytes | None]) -> bytes:
    """The document with its ledger changed, or taken out."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(document)) as source, zipfile.ZipFile(target, "w") as saved:
        for name in source.namelist():
            content: bytes | None = source.read(name)
            if name == "customXml/item1.xml":
                content = change(content or b"")
            if content is not None:
                saved.writestr(name, content)
    return target.getvalue()


def untagged(document: bytes) -> bytes:
    """The document as LibreOffice saves it: the controls are there, and no tag."""

    def change(within: Element) -> None:
        for tag in [*within.iter(wml.TAG)]:
            wml.holder_of(tag).remove(tag)

    saved = edited(document, change)
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(saved)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            header = name.startswith(("word/header", "word/footer"))
            content = source.read(name)
            copy.writestr(name, content.replace(b"dx:", b"xx:") if header else content)
    return target.getvalue()


BAD: dict[str, Callable[[bytes], bytes]] = {
    "ledger-missing": lambda _: template(p("Af andre")),
    "ledger-damaged": lambda it: with_ledger(it, lambda ledger: ledger[:-40]),
    "ledger-newer": lambda it: with_ledger(
        it, lambda ledger: ledger.replace(b'version="1"', b'version="9"')
    ),
    "report-untagged": untagged,
    "document-unreadable": lambda it: with_ledger(it, lambda _: None),
}


@pytest.mark.parametrize("code", BAD)
def test_a_report_that_cannot_be_trusted_is_refused(code: str, exported: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        refreshing.refresh(BAD[code](exported), export.grids(REGISTER), export.template(None))
    assert refused.value.code == code


def test_a_forged_ledger_is_refused(exported: bytes) -> None:
    forged = with_ledger(exported, lambda it: it.replace(b"322748.08", b"422748.08"))
    with pytest.raises(Refusal) as refused:
        refreshing.refresh(forged, export.grids(REGISTER), export.template(None))
    assert refused.value.code == "ledger-damaged"


def test_corrupt_items_and_controls_within_each_other_do_no_harm(exported: bytes) -> None:
    def change(within: Element) -> None:
        first = control(within, "dx:#Bestyrelse")
        holder = first.find(wml.SDT_CONTENT)
        assert holder is not None
        wml.holder_of(first).remove(first)
        for other in [*within.iter(wml.SDT)][40:60]:
            if (content := other.find(wml.SDT_CONTENT)) is not None:
                other.remove(content)

    document = edited(exported, change)
    done = refreshing.refresh(document, export.grids(REGISTER), export.template(None))
    assert done.document is not None
    assert len(root(done.document))


@pytest.mark.office
def test_a_report_that_libreoffice_saved_is_refused(tmp_path: Path) -> None:
    program = shutil.which("soffice")
    assert program is not None
    source = tmp_path / "rapport.docx"
    source.write_bytes(written())
    folder, profile = tmp_path / "gemt", (tmp_path / "profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "docx"]
    subprocess.run(
        [*command, "--outdir", folder, source], check=True, capture_output=True, timeout=120
    )
    result = run(folder / "rapport.docx", REGISTER)
    assert result.exit_code == 3
    assert "andet program end Word" in result.stderr
