"""The accounts: the lines of the income statement, and their notes."""

from __future__ import annotations

from digit_xl.association.terms import CARRIED, EXPENSE, INCOME
from digit_xl.cells import Kind
from digit_xl.schema import Column, Sheet


class Notes(Sheet, title="Noter", about="Noter til regnskabet."):
    """The notes of the accounts."""

    note = Column("Note", Kind.WHOLE, "Notens nummer.", unique=True, width=8)
    heading = Column("Overskrift", Kind.TEXT, "Notens overskrift.", width=30)
    text = Column("Tekst", Kind.MARKDOWN, "Notens tekst.", required=False, width=90)


def _amount(title: str, about: str, *, computed: bool = False) -> Column:
    """A column of amounts that may be blank and has a total below it."""
    return Column(title, Kind.MONEY, about, required=False, computed=computed, total=True, width=18)


class Accounts(
    Sheet, title="Konti", about="Regnskabets linjer i den rækkefølge, de vises.", may_be_empty=False
):
    """The lines of the income statement, in the order in which they are shown."""

    number = Column("Nr", Kind.WHOLE, "Kontoens nummer.", unique=True, width=8)
    name = Column("Navn", Kind.KEY, "Kontoens navn i regnskabet.", unique=True, width=38)
    group = Column(
        "Gruppe",
        Kind.KEY,
        "Konti med samme gruppe samles under en overskrift med en sum. Må være tom.",
        required=False,
        width=18,
    )
    kind = Column("Art", Kind.KEY, "Vælg arten.", choices=(INCOME, EXPENSE, CARRIED), width=12)
    note = Column(
        "Note",
        Kind.WHOLE,
        "Nummeret på kontoens note.",
        required=False,
        reference=Notes.note,
        width=8,
    )
    income = _amount("Indtægter", "Med foreningens fortegn, se arket Forening.")
    expense = _amount("Udgifter", "Positive; et overført overskud negativt.")
    total = _amount("I alt", "Indtægter og udgifter under ét.", computed=True)
    budget = _amount("Budget", "Årets budget med samme fortegn som I alt.")
    deviation = _amount("Afvigelse", "I alt fratrukket budgettet.", computed=True)
    last_year = _amount("Sidste år", "Sidste års beløb med samme fortegn som I alt.")
    posted = _amount("Posteret", "Summen af kontoens posteringer.", computed=True)
