"""Documents printed as tagged PDFs, by Word where it is and else by LibreOffice, all in one start.

The same document printed by the same LibreOffice is the same bytes: its PDF bears the document's
date, not the day's, and a number made of its content.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from digit_xl.findings import Refusal
from digit_xl.word.fields.page_numbers import told
from digit_xl.word.package import EPOCH, opened
from digit_xl.word.printing import libreoffice, programs, winword
from digit_xl.word.printing.figures import described
from digit_xl.word.printing.pages import pages, reader_of
from digit_xl.word.printing.printable import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Where a PDF of LibreOffice says when it was made, and what tells it from others.
_INFO_DATE: Final = re.compile(rb"(?<=/CreationDate\(D:)\d{14}")
_XMP_DATE: Final = re.compile(rb"(?<=Date>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?=Z</xmp:)")
_NUMBERS: Final = re.compile(rb"(?<=[</])[0-9A-F]{32}(?=[>\s])")
_UNDATED: Final = dt.datetime(*EPOCH, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF, and the page as printed on which each bookmark stands that its document refers to."""

    pdf: bytes
    pages: Mapping[str, int]


def convert(documents: Sequence[bytes], limit: float) -> list[Printed | Refusal]:
    """What has become of each document: its PDF, or why there is none.

    All are printed in one start of the program, within so many seconds. What the system cannot do,
    as when the disk of temporary files is full, is a refusal of each: the documents are whole.
    """
    try:
        return _converted(documents, limit)
    except OSError as error:
        return [_by_system(error)] * len(documents)


def _converted(documents: Sequence[bytes], limit: float) -> list[Printed | Refusal]:
    with tempfile.TemporaryDirectory(prefix="digit-xl-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        paths = [folder / f"{number}.docx" for number in range(1, len(documents) + 1)]
        for path, document in zip(paths, documents, strict=True):
            path.write_bytes(document)
        if programs.WINDOWS and (reason := winword.make_pdfs(folder, limit)):
            return [_by_word(path.with_suffix(".pdf"), reason) for path in paths]
        for path, document in zip(paths, documents, strict=True):
            path.write_bytes(printable(document))
        reason = libreoffice.make_pdfs(folder, [path.name for path in paths], limit)
        return [
            _by_libreoffice(path.with_suffix(".pdf"), document, reason)
            for path, document in zip(paths, documents, strict=True)
        ]


def _by_word(path: Path, reason: Refusal) -> Printed | Refusal:
    if not _is_left(path):
        return reason
    pdf = path.read_bytes()
    return Printed(pdf, winword.pages(path)) if reader_of(pdf) else _broken("Word")


def _by_libreoffice(path: Path, document: bytes, reason: Refusal) -> Printed | Refusal:
    if not _is_left(path):
        return reason
    pdf = path.read_bytes()
    reader = reader_of(pdf)
    if reader is None:
        return _broken("LibreOffice") if reason.code != "pdf-slow" else reason
    names = told(document)
    try:
        found = pages(reader, names) if names else {}
        pdf = described(pdf, reader, document)
    except Exception:  # noqa: BLE001 - a damaged PDF fails in any way inside pypdf
        return _broken("LibreOffice")
    return Printed(_settled(pdf, opened(document).core_properties.created), found)


def _by_system(error: OSError) -> Refusal:
    told = f" ({error.strerror})" if error.strerror else ""
    return Refusal(
        "pdf-system",
        f"Der kan ikke laves PDF, for systemet kan ikke læse eller skrive midlertidige filer{told}."
        " Kontrollér rettighederne og pladsen på disken, og prøv igen.",
    )


def _is_left(path: Path) -> bool:
    """Whether the program left a file there: no folder, no link, no pipe that would keep us."""
    return path.is_file() and not path.is_symlink()


def _broken(program: str) -> Refusal:
    return Refusal(
        "pdf-broken",
        f"{program} lavede en PDF-fil, der ikke kan læses. Prøv igen; sker det igen, så åbn "
        "rapporten i Word, og gem den som PDF derfra.",
    )


def _settled(pdf: bytes, made: dt.datetime | None) -> bytes:
    """The PDF with that time (UTC) in place of now, and with numbers made of its content.

    Nothing changes its length, so every offset in it still holds.
    """
    when = made or _UNDATED
    pdf = _INFO_DATE.sub(f"{when:%Y%m%d%H%M%S}".encode(), pdf)
    pdf = _XMP_DATE.sub(f"{when:%Y-%m-%dT%H:%M:%S}".encode(), pdf)
    body, trailer, end = pdf.rpartition(b"trailer")
    number = hashlib.sha256(body).hexdigest()[:32].upper().encode()
    return body + trailer + _NUMBERS.sub(number, end)
