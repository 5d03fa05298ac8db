"""A saved register into which something is written: what a check found, or its formulas.

The doors tell and choose where it goes; the bytes are made, proved and put there here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digit_xl import locks, output
from digit_xl.association.sheets import READ
from digit_xl.book import disk, guard
from digit_xl.findings import Refusal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from digit_xl.book.changes import Changes
    from digit_xl.book.grid import Grid
    from digit_xl.export import Outcome
    from digit_xl.filling import Filling


@dataclass(frozen=True, slots=True)
class Saved:
    """A register as it was read from its file, and as it shall be."""

    path: Path
    before: bytes
    after: bytes

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return self.before != self.after


def check(path: Path, moment: dt.datetime) -> tuple[Outcome, Saved]:
    """All that is wrong with the register, and the register with that on its sheet Kontrol.

    The light on Overblik shows it too.

    Raises:
        Refusal: the file cannot be read, is no register, or has a sheet Kontrol of its user's.
    """
    from digit_xl import control, export

    content, sheets = _opened(path)
    _, outcome = export.check(sheets, export.pictures(path))
    changes = control.changes(outcome.findings, moment, sheets)
    return outcome, _patched(path, content, changes)


def fill(path: Path) -> tuple[Filling, Saved]:
    """What there is to tell of the register's formulas, and the register with them in place.

    Raises:
        Refusal: the file cannot be read, or is no register.
    """
    from digit_xl import filling

    content, sheets = _opened(path)
    planned = filling.plan(sheets)
    return planned, _patched(path, content, planned.changes)


def store(saved: Saved, target: Path) -> Path:
    """The path of the file that now holds the register: the target, which may be its own place.

    There, what the register was is kept beside it first.

    Raises:
        Refusal: somebody has the register or the target open, the register has changed since it
            was read, or it cannot be stored.
    """
    for path in {saved.path, target}:
        locks.check(path)
    guard.check(saved.after, target.name, guard.Kind.WORKBOOK)
    disk.read(saved.after, READ)
    if guard.read(saved.path, guard.Kind.WORKBOOK) != saved.before:
        raise Refusal(
            "register-changed",
            f"{saved.path.name} er blevet gemt af en anden imens. Prøv igen.",
        )
    if target == saved.path:
        output.keep(target, saved.before)
        return output.write(target, saved.after, beside=False)
    return output.write(target, saved.after)


def _opened(path: Path) -> tuple[bytes, Mapping[str, Grid]]:
    content = guard.read(path, guard.Kind.WORKBOOK)
    return content, disk.read(content, READ)


def _patched(path: Path, content: bytes, changes: Changes) -> Saved:
    from digit_xl.book import patch

    return Saved(path, content, patch.changed(content, changes))
