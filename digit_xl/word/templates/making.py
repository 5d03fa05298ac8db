"""Content controls made anew: what a tag, a title and a place in the document need to be one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from digit_xl.word import wml
from digit_xl.word.controls import ITEM, PREFIX, SECTION, fresh_ids, properties_of, put

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digit_xl.word.wml import Element

_NAMES: Final = {"w15": wml.W15}
_ALIAS: Final = wml.w("alias")
TITLE_LENGTH: Final = 64  # Word shows no longer title


def control(name: str, title: str, *content: Element, kind: Element | None = None) -> Element:
    """A control around that content; `name` is its tag without `dx:`."""
    tag = wml.val("tag", f"{PREFIX}{name}")
    properties = [wml.val("alias", title[:TITLE_LENGTH]), tag]
    made = wml.element("sdtPr", *properties, *([] if kind is None else [kind]))
    return wml.element("sdt", made, wml.element("sdtContent", *content))


def value(name: str, title: str, *runs: Element) -> Element:
    """A control around text in a line."""
    return control(name, title, *runs, kind=wml.element("text", multiLine=1))


def repeat(name: str, title: str, *content: Element) -> Element:
    """Word's repeating section with one item, around blocks or rows."""
    mark = etree.Element(ITEM, nsmap=_NAMES)
    item = wml.element("sdt", wml.element("sdtPr", mark), wml.element("sdtContent", *content))
    return control(name, title, item, kind=etree.Element(SECTION, nsmap=_NAMES))


def number(controls: Iterable[Element], roots: Sequence[Element]) -> None:
    """Give each of those new controls, and the items in them, a number that none there has."""
    taken = (number for root in roots for number in root.iter(wml.ID))
    free = fresh_ids(taken, wml.VAL)
    for made in controls:
        put(properties_of(made), wml.ID, str(next(free)))
