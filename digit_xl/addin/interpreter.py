"""The Python that the buttons start: which one it is, and what it answers when it is asked."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from digit_xl.word.printing import programs

LIMIT: Final = 20.0  # seconds; a cold start of xlwings on a slow disk takes a few
_MARK: Final = "digit-xl-addin"
_SAID_BYTES: Final = 64 * 1024
# What the second line needs may be missing while the first is there.
_QUESTION: Final = (
    f"import digit_xl; print('{_MARK} digit_xl', digit_xl.__version__)\n"
    f"import xlwings; print('{_MARK} xlwings', xlwings.__version__)"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of the question: whether Python ran and ended in time, and what it can import.

    The versions are those of `digit_xl` and `xlwings`, as far as it could import them.
    """

    ran: bool
    in_time: bool
    versions: dict[str, str]


def ours() -> str:
    """The Python that runs this, as the settings name it.

    A link stays a link, for it is what leads to the environment; the Python without a window has
    nowhere to print to.
    """
    path = Path(sys.executable)
    if path.name.lower() == "pythonw.exe":
        path = path.with_name("python.exe")
    return os.path.abspath(path)  # noqa: PTH100 - resolve() would follow the link


def ask(python: str, limit: float = LIMIT) -> Answer:
    """What that Python answers, started as the add-in starts it.

    That is without the folder it stands in (`-P`), and, as Excel has none of them, without the
    variables of the terminal (`-E`); modules installed for the user alone are found.
    """
    with tempfile.TemporaryDirectory(prefix="digit-xl-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        try:
            code = programs.finishes([python, "-E", "-P", "-B", "-c", _QUESTION], folder, limit)
        except (OSError, ValueError):
            return Answer(ran=False, in_time=True, versions={})
        with (folder / programs.SAID).open("rb") as file:
            said = file.read(_SAID_BYTES).decode(errors="replace")
    return Answer(ran=True, in_time=code is not None, versions=_versions(said))


def _versions(said: str) -> dict[str, str]:
    """The versions in what was printed, among whatever else was."""
    lines = (line.split() for line in said.splitlines())
    return {line[1]: line[2] for line in lines if len(line) == 3 and line[0] == _MARK}  # noqa: PLR2004 - mark, name, version
