"""A saved workbook as Grids.

python-calamine reads the cells and fastexcel the large sheets. Neither tells an error cell or a
formula that was never calculated from a blank one, nor which cells are merged, so those are looked
up in the sheet's XML (ECMA-376 part 1, 18.3.1.4 `c`: `t="e"`; a formula `f` without a value `v`;
18.3.1.54 `mergeCell`, after the cells).
"""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import contextmanager
from functools import partial
from typing import IO, TYPE_CHECKING, Any, TypeAlias
from xml.etree.ElementTree import Element, ParseError, fromstring, iterparse

from digit_xl.book.grid import Extent, Fault, Grid
from digit_xl.book.places import MAIN, address, area, heading, relations, sheet_parts
from digit_xl.findings import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import polars as pl
    from python_calamine import CalamineWorkbook

    from digit_xl.book.grid import Cell, Formulas
    from digit_xl.book.places import Area

# A sheet whose XML is larger (some 20,000 rows of six cells) is read as columns; below that,
# starting fastexcel costs more than it spares.
BULK_BYTES = 4_000_000

# A formula `f`, with a prefix or without, or the cell type `e`, quoted either way.
_SIGNS = (b"<f", b":f", b'"e"', b"'e'")
_MERGE = re.compile(rb"""<(?:[\w.-]+:)?mergeCell\s[^>]*?\bref=["']([A-Z0-9:]+)["']""")

_Faults: TypeAlias = "dict[tuple[int, int], Fault]"


def read(content: bytes, titles: Collection[str]) -> dict[str, Grid]:
    """The sheets of those titles that the workbook has, by their titles.

    Titles are compared as Excel does, without regard to case. The bytes have been through
    `guard`.

    Raises:
        Refusal: no reader can make sense of the workbook.
    """
    from python_calamine import CalamineWorkbook

    wanted = {title.casefold(): title for title in titles}
    with _readable():
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return {
                wanted[title.casefold()]: _grid(package, content, workbook, (title, part))
                for title, part, _ in sheet_parts(package)
                if title.casefold() in wanted
            }


@contextmanager
def _readable() -> Iterator[None]:
    """Turn a reader's failure, also a panic of its Rust code, into a Refusal."""
    from python_calamine import CalamineError

    try:
        yield
    except BaseException as error:
        known = CalamineError | ParseError | KeyError | ValueError | zipfile.BadZipFile
        if not isinstance(error, known) and type(error).__module__ != "pyo3_runtime":
            raise
        raise unreadable() from error


def unreadable() -> Refusal:
    """The refusal of a workbook that is sound as a file, and of which no reader makes sense."""
    return Refusal(
        "workbook-unreadable",
        "Projektmappen kan ikke læses. Åbn den i Excel, gem den igen som .xlsx, og prøv igen.",
    )


def _grid(
    package: zipfile.ZipFile,
    content: bytes,
    workbook: CalamineWorkbook,
    sheet: tuple[str, str],
) -> Grid:
    """The sheet, a title and its part, as a Grid; the cells of a large one are read when asked."""
    title, part = sheet
    faults, merged = _oddities(package, part)
    table = _table(package, title, part)
    load = partial(_rows, workbook, title, faults)
    formulas = partial(_formulas, content, part)
    if table and not faults and package.getinfo(part).file_size > BULK_BYTES:
        bulk = partial(_bulk, content, title)
        return Grid(title, load, table, bulk, formulas, lambda: merged)
    rows = load()
    return Grid(title, lambda: rows, table, formulas=formulas, merged=lambda: merged)


@_readable()
def _rows(workbook: CalamineWorkbook, title: str, faults: _Faults) -> list[list[Cell]]:
    """All cells from A1 on, with the faults in their places."""
    rows: list[list[Any]] = workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)
    for row in rows:
        for index, value in enumerate(row):
            if isinstance(value, str) and not value:
                row[index] = None
    for (number, column), fault in faults.items():
        while len(rows) < number:
            rows.append([])
        row = rows[number - 1]
        row.extend([None] * (column - len(row)))
        row[column - 1] = fault
    return rows


