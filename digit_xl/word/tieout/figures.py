"""Each control of a report held against what was written in it and what the register gives now."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from digit_xl import amounts, danish
from digit_xl.amounts import alike
from digit_xl.facts import Fact, RichText
from digit_xl.word import wml
from digit_xl.word.controls import Kind
from digit_xl.word.ledger.entries import OBJECT, digest, prose
from digit_xl.word.ledger.sources import text_of
from digit_xl.word.places import cut
from digit_xl.word.tieout import untied
from digit_xl.word.tieout.untied import Untied, cells_told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digit_xl.amounts import Amount
    from digit_xl.facts import Node
    from digit_xl.findings import Rule
    from digit_xl.word.ledger.entries import Entry, Ledger
    from digit_xl.word.ledger.sources import Sources
    from digit_xl.word.ledger.standing import Report, Standing

_TRACKED: Final = tuple(wml.w(name) for name in ("ins", "del", "moveFrom", "moveTo"))


@dataclass(frozen=True, slots=True)
class Figure:
    """A control that shows one value: as it stands, as it was written, as the register gives it.

    `written` is None of a control that the ledger does not know.
    """

    control: Standing
    name: str
    fact: Fact
    cells: tuple[str, ...]
    now: str
    written: str | None
    register: str

    def broken(self, rule: Rule, message: str) -> Untied:
        """What is wrong with it."""
        told = (self.now, self.register, self.written)
        where = (self.control.spot, self.control.element)
        return Untied(rule, message, *where, self.name, self.cells, *told)


def controls(report: Report, ledger: Ledger, sources: Sources, *, unsure: bool) -> Iterator[Untied]:
    """What does not tie in the report's controls; `unsure`: the register has errors."""
    for control in report.controls:
        if control.kind is Kind.VALUE:
            entry = ledger.entries.get(control.key)
            yield from _judged(control, entry, sources, unsure=unsure)


def _judged(
    control: Standing, entry: Entry | None, sources: Sources, *, unsure: bool
) -> Iterator[Untied]:
    """What does not tie in a control that asks for a value.

    The older form of a text box is not told twice, and a figure of a record that the register no
    longer has is told with the record.
    """
    if control.shadow or not sources.has(control.around):
        return
    node = sources.node(control, entry)
    if node is None:
        yield from _nowhere(control, entry)
    elif isinstance(node, RichText):
        yield from _text(control, entry, text_of(node, control), node)
    elif isinstance(node, Fact):
        yield from _fact(control, entry, node, unsure=unsure)


def _nowhere(control: Standing, entry: Entry | None) -> Iterator[Untied]:
    """What is told of a control for which the register has nothing of that name."""
    name = control.name if entry is None else entry.name
    where = (control.spot, control.element, name)
    now = control.text
    if entry is None:
        yield Untied(
            untied.UNKNOWN,
            f"Feltet »{cut(now)}« har mærket »dx:{cut(control.tag)}«, og det kender hverken "
            "rapporten eller registret. Fortryd ændringen af mærket, eller slet feltet.",
            *where,
            text=now,
        )
    elif now:
        yield Untied(
            untied.STALE,
            f"»{cut(now)}« viser »{cut(name)}«, som registret ikke har længere"
            f"{cells_told(entry.places)}. Opdatér rapporten, eller slet feltet.",
            *where,
            entry.places,
            now,
            written=entry.text,
        )


def _fact(control: Standing, entry: Entry | None, fact: Fact, *, unsure: bool) -> Iterator[Untied]:
    words = control.words if entry is None else entry.words
    register = wml.clean(_shown(fact, words)).strip()
    now = control.text
    if isinstance(fact.value, str) or (fact.value is None and _is_text(now, entry)):
        yield from _text(control, entry, register, fact)
        return
    figure = Figure(
        control,
        control.name if entry is None else entry.name,
        fact,
        tuple(str(place) for place in fact.places),
        now,
        None if entry is None else entry.text,
        register,
    )
    yield from _figure(figure, unsure=unsure)
    if next(control.element.iter(*_TRACKED), None) is not None:
        yield figure.broken(
            untied.PENDING,
            f"»{cut(now)}« har ændringer, som ingen har accepteret eller afvist; det er holdt op "
            "mod registret, som om de var accepteret. Accepter eller afvis dem under Gennemse.",
        )


def _shown(fact: Fact, words: str) -> str:
    """The fact as Danish text; without the format when it no longer fits the register's value."""
    return danish.text(fact.value, words if danish.fits(fact.value, words) else "")


