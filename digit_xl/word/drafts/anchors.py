"""From a cell to the place in the document where a reader meets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl.word import wml
from digit_xl.word.drafts.comments import has_room

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from digit_xl.findings import Place
    from digit_xl.word.trace import Shown
    from digit_xl.word.wml import Element


class Anchors:
    """Where in the body something can be said of a cell: at a control, else at the title."""

    def __init__(
        self, body: Element, shown: Iterable[Shown], homes: Mapping[str, Sequence[str]]
    ) -> None:
        """Note what the body shows; `homes` names the facts whose control stands for a sheet.

        A cell's own control comes before a text that quotes it, and both before one that shows it
        among others, such as a sum.
        """
        self._homes = homes
        self._cells: dict[tuple[str, int, int], Element] = {}
        self._ranges: dict[tuple[str, int], dict[tuple[int, int], Element]] = {}
        self._rows: dict[tuple[str, int], Element] = {}
        self._columns: dict[tuple[str, int], Element] = {}
        self._sheets: dict[str, Element] = {}
        self._names: dict[str, Element] = {}
        standing = [*_standing(body, shown)]
        for found in standing:
            self._names.setdefault(found.name, found.control)
        for control, places in _own_first(standing):
            for place in places:
                self._note(place, control)
        self._title = title_of(body)

    def find(self, place: Place) -> Element:
        """The control or paragraph nearest to the cell.

        It is the first control that shows the cell, else one of the same row, of the same column,
        of the same sheet, the heading of the sheet's section, or the document's title.
        """
        sheet, row, column = place.sheet, place.row, place.column
        of_row = (
            ()
            if not row
            else (
                self._cells.get((sheet, row, column)),
                self._in_range(place),
                self._rows.get((sheet, row)),
                self._columns.get((sheet, column)),
            )
        )
        homes = (self._names.get(name) for name in self._homes.get(sheet, ()))
        nearest = (*of_row, self._sheets.get(sheet), *homes)
        return next((found for found in nearest if found is not None), self._title)

    @property
    def title(self) -> Element:
        """The document's first paragraph with a text."""
        return self._title

    def _in_range(self, place: Place) -> Element | None:
        ranges = self._ranges.get((place.sheet, place.column), {})
        met = (found for (first, last), found in ranges.items() if first <= place.row <= last)
        return next(met, None)

    def _note(self, place: Place, control: Element) -> None:
        sheet, row, column = place.sheet, place.row, place.column
        self._sheets.setdefault(sheet, control)
        if not row:
            return
        self._columns.setdefault((sheet, column), control)
        if place.last_row > row:
            ranges = self._ranges.setdefault((sheet, column), {})
            ranges.setdefault((row, place.last_row), control)
            return
        self._cells.setdefault((sheet, row, column), control)
        self._rows.setdefault((sheet, row), control)


def _standing(body: Element, shown: Iterable[Shown]) -> Iterator[Shown]:
    """Those that stand in the body and take a comment: some have gone with an empty table."""
    boxed = {held for box in body.iter(wml.TEXT_BOX) for held in box.iter(wml.SDT, wml.P)}
    there = {held for held in body.iter(wml.SDT, wml.P) if held not in boxed}
    return (found for found in shown if found.control in there and has_room(found.control))


def _own_first(shown: Sequence[Shown]) -> Iterator[tuple[Element, Sequence[Place]]]:
    """Each fact's control and the fact's cells: those of one cell, those quoted, then the others.

    Of the others, what shows few cells comes before what shows many, such as a whole plan.
    """
    quoted, shared = [], []
    seen: set[tuple[int, bool]] = set()
    for found in shown:
        key = (id(found.node), found.quoted)
        if key in seen:  # a sum of many cells may be told many times
            continue
        seen.add(key)
        places = found.places
        if len(places) != 1 or places[0].last_row > places[0].row:
            shared.append((found.control, places))
        elif found.quoted:
            quoted.append((found.control, places))
        else:
            yield found.control, places
    yield from (*quoted, *sorted(shared, key=lambda found: len(found[1])))


def title_of(body: Element) -> Element:
    """The first paragraph with a text, else the first, made when the body has none."""
    boxed = {held for box in body.iter(wml.TEXT_BOX) for held in box.iter(wml.P, wml.T)}
    paragraphs = [paragraph for paragraph in body.iter(wml.P) if paragraph not in boxed]
    for paragraph in paragraphs:
        if any(words.text and words not in boxed for words in paragraph.iter(wml.T)):
            return paragraph
    if not paragraphs:
        paragraphs = [wml.element("p")]
        body.insert(0, paragraphs[0])
    return paragraphs[0]
