"""Who has a workbook open: Excel and LibreOffice both say so in a file beside it."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from digit_xl.findings import Refusal, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MOST = 4096  # bytes of such a file; Excel's has 165
_LONGEST = 52  # signs of a name, as Excel cuts them
_NAME_AT = 55  # Excel: the length of the name, a zero, and then the name in UTF-16


def check(path: Path) -> None:
    """Nothing, unless somebody has the workbook open, whose changes would be lost.

    Raises:
        Refusal: somebody has, or a crash has left the file that says so.
    """
    for beside, name_in in _locks(path):
        if os.path.lexists(beside):
            name = printable(name_in(_content(beside)).strip())[:_LONGEST]
            who = f" hos {name}" if name else ""
            raise Refusal(
                "register-open",
                f"{path.name} er åben{who}. Gem og luk den dér, og prøv igen. Har ingen den åben, "
                f"så slet filen »{beside.name}« i samme mappe.",
            )


def _locks(path: Path) -> Iterator[tuple[Path, Callable[[bytes], str]]]:
    """What says so beside the workbook, and beside the link that it may be opened by."""
    for place in dict.fromkeys((path, Path(os.path.realpath(path)))):
        yield place.with_name(f"~${place.name}"), _excel
        yield place.with_name(f".~lock.{place.name}#"), _libreoffice


def _content(lock: Path) -> bytes:
    """What the file holds; nothing where it cannot be read, as Excel's own on Windows."""
    try:
        descriptor = os.open(lock, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return b""
    try:
        return os.read(descriptor, _MOST) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""
    except OSError:
        return b""
    finally:
        os.close(descriptor)


def _excel(content: bytes) -> str:
    """The user's name in Excel's file."""
    length = content[_NAME_AT] if len(content) > _NAME_AT else 0
    name = content[_NAME_AT + 2 : _NAME_AT + 2 + 2 * length]
    return name.decode("utf-16-le", errors="ignore") if length <= _LONGEST else ""


def _libreoffice(content: bytes) -> str:
    """The user's name in LibreOffice's file: as they gave it, else as the system knows them."""
    fields = content.decode("utf-8", errors="ignore").split(",")
    return next((field for field in fields[:2] if field.strip()), "")
