"""Opens a file or a folder for the user, in the program that the system has for it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from digit_xl.findings import Refusal, printable

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS = 5.0  # whoever has not failed by then is the program itself, at work


def show(path: Path) -> None:
    """Open what lies there; the path is absolute.

    Raises:
        Refusal: the system has no program for it, or cannot start it.
    """
    try:
        if sys.platform == "win32":
            os.startfile(path)  # noqa: S606 - the user's own program for such files is what is wanted
        elif not _started("open" if sys.platform == "darwin" else "xdg-open", path):
            raise _refusal(path)
    except OSError as error:
        raise _refusal(path) from error


def _started(opener: str, path: Path) -> bool:
    """Whether the system's opener took the path."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603 - a program of the system, and a path that is absolute
        [opener, path], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        return process.wait(_SECONDS) == 0
    except subprocess.TimeoutExpired:
        return True


def _refusal(path: Path) -> Refusal:
    return Refusal(
        "not-opened",
        f"»{printable(path.name)}« kunne ikke åbnes. Åbn selv mappen "
        f"»{printable(str(path.parent))}«.",
    )
