"""A new workbook as a library leaves it, made what Excel wants, and the same at any time."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from lxml import etree

from digit_xl.book.patch.package import as_bytes, packed, parsed
from digit_xl.book.patch.values import by_sheet, show_formulas
from digit_xl.book.places import MAIN, sheet_parts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from lxml.etree import _Element as Element

Shown: TypeAlias = str | int | float | Decimal | None

_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_TERMS = "{http://purl.org/dc/terms/}"
_STYLES, _PROPERTIES = "xl/styles.xml", "docProps/core.xml"
# ECMA-376 part 1, 18.8.22: the order in which Excel reads what a font is.
_FONT_ORDER = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign"),
    *("sz", "color", "name", "family", "charset", "scheme"),
)
# ECMA-376 part 1, 18.3.1.99: what may follow the ignored errors of a worksheet.
_AFTER_IGNORED = frozenset(
    f"{MAIN}{name}"
    for name in (
        *("smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "picture"),
        *("oleObjects", "controls", "webPublishItems", "tableParts", "extLst"),
    )
)


def finished(
    workbook: bytes,
    shown: Mapping[tuple[str, str], Shown],
    texts: Mapping[str, str],
    written: dt.date | None,
    drawings: Sequence[Sequence[tuple[str, str]]] = (),
) -> bytes:
    """The new workbook of a library as Excel wants it, the same bytes whenever it is made.

    Its formula cells show the values, digits in the ranges of `texts` (by sheet title) are meant
    as text, its rows grow with what is typed into them, its fonts are in the schema's order, and
    it was written on that day, or nobody says when. `drawings` are the names and the descriptions
    of what each drawing of the workbook shows.
    """
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
        sheets = {sheet.title: sheet.part for sheet in sheet_parts(package)}
    values = by_sheet(shown)
    for title in dict.fromkeys((*values, *texts)):
        sheet = parsed(parts[sheets[title]])
        _show(sheet, values.get(title, {}))
        if title in texts:
            _ignore_texts(sheet, texts[title])
            _free_heights(sheet)
        parts[sheets[title]] = as_bytes(sheet)
    styles = parsed(parts[_STYLES])
    _order_fonts(styles)
    properties = parsed(parts[_PROPERTIES])
    _date(properties, written)
    for number, told in enumerate(drawings, 1):
        part = f"xl/drawings/drawing{number}.xml"
        drawing = parsed(parts[part])
        _tell(drawing, told)
        parts[part] = as_bytes(drawing)
    for part in [name for name in parts if name.startswith("xl/charts/chart")]:
        chart = parsed(parts[part])
        _own_formats(chart)
        _untitled(chart)
        parts[part] = as_bytes(chart)
    return packed(parts | {_STYLES: as_bytes(styles), _PROPERTIES: as_bytes(properties)})


def _own_formats(chart: Element) -> None:
    """Let the chart's own formats of numbers count, not those of its cells (21.2.2.121)."""
    for code in chart.iter(f"{_CHART}numFmt"):
        code.set("sourceLinked", "0")


def _untitled(chart: Element) -> None:
    """Have Excel make no title for a chart of one series that has none (21.2.2.7)."""
    for inner in chart.iter(f"{_CHART}chart"):
        if inner.find(f"{_CHART}title") is None:
            inner.insert(0, etree.Element(f"{_CHART}autoTitleDeleted", {"val": "1"}))


def _tell(drawing: Element, told: Sequence[tuple[str, str]]) -> None:
    """Name what a drawing shows, and tell it to who cannot see (20.1.2.2.8)."""
    for shape, (name, about) in zip(drawing.iter(f"{_DRAWING}cNvPr"), told, strict=True):
        shape.set("name", name)
        shape.set("descr", about)


def _show(sheet: Element, values: Mapping[str, Shown]) -> None:
    """Let the formula cells show the values: nothing is an empty text, for all is calculated."""
    show_formulas(sheet, {cell: "" if one is None else one for cell, one in values.items()})


def _ignore_texts(sheet: Element, cells: str) -> None:
    """Have Excel put no green corner on digits that are text in those cells."""
    ignored = etree.Element(f"{MAIN}ignoredErrors")
    etree.SubElement(ignored, f"{MAIN}ignoredError", {"sqref": cells, "numberStoredAsText": "1"})
    later = (index for index, part in enumerate(sheet) if part.tag in _AFTER_IGNORED)
    sheet.insert(next(later, len(sheet)), ignored)


def _free_heights(sheet: Element) -> None:
    """Let rows below the header keep their height only until something is typed into them."""
    for row in sheet.iter(f"{MAIN}row"):
        if row.get("r") != "1" and "customHeight" in row.attrib:
            del row.attrib["customHeight"]


def _order_fonts(styles: Element) -> None:
    for font in styles.iter(f"{MAIN}font"):
        font[:] = sorted(font, key=lambda part: _FONT_ORDER.index(etree.QName(part).localname))


def _date(properties: Element, written: dt.date | None) -> None:
    """Let the file have been written on that day, or on none."""
    for name in ("created", "modified"):
        for moment in properties.findall(f"{_TERMS}{name}"):
            if written is None:
                properties.remove(moment)
            else:
                moment.text = f"{written.isoformat()}T00:00:00Z"