def _is_text(now: str, entry: Entry | None) -> bool:
    """Whether what is unknown to the register was a text, or is one now."""
    if entry is not None and entry.kind:
        return entry.kind == "tekst"
    return amounts.whole(now) is None and danish.period_from(now) is None


def _figure(figure: Figure, *, unsure: bool) -> Iterator[Untied]:
    if _ties(figure):
        return
    as_written = figure.written is not None and alike(figure.now, figure.written)
    if unsure and figure.fact.value is None:
        yield figure.broken(
            untied.UNSURE,
            f"»{cut(figure.now)}« kan ikke afstemmes, før registrets fejl er rettet"
            f"{cells_told(figure.cells)}.",
        )
    elif as_written:
        yield figure.broken(
            untied.STALE,
            f"»{cut(figure.now)}« er forældet: {_given(figure, 'nu ')}. Opdatér rapporten.",
        )
    else:
        yield _changed(figure)


def _ties(figure: Figure) -> bool:
    """Whether it shows what the register gives, be it typed in another way."""
    if alike(figure.now, figure.register):
        return True
    shown, wanted = amounts.whole(figure.now), amounts.whole(figure.register)
    if shown is None or wanted is None:
        return False
    return (shown.value, shown.step, shown.percent) == (wanted.value, wanted.step, wanted.percent)


def _given(figure: Figure, now: str = "") -> str:
    """What the register gives, and where."""
    told = f"»{cut(figure.register)}«" if figure.register else "intet"
    return f"registret giver {now}{told}{cells_told(figure.cells)}"


def _changed(figure: Figure) -> Untied:
    """What is told of a figure that is neither as written nor as the register gives it."""
    again = "Opdatér rapporten, eller ret registret, hvis det er rapporten, der har ret."
    if not figure.now:
        return figure.broken(untied.OVERTYPED, f"Feltet er tømt: {_given(figure)}. {again}")
    shown, wanted = amounts.whole(figure.now), amounts.whole(figure.register)
    if wanted is not None and shown is None:
        return figure.broken(
            untied.UNREADABLE,
            f"»{cut(figure.now)}« kan ikke læses som et tal: {_given(figure)}. {again}",
        )
    if shown is not None and wanted is not None:
        if shown.value == -wanted.value and shown.step == wanted.step:
            return figure.broken(
                untied.SIGN,
                f"»{cut(figure.now)}« har omvendt fortegn: {_given(figure)}. {again}",
            )
        if _is_rounded(shown, wanted, figure.fact):
            return figure.broken(
                untied.ROUNDED,
                f"»{cut(figure.now)}« er afrundet anderledes: {_given(figure)}. {again}",
            )
    before = (
        f" Da rapporten blev skrevet, stod der »{cut(figure.written)}«."
        if figure.written and not alike(figure.written, figure.register)
        else ""
    )
    return figure.broken(
        untied.OVERTYPED,
        f"»{cut(figure.now)}« er skrevet i Word: {_given(figure)}.{before} {again}",
    )


def _is_rounded(shown: Amount, wanted: Amount, fact: Fact) -> bool:
    """Whether what is shown is the exact value too, or nearly: rounded to more, or cut off."""
    if isinstance(fact.value, bool) or not isinstance(fact.value, Decimal | int):
        return False
    exact, size = Decimal(fact.value), abs(shown.value)
    if shown.percent != wanted.percent or shown.value * wanted.value < 0:
        return False
    nearly = abs(size - abs(exact)) < shown.step and shown.step > wanted.step
    return nearly or shown.rounding_of(exact) is not None


def _text(control: Standing, entry: Entry | None, register: str, node: Node) -> Iterator[Untied]:
    """What is told of a text that is not the register's: an old one, or one that was edited."""
    now = control.text
    if alike(now, register):
        return
    cells = tuple(str(place) for place in getattr(node, "places", ()))
    name = control.name if entry is None else entry.name
    written = None if entry is None else entry.text or None
    as_written = entry is not None and entry.digest == (digest(now) if now else "")
    rule = untied.TEXT_STALE if as_written else untied.EDITED
    shown = f"»{cut(prose(now).replace(OBJECT, '…'))}«" if now else "Den tomme tekst"
    said = (
        f"{shown} er ikke længere registrets tekst{cells_told(cells)}. Opdatér rapporten."
        if as_written
        else f"{shown} er redigeret i Word; registrets tekst er en anden{cells_told(cells)}."
    )
    yield Untied(*(rule, said, control.spot, control.element, name, cells, now, register, written))
