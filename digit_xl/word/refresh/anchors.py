"""Where in a report something of the template goes that the report does not have.

It stands behind what it follows in the template, or before what it precedes: the nearest thing
that the report has too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from digit_xl.word import wml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digit_xl.word.wml import Element

_WRAPPERS: Final = frozenset(
    {wml.HYPERLINK, *(wml.w(name) for name in ("ins", "moveTo", "smartTag", "customXml"))}
)
_CONTAINERS: Final = (
    *(wml.BODY, wml.TC, wml.TEXT_BOX),
    *(wml.w(name) for name in ("hdr", "ftr", "footnote", "endnote")),
)
_SECTION: Final = wml.w("sectPr")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a report: behind an element, before it, or at its end."""

    element: Element
    side: str  # `behind`, `before` or `within`

    def put(self, made: Element) -> None:
        """Put the element there."""
        if self.side == "behind":
            self.element.addnext(made)
        elif self.side == "before":
            self.element.addprevious(made)
        elif len(self.element) and self.element[-1].tag == _SECTION:
            self.element[-1].addprevious(made)
        else:
            self.element.append(made)


@dataclass
class Level:
    """A story, an item or a condition of the template and its twin in the report.

    `pairs` are the controls that both have, the template's first.
    """

    origin: Element
    root: Element
    pairs: Mapping[Element, Element]

    def place(self, wanted: Element) -> tuple[Element, Spot]:
        """The largest stretch around the template's element that is not there, and its place."""
        host = wanted
        while True:
            if (spot := self._beside(host)) is not None:
                return host, spot
            holder = wml.holder_of(host)
            owner = wml.holder_of(holder) if holder.tag == wml.SDT_CONTENT else holder
            if owner is self.origin or holder is self.origin or holder.tag in _CONTAINERS[:1]:
                return host, Spot(self._end, "within")
            host = owner

    @property
    def _end(self) -> Element:
        """What holds the content of the report's twin."""
        content = self.root.find(wml.SDT_CONTENT)
        body = self.root.find(wml.BODY)
        found = content if content is not None else body
        return self.root if found is None else found

    def _beside(self, host: Element) -> Spot | None:
        """At the nearest sibling that the report has too; of two as near, the one before."""
        both = host.itersiblings(preceding=True), host.itersiblings()
        for near in zip_longest(*both):
            for sibling, side in zip(near, ("behind", "before"), strict=True):
                if sibling is None:
                    continue
                twin = self._run(sibling, side) if sibling.tag == wml.RUN else self.match(sibling)
                if twin is not None:
                    return Spot(_outer(twin), side)
        return None

    def _run(self, run: Element, side: str) -> Element | None:
        """The report's run that ends, or begins, with the words of the template's.

        Word parts one run into many, so that their words together are looked at.
        """
        paragraph = self.match(wml.holder_of(run))
        words = wml.text_of(run.iter(*wml.TEXTS))
        if paragraph is None or not words.strip():
            return None
        behind = side == "behind"
        met = ""
        for own in paragraph if behind else reversed(paragraph):
            if own.tag == wml.RUN:
                text = wml.text_of(own.iter(*wml.TEXTS))
                met = met + text if behind else text + met
                if met.endswith(words) if behind else met.startswith(words):
                    return own
            elif own.tag == wml.SDT:
                met = ""
        return None

    def match(self, element: Element) -> Element | None:
        """The report's twin of an element of the template: by the controls in it, or its words."""
        if element in self.pairs:
            return self.pairs[element]
        if (control := self._held.get(element)) is not None:
            return _above(self.pairs[control], element.tag, _depth(control, element))
        if element.tag == _SECTION and element.getparent() is self.origin.find(wml.BODY):
            return self.root.find(f"{wml.BODY}/{_SECTION}")
        if element.tag != wml.P or not (text := wml.shown(element)):
            return None
        found = [it for it in self._words.get(text, []) if _container(it) == _container(element)]
        return found[0] if len(found) == 1 else None

    @cached_property
    def _held(self) -> dict[Element, Element]:
        """The first of the paired controls in each element of the template that holds one."""
        held: dict[Element, Element] = {}
        for control in self.pairs:
            for above in control.iterancestors():
                if above is self.origin:
                    break
                held.setdefault(above, control)
        return held

    @cached_property
    def _words(self) -> dict[str, list[Element]]:
        """The report's paragraphs by their words."""
        words: dict[str, list[Element]] = {}
        for paragraph in self.root.iter(wml.P):
            words.setdefault(wml.shown(paragraph), []).append(paragraph)
        return words


def _outer(element: Element) -> Element:
    """What wraps the element where a link or a tracked change does."""
    while (holder := element.getparent()) is not None and holder.tag in _WRAPPERS:
        element = holder
    return element


def _depth(inner: Element, outer: Element) -> int:
    """How many of the inner's ancestors, up to the outer, are of the outer's kind."""
    depth = 0
    for above in inner.iterancestors(outer.tag):
        depth += 1
        if above is outer:
            break
    return depth


def _above(element: Element, tag: str, depth: int) -> Element | None:
    above = [*element.iterancestors(tag)]
    return above[depth - 1] if depth <= len(above) else None


def _container(element: Element) -> str:
    return next((above.tag for above in element.iterancestors(*_CONTAINERS)), "")
