"""The workbook behind a chart: the designer's own, with the chart's numbers in its first sheet.

Word opens it at "edit data". Names are those of ECMA-376 part 1, section 18; what the workbook says
beside the numbers (widths, number formats, the look of its table) stays as its designer left it.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from lxml import etree

from digit_xl.findings import column_letters
from digit_xl.word import wml
from digit_xl.word.package import zipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from digit_xl.facts import Chart
    from digit_xl.word.wml import Element

_ENTRIES: Final = 1000  # Word's own has about 10
_BYTES: Final = 64 << 20  # a whole workbook, pasted with its chart, is seldom a tenth of it
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES: Final = "[Content_Types].xml"
_TABLE, _CHAIN = "/table", "/calcChain"  # what relationships to them end in

# Whatever a damaged or hostile archive, or XML in it, fails with.
_DAMAGED: Final = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(RuntimeError, ValueError, LookupError),
)
# What a sheet says beside its cells, and is still right when those are others (18.3.1.99).
_KEPT: Final = frozenset(
    f"{{{_MAIN}}}{name}"
    for name in (
        *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData"),
        *("pageMargins", "pageSetup", "headerFooter", "drawing", "legacyDrawing", "tableParts"),
    )
)
_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads `_x0041_` as A (22.9.2.19)
_NAME_LENGTH: Final = 255  # of a column of a table


@dataclass(frozen=True, slots=True)
class Looks:
    """The style indexes of the designer's cells: none is an empty text."""

    corner: str
    label: str
    headers: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook by its parts, and which of them hold its first sheet and that sheet's table."""

    parts: Mapping[str, bytes]
    sheet: str
    title: str
    table: str | None
    corner: str
    looks: Looks

    def cells(self, column: int, first: int, last: int = 0) -> str:
        """The formula for cells of the sheet, such as `'Ark1'!$B$2:$B$9`."""
        title, letters = self.title.replace("'", "''"), column_letters(column)
        end = f":${letters}${last}" if last else ""
        return f"'{title}'!${letters}${first}{end}"

    def names(self, chart: Chart) -> list[str]:
        """The names of the chart's series as the columns of a table: each with text, each once."""
        seen = {self.corner.casefold()}
        names = []
        for number, series in enumerate(chart.series, start=1):
            plain = (
                " ".join(wml.clean(series.name).split())[: _NAME_LENGTH - 8] or f"Serie {number}"
            )
            name, again = plain, 1
            while name.casefold() in seen:
                again += 1
                name = f"{plain} ({again})"
            seen.add(name.casefold())
            names.append(name)
        return names

    def filled(self, chart: Chart) -> bytes:
        """The workbook with the chart's numbers; of the same chart the same bytes every time."""
        names = self.names(chart)
        area = f"A1:{column_letters(1 + len(names))}{1 + len(chart.categories)}"
        changed = {self.sheet: self._sheet(chart, names, area)}
        if self.table is not None:
            changed[self.table] = self._table(self.table, names, area)
        return zipped((name, changed.get(name, part)) for name, part in self.parts.items())

    def _sheet(self, chart: Chart, names: list[str], area: str) -> bytes:
        root = wml.parsed(self.parts[self.sheet])
        for child in [child for child in root if child.tag not in _KEPT]:
            root.remove(child)
        for dimension in root.iterfind(_s("dimension")):
            dimension.set("ref", area)
        # read has seen that there is one
        cells = next(root.iterfind(_s("sheetData")))
        cells.clear()
        first = etree.SubElement(cells, _s("row"), r="1")
        if self.corner:
            _text(first, "A1", self.corner, self.looks.corner)
        for column, name in enumerate(names, start=2):
            look = _nth(self.looks.headers, column - 2)
            _text(first, f"{column_letters(column)}1", name, look)
        for row, category in enumerate(chart.categories, start=2):
            line = etree.SubElement(cells, _s("row"), r=str(row))
            _text(line, f"A{row}", wml.clean(category), self.looks.label)
            for column, series in enumerate(chart.series, start=2):
                cell = _cell(
                    line, f"{column_letters(column)}{row}", _nth(self.looks.values, column - 2)
                )
                if (value := series.values[row - 2]) is not None:
                    etree.SubElement(cell, _s("v")).text = f"{value:f}"
        return _written(root)

    def _table(self, part: str, names: list[str], area: str) -> bytes:
        """The table over those cells (18.5.1.2), whose columns are called as their headers are."""
        root = wml.parsed(self.parts[part])
        root.set("ref", area)
        for counted in ("headerRowCount", "totalsRowCount"):
            root.attrib.pop(counted, "")
        for child in [*root]:
            if child.tag == _s("autoFilter"):
                child.clear()
                child.set("ref", area)
            elif child.tag == _s("sortState"):
                root.remove(child)
        columns = next(root.iterfind(_s("tableColumns")))
        columns.clear()
        columns.set("count", str(1 + len(names)))
        for number, name in enumerate((self.corner, *names), start=1):
            etree.SubElement(columns, _s("tableColumn"), id=str(number), name=_escaped(name))
        return _written(root)


def read(content: bytes) -> Workbook | None:
    """The workbook of those bytes; None when they are none that numbers can be put into."""
    try:
        return _read(_inflated(content))
    except _DAMAGED:
        return None


