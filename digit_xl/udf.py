"""The worksheet functions as xlwings' COM server finds them, in Excel on Windows.

The add-in's VBA asks `xlwings.udfs.call_udf` for a function of this module by its name in Excel.
It sends neither the workbook nor the calling cell along, for xlwings would run what lies in the
workbook's sheets; where the register is read, the workbook is the first argument, and the second
tells one calculation of Excel from the next.
"""

from __future__ import annotations

import re
import sys
import time
from decimal import Decimal
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any, Final

import xlwings as xw

from digit_xl.book.excel_values import whole_text
from digit_xl.book.grid import Fault
from digit_xl.findings import Refusal
from digit_xl.functions import FUNCTIONS
from digit_xl.functions.answers import refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from digit_xl.book.grid import Cell, Grid
    from digit_xl.functions import Function
    from digit_xl.functions.answers import Answer

    Register = Mapping[str, Grid] | Refusal

# The arguments that are the calling workbook, and which of Excel's calculations asks.
BOOK, CALCULATION = "projektmappe", "beregning"
KEPT: Final = 2.0  # seconds that a register serves the cells of a calculation after the first
_BROKEN = "Fejl: Der gik noget galt i digit-xl. Den tekniske forklaring står i {}."
# xlwings gives an error as its text; one that it does not know is a number of this size.
_ERROR = re.compile(r"#(N/A|DIV/0!|NAME\?|NULL!|NUM!|REF!|VALUE!)")
_ERROR_NUMBERS = range(-2146826300, -2146826200)
# The register that was read last, in which calculation and when; Excel ends this process with it.
_read_last: tuple[str, int, float, Register] | None = None


def served(function: Function) -> Callable[..., Any]:
    """The function as xlwings calls it: each argument as rows of cells, whatever was given."""

    def answer(*given: Any) -> Any:  # noqa: ANN401 - as COM gives and takes it
        try:
            return _asked(function, given)
        except Refusal as refusal:
            return refused(refusal)
        except Exception as error:  # noqa: BLE001 - no cell shows an exception
            return _broken(error, function.name)

    names = [one.name for one in function.passed]
    asked = (BOOK, CALCULATION) if function.reads_register else ()
    optional = {one.name for one in function.passed if one.optional}
    answer.__name__ = answer.__qualname__ = function.name
    answer.__doc__ = function.about
    answer.__annotations__ = {}  # xlwings would convert what is given to these types
    answer.__signature__ = Signature(  # type: ignore[attr-defined] # what inspect asks for first
        [
            Parameter(
                name,
                Parameter.POSITIONAL_OR_KEYWORD,
                default=None if name in optional else Parameter.empty,
            )
            for name in (*asked, *names)
        ]
    )
    made = xw.func(answer)
    for name in names:
        made = xw.arg(name, ndim=2, err_to_str=True)(made)
    for name in asked:
        made = xw.arg(name, "raw")(made)
    return made


def _broken(error: Exception, doing: str) -> str:
    """What the cell says of an error that nobody foresaw."""
    from digit_xl import log

    try:
        return _BROKEN.format(log.keep(error, doing))
    except OSError:
        return _BROKEN.format("ingen fil, for loggen kan ikke skrives")


def _asked(function: Function, given: tuple[Any, ...]) -> Answer:
    if not function.reads_register:
        return function.call(*map(_rows, given))
    workbook, calculation, *rest = given
    return function.call(_sheets(workbook, calculation), *map(_rows, rest))


def _rows(given: Any) -> list[list[Cell]] | None:  # noqa: ANN401 - as xlwings gives it
    """The rows of what was given; None for an argument that was left out."""
    return None if given is None else [[_cell(value) for value in row] for row in given]


def _cell(value: Any) -> Cell:  # noqa: ANN401 - as xlwings gives it
    """The cell as a Grid has it: an error is a fault, and a currency a number as any other."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, str):
        return Fault(value) if _ERROR.fullmatch(value) else whole_text(value)
    if isinstance(value, int) and value in _ERROR_NUMBERS:
        return Fault("#FEJL!")
    return value  # type: ignore[no-any-return] # a number, a date or nothing


def _sheets(workbook: Any, calculation: int) -> Mapping[str, Grid]:  # noqa: ANN401 - as COM has it
    """The register that is open there, as that calculation finds it.

    Raises:
        Refusal: it cannot be read now.
    """
    global _read_last  # noqa: PLW0603 - each cell asks by a call of its own
    name, now = workbook.Name, time.monotonic()
    match _read_last:
        case (known, at, read_at, found) if (known, at) == (name, calculation):
            fresh = 0 <= now - read_at < KEPT
        case _:
            fresh = False
    if not fresh:
        found = _read(workbook)
        _read_last = name, calculation, time.monotonic(), found
    if isinstance(found, Refusal):
        raise found
    return found


def _read(workbook: Any) -> Register:  # noqa: ANN401 - as above
    from digit_xl.association.sheets import READ
    from digit_xl.book import live

    windows = sys.modules["xlwings._xlwindows"]  # xlwings makes a book of a COM object so
    try:
        return live.sheets(xw.Book(impl=windows.Book(workbook)), READ)
    except Refusal as refusal:
        return refusal


globals().update({function.name: served(function) for function in FUNCTIONS})
