"""Word's XML, element by element: short makers for what a document is made of.

Element and attribute names are those of WordprocessingML (ECMA-376 part 1, section 17).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

Element: TypeAlias = "_Element"

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

TWIPS_PER_MM = 1440 / 25.4


def mm(length: float) -> int:
    """The length in twips, twentieths of a point, which Word measures pages in."""
    return round(length * TWIPS_PER_MM)


def points(length: float) -> int:
    """The length in twips."""
    return round(length * 20)


def q(name: str) -> str:
    """The name `w:p` as lxml writes it, with its namespace."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def element(name: str, /, *children: Element, **attributes: str | int) -> Element:
    """An element such as `w:p`; its attributes are in the same namespace."""
    prefix = name.partition(":")[0]
    made = etree.Element(q(name), nsmap=NAMESPACES)
    for attribute, value in attributes.items():
        made.set(q(f"{prefix}:{attribute}"), str(value))
    made.extend(children)
    return made


def w(name: str, /, *children: Element, **attributes: str | int) -> Element:
    """An element of WordprocessingML: `w("spacing", before=240)`."""
    return element(f"w:{name}", *children, **attributes)


def val(name: str, value: str | int) -> Element:
    """An element that is its `w:val` alone."""
    return w(name, val=value)


def run(text: str, style: str = "") -> Element:
    """A run of text, in a character style or none; a tab in the text becomes Word's tab."""
    made = w("r", *([w("rPr", val("rStyle", style))] if style else []))
    for number, piece in enumerate(text.split("\t")):
        if number:
            made.append(w("tab"))
        if piece:
            words = w("t")
            words.text = piece
            words.set(XML_SPACE, "preserve")
            made.append(words)
    return made


def field(instruction: str, shows: str) -> Element:
    """A field such as PAGE, with what it shows until Word has counted."""
    return w("fldSimple", run(shows), instr=f" {instruction} ")


def paragraph(style: str, *content: Element | str) -> Element:
    """A paragraph in a named style; a string is a run of text."""
    made = w("p", w("pPr", val("pStyle", style)))
    made.extend(run(piece) if isinstance(piece, str) else piece for piece in content)
    return made
