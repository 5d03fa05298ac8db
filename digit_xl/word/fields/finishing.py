"""What is written when a document is filled: all in it that counts, lists or refers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl.word import package
from digit_xl.word.fields import footnotes, links, references, toc
from digit_xl.word.fields.bookmarks import Bookmarks
from digit_xl.word.fields.fields import fields
from digit_xl.word.fields.numbering import Outline

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from docx.package import Package

    from digit_xl.word.wml import Element


def refer(
    opened: Package,
    ends: Iterable[links.End],
    ids: Iterator[int],
    broken: Collection[str] = frozenset(),
) -> None:
    """Let footnotes, links, captions, references and contents say what is true of the document.

    `ids` are numbers that none of its bookmarks has. References to the `broken` names, in small
    letters, stay as they are: they were so before.
    """
    footnotes.prune(opened)
    stories = [story for _, story in package.stories(opened)]
    body = package.main(opened).element
    others = [story.root for story in stories if story.root is not body]
    styles = next(story.styles for story in stories if story.root is body)
    marks = Bookmarks([body, *others], ids)
    outline = _outline(opened)
    roots = [body, *others]
    links.tie((end for end in ends if _top(end.control) in roots), marks, styles)
    found = {root: [*fields(root)] for root in roots}
    references.settle(body, found, marks, outline, broken)
    toc.build(body, found[body], styles, outline, marks)


def _top(element: Element) -> Element:
    """The root that holds the element; one of no document if it went with a column or a table."""
    return element.getroottree().getroot()


def _outline(opened: Package) -> Outline:
    from docx.opc.constants import RELATIONSHIP_TYPE as KIND

    def root(kind: str) -> Element | None:
        part = package.related(opened, kind)
        return None if part is None else part.element

    return Outline(root(KIND.STYLES), root(KIND.NUMBERING))
