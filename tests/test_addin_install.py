"""The add-in put into folders laid out like Windows and macOS, and taken away again."""

from __future__ import annotations

import errno
import itertools
import os
import sys
import time
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

import pytest
from profiles import addin, files, installed, macos, windows

from digit_xl import output
from digit_xl.addin import applescript, configuration, installing, interpreter, places
from digit_xl.addin.installing import Fate
from digit_xl.addin.places import System
from digit_xl.findings import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    Lay: TypeAlias = Callable[[Path], places.Places]

PYTHON = r"C:\Users\Søren Ærø\årsrapport, ny\.venv\Scripts\python.exe"
MAC_PYTHON = "/Users/soren/digit xl/.venv/bin/python"
WINDOWS_FILES = [
    ".digit_xl/digit_xl.conf",
    "AppData/Roaming/Microsoft/Excel/XLSTART/digit-xl.xlam",
]
STARTUP = "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized"
MACOS_FILES = [
    f"Library/Application Scripts/com.microsoft.Excel/{applescript.name()}",
    "Library/Containers/com.microsoft.Excel/Data/digit_xl.conf",
    f"{STARTUP}/Excel/digit-xl.xlam",
]


def refused(where: places.Places, python: str = PYTHON) -> Refusal:
    with pytest.raises(Refusal) as caught:
        installing.install(where, addin(), python)
    assert caught.value.sentence.endswith(".")
    return caught.value


def test_on_windows_the_addin_lies_where_excel_opens_it(tmp_path: Path) -> None:
    where = windows(tmp_path)
    written = installing.install(where, addin(), PYTHON)
    profile = tmp_path / "Søren Ærø"
    assert files(profile) == WINDOWS_FILES
    assert written == [profile / name for name in reversed(WINDOWS_FILES)]
    assert where.addin.path.read_bytes() == addin()
    assert where.opened_by_excel
    content = where.configuration.path.read_bytes()
    assert content == f'"INTERPRETER_WIN","{PYTHON}"\r\n'.encode("cp1252")


def test_on_macos_a_script_lets_excel_start_python(tmp_path: Path) -> None:
    where = macos(tmp_path)
    written = installing.install(where, addin(), MAC_PYTHON)
    home = tmp_path / "soren"
    assert written == [home / MACOS_FILES[number] for number in (2, 0, 1)]
    assert files(home) == MACOS_FILES
    assert (home / MACOS_FILES[0]).read_bytes() == applescript.content()
    assert b"VbaHandler" in applescript.content()
    lines = where.configuration.path.read_text("ascii").splitlines()
    assert lines[0] == f'"INTERPRETER_MAC","{MAC_PYTHON}"'


@pytest.mark.parametrize("lay", [windows, macos])
def test_installing_again_is_an_update(lay: Lay, tmp_path: Path) -> None:
    where = lay(tmp_path)
    installing.install(where, addin("0.0.1"), MAC_PYTHON)
    before = files(tmp_path)
    installing.install(where, addin(), "/opt/new/bin/python")
    assert files(tmp_path) == before
    assert where.addin.path.read_bytes() == addin()
    settings = configuration.read(where.configuration.path, where.system)
    assert settings is not None
    assert configuration.interpreter(settings, where.system) == "/opt/new/bin/python"


@pytest.mark.parametrize("lay", [windows, macos])
def test_what_was_installed_is_removed_and_nothing_else(lay: Lay, tmp_path: Path) -> None:
    where = lay(tmp_path)
    foreign = [
        where.addin.path.with_name("PERSONAL.XLSB"),
        where.configuration.path.with_name("xlwings.conf"),
        where.configuration.path.with_name("digit_xl.log"),
    ]
    if where.scripts:
        foreign.append(where.scripts.path / "xlwings-0.1.0.applescript")
    for path in foreign:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"foreign")
    before = files(tmp_path)
    installed(where)
    fates = installing.remove(where)
    assert {fate for _, fate in fates} == {Fate.REMOVED}
    assert files(tmp_path) == before
    assert {path.read_bytes() for path in foreign} == {b"foreign"}
    assert {fate for _, fate in installing.remove(where)} == {Fate.ABSENT}


def test_no_empty_folder_of_ours_is_left(tmp_path: Path) -> None:
    where = installed(windows(tmp_path))
    installing.remove(where)
    assert not where.configuration.path.parent.exists()


