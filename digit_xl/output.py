"""Writes a file so that it is whole or as it was before, whatever happens on the way.

The bytes go to a temporary file in the same folder, which then takes the name in one step. A power
cut, a full drive or a kill leaves the older file, or the new one, and at worst a temporary file
that a later call removes.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import time
from typing import TYPE_CHECKING

from digit_xl.findings import Refusal, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_PREFIX, _SUFFIX = ".digit_xl-", ".tmp"
_LEFTOVER_SECONDS = 3600  # nobody writes for an hour: older temporary files are left by a crash
_PATIENCE_SECONDS = 3.0  # virus scanners and previews let go of a file within that
_PAUSE_SECONDS = 0.1
KEPT = "sikkerhedskopi"  # in the name of what a file was
_SIBLINGS = 99  # `… (99).docx`: whoever has so many open has another problem

# Windows refuses to replace a file that a program, say Word, has open; others do not care.
_OPEN_FILES_STAY = os.name == "nt"

_SENTENCES = {
    "output-folder-missing": "Mappen »{folder}« findes ikke. Opret den, eller vælg en anden.",
    "output-forbidden": "Du har ikke lov til at gemme »{name}« i mappen »{folder}«. Vælg en anden "
    "mappe, eller bed om skriveadgang.",
    "output-is-folder": "»{name}« er en mappe. Angiv navnet på en fil.",
    "output-special": "»{name}« er ikke en almindelig fil. Angiv et andet navn.",
    "output-full": "Der er ikke plads til »{name}« på drevet. Frigør plads, og prøv igen.",
    "output-name": "»{name}« kan ikke bruges som filnavn. Vælg et kortere navn uden særtegn.",
    "output-open": "»{name}« er åben i et andet program. Luk den dér, og prøv igen.",
    "output-exists": "Filen »{name}« findes allerede. Vælg et andet navn, eller flyt den først.",
    "output-backups": "Der er for mange sikkerhedskopier af »{name}«. Slet de ældste, og prøv "
    "igen.",
    "output-failed": "»{name}« kunne ikke gemmes i mappen »{folder}«. Kontrollér forbindelsen til "
    "drevet, og prøv igen.",
}
_CODES = {
    errno.ENOENT: "output-folder-missing",
    errno.ENOTDIR: "output-folder-missing",
    errno.EACCES: "output-forbidden",
    errno.EPERM: "output-forbidden",
    errno.EROFS: "output-forbidden",
    errno.EISDIR: "output-is-folder",
    errno.ENOSPC: "output-full",
    errno.EDQUOT: "output-full",
    errno.EFBIG: "output-full",  # the file system, or the account, allows no file so large
    errno.ENAMETOOLONG: "output-name",
    errno.EINVAL: "output-name",  # what Windows says of `?` and the like
    errno.EEXIST: "output-exists",
}


def write(path: Path, content: bytes, *, beside: bool = True) -> Path:
    """The path of the file that now holds the content; an older file there is replaced.

    That is `path`, except on Windows when another program keeps the older file open: then it is
    the first free name beside it, such as `Rapport (2).docx`, which the caller tells the user;
    without `beside` it is refused (`output-open`).
    A replaced file's mode is kept, a link to a file stays a link.

    Raises:
        Refusal: the content cannot be stored; an older file is untouched.
    """
    with _refusing(path):
        target = path.resolve() if path.is_symlink() else path
        mode = _replaced_mode(target)
        with _temporary(target.parent, content, mode) as temporary:
            written = _replace(temporary, target, beside=beside)
            _settle(target.parent)
    return path if written == target else written


def new(path: Path, content: bytes) -> Path:
    """The path, which now holds the content and did not exist before.

    Raises:
        Refusal: there is something of that name already, or the content cannot be stored.
    """
    with _refusing(path):
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        with _temporary(path.parent, content, None) as temporary:
            _claim(temporary, path)
            _settle(path.parent)
    return path


def older(path: Path) -> bytes | None:
    """What the file holds that a writing would replace; None when there is none.

    Raises:
        Refusal: it is no file, or it cannot be read.
    """
    with _refusing(path):
        target = path.resolve()
        return None if _replaced_mode(target) is None else target.read_bytes()


def keep(path: Path, content: bytes) -> Path:
    """The path of a new file beside that one, which holds what it was: its backup.

    It is `register (sikkerhedskopi).xlsx`, or the first free name of that kind with a number, and
    no more people may read it than the file.

    Raises:
        Refusal: there are too many already, or the content cannot be stored.
    """
    names = (KEPT, *(f"{KEPT} {number}" for number in range(2, _SIBLINGS + 1)))
    with _refusing(path):
        mode = _replaced_mode(path.resolve())
        with _temporary(path.parent, content, mode) as temporary:
            kept = _claim_first(temporary, path, names)
            _settle(path.parent)
    if kept is None:
        raise _refusal("output-backups", path)
    return kept


@contextlib.contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """What the system says of the path, told as a Refusal."""
    try:
        yield
    except (OSError, ValueError, RuntimeError) as error:
        number = error.errno if isinstance(error, OSError) else errno.EINVAL
        raise _refusal(_CODES.get(number or 0, "output-failed"), path) from error


def _refusal(code: str, path: Path) -> Refusal:
    """The refusal of that code; names are shown without what a terminal would obey."""
    words = {"name": path.name or str(path), "folder": str(path.parent)}
    shown = {word: printable(text) for word, text in words.items()}
    return Refusal(code, _SENTENCES[code].format_map(shown))


def _replaced_mode(target: Path) -> int | None:
    """The permissions of the file that will be replaced; None when there is none."""
    try:
        mode = target.lstat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):  # replacing a device would take it from the whole system
        raise _refusal("output-special", target)
    return stat.S_IMODE(mode)


@contextlib.contextmanager
def _temporary(folder: Path, content: bytes, mode: int | None) -> Iterator[Path]:
    """A temporary file in the folder that holds the content, safely on the drive; then gone."""
    _sweep(folder)
    path = folder / f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    for flag in ("O_CLOEXEC", "O_BINARY"):  # not on every system
        flags |= getattr(os, flag, 0)
    # Nobody may read what replaces a private file, not even while it is written.
    descriptor = os.open(path, flags, 0o666 if mode is None else 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        if mode is not None:
            path.chmod(mode)
        yield path
    finally:
        with contextlib.suppress(FileNotFoundError):  # it has taken its name
            path.unlink()


def _replace(temporary: Path, target: Path, *, beside: bool) -> Path:
    """The path that the temporary file took: the target, or a sibling's while that is open."""
    patient_until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return temporary.replace(target)
        except PermissionError:
            if not _OPEN_FILES_STAY or not target.exists():
                raise
            if time.monotonic() > patient_until:
                if not beside:
                    raise _refusal("output-open", target) from None
                return _claim_sibling(temporary, target)
        time.sleep(_PAUSE_SECONDS)


