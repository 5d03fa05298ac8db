"""Every figure that a text of the register may name, with the cells that it comes from."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from digit_xl.association.sheets import Accounts, Association, Members, Projects
from digit_xl.association.terms import CARRIED, sits
from digit_xl.facts import Fact, Period
from digit_xl.findings import Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from digit_xl.register import Register
    from digit_xl.schema import Column

# How the columns of Konti are named in `konti.ESDH.udgifter` and `grupper.Projekter.udgifter`.
AMOUNTS = {
    "indtægter": Accounts.income,
    "udgifter": Accounts.expense,
    "i_alt": Accounts.total,
    "budget": Accounts.budget,
    "afvigelse": Accounts.deviation,
    "sidste_år": Accounts.last_year,
    "posteret": Accounts.posted,
}


# Each text asks for the same register's figures.
_KNOWN: WeakKeyDictionary[Register, dict[str, Fact]] = WeakKeyDictionary()


def figures(register: Register) -> Mapping[str, Fact]:
    """The figures by their names, such as `forening.navn` and `konti.ESDH.udgifter`.

    An account answers to its name and to its number.
    """
    if register not in _KNOWN:
        _KNOWN[register] = {
            **_association(register),
            **_counts(register),
            **_totals(register),
            **_groups(register),
            **_accounts(register),
        }
    return _KNOWN[register]


def spread(register: Register, column: Column) -> tuple[Place, ...]:
    """The column's cells as one range; nothing when the sheet is empty."""
    return span(register, column, register[column.sheet]["row"].to_list())


def members(register: Register) -> pl.DataFrame:
    """The rows of Medlemmer whose membership may run at the end of the year."""
    import polars as pl

    frame, year = register[Members], register.known(Association.year)
    end = None if year is None else dt.date(year, 12, 31)
    return frame.filter(
        pl.Series([sits(row, end) for row in frame.iter_rows(named=True)], dtype=pl.Boolean)
    )


def horizon(register: Register) -> tuple[int, int]:
    """The first and the last year of the portfolio; without them it is the year of the accounts.

    The last is before the first when nobody knows them.
    """
    year, first, last = (
        register.known(column)
        for column in (Association.year, Association.horizon_from, Association.horizon_to)
    )
    first = first or year
    if first is None:
        return 1, 0
    return first, last or max(first, year or first)


def span(register: Register, column: Column, rows: Sequence[int]) -> tuple[Place, ...]:
    """Those rows' cells in the column: as one range when they follow each other, else singly."""
    if not rows or not register.places(column, rows[0]):
        return ()
    first, last = rows[0], rows[-1]
    if last - first + 1 != len(rows):
        return tuple(register.place(column, row) for row in rows)
    place = register.place(column, first)
    last_row = last if last > first else 0
    return (Place(place.sheet, place.row, place.column, last_row, place.heading),)


def total(register: Register, column: Column, lines: Sequence[Mapping[str, Any]]) -> Fact:
    """The sum of those rows' amounts, as `summed` knows it, with their cells."""
    places = span(register, column, [line["row"] for line in lines])
    return Fact(summed(register, column, lines), places)


def summed(
    register: Register, column: Column, lines: Sequence[Mapping[str, Any]]
) -> Decimal | None:
    """The sum of those rows' amounts; unknown when none of them has one, or one is unreadable."""
    amounts = [line[column.name] for line in lines if line[column.name] is not None]
    if not amounts or lost(register, column, lines):
        return None
    return sum(amounts, start=Decimal(0))


def lost(register: Register, column: Column, lines: Sequence[Mapping[str, Any]]) -> bool:
    """Whether one of those rows has an amount there that cannot be read."""
    unclear = register.unclear(column)
    return any(line["row"] in unclear and line[column.name] is None for line in lines)


def _association(register: Register) -> dict[str, Fact]:
    year, founded, first, last = (
        register.known(column)
        for column in (
            Association.year,
            Association.founded,
            Association.horizon_from,
            Association.horizon_to,
        )
    )
    of_year = register.places(Association.year)
    horizon = (
        *register.places(Association.horizon_from),
        *register.places(Association.horizon_to),
    )
    return {
        "forening.navn": register.fact(Association.name),
        "forening.kortnavn": register.fact(Association.short_name),
        "forening.undertitel": register.fact(Association.byline),
        "forening.hjemmeside": register.fact(Association.website),
        "forening.profitcenter": register.fact(Association.profit_centre),
        "forening.valuta": register.fact(Association.currency),
        "forening.udgivet": register.fact(Association.published),
        "forening.stiftet": Fact(
            Period(founded) if founded else None, register.places(Association.founded)
        ),
        "forening.år": Fact(Period(year) if year else None, of_year),
        "forening.næste_år": Fact(Period(year + 1) if year else None, of_year),
        "forening.forrige_år": Fact(Period(year - 1) if year else None, of_year),
        "forening.horisont": Fact(f"{first}–{last}" if first and last else None, horizon),
    }


def _counts(register: Register) -> dict[str, Fact]:
    current = members(register)
    names = [name for name in current["municipality"] if name is not None]
    projects = register[Projects]["code"].drop_nulls()
    of_members = span(register, Members.municipality, current["row"].to_list())
    return {
        "medlemmer.antal": Fact(len(names), of_members),
        "medlemmer.navne": Fact(tuple(names), of_members),
        "projekter.antal": Fact(len(projects), spread(register, Projects.code)),
    }


def _totals(register: Register) -> dict[str, Fact]:
    lines = list(register[Accounts].iter_rows(named=True))
    named = {
        "regnskab.indtægter": Accounts.income,
        "regnskab.udgifter": Accounts.expense,
        "regnskab.resultat": Accounts.total,
        "regnskab.budget": Accounts.budget,
        "regnskab.sidste_år": Accounts.last_year,
    }
    facts = {name: total(register, column, lines) for name, column in named.items()}
    carried = [line for line in lines if line["kind"] == CARRIED]
    return {**facts, "regnskab.overført": total(register, Accounts.expense, carried)}


def _groups(register: Register) -> dict[str, Fact]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for line in register[Accounts].iter_rows(named=True):
        if line["group"]:
            groups.setdefault(line["group"], []).append(line)
    return {
        f"grupper.{group}.{name}": total(register, column, lines)
        for group, lines in groups.items()
        for name, column in AMOUNTS.items()
    }


def _accounts(register: Register) -> dict[str, Fact]:
    by_number, by_name = {}, {}
    for line in register[Accounts].iter_rows(named=True):
        for name, column in AMOUNTS.items():
            fact = Fact(line[column.name], register.places(column, line["row"]))
            if line["number"] is not None:
                by_number[f"konti.{line['number']}.{name}"] = fact
            if line["name"] is not None:
                by_name[f"konti.{line['name']}.{name}"] = fact
    return {**by_number, **by_name}  # an account called like another's number is still itself
