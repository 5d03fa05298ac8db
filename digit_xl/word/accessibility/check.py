"""What a rule on accessibility is, and what it says when a document breaks it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from digit_xl.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from digit_xl.word.accessibility.reading import Document, Thing
    from digit_xl.word.places import Place

Broken: TypeAlias = "Iterator[tuple[Thing | None, str]]"  # None: the document as a whole
Judge: TypeAlias = "Callable[[Document], Broken]"

EXAMPLES: Final = 3  # places of one message; the others are counted
MESSAGES: Final = 25  # different messages of one rule, likewise


@dataclass(frozen=True, slots=True)
class Barrier:
    """One thing that shuts a reader out, in Danish: what, where, and what to do about it.

    `place` is None for the document as a whole.
    """

    rule: str
    severity: Severity
    message: str
    place: Place | None

    @property
    def told(self) -> dict[str, object]:
        """The barrier as JSON tells it."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "place": None if self.place is None else str(self.place),
            "message": self.message,
        }

    def __str__(self) -> str:
        """`fejl TIL-10 under overskriften »Økonomi«: …`."""
        where = "" if self.place is None else f" {self.place}"
        return f"{self.severity.value} {self.rule}{where}: {self.message}"


@dataclass(frozen=True)
class Check:
    """A rule and what judges a document by it."""

    rule: Rule
    judge: Judge

    def barriers(self, document: Document) -> Iterator[tuple[int, Barrier]]:
        """What breaks the rule, each with its position; the same told thrice, then counted."""
        told: Counter[str] = Counter()
        last = untold = 0
        for thing, message in self.judge(document):
            if message not in told and len(told) == MESSAGES:
                untold += 1
                continue
            told[message] += 1
            if told[message] <= EXAMPLES:
                last = 0 if thing is None else thing.at
                yield last, self._broken(message, None if thing is None else thing.found)
        for message, count in told.items():
            if count > EXAMPLES:
                yield last, self._broken(f"{_places(count - EXAMPLES)}: {message}", None)
        if untold:
            yield last, self._broken(f"{_places(untold)} i samme forstand: {self.rule.about}", None)

    def _broken(self, message: str, place: Place | None) -> Barrier:
        return Barrier(self.rule.id, self.rule.severity, message, place)


def _places(count: int) -> str:
    return f"Det samme gælder {count} {'sted' if count == 1 else 'steder'} mere"


CHECKS: Final[list[Check]] = []


def rule(code: str, severity: Severity, about: str) -> Callable[[Judge], Judge]:
    """The decorator that lists the function as the rule of that id."""

    def listed(judge: Judge) -> Judge:
        CHECKS.append(Check(Rule(code, severity, about), judge))
        return judge

    return listed
