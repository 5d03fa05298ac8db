"""Comments in a document: what each says, and the stretch of the body that it is about.

ECMA-376 part 1, 17.13.4. Comments have no place in headers and footers, nor in text boxes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from digit_xl.word import package, wml
from digit_xl.word.controls import fresh_ids

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from docx.opc.part import Part

    from digit_xl.word.wml import Element, Styles

AUTHOR: Final = "Kontrol"
INITIALS: Final = "K"
LONGEST: Final = 1000  # characters; a cell's text of any length may stand in a message
_COMMENT: Final = wml.w("comment")


def write(
    main: Part, styles: Styles, notes: Iterable[tuple[Element, str]], when: dt.date | None
) -> None:
    """Put each text as a comment at its element of the main part: a control or a paragraph.

    Those at one element stand in their order. Without a date the comments have none.
    """
    grouped: dict[Element, list[str]] = {}
    for element, text in notes:
        grouped.setdefault(element, []).append(text)
    if not grouped:
        return
    comments = _comments_of(main)
    numbers = fresh_ids(comments.iter(_COMMENT), wml.ID)
    for element, texts in grouped.items():
        ids = []
        for text in texts:
            ids.append(next(numbers))
            comments.append(_comment(ids[-1], text, styles, when))
        _around(element, ids, styles)


def _comments_of(main: Part) -> Element:
    """The root of the comments part, made when there is none."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import XmlPart

    kind = RELATIONSHIP_TYPE.COMMENTS
    known = next((rel for rel in main.rels.values() if rel.reltype == kind), None)
    if known is not None:
        return package.root_of(known, wml.w("comments"))
    # python-docx would date each comment now, and look through all for each new one.
    root: Any = wml.element("comments")
    name = PackURI("/word/comments.xml")
    part = XmlPart(name, CONTENT_TYPE.WML_COMMENTS, root, main.package)
    main.rels.add_relationship(kind, part, "dxComments")
    return cast("Element", root)


def _comment(number: int, text: str, styles: Styles, when: dt.date | None) -> Element:
    made = wml.element("comment", id=number, author=AUTHOR, initials=INITIALS)
    if when is not None:
        made.set(wml.w("date"), f"{when.isoformat()}T00:00:00Z")
    style = styles.find("paragraph", "annotation text")
    look = [wml.element("pPr", wml.val("pStyle", style))] if style else []
    mark = wml.element("r", *_mark_look(styles), wml.element("annotationRef"))
    made.append(wml.element("p", *look, mark, wml.run(_short(wml.clean(text)))))
    return made


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _mark_look(styles: Styles) -> list[Element]:
    style = styles.find("character", "annotation reference")
    return [wml.element("rPr", wml.val("rStyle", style))] if style else []


def _around(element: Element, ids: list[int], styles: Styles) -> None:
    """Set the marks around a control in a line, else within the first and last paragraph of it."""
    starts = [wml.element("commentRangeStart", id=number) for number in ids]
    ends = [end for number in ids for end in _end(number, styles)]
    if element.tag == wml.SDT and next(element.iterancestors(wml.P), None) is not None:
        for start in starts:
            element.addprevious(start)
        for end in reversed(ends):
            element.addnext(end)
        return
    first, last = _paragraphs(element)
    at = 0 if first.find(wml.P_PR) is None else 1
    first[at:at] = starts
    last.extend(ends)


def _end(number: int, styles: Styles) -> tuple[Element, Element]:
    reference = wml.element("commentReference", id=number)
    run = wml.element("r", *_mark_look(styles), reference)
    return wml.element("commentRangeEnd", id=number), run


def _paragraphs(element: Element) -> tuple[Element, Element]:
    """The first and last paragraph of a paragraph, or of a control; of a table its first alone."""
    if element.tag == wml.P:
        return element, element
    content = element.find(wml.SDT_CONTENT)
    if content is None:  # somebody's program has put it elsewhere in the control
        content = element
    cell = content.find(wml.TC)
    own = (content if cell is None else cell).findall(wml.P) or [next(content.iter(wml.P))]
    return own[0], own[-1]


def has_room(control: Element) -> bool:
    """Whether a comment can be set at the control: in a line, or around some paragraph."""
    if next(control.iterancestors(wml.P), None) is not None:
        return True
    return next(control.iter(wml.P), None) is not None
