"""Runs another program for no longer than it may take, and leaves nothing of it behind."""

from __future__ import annotations

import os
import signal
import subprocess
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

WINDOWS: Final = os.name == "nt"
SAID: Final = "said.txt"  # in the folder: what the program printed

# Windows would show a black window while a program of the command line runs.
_NO_WINDOW: Final = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def finishes(
    command: Sequence[str], folder: Path, limit: float, extra: Mapping[str, str] | None = None
) -> int | None:
    """The program's exit code, None when it was not done within so many seconds.

    It runs in the folder, with the extra variables in its environment, and can ask nobody. After
    the limit it is ended with all the programs that it started; so too when we are interrupted.

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
            if process.returncode is None:
                _end(process)


def said(folder: Path) -> str:
    """The last line that the program printed there, fit for a sentence."""
    printed = (folder / SAID).read_text(encoding="utf-8", errors="replace")
    lines = [line for line in printed.splitlines() if line.strip()]
    return " ".join("".join(filter(str.isprintable, lines[-1])).split())[:200] if lines else ""


def end(number: int) -> None:
    """End the process of that number on Windows, with all that it started."""
    subprocess.run(  # noqa: S603 - a number
        ["taskkill", "/F", "/T", "/PID", str(number)],  # noqa: S607 - part of Windows
        check=False,
        capture_output=True,
        creationflags=_NO_WINDOW,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and its group, which it leads, and wait until it is gone."""
    if WINDOWS:
        end(process.pid)
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
