"""Amounts in free text and in texts that were edited: whether the register knows them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from digit_xl import amounts, danish
from digit_xl.facts import Fact, RichText
from digit_xl.word.controls import Kind
from digit_xl.word.ledger.entries import OBJECT, digest, prose
from digit_xl.word.ledger.sources import text_of
from digit_xl.word.plain import plain
from digit_xl.word.tieout import untied
from digit_xl.word.tieout.known import Figures, of_facts, of_ledger
from digit_xl.word.tieout.untied import Untied, cells_told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digit_xl.amounts import Amount
    from digit_xl.facts import Facts, Node
    from digit_xl.word.ledger.entries import Ledger
    from digit_xl.word.ledger.sources import Sources
    from digit_xl.word.ledger.standing import Report, Standing
    from digit_xl.word.places import Place
    from digit_xl.word.tieout.known import Known, Match
    from digit_xl.word.wml import Element

_LEADING: Final = 25  # characters before an amount that tell which one it is
_TOLD: Final = 3  # so many figures that an amount may be are named
_ROUNDINGS: Final = {
    Decimal(1): "hele kroner",
    Decimal(1000): "hele tusinde",
    Decimal(10) ** 5: "hundrede tusinde",
    Decimal(10) ** 6: "hele millioner",
}


class Judge:
    """Judges amounts by what the register gives now and what the report showed when written."""

    def __init__(self, facts: Facts, ledger: Ledger | None) -> None:
        """Learn the figures of both; a PDF has no ledger."""
        self._now = Figures(of_facts(facts))
        self._then = Figures(() if ledger is None else of_ledger(ledger))

    def told(self, amount: Amount, place: Place, element: Element | None) -> Untied:
        """What is told of an amount that stands in no control."""
        if (match := self._now.match(amount)) is not None:
            return _known(amount, match, place, element)
        if (match := self._then.match(amount)) is not None:
            return _outdated(amount, match, place, element)
        rule = untied.SOURCELESS if amount.money else untied.NUMBER
        return Untied(
            rule,
            f"»{amount.written}« er uden kilde: {_called(amount)} findes ikke i registret, heller "
            "ikke afrundet. Kontrollér det, og skriv, hvor det kommer fra.",
            *(place, element),
            text=amount.written,
        )


def _known(amount: Amount, match: Match, place: Place, element: Element | None) -> Untied:
    first = match.figures[0]
    return Untied(
        untied.LOOSE,
        f"»{amount.written}« er løs tekst: {_called(amount)} findes i registret{_found(match)}, "
        "men følger det ikke. Skal det følge med, så skriv teksten i registret med tallets navn i "
        "klammer.",
        *(place, element, first.name, first.cells, amount.written, danish.number(first.value)),
    )


def _outdated(amount: Amount, match: Match, place: Place, element: Element | None) -> Untied:
    first = match.figures[0]
    return Untied(
        untied.OUTDATED,
        f"»{amount.written}« er løs tekst: {_called(amount)} stod i registret, da rapporten blev "
        f"skrevet{_found(match)}, men gør det ikke mere. Ret det i Word.",
        *(place, element, first.name, first.cells, amount.written),
        written=danish.number(first.value),
    )


def _called(amount: Amount) -> str:
    return "Beløbet" if amount.money else "Tallet"


def loose(report: Report, sources: Sources, judge: Judge) -> Iterator[Untied]:
    """What is told of each amount that stands in no control and is not of the register's texts."""
    for free in report.free:
        text = "" if free.within is None else _words(sources.node(free.within))
        for amount in _typed(free.text, text):
            yield judge.told(amount, _near(free.place, free.text, amount), free.paragraph)


def edited(report: Report, ledger: Ledger, sources: Sources, judge: Judge) -> Iterator[Untied]:
    """What is told of each amount that somebody typed in a text of the register's."""
    for control in report.controls:
        if control.kind is not Kind.VALUE or control.within or control.shadow:
            continue
        entry = ledger.entries.get(control.key)
        text, now = _given(sources.node(control, entry), control), control.text
        if text is None or (entry is not None and entry.digest == digest(now)):
            continue
        shown, known = (prose(it) for it in (now, text))
        for amount in _typed(shown, known):
            yield judge.told(amount, _near(control.place, shown, amount), control.element)


def _given(node: Node | None, control: Standing) -> str | None:
    """The register's text for that control; None when it gives none, or another thing."""
    if isinstance(node, RichText):
        return text_of(node, control)
    return node.value if isinstance(node, Fact) and isinstance(node.value, str) else None


def _words(node: Node | None) -> str:
    """The words of a text with its footnotes."""
    return plain(node) if isinstance(node, RichText) else ""


def _typed(text: str, known: str) -> Iterator[Amount]:
    """The amounts of a text that are not those of what is known."""
    left = Counter(amount.value for amount in amounts.found(known))
    for amount in amounts.found(text):
        if left[amount.value] > 0:
            left[amount.value] -= 1
        else:
            yield amount


def _near(place: Place, text: str, amount: Amount) -> Place:
    """The place, at the words that lead to the amount."""
    begin = text.rfind(" ", 0, max(0, amount.start - _LEADING)) + 1
    return place.at(text[begin : amount.end].replace(OBJECT, "…"))


def _found(match: Match) -> str:
    """Where the amount is found, and rounded to what."""
    told = {_said(figure): None for figure in match.figures}
    more = f" eller {len(told) - _TOLD} andre steder" if len(told) > _TOLD else ""
    to = _ROUNDINGS.get(match.step, "sidste ciffer")
    round_to = "" if match.exact else f", afrundet til {to}"
    return f" ({'; '.join([*told][:_TOLD])}{more}{round_to})"


def _said(figure: Known) -> str:
    where = cells_told(figure.cells).strip(" ()") or figure.name
    return f"{where}: {danish.number(figure.value)}"
