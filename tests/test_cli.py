"""The commands, as an administrator of a server meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from digit_xl import cli

ROOT = Path(__file__).parents[1]
REGISTER = ROOT / "workbooks" / "digit-2019.xlsx"
TEMPLATE = ROOT / "templates" / "aarsrapport.docx"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(word) for word in words])


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The 2019 register with an amount that is text, saved as a person would."""
    from openpyxl import load_workbook

    path = tmp_path / "broken.xlsx"
    workbook = load_workbook(REGISTER)
    workbook["Konti"]["G3"] = "1.541.130,23"
    workbook.save(path)
    return path


@pytest.mark.parametrize(
    "words",
    [
        *((), ("init",), ("validate",), ("export",), ("schema",), ("accessibility",)),
        *(("template", name) for name in ("fields", "check", "adopt")),
        *(("check",), ("trace",), ("diff",), ("freeze",), ("refresh",)),
    ],
)
def test_every_command_has_help_with_an_example(words: tuple[str, ...]) -> None:
    result = run(*words, "--help")
    assert result.exit_code == 0
    assert "Example" in result.output
    assert "digit-xl" in result.output


def test_export_writes_the_report_under_the_registers_name(tmp_path: Path) -> None:
    result = run("export", REGISTER, "-o", tmp_path)
    assert result.exit_code == 0
    assert result.stdout.strip() == str(tmp_path / "digit-2019.docx")
    assert (tmp_path / "digit-2019.docx").read_bytes()[:2] == b"PK"
    assert "Noter!C5 bemærkning NOT-01" in result.stderr


def test_export_writes_to_the_named_docx(tmp_path: Path) -> None:
    assert run("export", REGISTER, "-o", tmp_path / "rapport.docx").exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["rapport.docx"]


def test_an_error_keeps_the_report_from_being_written_and_the_older_one_whole(
    broken: Path, tmp_path: Path
) -> None:
    older = tmp_path / "broken.docx"
    older.write_bytes(b"older report")
    result = run("export", broken)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "Konti!G3 fejl CEL-03: Tallet »1.541.130,23« er gemt som tekst" in result.stderr
    assert older.read_bytes() == b"older report"


