"""What Excel's own objects tell and xlwings does not, on Windows and on macOS."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from digit_xl.book.excel_values import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlwings import Book, Range, Sheet

MACOS = sys.platform == "darwin"


def full_name(book: Book) -> str:
    """The workbook's path, its web address, or its mere name; xlwings guesses at an address."""
    return str(book.api.full_name.get() if MACOS else book.api.FullName)


def structure_locked(book: Book) -> bool:
    """Whether no sheet can be added to the workbook."""
    return bool(book.api.protect_structure.get() if MACOS else book.api.ProtectStructure)


def locked(sheet: Sheet) -> bool:
    """Whether the sheet's cells are protected."""
    return bool(sheet.api.protect_contents.get() if MACOS else sheet.api.ProtectContents)


def shown(area: Range) -> Sequence[Sequence[object]]:
    """What the cells show, row by row; macOS alone is asked."""
    return rows_of(area.api.string_value.get())
