"""What the commands write into a saved register, and into which file: nothing of anyone is lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from saved_parts import BOTH, CHECK, FILL, REGISTER, SUFFIX, broken, names, run, sheet, typed_over

from digit_xl import output, saved
from digit_xl.findings import Refusal

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A register in a folder of its own, with a formula that was lost and an unreadable amount."""
    path = tmp_path / "r.xlsx"
    path.write_bytes(broken())
    return path


def worked_in(path: Path) -> bytes:
    """The register after somebody has opened it, changed a text, and saved it."""
    from openpyxl import load_workbook

    workbook = load_workbook(path)
    workbook["Noter"]["C2"] = "Min egen tekst"
    workbook.save(path)
    return path.read_bytes()


@BOTH
def test_it_goes_beside_the_register_under_a_name_of_its_own(
    words: tuple[str, ...], register: Path
) -> None:
    before = register.read_bytes()
    result = run(*words, register)
    written = register.with_name(f"r-{SUFFIX[words]}.xlsx")
    assert result.exit_code == (1 if words == CHECK else 0)
    assert str(written) in (result.stderr if words == CHECK else result.stdout).splitlines()
    assert names(register.parent) == sorted(["r.xlsx", written.name])
    assert register.read_bytes() == before
    assert written.read_bytes() != before


def test_a_check_stands_on_kontrol_and_on_the_light(register: Path) -> None:
    result = run(*CHECK, register)
    written = register.with_name("r-kontrolleret.xlsx")
    found = [row[3] for row in sheet(written, "Kontrol").rows[3:]]
    assert found == [
        line.split(": ")[1].split(" ")[-1]
        for line in result.stdout.splitlines()
        if "!" in line.split(" ")[1]
    ]
    assert sheet(written, "Kontrol").cell(1, 1).startswith("Kontrolleret ")  # type: ignore[union-attr] # a text
    assert str(sheet(written, "Overblik").cell(3, 2)).startswith("1 fejl")


def test_a_filling_puts_the_formula_back_and_says_so(register: Path) -> None:
    result = run(*FILL, register)
    written = register.with_name("r-udfyldt.xlsx")
    assert result.stdout.splitlines() == [str(written)]
    assert result.stderr.splitlines() == [
        "r.xlsx: Konti!H5 bemærkning FIG-04: Formlen er sat tilbage. I cellen stod »12,50«.",
        "r.xlsx: 1 formel sat tilbage.",
    ]
    assert sheet(written, "Konti").cell(5, 8) == 198399.56
    assert (
        sheet(written, "Konti").formulas({8})[5, 8] == sheet(REGISTER, "Konti").formulas({8})[3, 8]
    )


@BOTH
def test_it_goes_into_the_named_folder_or_file(words: tuple[str, ...], register: Path) -> None:
    folder = register.parent / "ud"
    folder.mkdir()
    run(*words, register, "-o", folder)
    run(*words, register, "-o", folder / "Ny.XLSX")
    assert names(folder) == sorted([f"r-{SUFFIX[words]}.xlsx", "Ny.XLSX"])
    assert names(register.parent) == ["r.xlsx", "ud"]


@BOTH
def test_in_place_keeps_what_the_register_was(words: tuple[str, ...], register: Path) -> None:
    before = register.read_bytes()
    register.chmod(0o640)
    result = run(*words, register, "--in-place")
    kept = register.with_name("r (sikkerhedskopi).xlsx")
    assert kept.read_bytes() == before != register.read_bytes()
    assert [path.stat().st_mode & 0o777 for path in (kept, register)] == [0o640, 0o640]
    assert f"r.xlsx: Den tidligere udgave er gemt som »{kept.name}«." in result.stderr
    assert names(register.parent) == [kept.name, "r.xlsx"]


def test_each_backup_gets_a_number_of_its_own(register: Path) -> None:
    states: list[bytes] = []
    for _ in range(3):
        typed_over(register, H5=len(states))
        states.append(register.read_bytes())
        assert run(*FILL, register, "--in-place").exit_code == 0
    kept = ["r (sikkerhedskopi).xlsx", "r (sikkerhedskopi 2).xlsx", "r (sikkerhedskopi 3).xlsx"]
    assert [register.with_name(name).read_bytes() for name in kept] == states


@BOTH
def test_what_somebody_worked_in_is_kept_before_it_is_written_over(
    words: tuple[str, ...], register: Path
) -> None:
    run(*words, register)
    written = register.with_name(f"r-{SUFFIX[words]}.xlsx")
    fresh, theirs = written.read_bytes(), worked_in(written)
    result = run(*words, register)
    kept = written.with_name(f"{written.stem} (sikkerhedskopi).xlsx")
    assert kept.read_bytes() == theirs
    assert f"{written.name}: Den tidligere udgave er gemt som »{kept.name}«." in result.stderr
    assert len(written.read_bytes()) == len(fresh)


