"""The income statement and the notes to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl.association.names import AMOUNTS, span, summed, total
from digit_xl.association.sheets import Accounts, Association, Notes
from digit_xl.association.source import Row, Source, leaves
from digit_xl.association.statement import Statement, change, share, statement
from digit_xl.association.terms import INCOME, THOUSANDS
from digit_xl.facts import Fact, Record, Records

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digit_xl.facts import Facts, Names, Node
    from digit_xl.register import Register

LINE = {"note": Accounts.note, "navn": Accounts.name, **AMOUNTS}
COMPARED = {"i_alt": Accounts.total, "budget": Accounts.budget, "sidste_år": Accounts.last_year}
SHARES = ("forbrug", "ændring")
# A line that ends its run stays on the page of the sum below it, and so looks otherwise.
PLACES = ("sidste", "øvrige")


def accounts(source: Source) -> Facts:
    """The income statement, its lines in runs of one group with its sums, and the notes."""
    shown = statement(source.register)
    runs = _runs(shown.shown.values())
    items = tuple(_group(source, shown, number, run) for number, run in enumerate(runs, 1))
    names: Names = {
        "gruppe": None,
        "linjer": leaves((*LINE, *SHARES, *PLACES)),
        **leaves((*AMOUNTS, *SHARES)),
    }
    notes = {"note": Notes.note, "overskrift": Notes.heading, "tekst": Notes.text}
    return {
        "regnskab": Records(items, names),
        **_sums(source.register, shown),
        **_form(source.register),
        "noter": source.records(notes, source.rows(Notes.note)),
    }


def _group(source: Source, shown: Statement, number: int, run: Sequence[Row]) -> Record:
    group, register = run[0]["group"], source.register
    records = source.records(LINE, run, key="number").items
    lines = [
        Record(
            record.key,
            {
                **record.facts,
                **_shares(register, [shown.exact[row["row"]]]),
                "sidste": Fact(row is run[-1]),
                "øvrige": Fact(row is not run[-1]),
            },
        )
        for record, row in zip(records, run, strict=True)
    ]
    named: dict[str, Node] = {
        "gruppe": source.fact(Accounts.group, run[0]),
        "linjer": Records(tuple(lines), leaves((*LINE, *SHARES, *PLACES))),
        **{name: total(register, column, run) for name, column in AMOUNTS.items()},
        **_shares(register, [shown.exact[row["row"]] for row in run]),
    }
    return Record(f"{number} {group or ''}".strip(), named)


def _shares(register: Register, exact: Sequence[Row]) -> dict[str, Fact]:
    """How much of the budget the lines have used, and how much more they are than last year."""
    rows = [line["row"] for line in exact]
    now, budget, before = (summed(register, column, exact) for column in COMPARED.values())
    of_now, of_budget, of_before = (span(register, column, rows) for column in COMPARED.values())
    return {
        "forbrug": Fact(share(now, budget), (*of_now, *of_budget)),
        "ændring": Fact(change(now, before), (*of_now, *of_before)),
    }


def _sums(register: Register, shown: Statement) -> dict[str, Fact]:
    """The sums of the statement as it shows them; `regnskab.resultat` is the exact one.

    Columns that are compared have an income and an expense of their own only by the lines' kind.
    """
    lines = list(shown.shown.values())
    facts = {
        "opgørelse.indtægter": total(register, Accounts.income, lines),
        "opgørelse.udgifter": total(register, Accounts.expense, lines),
        "opgørelse.resultat": total(register, Accounts.total, lines),
    }
    of_income = {row for row, line in shown.exact.items() if line["kind"] == INCOME}
    sides = {"indtægter": of_income, "udgifter": shown.exact.keys() - of_income}
    for side, rows in {**sides, "resultat": shown.exact.keys()}.items():
        chosen = [line for line in lines if line["row"] in rows]
        for name, column in COMPARED.items():
            facts[f"opgørelse.{side}.{name}"] = total(register, column, chosen)
    for side, rows in sides.items():  # a result has none: it is a difference, not an amount spent
        exact = [line for row, line in shown.exact.items() if row in rows]
        for name, found in _shares(register, exact).items():
            facts[f"opgørelse.{side}.{name}"] = found
    return facts


def _form(register: Register) -> dict[str, Fact]:
    """Which columns the statement has, and its unit."""
    frame = register[Accounts]
    budget, before = (
        frame[column.name].null_count() < frame.height
        for column in (Accounts.budget, Accounts.last_year)
    )
    thousands = register.value(Association.unit) == THOUSANDS
    return {
        "opgørelse.med_budget": Fact(budget),
        "opgørelse.med_sidste_år": Fact(before),
        "opgørelse.sammenlignet": Fact(budget or before),
        "opgørelse.enkel": Fact(not (budget or before)),
        "opgørelse.enhed": Fact("tkr." if thousands else "kr.", register.places(Association.unit)),
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
