"""A saved workbook with some of its parts changed; every other part stays byte for byte.

A round trip through a spreadsheet library loses what the library does not know (threaded
comments, slicers, custom XML …), so only the XML of the parts concerned is touched, and the
others are carried over as they lie in the package, still compressed.
"""

from __future__ import annotations

import copy
import io
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from lxml import etree

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from lxml.etree import _Element as Element

    Edit: TypeAlias = Callable[[Element], None]

Shown: TypeAlias = str | int | float | Decimal | None

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TERMS = "{http://purl.org/dc/terms/}"
_CONTENT_TYPES = "[Content_Types].xml"
_DATA_DESCRIPTOR = 0x08  # the flag of a zip entry whose sizes stand behind its content
_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can tell: no time at all
# ECMA-376 part 1, 18.8.22: the order in which Excel reads what a font is.
_FONT_ORDER = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign"),
    *("sz", "color", "name", "family", "charset", "scheme"),
)
# ECMA-376 part 1, 18.3.1.99: what may follow the ignored errors of a worksheet.
_AFTER_IGNORED = frozenset(
    f"{_MAIN}{name}"
    for name in (
        *("smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "picture"),
        *("oleObjects", "controls", "webPublishItems", "tableParts", "extLst"),
    )
)


def cached(workbook: bytes, shown: Mapping[tuple[str, str], Shown]) -> bytes:
    """The workbook whose formula cells show those values, by sheet title and address (`F5`).

    Raises:
        ValueError: there is no formula in one of the cells.
    """
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        return _replaced(workbook, package, _edited(package, _value_edits(shown)))


def finished(
    workbook: bytes,
    shown: Mapping[tuple[str, str], Shown],
    texts: Mapping[str, str],
    written: dt.date | None,
) -> bytes:
    """The new workbook of a library as Excel wants it, the same bytes whenever it is made.

    Its formula cells show the values, digits in the ranges of `texts` (by sheet title) are meant
    as text, its rows grow with what is typed into them, its fonts are in the schema's order, and
    it was written on that day, or nobody says when.
    """
    edits = _value_edits(shown)
    for title, cells in texts.items():
        edits.setdefault(title, []).extend((_text_edit(cells), _free_heights))
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
        parts |= _edited(package, edits)
    parts["xl/styles.xml"] = _changed(parts["xl/styles.xml"], _order_fonts)
    parts["docProps/core.xml"] = _changed(parts["docProps/core.xml"], _date_edit(written))
    return _packed(parts)


def _value_edits(shown: Mapping[tuple[str, str], Shown]) -> dict[str, list[Edit]]:
    """For each sheet the edit that puts the values into its formula cells."""
    sheets: dict[str, dict[str, Shown]] = {}
    for (title, address), value in shown.items():
        sheets.setdefault(title, {})[address] = value
    return {title: [_show_edit(title, values)] for title, values in sheets.items()}


def _show_edit(title: str, values: Mapping[str, Shown]) -> Edit:
    def show(sheet: Element) -> None:
        waiting = dict(values)
        for cell in sheet.iter(f"{_MAIN}c"):
            address = cell.get("r", "")
            if address in waiting and cell.find(f"{_MAIN}f") is not None:
                _show(cell, waiting.pop(address))
        if waiting:
            raise ValueError(f"no formula in {title}!{next(iter(waiting))}")

    return show


def _show(cell: Element, value: Shown) -> None:
    """Let the formula cell show the value (ECMA-376 part 1, 18.3.1.4): nothing is empty text."""
    for old in cell.findall(f"{_MAIN}v"):
        cell.remove(old)
    new = etree.SubElement(cell, f"{_MAIN}v")  # after the formula; nothing else but `extLst` is
    if value is None or isinstance(value, str):
        cell.set("t", "str")
        new.text = value or ""
        return
    if "t" in cell.attrib:
        del cell.attrib["t"]
    new.text = format(value, "f") if isinstance(value, Decimal) else repr(value)


def _text_edit(cells: str) -> Edit:
    """The edit after which Excel puts no green corner on digits that are text in those cells."""

    def ignore(sheet: Element) -> None:
        ignored = etree.Element(f"{_MAIN}ignoredErrors")
        etree.SubElement(
            ignored, f"{_MAIN}ignoredError", {"sqref": cells, "numberStoredAsText": "1"}
        )
        later = (index for index, part in enumerate(sheet) if part.tag in _AFTER_IGNORED)
        sheet.insert(next(later, len(sheet)), ignored)

    return ignore


def _free_heights(sheet: Element) -> None:
    """Let rows below the header keep their height only until something is typed into them."""
    for row in sheet.iter(f"{_MAIN}row"):
        if row.get("r") != "1" and "customHeight" in row.attrib:
            del row.attrib["customHeight"]


def _order_fonts(styles: Element) -> None:
    for font in styles.iter(f"{_MAIN}font"):
        font[:] = sorted(font, key=lambda part: _FONT_ORDER.index(etree.QName(part).localname))


def _date_edit(written: dt.date | None) -> Edit:
    def date(properties: Element) -> None:
        for name in ("created", "modified"):
            for moment in properties.findall(f"{_TERMS}{name}"):
                if written is None:
                    properties.remove(moment)
                else:
                    moment.text = f"{written.isoformat()}T00:00:00Z"

    return date


def _edited(package: zipfile.ZipFile, edits: Mapping[str, Iterable[Edit]]) -> dict[str, bytes]:
    """The sheets' parts after their edits; the edits stand by the sheet's title."""
    parts = dict(_sheet_parts(package))
    return {
        parts[title]: _changed(package.read(parts[title]), *changes)
        for title, changes in edits.items()
    }


def _sheet_parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The title and the part of each worksheet."""
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _parsed(package.read("xl/_rels/workbook.xml.rels"))
    }
    for sheet in _parsed(package.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):
        target = targets[sheet.get(_RELATION)]
        yield (
            sheet.get("name", ""),
            target.removeprefix("/") if target.startswith("/") else f"xl/{target}",
        )


def _parsed(content: bytes) -> Element:
    """The part's root; nothing outside the part is ever fetched, and a big ledger is no attack."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(content, parser)


def _changed(content: bytes, *edits: Edit) -> bytes:
    """The part after the edits."""
    root = _parsed(content)
    for edit in edits:
        edit(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _packed(parts: Mapping[str, bytes]) -> bytes:
    """A package of those parts, the list of content types first, as programs look for it."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        for name in sorted(parts, key=lambda name: name != _CONTENT_TYPES):
            entry = zipfile.ZipInfo(name, _FIRST_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            archive.writestr(entry, parts[name])
    return package.getvalue()


def _replaced(workbook: bytes, package: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    """The package with those parts replaced and the others carried over without unpacking them."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.comment = package.comment
        for entry in package.infolist():
            kept = copy.copy(entry)
            kept.flag_bits &= ~_DATA_DESCRIPTOR
            if entry.filename in changed:
                archive.writestr(kept, changed[entry.filename])
            else:
                _carry_over(_compressed(workbook, entry), kept, archive)
    return target.getvalue()


def _compressed(workbook: bytes, entry: zipfile.ZipInfo) -> bytes:
    """The entry's content as it lies in the package, behind its local header (APPNOTE 4.3.7)."""
    header = entry.header_offset
    lengths = workbook[header + 26 : header + 30]  # of the name and of the extra field
    start = header + 30 + sum(int.from_bytes(lengths[at : at + 2], "little") for at in (0, 2))
    return workbook[start : start + entry.compress_size]


def _carry_over(content: bytes, entry: zipfile.ZipInfo, archive: zipfile.ZipFile) -> None:
    """Put compressed content into an open archive, for which zipfile has no call of its own."""
    if archive.fp is None:
        raise ValueError("the archive is closed")
    entry.header_offset = archive.fp.tell()
    archive.fp.write(entry.FileHeader(zip64=False) + content)
    archive.filelist.append(entry)
    archive.NameToInfo[entry.filename] = entry
    archive.start_dir = archive.fp.tell()
