"""The path of a trace: a report and what somebody asks for become where it is, or comes from."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from digit_xl.findings import Place, Refusal, printable

if TYPE_CHECKING:
    from pathlib import Path

    from digit_xl.word.ledger.entries import Ledger
    from digit_xl.word.ledger.traced import Traced

_DIGEST: Final = 8  # signs of a register's digest that are told


@dataclass(frozen=True, slots=True)
class Trace:
    """What was found, in the report's order, and what the report was written from."""

    found: tuple[Traced, ...]
    ledger: Ledger
    near: str = ""  # the nearest name, when nothing was found

    @property
    def origin(self) -> str:
        """When and from what the report was written, in Danish."""
        origin = self.ledger.origin
        whose = ", ".join(filter(None, origin.identity))
        return (
            f"Skrevet med digit-xl {self.ledger.made_by} af registret {origin.register[:_DIGEST]}"
            f"{f' ({whose})' if whose else ''}."
        )


def trace(report: Path, asked: str | None = None, cell: str | None = None) -> Trace:
    """What the Word report shows of that text, name or cell; without any, all of its figures.

    Raises:
        Refusal: the file cannot be read, the report's ledger is missing, damaged or of a later
            version, its tags are gone, or the cell is none.
    """
    from digit_xl.book import guard
    from digit_xl.tieout import refuse_untagged
    from digit_xl.word import package
    from digit_xl.word.ledger import part
    from digit_xl.word.ledger.standing import standing
    from digit_xl.word.ledger.traced import traced
    from digit_xl.word.tieout.sums import sums

    place = None if cell is None else _place(cell)
    opened = package.opened(guard.read(report, guard.Kind.DOCUMENT), "document")
    ledger, found = part.read(opened), standing(opened)
    refuse_untagged(found, ledger)
    everything = [*traced(found, ledger, (one.total for one in sums(ledger)))]
    told = everything if place is None else [one for one in everything if one.comes_from(place)]
    if asked is not None:
        told = [one for one in told if one.is_called(asked)] or [
            one for one in told if one.shows(asked)
        ]
    elif place is None:
        told = [one for one in told if one.is_figure]
    near = "" if told or asked is None else _nearest(asked, everything)
    return Trace(tuple(told), ledger, near)


def _place(cell: str) -> Place:
    place = Place.named(cell.casefold())
    if place is None:
        raise Refusal(
            "cell-address",
            f"»{printable(cell)}« er ikke en celle. Skriv arket og cellen, fx Konti!F10, "
            "'Mit ark'!C2 eller Konti!F2:F9.",
        )
    return place


def _nearest(asked: str, everything: list[Traced]) -> str:
    """The name most like what was asked for; nothing when none is like it."""
    names = sorted({one.entry.name for one in everything})
    return next(iter(difflib.get_close_matches(asked, names, 1)), "")
