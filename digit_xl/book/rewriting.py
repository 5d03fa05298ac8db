"""Changes to the workbook that is open in Excel, made while nothing flickers or calculates.

Whatever keeps them from being made is looked up before the first of them. Formats, columns and
cells of the user's own are left as they are.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

from digit_xl.book import lists, native, refusals
from digit_xl.book.patience import patiently
from digit_xl.book.places import Area

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from xlwings import App, Book, Sheet

    from digit_xl.book.changes import Changes, Filled


def protected(book: Book, titles: Collection[str]) -> list[str]:
    """Which of those sheets are protected; titles are compared without regard to case."""
    there = patiently(partial(_sheets, book))
    known = [(title, there.get(title.casefold())) for title in titles]
    return [title for title, sheet in known if sheet and patiently(partial(native.locked, sheet))]


def write(book: Book, changes: Changes) -> None:
    """Make the changes, and have Excel calculate.

    Raises:
        Refusal: a sheet is protected or is the user's own, something stands in a list's way, cells
            are merged, or Excel is busy. But for Excel being busy from some moment on, nothing is
            changed then.
    """
    titles = dict.fromkeys(run.title for run in changes.filled)
    if locked := protected(book, {**titles, **dict.fromkeys(one.title for one in changes.listed)}):
        raise refusals.protected(locked)
    there = patiently(partial(_sheets, book))
    for title in titles:
        patiently(partial(_check, there[title.casefold()], _runs(changes, title)))
    spots = [patiently(partial(lists.find, book, listed)) for listed in changes.listed]
    with _still(book.app):
        for title in titles:
            _fill(there[title.casefold()], _runs(changes, title))
        for listed, spot in zip(changes.listed, spots, strict=True):
            lists.write(book, listed, spot)
    patiently(book.app.calculate)


def _sheets(book: Book) -> Mapping[str, Sheet]:
    """The workbook's sheets by their titles, folded."""
    return {sheet.name.casefold(): sheet for sheet in book.sheets}


def _runs(changes: Changes, title: str) -> list[Filled]:
    return [run for run in changes.filled if run.title == title]


def _check(sheet: Sheet, runs: Sequence[Filled]) -> None:
    """Refuse runs that have merged cells; where all around them is none, one question tells."""
    areas = [Area(run.row, run.column, run.row + len(run.shown) - 1, run.column) for run in runs]
    tops, lefts, bottoms, rights = zip(*areas, strict=True)
    around = lists.cells_of(sheet, Area(min(tops), min(lefts), max(bottoms), max(rights)))
    if around.merge_cells is not False:
        for area in areas:
            lists.check_merged(sheet, area)


@contextmanager
def _still(app: App) -> Iterator[None]:
    """Let Excel do nothing of its own meanwhile; whatever happens, it then does as before."""
    with ExitStack() as restored:
        for get, put, value in _settings(app):
            with suppress(NotImplementedError):  # an engine that cannot tell
                before = patiently(get)
                restored.callback(patiently, partial(put, before))
                patiently(partial(put, value))
        yield


def _settings(app: App) -> Iterator[tuple[Callable[[], object], Callable[[object], None], object]]:
    """How each of Excel's habits is asked for and set, and what it is meanwhile.

    It neither draws nor calculates, and fills no column with the formula that one cell gets.
    """
    for name, value in (("screen_updating", False), ("calculation", "manual")):
        yield partial(getattr, app, name), partial(setattr, app, name), value
    yield partial(native.fills_columns, app), partial(native.let_fill_columns, app), False


def _fill(sheet: Sheet, runs: Sequence[Filled]) -> None:
    """Write each formula into all of its run at once, or one by one where a filter hides some.

    What is written to several cells at once passes hidden ones by.
    """
    several = any(len(run.shown) > 1 for run in runs)
    hidden = several and patiently(partial(_filtered, sheet))
    for run in runs:
        patiently(partial(_write, sheet, run, singly=hidden))


def _filtered(sheet: Sheet) -> bool:
    """Whether a filter may hide rows of a table on the sheet."""
    return any(lists.filtered(table) for table in sheet.tables)


def _write(sheet: Sheet, run: Filled, *, singly: bool) -> None:
    cells = lists.block(sheet, run.row, run.column, len(run.shown), 1)
    for part in cells if singly else [cells]:
        lists.let_calculate(part)
        part.formula = f"={run.formula}"
