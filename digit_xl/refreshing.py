"""The path of a refresh: a report that somebody worked in and a register become the report anew.

Doors read files, save, print and choose exit codes; everything between is here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digit_xl.findings import Finding, Refusal, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from digit_xl.book.grid import Grid
    from digit_xl.book.images import Pictures
    from digit_xl.facts import Facts
    from digit_xl.word.ledger.entries import Ledger
    from digit_xl.word.refresh.report import Opened, Sources
    from digit_xl.word.refresh.told import Change

_LOOKED_AT = 20  # documents of a folder: opening each takes its time
WORD = "opdateret"  # what the name of a refreshed report ends with


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What is wrong with the register, and the report unless a finding is an error.

    `changes` tell what is other than it was, and what somebody should look at.
    """

    findings: tuple[Finding, ...]
    document: bytes | None = None
    changes: tuple[Change, ...] = field(default=())

    @property
    def failed(self) -> bool:
        """Whether a finding is an error."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def conflicts(self) -> tuple[Change, ...]:
        """What the register and somebody in Word have both changed."""
        from digit_xl.word.refresh.told import Kind

        return tuple(change for change in self.changes if change.kind is Kind.CONFLICT)


def read(report: Path) -> bytes:
    """The bytes of a report.

    Raises:
        Refusal: the file cannot be read, or is no Word document.
    """
    from digit_xl.book import guard

    return guard.read(report, guard.Kind.DOCUMENT)


def reports(folder: Path) -> list[Path]:
    """The reports of digit_xl in that folder, the last one written first; of backups none."""
    from digit_xl import output

    found = [
        path
        for path in folder.glob("*.docx")
        if not path.name.startswith("~$") and output.KEPT not in path.stem
    ]
    found.sort(key=lambda path: (-path.stat().st_mtime, path.name))
    return [path for path in found[:_LOOKED_AT] if _is_report(path)]


def _is_report(path: Path) -> bool:
    """Whether the file can be read and has a ledger."""
    from digit_xl.word import package
    from digit_xl.word.ledger import part

    try:
        part.read(package.opened(read(path), "document"))
    except Refusal:
        return False
    return True


def beside(report: Path) -> Path:
    """Where a refreshed report goes unless somebody says otherwise."""
    return report.with_name(f"{report.stem}-{WORD}{report.suffix}")


def store(report: Path, older: bytes, document: bytes, target: Path | None) -> Path:
    """The path of the file that now holds the refreshed report: a new one, or the report's own.

    Without a target it is the report's, and what it was is kept beside it.

    Raises:
        Refusal: the target is there already, or the report cannot be stored; it is as it was.
    """
    from digit_xl import output

    if target is not None:
        return output.new(target, document)
    output.keep(report, older)
    return output.write(report, document, beside=False)


def refresh(
    report: bytes,
    sheets: Mapping[str, Grid],
    form: bytes,
    pictures: Pictures | None = None,
    *,
    force: bool = False,
) -> Refreshed:
    """The report with the register's figures and texts; what somebody wrote in it is still there.

    A report that nobody has touched is the export of the register anew. With `force` it may be
    another year's or association's, or of another template.

    Raises:
        Refusal: the report is a draft, has no ledger that can be trusted, or is not of that
            register or template; or the register is none.
    """
    from digit_xl import export, tieout
    from digit_xl.association import sections
    from digit_xl.word.ledger import part
    from digit_xl.word.refresh.report import Sources, opened

    older = opened(report)
    tieout.refuse_untagged(older.standing, older.ledger)
    register, outcome = export.check(sheets, pictures)
    origin = sections.origin(register)
    if not force:
        tieout.refuse_other(older.ledger.origin, origin)
        _refuse_template(older.ledger, part.template_digest(form))
    if outcome.failed:
        return Refreshed(outcome.findings)
    sources = Sources(sections.facts(register), origin, sections.properties(register), form)
    untouched = part.is_untouched(report, older.ledger)
    if untouched and older.ledger.edited and _is_same(older.ledger, sources):
        return Refreshed(outcome.findings, report)
    document, changes = _written(older, sources, anew=untouched and not older.ledger.edited)
    return Refreshed(outcome.findings, document, tuple(changes))


def _written(older: Opened, sources: Sources, *, anew: bool) -> tuple[bytes, list[Change]]:
    """The refreshed report, written `anew` where it is an export still, and its changes."""
    from digit_xl.book import guard
    from digit_xl.word import package
    from digit_xl.word.fill import fill
    from digit_xl.word.ledger.standing import standing
    from digit_xl.word.refresh import differences
    from digit_xl.word.refresh.report import refreshed

    old = differences.shown(older.standing)
    told: list[Change] = []
    if anew:
        document = fill(sources.template, sources.facts, sources.properties, sources.origin)
    else:
        document, told = refreshed(older, sources)
    # It is read again as anybody would read it, before it takes the place of anything.
    guard.check(document, "rapporten", guard.Kind.DOCUMENT)
    new = differences.shown(standing(package.opened(document, "document")))
    return document, [*differences.between(old, new), *told]


def _refuse_template(ledger: Ledger, template: str) -> None:
    if ledger.template != template:
        raise Refusal(
            "template-other",
            "Rapporten er skrevet med en anden skabelon end den, der bruges nu. Vælg den skabelon, "
            "som rapporten er skrevet med, eller gennemtving opdateringen: Så kommer det, som den "
            "nye skabelon har mere, med i rapporten.",
        )


def _is_same(ledger: Ledger, sources: Sources) -> bool:
    """Whether the report was last refreshed from the same register, template and pictures."""
    from digit_xl import __version__
    from digit_xl.word.ledger import part

    made_of = ledger.origin, ledger.template, ledger.made_by
    if made_of != (sources.origin, part.template_digest(sources.template), __version__):
        return False
    entries = ledger.entries.values()
    shown = {entry.value for entry in entries if entry.kind == "billede"}
    return shown <= {*_pictures(sources.facts)}


def _pictures(facts: Facts) -> Iterator[str]:
    """What tells each picture among the facts from any other."""
    from digit_xl.facts import Picture, Records
    from digit_xl.word.ledger.entries import value_of

    for node in facts.values():
        if isinstance(node, Picture):
            yield value_of(node)[1]
        elif isinstance(node, Records):
            for record in node.items:
                yield from _pictures(record.facts)
