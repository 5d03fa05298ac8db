"""WordprocessingML by short names: elements, runs of text, and the styles of a document.

Names are those of ECMA-376 part 1, section 17; `w15` is Microsoft's addition of 2012, [MS-DOCX].
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from lxml import etree
from lxml.etree import _Element

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Element: TypeAlias = _Element

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W15: Final = "http://schemas.microsoft.com/office/word/2012/wordml"
W14: Final = "http://schemas.microsoft.com/office/word/2010/wordml"
R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP: Final = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
C: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
PIC: Final = "http://schemas.openxmlformats.org/drawingml/2006/picture"
VML: Final = "urn:schemas-microsoft-com:vml"
XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


def w(name: str) -> str:
    """The name in WordprocessingML as lxml writes it."""
    return f"{{{W}}}{name}"


VAL, ID = w("val"), w("id")
BODY, P, P_PR, R_PR, RUN, T, BR, TAB = (
    w(name) for name in ("body", "p", "pPr", "rPr", "r", "t", "br", "tab")
)
TBL, TR, TC, TR_PR, TC_PR = (w(name) for name in ("tbl", "tr", "tc", "trPr", "tcPr"))
SDT, SDT_PR, SDT_CONTENT, TAG, LOCK = (
    w(name) for name in ("sdt", "sdtPr", "sdtContent", "tag", "lock")
)
BOOKMARK_START, BOOKMARK_END = w("bookmarkStart"), w("bookmarkEnd")
HYPERLINK, FOOTNOTE = w("hyperlink"), w("footnoteReference")
_SIGNS: Final = {TAB: "\t", BR: "\n", w("cr"): "\n", w("noBreakHyphen"): "-", P: "\n"}
TEXTS: Final = (T, *_SIGNS)  # what the text of a document is made of
DOC_PR: Final = f"{{{WP}}}docPr"
TEXT_BOX: Final = w("txbxContent")
OLD_DRAWINGS: Final = (w("pict"), w("object"))  # before DrawingML
_DECORATIVE: Final = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"

# What XML cannot hold, or Word cannot show: controls (but tab and newline), lone surrogates, and
# the non-characters of Unicode 23.7.
_UNFIT = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 65536))
    + "]"
)
_LOOK = {"firstRow": 0x20, "lastRow": 0x40, "firstColumn": 0x80, "noHBand": 0x200}
_BREAKS = re.compile(r"([\n\t])")


def clean(text: str) -> str:
    """The text without what XML cannot hold; every line ends in one newline."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNFIT.sub("", text)


def parsed(part: bytes) -> Element:
    """The root of an XML part that nobody has checked; nothing is fetched or expanded.

    Raises:
        ValueError: it is none, or it has a DOCTYPE, which no Office file has.
    """
    try:
        root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as reason:
        raise ValueError("no XML") from reason
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr] # unknown to the stubs
        raise ValueError("DOCTYPE")
    return root


def element(name: str, /, *children: Element, **attributes: str | int) -> Element:
    """An element such as `p` with attributes of the same namespace."""
    made = etree.Element(w(name), nsmap={"w": W})
    for attribute, value in attributes.items():
        made.set(w(attribute), str(value))
    made.extend(children)
    return made


def val(name: str, value: str | int) -> Element:
    """An element that is its `w:val` alone."""
    return element(name, val=value)


def run(text: str, look: Element | None = None) -> Element:
    """A run of clean text in that look (`w:rPr`, which is taken into it)."""
    made = element("r")
    if look is not None:
        made.append(look)
    words = etree.SubElement(made, T)
    words.set(XML_SPACE, "preserve")
    write(words, text)
    return made


def write(words: Element, text: str) -> None:
    """Put clean text into a run's only `w:t`; newlines and tabs become Word's own."""
    if "\n" not in text and "\t" not in text:
        words.text = text
        return
    first, *others = _BREAKS.split(text)
    words.text = first
    holder = holder_of(words)
    for piece in others:
        if piece in "\n\t" and piece:
            etree.SubElement(holder, BR if piece == "\n" else TAB)
        elif piece:
            more = etree.SubElement(holder, T)
            more.set(XML_SPACE, "preserve")
            more.text = piece


def holder_of(held: Element) -> Element:
    """What holds an element that is known to stand in another."""
    return cast("Element", held.getparent())


def text_of(elements: Iterable[Element]) -> str:
    """The text that those elements are themselves; tabs, lines and paragraphs are told apart.

    ECMA-376 part 1, 17.3.3.
    """
    return "".join(_SIGNS.get(it.tag) or it.text or "" for it in elements if it.tag in TEXTS)


def said(elements: Iterable[Element]) -> str:
    """The text that those elements are themselves, in one line."""
    return " ".join(text_of(elements).split())


def shown(within: Element) -> str:
    """The text that a reader sees there, in one line."""
    return said(within.iter(*TEXTS))


def unwrap(holder: Element) -> None:
    """Put what the element holds where it stands."""
    for child in [*holder]:
        holder.addprevious(child)
    holder_of(holder).remove(holder)


def style_of(paragraph: Element) -> str | None:
    """The id of the paragraph's style, None when it has the document's own."""
    style = paragraph.find(f"{P_PR}/{w('pStyle')}")
    return None if style is None else style.get(VAL)


def rows(table: Element) -> Iterator[Element]:
    """The table's own rows, also those inside controls; not the rows of tables in its cells."""
    for child in table:
        if child.tag == TR:
            yield child
        elif child.tag == SDT and (content := child.find(SDT_CONTENT)) is not None:
            yield from rows(content)


