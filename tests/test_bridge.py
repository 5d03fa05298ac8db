"""The module that starts Python: it follows its user's settings, and no workbook's."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from addin_parts import NAME
from bridge_parts import MACOS, WINDOWS, run

from digit_xl.addin import bridge
from digit_xl.findings import Refusal

if TYPE_CHECKING:
    from addin_parts import Call

TRAP = "C:\\evil\\python.exe"
RUN: list[Call] = [
    ("Driver.Ping", []),
    ("Driver.Settings", ["INTERPRETER_WIN", TRAP]),
    ("Driver.Asked", []),
    ("Driver.Told", []),
]


def original() -> str:
    """The module of xlwings as it comes."""
    found = find_spec("xlwings")
    assert found
    assert found.origin
    return Path(found.origin).with_name("xlwings_custom_addin.bas").read_text(encoding="cp1252")


def code(source: str) -> str:
    """A source without its lines of comment."""
    return "\n".join(line for line in source.splitlines() if not line.lstrip().startswith("'"))


def test_the_module_of_xlwings_follows_no_workbook() -> None:
    left = code(bridge.source())
    for word in ("Workbook", "Worksheets", "Sheets(", ".conf sheet", "LICENSE_KEY", "embedded",
                 "prepare_sys_path", "xlwings.pro", "--wb", '"cmd.exe', '"INTERPRETER"',
                 "RunFrozenPython", "ImportPythonUDFs"):  # fmt: skip
        assert word not in left, word
    assert "Redistributions of source code must retain" in bridge.source()
    assert 'PROJECT_NAME As String = "digit_xl"' in left


def test_python_is_told_to_look_for_no_modules_in_the_current_folder() -> None:
    lines = [line for line in code(bridge.source()).splitlines() if "-c " in line]
    assert len(lines) == 2
    assert all(" -B -P -c " in line for line in lines)


@pytest.mark.parametrize("number", range(len(bridge.PATCHES)))
def test_a_patch_that_finds_another_text_refuses(number: int) -> None:
    first = bridge.PATCHES[number].first
    with pytest.raises(Refusal, match="udgave") as refused:
        bridge.patched(original().replace(first, first[:-1] + "~"))
    assert refused.value.code == "xlwings-unknown"


@pytest.mark.parametrize("number", range(len(bridge.PATCHES)))
def test_a_patch_that_finds_two_places_refuses(number: int) -> None:
    with pytest.raises(Refusal):
        bridge.patched(original() + bridge.PATCHES[number].first)


@pytest.mark.parametrize(
    "line",
    [
        "    Set wb = ActiveWorkbook",
        '    x = WScript.Run("cmd.exe /C dir")',
        'Declare PtrSafe Function New1 Lib "x.dll" () As Long',
        '    key = GetConfig("LICENSE_KEY")',
        'Public Const OTHER As String = "x"',
    ],
)
def test_a_new_way_to_a_workbook_refuses(line: str) -> None:
    """A later xlwings may add one where no patch looks; a declared function becomes private."""
    changed = original() + line + "\n"
    if line.startswith("Declare"):
        assert f"Private {line}" in bridge.patched(changed)
        return
    with pytest.raises(Refusal):
        bridge.patched(changed)


def test_danish_becomes_an_expression_in_ascii() -> None:
    assert bridge.expression('Kør "»x«"') == (
        '"K" & ChrW(248) & "r """ & ChrW(187) & "x" & ChrW(171) & """"'
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A user's folder, and a workbook's beside it, where a trap lies."""
    settings = tmp_path / "home" / ".digit_xl" / "digit_xl.conf"
    settings.parent.mkdir(parents=True)
    lines = (
        '"INTERPRETER_WIN","C:\\Users\\me\\env 1\\python.exe"',
        '"INTERPRETER_MAC","/env 1/python"',
    )
    settings.write_text("\n".join(lines) + "\n", encoding="ascii")
    (tmp_path / "home" / "digit_xl.conf").write_text(lines[1] + "\n", encoding="ascii")
    (tmp_path / NAME).mkdir()
    trap = f'"INTERPRETER_WIN","{TRAP}"\n"INTERPRETER_MAC","/evil/python"\n'
    (tmp_path / NAME / "digit_xl.conf").write_text(trap, encoding="ascii")
    return tmp_path / "home"


