"""What a refresh found that somebody should know, each with its place in the report."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from digit_xl.word import wml
from digit_xl.word.places import cut

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digit_xl.word.ledger.entries import Around
    from digit_xl.word.places import Place
    from digit_xl.word.wml import Element


class Kind(Enum):
    """What happened to a control or to an item of the report."""

    CHANGED = "ændret"
    ADDED = "tilføjet"
    REMOVED = "fjernet"
    MOVED = "flyttet"
    CONFLICT = "konflikt"
    KEPT = "beholdt"
    DELETED = "slettet"
    LEFT = "urørt"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a refresh did, or did not do: its name and place, what was there and what is.

    `old` and `new` are texts as a reader sees them, and empty where there is none; `note` is a
    Danish sentence about it.
    """

    kind: Kind
    name: str
    place: str
    old: str = ""
    new: str = ""
    note: str = ""

    def __str__(self) -> str:
        """`ændret »regnskab.resultat« under overskriften »Økonomi«: −1,00 kr. → −2,00 kr.`."""
        told = f"{self.kind.value} »{cut(self.name)}« {self.place}".rstrip()
        if self.kind in {Kind.CHANGED, Kind.CONFLICT} and (self.old or self.new):
            told = f"{told}: {_quoted(self.old)} → {_quoted(self.new)}"
        elif shown := self.new or self.old:
            told = f"{told}: {_quoted(shown)}"
        return f"{told}. {self.note}" if self.note else told

    @property
    def as_data(self) -> dict[str, object]:
        """The change as JSON tells it."""
        return {
            "kind": self.kind.value,
            "name": self.name,
            "place": self.place,
            "old": self.old or None,
            "new": self.new or None,
            "note": self.note or None,
        }


def _quoted(text: str) -> str:
    return cut(text) or "(intet)"


def called(name: str, around: Around) -> str:
    """The name with the records that it stands in: `grupper[A].navn`."""
    outer = [f"{repeat}[{key}]" for repeat, key in around]
    return ".".join([*outer, name] if name else outer)


@dataclass(slots=True)
class Told:
    """The changes that the walk itself tells, in the order in which it met them."""

    places: Mapping[Element, Place]
    changes: list[Change] = field(default_factory=list)

    def tell(
        self, kind: Kind, element: Element | None, name: str, note: str = "", **texts: str
    ) -> None:
        """Note a change to that control or item of the report."""
        self.changes.append(Change(kind, name, self.place(element), note=note, **texts))

    def place(self, element: Element | None) -> str:
        """Where the control stood, or the first control of an item or a table."""
        held = () if element is None else element.iter(wml.SDT)
        return next((str(self.places[it]) for it in held if it in self.places), "")