def is_on(switch: Element | None, attribute: str = VAL) -> bool:
    """Whether a switch is there and on: it is without a value too (ECMA-376 part 1, 17.17.4)."""
    return switch is not None and means_on(switch.get(attribute, "1"))


def means_on(told: str) -> bool:
    """Whether that value of a switch turns it on, as all do that do not turn it off (22.9.2.7)."""
    return told not in {"0", "false", "off"}


def is_decorative(drawing: Element) -> bool:
    """Whether Word marks the drawing (its `wp:docPr`) as a decoration, which tells nothing."""
    return any(is_on(mark, "val") for mark in drawing.iter(_DECORATIVE))


def is_header(row: Element) -> bool:
    """Whether the row is repeated at the top of each page: a row of column titles."""
    return is_on(row.find(f"{TR_PR}/{w('tblHeader')}"))


def table_parts(table: Element) -> frozenset[str]:
    """The parts of its style that the table shows, such as `firstRow` (`w:tblLook`, 17.4.55)."""
    look = table.find(f"{w('tblPr')}/{w('tblLook')}")
    if look is None:
        return frozenset()
    try:
        bits = int(look.get(VAL, "0"), 16)
    except ValueError:  # no number at all: it says nothing
        bits = 0
    stated = {name: look.get(w(name), "1" if bits & bit else "0") for name, bit in _LOOK.items()}
    shown = {name for name, value in stated.items() if means_on(value)}
    return frozenset({"bands", *shown} if "noHBand" not in shown else shown)


BODY_TEXT: Final = 9  # the outline level of what is no heading (ECMA-376 part 1, 17.3.1.20)
_OUTLINE_LEVELS = frozenset("0123456789")
_HEADING = re.compile(r"heading ([1-9])")


def outline_level(properties: Element | None) -> int | None:
    """The outline level that a `w:pPr` states itself, from 0; `BODY_TEXT` says: no heading."""
    stated = None if properties is None else properties.find(w("outlineLvl"))
    told = "" if stated is None else stated.get(VAL, "")
    return int(told) if told in _OUTLINE_LEVELS else None


def heading_number(style: Element) -> int:
    """The number of a style that is Word's own `heading 1` … `heading 9`; 0 of any other."""
    named = style.find(w("name"))
    found = None if named is None else _HEADING.fullmatch(named.get(VAL, "").casefold())
    return int(found[1]) if found else 0


class Styles:
    """The styles of a document by the names that python-docx and Word's English menus use."""

    def __init__(self, root: Element | None) -> None:
        """Read them from `w:styles`; a document may have none."""
        self._ids: dict[tuple[str, str], str] = {}
        self._levels: dict[str | None, int | None] = {}
        self._usual: str | None = None
        self._elements: dict[str | None, Element] = {}
        self._defaults = None if root is None else root.find(w("docDefaults"))
        for style in () if root is None else root.iter(w("style")):
            named = style.find(w("name"))
            name = "" if named is None else named.get(VAL, "").casefold()
            key = style.get(w("styleId"), "")
            self._elements.setdefault(key, style)
            kind = style.get(w("type"), "paragraph")
            self._ids.setdefault((kind, name), key)
            if kind == "paragraph" and means_on(style.get(w("default"), "0")):
                self._usual = self._usual or key

    def find(self, kind: str, name: str) -> str | None:
        """The id of that `paragraph`, `character` or `table` style, None when it is not there."""
        return self._ids.get((kind, name.casefold()))

    def says(self, style_id: str | None, path: str) -> Element | None:
        """What the style, or else the nearest that it is based on, has at that path."""
        found = (style.find(path) for style in self._chain(style_id))
        return next((it for it in found if it is not None), None)

    def default(self, path: str) -> Element | None:
        """What the document has at that path for all styles (`w:docDefaults`, 17.7.5.1)."""
        holders = () if self._defaults is None else self._defaults
        return next((it for holder in holders if (it := holder.find(path)) is not None), None)

    def level(self, paragraph: Element) -> int | None:
        """The outline level of a heading, from 0; None when the paragraph is none."""
        own, style = outline_level(paragraph.find(P_PR)), style_of(paragraph)
        if own is None:
            return self.level_of(style if style in self._elements else self._usual)
        return None if own == BODY_TEXT else own

    def level_of(self, style_id: str | None) -> int | None:
        """The outline level of a style: what it states, its name, or what it is based on."""
        if style_id not in self._levels:
            stated = (_stated_level(style) for style in self._chain(style_id))
            level = next((it for it in stated if it is not None), BODY_TEXT)
            self._levels[style_id] = None if level == BODY_TEXT else level
        return self._levels[style_id]

    def is_heading(self, paragraph: Element) -> bool:
        """Whether the paragraph is a heading, by itself or by its style."""
        return self.level(paragraph) is not None

    def _chain(self, style_id: str | None) -> Iterator[Element]:
        """The style and what it is based on, the nearest first; styles may stand in a circle."""
        seen: set[str | None] = set()
        while style_id not in seen and (style := self._elements.get(style_id)) is not None:
            yield style
            seen.add(style_id)
            based = style.find(w("basedOn"))
            style_id = None if based is None else based.get(VAL)


def _stated_level(style: Element) -> int | None:
    stated, number = outline_level(style.find(P_PR)), heading_number(style)
    return number - 1 if stated is None and number else stated
