"""Where in a report each thing of its ledger stands, and from which cells it comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digit_xl import amounts
from digit_xl.findings import Place as Cell
from digit_xl.word import wml
from digit_xl.word.controls import Kind
from digit_xl.word.ledger.entries import FIGURES, digest
from digit_xl.word.places import cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digit_xl.word.ledger.entries import Entry, Ledger
    from digit_xl.word.ledger.standing import Report, Standing


@dataclass(frozen=True, slots=True)
class Traced:
    """A control of the report with what the ledger knows of it; `total`: it is a sum of lines.

    `text` is what the ledger would tell of it, `shown` what a reader sees.
    """

    control: Standing
    entry: Entry
    text: str
    shown: str
    total: bool = False

    @property
    def is_figure(self) -> bool:
        """Whether it shows a number, a date, a period or a list."""
        return self.entry.kind in FIGURES

    @property
    def changed(self) -> bool:
        """Whether somebody has typed something else since it was written."""
        if self.entry.text or not self.text:
            return not amounts.alike(self.text, self.entry.text)
        return bool(self.entry.digest) and digest(self.text) != self.entry.digest

    def is_called(self, asked: str) -> bool:
        """Whether that is its name, or the last words of it: `resultat` is `regnskab.resultat`."""
        name, wanted = self.entry.name.casefold(), asked.casefold()
        return name == wanted or name.endswith(f".{wanted}")

    def shows(self, asked: str) -> bool:
        """Whether it shows that text, or the same amount typed in another way, or once did."""
        texts = (self.text, self.entry.text)
        if any(text and amounts.alike(text.casefold(), asked.casefold()) for text in texts):
            return True
        wanted = amounts.whole(asked)
        if wanted is None:
            return False
        shown = (amounts.whole(text) for text in texts)
        return any(it is not None and abs(it.value) == abs(wanted.value) for it in shown)

    def comes_from(self, asked: Cell) -> bool:
        """Whether that cell, or one of that range or sheet, is one of its cells."""
        named = (Cell.named(text.casefold()) for text in self.entry.places)
        places = [place for place in named if place is not None]
        return any(place.covers(asked) or asked.covers(place) for place in places)

    @property
    def told(self) -> dict[str, object]:
        """It as JSON tells it."""
        return {
            "text": self.shown,
            "written": self.entry.text or None,
            "changed": self.changed,
            "name": self.entry.name,
            "format": self.entry.words or None,
            "kind": self.entry.kind,
            "value": self.entry.value or None,
            "cells": [*self.entry.places],
            "sum": self.total,
            "records": [{"of": name, "key": key} for name, key in self.control.around],
            "place": str(self.control.spot),
        }

    def __str__(self) -> str:
        """`−322.748,08 → summen af Konti!H2:H19 (regnskab.resultat), under overskriften »…«`."""
        entry = self.entry
        shown = cut(self.shown) or _SHOWN.get(entry.kind, "(tomt)")
        was = f" (skrevet om i Word; der stod »{cut(entry.text)}«)" if entry.text else _REWRITTEN
        changed = was if self.changed else ""
        return f"{shown}{changed} → {self._cells} ({cut(entry.name)}), {self.control.spot}"

    @property
    def _cells(self) -> str:
        places = self.entry.places
        if not places:
            return "ingen celle"
        several = len(places) > 1 or ":" in places[0]
        of = "summen af " if self.total else "beregnet af " if several and self.is_figure else ""
        return of + ", ".join(places)


_REWRITTEN = " (redigeret i Word)"
_SHOWN = {"diagram": "(diagram)", "plan": "(plan)", "billede": "(billede)"}


def traced(report: Report, ledger: Ledger, totals: Iterable[Entry]) -> Iterator[Traced]:
    """Each control that shows something, in the report's order; `totals` are sums of lines."""
    summed = {(entry.places, entry.value) for entry in totals}
    for control in report.controls:
        entry = ledger.entries.get(control.key)
        if entry is not None and control.kind is Kind.VALUE:
            drawn = entry.kind in _SHOWN
            text = "" if drawn else control.text
            if text or entry.text or drawn:
                shown = "" if drawn else wml.shown(control.element)
                total = (entry.places, entry.value) in summed
                yield Traced(control, entry, text, shown, total)
