"""A list on a sheet of its own: the rows of its table are replaced, all around them is kept.

The table may have been moved, filtered, widened or given a row of totals. Columns of the user's
own, in the table or beside it, keep their cells where they stand. What stands below the table
stays where it is too; when the list would run into it, it is refused, for nothing that points
there could follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from digit_xl.book import plan, refusals
from digit_xl.book.patch import furnishing
from digit_xl.book.patch.cells import FORMULA, Cells, holds
from digit_xl.book.patch.formulas import Formulas
from digit_xl.book.patch.values import clear, put
from digit_xl.book.places import MAIN, WORKBOOK, Area, area
from digit_xl.book.plan import LINE_HEIGHT
from digit_xl.findings import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element as Element

    from digit_xl.book.changes import Listed
    from digit_xl.book.patch.package import Package
    from digit_xl.book.places import SheetPart


_PLAIN = "0"  # the style of a cell that nobody has formatted


class _Table(NamedTuple):
    """The list's table: its XML, where it stands, how many rows of totals it has."""

    xml: Element
    area: Area
    totals: int

    @property
    def last_row(self) -> int:
        """The last row above the totals."""
        return self.area.bottom - self.totals


def write(package: Package, listed: Listed) -> tuple[str, set[str]]:
    """Write the list; the number of its sheet, and the cells that lost their formula, come out.

    Raises:
        Refusal: the sheet or the table of that name is the user's own, or something is in the way.
    """
    sheet, part = _found(package, listed) or furnishing.add(package, listed)
    xml = package.change(part)
    bounds = area(xml.get("ref", ""))
    table = _Table(xml, bounds, int(xml.get("totalsRowCount", "0")))
    root = package.change(sheet.part)
    cells, formulas = Cells(root), Formulas(sheet.title, root)
    last = bounds.top + len(listed.rows)
    if way := refusals.way(listed, bounds, table.totals):
        others = _other_tables(package, sheet, part)
        refusals.check_way(sheet.title, _taken(cells, way, others))
    whole = bounds._replace(bottom=max(last + table.totals, bounds.bottom))
    refusals.check_merged(sheet.title, whole, cells.merged())
    formulas.check(whole)
    _move_totals(cells, table, last)
    _rewrite(cells, listed, table, last)
    _resize(table, last)
    if not bounds.holds(1, 1) and _may_go(package, cells.get(1, 1), listed.lines):
        put(cells.make(1, 1, _PLAIN), listed.told(_names(package)))
    cells.measure()
    cells.recalculate()
    return sheet.number, formulas.settle()


def _found(package: Package, listed: Listed) -> tuple[SheetPart, str] | None:
    """The sheet and the part of the list's table, on whichever sheet; None when one can be added.

    Raises:
        Refusal: a sheet or a table of that name holds something else.
    """
    for sheet, part in package.tables():
        table = package.root(part)
        if table.get("displayName", "").casefold() == listed.title.casefold():
            headings = [column.get("name") for column in table.iter(f"{MAIN}tableColumn")]
            refusals.check_headings(listed, [] if table.get("headerRowCount") == "0" else headings)
            return sheet, part
    return None


def _taken(cells: Cells, way: Area, tables: Iterable[Area]) -> list[tuple[int, int]]:
    """Cells on the list's way that hold something, or begin what is one or another table."""
    taken = [
        (row, column)
        for row in range(way.top, way.bottom + 1)
        for column in cells.filled(row)
        if way.left <= column <= way.right
    ]
    areas = (*cells.merged(), *tables)
    return taken + [(one.top, one.left) for one in areas if one.meets(way)]


def _other_tables(package: Package, sheet: SheetPart, part: str) -> Iterator[Area]:
    """Where the sheet's other tables stand."""
    for there, other in package.tables():
        if there == sheet and other != part:
            yield area(package.root(other).get("ref", ""))


def _move_totals(cells: Cells, table: _Table, last: int) -> None:
    """Put the rows of totals below the list, with what they hold."""
    moved = range(table.totals)
    if last < table.last_row:
        rows = [(table.last_row + 1 + at, last + 1 + at) for at in moved]
    else:
        rows = [(table.last_row + 1 + at, last + 1 + at) for at in reversed(moved)]
    for source, target in rows:
        for column in range(table.area.left, table.area.right + 1) if source != target else ():
            old = cells.get(source, column)
            if old is not None:
                new = cells.make(target, column, old.get("s"))
                _take_over(new, old)
                cells.remove(source, column)


def _take_over(new: Element, old: Element) -> None:
    """Let the new cell be what the old one is, but for its place."""
    clear(new)
    new.attrib.update({name: text for name, text in old.attrib.items() if name != "r"})
    new[:] = list(old)


def _rewrite(cells: Cells, listed: Listed, table: _Table, last: int) -> None:
    """Write the rows in the styles of the first that was there; what is left of the others goes."""
    top, left, _, _ = table.area
    width = len(listed.headings)
    styles = [
        None if first is None else first.get("s")
        for first in (cells.get(top + 1, left + at) for at in range(width))
    ]
    for row, values in enumerate(listed.rows, top + 1):
        for at, value in enumerate(values):
            cell = cells.make(row, left + at, styles[at])
            put(cell, value)
            if style := styles[at]:
                cell.set("s", style)
    for row in range(top + 1, max(last, table.last_row) + 1):
        _uncover(cells.row(row), _height(listed, row - top - 1))
        for at in range(width) if row > last + table.totals else ():
            cells.remove(row, left + at)


def _uncover(row: Element | None, height: int) -> None:
    """Show the row, as high as its text wants it; Excel may still find another height for it."""
    if row is not None:
        for name in ("hidden", "ht", "customHeight"):
            row.attrib.pop(name, "")
        if height > LINE_HEIGHT:
            row.set("ht", str(height))  # LibreOffice takes it for one line high without


def _height(listed: Listed, at: int) -> int:
    """The height of the list's row of that number; that of one line beyond its end."""
    values = listed.rows[at] if at < len(listed.rows) else ()
    texts = zip(values, listed.widths, strict=False)
    return plan.height((value, width) for value, width in texts if isinstance(value, str))


def _resize(table: _Table, last: int) -> None:
    """Let the table end there, without the filter and the order of the rows that went."""
    top, left, _, right = table.area

    def to(bottom: int) -> str:
        return f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"

    table.xml.set("ref", to(last + table.totals))
    for order in table.xml.findall(f"{MAIN}sortState"):
        table.xml.remove(order)
    for filters in table.xml.findall(f"{MAIN}autoFilter"):
        filters.set("ref", to(last))
        filters[:] = [part for part in filters if part.tag == f"{MAIN}extLst"]


def _may_go(package: Package, cell: Element | None, lines: tuple[str, ...]) -> bool:
    """Whether the cell holds nothing, or one of those lines, however it ends."""
    if cell is None or not holds(cell):
        return True
    return cell.find(FORMULA) is None and _text(package, cell).startswith(lines)


def _text(package: Package, cell: Element) -> str:
    """The text that the cell holds, its own or one that it shares with others (18.4.9)."""
    if cell.get("t") != "s":
        return "".join(map(str, cell.itertext()))
    [part] = package.targets(WORKBOOK, "sharedStrings")
    texts = package.root(part)
    return "".join(map(str, texts[int(cell.findtext(f"{MAIN}v", ""))].itertext()))


def _names(package: Package) -> set[str]:
    """The names that hold in the whole workbook."""
    names = package.root(WORKBOOK).iter(f"{MAIN}definedName")
    return {name.get("name", "") for name in names if name.get("localSheetId") is None}
