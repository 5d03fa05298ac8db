"""The pages of a PDF, and on which of them each bookmark of its document stands."""

from __future__ import annotations

import logging
import re
from io import BytesIO
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from digit_xl.word.printing.printable import RESTART

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypdf import PdfReader

_RESTART: Final = re.compile(RESTART.format(start="(?P<start>[0-9]{1,9})", number="[0-9]{1,9}"))
_END: Final = 1024  # within so many bytes of the end it must say that it is whole


def reader_of(pdf: bytes) -> PdfReader | None:
    """A reader of the PDF, None when it or its destinations cannot be read, or it lacks its end."""
    from pypdf import PdfReader

    if b"%%EOF" not in pdf[-_END:]:  # pypdf would mend one that was cut off, without its last pages
        return None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would talk to the user in English
    try:
        reader = PdfReader(BytesIO(pdf))
        return reader if len(reader.pages) and _sheets(reader) is not None else None
    except Exception:  # noqa: BLE001 - a damaged PDF fails in any way inside pypdf
        return None


def pages(reader: PdfReader, bookmarks: Iterable[str]) -> dict[str, int]:
    """The page on which each of the bookmarks stands, as it is printed there in Arabic numerals.

    Bookmarks without a named destination in the PDF (ISO 32000-1, 12.3.2.3) are left out. Numbers
    start anew where `printable` has put a bookmark that says so.
    """
    sheets = _sheets(reader)
    starts = sorted(
        (sheet, int(match["start"]))
        for name, sheet in sheets.items()
        if (match := _RESTART.fullmatch(name))
    )
    told = {}
    for bookmark in bookmarks:
        sheet = sheets.get(_as_destination(bookmark), sheets.get(bookmark))
        if sheet is not None:
            told[bookmark] = _printed(sheet, starts)
    return told


def _sheets(reader: PdfReader) -> dict[str, int]:
    """The sheet that each named destination is on, counted from 0."""
    return {
        name.removeprefix("/"): number
        for name, place in reader.named_destinations.items()
        if (number := reader.get_destination_page_number(place)) is not None
    }


def _printed(sheet: int, starts: list[tuple[int, int]]) -> int:
    """The number on a sheet counted from 0, by the last restart before it."""
    first, start = max((it for it in starts if it[0] <= sheet), default=(0, 1))
    return start + sheet - first


def _as_destination(bookmark: str) -> str:
    """The name that LibreOffice gives the destination: `_Toc1` becomes `5FToc1`, ø `25C325B8`.

    It is written as in an address, `%C3%B8`, and then what is no plain letter, digit or hyphen
    becomes its hexadecimal number (seen in 7.4); so it cannot be read backwards.
    """
    return "".join(
        sign if sign.isalnum() or sign == "-" else f"{ord(sign):02X}" for sign in quote(bookmark)
    )
