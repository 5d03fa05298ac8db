"""Sums of a report: which figures are the sum of which lines, and whether they are as printed.

A total is known by its cells: it comes from more than one, each line of a list comes from one of
them, and the exact values of the lines are together the exact value of the total. Lines that are
rounded to something else than the total are those of another one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from digit_xl import amounts, danish
from digit_xl.findings import Place
from digit_xl.word.places import cut
from digit_xl.word.tieout import untied
from digit_xl.word.tieout.untied import Untied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from digit_xl.amounts import Amount
    from digit_xl.word.ledger.entries import Around, Entry, Key, Ledger
    from digit_xl.word.ledger.standing import Report, Standing

_UNROUNDED: Final = {"kr", "positiv"}
Family: TypeAlias = "tuple[tuple[str, ...], str, str, int]"  # repeats, tag, sheet and column


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure and the lines whose sum it is, as they were written."""

    total: Entry
    lines: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    entry: Entry
    row: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class _Printed:
    """A figure as it is printed now, with the sign that its format leaves out."""

    control: Standing
    exact: Decimal
    amount: Amount

    @property
    def value(self) -> Decimal:
        unsigned = "positiv" in self.control.words.split() and self.exact < 0
        return -self.amount.value if unsigned else self.amount.value

    @property
    def rounded(self) -> bool:
        """Whether it is rounded as its own digits say, so that it alone is right."""
        return amounts.rounded(self.exact, self.amount.step) == self.value


def sums(ledger: Ledger) -> Iterator[Sum]:
    """The figures that are the sum of a list's lines, each with those lines."""
    families: dict[Family, list[_Line]] = defaultdict(list)
    totals = []
    for entry in ledger.entries.values():
        places = [place for text in entry.places if (place := Place.named(text)) is not None]
        value = entry.number
        if value is None or not places:
            continue
        if len(places) == 1 and not places[0].last_row:
            place = places[0]
            family = (_names(entry.around), entry.tag, place.sheet, place.column)
            families[family].append(_Line(entry, place.row, value))
        elif len({(place.sheet, place.column) for place in places}) == 1:
            totals.append((entry, places, value))
    grouped = _Grouped(families)
    for entry, places, value in totals:
        among = _rows(places)
        for lines in grouped.below(entry.around, places[0]):
            covered = [line for line in lines if among(line.row) and _alike(line.entry, entry)]
            if covered and sum(line.value for line in covered) == value:
                yield Sum(entry, tuple(line.entry for line in covered))


class _Grouped:
    """The lines of each list, by the records that they stand in."""

    def __init__(self, families: Mapping[Family, Sequence[_Line]]) -> None:
        self._families = families
        self._of_column: dict[tuple[str, int], list[Family]] = defaultdict(list)
        for family in families:
            self._of_column[family[2:]].append(family)
        self._known: dict[tuple[Family, int], dict[Around, list[_Line]]] = {}

    def below(self, around: Around, place: Place) -> Iterator[Sequence[_Line]]:
        """The lines of each list of that column within those records."""
        names = _names(around)
        for family in self._of_column.get((place.sheet, place.column), ()):
            if len(family[0]) > len(names) and family[0][: len(names)] == names:
                yield self._by_record(family, len(names)).get(around, ())

    def _by_record(self, family: Family, depth: int) -> Mapping[Around, Sequence[_Line]]:
        if (family, depth) not in self._known:
            grouped: dict[Around, list[_Line]] = defaultdict(list)
            for line in self._families[family]:
                grouped[line.entry.around[:depth]].append(line)
            self._known[family, depth] = grouped
        return self._known[family, depth]


def untied_sums(known: Iterable[Sum], report: Report) -> Iterator[Untied]:
    """The sums of the report's tables that do not add up as they are printed."""
    standing: dict[Key, list[Standing]] = defaultdict(list)
    for control in report.controls:
        if control.table is not None:
            standing[control.key].append(control)
    for one in known:
        for total in standing.get(one.total.key, ()):
            found = [_in_table(standing.get(line.key, ()), line, total) for line in one.lines]
            if not total.shadow:
                yield from _judged(one, total, found)


def _in_table(controls: Iterable[Standing], line: Entry, total: Standing) -> Sequence[Standing]:
    """The line in the total's table, and the copies that somebody has made of it there."""
    there = [control for control in controls if control.table is total.table]
    return there[:1] + there[line.count :]


def _judged(one: Sum, total: Standing, found: Sequence[Sequence[Standing]]) -> Iterator[Untied]:
    shown = _printed(total, one.total)
    printed = [
        _printed(control, entry)
        for controls, entry in zip(found, one.lines, strict=True)
        for control in controls
    ]
    lines = [line for line in printed if line is not None]
    if shown is None or not lines or len(lines) < len(printed):  # told as figures
        return
    given = sum((line.value for line in lines), start=Decimal(0))
    if given == shown.value:
        return
    apart = danish.number(abs(given - shown.value))
    whole = all(len(controls) == 1 for controls in found)
    rounding = whole and all(it.rounded for it in (shown, *lines))
    yield Untied(
        untied.ROUNDING if rounding else untied.SUM,
        f"Summen »{cut(total.text)}« passer ikke med sine {len(lines)} linjer: De giver "
        f"{danish.number(given)}, en forskel på {apart}.{_why(found, rounding=rounding)}",
        *(total.spot, total.element, one.total.name, one.total.places, total.text),
    )


def _why(found: Sequence[Sequence[Standing]], *, rounding: bool) -> str:
    """What is the matter with the lines, and what to do about it."""
    if rounding:
        return (
            " Hver af dem er rigtigt afrundet: Vis dem med flere cifre, eller skriv forskellen i "
            "en note."
        )
    gone = sum(not controls for controls in found)
    more = sum(len(controls) > 1 for controls in found)
    return (
        (f" {gone} af linjerne er slettet." if gone else "")
        + (f" {more} af linjerne står mere end én gang." if more else "")
        + ("" if gone or more else " Ret det, der er forkert.")
    )


def _printed(control: Standing, entry: Entry) -> _Printed | None:
    amount, exact = amounts.whole(control.text), entry.number
    return None if amount is None or exact is None else _Printed(control, exact, amount)


def _alike(line: Entry, total: Entry) -> bool:
    """Whether the formats of both round alike."""
    first, second = (set(entry.words.split()) - _UNROUNDED for entry in (line, total))
    return first == second


def _rows(places: Iterable[Place]) -> Callable[[int], bool]:
    """Whether a row is one of those of the places."""
    places = [*places]
    single = {place.row for place in places if not place.last_row}
    ranges = [place for place in places if place.last_row]
    return lambda row: row in single or any(it.row <= row <= it.last_row for it in ranges)


def _names(around: Around) -> tuple[str, ...]:
    return tuple(name for name, _ in around)