def _inflated(content: bytes) -> dict[str, bytes]:
    """The parts by name, in their order.

    Raises:
        ValueError: there are more of them, or they are larger, than a chart has use for.
    """
    with zipfile.ZipFile(BytesIO(content)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > _ENTRIES or sum(entry.file_size for entry in entries) > _BYTES:
            raise ValueError("too large")
        return {entry.filename: archive.read(entry) for entry in entries}


def _read(parts: dict[str, bytes]) -> Workbook:
    main = _targets(parts, "", "/officeDocument")[0]
    listed = _first(wml.parsed(parts[main]), f"{_s('sheets')}/{_s('sheet')}")
    relations = {key: target for key, _, target in _relations(parts, main)}
    sheet = relations[listed.get(f"{{{wml.R}}}id", "")]
    root = wml.parsed(parts[sheet])
    _first(root, _s("sheetData"))
    table, corner = _table_of(parts, sheet, root)
    # Which cells are calculated first is asked of cells that are gone.
    for chain in _targets(parts, main, _CHAIN):
        _drop(parts, main, chain)
    return Workbook(parts, sheet, listed.get("name", ""), table, corner, _looks(root))


def _table_of(parts: dict[str, bytes], sheet: str, root: Element) -> tuple[str | None, str]:
    """The sheet's first table and the name of its first column; the others are taken out."""
    listed = [*root.iterfind(f"{_s('tableParts')}/{_s('tablePart')}")]
    relations = {key: target for key, _, target in _relations(parts, sheet)}
    tables = [relations[part.get(f"{{{wml.R}}}id", "")] for part in listed]
    for other, part in zip(tables[1:], listed[1:], strict=True):
        wml.holder_of(part).remove(part)
        _drop(parts, sheet, other)
    for holder in root.iterfind(_s("tableParts")):
        holder.set("count", str(len(holder)))
    parts[sheet] = _written(root)
    if not tables:
        return None, ""
    column = _first(wml.parsed(parts[tables[0]]), f"{_s('tableColumns')}/{_s('tableColumn')}")
    return tables[0], column.get("name", "") or " "


def _looks(root: Element) -> Looks:
    """The looks of the first two rows, wherever they end."""
    styles = {cell.get("r", ""): cell.get("s", "") for cell in root.iter(_s("c"))}

    def across(row: int) -> Iterator[str]:
        column = 2
        while (address := f"{column_letters(column)}{row}") in styles:
            yield styles[address]
            column += 1

    return Looks(styles.get("A1", ""), styles.get("A2", ""), tuple(across(1)), tuple(across(2)))


def _nth(looks: tuple[str, ...], at: int) -> str:
    """The look at that position, else the last one."""
    return looks[min(at, len(looks) - 1)] if looks else ""


def _s(name: str) -> str:
    """The name in SpreadsheetML as lxml writes it."""
    return f"{{{_MAIN}}}{name}"


def _first(root: Element, path: str) -> Element:
    return [*root.iterfind(path)][0]  # noqa: RUF015 - a missing one is a LookupError, as a part is


def _written(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _relations(parts: Mapping[str, bytes], source: str) -> Iterator[tuple[str, str, str]]:
    """The id, the type and the part of each relationship from that part (ECMA-376 part 2, 6.5)."""
    folder, name = posixpath.split(source)
    rels = parts.get(posixpath.join(folder, "_rels", f"{name}.rels"))
    root = () if rels is None else wml.parsed(rels).iterchildren("{*}*")
    for relation in root:
        target = posixpath.join("/", folder, relation.get("Target", ""))
        part = posixpath.normpath(target).lstrip("/")
        yield relation.get("Id", ""), relation.get("Type", ""), part


def _targets(parts: Mapping[str, bytes], source: str, kind: str) -> list[str]:
    """The parts that a part is related to in that way."""
    return [target for _, found, target in _relations(parts, source) if found.endswith(kind)]


def _drop(parts: dict[str, bytes], source: str, dropped: str) -> None:
    """Take that part out, with its relationship from the source and its content type."""
    del parts[dropped]
    folder, name = posixpath.split(source)
    keys = {key for key, _, target in _relations(parts, source) if target == dropped}
    for part, attribute, gone in (
        (posixpath.join(folder, "_rels", f"{name}.rels"), "Id", keys),
        (_TYPES, "PartName", {f"/{dropped}"}),
    ):
        root = wml.parsed(parts[part])
        for child in [it for it in root.iterchildren("{*}*") if it.get(attribute) in gone]:
            root.remove(child)
        parts[part] = _written(root)


def _cell(row: Element, address: str, look: str) -> Element:
    cell = etree.SubElement(row, _s("c"), r=address)
    if look:
        cell.set("s", look)
    return cell


def _text(row: Element, address: str, text: str, look: str) -> None:
    """A cell with its text in itself (18.3.1.53), so that no list of texts has to change."""
    cell = _cell(row, address, look)
    cell.set("t", "inlineStr")
    words = etree.SubElement(etree.SubElement(cell, _s("is")), _s("t"))
    words.set(wml.XML_SPACE, "preserve")
    words.text = _escaped(text)


def _escaped(text: str) -> str:
    return _ESCAPE.sub("_x005F_", text)
