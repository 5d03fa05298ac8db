"""Each link from a button in Excel to the report, whole and broken, and the commands that tell."""

from __future__ import annotations

import errno
import json
import os
import sys
from importlib import metadata
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result
from profiles import addin, files, installed, macos, python, windows
from programs import play

from digit_xl import __version__, cli
from digit_xl.addin import build, configuration, places, status, version
from digit_xl.addin.places import ADDIN, System
from digit_xl.word.printing import libreoffice, programs

if TYPE_CHECKING:
    from digit_xl.addin.places import Places

LIMIT = 30.0
OURS = f"__version__ = '{__version__}'"
XLWINGS = f"__version__ = '{metadata.version('xlwings')}'"


def broken(where: Places, limit: float = LIMIT) -> dict[str, str]:
    """The links that are broken, and what is said of them."""
    links = status.check(where, addin(), limit)
    assert all(link.message.endswith(".") for link in links)
    for before, link in pairwise(links):
        assert link.holds is not None or not before.holds
    return {link.id: link.message for link in links if link.holds is False}


def named(where: Places, interpreter: str) -> Places:
    """The places, whose settings name that Python."""
    settings = configuration.naming({}, interpreter, where.system)
    where.configuration.path.write_bytes(configuration.encoded(settings, where.system))
    return where


@pytest.fixture
def whole(tmp_path: Path) -> Places:
    """A Windows profile in which every link holds."""
    return installed(windows(tmp_path))


def test_every_link_holds_after_installing(tmp_path: Path) -> None:
    for lay in (windows, macos):
        where = installed(lay(tmp_path))
        links = status.check(where, addin(), LIMIT)
        assert [link for link in links if not link.holds] == []
        script = ["script"] if where.system is System.MACOS else []
        assert [link.id for link in links] == [
            *("addin", "configuration", *script, "python", "digit_xl", "xlwings", "pdf"),
        ]
        assert str(links[0]) == (
            f"i orden  Tilføjelsesprogram ({where.addin.path}): Udgave {__version__}. Excel åbner "
            "den selv."
        )


def test_a_python_behind_danish_letters_and_spaces_is_asked(whole: Places, tmp_path: Path) -> None:
    folder = tmp_path / "årsrapport, ny"
    folder.mkdir()
    play(folder, "python", f'exec {sys.executable} "$@"')
    assert broken(named(whole, str(folder / "python"))) == {}


def test_a_missing_addin(whole: Places) -> None:
    whole.addin.path.unlink()
    assert list(said := broken(whole)) == ["addin"]
    assert "digit-xl addin install" in said["addin"]
    assert "antivirus" in said["addin"]


def test_an_addin_of_another_version(whole: Places) -> None:
    whole.addin.path.write_bytes(addin("0.0.1"))
    assert broken(whole) == {
        "addin": f"Filen er udgave 0.0.1, men digit-xl er udgave {__version__}. Luk Excel. Kør "
        "»digit-xl addin install«."
    }


def test_an_addin_that_it_has_signed_holds_and_says_so(whole: Places) -> None:
    whole.addin.path.write_bytes(addin(project=b"signed"))
    link = status.check(whole, addin(), LIMIT)[0]
    assert link.holds
    assert "signeret" in link.message


def _hostile() -> list[bytes]:
    """Files of the add-in's name that are none, or that would harm whoever reads them."""
    whole = addin()
    return [
        b"",
        b"PK",
        whole[:-30],
        whole.replace(b"VBA", b"ABV", 1),
        addin().replace(b"xl/vbaProject.bin", b"xl/vbaProject.txt"),
        addin('1</cp:version><!DOCTYPE x [<!ENTITY a "b">]><cp:version>'),
        addin("</cp:version>"),
        addin(project=bytes(33 << 20)),
        bytes(33 << 20),
    ]


@pytest.mark.parametrize("content", _hostile(), ids=range(len(_hostile())))
def test_a_damaged_or_hostile_addin(content: bytes, whole: Places) -> None:
    whole.addin.path.write_bytes(content)
    assert list(said := broken(whole)) == ["addin"]
    assert "beskadiget" in said["addin"]


def test_a_foreign_version_is_told_as_a_terminal_can_bear_it(whole: Places) -> None:
    whole.addin.path.write_bytes(addin("9" * 5000 + "\u202e"))
    assert len(broken(whole)["addin"]) < 200


