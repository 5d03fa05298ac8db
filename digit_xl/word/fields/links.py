"""Links between two places that show one value, such as a line of the accounts and its note.

A control `dx:note|henvisning` leads to the control `dx:note|mål` with the same value, and that back
to the first which leads there. Without its counterpart either is plain text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digit_xl.word import wml
from digit_xl.word.controls import Link
from digit_xl.word.fields.bookmarks import safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digit_xl.word.fields.bookmarks import Bookmarks
    from digit_xl.word.wml import Element, Styles

# The character styles of the two ends, the first that there is. LibreOffice makes no link in a PDF
# of text without one, so a template may have one that shows nothing.
_LOOKS = {
    Link.REFERENCE: ("Henvisning", "Hyperlink"),
    Link.TARGET: ("Henvisning tilbage",),
}


@dataclass(frozen=True, slots=True)
class End:
    """One end of a link: which, the name and the value that tie it, and its filled control."""

    link: Link
    name: str
    value: str
    control: Element


def plain(link: Element) -> None:
    """Make a link plain text."""
    for style in link.findall(f".//{wml.R_PR}/{wml.w('rStyle')}"):
        wml.holder_of(style).remove(style)
    wml.unwrap(link)


def free(control: Element, name: str) -> None:
    """Undo what `tie` did to the control in an earlier filling; what was typed beside it stays."""
    before = f"{safe(name)}_"
    holder = wml.holder_of(control)
    if holder.tag == wml.HYPERLINK and holder.get(wml.w("anchor"), "").startswith(before):
        plain(holder)
    starts = control.itersiblings(wml.BOOKMARK_START, preceding=True)
    start = next((it for it in starts if it.get(wml.w("name"), "").startswith(before)), None)
    if start is None:
        return
    ends = control.itersiblings(wml.BOOKMARK_END)
    if (end := next((it for it in ends if it.get(wml.ID) == start.get(wml.ID)), None)) is not None:
        for mark in (start, end):
            wml.holder_of(mark).remove(mark)


def tie(ends: Iterable[End], marks: Bookmarks, styles: Styles) -> None:
    """Link each reference with its target, both ways."""
    targets: dict[tuple[str, str], End] = {}
    references: dict[tuple[str, str], list[End]] = {}
    for end in ends:
        if end.link is Link.TARGET:
            targets.setdefault((end.name, end.value), end)
        else:
            references.setdefault((end.name, end.value), []).append(end)
    for key, target in targets.items():
        name = marks.free(safe(f"{target.name}_{target.value}"))
        found = references.get(key, [])
        if found:
            back = marks.free(f"{name}_fra")
            _look(target, styles)
            _lead(target.control, back)
        # A bookmark without a reference among the controls may still be named by a text.
        marks.put(*_ends(target.control), name)
        for number, reference in enumerate(found):
            _look(reference, styles)
            _lead(reference.control, name)
            if number == 0:
                marks.put(*_ends(reference.control), back)


def _lead(control: Element, name: str) -> None:
    """Make the control a link to that bookmark."""
    link = wml.element("hyperlink", anchor=name, history=1)
    control.addprevious(link)
    link.append(control)


def _ends(control: Element) -> tuple[Element, Element]:
    """What a bookmark goes around: the control, with the link that holds it."""
    holder = wml.holder_of(control)
    whole = holder if holder.tag == wml.HYPERLINK else control
    return whole, whole


def _look(end: End, styles: Styles) -> None:
    """Let the text look like that end of a link."""
    known = (styles.find("character", name) for name in _LOOKS[end.link])
    style = next((style for style in known if style), None)
    run = next(end.control.iter(wml.RUN), None)
    if style is None or run is None:
        return
    look = run.find(wml.R_PR)
    if look is None:
        look = wml.element("rPr")
        run.insert(0, look)
    for old in look.findall(wml.w("rStyle")):
        look.remove(old)
    look.insert(0, wml.val("rStyle", style))
