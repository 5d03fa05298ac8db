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


@dataclass(frozen=True, slots=True)
class Stored:
    """The file that holds a register, and the backup of what it was, if it was something."""

    path: Path
    backup: Path | None = None


def store(saved: Saved, target: Path) -> Stored:
    """The file that now holds the register: the target, which may be its own place.

    What stood there is kept beside it first, unless nobody can have worked in it: it is the same,
    or differs from the new one only in what is written anew, as no program leaves it that saves
    the workbook.

    Raises:
        Refusal: somebody has the register or the target open, the register has changed since it
            was read, or it cannot be stored.
    """
    for path in dict.fromkeys((saved.path, target)):
        locks.check(path)
    guard.check(saved.after, target.name, guard.Kind.WORKBOOK)
    disk.read(saved.after, READ)
    _unchanged(saved)
    in_place = target == saved.path
    older = saved.before if in_place else output.older(target)
    if older == saved.after:
        return Stored(target)
    backup = output.keep(target, older) if older and (in_place or _own(older, saved)) else None
    try:  # under another name than the one that is told it would be one register more
        _unchanged(saved)  # keeping a backup takes its time
        return Stored(output.write(target, saved.after, beside=False), backup)
    except Refusal:
        if backup:
            backup.unlink(missing_ok=True)  # of what is there as before
        raise


def _unchanged(saved: Saved) -> None:
    if guard.read(saved.path, guard.Kind.WORKBOOK) != saved.before:
        raise Refusal(
            "register-changed",
            f"{saved.path.name} er blevet gemt af en anden imens. Prøv igen.",
        )


def _own(older: bytes, saved: Saved) -> bool:
    """Whether the file that will be replaced may hold work that is in no other."""
    from digit_xl.book import patch

    written = patch.differing(saved.before, saved.after)
    return not patch.differing(older, saved.after) <= written


def _opened(path: Path) -> tuple[bytes, Mapping[str, Grid]]:
    content = guard.read(path, guard.Kind.WORKBOOK)
    return content, disk.read(content, READ)


def _patched(path: Path, content: bytes, changes: Changes) -> Saved:
    from digit_xl.book import patch

    return Saved(path, content, patch.changed(content, changes))
