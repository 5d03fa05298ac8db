"""Who the association is: its texts, its members and the bodies that they sit in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl.association.names import members as current_members
from digit_xl.association.sheets import Association, Experiences, Members, Offices, Texts
from digit_xl.association.source import Source, leaves
from digit_xl.association.terms import BOARD, HEADINGS, MANAGEMENT, SECRETARIAT, sits
from digit_xl.facts import Fact, Record, Records

if TYPE_CHECKING:
    from digit_xl.facts import Facts, Node


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
    """Who sits in which body on the date of publication, and who signs."""
    published = source.register.value(Association.published)
    sitting = [row for row in source.rows(Offices.person) if sits(row, published)]
    columns = {"navn": Offices.person, "rolle": Offices.seat, "medlem": Offices.member}

    def bodies(*names: str) -> Records:
        items = []
        for name in names:
            people = [row for row in sitting if row["body"] == name]
            if people:
                named: dict[str, Node] = {
                    "navn": Fact(name, (source.register.place(Offices.body, people[0]["row"]),)),
                    "personer": source.records(columns, people),
                }
                items.append(Record(name, named))
        return Records(tuple(items), {"navn": None, "personer": leaves(columns)})

    return {
        "organer": bodies(BOARD, MANAGEMENT, SECRETARIAT),
        "underskrivere": bodies(BOARD, MANAGEMENT),
    }


def experiences(source: Source) -> Facts:
    """What members experienced."""
    columns = {
        "navn": Experiences.person,
        "stilling": Experiences.position,
        "medlem": Experiences.member,
        "emne": Experiences.topic,
        "tekst": Experiences.text,
    }
    rows = source.rows(Experiences.person)
    return {"oplevelser": source.records(columns, rows)}