def _bulk(content: bytes, title: str, extent: Extent) -> pl.DataFrame | None:
    """All cells below the table's header in its columns, one typed column for each.

    None when fastexcel cannot make sense of them: the slow path then says what is wrong.
    """
    import fastexcel

    try:
        sheet = fastexcel.read_excel(content).load_sheet(
            title,
            header_row=None,
            skip_rows=extent.header_row,
            use_columns=list(range(extent.first_column - 1, extent.last_column)),
            schema_sample_rows=None,
        )
        return sheet.to_polars()
    except fastexcel.FastExcelError:
        return None


def _table(package: zipfile.ZipFile, title: str, part: str) -> Extent | None:
    """Where the sheet's own table stands: the one of the sheet's name, else its only one.

    calamine knows tables too, but reads the whole sheet for each.
    """
    tables = [
        fromstring(package.read(target))  # noqa: S314 - guard has refused entities
        for kind, target in relations(package, part).values()
        if kind == "table"
    ]
    own = [table for table in tables if table.get("displayName", "").lower() == title.lower()]
    if len(own or tables) != 1:
        return None
    table = (own or tables)[0]
    top, left, bottom, right = area(table.get("ref", ""))
    totals = int(table.get("totalsRowCount", "0"))
    headings = tuple(heading(column.get("name", "")) for column in table.iter(f"{MAIN}tableColumn"))
    if table.get("headerRowCount") == "0" or bottom - totals < top:
        return None
    name = table.get("displayName", "")
    return Extent(top, bottom - totals, left, right, totals, headings, name)


def _oddities(package: zipfile.ZipFile, part: str) -> tuple[_Faults, list[Area]]:
    """Each cell with an error or an uncalculated formula, by row and column; the merged areas."""
    with package.open(part) as stream:
        merged = _merged_of_plain(stream)
    if merged is not None:
        return {}, merged
    faults: _Faults = {}
    merged = []
    with package.open(part) as stream:
        for _, element in iterparse(stream):  # noqa: S314 - guard has refused entities
            if element.tag == f"{MAIN}c":
                if fault := _fault(element):
                    faults[address(element.get("r", ""))] = fault
            elif element.tag == f"{MAIN}row":
                element.clear()
            elif element.tag == f"{MAIN}mergeCell":
                merged.append(area(element.get("ref", "")))
    return faults, merged


@_readable()
def _formulas(content: bytes, part: str, columns: Collection[int]) -> Formulas:
    """The formulas in those columns of the sheet, by row and column.

    One that several cells share stands in the first of them (18.3.1.40) and is told of all as it
    stands there: names of columns, which is what our own are made of, are the same in each row.
    """
    found: dict[tuple[int, int], str] = {}
    shared: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as package, package.open(part) as stream:
        for _, element in iterparse(stream):  # noqa: S314 - guard has refused entities
            if element.tag == f"{MAIN}c":
                formula = element.find(f"{MAIN}f")
                if formula is not None:
                    row, column = address(element.get("r", ""))
                    group = formula.get("si")
                    text = formula.text or shared.get(group or "")
                    if group and text:
                        shared[group] = text
                    if text and column in columns:  # one without a text calculates nothing
                        found[row, column] = text
            elif element.tag == f"{MAIN}row":
                element.clear()
    return found


def _merged_of_plain(stream: IO[bytes]) -> list[Area] | None:
    """The merged areas of a sheet whose cells name no formula and no error, else None.

    It spares parsing a big ledger.
    """
    tail = b""
    while chunk := stream.read(1 << 20):
        window = tail + chunk
        end = _end_of_cells(window)  # drop-down lists, with formulas, come after them
        cells = window[:end] if end >= 0 else window
        if any(sign in cells for sign in _SIGNS):
            return None
        if end >= 0:
            found = _MERGE.findall(window[end:] + stream.read())
            return [area(reference.decode()) for reference in found]
        tail = window[-64:]
    return []


def _end_of_cells(window: bytes) -> int:
    """Where in it `sheetData`, with a prefix or without, ends; -1 where it does not."""
    end = window.rfind(b"sheetData>")
    return end if window.startswith(b"</", window.rfind(b"<", 0, max(end, 0))) else -1


def _fault(cell: Element) -> Fault | None:
    """What is wrong with the cell, if anything."""
    value = cell.find(f"{MAIN}v")
    if cell.get("t") == "e":
        return Fault((value.text if value is not None else None) or "#?")
    if cell.find(f"{MAIN}f") is None:
        return None
    calculated = value is not None and (value.text or cell.get("t") == "str")
    return None if calculated else Fault("")
