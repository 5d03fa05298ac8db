"""The word UDKAST at the top of every page, whatever headers the template has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from docx.opc.constants import CONTENT_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE as KIND
from docx.opc.part import XmlPart

from digit_xl.word import package, wml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docx.package import Package

    from digit_xl.word.wml import Element, Styles

STAMP: Final = "UDKAST · ikke til offentliggørelse"
STYLE: Final = "Udkast"  # the template's own look of the stamp, if it has one
_FROM_EDGE: Final = 312  # twips from the page's edge to the stamp: where printers still reach
_HEADER: Final = wml.w("headerReference")
_TYPE: Final = wml.w("type")


def press(draft: Package, main: XmlPart, styles: Styles) -> None:
    """Put the stamp at the top of every header, with a header of its own where a page has none."""
    sections = [*main.element.iter(wml.w("sectPr"))]
    used = {reference.get(f"{{{wml.R}}}id", "") for reference in main.element.iter(_HEADER)}
    for key in sorted(used & main.rels.keys()):
        _put(package.root_of(main.rels[key], wml.w("hdr")), styles)
    bare = [*_bare(sections, even=_on(_settings(main), "evenAndOddHeaders"))]
    if not bare:
        return
    key = _new_header(draft, main, styles)
    for section, kind in bare:
        reference = wml.element("headerReference", type=kind)
        reference.set(f"{{{wml.R}}}id", key)
        section.insert(0, reference)


def is_pressed(document: Package) -> bool:
    """Whether the document is a draft: one of its headers has the stamp."""
    return any(
        wml.shown(paragraph) == STAMP
        for _, story in package.stories(document)
        if story.root.tag == wml.w("hdr")
        for paragraph in story.root.iter(wml.P)
    )


def _put(header: Element, styles: Styles) -> None:
    """Put the stamp into a header, once though two sections share it."""
    if not len(header) or wml.shown(header[0]) != STAMP:
        header.insert(0, _stamped(styles))


def _bare(sections: Sequence[Element], *, even: bool) -> Iterator[tuple[Element, str]]:
    """The sections, and the kinds of their pages, that neither have a header nor inherit one.

    ECMA-376 part 1, 17.10.5: what a section does not name it has of the section before it.
    """
    had: set[str | None] = set()
    for section in sections:
        had |= {reference.get(_TYPE) for reference in section.iterfind(_HEADER)}
        wanted = {"default": True, "first": _on(section, "titlePg"), "even": even}
        for kind in [kind for kind, shown in wanted.items() if shown and kind not in had]:
            had.add(kind)
            yield section, kind


def _on(holder: Element | None, name: str) -> bool:
    """Whether the switch of that name is there and not turned off."""
    return holder is not None and wml.is_on(holder.find(wml.w(name)))


def _settings(main: XmlPart) -> Element | None:
    found = (rel for rel in main.rels.values() if rel.reltype == KIND.SETTINGS)
    parts = (rel.target_part for rel in found if not rel.is_external)
    return getattr(next(parts, None), "element", None)


def _new_header(draft: Package, main: XmlPart, styles: Styles) -> str:
    """The relationship to a new header with the stamp alone."""
    root: Any = wml.element("hdr", _stamped(styles), wml.element("p"))  # python-docx has its own
    name = draft.next_partname("/word/header%d.xml")
    part = XmlPart(name, CONTENT_TYPE.WML_HEADER, root, draft)
    main.rels.add_relationship(KIND.HEADER, part, "dxUdkast")
    return "dxUdkast"


def _stamped(styles: Styles) -> Element:
    """The stamp: a paragraph in a frame at the page's edge, so that nothing else moves for it."""
    style = styles.find("paragraph", STYLE)
    properties = wml.element("pPr", *([wml.val("pStyle", style)] if style else []))
    frame = {"wrap": "around", "vAnchor": "page", "hAnchor": "page", "xAlign": "center"}
    properties.append(wml.element("framePr", **frame, y=_FROM_EDGE))
    bold = None if style else wml.element("rPr", wml.element("b"))
    return wml.element("p", properties, wml.run(STAMP, bold))