def test_a_register_with_an_error_does_not_stop_the_others(broken: Path, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    result = run("export", broken, REGISTER, tmp_path / "missing.xlsx", "-o", folder)
    assert result.exit_code == 3
    assert [path.name for path in folder.iterdir()] == ["digit-2019.docx"]


def test_validate_tells_people(broken: Path) -> None:
    result = run("validate", broken)
    assert result.exit_code == 1
    assert "broken.xlsx: Konti!G3 fejl CEL-03" in result.stdout
    assert run("validate", REGISTER).exit_code == 0


def test_validate_tells_programs(broken: Path) -> None:
    result = run("validate", broken, REGISTER, "--format", "json")
    found = json.loads(result.stdout)
    assert result.exit_code == 1
    first = next(finding for finding in found if finding["rule"] == "CEL-03")
    assert {**first, "message": ""} == {
        "file": str(broken),
        "sheet": "Konti",
        "cell": "G3",
        "row": 3,
        "column": "Udgifter",
        "rule": "CEL-03",
        "severity": "fejl",
        "message": "",
    }


def test_init_makes_a_register_once(tmp_path: Path) -> None:
    new = tmp_path / "nyt.xlsx"
    assert run("init", new).exit_code == 0
    before = new.read_bytes()
    again = run("init", new)
    assert again.exit_code == 3
    assert "nyt.xlsx" in again.stderr
    assert new.read_bytes() == before
    assert run("validate", new).exit_code == 1  # it has yet to be filled in


def test_accessibility_tells_people_and_programs(tmp_path: Path) -> None:
    from docx import Document

    path = tmp_path / "brev.docx"
    made = Document()
    made.core_properties.title = "Brev"
    made.save(str(path))
    told = run("accessibility", path, TEMPLATE)
    assert told.exit_code == 1
    assert "brev.docx: fejl TIL-03: Typografierne siger, at teksten er på »en-US«" in told.stdout
    assert "aarsrapport.docx: 1 bemærkning" in told.stdout
    found = json.loads(run("accessibility", path, "--format", "json").stdout)
    assert {"file": str(path), "rule": "TIL-03", "severity": "fejl", "place": None} in [
        {key: value for key, value in one.items() if key != "message"} for one in found
    ]
    assert run("accessibility", TEMPLATE).exit_code == 0
    assert run("accessibility", REGISTER).exit_code == 3


def test_the_rules_on_documents_are_listed() -> None:
    listed = run("accessibility", "--rules")
    assert listed.exit_code == 0
    assert "TIL-01 fejl: " in listed.stdout


def test_schema_tells_every_sheet_and_rule() -> None:
    from digit_xl import describe
    from digit_xl.association.sheets import SHEETS

    text = run("schema").stdout
    data = json.loads(run("schema", "--format", "json").stdout)
    assert [sheet["title"] for sheet in data["sheets"]] == [sheet.title for sheet in SHEETS]
    assert [rule["id"] for rule in data["rules"]] == [rule.id for rule in describe.every_rule()]
    for rule in describe.every_rule():
        assert rule.id in text
    accounts = next(sheet for sheet in data["sheets"] if sheet["title"] == "Konti")
    kind = next(column for column in accounts["columns"] if column["title"] == "Art")
    assert kind["allowed"] == ["Indtægt", "Udgift", "Overført"]


@pytest.mark.parametrize(
    "words",
    [("export",), ("eksport",), ("validate", "--format", "xml", "x.xlsx"), ("init",)],
)
def test_wrong_usage_is_2(words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.PDF"])
def test_one_file_for_several_registers_is_wrong_usage(name: str, tmp_path: Path) -> None:
    assert run("export", REGISTER, REGISTER, "-o", tmp_path / name).exit_code == 2


def test_two_reports_are_never_written_over_each_other(tmp_path: Path) -> None:
    other = tmp_path / "digit-2019.xlsx"
    other.write_bytes(REGISTER.read_bytes())
    folder = tmp_path / "reports"
    folder.mkdir()
    result = run("export", REGISTER, other, "-o", folder)
    assert result.exit_code == 3
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(("name", "options"), [("register.docx", ()), ("register.pdf", ("--pdf",))])
def test_a_register_is_never_written_over(
    name: str, options: tuple[str, ...], tmp_path: Path
) -> None:
    register = tmp_path / name
    register.write_bytes(REGISTER.read_bytes())
    result = run("export", register, *options)
    assert result.exit_code == 3
    assert f"{name} ville blive skrevet oven i {name}." in result.stderr
    assert register.read_bytes() == REGISTER.read_bytes()


def test_a_report_that_is_a_link_to_a_register_is_refused(tmp_path: Path) -> None:
    register, other = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    for path in (register, other):
        path.write_bytes(REGISTER.read_bytes())
    (tmp_path / "a.docx").symlink_to(other)
    result = run("export", register, other)
    assert result.exit_code == 3
    assert "a.docx ville blive skrevet oven i b.xlsx." in result.stderr
    assert other.read_bytes() == REGISTER.read_bytes()


def test_a_link_that_leads_to_itself_is_refused(tmp_path: Path) -> None:
    loop = tmp_path / "loop.docx"
    loop.symlink_to(loop)
    for words in (("-o", loop), ("--template", loop), ("-o", tmp_path / "loop.docx" / "under")):
        result = run("export", REGISTER, *words)
        assert result.exit_code == 3
        assert len(result.stderr.strip().splitlines()) <= 3  # the findings, and one refusal
        assert "fejl i digit-xl" not in result.stderr


def test_no_name_of_a_file_is_obeyed_by_the_terminal(tmp_path: Path) -> None:
    register = tmp_path / "a\x1b[2J\nb.xlsx"
    register.write_bytes(REGISTER.read_bytes())
    result = run("export", register)
    assert result.exit_code == 0
    assert "\x1b" not in result.output
    assert result.stdout.splitlines() == [str(tmp_path / "a\ufffd[2J\ufffdb.docx")]


def test_the_template_is_never_written_over(tmp_path: Path) -> None:
    template = tmp_path / "skabelon.docx"
    template.write_bytes(TEMPLATE.read_bytes())
    result = run("export", REGISTER, "-o", template, "--template", template)
    assert result.exit_code == 3
    assert template.read_bytes() == TEMPLATE.read_bytes()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _text(path: Path) -> None:
    path.write_text("Kommune;Kode\n", encoding="utf-8")


def _xls(path: Path) -> None:
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096))


def _another_kind(path: Path) -> None:
    from openpyxl import Workbook

    Workbook().save(path)


