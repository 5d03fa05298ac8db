"""The income statement and the notes to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl.association.names import AMOUNTS, total
from digit_xl.association.sheets import Accounts, Notes
from digit_xl.association.source import Row, Source, leaves
from digit_xl.facts import Record, Records

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digit_xl.facts import Facts, Names, Node


def accounts(source: Source) -> Facts:
    """The income statement, its lines in runs of one group, and the notes."""
    columns = {"note": Accounts.note, "navn": Accounts.name, **AMOUNTS}
    items = []
    for number, run in enumerate(_runs(source.rows(Accounts.number)), 1):
        group = run[0]["group"]
        named: dict[str, Node] = {
            "gruppe": source.fact(Accounts.group, run[0]),
            "linjer": source.records(columns, run, key="number"),
            **{name: total(source.register, column, run) for name, column in AMOUNTS.items()},
        }
        items.append(Record(f"{number} {group or ''}".strip(), named))
    names: Names = {"gruppe": None, "linjer": leaves(columns), **leaves(AMOUNTS)}
    notes = {"note": Notes.note, "overskrift": Notes.heading, "tekst": Notes.text}
    return {
        "regnskab": Records(tuple(items), names),
        "noter": source.records(notes, source.rows(Notes.note)),
    }


def _runs(rows: Iterable[Row]) -> list[list[Row]]:
    """The lines in runs: a group's all where its first one stands, the others as they come."""
    runs: list[list[Row]] = []
    groups: dict[str, list[Row]] = {}
    for row in rows:
        group = row["group"]
        if group in groups:
            groups[group].append(row)
            continue
        if group or not runs or runs[-1][0]["group"]:
            runs.append([])
        runs[-1].append(row)
        if group:
            groups[group] = runs[-1]
    return runs
