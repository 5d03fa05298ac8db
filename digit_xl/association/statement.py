"""The income statement as it is shown: which lines, in kroner or thousands, and its percentages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from digit_xl.association.figures import expense_sign
from digit_xl.association.sheets import Accounts, Association
from digit_xl.association.terms import INCOME, THOUSANDS
from digit_xl.association.thousands import nearest, rounded, sides

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digit_xl.association.source import Row
    from digit_xl.register import Register
    from digit_xl.schema import Column

ENTERED = (Accounts.income, Accounts.expense, Accounts.budget, Accounts.last_year)
TENFOLD = 10  # a share from here on tells nothing, and would not fit its column


@dataclass(frozen=True, slots=True)
class Moved:
    """An amount that is not shown as its own thousands, so that a sum adds up."""

    column: Column
    row: int
    own: Decimal
    shown: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """The lines as they are and as they are shown, by their Excel rows, in their order.

    They are rows of Konti. Shown in thousands, an amount is 2,770 for what is 2,769,917.37.
    """

    exact: dict[int, Row]
    shown: dict[int, Row]
    moved: tuple[Moved, ...] = ()


def statement(register: Register) -> Statement:
    """The lines that have an amount, in the unit that the register asks for.

    A line without any amount, this year, in the budget or last year, is left out; one with a zero
    that someone wrote is not. Årsregnskabsloven § 24, 2 has an item without an amount shown only
    when last year's accounts have it. A draft keeps a line whose amount cannot be read.
    """
    sign = expense_sign(register)
    lines = [
        line
        for line in register[Accounts].iter_rows(named=True)
        if any(
            line[column.name] is not None or line["row"] in register.unclear(column)
            for column in ENTERED
        )
    ]
    exact = {line["row"]: line for line in lines}
    if register.value(Association.unit) != THOUSANDS:
        return Statement(exact, exact)
    shown, moved = _in_thousands(lines, sign, register.value(Association.rounding_account))
    return Statement(exact, {row: _totalled(line, sign) for row, line in shown.items()}, moved)


def share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """How much of the whole the part is, 1 for all of it, under either convention of signs.

    Unknown where it tells nothing: of an unknown whole or of nothing, of an amount of the other
    sign, and from ten times the whole on.
    """
    if part is None or not whole or part * whole < 0 or abs(part) >= TENFOLD * abs(whole):
        return None
    return part / whole


def change(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """How much more it is now than before, 0.1 for a tenth more; unknown as a share is."""
    found = share(now, before)
    return None if found is None else found - 1


def _totalled(line: Row, sign: int) -> Row:
    """The line in thousands with the total and the deviation that its amounts there give.

    One that the line does not have in kroner, it does not have in thousands either.
    """
    total = (line["income"] or Decimal(0)) + sign * (line["expense"] or Decimal(0))
    deviation = total - (line["budget"] or Decimal(0))
    worked = {"total": total, "deviation": deviation}
    return {**line, **{name: it for name, it in worked.items() if line[name] is not None}}


def _in_thousands(
    lines: Sequence[Row], sign: int, named: str | None
) -> tuple[dict[int, Row], tuple[Moved, ...]]:
    shown = {line["row"]: {**line, "posted": _nearest(line["posted"])} for line in lines}
    moved = []
    for column, summed, total in _sums(lines, sign):
        amounts = [line[column.name] for line in summed]
        groups = [line["group"] or line["row"] for line in summed]
        at = next((at for at, line in enumerate(summed) if line["name"] == named), None)
        for line, amount in zip(summed, rounded(amounts, groups, total, at), strict=True):
            row, own = line["row"], nearest(line[column.name])
            shown[row][column.name] = amount
            if amount != own:
                moved.append(Moved(column, row, own, amount))
    return shown, tuple(moved)


def _nearest(amount: Decimal | None) -> Decimal | None:
    """The amount in thousands; an unknown one stays unknown."""
    return None if amount is None else nearest(amount)


def _sums(lines: Sequence[Row], sign: int) -> Iterator[tuple[Column, list[Row], Decimal]]:
    """The sums that must add up: the lines of each, and what it is in thousands."""
    incomes, expenses = _with(lines, Accounts.income), _with(lines, Accounts.expense)
    income, rest = sides(_sum(incomes, Accounts.income), sign * _sum(expenses, Accounts.expense))
    yield Accounts.income, incomes, income
    yield Accounts.expense, expenses, sign * rest
    for column in (Accounts.budget, Accounts.last_year):
        known = _with(lines, column)
        incomes = [line for line in known if line["kind"] == INCOME]
        others = [line for line in known if line["kind"] != INCOME]
        income, rest = sides(_sum(incomes, column), _sum(others, column))
        yield column, incomes, income
        yield column, others, rest


def _with(lines: Sequence[Row], column: Column) -> list[Row]:
    return [line for line in lines if line[column.name] is not None]


def _sum(lines: Sequence[Row], column: Column) -> Decimal:
    return sum((line[column.name] for line in lines), start=Decimal(0))
