"""The template as a file: its parts, what relates them, and a package whose bytes never vary."""

from __future__ import annotations

import io
import posixpath
import zipfile

from lxml import etree

from template.charts import CHARTS, DATA, chart_parts
from template.controls import number_controls, number_drawings
from template.frames import SAMPLE, SAMPLE_RELATION, sample
from template.numbering import numbering
from template.pages import FOOTERS, HEADERS, PORTRAIT, footers, headers, page
from template.report import body
from template.styles import LANGUAGE, styles
from template.theme import theme
from template.wml import Element, q, val, w

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DUBLIN = "http://purl.org/dc/elements/1.1/"

_DRAWING = "application/vnd.openxmlformats-officedocument.drawingml."
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_TYPES = {
    "word/document.xml": f"{_WORD}document.main+xml",
    "word/styles.xml": f"{_WORD}styles+xml",
    "word/numbering.xml": f"{_WORD}numbering+xml",
    "word/settings.xml": f"{_WORD}settings+xml",
    "word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    **{f"word/{name}": f"{_WORD}header+xml" for name in HEADERS.values()},
    **{f"word/{name}": f"{_WORD}footer+xml" for name in FOOTERS.values()},
    **{f"word/{chart.part}": f"{_DRAWING}chart+xml" for chart in CHARTS},
}


def template() -> bytes:
    """The annual report template, a Word document."""
    parts = _parts()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, part in parts.items():
            content = part if isinstance(part, bytes) else _serialised(part)
            # Neither packed nor dated: bytes that depend on no library's version and no clock.
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return buffer.getvalue()


def _serialised(root: Element | bytes) -> bytes:
    if isinstance(root, bytes):
        return root
    kept = root.get(q("mc:Ignorable"), "").split()
    etree.cleanup_namespaces(root, keep_ns_prefixes=kept)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _parts() -> dict[str, Element | bytes]:
    document = w("document", w("body", *body(), page(PORTRAIT)))
    document.set(q("mc:Ignorable"), "w15")
    heads, feet = headers(), footers()
    number_controls(document, *heads.values(), *feet.values())
    number_drawings(document, *heads.values(), *feet.values())
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            {
                "rId1": (f"{_OFFICE}officeDocument", "word/document.xml"),
                "rId2": (f"{_PACKAGE}relationships/metadata/core-properties", "docProps/core.xml"),
            }
        ),
        "docProps/core.xml": _core(),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _relationships(_document_relations()),
        "word/styles.xml": styles(),
        "word/numbering.xml": numbering(),
        "word/settings.xml": _settings(),
        "word/theme/theme1.xml": theme(),
        f"word/{SAMPLE}": sample(),
        **{f"word/{name}": root for name, root in (heads | feet).items()},
        **{f"word/{name}": part for name, part in chart_parts().items()},
        **{f"word/charts/_rels/{name}.rels": root for name, root in _chart_relations().items()},
    }


def _content_types() -> Element:
    space = f"{{{_PACKAGE}content-types}}"
    made = _rooted("Types", f"{_PACKAGE}content-types")
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    defaults = {"png": "image/png", "rels": relations, "xlsx": _SHEET, "xml": "application/xml"}
    for extension, kind in defaults.items():
        etree.SubElement(made, f"{space}Default", {"Extension": extension, "ContentType": kind})
    for name, kind in _TYPES.items():
        etree.SubElement(made, f"{space}Override", {"PartName": f"/{name}", "ContentType": kind})
    return made


def _rooted(name: str, namespace: str) -> Element:
    """An element whose namespace has no prefix, as readers of packages are used to."""
    return etree.fromstring(f'<{name} xmlns="{namespace}"/>')


def _document_relations() -> dict[str, tuple[str, str]]:
    return {
        "rIdStyles": (f"{_OFFICE}styles", "styles.xml"),
        "rIdNumbering": (f"{_OFFICE}numbering", "numbering.xml"),
        "rIdSettings": (f"{_OFFICE}settings", "settings.xml"),
        "rIdTheme": (f"{_OFFICE}theme", "theme/theme1.xml"),
        SAMPLE_RELATION: (f"{_OFFICE}image", SAMPLE),
        **{relation: (f"{_OFFICE}header", name) for relation, name in HEADERS.items()},
        **{relation: (f"{_OFFICE}footer", name) for relation, name in FOOTERS.items()},
        **{chart.relation: (f"{_OFFICE}chart", chart.part) for chart in CHARTS},
    }


def _chart_relations() -> dict[str, Element]:
    """What relates each chart to its workbook, by the name of the chart's file."""
    return {
        posixpath.basename(chart.part): _relationships(
            {DATA: (f"{_OFFICE}package", f"../{chart.book}")}
        )
        for chart in CHARTS
    }


def _relationships(relations: dict[str, tuple[str, str]]) -> Element:
    space = f"{{{_PACKAGE}relationships}}"
    made = _rooted("Relationships", f"{_PACKAGE}relationships")
    for relation, (kind, target) in relations.items():
        attributes = {"Id": relation, "Type": kind, "Target": target}
        etree.SubElement(made, f"{space}Relationship", attributes)
    return made


def _core() -> Element:
    made = etree.Element(f"{{{_CORE}}}coreProperties", nsmap={"cp": _CORE, "dc": _DUBLIN})
    for name, text in (("title", "Årsrapport"), ("language", LANGUAGE)):
        etree.SubElement(made, f"{{{_DUBLIN}}}{name}").text = text
    return made


def _settings() -> Element:
    """Facing pages, Danish, and the layout of Word as it is today rather than of 2007."""
    mode = w(
        "compatSetting",
        name="compatibilityMode",
        uri="http://schemas.microsoft.com/office/word",
        val=15,
    )
    return w(
        "settings",
        w("mirrorMargins"),
        val("defaultTabStop", 567),
        val("characterSpacingControl", "doNotCompress"),
        w("compat", mode),
        w("themeFontLang", val=LANGUAGE),
        _colour_map(),
        val("decimalSymbol", ","),
        val("listSeparator", ";"),
    )


def _colour_map() -> Element:
    """Which theme colour each name in the styles means: the ordinary ones."""
    pairs = {"bg1": "light1", "t1": "dark1", "bg2": "light2", "t2": "dark2"}
    pairs |= {f"accent{number}": f"accent{number}" for number in range(1, 7)}
    made = w("clrSchemeMapping", **pairs)
    made.set(q("w:hyperlink"), "hyperlink")
    made.set(q("w:followedHyperlink"), "followedHyperlink")
    return made