def test_settings_of_others_are_kept(tmp_path: Path) -> None:
    where = windows(tmp_path)
    path = where.configuration.path
    path.parent.mkdir()
    theirs = '"TEMP DIR","%LOCALAPPDATA%\\Temp"\r\n'.encode("cp1252")
    path.write_bytes(theirs + b'"interpreter_win","C:\\old.exe"\r\n')
    installing.install(where, addin(), PYTHON)
    assert path.read_bytes() == theirs + f'"INTERPRETER_WIN","{PYTHON}"\r\n'.encode("cp1252")
    assert installing.remove(where)[-1] == (path, Fate.KEPT)
    assert path.read_bytes() == theirs


def test_settings_that_vba_cannot_read_are_replaced_and_removed(tmp_path: Path) -> None:
    where = windows(tmp_path)
    where.configuration.path.parent.mkdir()
    where.configuration.path.write_bytes(b'"INTERPRETER_WIN"\r\n')
    installed(where)
    assert configuration.read(where.configuration.path, where.system)
    where.configuration.path.write_bytes(b"\x81\x8d")
    assert installing.remove(where)[-1][1] is Fate.REMOVED


def test_a_script_that_was_there_before_is_the_users_own(tmp_path: Path) -> None:
    """He uses xlwings for something else too."""
    where = macos(tmp_path)
    assert where.scripts
    theirs = where.scripts.path / applescript.name()
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(applescript.content())
    installed(where)
    installing.remove(where)
    assert files(tmp_path / "soren") == MACOS_FILES[:1]


def test_the_script_of_an_older_xlwings_goes_when_a_newer_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = macos(tmp_path)
    content = applescript.content()
    with monkeypatch.context() as older:
        older.setattr(applescript, "name", lambda: "xlwings-0.1.0.applescript")
        older.setattr(applescript, "content", lambda: content)
        installed(where)
        assert where.scripts
        assert [path.name for path in where.scripts.path.iterdir()] == [applescript.name()]
    installed(where)
    assert [path.name for path in where.scripts.path.iterdir()] == [applescript.name()]


def test_the_settings_name_no_file_elsewhere_to_remove(tmp_path: Path) -> None:
    where = installed(macos(tmp_path))
    victim = tmp_path / "regnskab.applescript"
    victim.write_bytes(b"mine")
    assert where.scripts
    (where.scripts.path / "xlwings-x").mkdir()
    for name in (str(victim), "../xlwings-x/../../../../../regnskab.applescript"):
        line = f'"APPLESCRIPT","{name}"\n'
        where.configuration.path.write_text(line, encoding="ascii")
        installing.remove(where)
        assert victim.read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("python", "code"),
    [
        (r"C:\Łódź\python.exe", "python-letters"),
        (r"C:\100%\python.exe", "python-letters"),
        ('C:\\a"b\\python.exe', "python-letters"),
        ("C:\\a\nb\\python.exe", "python-letters"),
        ("python.exe", "python-path"),
        (r"\digit-xl\python.exe", "python-path"),
        ("", "python-path"),
    ],
)
def test_a_python_that_excel_on_windows_could_not_start_is_refused(
    python: str, code: str, tmp_path: Path
) -> None:
    assert refused(windows(tmp_path), python).code == code
    assert files(tmp_path) == []


@pytest.mark.parametrize("python", ["/Users/Søren/python", "/opt/a|b/python", '/opt/"/python'])
def test_a_python_that_excel_on_macos_could_not_start_is_refused(
    python: str, tmp_path: Path
) -> None:
    assert refused(macos(tmp_path), python).code == "python-letters"
    assert files(tmp_path) == []


@pytest.mark.parametrize("lay", [places.windows, places.macos])
def test_a_profile_that_excel_does_not_know_is_refused(lay: Lay, tmp_path: Path) -> None:
    """Excel's folders are made when it starts first; made by us, macOS would not know them."""
    assert refused(lay(tmp_path / "Søren"), MAC_PYTHON).code == "excel-unknown"
    assert list(tmp_path.iterdir()) == []