def test_an_addin_without_a_version_is_no_addin_of_ours() -> None:
    assert version.told(addin()) == __version__
    assert version.told(addin().replace(b"cp:version", b"cp:revizio")) is None


def test_missing_settings(whole: Places) -> None:
    whole.configuration.path.unlink()
    assert broken(whole) == {"configuration": "Filen er der ikke. Kør »digit-xl addin install«."}
    unknown = [link for link in status.check(whole, addin()) if link.holds is None]
    assert [link.id for link in unknown] == ["python", "digit_xl", "xlwings"]
    assert str(unknown[0]) == ("ukendt   Python: Kan først prøves, når det foregående er i orden.")


def test_settings_where_no_button_looks_for_them(whole: Places, tmp_path: Path) -> None:
    elsewhere = tmp_path / "andre.conf"
    elsewhere.write_bytes(whole.configuration.path.read_bytes())
    assert broken(whole.moved(None, elsewhere)) == {
        "configuration": "Knapperne i Excel leder ikke efter indstillingerne der. Kør »digit-xl "
        "addin install«."
    }
    assert broken(whole.moved(None, whole.configuration.path)) == {}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x81", "kan ikke læses af Excel"),
        (b'"INTERPRETER_WIN"', "kan ikke læses af Excel"),
        (b"\0" * (65 << 10), "kan ikke læses af Excel"),
        (b"", "hvilken Python"),
        (b'"INTERPRETER_MAC","/bin/python"', "hvilken Python"),
        (b'"INTERPRETER_WIN","python"', "hele stien"),
    ],
)
def test_unreadable_settings(content: bytes, sentence: str, whole: Places) -> None:
    whole.configuration.path.write_bytes(content)
    assert sentence in broken(whole)["configuration"]


def test_settings_and_addins_that_may_not_be_read(
    whole: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    def forbidden(path: Path, *args: Any, **options: Any) -> object:  # noqa: ANN401 - Path's own
        if path in {whole.configuration.path, whole.addin.path}:
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, *args, **options)

    monkeypatch.setattr(Path, "open", forbidden)
    said = broken(whole)
    assert "kan ikke læses (Permission denied)" in said["configuration"]
    assert "kan ikke læses (Permission denied)" in said["addin"]


def test_a_python_that_is_gone(whole: Places, tmp_path: Path) -> None:
    said = broken(named(whole, str(tmp_path / "gone" / "python")))
    assert list(said) == ["python"]
    assert "findes ikke. Installér digit-xl igen" in said["python"]


def test_a_python_that_cannot_be_started(whole: Places, tmp_path: Path) -> None:
    (tmp_path / "python").write_bytes(b"MZ")
    assert "kan ikke startes" in broken(named(whole, str(tmp_path / "python")))["python"]


def test_a_python_that_hangs_is_stopped(whole: Places, tmp_path: Path) -> None:
    slow = python(tmp_path / "slow", digit_xl="import time; time.sleep(60)")
    said = broken(named(whole, slow), limit=1.0)
    assert "svarede ikke inden for 1 sekunder" in said["python"]


@pytest.mark.parametrize(
    ("modules", "links"),
    [
        ({}, ["digit_xl"]),
        ({"digit_xl": "raise ImportError"}, ["digit_xl"]),
        ({"digit_xl": OURS}, ["xlwings"]),
        ({"digit_xl": "__version__ = '0.0.1'", "xlwings": XLWINGS}, ["digit_xl"]),
        ({"digit_xl": OURS, "xlwings": "__version__ = '0.1'"}, ["xlwings"]),
        ({"digit_xl": OURS, "xlwings": XLWINGS}, []),
    ],
)
def test_a_python_without_what_the_buttons_call(
    modules: dict[str, str], links: list[str], whole: Places, tmp_path: Path
) -> None:
    said = broken(named(whole, python(tmp_path / "venv", **modules)))
    assert list(said) == links
    for link in links[:1]:
        assert "Installér digit-xl igen" in said[link]


