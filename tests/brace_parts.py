"""What drafts with names in braces are made of in the tests, and what they become."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx_parts import facts, p, plan, records, rich

from digit_xl.word import wml
from digit_xl.word.templates.adopt import adopt

if TYPE_CHECKING:
    from digit_xl.word.wml import Element

FACTS = facts(
    navn="Nord",
    år="2019",
    tom="",
    beløb=1200,
    tekst=rich("Første.\n\nAnden."),
    plan=plan(),
    poster=records(
        {"navn": "A", "kode": "1", "note": "", "dele": records({"del": "a1"}, {"del": "a2"})},
        {"navn": "B", "kode": "2", "note": "n", "dele": records({"del": "b1"})},
    ),
)


def adopted(content: bytes) -> bytes:
    """The template that the draft becomes."""
    verdict = adopt(content, lambda _: FACTS)
    assert [str(problem) for problem in verdict.findings] == []
    assert verdict.document is not None
    return verdict.document


def row_of(*texts: str, header: bool = False) -> Element:
    """A row with a paragraph in each cell."""
    marks = [wml.element("trPr", wml.element("tblHeader"))] if header else []
    return wml.element("tr", *marks, *(wml.element("tc", p(text)) for text in texts))
