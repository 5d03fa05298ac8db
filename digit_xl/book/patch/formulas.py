"""The formulas of one sheet while some of its cells are overwritten: none of the others is lost.

Cells may share a formula that stands in the first of them only (ECMA-376 part 1, 18.3.1.40), and
one formula may fill an area. And what the calculation chain (18.6) says of a formula that is no
more makes Excel take the file for damaged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl.book.patch.cells import FORMULA, place
from digit_xl.book.places import MAIN, WORKBOOK, area
from digit_xl.findings import Refusal, column_letters

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from lxml.etree import _Element as Element

    from digit_xl.book.patch.package import Package
    from digit_xl.book.places import Area

_FILLING = ("array", "dataTable")


class Formulas:
    """What formulas the sheet had before it was changed."""

    def __init__(self, title: str, sheet: Element) -> None:
        """Note them, and where each stands."""
        self._title, self._sheet = title, sheet
        self._before = {formula: place(cell) for cell, formula in _formulas(sheet)}
        self._areas = [
            (area(formula.get("ref", "")), formula.get("ref", ""))
            for formula in self._before
            if formula.get("t") in _FILLING and not _is_one(formula.get("ref", ""))
        ]

    def check(self, cells: Area) -> None:
        """Nothing, unless one of the cells belongs to a formula that fills an area.

        Raises:
            Refusal: it does; Excel lets nobody change a part of such an area either.
        """
        for taken, reference in self._areas:
            if taken.meets(cells):
                raise Refusal(
                    "array-formula",
                    f"Cellerne {reference} på arket {self._title} har en fælles matrixformel. "
                    "Slet den, gem registret, og prøv igen.",
                )

    def settle(self) -> set[str]:
        """The addresses that the calculation chain must forget, when the others kept their formula.

        They are those of the cells that lost theirs, or have one that is no array's any more.
        """
        there = {formula: place(cell) for cell, formula in _formulas(self._sheet)}
        for first, *others in _shared(self._before):
            heirs = [one for one in others if one in there]
            if first not in there and heirs:
                _inherit(first.text or "", [self._before[one] for one in (first, *heirs)], heirs[0])
        gone = {at: one for one, at in self._before.items() if one not in there}
        kept = set(there.values())
        return {_name(at) for at, one in gone.items() if at not in kept or one.get("t") in _FILLING}


def _is_one(reference: str) -> bool:
    """Whether the reference names one cell, once or as both corners."""
    first, _, last = reference.partition(":")
    return last in ("", first)


def _formulas(sheet: Element) -> Iterator[tuple[Element, Element]]:
    """Each formula of a cell, behind its cell."""
    for formula in sheet.iter(FORMULA):
        cell = formula.getparent()
        if cell is not None and cell.tag == f"{MAIN}c":
            yield cell, formula


def _shared(formulas: Iterable[Element]) -> list[list[Element]]:
    """The formulas that are shared: for each the cell's that has it, then those of the others."""
    groups: list[list[Element]] = []
    latest: dict[str, list[Element]] = {}
    for formula in formulas:
        key = formula.get("si", "")
        if formula.get("t") == "shared" and formula.text:
            latest[key] = [formula]
            groups.append(latest[key])
        elif formula.get("t") == "shared" and key in latest:
            latest[key].append(formula)
    return groups


def _inherit(text: str, places: Sequence[tuple[int, int]], heir: Element) -> None:
    """Let the heir have the formula of the first of those places, as it reads in the second."""
    from openpyxl.formula.translate import Translator, TranslatorError

    origin, target = (_name(at) for at in places[:2])
    try:
        heir.text = Translator(f"={text}", origin).translate_formula(target)[1:]
    except TranslatorError as error:
        raise KeyError(target) from error
    rows, columns = zip(*places[1:], strict=True)
    last = _name((max(rows), max(columns)))
    heir.set("ref", f"{_name((min(rows), min(columns)))}:{last}")


def _name(at: tuple[int, int]) -> str:
    row, column = at
    return f"{column_letters(column)}{row}"


def forget(package: Package, lost: Mapping[str, Collection[str]]) -> None:
    """Take the cells, by the number of their sheet, out of the calculation chain.

    An entry that names no sheet is on the one of the entry before (18.6.1). A chain without
    entries goes, for there must not be one.
    """
    for part in package.targets(WORKBOOK, "calcChain"):
        number, kept = "", []
        entries = list(package.root(part))
        for entry in entries:
            number = entry.get("i", number)
            if entry.get("r") not in lost.get(number, ()):
                kept.append((number, entry))
        if not kept:
            package.drop(part, WORKBOOK)
        elif len(kept) < len(entries):
            chain = package.change(part)
            for entry in set(entries).difference(entry for _, entry in kept):
                chain.remove(entry)
            for number, entry in kept:
                entry.set("i", number)
