"""Every name that a template can use, told: its kind, what it is, and an example.

What is a cell of the register is described by its column and sheet; what is worked out, in ABOUT.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from digit_xl import danish
from digit_xl.association.names import AMOUNTS
from digit_xl.association.sections.accounts import SHARES
from digit_xl.association.sheets import SHEETS
from digit_xl.association.terms import HEADINGS
from digit_xl.cells import Kind
from digit_xl.facts import Chart, Fact, Period, Picture, Records, RichText, Timeline
from digit_xl.word.plain import plain
from digit_xl.word.templates.fields import Catalogue, Field, Group

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from digit_xl.facts import Facts, Node

LONGEST: Final = 60  # characters of an example

# What the names begin with that stand under one heading.
GROUPS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("Foreningen", ("forening",)),
    ("Tekster", ("tekst",)),
    ("Medlemmer og organer", ("medlemmer", "organer", "underskrivere", "udskiftning", "rotation")),
    ("Generalforsamlinger", ("generalforsamlinger", "planlagte")),
    ("Projekter", ("projekter", "portefølje", "resultater", "kommende", "gevinster")),
    ("Oplevelser", ("oplevelser",)),
    ("Regnskab", ("opgørelse", "regnskab", "noter", "grupper", "konti", "diagram")),
)

# Names with one of the register's own in the middle, `konti.ESDH.udgifter`, and how that is told.
FAMILIES: Final = {"konti": "‹konto›", "grupper": "‹gruppe›"}
_FAMILY = re.compile(rf"({'|'.join(FAMILIES)})\..+\.({'|'.join(AMOUNTS)})", re.DOTALL)

# Of a report on the accounts nothing of this is left out: each line is names, one of which will do.
REQUIRED: Final[tuple[tuple[str, ...], ...]] = (
    ("forening.navn", "forening.kortnavn"),
    ("forening.år",),
    ("tekst.påtegning",),
    ("underskrivere",),
    ("regnskab",),
    ("opgørelse.indtægter", "opgørelse.indtægter.i_alt", "regnskab.indtægter"),
    ("opgørelse.udgifter", "opgørelse.udgifter.i_alt", "regnskab.udgifter"),
    ("opgørelse.resultat", "opgørelse.resultat.i_alt", "regnskab.resultat"),
    ("noter",),
)

_SIDES = {"indtægter": "Indtægterne", "udgifter": "Udgifterne", "resultat": "Resultatet"}
_COLUMNS = {"i_alt": "i året", "budget": "efter budgettet", "sidste_år": "sidste år"}


def _shares(path: str, called: str) -> dict[str, str]:
    """What is told of the two shares of an amount that is called so."""
    return {
        f"{path}forbrug": f"{called} som andel af budgettet.",
        f"{path}ændring": f"Ændringen siden sidste år i {called.lower()}, som andel.",
    }


ABOUT: Final = {
    "forening.næste_år": "Året efter regnskabsåret.",
    "forening.forrige_år": "Året før regnskabsåret.",
    "forening.horisont": "De år, porteføljeplanen viser.",
    "medlemmer.antal": "Antallet af medlemmer ved årets udgang.",
    "medlemmer.navne": "Medlemmernes navne ved årets udgang, i en sætning.",
    "projekter.antal": "Antallet af projekter.",
    "regnskab.indtægter": "Regnskabets indtægter i alt, i kroner.",
    "regnskab.udgifter": "Regnskabets udgifter i alt, i kroner.",
    "regnskab.resultat": "Årets resultat, i kroner.",
    "regnskab.budget": "Resultatet efter budgettet, i kroner.",
    "regnskab.sidste_år": "Sidste års resultat, i kroner.",
    "regnskab.overført": "Det, der er ført over fra sidste år, i kroner.",
    **{f"tekst.{key}": f"Teksten »{title}«." for key, title in HEADINGS.items()},
    **{f"tekst.{key}.overskrift": f"Overskriften »{it}«." for key, it in HEADINGS.items()},
    **{
        f"{family}.{told}.{name}": f"»{column.title}« på arket Konti for en {family_of}."
        for (family, told), family_of in zip(
            FAMILIES.items(), ("konto, nævnt ved navn eller nummer", "gruppe af konti"), strict=True
        )
        for name, column in AMOUNTS.items()
    },
    "medlemmer": "Medlemmerne ved årets udgang.",
    "organer": "Bestyrelse, direktion, sekretariat og projektgrupper på udgivelsesdatoen.",
    "organer/navn": "Organets eller projektgruppens navn.",
    "organer/personer": "Dem, der sidder i organet; den, der leder, står først.",
    "organer/personer/leder": "Navnet på den, der leder; tomt ved andre.",
    "organer/personer/øvrig": "Navnet på en, der ikke leder; tomt ved den, der leder.",
    "underskrivere": "Bestyrelse og direktion, der skriver under på rapporten.",
    "underskrivere/personer": "Dem, der sidder i organet; den, der leder, står først.",
    "underskrivere/personer/leder": "Navnet på den, der leder; tomt ved andre.",
    "underskrivere/personer/øvrig": "Navnet på en, der ikke leder; tomt ved den, der leder.",
    "generalforsamlinger": "Årets generalforsamlinger efter dato.",
    "planlagte": "Generalforsamlinger, der er planlagt efter året.",
    "udskiftning": "Dem, der i året kom ind i eller ud af bestyrelse og direktion.",
    "rotation": "Dem, der forlader bestyrelse og direktion året efter.",
    "portefølje": "Planen over projekternes faser kvartal for kvartal.",
    "resultater": "Årets projekter, samlet efter fase; hver fase er en post.",
    "resultater/overskrift": "Fasens overskrift.",
    "resultater/tekst": "Fasens tekst.",
    "resultater/projekter": "Projekterne i fasen.",
    "resultater/projekter/udgifter": "Årets udgifter på den konto, projektet har for sig selv.",
    "kommende": "Projekter, der ikke er begyndt og har en tekst i »Fremad«.",
    "gevinster": "De målte gevinster.",
    "gevinster/projekt": "Navnet på gevinstens projekt.",
    "oplevelser": "Medlemmernes oplevelser.",
    "opgørelse.enhed": "Den enhed, opgørelsen viser: kr. eller tkr.",
    "opgørelse.med_budget": "Ja, når en konto har et budget.",
    "opgørelse.med_sidste_år": "Ja, når en konto har et beløb sidste år.",
    "opgørelse.sammenlignet": "Ja, når opgørelsen viser budget eller sidste år.",
    "opgørelse.enkel": "Ja, når opgørelsen viser årets beløb alene.",
    **{f"opgørelse.{side}": f"{called} i opgørelsen." for side, called in _SIDES.items()},
    **{
        f"opgørelse.{side}.{name}": f"{called} {words}, som opgørelsen viser det."
        for side, called in _SIDES.items()
        for name, words in _COLUMNS.items()
    },
    **_shares("opgørelse.indtægter.", "Indtægterne"),
    **_shares("opgørelse.udgifter.", "Udgifterne"),
    "regnskab": "Opgørelsens linjer, samlet i grupper; en konto uden gruppe står for sig.",
    "regnskab/linjer": "Gruppens linjer, en konto hver.",
    "regnskab/linjer/sidste": "Ja på den sidste af gruppens linjer.",
    "regnskab/linjer/øvrige": "Ja på alle gruppens linjer før den sidste.",
    **{
        f"regnskab/{name}": f"Gruppens sum af »{column.title}« på arket Konti."
        for name, column in AMOUNTS.items()
    },
    **_shares("regnskab/", "Gruppens beløb"),
    **_shares("regnskab/linjer/", "Kontoens beløb"),
    "noter": "Noterne til regnskabet.",
    "diagram.udgifter": "Søjler over årets udgifter på projekternes konti.",
    "diagram.sammenligning": "Søjler over årets udgifter ved siden af budget og sidste år.",
}

_COLUMN_OF = {(sheet.title, it.title): it for sheet in SHEETS for it in sheet.columns}
_KINDS: Final[dict[type, str]] = {
    RichText: "riktekst",
    Timeline: "plan",
    Picture: "billede",
    Chart: "diagram",
    Records: "gentagelse",
}


def family(name: str) -> str:
    """`konti.‹konto›.udgifter` for any account's; empty for a name of no family."""
    match = _FAMILY.fullmatch(name)
    return f"{match[1]}.{FAMILIES[match[1]]}.{match[2]}" if match else ""


