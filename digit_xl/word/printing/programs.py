"""Runs another program for no longer than it may take, and leaves nothing of its group behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

WINDOWS: Final = os.name == "nt"
SAID: Final = "said.txt"  # in the folder: what the program printed
_SAID_BYTES: Final = 64 * 1024  # so much of its end is read, for a program may print without end
_BESIDE: Final = ("convert ", "Warning: ")  # how LibreOffice tells what is no failure
_SAID_AT_MOST: Final = 200

# Windows would show a black window while a program of the command line runs.
_NO_WINDOW: Final = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def finishes(
    command: Sequence[str], folder: Path, limit: float, extra: Mapping[str, str] | None = None
) -> int | None:
    """The program's exit code, None when it was not done within so many seconds.

    It runs in the folder, with the extra variables in its environment, and can ask nobody. When it
    is done, after the limit, and when we are interrupted, what it started is ended too: on Windows,
    after the limit or an interruption alone, its tree of processes; elsewhere its group. A process
    that went into a session of its own has left the group and cannot be followed: it lives on.

    Raises:
        OSError: it cannot be started.
    """
    with (folder / SAID).open("wb") as said:
        process = subprocess.Popen(  # noqa: S603 - the callers name the program themselves
            command,
            cwd=folder,
            env={**os.environ, **(extra or {})},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            creationflags=_NO_WINDOW,
        )
        try:
            return process.wait(limit)
        except subprocess.TimeoutExpired:
            return None
        finally:
            _end(process)


def said(folder: Path) -> str:
    """What the program printed there, fit for a sentence: its only line beside warnings.

    Empty when there are several, as of a shell whose programs are missing, or when the line names
    the folder, which is nothing to the user, or has signs that a terminal would obey.
    """
    with (folder / SAID).open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _SAID_BYTES))
        printed = file.read(_SAID_BYTES).decode(errors="replace")
    lines = {" ".join(line.split()) for line in printed.splitlines()} - {""}
    told = [line for line in lines if not line.startswith(_BESIDE)]
    if len(told) != 1 or folder.name in told[0] or not told[0].isprintable():
        return ""
    return told[0][:_SAID_AT_MOST].removesuffix(".")


def end(number: int) -> None:
    """End the process of that number on Windows, with all that it started."""
    subprocess.run(  # noqa: S603 - a number
        ["taskkill", "/F", "/T", "/PID", str(number)],  # noqa: S607 - part of Windows
        check=False,
        capture_output=True,
        creationflags=_NO_WINDOW,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process if it still runs, and the group that it led, and wait until it is gone.

    A group keeps its number as long as one process is in it; without any there is nothing to end.
    """
    if not WINDOWS:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS: all are dead
            os.killpg(process.pid, signal.SIGKILL)
    elif process.returncode is None:
        end(process.pid)
    process.wait()
