"""Amounts in thousands whose sums still add up.

Each amount is rounded by itself (halves away from zero, so that both signs are rounded alike). What
the rounded amounts of a sum then lack goes to one of them alone, which the caller can name.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence


def nearest(amount: Decimal) -> Decimal:
    """The amount in whole thousands; never a negative zero."""
    return (amount / 1000).quantize(Decimal(1), rounding=ROUND_HALF_UP) + 0


def sides(income: Decimal, rest: Decimal) -> tuple[Decimal, Decimal]:
    """Income and the rest in thousands, so that their sum is the result rounded by itself.

    The result is what a reader looks for, then the income; the rest is the difference.
    """
    first = nearest(income)
    return first, nearest(income + rest) - first


def rounded(
    amounts: Sequence[Decimal],
    groups: Sequence[Hashable],
    total: Decimal,
    named: int | None = None,
) -> list[Decimal]:
    """The amounts in thousands, with the sum `total`; amounts of one group have a sum too.

    What a sum lacks goes to the amount at `named` if it is in that sum, else to the largest. So a
    group's sum is rounded by itself, but for the one group that takes what the total lacks.
    """
    parts: dict[Hashable, list[int]] = {}
    for at, group in enumerate(groups):
        parts.setdefault(group, []).append(at)
    members = list(parts.values())
    holder = next((at for at, part in enumerate(members) if named in part), None)
    sums = _settled([_added(amounts, part) for part in members], total, holder)
    shown = list(amounts)
    for part, of_part in zip(members, sums, strict=True):
        mine = next((number for number, at in enumerate(part) if at == named), None)
        settled = _settled([amounts[at] for at in part], of_part, mine)
        for at, amount in zip(part, settled, strict=True):
            shown[at] = amount
    return shown


def _added(amounts: Sequence[Decimal], at: Sequence[int]) -> Decimal:
    return sum((amounts[one] for one in at), start=Decimal(0))


def _settled(amounts: Sequence[Decimal], total: Decimal, named: int | None) -> list[Decimal]:
    """Each amount rounded by itself, but for the one that takes what they lack of the total."""
    shown = [nearest(amount) for amount in amounts]
    if lacking := total - sum(shown):
        largest = max(range(len(amounts)), key=lambda at: abs(amounts[at]))
        shown[largest if named is None else named] += lacking
    return shown
