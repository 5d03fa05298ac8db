"""The log: where in the program something nobody foresaw went wrong, for whoever looks after it.

It says nothing of the register. The message of an exception may hold what stood in a cell, and so
may the variables; the path of a source names the user. So an entry has the kinds of the exceptions,
the numbers that the system gave them, and the functions and lines that they came through.
"""

from __future__ import annotations

import datetime as dt
import platform
import sys
import traceback
from typing import TYPE_CHECKING

from digit_xl import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BYTES = 256 * 1024  # of the file; the one before it is kept beside it
_FIRST, _LAST = 10, 30  # so many steps of a trace are told; one that runs in a circle has thousands
_CHAIN = 5  # exceptions that came of each other
_NUMBERS = ("errno", "winerror", "hresult", "errornumber")  # of Python, Windows, COM and macOS


def path() -> Path:
    """The file, in the folder that the system has for the user's logs."""
    import platformdirs

    return platformdirs.user_log_path("digit_xl", appauthor=False) / "digit_xl.log"


def keep(error: BaseException, doing: str) -> Path:
    """The file that now tells how the error came about; `doing` is the button's name.

    Raises:
        OSError: it cannot be written.
    """
    kept = path()
    kept.parent.mkdir(parents=True, exist_ok=True)
    if kept.exists() and kept.stat().st_size > _BYTES:
        kept.replace(kept.with_suffix(".old.log"))
    with kept.open("a", encoding="utf-8", newline="\n") as file:
        file.write("\n".join((*_entry(error, doing), "", "")))
    return kept


def _entry(error: BaseException, doing: str) -> Iterator[str]:
    """The lines that tell of the error, the last of a chain first."""
    now = dt.datetime.now().astimezone().isoformat(timespec="seconds")
    system = f"{platform.python_version()}, {sys.platform}"
    yield f"{now} {doing}, digit_xl {__version__}, Python {system}"
    for one in _chain(error):
        numbers = ((name, getattr(one, name, None)) for name in _NUMBERS)
        told = "".join(f", {name} {value}" for name, value in numbers if isinstance(value, int))
        yield f"{type(one).__module__}.{type(one).__qualname__}{told}"
        yield from _steps(one)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, and those that it came of."""
    cause: BaseException | None = error
    for _ in range(_CHAIN):
        if cause is None:
            return
        yield cause
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def _steps(error: BaseException) -> Iterator[str]:
    """The functions that the error came through, the innermost last."""
    steps = [
        f"  {frame.f_globals.get('__name__', '?')}, line {line}, {frame.f_code.co_qualname}"
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    if len(steps) <= _FIRST + _LAST:
        yield from steps
        return
    yield from steps[:_FIRST]
    yield f"  … {len(steps) - _FIRST - _LAST} more"
    yield from steps[-_LAST:]
