"""The path of a freeze: a report that ties becomes the one that is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digit_xl.findings import Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from digit_xl.word.ledger.traced import Traced
    from digit_xl.word.tieout.untied import Untied
    from digit_xl.word.wml import Element


@dataclass(frozen=True, slots=True)
class Frozen:
    """What does not tie, a line each, and the document unless something kept it from being made."""

    told: tuple[str, ...]
    document: bytes | None = None


def freeze(report: Path, register: Path | None = None, *, forced: bool = False) -> Frozen:
    """The report for publication; nothing when it does not tie, unless `forced`.

    It is tied out against the register; without one, against what was written in it.

    Raises:
        Refusal: a file cannot be read, the report's ledger is missing, damaged or of a later
            version, it is not that register's report, or tracked changes wait in it.
    """
    from digit_xl.book import guard
    from digit_xl.word import freezing, package
    from digit_xl.word.ledger import part

    opened = package.opened(guard.read(report, guard.Kind.DOCUMENT), "document")
    ledger = part.read(opened)
    _refuse_pending([story.root for _, story in package.stories(opened)])
    told = _overtyped(report) if register is None else _untied(report, register, forced=forced)
    if told and not forced:
        return Frozen(told)
    author = next(iter(ledger.origin.identity), "")
    document = freezing.frozen(opened, author)
    guard.check(document, report.name, guard.Kind.DOCUMENT)
    return Frozen(told, document)


def _untied(report: Path, register: Path, *, forced: bool) -> tuple[str, ...]:
    """What does not tie with the register, if anything is graver than a remark."""
    from digit_xl import tieout
    from digit_xl.findings import Severity

    verdict = tieout.check(report, register, forced=forced)
    grave: list[Untied] = [it for it in verdict.findings if it.severity is not Severity.REMARK]
    return tuple(map(str, grave))


def _overtyped(report: Path) -> tuple[str, ...]:
    """The figures that somebody has typed over since they were written."""
    from digit_xl import tracing

    changed: list[Traced] = [it for it in tracing.trace(report).found if it.changed]
    return tuple(
        f"»{it.entry.name}« {it.control.place}: {it.text or 'intet'} er skrevet over "
        f"{it.entry.text or 'intet'}."
        for it in changed
    )


def _refuse_pending(roots: list[Element]) -> None:
    from digit_xl.word.refresh.marks import is_pending

    if any(is_pending(root) for root in roots):
        raise Refusal(
            "changes-pending",
            "Rapporten har ændringer, der venter på at blive accepteret eller afvist, og kan ikke "
            "låses endnu. Gå til Gennemse i Word, tag stilling til dem, gem, og prøv igen.",
        )
