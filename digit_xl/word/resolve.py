"""Whether a template can be filled from these facts: every name, format and use, before writing.

Inside a repeat a name is looked for in the record first, then outward; what a record holds is known
from `Records.names` also when there is none.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from digit_xl import danish
from digit_xl.facts import Chart, Fact, Picture, Records, RichText, Timeline
from digit_xl.findings import Refusal
from digit_xl.word.controls import Control, Fault, Frame, Kind, Level, Link, place
from digit_xl.word.drawing import pictures
from digit_xl.word.places import cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from digit_xl.facts import Facts, Names, Node, Value
    from digit_xl.word.controls import Story

_FRAME_OF: Final[dict[type, Frame]] = {Chart: Frame.CHART, Picture: Frame.PICTURE}
UNKNOWN: Final = "template-name"
TOLD: Final = 5  # more unknown names than these are counted, not told
_MEND: Final = "Ret mærket på kontrolelementet i skabelonen."


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean at one depth of repeats: all the records there, whoever they belong to."""

    names: Names
    facts: Sequence[Facts]

    def within(self, name: str) -> Scope:
        """The scope of what that repeat goes over."""
        records = [facts[name] for facts in self.facts]
        items = [item.facts for node in records if isinstance(node, Records) for item in node.items]
        return Scope(self.names[name] or {}, items)


def names_of(facts: Facts) -> Names:
    """What the report's own names hold: nothing further, or the names of records."""
    return {name: node.names if isinstance(node, Records) else None for name, node in facts.items()}


def outward(name: str, names: Iterable[Names]) -> int | None:
    """How many repeats out the name means something; None when it does nowhere."""
    return next((depth for depth, known in enumerate(names) if name in known), None)


def nothing_asked(*, has_controls: bool) -> Refusal:
    """The refusal of a template whose controls, if it has any, ask for nothing."""
    lost = (
        " Den har indholdskontrolelementer uden mærker: LibreOffice fjerner mærkerne, når det "
        "gemmer, så gem skabelonen i Word."
    )
    return Refusal(
        "template-empty",
        "Skabelonen har ingen kontrolelementer til rapporten: sæt indholdskontrolelementer ind "
        "med mærker som dx:forening.navn, eller vælg en anden skabelon."
        + (lost if has_controls else ""),
    )


def check(trees: Iterable[tuple[Story, tuple[Control, ...]]], facts: Facts) -> None:
    """Refuse a template that the facts cannot fill, and say where it is wrong.

    Raises:
        Refusal: a name is unknown, a format does not fit, or a control asks for what cannot stand
            there.
    """
    found = [fault for story, controls in trees for fault in faults(story, controls, facts)]
    if other := next((fault for fault in found if fault.code != UNKNOWN), None):
        raise other.refusal
    first = list({fault.name: fault for fault in reversed(found)}.values())[::-1]
    if first:
        more = [f"{len(first) - TOLD} mere"] if len(first) > TOLD else []
        told = danish.names([*map(_unknown, first[:TOLD]), *more])
        raise Refusal(
            UNKNOWN,
            f"Skabelonen nævner noget, som rapporten ikke kender: {told}. {_MEND}",
        )


def faults(story: Story, controls: Iterable[Control], facts: Facts) -> Iterator[Fault]:
    """All that keeps these controls of the story from being filled with those facts."""
    for control, scopes, meant in asked(controls, whole(facts)):
        if meant is None:
            yield _unknown_name(control, scopes, story)
        elif wrong := _misuse(control, meant):
            yield Fault(
                *(wrong.code, control.element, story, wrong.before, control.name, wrong.after)
            )


def _unknown(fault: Fault) -> str:
    """`»navm« i sidehovedet (mente du »navn«?)`."""
    return f"»{cut(fault.name)}« {place(fault.element, fault.story)}{meant(fault.near)}"


def meant(near: str) -> str:
    """What is asked after an unknown name, if there is one like it."""
    return f" (mente du »{near}«?)" if near else ""


def asked(
    controls: Iterable[Control], scopes: tuple[Scope, ...]
) -> Iterator[tuple[Control, tuple[Scope, ...], Scope | None]]:
    """Each control, the scopes that it stands in, and that in which its name means something."""
    for control in controls:
        inner = scopes
        depth = outward(control.name, (scope.names for scope in scopes))
        meant = None if depth is None else scopes[depth]
        yield control, scopes, meant
        if meant is not None and control.kind is Kind.REPEAT:
            inner = (meant.within(control.name), *scopes)
        if meant is not None or control.kind is Kind.CONDITION:
            yield from asked(control.inside, inner)


def whole(facts: Facts) -> tuple[Scope, ...]:
    """The scopes outside all repeats: that of the report alone."""
    return (Scope(names_of(facts), (facts,)),)


def _unknown_name(control: Control, scopes: tuple[Scope, ...], story: Story) -> Fault:
    known = frozenset(name for scope in scopes for name in scope.names)
    near = nearest(cut(control.name), known)
    before, after = "Rapporten kender ikke ", f"{meant(near)}. {_MEND}"
    return Fault(UNKNOWN, control.element, story, before, control.name, after, near)