@BOTH
def test_what_nobody_worked_in_is_written_anew_without_a_copy(
    words: tuple[str, ...], register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import datetime as dt

    for day in (1, 2):
        moment = dt.datetime(2020, 5, day, tzinfo=dt.UTC)
        check = saved.check
        monkeypatch.setattr(saved, "check", lambda path, _, at=moment, do=check: do(path, at))
        result = run(*words, register)
        monkeypatch.undo()
        assert "sikkerhedskopi" not in result.stderr
    written = register.with_name(f"r-{SUFFIX[words]}.xlsx")
    assert names(register.parent) == sorted(["r.xlsx", written.name])
    if words == CHECK:
        assert str(sheet(written, "Kontrol").cell(1, 1)).startswith("Kontrolleret 2. maj 2020")


@BOTH
def test_any_other_file_of_the_name_is_kept_too(words: tuple[str, ...], register: Path) -> None:
    target = register.with_name("ud.xlsx")
    for content in (b"no workbook at all", REGISTER.read_bytes()):
        target.write_bytes(content)
        run(*words, register, "-o", target)
        kept = max(register.parent.glob("ud (*"), key=lambda path: len(path.name))
        assert kept.read_bytes() == content
    target.write_bytes(b"")  # in which there is no work
    run(*words, register, "-o", target)
    assert len(names(register.parent)) == 4


def test_no_backup_is_left_of_what_is_there_as_before(
    register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Refusal("output-full", "Der er ikke plads til r.xlsx.")

    before = register.read_bytes()
    monkeypatch.setattr(output, "write", full)
    assert run(*FILL, register, "--in-place").exit_code == 3
    assert register.read_bytes() == before
    assert names(register.parent) == ["r.xlsx"]


def test_nothing_is_written_when_all_formulas_are_in_place(tmp_path: Path) -> None:
    register = tmp_path / "r.xlsx"
    register.write_bytes(REGISTER.read_bytes())
    for options in ((), ("--in-place",)):
        result = run(*FILL, register, *options)
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr == "r.xlsx: Alle formler er på plads.\n"
    assert names(tmp_path) == ["r.xlsx"]
    result = run(*FILL, register, "-o", tmp_path / "ud.xlsx")
    assert result.stdout.strip() == str(tmp_path / "ud.xlsx")
    assert (tmp_path / "ud.xlsx").read_bytes() == register.read_bytes()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("validate", "-o", "x.xlsx"), 2),
        (("validate", "--in-place"), 2),
        (("validate", "--write", "--in-place", "-o", "x.xlsx"), 2),
        (("fill", "--in-place", "-o", "x.xlsx"), 2),
        (("fill", str(REGISTER), "-o", "x.xlsx"), 2),
        (("fill", "--write"), 2),
        (("validate", "--write"), 1),
        (("fill",), 0),
    ],
)
def test_the_exit_code_tells_what_came_of_it(
    words: tuple[str, ...], code: int, register: Path
) -> None:
    assert run(words[0], register, *words[1:]).exit_code == code


def test_programs_get_json_alone_on_stdout(register: Path) -> None:
    result = run(*CHECK, register, "--format", "json")
    written = register.with_name("r-kontrolleret.xlsx")
    found = json.loads(result.stdout)
    rows = sheet(written, "Kontrol").rows[3:]
    assert [(one["severity"], one["sheet"], one["cell"], one["message"]) for one in found] == [
        (row[0], row[1], row[2], row[4]) for row in rows
    ]
    assert result.stderr.splitlines() == [str(written)]


def test_no_finding_is_taken_for_a_formula(tmp_path: Path) -> None:
    """Its text quotes what somebody typed, and begins with it when the file was tampered with."""
    register = typed_over(tmp_path / "r.xlsx", C3="=1+1", D3="+cmd|' /C calc'!A0", D4="@SUM(A1)")
    assert run(*CHECK, register, "--in-place").exit_code == 1
    kontrol = sheet(register, "Kontrol")
    messages = [row[4] for row in kontrol.rows[3:]]
    assert any("+cmd|" in str(message) for message in messages)
    assert kontrol.formulas({1, 2, 4, 5}) == {}


@pytest.mark.parametrize("sign", "=+-@")
def test_a_text_on_kontrol_stays_text_whatever_it_begins_with(
    sign: str, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from digit_xl import export
    from digit_xl.findings import Finding, Place, Severity

    text = f'{sign}HYPERLINK("http://example.org","klik")'
    told = Finding("PRO-01", Severity.ERROR, text, Place("Konti", 3, 7))
    check = export.check

    def found(*given: object) -> object:
        known, _ = check(*given)  # type: ignore[arg-type] # handed on
        return known, export.Outcome((told,))

    monkeypatch.setattr(export, "check", found)
    run(*CHECK, register, "--in-place")
    kontrol = sheet(register, "Kontrol")
    assert kontrol.cell(4, 5) == text
    assert kontrol.formulas({1, 2, 4, 5}) == {}


@BOTH
def test_twice_is_the_same_as_once(
    words: tuple[str, ...], register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import datetime as dt

    check, moment = saved.check, dt.datetime(2020, 5, 4, 8, 7, tzinfo=dt.UTC)
    monkeypatch.setattr(saved, "check", lambda path, _: check(path, moment))
    out = [register.with_name(name) for name in ("a.xlsx", "b.xlsx", "c.xlsx")]
    run(*words, register, "-o", out[0])
    run(*words, register, "-o", out[1])
    run(*words, out[0], "-o", out[2])
    assert out[0].read_bytes() == out[1].read_bytes() == out[2].read_bytes()