def system(home: Path, **more: str) -> dict[str, str]:
    """The variables of the system that the module asks for."""
    shell = "C:\\Windows\\System32\\cmd.exe"
    return {
        "USERPROFILE": str(home),
        "HOME": str(home),
        "TEMP": "/t",
        "Temp": "/t",
        "ComSpec": shell,
    } | more


@pytest.mark.office
def test_windows_runs_the_users_python_whatever_the_workbook_says(home: Path) -> None:
    """Neither its sheets, its folder nor its name reach the command line."""
    pong, _, asked, told = run(home.parent / NAME, WINDOWS, RUN, system(home))
    assert pong == "pong"
    asked = re.sub(r"xlwings-[0-9A-F-]+", "xlwings-GUID", asked)
    assert asked == (
        'C:\\Windows\\System32\\cmd.exe /C C: & cd "C:\\Users\\me\\env 1" & '
        '"C:\\Users\\me\\env 1\\python.exe" -B -P -c "import digit_xl.excel"  --from_xl=1 '
        '--app="/Office/Excel.app\\Microsoft Excel" --hwnd="4711" 2> "/t\\xlwings-GUID.log" '
    )
    assert told == ""


@pytest.mark.office
def test_macos_runs_the_users_python_whatever_the_workbook_says(home: Path) -> None:
    """The script of xlwings gets fields between bars, and puts them into a line of the shell."""
    pong, _, asked, _ = run(home.parent / NAME, MACOS, RUN, system(home))
    assert pong == "pong"
    assert asked.split("|") == [
        "false;;;;;",
        "'/env 1/python' -P",
        "import digit_xl.excel",
        "",
        "/Office/Excel",
        f"{home}/xlwings.log",
    ]


@pytest.mark.office
def test_the_server_of_the_functions_is_the_users_python_too(home: Path) -> None:
    calls: list[Call] = [RUN[1], ("Driver.Server", [])]
    _, command = run(home.parent / NAME, WINDOWS, calls, system(home))
    assert command == (
        'C:\\Windows\\System32\\cmd.exe /K ""C:\\Users\\me\\env 1\\python.exe" -B -P -c '
        '"import xlwings; xlwings.serve(\'$(CLSID)\')""'
    )


@pytest.mark.office
@pytest.mark.parametrize("named", ["", '"INTERPRETER_WIN","python"', '"INTERPRETER_WIN","..\\p"'])
def test_without_the_whole_path_of_a_python_nothing_is_run(home: Path, named: str) -> None:
    """Windows would look for a bare name in the current folder, often the workbook's."""
    (home / ".digit_xl" / "digit_xl.conf").write_text(named, encoding="ascii")
    pong, _, asked, told = run(home.parent / NAME, WINDOWS, RUN, system(home))
    assert (pong, asked) == ("pong", "")
    assert told == (
        "Årsrapport: Årsrapport kunne ikke starte Python.\r\n\r\nDen Python, som digit-xl er "
        "installeret i, blev ikke fundet.\r\n\r\nBed den, der passer digit-xl, om at køre "
        "»digit-xl addin status«. Den viser, hvad der er galt, og hvad der skal gøres."
    )


@pytest.mark.office
def test_what_python_could_not_tell_is_told_in_danish_with_the_log(home: Path) -> None:
    _, _, asked, told = run(home.parent / NAME, WINDOWS, RUN, system(home, EXIT_CODE="1"))
    assert "python.exe" in asked
    assert "Den tekniske forklaring står i filen /t\\digit_xl-start.log" in told
    assert "om at køre »digit-xl addin status«" in told
