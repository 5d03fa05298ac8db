"""The add-in's settings: a file of lines `"KEY","value"`, as the statement Input # of VBA reads it.

It names the Python that the buttons start. All else that xlwings' module looks for is off when the
file does not name it. Other lines, put there by the user's IT, are kept: `TEMP DIR` is one.

VBA reads the file in the code page of Windows. What it makes of other letters than those of ASCII
on macOS cannot be relied on: they reach the shell as Mac Roman read as UTF-8, or the reverse
(xlwings, issue 2004). A path that would not arrive is refused before anything is written.
"""

from __future__ import annotations

import csv
import os
import re
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Final

from digit_xl.addin.places import System
from digit_xl.findings import Refusal, printable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SCRIPT: Final = "APPLESCRIPT"  # ours alone: the script that install put there
_INTERPRETER: Final = {System.WINDOWS: "INTERPRETER_WIN", System.MACOS: "INTERPRETER_MAC"}
_BYTES: Final = 64 * 1024
# The user's code page where there is one; elsewhere that of a Danish Windows.
_CODING: Final = {
    System.WINDOWS: "mbcs" if os.name == "nt" else "cp1252",
    System.MACOS: "ascii",
}
# No sign stands for a quote in such a file; VBA replaces `%NAME%`, and on macOS splits at `|`.
_WHOLE: Final = re.compile(r"[A-Za-z]:\\|\\\\")  # as the add-in's VBA demands it
_UNFIT: Final = {System.WINDOWS: re.compile(r'["%]'), System.MACOS: re.compile(r'["|]')}
_LETTERS: Final = {
    System.WINDOWS: "Læg digit-xl i en mappe, hvis navn ikke har særtegn, fx C:\\digit-xl",
    System.MACOS: "Læg digit-xl i en mappe, hvis navn kun har bogstaverne a-z, fx /Users/Shared/"
    "digit-xl",
}


def interpreter(settings: Mapping[str, str], system: System) -> str:
    """The Python that the settings name; empty when they name none."""
    return settings.get(_INTERPRETER[system], "")


def naming(settings: Mapping[str, str], python: str, system: System) -> dict[str, str]:
    """The settings, naming that Python.

    Raises:
        Refusal: the path is not whole, or would not reach Excel as it is.
    """
    if system is System.WINDOWS and PureWindowsPath(python).is_absolute():
        python = str(PureWindowsPath(python))
    if not is_whole(python, system):
        raise Refusal(
            "python-path",
            f"»{printable(python)}« er ikke hele stien til en Python. Skriv den fra drevet eller "
            "roden af.",
        )
    if not _fits(python, system):
        raise Refusal(
            "python-letters",
            f"Excel kan ikke starte Python fra »{printable(python)}«, for stien har tegn, som VBA "
            f"ikke kan læse. {_LETTERS[system]}, og prøv igen.",
        )
    return {**settings, _INTERPRETER[system]: python}


def without_ours(settings: Mapping[str, str]) -> dict[str, str]:
    """The settings that somebody else put there."""
    ours = {SCRIPT, *_INTERPRETER.values()}
    return {key: value for key, value in settings.items() if key not in ours}


def is_whole(python: str, system: System) -> bool:
    """Whether the path needs no folder to start from, on that system or on this machine.

    The two differ when the profile of another machine is prepared.
    """
    whole = (
        _WHOLE.match(python) if system is System.WINDOWS else PurePosixPath(python).is_absolute()
    )
    return bool(whole) or os.path.isabs(python)  # noqa: PTH117 - a text, as it is


def encoded(settings: Mapping[str, str], system: System) -> bytes:
    """The settings as a file."""
    end = "\r\n" if system is System.WINDOWS else "\n"
    lines = (f'"{key}","{value}"{end}' for key, value in settings.items())
    return "".join(lines).encode(_CODING[system])


def decoded(content: bytes, system: System) -> dict[str, str] | None:
    """The settings in the file, its keys in capitals; None when VBA would stumble over it.

    VBA takes two values at a time, so a line of one or three shifts all that follow. Of two lines
    with one key the first counts.
    """
    try:
        lines = content.decode(_CODING[system]).rstrip().splitlines()
        pairs = [(key, value) for key, value in csv.reader(lines, strict=True)]
    except (UnicodeError, csv.Error, ValueError):
        return None
    if not all(text.isprintable() and '"' not in text for pair in pairs for text in pair):
        return None
    settings: dict[str, str] = {}
    for key, value in pairs:
        settings.setdefault(key.upper(), value)
    return settings


def read(path: Path, system: System) -> dict[str, str] | None:
    """The settings in that file; None when they cannot be read.

    Raises:
        OSError: the file is not there, or cannot be opened.
    """
    with path.open("rb") as file:
        content = file.read(_BYTES + 1)
    return None if len(content) > _BYTES else decoded(content, system)


def _fits(text: str, system: System) -> bool:
    """Whether VBA reads the text as it is written."""
    try:
        text.encode(_CODING[system])
    except UnicodeError:
        return False
    return text.isprintable() and not _UNFIT[system].search(text)
