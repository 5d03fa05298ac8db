"""What is wrong with a user's files: findings with a place, and the one exception, Refusal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(Enum):
    """How grave a finding is; only an error keeps the report from being written."""

    ERROR = "fejl"
    WARNING = "advarsel"
    REMARK = "bemærkning"

    def counted(self, count: int) -> str:
        """So many of them in Danish: `1 advarsel`, `2 advarsler`."""
        several = {"fejl": "fejl", "advarsel": "advarsler", "bemærkning": "bemærkninger"}
        return f"{count} {self.value if count == 1 else several[self.value]}"


def column_letters(column: int) -> str:
    """The letters of a 1-based column number: 1 is A, 28 is AB (ECMA-376 part 1, 18.18.62)."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The 1-based number of a column of those letters: A is 1, AB is 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


_ADDRESS = re.compile(
    r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+))"
    r"(?:!\$?(?P<column>[A-Za-z]{1,3})\$?(?P<row>[1-9]\d{0,6})"
    r"(?::\$?(?P=column)\$?(?P<last>[1-9]\d{0,6}))?)?"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A cell, a range within one column, or a whole sheet (row and column 0) of a workbook.

    Rows and columns are 1-based, as Excel shows them. `heading` is the column's title, told to
    machines that read findings; it takes no part in the address.
    """

    sheet: str
    row: int = 0
    column: int = 0
    last_row: int = 0
    heading: str = ""

    @property
    def cell(self) -> str:
        """`C7`, `C7:C19`, or nothing for a whole sheet."""
        if not self.row:
            return ""
        letters = column_letters(self.column)
        first = f"{letters}{self.row}"
        return f"{first}:{letters}{self.last_row}" if self.last_row > self.row else first

    @classmethod
    def named(cls, address: str) -> Place | None:
        """The place that `Konti!F5`, `'Mit ark'!F2:F9` or `Konti` names; None for anything else."""
        match = _ADDRESS.fullmatch(address.strip())
        if match is None:
            return None
        sheet = match["plain"] or match["quoted"].replace("''", "'")
        if not match["row"]:
            return cls(sheet)
        row, last = int(match["row"]), int(match["last"] or 0)
        return cls(sheet, row, column_number(match["column"]), last if last > row else 0)

    def covers(self, other: Place) -> bool:
        """Whether the other place's first cell lies in this one; a whole sheet covers its cells."""
        if self.sheet != other.sheet or not self.row:
            return self.sheet == other.sheet
        same = self.column == other.column
        return same and self.row <= other.row <= max(self.row, self.last_row)

    def __str__(self) -> str:
        """`Konti!F5`, with the sheet's title quoted as Excel does where it has to."""
        plain = self.sheet.replace("_", "a").isalnum() and not self.sheet[0].isdigit()
        sheet = self.sheet if plain else "'" + self.sheet.replace("'", "''") + "'"
        return f"{sheet}!{self.cell}" if self.row else sheet


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, in Danish: what, where, and what to do about it."""

    rule: str
    severity: Severity
    message: str
    place: Place

    def __str__(self) -> str:
        """`Projekter!C7 fejl PRO-03: …`."""
        return f"{self.place} {self.severity.value} {self.rule}: {self.message}"


class HasSeverity(Protocol):
    """Whatever is more or less grave."""

    @property
    def severity(self) -> Severity:
        """How grave."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that a register must keep: a stable id, a severity, and what it says in Danish."""

    id: str
    severity: Severity
    about: str

    def broken(self, place: Place, message: str) -> Finding:
        """The finding that the rule is broken there."""
        return Finding(self.id, self.severity, message, place)


def printable(text: str) -> str:
    """The text without what a terminal would obey or cannot show: each such sign is `�`."""
    return text if text.isprintable() else "".join(_shown(sign) for sign in text)


def _shown(sign: str) -> str:
    return sign if sign.isprintable() or sign == "\u00a0" else "\ufffd"


def counted(findings: Iterable[HasSeverity]) -> str:
    """How many findings there are of each severity: `2 fejl, 1 advarsel`; nothing for none."""
    found = [finding.severity for finding in findings]
    counts = ((severity, found.count(severity)) for severity in Severity)
    return ", ".join(severity.counted(count) for severity, count in counts if count)


class Refusal(Exception):  # noqa: N818 - a refusal is no error of the program
    """We cannot begin or cannot finish: one Danish sentence that says why and what to do.

    `code` is stable and machine-readable (`file-missing`); the sentence may be reworded.
    """

    def __init__(self, code: str, sentence: str) -> None:
        """Keep the code beside the sentence."""
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


def system_refusal(error: OSError) -> Refusal:
    """The refusal of a system that cannot read or write, for which nobody had a better sentence."""
    return Refusal(
        "system-failed",
        f"Systemet kan ikke læse eller skrive ({error.strerror}). "
        "Kontrollér rettighederne og pladsen på disken.",
    )
