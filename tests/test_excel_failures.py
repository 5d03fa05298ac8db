"""Whatever happens behind a button, its user gets one sentence, once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from digit_xl import __version__, excel
from digit_xl.findings import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from excel_parts import Excel

ERROR = {"Konti!G3": "mange"}  # an amount that is none
OVERTYPED = {"Konti!H2": 12.5}  # a formula
BUTTONS = (excel.validate, excel.fill, excel.report, excel.pdf, excel.folder, excel.about)
DRIFT = (
    f"Knapperne i Excel er udgave 0.0.9, men digit-xl er udgave {__version__}. Luk Excel, bed "
    "den, der passer digit-xl, om at køre digit-xl addin install, og start Excel igen."
)


@pytest.mark.parametrize("button", BUTTONS[:-1])
def test_an_add_in_of_another_version_gets_no_further(
    opened: Callable[..., Excel], button: Callable[[str], None]
) -> None:
    it = opened(fails={"sheets": AssertionError(), "folder": AssertionError()})
    button("0.0.9")
    assert (it.shown, it.opened, it.written) == ([DRIFT], [], [])


def test_about_says_that_the_versions_differ(opened: Callable[..., Excel]) -> None:
    it = opened()
    excel.about("0.0.9")
    assert it.shown[0].split("\n\n")[1] == DRIFT


@pytest.mark.parametrize("button", BUTTONS[:4])
def test_a_workbook_that_is_no_register_is_told(
    opened: Callable[..., Excel], button: Callable[[], None]
) -> None:
    it = opened()
    it.grids = {}
    button()
    assert it.shown == [
        "Projektmappen er ikke et register: Ingen af registrets ark findes i den. "
        "Vælg en anden fil, eller lav et nyt register med digit-xl init."
    ]
    assert (it.opened, it.written, it.bar[-1]) == ([], [], None)


@pytest.mark.parametrize(
    ("button", "step"),
    [
        (excel.validate, "sheets"),
        (excel.validate, "write"),
        (excel.validate, "activate"),
        (excel.fill, "write"),
        (excel.report, "folder"),
        (excel.report, "ask"),
        (excel.pdf, "sheets"),
        (excel.folder, "folder"),
    ],
)
@pytest.mark.parametrize("unforeseen", [False, True])
def test_a_failure_anywhere_is_one_dialog(
    opened: Callable[..., Excel],
    home: Path,
    button: Callable[[], None],
    step: str,
    unforeseen: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    error = ZeroDivisionError("12345") if unforeseen else Refusal("busy", "Excel er optaget.")
    it = opened({**ERROR, **OVERTYPED}, fails={step: error})
    button()
    log = f"{home}/digit_xl/log/digit_xl.log"
    told = (
        "Der skete en uventet fejl (ZeroDivisionError). Prøv igen. Sker den igen, så meld den til "
        f"den, der passer digit-xl.\n\nDen tekniske forklaring står i »{log}«; der står intet "
        "fra registret."
    )
    assert it.shown == [told if unforeseen else "Excel er optaget."]
    assert (it.opened, it.bar[-1]) == ([], None)
    assert Path(log).exists() == unforeseen


def test_what_the_system_refuses_is_told_as_on_the_command_line(
    opened: Callable[..., Excel], home: Path
) -> None:
    it = opened(fails={"sheets": OSError(5, "Input/output error")})
    excel.report()
    assert it.shown == [
        "Systemet kan ikke læse eller skrive (Input/output error). Kontrollér rettighederne og "
        "pladsen på disken.\n\nDen tekniske forklaring står i "
        f"»{home}/digit_xl/log/digit_xl.log«; der står intet fra registret."
    ]


def test_a_log_that_cannot_be_written_is_told_in_the_same_dialog(
    opened: Callable[..., Excel], home: Path
) -> None:
    (home / "digit_xl").write_bytes(b"no folder")
    it = opened(fails={"sheets": ZeroDivisionError()})
    excel.report()
    [told] = it.shown
    assert told.endswith("\n\nDen tekniske forklaring kunne ikke skrives i loggen.")


def test_a_status_bar_that_cannot_be_cleared_hides_no_answer(
    opened: Callable[..., Excel],
) -> None:
    it = opened(fails={"status": ZeroDivisionError()})
    excel.about()
    assert len(it.shown) == 1


def test_a_file_that_cannot_be_opened_is_told(opened: Callable[..., Excel]) -> None:
    refusal = Refusal("not-opened", "Den kunne ikke åbnes.")
    it = opened(fails={"show": refusal})
    excel.folder()
    assert it.shown == [refusal.sentence]
    assert it.opened == []


@pytest.mark.parametrize("step", ["caller", "tell"])
def test_when_excel_is_gone_the_sentence_goes_to_the_add_in(
    opened: Callable[..., Excel],
    capsys: pytest.CaptureFixture[str],
    step: str,
) -> None:
    it = opened(fails={step: Refusal("busy", "Excel er optaget.")})
    with pytest.raises(SystemExit) as end:
        excel.validate(__version__)
    assert end.value.code == 1
    assert capsys.readouterr().err == "Excel er optaget.\n"
    assert it.shown == []


def python(code: str, *words: str) -> subprocess.CompletedProcess[str]:
    """What the add-in's process says that does that."""
    command = [sys.executable, "-P", "-c", code, *words]
    return subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")


@pytest.mark.usefixtures("home")
def test_a_process_without_excel_ends_with_a_sentence() -> None:
    done = python(f"import digit_xl.excel; digit_xl.excel.report('{__version__}')", "--from_xl=1")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    assert done.stderr.endswith(".\n")


def test_a_press_ends_at_once_but_behind_the_handlers_of_others() -> None:
    """On macOS xlwings has Excel's status bar cleared by one."""
    code = f"""
import atexit
from digit_xl import excel
from digit_xl.book import live
def caller():
    atexit.register(print, "their handler", flush=True)
live.caller, live.status = caller, lambda book, text: None
live.tell = lambda book, text: print(text.splitlines()[0], flush=True)
class Late:
    def __del__(self):
        print("taken apart", flush=True)
late = Late()
excel.about("{__version__}")
"""
    done = python(code)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [f"digit-xl: udgave {__version__}", "their handler"]


def test_the_door_is_cheap_to_open() -> None:
    """A press waits for what is imported; xlwings belongs to the open workbook alone."""
    done = python("import sys, digit_xl.excel; print(*sys.modules)")
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & {"babel", "click", "docx", "lxml", "pandera", "platformdirs", "polars"}
    assert "xlwings" not in loaded
