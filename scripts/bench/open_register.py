"""The 2019 register as it is open in an Excel that is not there, for the processes of a benchmark.

It answers what `book/live` asks of xlwings, from values that were kept in a file; xlwings itself is
imported as ever. What Excel would take for its answers is not in it, nor the start of Word.
"""

from __future__ import annotations

import datetime as dt
import pickle
from types import SimpleNamespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from digit_xl.book.grid import Cell, Extent, Grid

    Values = tuple[tuple[object, ...], ...]
    Formulas = dict[tuple[int, int], str]

_VALUES = "open-register.pickle"


def keep(sheets: Mapping[str, Grid], folder: Path) -> None:
    """Keep the sheets in that folder, as pywin32 gives their values."""
    kept = [(title, _values(grid), _formulas(grid), grid.table) for title, grid in sheets.items()]
    (folder / _VALUES).write_bytes(pickle.dumps(kept))


def open_in(folder: Path, name: str) -> None:
    """Let the buttons of this process find the register open, saved in that folder."""
    from digit_xl import opening
    from digit_xl.book import live

    def caller() -> object:
        import xlwings  # noqa: F401 - a button's process has to

        return _book(folder / name, pickle.loads((folder / _VALUES).read_bytes()))  # noqa: S301 - ours

    live.caller = caller  # type: ignore[assignment] # it answers alike
    opening.show = lambda path: None  # noqa: ARG005 - as it is called


def _values(grid: Grid) -> Values:
    width = max(map(len, grid.rows))
    return tuple((*map(_value, row), *[None] * (width - len(row))) for row in grid.rows)


def _formulas(grid: Grid) -> Formulas:
    return dict(grid.formulas(range(1, 1 + max(map(len, grid.rows)))))


def _value(cell: Cell) -> object:
    """A date as a moment with a zone, as pywin32 has it."""
    if isinstance(cell, dt.date):
        return dt.datetime(cell.year, cell.month, cell.day, tzinfo=dt.UTC)
    return cell


def _book(path: Path, kept: list[tuple[str, Values, Formulas, Extent | None]]) -> object:
    app = SimpleNamespace(status_bar=False, alert=lambda *_: "ok")
    return SimpleNamespace(
        name=path.name,
        api=SimpleNamespace(FullName=str(path)),
        app=app,
        sheets=[_sheet(*sheet) for sheet in kept],
    )


def _sheet(title: str, values: Values, formulas: Formulas, table: Extent | None) -> object:
    used = SimpleNamespace(row=1, column=1, shape=(len(values), len(values[0])), raw_value=values)

    def cells(first: tuple[int, int], last: tuple[int, int]) -> object:
        """What is asked of a range: whether cells are merged, and a column's formulas."""
        (top, column), (bottom, _) = first, last
        written = [
            (
                f"={formula}"
                if (formula := formulas.get((row, column)))
                else values[row - 1][column - 1],
            )
            for row in range(top, bottom + 1)
        ]
        return SimpleNamespace(merge_cells=False, formula=tuple(written))

    tables = [_table(table)] if table else []
    return SimpleNamespace(name=title, used_range=used, range=cells, tables=tables)


def _table(extent: Extent) -> object:
    top, left = extent.header_row, extent.first_column
    height = extent.last_row + extent.totals - top + 1
    width = extent.last_column - left + 1
    return SimpleNamespace(
        display_name=extent.name,
        show_headers=True,
        show_totals=bool(extent.totals),
        range=SimpleNamespace(row=top, column=left, shape=(height, width)),
    )
