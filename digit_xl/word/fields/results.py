"""The results of fields: what is shown of them until Word asks anew, and plain text instead."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Final

from digit_xl.word import wml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digit_xl.word.fields.fields import Field
    from digit_xl.word.wml import Element

_KEPT: Final = frozenset({wml.BOOKMARK_START, wml.BOOKMARK_END})


def show(shown: Field, text: str) -> None:
    """Let the field show that text, in the look that it has; one over several paragraphs stays."""
    if len(shown.marks) == 1:
        look = _look(shown.marks[0])
        _clear([*shown.marks[0]])
        shown.marks[0].append(wml.run(text, look))
    elif (runs := _runs(shown)) is not None:
        first, last = runs
        separate = None if shown.separate is None else wml.holder_of(shown.separate)
        if separate is None:
            separate = _mark("separate")
            last.addprevious(separate)
        between = _between(separate, last)
        look = next((found for it in between if (found := _look(it)) is not None), None)
        _clear(between)
        last.addprevious(wml.run(text, look if look is not None else _own_look(first)))


def unlink(shown: Field, text: str) -> None:
    """Put plain text, in the field's look, where the field stands."""
    show(shown, text)
    if len(shown.marks) == 1:
        for run in shown.marks[0]:
            shown.marks[0].addprevious(run)
        wml.holder_of(shown.marks[0]).remove(shown.marks[0])
    elif (runs := _runs(shown)) is not None:
        first, last = runs
        result = last.getprevious()
        _clear(it for it in (first, *_between(first, last), last) if it is not result)


def complex_field(instruction: str, text: str, look: Element | None = None) -> list[Element]:
    """The runs of a field that shows that text."""
    code = wml.element("instrText")
    code.text = f" {instruction} "
    code.set(wml.XML_SPACE, "preserve")
    runs = [_mark("begin"), wml.element("r", code), _mark("separate"), wml.run(text), _mark("end")]
    if look is not None:
        for run in runs:
            run.insert(0, deepcopy(look))
    return runs


def _mark(kind: str) -> Element:
    return wml.element("r", wml.element("fldChar", fldCharType=kind))


def _runs(shown: Field) -> tuple[Element, Element] | None:
    """The runs of the field's ends; None when they do not stand in one place, one after another."""
    first, last = wml.holder_of(shown.marks[0]), wml.holder_of(shown.marks[-1])
    separate = last if shown.separate is None else wml.holder_of(shown.separate)
    places = {id(run.getparent()) for run in (first, separate, last)}
    whole = len(places) == 1 and first is not last
    return (first, last) if whole and (shown.separate is None or separate is not last) else None


def _between(first: Element, last: Element) -> list[Element]:
    found = []
    for it in first.itersiblings():
        if it is last:
            break
        found.append(it)
    return found


def _clear(elements: Iterable[Element]) -> None:
    """Take the elements away, but leave the ends of bookmarks."""
    for it in elements:
        if it.tag not in _KEPT:
            wml.holder_of(it).remove(it)


def _look(within: Element) -> Element | None:
    """The look of the first run there."""
    run = next(within.iter(wml.RUN), None)
    return None if run is None else _own_look(run)


def _own_look(run: Element) -> Element | None:
    look = run.find(wml.R_PR)
    return None if look is None else deepcopy(look)
