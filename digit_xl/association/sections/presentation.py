"""Who the association is: its texts, its members and the bodies that they sit in."""

from __future__ import annotations

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
from digit_xl.association.source import Source, leaves
from digit_xl.association.terms import (
    BOARD,
    CHAIR,
    CLOSED,
    GROUP,
    HEADINGS,
    LEADER,
    MANAGEMENT,
    SECRETARIAT,
    THE_LEADERSHIP,
    sits,
)
from digit_xl.facts import Fact, Record, Records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
    """Who sits in which body on the date of publication, whoever leads it first, and who signs."""
    published = source.register.value(Association.published)
    sitting = [row for row in source.rows(Offices.person) if sits(row, published)]

    def bodies(*names: str) -> list[Record]:
        members = {name: [row for row in sitting if row["body"] == name] for name in names}
        return [_body(source, name, rows) for name, rows in members.items() if rows]

    groups = [row for row in sitting if row["body"] == GROUP]
    everybody = (*bodies(BOARD, MANAGEMENT, SECRETARIAT), *_project_groups(source, groups, sitting))
    names: Names = {"navn": None, "personer": leaves(_SEATED)}
    return {
        "organer": Records(everybody, names),
        "underskrivere": Records(tuple(bodies(*THE_LEADERSHIP)), names),
    }


def _body(source: Source, name: str, rows: list[Row]) -> Record:
    named = source.fact(Offices.body, rows[0])
    return Record(name, {"navn": named, "personer": _people(source, rows)})


def _people(source: Source, rows: Iterable[Row]) -> Records:
    """Those rows of Hverv, whoever leads first; the name stands a second time by who leads."""
    first = sorted(rows, key=lambda row: not _leads(row["seat"]))
    records = source.records(_SEAT, first)
    items = [
        Record(record.key, {**record.facts, **_led(record.facts["navn"], row["seat"])})
        for record, row in zip(records.items, first, strict=True)
    ]
    return Records(tuple(items), leaves(_SEATED))


def _led(name: Node, seat: str | None) -> Facts:
    """The name as that of who leads, or as that of another; the report tells them apart."""
    leads = _leads(seat)
    return {"leder": name if leads else Fact(None), "øvrig": Fact(None) if leads else name}


def _leads(seat: str | None) -> bool:
    return (seat or "").casefold() in {CHAIR.casefold(), LEADER.casefold()}


def _project_groups(source: Source, groups: list[Row], sitting: list[Row]) -> Iterator[Record]:
    """The groups of the projects that are not closed, each led by the project's manager."""
    homes = {row["person"]: row for row in sitting}
    for project in source.rows(Projects.code):
        people = [row for row in groups if row["project"] == project["code"]]
        manager = project["manager"]
        if project["phase"] == CLOSED or not (people or manager):
            continue
        place = source.register.place(Projects.name, project["row"])
        named: dict[str, Node] = {"navn": Fact(f"{GROUP}: {project['name']}", (place,))}
        seated = _people(source, people)
        if manager and manager not in {row["person"] for row in people}:
            leader = _manager(source, project, homes.get(manager))
            seated = Records((leader, *seated.items), seated.names)
        yield Record(f"{GROUP} {project['code']}", {**named, "personer": seated})


def _manager(source: Source, project: Row, home: Row | None) -> Record:
    """The manager that the project names; the municipality is that of another office, if any."""
    name = source.fact(Projects.manager, project)
    member = source.fact(Offices.member, home)
    portrait = source.node(Offices.portrait, home)
    named = {"navn": name, "rolle": Fact(LEADER), "medlem": member, "portræt": portrait}
    return Record(project["manager"], {**named, **_led(name, LEADER)})


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
