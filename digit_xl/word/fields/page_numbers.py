"""The page numbers that a document tells: of the contents, and of references to a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl.word.fields.fields import Field, fields
from digit_xl.word.ledger.part import resealed
from digit_xl.word.rewrite import rewritten, roots

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from digit_xl.word.wml import Element

_MARKS = (b"PAGEREF",)


def with_pages(document: bytes, pages: Mapping[str, int]) -> bytes:
    """The document telling the page of each bookmark wherever it refers to one (`PAGEREF`).

    Only the text that Word shows until it counts anew is set (ECMA-376 part 1, 17.16.5.42). A
    bookmark that is not among the pages keeps its number; a reference without a text gets none.
    """

    def tell(root: Element) -> bool:
        changed = False
        for reference in _page_references(root):
            page = pages.get(reference.words[1])
            if page is not None and reference.results:
                changed |= _set(reference.results, str(page))
        return changed

    return resealed(rewritten(document, _MARKS, tell), document)


def told(document: bytes) -> frozenset[str]:
    """The bookmarks whose pages the document tells."""
    return frozenset(
        reference.words[1]
        for _, root in roots(document, _MARKS)
        for reference in _page_references(root)
    )


def _page_references(root: Element) -> Iterator[Field]:
    return (found for found in fields(root) if found.kind == "PAGEREF" and len(found.words) > 1)


def _set(texts: list[Element], number: str) -> bool:
    """Write the number into the first text and empty the others; whether that changed anything."""
    wanted = [number, *("" for _ in texts[1:])]
    changed = False
    for text, new in zip(texts, wanted, strict=True):
        changed |= (text.text or "") != new
        text.text = new
    return changed
