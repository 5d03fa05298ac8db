"""What Excel's own objects tell and xlwings does not, on Windows and on macOS."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from digit_xl.book.excel_values import rows_of
from digit_xl.book.patience import busy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlwings import App, Book, Range, Sheet

MACOS = sys.platform == "darwin"
_SEEN = -1  # xlSheetVisible; a sheet that even Excel's menus hide is 2, which xlwings takes for yes


def full_name(book: Book) -> str:
    """The workbook's path, its web address, or its mere name; xlwings guesses at an address."""
    return str(book.api.full_name.get() if MACOS else book.api.FullName)


def structure_locked(book: Book) -> bool:
    """Whether no sheet can be added to the workbook."""
    return bool(book.api.protect_structure.get() if MACOS else book.api.ProtectStructure)


def titles(book: Book) -> list[str]:
    """The titles of all its sheets; those that are charts xlwings leaves out."""
    if MACOS:
        return [*book.api.sheets.name.get()]
    return [sheet.Name for sheet in book.api.Sheets]


def hidden(sheet: Sheet) -> bool:
    """Whether the sheet is not seen, so that it cannot come to the front."""
    return not sheet.visible if MACOS else bool(sheet.api.Visible != _SEEN)


def fills_columns(app: App) -> bool:
    """Whether Excel fills a table's column with the formula that one of its cells gets.

    That is a habit of AutoCorrect, which Excel's user can switch off.

    Raises:
        NotImplementedError: an Excel for Mac that has no word for it.
    """
    if not MACOS:
        return bool(app.api.AutoCorrect.AutoFillFormulasInLists)
    try:
        return bool(app.api.autocorrect_object.Automatically_fill_formulas.get())
    except Exception as error:
        if busy(error):
            raise
        raise NotImplementedError from error


def let_fill_columns(app: App, fills: object) -> None:
    """Let Excel have that habit, or not."""
    if MACOS:
        app.api.autocorrect_object.Automatically_fill_formulas.set(fills)
    else:
        app.api.AutoCorrect.AutoFillFormulasInLists = fills


def locked(sheet: Sheet) -> bool:
    """Whether the sheet's cells are protected."""
    return bool(sheet.api.protect_contents.get() if MACOS else sheet.api.ProtectContents)


def shown(area: Range) -> Sequence[Sequence[object]]:
    """What the cells show, row by row; macOS alone is asked."""
    return rows_of(area.api.string_value.get())
