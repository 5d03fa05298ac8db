"""A saved workbook with some of its cells changed; every other part stays byte for byte.

A round trip through a spreadsheet library loses what the library does not know (threaded
comments, slicers, custom XML …), so only the XML of the parts concerned is touched, and the
others are carried over as they lie in the package.
"""

from __future__ import annotations

import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lxml import etree

from digit_xl.book import refusals
from digit_xl.book.disk import unreadable
from digit_xl.book.patch import listing, totals
from digit_xl.book.patch.cells import FORMULA, Cells
from digit_xl.book.patch.finish import Shown, finished
from digit_xl.book.patch.formulas import Formulas, forget
from digit_xl.book.patch.package import Package, differing
from digit_xl.book.patch.values import by_sheet, put_formula, show_formulas
from digit_xl.book.places import Area, address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from digit_xl.book.changes import Changes, Filled
    from digit_xl.book.places import SheetPart
    from digit_xl.book.plan import Value

__all__ = ["Shown", "changed", "differing", "finished"]


def changed(workbook: bytes, changes: Changes) -> bytes:
    """The workbook after the changes, as bytes; the same bytes when there is nothing to change.

    What depends on a changed sheet is calculated by Excel when it opens the workbook. Protection
    of a sheet keeps people from its cells, not this. The bytes have been through `guard`, which
    refuses what is Strict Open XML.

    Raises:
        Refusal: a list's sheet is the user's own or has something in its way, cells are merged,
            a formula that fills an area would lose a part of it, or the workbook makes no sense.
    """
    with _understood():
        package = Package(workbook)
        lost: dict[str, set[str]] = {}
        shown = by_sheet(changes.shown)
        for title in dict.fromkeys((*(run.title for run in changes.filled), *shown)):
            if sheet := package.sheet(title):
                runs = [run for run in changes.filled if run.title == title]
                gone = _calculate(package, sheet, runs, shown.get(title, {}))
                lost.setdefault(sheet.number, set()).update(gone)
        for listed in changes.listed:
            number, gone = listing.write(package, listed)
            lost.setdefault(number, set()).update(gone)
        forget(package, lost)
        return package.saved()


@contextmanager
def _understood() -> Iterator[None]:
    """Turn XML that no program writes, such as a table without its cells, into a Refusal."""
    try:
        yield
    except (LookupError, ValueError, etree.LxmlError, zipfile.BadZipFile) as error:
        raise unreadable() from error


def _calculate(
    package: Package, sheet: SheetPart, runs: Sequence[Filled], shown: Mapping[str, Value]
) -> set[str]:
    """Write formulas and shown values into a sheet; the cells that lost a formula come out."""
    root = package.change(sheet.part)
    cells, formulas = Cells(root), Formulas(sheet.title, root)
    for run in runs:
        wanted = Area(run.row, run.column, run.row + len(run.shown) - 1, run.column)
        refusals.check_merged(sheet.title, wanted, cells.merged())
        formulas.check(wanted)
        _fill(cells, run)
    show_formulas(root, shown)
    columns = {run.column for run in runs} | {address(cell)[1] for cell in shown}
    for part in package.targets(sheet.part, "table"):
        totals.follow(cells, package.root(part), columns)
    cells.measure()
    cells.recalculate()
    return formulas.settle()


def _fill(cells: Cells, run: Filled) -> None:
    """Write the formula into the run's cells; a new one looks like those above it."""
    style = _style_above(cells, run.row, run.column)
    for row, value in enumerate(run.shown, run.row):
        put_formula(cells.make(row, run.column, style), run.formula, value)


def _style_above(cells: Cells, row: int, column: int) -> str | None:
    """The style of the nearest formula above that cell."""
    for above in range(row - 1, 0, -1):
        cell = cells.get(above, column)
        if cell is not None and cell.find(FORMULA) is not None:
            return cell.get("s")
    return None