def answering(facts: Facts, names: Iterable[str]) -> Facts:
    """The facts without those of their own accounts, and one for each of the names of a family.

    So a template can be judged without the register that it will be filled from.
    """
    of_families = {it: node for name, node in facts.items() if (it := family(name))}
    others = {name: node for name, node in facts.items() if not family(name)}
    return {**others, **{name: of_families[it] for name in names if (it := family(name))}}


def catalogue(example: Facts, own: Facts | None = None) -> Catalogue:
    """Every field in its group; kinds are those of `example`, examples those of `own` if given."""
    fields = [
        _field(name, nodes, "") for name, nodes in _named([example], None if own is None else [own])
    ]
    return tuple(
        Group(
            title,
            tuple(it for begin in begins for it in fields if it.name.split(".")[0] == begin),
        )
        for title, begins in GROUPS
    )


@dataclass(frozen=True, slots=True)
class _Nodes:
    """What a name is in all the records there: in the example, and in the register of one's own."""

    example: Sequence[Node]
    own: Sequence[Node] | None

    @property
    def model(self) -> Node:
        """What shows its kind."""
        return _first(self.example) or self.example[0]

    @property
    def shown(self) -> Node | None:
        """What is told as an example."""
        return _first(self.example if self.own is None else self.own)


def _first(nodes: Iterable[Node]) -> Node | None:
    """The first that has something to show."""
    return next((node for node in nodes if node), None)


