"""Which version of digit_xl an add-in was built by; the file may be anything."""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import partial
from typing import TYPE_CHECKING, Final

from digit_xl.book import limits
from digit_xl.book.archive import Archive
from digit_xl.findings import Refusal

if TYPE_CHECKING:
    from pathlib import Path

_CORE: Final = "docProps/core.xml"
_PROJECT: Final = "xl/vbaProject.bin"
_BYTES: Final = 32 * limits.MB  # of all parts together; ours has a hundredth
_refuse: Final = partial(limits.refusal, name="", kind=limits.Kind.WORKBOOK)


def read(path: Path) -> bytes:
    """The bytes of the file, or one more than any add-in has.

    Raises:
        OSError: it is not there, or cannot be opened.
    """
    with path.open("rb") as file:
        return file.read(_BYTES + 1)


def told(addin: bytes) -> str | None:
    """The version that a whole add-in tells of itself (ECMA-376 part 2, 11.1, `version`).

    None when it tells none, and when the file is damaged, or is no add-in.
    """
    try:
        archive = Archive(addin, limits.Kind.WORKBOOK, _refuse)
        archive.prove()
        if sum(part.size for part in archive.parts.values()) > _BYTES:
            return None
        versions = [
            child.text or ""
            for child in archive.children(_CORE)
            if child.tag.rpartition("}")[2] == "version"
        ]
        with zipfile.ZipFile(io.BytesIO(addin)) as package:  # its sizes are proved by now
            if _PROJECT not in archive.parts or package.testzip() is not None:
                return None
    except (Refusal, zipfile.BadZipFile, zlib.error):
        return None
    return next(iter(versions), None)
