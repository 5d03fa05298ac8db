"""Who the association is: its texts, its members and the bodies that they sit in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from digit_xl.association.names import members as current_members
from digit_xl.association.sheets import (
    Association,
    Experiences,
    Members,
    Offices,
    Projects,
    Texts,
)
from digit_xl.association.source import Source, keys, leaves
from digit_xl.association.terms import (
    BOARD,
    CHAIR,
    CLOSED,
    GROUP,
    HEADINGS,
    LEADER,
    LEADERS,
    MANAGEMENT,
    SECRETARIAT,
    THE_LEADERSHIP,
    sits,
)
from digit_xl.facts import Fact, Record, Records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from digit_xl.association.source import Row
    from digit_xl.facts import Facts, Names, Node

_SEAT = {
    "navn": Offices.person,
    "rolle": Offices.seat,
    "medlem": Offices.member,
    "portræt": Offices.portrait,
}
_SEATED = (*_SEAT, "leder", "øvrig")


def texts(source: Source) -> Facts:
    """Each text of the report and its heading; one that is not in the register is empty."""
    known = {row["key"]: row for row in source.register[Texts].iter_rows(named=True)}
    named: dict[str, Node] = {}
    for key in HEADINGS:
        row = known.get(key)
        named[f"tekst.{key}"] = source.rich(Texts.text, row)
        named[f"tekst.{key}.overskrift"] = (
            source.fact(Texts.heading, row) if row else Fact(HEADINGS[key])
        )
    return named


def members(source: Source) -> Facts:
    """The members at the end of the year, in the register's order."""
    columns = {
        "navn": Members.municipality,
        "kode": Members.code,
        "fra": Members.since,
        "kontingent": Members.fee,
    }
    current = current_members(source.register).iter_rows(named=True)
    return {"medlemmer": source.records(columns, current)}


def organisation(source: Source) -> Facts:
    """Who sits in which body on the date of publication, whoever leads it first, and who signs.

    Without that date it is who sits at the end of the year; without the year too, everyone.
    """
    day = _published(source)
    sitting = [row for row in source.rows(Offices.person) if sits(row, day)]

    def bodies(*names: str) -> list[Record]:
        members = {name: [row for row in sitting if row["body"] == name] for name in names}
        return [_body(source, name, rows) for name, rows in members.items() if rows]

    everybody = (*bodies(BOARD, MANAGEMENT, SECRETARIAT), *_projects(source, sitting))
    names: Names = {"navn": None, "personer": leaves(_SEATED)}
    return {
        "organer": Records(everybody, names),
        "underskrivere": Records(tuple(bodies(*THE_LEADERSHIP)), names),
    }


def _published(source: Source) -> dt.date | None:
    """The day whose bodies the report shows."""
    published, year = (
        source.register.known(column) for column in (Association.published, Association.year)
    )
    return published or (dt.date(year, 12, 31) if year else None)


def _body(source: Source, name: str, rows: list[Row]) -> Record:
    people = source.records(_SEAT, rows).items
    return Record(name, {"navn": source.fact(Offices.body, rows[0]), "personer": _seated(people)})


def _seated(people: Iterable[Record]) -> Records:
    """Those people, whoever leads first; the name stands a second time by who leads.

    That is the chairman; a project's manager leads where there is none.
    """
    kept = [(record, _seat(record)) for record in people]
    seats = {seat for _, seat in kept}
    leading = next((seat for seat in (CHAIR.casefold(), LEADER.casefold()) if seat in seats), None)
    kept.sort(key=lambda one: one[1] != leading)
    items = [
        Record(record.key, {**record.facts, **_led(record.facts["navn"], leads=seat == leading)})
        for record, seat in kept
    ]
    return Records(tuple(items), leaves(_SEATED))


def _seat(record: Record) -> str:
    seat = record.facts["rolle"]
    return str(seat.value or "").casefold() if isinstance(seat, Fact) else ""


def _led(name: Node, *, leads: bool) -> Facts:
    """The name as that of who leads, or as that of another; the report tells them apart."""
    return {"leder": name if leads else Fact(None), "øvrig": Fact(None) if leads else name}


def _projects(source: Source, sitting: list[Row]) -> Iterator[Record]:
    """The groups of the projects that are not closed; then the managers of those without one."""
    homes = {row["person"]: row for row in sitting}
    groups: dict[str | None, list[Row]] = {}
    for row in sitting:
        if row["body"] == GROUP:
            groups.setdefault(row["project"], []).append(row)
    alone = []
    for project in source.rows(Projects.code):
        people = groups.get(project["code"], [])
        if project["phase"] == CLOSED:
            continue
        if people:
            yield _group(source, project, people, homes)
        elif project["manager"]:
            role = _named(source, project, f"{LEADER}, ")
            alone.append(_manager(source, project, homes, role))
    if alone:
        unique = zip(keys(record.key for record in alone), alone, strict=True)
        managers = _seated(Record(key, record.facts) for key, record in unique)
        yield Record(LEADERS, {"navn": Fact(LEADERS), "personer": managers})


def _group(
    source: Source, project: Row, rows: list[Row], homes: Mapping[str | None, Row]
) -> Record:
    """The project's group, with the manager whom the project names if no row of Hverv does."""
    people = source.records(_SEAT, rows).items
    if project["manager"] and project["manager"] not in {row["person"] for row in rows}:
        people = (_manager(source, project, homes, Fact(LEADER)), *people)
    named = _named(source, project, f"{GROUP}: ")
    return Record(f"{GROUP} {project['code']}", {"navn": named, "personer": _seated(people)})


def _named(source: Source, project: Row, words: str) -> Fact:
    """The words and the project's name, or its code when it has no name."""
    name = project["name"] or project["code"] or "?"
    return Fact(f"{words}{name}", source.register.places(Projects.name, project["row"]))


def _manager(source: Source, project: Row, homes: Mapping[str | None, Row], role: Fact) -> Record:
    """The manager that the project names; the municipality is that of another office, if any."""
    home = homes.get(project["manager"])
    named = {
        "navn": source.fact(Projects.manager, project),
        "rolle": role,
        "medlem": source.fact(Offices.member, home),
        "portræt": source.node(Offices.portrait, home),
    }
    return Record(project["manager"], named)


def experiences(source: Source) -> Facts:
    """What members experienced."""
    columns = {
        "navn": Experiences.person,
        "stilling": Experiences.position,
        "medlem": Experiences.member,
        "emne": Experiences.topic,
        "tekst": Experiences.text,
        "billede": Experiences.picture,
    }
    rows = source.rows(Experiences.person)
    return {"oplevelser": source.records(columns, rows)}
