"""What is wrong with a template or a draft of one, as people and programs are told it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digit_xl.findings import Severity

if TYPE_CHECKING:
    from digit_xl.findings import Refusal


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, in Danish: what, where, and what to do about it.

    `rule` is stable; `place` is empty for the document as a whole, and where the message tells it.
    """

    rule: str
    severity: Severity
    message: str
    place: str = ""

    @classmethod
    def of(cls, refusal: Refusal) -> Problem:
        """What keeps the template from being filled, of the document as a whole."""
        return cls(refusal.code, Severity.ERROR, refusal.sentence)

    @property
    def told(self) -> dict[str, object]:
        """The problem as JSON tells it."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "place": self.place or None,
            "message": self.message,
        }

    def __str__(self) -> str:
        """`fejl template-name under overskriften »Økonomi«: …`."""
        where = f" {self.place}" if self.place else ""
        return f"{self.severity.value} {self.rule}{where}: {self.message}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a document, and what was made of it, if anything."""

    findings: tuple[Problem, ...]
    document: bytes | None = None

    @property
    def failed(self) -> bool:
        """Whether a finding is an error."""
        return any(problem.severity is Severity.ERROR for problem in self.findings)
