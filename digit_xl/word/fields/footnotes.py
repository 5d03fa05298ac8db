"""Footnotes: entries of word/footnotes.xml, each called from one mark in the body of the document.

The part is made when the first footnote is (ECMA-376 part 1, 11.3.7 and 17.11).
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from lxml import etree

from digit_xl.word import package, wml
from digit_xl.word.controls import fresh_ids, is_value
from digit_xl.word.fields.results import complex_field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docx.opc.part import XmlPart
    from docx.package import Package

    from digit_xl.word.wml import Element, Styles

_NOTE: Final = wml.w("footnote")
_OWN: Final = frozenset({"separator", "continuationSeparator", "continuationNotice"})
# What may stand before w:footnotePr in w:settings is all but these (17.15.1.78, CT_Settings).
_AFTER: Final = frozenset(
    {"endnotePr", "compat", "docVars", "rsids", "attachedSchema", "themeFontLang"}
    | {"clrSchemeMapping", "doNotIncludeSubdocsInStats", "doNotAutoCompressPictures"}
    | {"forceUpgrade", "captions", "readModeInkLockDown", "shapeDefaults", "decimalSymbol"}
    | {"listSeparator", "mathPr", "schemaLibrary", "smartTagType", "docId", "chartTrackingRefBased"}
    | {"conflictMode", "discardImageEditingData", "defaultImageDpi"}
)


class Footnotes:
    """The footnotes of one document."""

    def __init__(self, document: Package, ids: Iterator[int]) -> None:
        """Keep what a new footnote needs; `ids` are unused numbers of bookmarks."""
        from docx.opc.constants import RELATIONSHIP_TYPE as KIND

        self.main = package.main(document)
        self._part = package.related(document, KIND.FOOTNOTES)
        self._document = document
        self._bookmarks = ids

    @cached_property
    def link(self) -> Callable[[str], str]:
        """What gives an address its relationship in the footnotes' part."""
        return package.links_of(self._made_part)

    @cached_property
    def _made_part(self) -> XmlPart:
        return self._part or _make(self._document)

    @cached_property
    def _ids(self) -> Iterator[int]:
        return fresh_ids(self._made_part.element.iter(_NOTE), wml.ID)

    def add(self, paragraphs: list[Element], styles: Styles) -> Element:
        """The mark of a new footnote, a run; its first paragraph gets the number that answers."""
        number = next(self._ids)
        look = mark_look(styles)
        paragraph = paragraphs[0]
        at = sum(child.tag == wml.P_PR for child in paragraph)
        paragraph.insert(at, wml.element("r", *look, wml.element("footnoteRef")))
        paragraph.insert(at + 1, wml.run(" "))
        self._made_part.element.append(wml.element("footnote", *paragraphs, id=number))
        reference = wml.element("footnoteReference", id=number)
        return wml.element("r", *mark_look(styles), reference)

    def again(self, mark: Element, styles: Styles) -> list[Element]:
        """The runs of one more mark of a footnote that has its own already."""
        before = mark.getprevious()
        if before is None or before.tag != wml.BOOKMARK_START:
            number = next(self._bookmarks)
            before = wml.element("bookmarkStart", id=number, name=f"_RefFodnote{number}")
            mark.addprevious(before)
            mark.addnext(wml.element("bookmarkEnd", id=number))
        name = before.get(wml.w("name"), "")
        look = next(iter(mark_look(styles)))
        return complex_field(f"NOTEREF {name} \\f \\h", "", look)


def forget(document: Package) -> None:
    """Take away the marks in what will be filled anew, and the footnotes that only they call.

    Such is a document that was filled before; it is told before its controls are read.
    """
    for mark in [*_marks(document)]:
        if any(is_value(control) for control in mark.iterancestors(wml.SDT)):
            wml.holder_of(mark).remove(mark)
    prune(document)


def prune(document: Package) -> None:
    """Take away the footnotes that nothing calls, as when their marks went with a condition."""
    from docx.opc.constants import RELATIONSHIP_TYPE as KIND

    if (part := package.related(document, KIND.FOOTNOTES)) is None:
        return
    called = {mark.get(wml.ID) for mark in _marks(document)}
    for note in part.element.findall(_NOTE):
        if note.get(wml.w("type")) not in _OWN and note.get(wml.ID) not in called:
            part.element.remove(note)


def mark_look(styles: Styles) -> list[Element]:
    """The look of a footnote's number, as a `w:rPr`."""
    style = styles.find("character", "footnote reference")
    raised = wml.val("rStyle", style) if style else wml.val("vertAlign", "superscript")
    return [wml.element("rPr", raised)]


def _marks(document: Package) -> Iterator[Element]:
    body: Element = package.main(document).element
    return body.iter(wml.FOOTNOTE)


def _make(document: Package) -> XmlPart:
    """The part, with the two lines that Word draws above footnotes, known to the settings."""
    from docx.opc.constants import CONTENT_TYPE
    from docx.opc.constants import RELATIONSHIP_TYPE as KIND
    from docx.opc.packuri import PackURI
    from docx.opc.part import XmlPart

    lines = {"separator": -1, "continuationSeparator": 0}
    notes = [_line(kind, number) for kind, number in lines.items()]
    root = etree.Element(wml.w("footnotes"), nsmap={"w": wml.W, "r": wml.R})
    root.extend(notes)
    name = PackURI("/word/footnotes.xml")
    part = XmlPart(name, CONTENT_TYPE.WML_FOOTNOTES, root, document)  # type: ignore[arg-type] # python-docx's own element class is a name for lxml's
    package.main(document).relate_to(part, KIND.FOOTNOTES)
    if (settings := package.related(document, KIND.SETTINGS)) is not None:
        _tell(settings.element, [*lines.values()])
    return part


def _line(kind: str, number: int) -> Element:
    spacing = wml.element("spacing", after=0, line=240, lineRule="auto")
    run = wml.element("r", wml.element(kind))
    paragraph = wml.element("p", wml.element("pPr", spacing), run)
    return wml.element("footnote", paragraph, type=kind, id=number)


def _tell(settings: Element, numbers: list[int]) -> None:
    """Say in the settings which footnotes are the lines."""
    told = settings.find(wml.w("footnotePr"))
    if told is None:
        told = wml.element("footnotePr")
        later = (child for child in settings if etree.QName(child).localname in _AFTER)
        if (first := next(later, None)) is None:
            settings.append(told)
        else:
            first.addprevious(told)
    for old in told.findall(wml.w("footnote")):
        told.remove(old)
    told.extend(wml.element("footnote", id=number) for number in numbers)
