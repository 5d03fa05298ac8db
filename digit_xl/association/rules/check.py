"""What a rule is: the columns that it reads, and the function that judges them.

A rule is shown the register without the rows that are unclear in the columns that it `reads`; it
says nothing while any cell of a column that it `needs` whole is unclear. It yields places and
what to say of them, and never looks at another rule's findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from digit_xl.findings import Finding, Place, Rule, Severity
from digit_xl.schema import Column, Role

if TYPE_CHECKING:
    from digit_xl.register import Register

Broken: TypeAlias = Iterator[tuple[Place, str]]

MOST = 1000  # findings of one rule; more would hide the others


@dataclass(frozen=True)
class Check:
    """A rule, the columns that it reads and those it needs whole, and what judges them."""

    rule: Rule
    reads: tuple[Column, ...]
    needs: tuple[Column, ...]
    judge: Callable[[Register], Broken]

    def findings(self, register: Register) -> Iterator[Finding]:
        """The rule's findings; none when what it reads is missing or unclear."""
        needed = (*self.needs, *(read for read in self.reads if read.sheet.role is Role.FIELDS))
        missing = any(0 in register.unclear(column) for column in self.reads)
        if missing or any(register.unclear(column) for column in needed):
            return
        broken = self.judge(register.without_unclear(self.reads))
        for place, message in islice(broken, MOST):
            yield self.rule.broken(place, message)
        if rest := next(broken, None):
            more = 1 + sum(1 for _ in broken)
            yield self.rule.broken(rest[0], f"{rest[1]} Det samme gælder herfra {more} steder.")


CHECKS: list[Check] = []


def rule(
    code: str, severity: Severity, about: str, *reads: Column, needs: tuple[Column, ...] = ()
) -> Callable[[Callable[[Register], Broken]], Callable[[Register], Broken]]:
    """The decorator that lists the function as the rule of that id."""

    def listed(judge: Callable[[Register], Broken]) -> Callable[[Register], Broken]:
        CHECKS.append(Check(Rule(code, severity, about), reads, needs, judge))
        return judge

    return listed
