"""Drafts made of small templates and of the small register, and readers of what came of them."""

from __future__ import annotations

import datetime as dt
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from docx.enum.section import WD_SECTION
from docx_parts import PROPERTIES, document, facts, p, part, sdt, tag_of
from registers import grids

from digit_xl import export
from digit_xl.book.grid import Fault
from digit_xl.findings import Finding, Place, Severity
from digit_xl.word import wml
from digit_xl.word.drafts import draft
from digit_xl.word.fill import fill

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docx.document import Document as DocumentObject

    from digit_xl.book.grid import Cell
    from digit_xl.facts import Node, Value
    from digit_xl.word.wml import Element

DAY = dt.date(2020, 5, 10)


def finding(row: int = 2, column: int = 1, sheet: str = "Ark", message: str = "Galt.") -> Finding:
    """An error in that cell."""
    return Finding("PRO-01", Severity.ERROR, message, Place(sheet, row, column))


def marked(form: bytes, findings: Sequence[Finding], **values: Value | Node) -> bytes:
    """The template filled and made a draft; the sheet `Hjem` has its home at the fact `hjem`."""
    homes = {"Hjem": ("borte", "hjem")}
    return fill(
        form,
        facts(**values),
        PROPERTIES,
        finish=lambda package, shown: draft.mark(package, shown, findings, homes, DAY),
    )


def at(sheet: str, row: int, column: int = 1, last: int = 0) -> tuple[Place, ...]:
    return (Place(sheet, row, column, last),)


def comments(content: bytes) -> list[str]:
    root = part(content, "word/comments.xml")
    return [wml.shown(comment) for comment in root.iter(wml.w("comment"))]


def stretches(content: bytes) -> list[tuple[str, str]]:
    """What each comment is set around, in the comments' order: the control's tag and its text."""
    root = part(content)
    tags: dict[str, str] = {}
    texts: dict[str, list[str]] = {}
    open_: list[str] = []
    for element in root.iter():
        number = element.get(wml.ID, "")
        if element.tag == wml.w("commentRangeStart"):
            open_.append(number)
            texts[number] = []
            tags[number] = next(map(tag_of, element.iterancestors(wml.SDT)), "")
        elif element.tag == wml.w("commentRangeEnd"):
            open_.remove(number)
            reference = element.getnext()
            assert reference is not None
            assert reference.find(wml.w("commentReference")) is not None
        elif element.tag == wml.SDT:
            for number in open_:
                tags[number] = tags[number] if texts[number] else tag_of(element)
        elif element.tag == wml.T:
            for number in open_:
                texts[number].append(element.text or "")
    assert open_ == []
    listed = [one.get(wml.ID, "") for one in part(content, "word/comments.xml")]
    assert sorted(listed) == sorted(texts)
    return [(tags[number], "".join(texts[number])) for number in listed]


def names(content: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.namelist()


def headers(content: bytes) -> dict[str, list[str]]:
    """The paragraphs of each header part."""
    return {
        name: [wml.shown(paragraph) for paragraph in part(content, name).iter(wml.P)]
        for name in names(content)
        if name.startswith("word/header")
    }


def value() -> Element:
    """A paragraph with a control for the fact `navn`."""
    return p("Navn: ", sdt("dx:navn", "?"), ".")


def varied() -> DocumentObject:
    """A template of three sections: no header; a first page and even pages; a header of its own."""
    made = document(value())
    made.settings.odd_and_even_pages_header_footer = True
    second = made.add_section(WD_SECTION.NEW_PAGE)
    second.different_first_page_header_footer = True
    third = made.add_section(WD_SECTION.NEW_PAGE)
    third.header.is_linked_to_previous = False
    third.header.paragraphs[0].text = "Eget"
    third.different_first_page_header_footer = False
    return made


BROKEN: dict[str, Cell] = {
    "Forening!B2": None,
    "Forening!B7": 99999.0,
    "Projekter!F2": 5.5,
    "Konti!G3": "12,50",
    "Medlemmer!B3": "1",
    "Tekster!C4": "Resultatet er {regnskab.resultat|kr}, {findes.ikke}",
    "Generalforsamlinger!A3": Fault("#REF!"),
}


def small(changes: Mapping[str, Cell] | None = None) -> bytes:
    """The draft of the small register with those changes, in the report's own template."""
    outcome = export.export(grids(changes), export.template(None), draft=True)
    assert outcome.document is not None
    return outcome.document
