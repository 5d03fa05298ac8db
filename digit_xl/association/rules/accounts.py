"""Rules on the association's year, its accounts, its fees and its postings."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from digit_xl import danish
from digit_xl.association.figures import added, amount
from digit_xl.association.rules.check import Broken, rule
from digit_xl.association.sheets import Accounts, Association, Members, Postings
from digit_xl.association.terms import CARRIED, INCOME, NEGATIVE
from digit_xl.findings import Severity

if TYPE_CHECKING:
    from digit_xl.register import Register


@rule(
    "FOR-03",
    Severity.ERROR,
    "Rapporten udgives efter regnskabsårets udgang.",
    Association.published,
    Association.year,
)
def published_before_the_year_has_ended(register: Register) -> Broken:
    """Årsregnskabsloven § 1 asks for accounts of a year that has ended."""
    published, year = register.value(Association.published), register.value(Association.year)
    if published <= dt.date(year, 12, 31):
        yield (
            register.place(Association.published),
            f"Udgivelsesdatoen {danish.date(published)} ligger før udgangen af {year}. "
            "Ret datoen eller regnskabsåret.",
        )


@rule(
    "FOR-04",
    Severity.ERROR,
    "Porteføljens år ligger i rækkefølge.",
    Association.horizon_from,
    Association.horizon_to,
)
def horizon_reversed(register: Register) -> Broken:
    """The portfolio cannot end before it begins."""
    first = register.value(Association.horizon_from)
    last = register.value(Association.horizon_to)
    if first and last and last < first:
        yield (
            register.place(Association.horizon_to),
            f"Porteføljen slutter i {last}, før den begynder i {first}. Ret et af årene.",
        )


@rule(
    "MED-03",
    Severity.ERROR,
    "Kontingenterne giver tilsammen beløbet på kontoen for kontingent.",
    needs=(Members.fee, Association.fee_account, Accounts.name, Accounts.income),
)
def fees_do_not_add_up(register: Register) -> Broken:
    """Judged only when every member has a fee."""
    fees, account = register[Members]["fee"], register.value(Association.fee_account)
    if fees.is_empty() or fees.null_count() or account is None:
        return
    for line in register[Accounts].iter_rows(named=True):
        if line["name"] == account and line["income"] is not None and line["income"] != added(fees):
            yield (
                register.place(Accounts.income, line["row"]),
                f"Kontingenterne på arket Medlemmer giver {danish.number(added(fees))}, men her "
                f"står {danish.number(line['income'])}. Ret kontingenterne eller beløbet.",
            )


@rule(
    "KON-01",
    Severity.ERROR,
    "Kontienes sum er årets resultat.",
    needs=(Association.result, Association.income_sign, Accounts.income, Accounts.expense),
)
def lines_do_not_add_up_to_the_result(register: Register) -> Broken:
    """Judged when the result is given on Forening."""
    result, total = register.value(Association.result), amount(register, Accounts.total)
    if result is not None and total != result:
        yield (
            register.place(Association.result),
            f"Kontiene giver {danish.number(total)}, men her står {danish.number(result)}; "
            f"forskellen er {danish.number(total - result)}. Ret kontiene eller resultatet.",
        )


@rule(
    "KON-02",
    Severity.ERROR,
    "Indtægter har foreningens fortegn.",
    Accounts.kind,
    Accounts.income,
    Association.income_sign,
)
def income_with_the_wrong_sign(register: Register) -> Broken:
    """The convention stands on Forening; a repayment belongs among the expenses."""
    negative = register.value(Association.income_sign) == NEGATIVE
    for line in register[Accounts].iter_rows(named=True):
        income = line["income"]
        if line["kind"] == INCOME and income and (income < 0) is not negative:
            sign = "negative" if negative else "positive"
            yield (
                register.place(Accounts.income, line["row"]),
                f"Foreningen skriver indtægter {sign} (arket Forening), men her står "
                f"{danish.number(income)}. Vend fortegnet; en tilbagebetaling hører til Udgifter.",
            )


@rule(
    "KON-03",
    Severity.ERROR,
    "Det overførte er sidste års resultat.",
    needs=(Association.last_result, Accounts.kind, Accounts.expense),
)
def carry_forward_is_not_last_years_result(register: Register) -> Broken:
    """Judged when last year's result is known."""
    known, carried = (
        register.value(Association.last_result),
        amount(register, Accounts.expense, CARRIED),
    )
    lines = [row for row in register[Accounts].iter_rows(named=True) if row["kind"] == CARRIED]
    if known is not None and carried != known:
        place = (
            register.place(Accounts.expense, lines[0]["row"])
            if lines
            else register.place(Association.last_result)
        )
        yield (
            place,
            f"Overført fra sidste år er {danish.number(carried)}, men sidste års resultat er "
            f"{danish.number(known)} (arket Forening). Ret et af beløbene.",
        )


@rule(
    "KON-04",
    Severity.ERROR,
    "Posteringerne giver tilsammen kontoens beløb.",
    needs=(
        Accounts.number,
        Accounts.income,
        Accounts.expense,
        Postings.account,
        Postings.amount,
        Association.income_sign,
    ),
)
def postings_do_not_add_up(register: Register) -> Broken:
    """Judged when there are postings; a carry-forward need not be posted."""
    if register[Postings].is_empty():
        return
    for line in register[Accounts].iter_rows(named=True):
        posted, total = line["posted"], line["total"]
        if posted != total and (posted or line["kind"] != CARRIED):
            yield (
                register.place(Accounts.posted, line["row"]),
                f"Posteringerne på kontoen giver {danish.number(posted)}, men kontoen viser "
                f"{danish.number(total)}; forskellen er {danish.number(posted - total)}. "
                "Ret posteringerne eller kontoens beløb.",
            )


@rule(
    "POS-01",
    Severity.ERROR,
    "En postering ligger i regnskabsåret.",
    Postings.date,
    Association.year,
)
def posting_outside_the_year(register: Register) -> Broken:
    """Postings whose date is not in the register's year."""
    import polars as pl

    year = register.value(Association.year)
    outside = register[Postings].filter(pl.col("date").dt.year() != year)
    for row, day in outside.select("row", "date").iter_rows():
        yield (
            register.place(Postings.date, row),
            f"Datoen {danish.date(day)} ligger ikke i {year}. Ret datoen, eller flyt posteringen.",
        )