def _named(example: Sequence[Facts], own: Sequence[Facts] | None) -> Iterator[tuple[str, _Nodes]]:
    """Each name with what it is, those of a family once."""
    found: dict[str, tuple[list[Node], list[Node]]] = {}
    for at, records in enumerate((example, own or ())):
        for facts in records:
            for name, node in facts.items():
                found.setdefault(family(name) or name, ([], []))[at].append(node)
    for name, (nodes, others) in found.items():
        if nodes:
            yield name, _Nodes(nodes, None if own is None else others)


def _field(name: str, nodes: _Nodes, within: str) -> Field:
    path, model = f"{within}{name}", nodes.model
    formats = _formats(model)
    share = name.rpartition(".")[2] in SHARES
    words = "procent" if share else ""
    return Field(
        name,
        "andel" if share else _kind(model),
        ABOUT.get(path) or _described(model),
        _example(nodes.shown, words),
        formats,
        words,
        tuple(_inside(nodes, f"{path}/")) if isinstance(model, Records) else (),
    )


def _inside(nodes: _Nodes, within: str) -> Iterator[Field]:
    own = None if nodes.own is None else [*_records(nodes.own)]
    for name, inner in _named([*_records(nodes.example)], own):
        yield _field(name, inner, within)


def _records(nodes: Iterable[Node]) -> Iterator[Facts]:
    for node in nodes:
        if isinstance(node, Records):
            yield from (item.facts for item in node.items)


def _described(node: Node) -> str:
    """`»Kommunekode« på arket Medlemmer.`; empty when it is no column's own."""
    columns = {(place.sheet, place.heading) for place in getattr(node, "places", ())}
    return "".join(f"»{heading}« på arket {sheet}." for sheet, heading in columns)


def _kind(node: Node) -> str:
    if not isinstance(node, Fact):
        return _KINDS[type(node)]
    if isinstance(node.value, bool):
        return "betingelse"
    if isinstance(node.value, tuple):
        return "liste"
    if isinstance(node.value, dt.date | Period):
        return "dato"
    if isinstance(node.value, str):
        return "tekst"
    kinds = {_COLUMN_OF[place.sheet, place.heading].kind for place in node.places}
    return "beløb" if kinds == {Kind.MONEY} else "tal"


def _formats(node: Node) -> tuple[str, ...]:
    if not isinstance(node, Fact) or node.value is None:
        return ()
    return tuple(
        word
        for words in (danish.NUMBER_WORDS, danish.DATE_WORDS)
        for word in sorted(words)
        if danish.fits(node.value, word)
    )


def _example(node: Node | None, words: str) -> str:
    """What a reader would see of it, in one line."""
    if node is None:
        return ""
    if isinstance(node, Fact):
        return _short(danish.text(node.value, words))
    if isinstance(node, RichText):
        return _short(plain(node))
    if isinstance(node, Records):
        return _short(danish.names([item.key for item in node.items]))
    if isinstance(node, Timeline):
        return f"{len(node.rows)} rækker over årene {node.first_year}–{node.last_year}"
    return _short(node.description)


def _short(text: str) -> str:
    line = " ".join(text.split(" ")).replace("\n", " ")
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rstrip()} …"
