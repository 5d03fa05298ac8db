"""The path from a document to what shuts readers out of it: the file is guarded, then judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digit_xl.findings import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from digit_xl.findings import Rule
    from digit_xl.word.accessibility import Barrier


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is amiss in a document, from its beginning to its end."""

    findings: tuple[Barrier, ...]

    @property
    def failed(self) -> bool:
        """Whether a finding is an error."""
        return any(barrier.severity is Severity.ERROR for barrier in self.findings)


def check(path: Path) -> Verdict:
    """The verdict on the Word document.

    Raises:
        Refusal: the file cannot be read, or is no Word document.
    """
    from digit_xl.book import guard
    from digit_xl.word import accessibility

    return Verdict(accessibility.barriers(guard.read(path, guard.Kind.DOCUMENT)))


def rules() -> tuple[Rule, ...]:
    """Every rule that documents are judged by, in the order of their ids."""
    from digit_xl.word import accessibility

    return accessibility.RULES
