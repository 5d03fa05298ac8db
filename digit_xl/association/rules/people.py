"""Rules on the members, the people in the bodies, and the general assemblies."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING

from digit_xl import danish
from digit_xl.association.rules.check import Broken, rule
from digit_xl.association.sheets import Assemblies, Association, Members, Offices
from digit_xl.association.terms import BOARD, CHAIR, MANAGEMENT, ORDINARY, period, sits
from digit_xl.findings import Severity

if TYPE_CHECKING:
    from digit_xl.register import Register
    from digit_xl.schema import Column


@rule(
    "MED-02",
    Severity.ERROR,
    "Et medlemskab slutter ikke, før det begynder.",
    Members.since,
    Members.until,
)
def membership_ends_before_it_begins(register: Register) -> Broken:
    """Memberships whose end certainly lies before their beginning."""
    return _reversed(register, Members.since, Members.until)


@rule(
    "HVE-01",
    Severity.ERROR,
    "Et hverv slutter ikke, før det begynder.",
    Offices.since,
    Offices.until,
)
def term_ends_before_it_begins(register: Register) -> Broken:
    """Offices whose end certainly lies before their beginning."""
    return _reversed(register, Offices.since, Offices.until)


def _reversed(register: Register, since: Column, until: Column) -> Broken:
    """Rows whose end certainly lies before their beginning."""
    for row in register[since.sheet].iter_rows(named=True):
        first, last = period(row[since.name]), period(row[until.name])
        if first and last and last.last < first.first:
            yield (
                register.place(until, row["row"]),
                f"Til ({danish.period(last)}) ligger før Fra ({danish.period(first)}). "
                "Ret en af dem.",
            )


@rule(
    "HVE-02",
    Severity.ERROR,
    "En person har ikke to hverv i samme organ på samme tid.",
    Offices.person,
    Offices.body,
    Offices.since,
    Offices.until,
)
def terms_overlap(register: Register) -> Broken:
    """Two terms may share the month of the change, for its day need not be known."""
    terms: dict[tuple[str, str], list[tuple[dt.date, dt.date, int]]] = {}
    for row in register[Offices].iter_rows(named=True):
        since, until = period(row["since"]), period(row["until"])
        begins = since.last if since else dt.date.min
        ends = until.first if until else dt.date.max
        terms.setdefault((row["person"], row["body"]), []).append((begins, ends, row["row"]))
    for (person, body), spans in terms.items():
        for (_, ends, earlier), (begins, _, later) in pairwise(sorted(spans)):
            if begins < ends:
                yield (
                    register.place(Offices.since, later),
                    f"{person} har allerede et hverv i {body.lower()}en på samme tid (række "
                    f"{earlier}). Skriv, hvornår det ene slutter og det andet begynder.",
                )


@rule(
    "HVE-03",
    Severity.ERROR,
    "Bestyrelse og direktion har hver netop én formand på udgivelsesdatoen.",
    needs=(
        Offices.person,
        Offices.body,
        Offices.seat,
        Offices.since,
        Offices.until,
        Association.published,
    ),
)
def not_exactly_one_chair(register: Register) -> Broken:
    """A body that nobody sits in has no chair to miss."""
    published = register.value(Association.published)
    sitting = [row for row in register[Offices].iter_rows(named=True) if sits(row, published)]
    for body in (BOARD, MANAGEMENT):
        members = [row for row in sitting if row["body"] == body]
        chairs = [row for row in members if row["seat"] == CHAIR]
        on = f"på udgivelsesdatoen {danish.date(published)}"
        if members and not chairs:
            yield (
                register.place(Offices.seat, members[0]["row"]),
                f"{body}en har ingen formand {on}. Skriv {CHAIR} ved den, der er det.",
            )
        for row in chairs[1:]:
            yield (
                register.place(Offices.seat, row["row"]),
                f"{body}en har flere formænd {on}: {danish.names(r['person'] for r in chairs)}. "
                "Ret rollen, eller skriv dagen for skiftet i Fra og Til.",
            )


@rule(
    "GEN-01",
    Severity.ERROR,
    "Der er holdt en ordinær generalforsamling i året.",
    needs=(Assemblies.date, Assemblies.kind, Association.year),
)
def no_ordinary_assembly(register: Register) -> Broken:
    """Of the year that the report is about."""
    year = register.value(Association.year)
    for row in register[Assemblies].iter_rows(named=True):
        if row["kind"] == ORDINARY and row["date"].startswith(f"{year}-"):
            return
    header = register.readings[Assemblies].layout.header_row
    yield (
        register.place(Assemblies.date, header),
        f"Der mangler en ordinær generalforsamling i {year}. Tilføj den med dato eller måned.",
    )
