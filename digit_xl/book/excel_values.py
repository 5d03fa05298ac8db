"""The values of Excel's cells, as pywin32 and appscript hand them over, as cells of a Grid.

pywin32 gives every number as a float, but cells of a currency format as Decimal with four
decimals; errors as VBA's numbers for them (CVErr) within an HRESULT; and moments with a time zone
that means nothing. appscript gives an error, like a blank cell, as a sign of its own.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from digit_xl.book.grid import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl

    from digit_xl.book.grid import Cell

_ERRORS = {
    2000: "#NULL!",
    2007: "#DIV/0!",
    2015: "#VALUE!",
    2023: "#REF!",
    2029: "#NAME?",
    2036: "#NUM!",
    2042: "#N/A",
    2043: "#GETTING_DATA",
    2045: "#SPILL!",
    2046: "#CONNECT!",
    2047: "#BLOCKED!",
    2048: "#UNKNOWN!",
    2049: "#FIELD!",
    2050: "#CALC!",
}
_NUMBERS = range(2000, 2100)  # of errors; later versions of Excel may know more
_HRESULT = 0x800A0000 - (1 << 32)  # what the number of an error is added to
# What a Danish Excel shows; on macOS there is no more to be had.
_SHOWN = {
    "#NUL!": "#NULL!",
    "#DIVISION/0!": "#DIV/0!",
    "#VÆRDI!": "#VALUE!",
    "#REFERENCE!": "#REF!",
    "#NAVN?": "#NAME?",
    "#I/T": "#N/A",
    "#OVERLØB!": "#SPILL!",
    "#BEREGN!": "#CALC!",
}
_UNKNOWN = "#?"
_NO_DAY = dt.date(1899, 12, 30)  # of a time alone, which is less than one day
_NO_DAY_1904 = dt.date(1904, 1, 1)  # the same where days are counted from 1904
_MIDNIGHT = dt.time(0)
_NOISE = dt.timedelta(microseconds=500)  # a day's fraction is exact to the millisecond
_PLAIN = frozenset({float, bool, type(None)})
_EXACT = 1e15  # up to here Excel shows every digit


def rows_of(values: object) -> Sequence[Sequence[object]]:
    """The values as rows; a single cell comes alone, and a single row may."""
    if not isinstance(values, list | tuple):
        return [[values]]
    return values if isinstance(values[0], list | tuple) else [values]


def columns(rows: Iterable[Sequence[object]]) -> list[list[Cell]]:
    """The same cells column by column, all of one height.

    Blank rows below and blank columns to the right, which Excel counts as used when they have a
    look, are left out.
    """
    tidied = [_column(values) for values in zip(*rows, strict=True)]
    heights = [_height(column) for column in tidied]
    width = next((at for at in range(len(heights), 0, -1) if heights[at - 1]), 0)
    return [column[: max(heights)] for column in tidied[:width]]


def cell(value: object) -> Cell:
    """The value as a saved workbook has it: no text is None, a number a float, a day a date."""
    match value:
        case str():
            return whole_text(value) or None
        case bool() | Fault():
            return value
        case int():
            return _error(value) or float(value)
        case float() | Decimal():
            return float(value)
        case dt.datetime():
            return _moment(value)
    return None  # appscript's sign for a blank cell, and for an error, which is looked up


def shown_error(text: object) -> Fault:
    """The error that Excel shows as that text."""
    return Fault(_SHOWN.get(f"{text}", f"{text}" or _UNKNOWN))


def bulk(cells: Sequence[Sequence[Cell]]) -> pl.DataFrame | None:
    """The columns as typed ones, as `Grid.bulk` gives them; None when one of them is not clean."""
    import polars as pl

    typed = [_series(column) for column in cells]
    clean = [one.alias(f"column_{at}") for at, one in enumerate(typed) if one is not None]
    return pl.DataFrame(clean) if len(clean) == len(typed) else None


def _column(values: Sequence[object]) -> list[Cell]:
    kinds = set(map(type, values))
    if kinds <= _PLAIN or (kinds <= {str, *_PLAIN} and "" not in values and _encodable(values)):
        return list(values)  # type: ignore[arg-type] # they are of these types
    return [cell(value) for value in values]


def _encodable(values: Iterable[object]) -> bool:
    """Whether no text has half a character in it, as LEFT makes of an emoji."""
    try:
        "".join(value for value in values if isinstance(value, str)).encode()
    except UnicodeEncodeError:
        return False
    return True


def whole_text(text: str) -> str:
    """The text, with half characters as `�`."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _height(column: Sequence[Cell]) -> int:
    """The number of its last cell that is not blank."""
    return next((at for at in range(len(column), 0, -1) if column[at - 1] is not None), 0)


def _error(value: int) -> Fault | None:
    """The error of that number; an ordinary number is never an int on Windows."""
    number = value - _HRESULT
    return Fault(_ERRORS.get(number, _UNKNOWN)) if number in _NUMBERS else None


def _moment(moment: dt.datetime) -> Cell:
    """The date, the time, or both, without the time zone and the noise of the fraction."""
    if moment.time() == _MIDNIGHT and moment.date() > _NO_DAY_1904:  # as most of them are
        return moment.date()
    near = dt.datetime.combine(moment.date(), moment.time()) + _NOISE
    day, time = near.date(), near.time().replace(microsecond=near.microsecond // 1000 * 1000)
    if day == _NO_DAY or (day == _NO_DAY_1904 and time != _MIDNIGHT):
        return time
    return day if time == _MIDNIGHT else dt.datetime.combine(day, time)


def _series(column: Sequence[Cell]) -> pl.Series | None:
    """The column as one type; None when its cells are of several, or one of them is an error.

    Whole numbers among texts are texts, as the numbers of vouchers are.
    """
    import polars as pl

    kinds = set(map(type, column)) - {type(None)}
    if len(kinds) <= 1:
        return None if kinds & {Fault, dt.time} else pl.Series(column)
    if kinds == {dt.date, dt.datetime}:
        return pl.Series([_dated(one) for one in column], dtype=pl.Date)
    if kinds == {float, str} and all(_whole(one) for one in column):
        return pl.Series([_written(one) for one in column], dtype=pl.String)
    return None


def _dated(cell: Cell) -> dt.date | None:
    """The day of the moment."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    return cell if isinstance(cell, dt.date) else None


def _whole(cell: Cell) -> bool:
    """Whether the cell is no number with decimals, nor one of which some digits are unsure."""
    return not isinstance(cell, float) or (cell.is_integer() and abs(cell) < _EXACT)


def _written(cell: Cell) -> str | None:
    """The whole number as its digits."""
    return f"{cell:.0f}" if isinstance(cell, float) else cell  # type: ignore[return-value] # text
