"""The rules of a tie-out, and what it says of one figure that breaks them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from digit_xl.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digit_xl.word.places import Place
    from digit_xl.word.wml import Element

_ERROR, _WARNING, _REMARK = Severity.ERROR, Severity.WARNING, Severity.REMARK

STALE = Rule("AFS-01", _ERROR, "Registret er ændret, siden tallet blev skrevet.")
OVERTYPED = Rule("AFS-02", _ERROR, "Tallet er skrevet om i rapporten.")
SIGN = Rule("AFS-03", _ERROR, "Tallet har omvendt fortegn.")
ROUNDED = Rule("AFS-04", _ERROR, "Tallet er afrundet på en anden måde end i registrets rapport.")
UNREADABLE = Rule("AFS-05", _ERROR, "Der står ikke et tal i feltet.")
RECORDS = Rule("AFS-06", _ERROR, "Rapporten og registret har ikke de samme poster i en liste.")
SUM = Rule("AFS-07", _ERROR, "En sum i rapporten er ikke summen af sine linjer, som de står.")
SOURCELESS = Rule("AFS-08", _ERROR, "Et beløb i løs tekst findes ikke i registret.")
OUTDATED = Rule("AFS-09", _ERROR, "Et beløb i løs tekst stod i registret, men gør det ikke mere.")
REGISTER = Rule("AFS-10", _ERROR, "Registret har fejl, så ikke alt kan afstemmes.")
PRINTED = Rule("AFS-11", _ERROR, "Et tal i registrets rapport mangler i PDF-filen.")
CHART = Rule("AFS-12", _ERROR, "Et diagram viser andre tal end registrets.")
ROUNDING = Rule("AFS-20", _WARNING, "En sum afviger fra sine linjer på grund af afrunding.")
DELETED = Rule("AFS-21", _WARNING, "Et tal eller en post er slettet fra rapporten.")
UNKNOWN = Rule("AFS-22", _WARNING, "Et felts mærke er ændret, så ingen ved, hvad det viser.")
PENDING = Rule("AFS-23", _WARNING, "Et tal har ændringer, som ingen har accepteret eller afvist.")
TEXT_STALE = Rule("AFS-24", _WARNING, "Registrets tekst er ændret, siden rapporten blev skrevet.")
NUMBER = Rule("AFS-25", _WARNING, "Et tal eller en procent i løs tekst findes ikke i registret.")
UNSURE = Rule("AFS-26", _WARNING, "Tallet kan ikke afstemmes, før registrets fejl er rettet.")
LOOSE = Rule("AFS-30", _REMARK, "Et beløb i løs tekst findes i registret, men følger det ikke.")
EDITED = Rule("AFS-31", _REMARK, "En tekst er redigeret i Word.")

RULES: Final = (
    *(STALE, OVERTYPED, SIGN, ROUNDED, UNREADABLE, RECORDS, SUM, SOURCELESS, OUTDATED, REGISTER),
    *(PRINTED, CHART, ROUNDING, DELETED, UNKNOWN, PENDING, TEXT_STALE, NUMBER, UNSURE),
    *(LOOSE, EDITED),
)
_CELLS: Final = 3  # so many places of one figure are told


@dataclass(frozen=True, slots=True)
class Untied:
    """One thing that does not tie, in Danish: what, where, and what to do about it.

    `text` is what the report shows, `register` what the register gives, `written` what was written;
    each is None when there is no such thing. `place` is None for the report as a whole, `element`
    what a comment can stand at.
    """

    of: Rule
    message: str
    place: Place | None = None
    element: Element | None = None
    name: str = ""
    cells: tuple[str, ...] = ()
    text: str | None = None
    register: str | None = None
    written: str | None = None

    @property
    def rule(self) -> str:
        """The id of the rule."""
        return self.of.id

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return self.of.severity

    @property
    def told(self) -> dict[str, object]:
        """It as JSON tells it."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "place": None if self.place is None else str(self.place),
            "name": self.name or None,
            "cells": [*self.cells],
            "text": self.text,
            "register": self.register,
            "written": self.written,
            "message": self.message,
        }

    @property
    def comment(self) -> str:
        """It as a comment at its place tells it."""
        return f"{self.severity.value} {self.rule}: {self.message}"

    def __str__(self) -> str:
        """`fejl AFS-01 under overskriften »Økonomi«: …`."""
        where = "" if self.place is None else f" {self.place}"
        return f"{self.severity.value} {self.rule}{where}: {self.message}"


def cells_told(cells: Sequence[str]) -> str:
    """` (Konti!H2:H19)`, the first few and how many more; nothing without any."""
    if not cells:
        return ""
    more = f" og {len(cells) - _CELLS} mere" if len(cells) > _CELLS else ""
    return f" ({', '.join(cells[:_CELLS])}{more})"
