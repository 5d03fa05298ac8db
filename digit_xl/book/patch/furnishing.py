"""A new sheet for a list: its part, its table, and all that the workbook must know of them."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from lxml import etree

from digit_xl.book import refusals
from digit_xl.book.patch.package import parsed
from digit_xl.book.patch.values import put
from digit_xl.book.places import MAIN, OFFICE, RELATION, WORKBOOK, SheetPart
from digit_xl.findings import column_letters

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from digit_xl.book.changes import Listed
    from digit_xl.book.patch.package import Package

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET = (
    f'<worksheet xmlns="{MAIN[1:-1]}" xmlns:r="{OFFICE}">'
    '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1"/><sheetViews>'
    '<sheetView showGridLines="0" workbookViewId="0"><pane ySplit="{row}" topLeftCell="A{below}" '
    'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15"/><cols/><sheetData><row r="{row}"/></sheetData>'
    '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.7" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    '<tableParts count="1"><tablePart r:id=""/></tableParts></worksheet>'
)
_TABLE = (
    f'<table xmlns="{MAIN[1:-1]}"><autoFilter/><tableColumns/>'
    '<tableStyleInfo name="TableStyleLight1" showRowStripes="0"/></table>'
)
_PARTS = ("xl/worksheets/sheet{}.xml", "xl/tables/table{}.xml")


def add(package: Package, listed: Listed) -> tuple[SheetPart, str]:
    """The new sheet behind all others, with its headings, and the part of its table.

    Raises:
        Refusal: the workbook's structure is protected, or a sheet or a name of its own is called
            like the table.
    """
    _check(package, listed)
    part, table = map(package.free, _PARTS)
    package.add(table, _table(package, listed), f"{_TYPE}.table+xml")
    [styles] = package.targets(WORKBOOK, "styles")
    sheet = _sheet(listed, _wrapping(package.change(styles)))
    package.add(part, sheet, f"{_TYPE}.worksheet+xml")
    key = package.relate(part, "table", table)
    next(sheet.iter(f"{MAIN}tablePart")).set(RELATION, key)
    return _enter(package, listed, part), table


def _check(package: Package, listed: Listed) -> None:
    """Refuse a workbook that cannot get the sheet."""
    workbook = package.root(WORKBOOK)
    protections = workbook.iter(f"{MAIN}workbookProtection")
    refusals.check_addition(
        listed,
        [sheet.get("name", "") for sheet in workbook.iter(f"{MAIN}sheet")],
        [name.get("name", "") for name in workbook.iter(f"{MAIN}definedName")],
        locked=any(one.get("lockStructure") in {"1", "true"} for one in protections),
    )


def _table(package: Package, listed: Listed) -> Element:
    """The table of one blank row under its headings."""
    taken = [int(package.root(part).get("id", "0")) for _, part in package.tables()]
    table = parsed(_TABLE.encode())
    last = column_letters(len(listed.headings))
    cells = f"A{listed.header_row}:{last}{listed.header_row + 1}"
    for name, text in (("name", listed.title), ("displayName", listed.title), ("ref", cells)):
        table.set(name, text)
    table.set("id", str(max(taken, default=0) + 1))
    filters, columns = table[0], table[1]
    filters.set("ref", cells)
    columns.set("count", str(len(listed.headings)))
    for number, heading in enumerate(listed.headings, 1):
        etree.SubElement(columns, f"{MAIN}tableColumn", {"id": str(number), "name": heading})
    return table


def _sheet(listed: Listed, style: str) -> Element:
    """The sheet with its headings, its columns so wide and in that style."""
    row = listed.header_row
    sheet = parsed(_SHEET.replace("{row}", str(row)).replace("{below}", str(row + 1)).encode())
    columns, header = next(sheet.iter(f"{MAIN}cols")), next(sheet.iter(f"{MAIN}row"))
    for number, (heading, width) in enumerate(zip(listed.headings, listed.widths, strict=True), 1):
        look = {"width": str(width), "style": style, "customWidth": "1"}
        etree.SubElement(columns, f"{MAIN}col", {"min": str(number), "max": str(number), **look})
        reference = f"{column_letters(number)}{row}"
        put(etree.SubElement(header, f"{MAIN}c", {"r": reference, "s": style}), heading)
    return sheet


def _wrapping(styles: Element) -> str:
    """The number of a new cell format, plain but for long texts, which go on in the next line."""
    formats = next(styles.iter(f"{MAIN}cellXfs"))
    plain = {"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0", "xfId": "0"}
    new = etree.SubElement(formats, f"{MAIN}xf", plain | {"applyAlignment": "1"})
    etree.SubElement(new, f"{MAIN}alignment", {"vertical": "top", "wrapText": "1"})
    formats.set("count", str(len(formats)))
    return str(len(formats) - 1)


def _enter(package: Package, listed: Listed, part: str) -> SheetPart:
    """Enter the sheet in the workbook; names that it still has for the columns mean the new ones.

    The last place moves no other sheet, for much in a workbook counts them.
    """
    workbook = package.change(WORKBOOK)
    there = [*workbook.iter(f"{MAIN}sheet")]
    number = str(max(int(sheet.get("sheetId", "0")) for sheet in there) + 1)
    new = copy.deepcopy(there[-1])  # whose namespaces are those that the workbook uses
    new.attrib.pop("state", "")
    new.set("name", listed.title)
    new.set("sheetId", number)
    new.set(RELATION, package.relate(WORKBOOK, "worksheet", part))
    there[-1].addnext(new)
    for name in workbook.iter(f"{MAIN}definedName"):
        heading = listed.named.get(name.get("name", ""))
        if heading and name.get("localSheetId") is None:
            name.text = f"{listed.title}[{heading}]"
    sheet = SheetPart(listed.title, part, number)
    package.sheets.append(sheet)
    return sheet
