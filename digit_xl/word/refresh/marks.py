"""The marks that somebody set in what a control shows: comments and bookmarks.

They are taken out while the control is filled, and set around what it shows then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from digit_xl.word import wml

if TYPE_CHECKING:
    from digit_xl.word.wml import Element

_STARTS: Final = (wml.BOOKMARK_START, wml.w("commentRangeStart"))
_ENDS: Final = (wml.BOOKMARK_END, wml.w("commentRangeEnd"))
_REFERENCE: Final = wml.w("commentReference")
_OWN: Final = "_RefFodnote"  # begins the names of the bookmarks at a text's own footnotes
_CHANGES: Final = tuple(wml.w(name) for name in ("ins", "del", "moveFrom", "moveTo"))


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands before and behind the content of a control, in its order."""

    before: list[Element]
    behind: list[Element]


def taken(control: Element) -> Marks:
    """The marks in the control, which are taken out of it."""
    content = control.find(wml.SDT_CONTENT)
    marks = Marks([], [])
    if content is None:
        return marks
    own: set[str | None] = set()
    for found in [*content.iter(*_STARTS, *_ENDS, _REFERENCE)]:
        if found.get(wml.w("name"), "").startswith(_OWN):
            own.add(found.get(wml.ID))
        elif found.tag in _STARTS:
            marks.before.append(found)
        elif found.tag != wml.BOOKMARK_END or found.get(wml.ID) not in own:
            marks.behind.append(_run(found) if found.tag == _REFERENCE else found)
    for mark in (*marks.before, *marks.behind):
        if (holder := mark.getparent()) is not None:
            holder.remove(mark)
    return marks


def _run(reference: Element) -> Element:
    """A run with the reference alone, in the look of its own run."""
    run = wml.holder_of(reference)
    if run.tag == wml.RUN and all(it.tag in {wml.R_PR, _REFERENCE} for it in run):
        return run
    return wml.element("r", reference)


def put(marks: Marks, control: Element) -> None:
    """Set the marks around the control's content: within its first and last paragraph, if any."""
    content = control.find(wml.SDT_CONTENT)
    if content is None or not (marks.before or marks.behind):
        return
    in_line = next(control.iterancestors(wml.P), None) is not None
    paragraphs = [] if in_line else [*content.iter(wml.P)]
    first, last = (paragraphs[0], paragraphs[-1]) if paragraphs else (content, content)
    at = sum(child.tag == wml.P_PR for child in first)
    first[at:at] = marks.before
    last.extend(marks.behind)


def is_pending(control: Element) -> bool:
    """Whether a tracked change in the control waits for somebody to accept it."""
    return next(control.iter(*_CHANGES), None) is not None


def is_commented(within: Element) -> bool:
    """Whether somebody made a comment there."""
    return next(within.iter(_REFERENCE), None) is not None
