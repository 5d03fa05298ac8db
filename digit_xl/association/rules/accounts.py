"""Rules on the association's year, its accounts, its fees and its postings."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from digit_xl import danish
from digit_xl.association.figures import added, amount
from digit_xl.association.names import members
from digit_xl.association.overview import GROUP_LINES
from digit_xl.association.rules.check import Broken, rule
from digit_xl.association.sheets import Accounts, Association, Members, Postings
from digit_xl.association.statement import ENTERED, statement
from digit_xl.association.terms import CARRIED, EXPENSE, INCOME, MOST_YEARS, NEGATIVE
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
    "Porteføljens år ligger i rækkefølge og kan stå på en side.",
    Association.horizon_from,
    Association.horizon_to,
    Association.year,
)
def horizon_out_of_reach(register: Register) -> Broken:
    """A plan of more years would not fit a page; without a first year it begins in this one."""
    last = register.value(Association.horizon_to)
    first = register.value(Association.horizon_from) or register.value(Association.year)
    if last is None or 0 <= last - first < MOST_YEARS:
        return
    yield (
        register.place(Association.horizon_to),
        f"Porteføljen går fra {first} til {last}. "
        f"Skriv et sidste år, der ikke ligger før det første, og højst {MOST_YEARS} år i alt.",
    )


@rule(
    "MED-03",
    Severity.ERROR,
    "Kontingenterne giver tilsammen beløbet på kontoen for kontingent.",
    needs=(
        Members.fee,
        Members.since,
        Members.until,
        Association.fee_account,
        Association.year,
        Accounts.name,
        Accounts.income,
    ),
)
def fees_do_not_add_up(register: Register) -> Broken:
    """Judged only when every member of the year has a fee."""
    fees, account = members(register)["fee"], register.value(Association.fee_account)
    if fees.is_empty() or fees.null_count() or account is None:
        return
    for line in register[Accounts].iter_rows(named=True):
        income = line["income"] or Decimal("0.00")
        if line["name"] == account and income != added(fees):
            yield (
                register.place(Accounts.income, line["row"]),
                f"Kontingenterne på arket Medlemmer giver {danish.number(added(fees))}, men her "
                f"står {danish.number(income)}. Ret kontingenterne eller beløbet.",
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
    """Judged when last year's result is known; both have the sign that a result has."""
    known = register.value(Association.last_result)
    carried = amount(register, Accounts.total, CARRIED)
    lines = [row for row in register[Accounts].iter_rows(named=True) if row["kind"] == CARRIED]
    if known is not None and carried != known:
        place = (
            register.place(Accounts.expense, lines[0]["row"])
            if lines
            else register.place(Association.last_result)
        )
        yield (
            place,
            f"Overført fra sidste år giver {danish.number(carried)} i alt, men sidste års resultat "
            f"er {danish.number(known)} (arket Forening). Ret et af beløbene.",
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
    unknown = set(register[Postings]["account"].unique()) - set(register[Accounts]["number"])
    if register[Postings].is_empty() or unknown:  # an unknown account is another rule's
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
    "KON-05",
    Severity.ERROR,
    "Udgifter og overførsler står i kolonnen Udgifter.",
    Accounts.kind,
    Accounts.income,
)
def expense_among_the_income(register: Register) -> Broken:
    """An income line may have both: a repayment is an expense."""
    for line in register[Accounts].iter_rows(named=True):
        if line["kind"] in (EXPENSE, CARRIED) and line["income"]:
            yield (
                register.place(Accounts.income, line["row"]),
                f"Kontoen har arten {line['kind']}, men beløbet står under Indtægter. "
                "Flyt det til Udgifter, eller ret arten.",
            )


@rule("KON-06", Severity.ERROR, "En gruppe skrives ens overalt.", Accounts.group)
def group_in_two_spellings(register: Register) -> Broken:
    """Excel takes `Drift` and `drift` for one group, so the report must too."""
    spelt: dict[str, tuple[str, int]] = {}
    for line in register[Accounts].iter_rows(named=True):
        if line["group"]:
            first, row = spelt.setdefault(line["group"].casefold(), (line["group"], line["row"]))
            if line["group"] != first:
                yield (
                    register.place(Accounts.group, line["row"]),
                    f"»{line['group']}« er skrevet »{first}« i række {row}. Skriv gruppen ens.",
                )


@rule("KON-07", Severity.WARNING, "Overblik har en linje til hver gruppe.", Accounts.group)
def more_groups_than_lines(register: Register) -> Broken:
    """The report has them all; the sheet Overblik has a fixed number of lines."""
    seen: dict[str, int] = {}
    for line in register[Accounts].iter_rows(named=True):
        if line["group"]:
            seen.setdefault(line["group"], line["row"])
    for row in list(seen.values())[GROUP_LINES:]:
        yield (
            register.place(Accounts.group, row),
            f"Overblik viser kun de første {GROUP_LINES} grupper, og denne er ikke med. "
            "Saml kontiene i færre grupper, eller se bort fra arket.",
        )


@rule(
    "KON-08",
    Severity.REMARK,
    "I hele tusinder vises hvert beløb afrundet for sig.",
    needs=(
        Association.unit,
        Association.rounding_account,
        Association.income_sign,
        Accounts.name,
        Accounts.group,
        Accounts.kind,
        *ENTERED,
    ),
)
def amount_that_takes_the_rounding(register: Register) -> Broken:
    """Sums in thousands add up only when some amount takes what the others lack."""
    by_row = dict(register[Accounts].select("row", "name").iter_rows())
    for moved in statement(register).moved:
        lacking = moved.shown - moved.own
        put = "lagt til" if lacking > 0 else "trukket fra"
        yield (
            register.place(moved.column, moved.row),
            f"For at summen kan gå op i hele tusinder, er {danish.number(abs(lacking))} tkr. {put} "
            f"her: Rapporten viser {danish.number(moved.shown)} tkr. og ikke "
            f"{danish.number(moved.own)} tkr. {_why_there(register, by_row[moved.row])}",
        )


def _why_there(register: Register, account: str) -> str:
    """Why that account takes the rounding of its sum."""
    named = register.value(Association.rounding_account)
    field = f"feltet »{Association.rounding_account.title}« på arket Forening"
    if account == named:
        return f"Kontoen er valgt i {field}."
    if named:
        return f"Det er det største beløb i summen, som kontoen »{named}« ikke er med i."
    return f"Det er det største beløb i summen; vælg en anden konto i {field}."


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