def test_an_addin_that_excel_has_open_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second file beside it would be opened by Excel too."""
    where = windows(tmp_path)
    installing.install(where, addin("0.0.1"), PYTHON)
    seconds = itertools.count(step=2)

    def stays_open(*_: object) -> None:
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(output, "_OPEN_FILES_STAY", True)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(time, "monotonic", lambda: float(next(seconds)))
    monkeypatch.setattr(os, "replace", stays_open)
    refusal = refused(where, r"C:\new\python.exe")
    assert refusal.code == "output-open"
    assert "Luk alle Excels vinduer" in refusal.sentence
    monkeypatch.setattr(os, "unlink", stays_open)
    with pytest.raises(Refusal, match="luk alle Excels vinduer"):
        installing.remove(where)
    monkeypatch.undo()
    names = [path.name for path in where.addin.path.parent.glob("[!.]*")]
    assert names == ["digit-xl.xlam"]
    assert where.addin.path.read_bytes() == addin("0.0.1")
    assert PYTHON.encode("cp1252") in where.configuration.path.read_bytes()


def test_a_folder_that_may_not_be_written_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = windows(tmp_path)

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as locked:
        locked.setattr(Path, "mkdir", forbidden)
        assert refused(where).code == "addin-forbidden"
    where.addin.path.parent.mkdir(parents=True)
    monkeypatch.setattr(os, "open", forbidden)
    refusal = refused(where)
    assert refusal.code == "output-forbidden"
    assert "skriveadgang" in refusal.sentence


def test_a_folder_in_the_place_of_the_addin_is_no_addin(tmp_path: Path) -> None:
    where = windows(tmp_path)
    where.addin.path.mkdir(parents=True)
    assert refused(where).code == "output-is-folder"
    with pytest.raises(Refusal):
        installing.remove(where)


def test_another_folder_may_be_given_but_must_be_there(tmp_path: Path) -> None:
    where = windows(tmp_path).moved(tmp_path / "AddIns", tmp_path / "digit.conf")
    assert not where.opened_by_excel
    assert refused(where).code == "output-folder-missing"
    (tmp_path / "AddIns").mkdir()
    installed(where)
    assert files(tmp_path) == ["AddIns/digit-xl.xlam", "digit.conf"]
    installing.remove(where)
    assert files(tmp_path) == []


def test_a_roaming_profile_is_found_where_windows_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    environment = {"APPDATA": "/net/roaming"}
    own = places.find(System.WINDOWS, None, environment)
    assert own.addin.path == Path("/net/roaming/Microsoft/Excel/XLSTART/digit-xl.xlam")
    assert own.configuration.path == tmp_path / ".digit_xl" / "digit_xl.conf"
    other = places.find(System.WINDOWS, tmp_path / "other", environment)
    assert tmp_path / "other" in other.addin.path.parents
    assert places.find(System.WINDOWS, None, {}) == places.windows(tmp_path)
    assert places.find(System.MACOS, None) == places.macos(tmp_path)


def test_elsewhere_there_is_no_excel() -> None:
    assert [places.here(name) for name in ("win32", "darwin", "linux")] == [
        System.WINDOWS,
        System.MACOS,
        None,
    ]
    with pytest.raises(Refusal, match="kommandolinjen") as caught:
        places.find(None, None)
    assert caught.value.code == "no-excel"


def test_the_python_of_the_environment_is_named_by_its_link(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert interpreter.ours() == sys.executable
    monkeypatch.setattr(sys, "executable", "/venv/Scripts/pythonw.exe")
    assert interpreter.ours() == "/venv/Scripts/python.exe"


@pytest.mark.parametrize(
    "content",
    [
        b'"INTERPRETER_WIN"',
        b'"A","B","C"',
        b'"A","B"\r\n\r\n"C","D"',
        b'"A","B""C"',
        b'"A","B',
        b'"A","B\x00"',
        b"\x81",
    ],
)
def test_lines_that_vba_would_stumble_over_are_no_settings(content: bytes) -> None:
    assert configuration.decoded(content, System.WINDOWS) is None


def test_settings_are_read_as_vba_does() -> None:
    assert configuration.decoded(b'"a","1"\r\n"A","2"\r\nb, c\r\n\r\n', System.WINDOWS) == {
        "A": "1",
        "B": " c",
    }
    assert configuration.decoded(b"", System.WINDOWS) == {}


def test_a_whole_path_is_judged_by_its_system() -> None:
    assert configuration.is_whole(
        str(PureWindowsPath(r"\\server\share\python.exe")), System.WINDOWS
    )
    assert not configuration.is_whole("C:python.exe", System.WINDOWS)
    assert not configuration.is_whole("C:/digit/python.exe", System.WINDOWS)
    settings = configuration.naming({}, "C:/digit/python.exe", System.WINDOWS)
    assert configuration.interpreter(settings, System.WINDOWS) == r"C:\digit\python.exe"
    assert not configuration.is_whole("bin/python", System.MACOS)


def test_an_xlwings_without_its_script_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applescript, "find_spec", lambda _: None)
    with pytest.raises(Refusal, match="Installér digit-xl igen"):
        applescript.content()
