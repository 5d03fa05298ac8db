"""From the register to the facts of the report; one function a section, listed in SECTIONS.

The names that a section gives are what the template's controls are tagged with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl.association.doubt import withheld
from digit_xl.association.names import figures
from digit_xl.association.sections.accounts import accounts
from digit_xl.association.sections.charts import charts
from digit_xl.association.sections.cover import cover
from digit_xl.association.sections.presentation import experiences, members, organisation, texts
from digit_xl.association.sections.projects import portfolio, results
from digit_xl.association.sections.year import assemblies, rotation
from digit_xl.association.sheets import (
    Accounts,
    Assemblies,
    Association,
    Benefits,
    Experiences,
    Members,
    Notes,
    Offices,
    Phases,
    Postings,
    Projects,
    Texts,
)
from digit_xl.association.source import Source
from digit_xl.facts import Fact

if TYPE_CHECKING:
    from collections.abc import Callable

    from digit_xl.facts import Facts, Node
    from digit_xl.register import Register
    from digit_xl.word.fill import Properties
    from digit_xl.word.ledger.entries import Origin

SECTIONS: tuple[Callable[[Source], Facts], ...] = (
    cover,
    texts,
    members,
    organisation,
    assemblies,
    rotation,
    portfolio,
    results,
    experiences,
    accounts,
    charts,
)

# What stands under a heading besides its text; with none of it there is no heading either. A
# chapter comes after its sections.
BENEATH: dict[str, tuple[str, ...]] = {
    "organisering": ("organer", "medlemmer"),
    "generalforsamlinger": ("generalforsamlinger", "udskiftning"),
    "året": ("tekst.samarbejde", "tekst.generalforsamlinger.overskrift"),
    "rotation": ("rotation",),
    "planen": ("planlagte", "kommende"),
    "fremtid": ("tekst.rotation.overskrift", "tekst.planen.overskrift"),
}

# Whose control stands for a sheet when none shows a cell of it: a heading, the nearest first.
HOMES: dict[str, tuple[str, ...]] = {
    sheet.title: tuple(f"tekst.{key}.overskrift" for key in keys)
    for sheet, keys in {
        Members: ("organisering", "præsentation"),
        Offices: ("organisering", "rotation", "præsentation"),
        Projects: ("resultater", "portefølje"),
        Phases: ("portefølje", "resultater"),
        Benefits: ("resultater", "portefølje"),
        Accounts: ("økonomi",),
        Postings: ("økonomi",),
        Notes: ("økonomi",),
        Assemblies: ("generalforsamlinger", "planen", "året"),
        Texts: ("præsentation",),
        Experiences: ("oplevelser",),
    }.items()
}


def facts(register: Register) -> Facts:
    """All facts of the report, by their dotted names."""
    register = withheld(register)
    source = Source(register, figures(register))
    named: dict[str, Node] = dict(source.figures)
    for section in SECTIONS:
        named |= section(source)
    for key, beneath in BENEATH.items():
        if not any(named[name] for name in (f"tekst.{key}", *beneath)):
            named[f"tekst.{key}.overskrift"] = Fact(None)
    return named


def properties(register: Register) -> Properties:
    """What the document says of itself."""
    from digit_xl.word.fill import Properties

    name = register.value(Association.name) or ""
    year = register.known(Association.year) or ""
    return Properties(
        title=f"Årsrapport {year}".strip(),
        author=name,
        subject=f"{name}, årsrapport for {year}" if name and year else name,
        created=register.value(Association.published),
    )


def origin(register: Register) -> Origin:
    """What the report is written from, by which a later register is known to be the same one's."""
    from digit_xl.word.ledger.entries import Origin

    whose = (register.value(Association.name), register.known(Association.year))
    return Origin(register.digest, tuple("" if one is None else str(one) for one in whose))
