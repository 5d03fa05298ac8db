"""Rules between columns, rows and sheets, in the order in which they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl.association.rules import (  # each lists its rules in CHECKS
    accounts,
    people,
    pictures,
    projects,
    references,
    texts,
)
from digit_xl.association.rules.check import CHECKS

if TYPE_CHECKING:
    from digit_xl.findings import Finding
    from digit_xl.register import Register

__all__ = [
    "CHECKS",
    "RULES",
    "accounts",
    "broken",
    "people",
    "pictures",
    "projects",
    "references",
    "texts",
]

RULES = tuple(dict.fromkeys(check.rule for check in CHECKS))


def broken(register: Register) -> list[Finding]:
    """What the register breaks of all rules between columns, rows and sheets."""
    return [finding for check in CHECKS for finding in check.findings(register)]
