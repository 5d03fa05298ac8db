"""Rules on the members, the people in the bodies, and the general assemblies."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from digit_xl import danish
from digit_xl.association.rules.check import Broken, rule
from digit_xl.association.sheets import Assemblies, Association, Members, Offices
from digit_xl.association.terms import (
    BOARD,
    CHAIR,
    GROUP,
    MANAGEMENT,
    ORDINARY,
    THE_BODY,
    period,
    sits,
)
from digit_xl.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
    Offices.member,
    Offices.since,
    Offices.until,
    Offices.project,
)
def terms_overlap(register: Register) -> Broken:
    """Two terms may share the month of the change, for its day need not be known."""
    terms: dict[tuple[str | None, ...], list[tuple[dt.date, dt.date, int]]] = {}
    for row in register[Offices].iter_rows(named=True):
        since, until = period(row["since"]), period(row["until"])
        if since and until and until.last < since.first:  # another rule's
            continue
        begins = since.last if since else dt.date.min
        ends = until.first if until else dt.date.max
        # Two may have the same name; one may sit in several project groups.
        seat = (row["person"], row["body"], row["member"], row["project"])
        terms.setdefault(seat, []).append((begins, ends, row["row"]))
    for (person, body, *_), spans in terms.items():
        for (ends, earlier), (begins, later) in _after_the_longest(sorted(spans)):
            if begins < ends:
                yield (
                    register.place(Offices.since, later),
                    f"{person} har allerede et hverv i {THE_BODY[str(body)]} på samme tid (række "
                    f"{earlier}). Skriv, hvornår det ene slutter og det andet begynder.",
                )


def _after_the_longest(
    spans: Iterable[tuple[dt.date, dt.date, int]],
) -> Iterator[tuple[tuple[dt.date, int], tuple[dt.date, int]]]:
    """Each span's beginning and row, behind the end and row of the one before that ends last."""
    longest: tuple[dt.date, int] | None = None
    for begins, ends, row in spans:
        if longest:
            yield longest, (begins, row)
        longest = max(longest, (ends, row)) if longest else (ends, row)


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
        chairs = [row for row in members if row["seat"].casefold() == CHAIR.casefold()]
        on = f"på udgivelsesdatoen {danish.date(published)}"
        if members and not chairs:
            yield (
                register.place(Offices.seat, members[0]["row"]),
                f"{THE_BODY[body].capitalize()} har ingen formand {on}. "
                f"Skriv {CHAIR} ved den, der er det.",
            )
        for row in chairs[1:]:
            yield (
                register.place(Offices.seat, row["row"]),
                f"{THE_BODY[body].capitalize()} har flere formænd {on}: "
                f"{danish.names(chair['person'] for chair in chairs)}. "
                "Ret rollen, eller skriv dagen for skiftet i Fra og Til.",
            )


@rule(
    "HVE-04",
    Severity.ERROR,
    "Et hverv i en projektgruppe nævner projektet, og andre hverv gør ikke.",
    Offices.body,
    Offices.project,
)
def group_without_project(register: Register) -> Broken:
    """The report tells each project's group by the project's name."""
    for row in register[Offices].iter_rows(named=True):
        place = register.place(Offices.project, row["row"])
        if row["body"] == GROUP and not row["project"]:
            yield place, "Projektgruppens projekt mangler. Vælg projektets kode i kolonnen Projekt."
        elif row["body"] != GROUP and row["project"]:
            yield (
                place,
                f"{row['body']} er ingen projektgruppe. Ryd cellen, eller vælg {GROUP} som organ.",
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


@rule(
    "GEN-02",
    Severity.WARNING,
    "En generalforsamling ligger i året eller er planlagt efter det.",
    Assemblies.date,
    Association.year,
)
def assembly_of_an_earlier_year(register: Register) -> Broken:
    """Left from the register of the year before; the report does not show it."""
    year = register.value(Association.year)
    for row in register[Assemblies].iter_rows(named=True):
        if row["date"] and row["date"] < str(year):
            yield (
                register.place(Assemblies.date, row["row"]),
                f"Generalforsamlingen ligger før {year} og kommer ikke med i rapporten. "
                "Slet rækken, eller ret datoen.",
            )