@lru_cache(1024)
def nearest(name: str, known: frozenset[str]) -> str:
    """The known name that is most like that one, empty when none is."""
    return next(iter(difflib.get_close_matches(name, sorted(known), 1)), "")


@dataclass(frozen=True, slots=True)
class Misuse:
    """What is wrong with the use of a known name: the sentence before and after name and place."""

    code: str
    before: str
    after: str


def _misuse(control: Control, scope: Scope) -> Misuse | None:
    repeated = scope.names[control.name] is not None
    if control.kind is Kind.CONDITION:
        return None
    if control.kind is Kind.REPEAT:
        return _misuse_of_repeat(control, repeated=repeated)
    if repeated:
        return Misuse(
            "template-records",
            "",
            " har flere poster og kan kun stå i en gentagelse: brug Words gentagne sektion i "
            "skabelonen i stedet for et almindeligt kontrolelement.",
        )
    if control.level is Level.ROW:
        return Misuse(
            "template-level",
            "Kontrolelementet ",
            " står om en hel tabelrække: sæt det ind i en celle.",
        )
    return _misuse_of_value(control, (facts[control.name] for facts in scope.facts))


def _misuse_of_repeat(control: Control, *, repeated: bool) -> Misuse | None:
    if not repeated:
        return Misuse(
            "template-records",
            "",
            " er én værdi og kan ikke gentages: brug et almindeligt kontrolelement i skabelonen.",
        )
    if control.level is Level.CELL:
        return Misuse(
            "template-level",
            "Gentagelsen ",
            " står om celler i en tabelrække: sæt den om hele rækken.",
        )
    return None


def _misuse_of_value(control: Control, nodes: Iterable[Node]) -> Misuse | None:
    words = set(control.words.split())
    if unknown := sorted(words - danish.NUMBER_WORDS - danish.DATE_WORDS):
        formats = [*sorted(danish.NUMBER_WORDS), *sorted(danish.DATE_WORDS)]
        known = ", ".join([*formats, Link.REFERENCE, Link.TARGET])
        return Misuse(
            "template-format", f"Formatet »{cut(unknown[0])}« ved ", f" findes ikke: brug {known}."
        )
    nodes = [*nodes]
    if control.link and (control.level is not Level.RUN or not all(map(_is_fact, nodes))):
        return Misuse(
            "template-link",
            "",
            f" kan ikke være {control.link}: det kan kun en enkelt værdi i en linje. Sæt "
            "kontrolelementet om teksten i linjen, eller slet ordet i mærket.",
        )
    if wrong := _misuse_of_frame(control, nodes):
        return wrong
    alike = {(type(node), type(getattr(node, "value", None))): node for node in nodes}
    for node in alike.values():
        if isinstance(node, RichText | Timeline) and control.level is Level.RUN:
            return Misuse(
                "template-level",
                "",
                " fylder flere afsnit: sæt kontrolelementet om hele afsnittet, ikke om tekst i en "
                "linje.",
            )
        if not danish.fits(node.value if isinstance(node, Fact) else "", control.words):
            return Misuse(
                "template-format",
                f"Formatet »{control.words}« ved ",
                f" passer ikke til {_called(node)}: ret eller slet det i mærket.",
            )
    return None


def _is_fact(node: Node) -> bool:
    return isinstance(node, Fact)


def _misuse_of_frame(control: Control, nodes: Iterable[Node]) -> Misuse | None:
    """What is unknown fits any frame: the control goes."""
    for node in nodes:
        wanted = _FRAME_OF.get(type(node), Frame.NONE)
        if wanted is control.frame or (isinstance(node, Fact) and node.value is None):
            continue
        if wanted is Frame.NONE:
            return Misuse(
                "template-frame",
                "",
                f" er {_called(node)}, men kontrolelementet rummer et {control.frame.value}: slet "
                f"det i skabelonen, eller nævn et {control.frame.value} i mærket.",
            )
        return Misuse(
            "template-frame",
            "",
            f" er et {wanted.value}, men kontrolelementet rummer intet {wanted.value}: sæt et "
            f"{wanted.value} ind i det i skabelonen, så det viser plads og udseende.",
        )
    if control.frame is Frame.NONE:
        return None
    if (drawing := control.drawing) is None:
        return Misuse(
            "template-frame",
            "Rammen i ",
            " står ikke i en tegning: indsæt billedet eller diagrammet igen i skabelonen.",
        )
    if control.frame is Frame.PICTURE and pictures.frame(drawing) is None:
        return Misuse(
            "template-frame",
            "Rammen i ",
            " er ikke ét billede, der kan ses: slet den i skabelonen, og indsæt et enkelt billede "
            "i den størrelse, som pladsen har.",
        )
    return None


def _called(node: Node) -> str:
    """What the fact is, as a Dane would call it."""
    if isinstance(node, Fact):
        return _value_called(node.value)
    if frame := _FRAME_OF.get(type(node)):
        return f"et {frame.value}"
    return "en tekst i flere afsnit" if isinstance(node, RichText) else "en tidslinje"


def _value_called(value: Value) -> str:
    if isinstance(value, bool):
        return "et ja eller nej"
    if isinstance(value, str):
        return "en tekst"
    if isinstance(value, tuple):
        return "en liste"
    return "et tal" if danish.fits(value, "hele") else "en dato"
