"""The year as an association: the general assemblies, and who came and went."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from digit_xl.association.sheets import Assemblies, Association, Offices
from digit_xl.association.terms import THE_LEADERSHIP, period

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digit_xl.association.source import Row, Source
    from digit_xl.facts import Facts


def assemblies(source: Source) -> Facts:
    """The assemblies of the year, and those planned after it."""
    columns = {
        "dato": Assemblies.date,
        "type": Assemblies.kind,
        "beslutninger": Assemblies.decisions,
    }
    rows = sorted(source.rows(Assemblies.date), key=lambda row: row["date"] or "")
    year = source.register.known(Association.year)
    held = [row for row in rows if _in(row["date"], year)]
    planned = [row for row in rows if _after(row["date"], year)]
    return {
        "generalforsamlinger": source.records(columns, held),
        "planlagte": source.records(columns, planned),
    }


def rotation(source: Source) -> Facts:
    """Who came and went in the board and the management, and who leaves in the coming year."""
    year = source.register.known(Association.year)
    coming = None if year is None else year + 1
    terms = [row for row in source.rows(Offices.person) if row["body"] in THE_LEADERSHIP]
    columns = {
        "navn": Offices.person,
        "organ": Offices.body,
        "rolle": Offices.seat,
        "medlem": Offices.member,
    }
    came = [row for row in terms if _in(row["since"], year) and not _sat_before(row, terms)]
    went = [row for row in terms if _in(row["until"], year) and not _sits_after(row, terms)]
    leaving = [row for row in terms if _in(row["until"], coming) and not _sits_after(row, terms)]
    changes = source.records({**columns, "ind": Offices.since, "ud": Offices.until}, came + went)
    return {
        "udskiftning": changes,
        "rotation": source.records({**columns, "til": Offices.until}, leaving),
    }


def _in(iso: str | None, year: int | None) -> bool:
    """Whether the day or month is known to lie in that year."""
    return iso is not None and year is not None and iso.startswith(f"{year}-")


def _after(iso: str | None, year: int | None) -> bool:
    """Whether the day or month is known to lie after that year."""
    return iso is not None and year is not None and iso >= str(year + 1)


def _sat_before(row: Row, terms: Iterable[Row]) -> bool:
    """Whether the person sat in the same body right until this term."""
    return any(_goes_on(other, row) for other in terms)


def _sits_after(row: Row, terms: Iterable[Row]) -> bool:
    """Whether the person goes on in the same body right after this term."""
    return any(_goes_on(row, other) for other in terms)


def _goes_on(earlier: Row, later: Row) -> bool:
    """Whether one term of a person in a body runs into the next, as far as the dates tell."""
    if earlier is later or any(
        earlier[name] != later[name] for name in ("person", "body", "member")
    ):
        return False
    until, since = period(earlier["until"]), period(later["since"])
    if until is None or since is None:
        return False
    return since.first - until.last <= dt.timedelta(days=1) and until.first <= since.last
