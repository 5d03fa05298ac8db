"""The figures of a register or of a ledger, found by an amount that somebody typed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from digit_xl.amounts import rounded
from digit_xl.facts import Chart, Fact, Records, RichText

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from digit_xl.amounts import Amount
    from digit_xl.facts import Facts, Node
    from digit_xl.findings import Place
    from digit_xl.word.ledger.entries import Ledger


@dataclass(frozen=True, slots=True)
class Known:
    """A figure: its name, its exact value, and its cells."""

    name: str
    value: Decimal
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The figures that an amount may be, signs aside, and what they are rounded to in it."""

    figures: Sequence[Known]
    step: Decimal

    @property
    def exact(self) -> bool:
        """Whether the amount is not rounded."""
        return any(rounded(figure.value, self.step) == figure.value for figure in self.figures)


class Figures:
    """Figures by their size, rounded in every way that somebody asked for."""

    def __init__(self, figures: Iterable[Known]) -> None:
        """Keep the first of those with the same value and cells."""
        kept: dict[tuple[Decimal, tuple[str, ...]], Known] = {}
        for one in figures:
            kept.setdefault((one.value, one.cells), one)
        self._all = list(kept.values())
        self._sizes: dict[Decimal, Mapping[Decimal, Sequence[Known]]] = {}

    def match(self, amount: Amount) -> Match | None:
        """The figures that the amount may be: those that are rounded least; None without any."""
        for step in amount.roundings:
            found = self._rounded(step).get(abs(amount.value), ())
            # What is rounded to nothing is not what somebody calls nothing.
            if told := [figure for figure in found if bool(figure.value) is bool(amount.value)]:
                return Match(told, step)
        return None

    def _rounded(self, step: Decimal) -> Mapping[Decimal, Sequence[Known]]:
        if step not in self._sizes:
            sizes: dict[Decimal, list[Known]] = defaultdict(list)
            for figure in self._all:
                sizes[rounded(abs(figure.value), step)].append(figure)
            self._sizes[step] = sizes
        return self._sizes[step]


def of_facts(facts: Facts) -> Iterator[Known]:
    """Every number that a register gives, also those that only its texts and charts show."""
    seen: set[int] = set()
    for name, node in facts.items():
        yield from _of_node(name, node, seen)


def _of_node(name: str, node: Node, seen: set[int]) -> Iterator[Known]:
    if isinstance(node, Fact):
        yield from _number(name, node.value, node.places)
    elif isinstance(node, Records):
        for record in node.items:
            for inner, held in record.facts.items():
                yield from _of_node(inner, held, seen)
    elif isinstance(node, RichText) and id(node.figures) not in seen:
        seen.add(id(node.figures))  # many texts may name the same figures
        for inner, fact in node.figures.items():
            yield from _of_node(inner, fact, seen)
    elif isinstance(node, Chart):
        for series in node.series:
            own = len(series.places) == len(series.values)  # a cell for each
            for at, value in enumerate(series.values):
                yield from _number(name, value, series.places[at : at + 1] if own else ())


def _number(name: str, value: object, places: Iterable[Place]) -> Iterator[Known]:
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        yield Known(name, Decimal(value), tuple(str(place) for place in places))


def of_ledger(ledger: Ledger) -> Iterator[Known]:
    """Every number that a report showed when it was written."""
    for entry in ledger.entries.values():
        if (value := entry.number) is not None:
            yield Known(entry.name, value, entry.places)