def _claim_sibling(temporary: Path, target: Path) -> Path:
    """The first free name beside the target, which the temporary file took."""
    sibling = _claim_first(temporary, target, map(str, range(2, _SIBLINGS + 1)))
    if sibling is None:
        raise _refusal("output-open", target)
    return sibling


def _claim_first(temporary: Path, target: Path, words: Iterable[str]) -> Path | None:
    """The first free of the target's names with one of those words, which the file took."""
    for word in words:
        sibling = target.with_name(f"{target.stem} ({word}){target.suffix}")
        with contextlib.suppress(FileExistsError):
            _claim(temporary, sibling)
            return sibling
    return None


def _claim(temporary: Path, path: Path) -> None:
    """Give the temporary file the path's name, which nothing may have yet."""
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:  # FAT and some network drives have no links: reserve the name, then take it
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        try:
            temporary.replace(path)
        except OSError:
            path.unlink()
            raise


def _settle(folder: Path) -> None:
    """Have the folder itself written to the drive, where the system can do that."""
    if _OPEN_FILES_STAY:
        return
    with contextlib.suppress(OSError):  # some network drives cannot; the file is in place
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sweep(folder: Path) -> None:
    """Remove the temporary files that a crash left in the folder."""
    limit = time.time() - _LEFTOVER_SECONDS
    for path in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with contextlib.suppress(OSError):  # another writer, or another user's
            if path.lstat().st_mtime < limit:
                path.unlink()