def test_what_only_the_terminal_knows_does_not_help(
    whole: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Excel has neither its folder nor its variables."""
    for name in ("digit_xl", "xlwings"):
        (tmp_path / f"{name}.py").write_text(OURS, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert "digit_xl" in broken(named(whole, python(tmp_path / "venv")))


def test_a_missing_or_changed_script_on_macos(tmp_path: Path) -> None:
    where = installed(macos(tmp_path))
    assert where.scripts
    [script] = where.scripts.path.iterdir()
    script.write_bytes(b"on run")
    assert broken(where) == {"script": "Filen er ændret. Kør »digit-xl addin install«."}
    script.unlink()
    assert "uden den må Excel ikke starte Python" in broken(where)["script"]
    script.mkdir()
    assert "kan ikke læses" in broken(where)["script"]


def test_no_program_that_makes_a_pdf(whole: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "find", lambda: None)
    assert list(said := broken(whole)) == ["pdf"]
    assert "winget install TheDocumentFoundation.LibreOffice" in said["pdf"]


@pytest.mark.parametrize(("code", "holds"), [(0, True), (9, False)])
def test_word_makes_the_pdf_where_it_is(
    code: int, holds: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "WINDOWS", True)
    monkeypatch.setattr(libreoffice, "find", lambda: None)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    play(tmp_path, "powershell", f"exit {code}")
    link = status.check(windows(tmp_path), addin())[-1]
    assert (link.holds, link.message == "Laves af Word.") == (holds, holds)


def run(command: str, *words: str | Path) -> Result:
    return CliRunner().invoke(cli.main, ["addin", command, *map(str, words)])


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str | Path, ...]:
    """The words that name a Windows profile, into which our add-in is installed."""
    monkeypatch.setattr(build, "xlam", addin)
    windows(tmp_path)
    return "--system", "windows", "--profile", tmp_path / "Søren Ærø"


def test_the_commands_install_tell_and_remove(
    profile: tuple[str | Path, ...], tmp_path: Path
) -> None:
    made = run("install", *profile)
    assert made.exit_code == 0
    lines = made.stdout.splitlines()
    assert [Path(line).name for line in lines[:2]] == [ADDIN, "digit_xl.conf"]
    assert "fanen »Årsrapport«" in lines[2]
    told = run("status", *profile)
    assert told.exit_code == 0
    assert told.stdout.splitlines()[-1] == "Alt er i orden."
    gone = run("remove", *profile)
    assert gone.exit_code == 0
    assert [line.split(": ")[0] for line in gone.stdout.splitlines()] == ["Fjernet"] * 2
    assert files(tmp_path) == []
    assert "Var der ikke: " in run("remove", *profile).stdout
    after = run("status", *profile)
    assert after.exit_code == 1
    assert after.stdout.splitlines()[-1] == "2 led er brudt. Begynd med det øverste."


def test_status_tells_programs(profile: tuple[str | Path, ...]) -> None:
    run("install", *profile, "--interpreter", "/gone/python")
    told = run("status", *profile, "--format", "json")
    assert told.exit_code == 1
    links = json.loads(told.stdout)
    assert {"link", "holds", "place", "message"} == set(links[0])
    assert [link["holds"] for link in links] == [True, True, False, None, None, True]
    assert (links[2]["place"], links[3]["place"]) == ("/gone/python", None)


def test_a_folder_from_which_excel_opens_nothing_is_told(
    profile: tuple[str | Path, ...], tmp_path: Path
) -> None:
    (tmp_path / "AddIns").mkdir()
    given = (*profile, "--addins", tmp_path / "AddIns", "--config", tmp_path / "digit.conf")
    assert "sæt flueben" in run("install", *given).stdout
    assert "sæt flueben" in run("status", *given).stdout
    assert files(tmp_path) == ["AddIns/digit-xl.xlam", "digit.conf"]


@pytest.mark.parametrize("command", ["install", "remove", "status"])
def test_elsewhere_there_is_no_excel(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "here", lambda: None)
    result = run(command)
    assert result.exit_code == 3
    assert "Der er ingen Excel på dette system" in result.stderr
    assert run(command, "--system", "macos").exit_code == 2
    assert "Example" in run(command, "--help").output


def test_a_refusal_is_told_by_the_command(profile: tuple[str | Path, ...]) -> None:
    result = run("install", *profile, "--interpreter", "python")
    assert result.exit_code == 3
    assert "hele stien" in result.stderr
