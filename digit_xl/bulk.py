"""A large sheet's columns as typed columns, when every cell of it is clean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl.cells import UNSEEN, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

_LAST_YEAR = 9999  # of Excel, and of Python's calendar
_EXACT = 1e13  # up to here a binary number still tells two decimals apart


def dtype(kind: Kind) -> pl.DataType:
    """The polars type of a column of that kind."""
    import polars as pl

    return {
        Kind.WHOLE: pl.Int64(),
        Kind.NUMBER: pl.Decimal(28, 6),
        Kind.MONEY: pl.Decimal(18, 2),
        Kind.DATE: pl.Date(),
        Kind.MONTH: pl.Date(),
    }.get(kind, pl.String())


def typed(
    cells: pl.DataFrame, kinds: Mapping[str, tuple[int, Kind]], height: int, first_row: int
) -> pl.DataFrame | None:
    """The typed frame of the first `height` rows, `row` first; None if anything is not clean.

    `kinds` gives each column's position among the cells and its kind. Not clean is whatever
    needs an explanation: a value of another type, a third decimal, an invisible character, or
    content below the table.
    """
    import polars as pl

    if not all(column.is_null().all() for column in cells.slice(height)):
        return None
    frame = cells.head(height)
    columns = [pl.int_range(first_row, first_row + frame.height, eager=True).alias("row")]
    for name, (position, kind) in kinds.items():
        column = _converted(frame.to_series(position), kind)
        if column is None:
            return None
        columns.append(column.alias(name))
    return pl.DataFrame(columns).filter(~pl.all_horizontal(pl.exclude("row").is_null()))


def _converted(cells: pl.Series, kind: Kind) -> pl.Series | None:
    """The column as that kind; None if a cell is not clean."""
    import polars as pl

    wanted = dtype(kind)
    if cells.is_null().all():
        return cells.cast(wanted, strict=False)
    if wanted == pl.String and cells.dtype == pl.String and kind is not Kind.PERIOD:
        text = cells.str.strip_chars()
        clean = kind is not Kind.KEY or not (cells.str.contains(UNSEEN) | (text != cells)).any()
        return text.replace("", None) if clean else None
    if wanted == pl.Date and cells.dtype.is_temporal():
        days = cells.cast(pl.Date)
        days = days.dt.month_start() if kind is Kind.MONTH else days
        return days if (days.dt.year() <= _LAST_YEAR).all() else None
    if not cells.dtype.is_numeric() or kind is Kind.PERIOD or wanted == pl.Date:
        return None
    numbers = cells.cast(pl.Float64)
    if wanted == pl.String:
        wanted = pl.Int64()
    if not (numbers.abs() < _EXACT).all():
        return None
    typed = numbers.cast(wanted)
    return typed.cast(dtype(kind)) if (typed.cast(pl.Float64) == numbers).all() else None