def _missing(path: Path) -> None:
    assert not path.exists()


@pytest.mark.parametrize(
    "make",
    [_missing, Path.mkdir, _empty, _text, _xls, _another_kind],
    ids=lambda make: make.__name__,
)
@pytest.mark.parametrize("command", ["validate", "export"])
def test_what_is_no_register_is_refused_in_one_sentence(
    make: object, command: str, tmp_path: Path
) -> None:
    path = tmp_path / "register.xlsx"
    assert callable(make)
    make(path)
    older = tmp_path / "register.docx"
    older.write_bytes(b"older report")
    result = run(command, path)
    assert result.exit_code == 3
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.rstrip().endswith(".")
    assert older.read_bytes() == b"older report"


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    result = run("export", REGISTER, "-o", tmp_path / "missing")
    assert result.exit_code == 3
    assert "missing" in result.stderr


def test_a_template_without_controls_or_with_an_unknown_name_is_refused(tmp_path: Path) -> None:
    import docx
    from docx.oxml import parse_xml

    plain = docx.Document()
    plain.add_heading("Økonomi")
    plain.save(str(tmp_path / "plain.docx"))
    plain.add_paragraph()._p.append(  # noqa: SLF001 - python-docx has no door to controls
        parse_xml(
            '<w:sdt xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            '<w:sdtPr><w:tag w:val="dx:regnskab.resultatet|kr"/></w:sdtPr>'
            "<w:sdtContent><w:r><w:t>x</w:t></w:r></w:sdtContent></w:sdt>"
        )
    )
    plain.save(str(tmp_path / "unknown.docx"))
    for name, words in (
        ("plain.docx", ["plain.docx"]),
        ("unknown.docx", ["regnskab.resultatet", "regnskab.resultat", "Økonomi"]),
    ):
        result = run("export", REGISTER, "-o", tmp_path, "--template", tmp_path / name)
        assert result.exit_code == 3
        assert len(result.stderr.splitlines()) <= 3
        for word in words[1:]:
            assert word in result.stderr
    assert not (tmp_path / "digit-2019.docx").exists()


def test_a_bug_is_told_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    from digit_xl import export

    def fail(_path: Path) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(export, "grids", fail)
    monkeypatch.delenv(cli.TRACE, raising=False)
    result = run("validate", REGISTER)
    assert result.exit_code == 3
    assert "ZeroDivisionError" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_installed_command_runs_from_another_folder(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("digit-xl")
    environment = {**os.environ, "LC_ALL": "C"}
    done = subprocess.run(
        [command, "export", REGISTER, "-o", tmp_path],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "bemærkning" in done.stderr.decode("utf-8")


def _installed(*words: str | Path, **options: Any) -> subprocess.CompletedProcess[bytes]:  # noqa: ANN401 - subprocess' own
    command = Path(sys.executable).with_name("digit-xl")
    return subprocess.run([command, *words], check=False, **options)


def test_what_is_redirected_is_utf_8_on_any_system(tmp_path: Path) -> None:
    """Windows gives a pipe its old code page, which has no minus sign."""
    from openpyxl import load_workbook

    workbook = load_workbook(REGISTER)
    workbook["Forening"]["B15"] = -5
    workbook.save(tmp_path / "minus.xlsx")
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    for form in ("text", "json"):
        done = _installed(
            "validate",
            tmp_path / "minus.xlsx",
            "--format",
            form,
            capture_output=True,
            env=environment,
        )
        assert done.returncode == 1
        assert "−322.748,08" in done.stdout.decode("utf-8")


def test_an_output_that_nobody_can_take_is_no_bug() -> None:
    command = Path(sys.executable).with_name("digit-xl")
    for shell in (f"{command} schema | head -1", f"{command} schema >&-"):
        done = subprocess.run(["bash", "-c", shell], capture_output=True, check=False)
        assert b"Traceback" not in done.stderr
        assert "fejl i digit-xl" not in done.stderr.decode()
    with Path("/dev/full").open("wb") as full:
        done = _installed("schema", stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr


def test_a_refused_file_among_several_is_named(tmp_path: Path) -> None:
    _another_kind(tmp_path / "andet.xlsx")
    result = run("validate", tmp_path / "andet.xlsx", REGISTER)
    assert result.exit_code == 3
    assert result.stderr.startswith("andet.xlsx: ")
