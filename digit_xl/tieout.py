"""The path of a tie-out: a report and a register become what does not tie between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digit_xl.findings import Refusal, Severity, printable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from digit_xl.export import Outcome
    from digit_xl.facts import Facts
    from digit_xl.findings import Rule
    from digit_xl.word.fill import Properties
    from digit_xl.word.ledger.entries import Ledger, Origin
    from digit_xl.word.ledger.standing import Report
    from digit_xl.word.tieout.untied import Untied

PDF = ".pdf"


@dataclass(frozen=True, slots=True)
class Register:
    """What a tie-out needs of the register: its facts, its origin, and what is wrong with it."""

    facts: Facts
    origin: Origin
    outcome: Outcome
    properties: Properties


@dataclass(frozen=True, slots=True)
class Verdict:
    """What does not tie, in the order of the report, and how many figures were held up.

    `report` is the Word report itself, None for a PDF.
    """

    findings: tuple[Untied, ...]
    figures: int
    dated: dt.date | None = None
    report: Report | None = field(default=None, repr=False)

    @property
    def failed(self) -> bool:
        """Whether a finding is an error."""
        return any(found.severity is Severity.ERROR for found in self.findings)


def rules() -> tuple[Rule, ...]:
    """Every rule of a tie-out, in the order of their ids."""
    from digit_xl.word.tieout.untied import RULES

    return RULES


def register(path: Path) -> Register:
    """The register of that file, with all that can be told though it has errors.

    Raises:
        Refusal: the file cannot be read, or is no register.
    """
    from digit_xl import export
    from digit_xl.association import sections

    read, outcome = export.check(export.grids(path), export.pictures(path))
    return Register(sections.facts(read), sections.origin(read), outcome, sections.properties(read))


def check(
    report: Path, source: Path, *, template: Path | None = None, forced: bool = False
) -> Verdict:
    """The verdict on the report; `forced`: also when it is another association's or year's.

    A PDF has no ledger: it is held against the report that the register gives, in that template.

    Raises:
        Refusal: a file cannot be read, the report's ledger is missing, damaged or of a later
            version, its tags are gone, or it is not that register's report.
    """
    from digit_xl.book import guard
    from digit_xl.word import package
    from digit_xl.word.ledger import part
    from digit_xl.word.ledger.standing import standing

    if report.suffix.lower() == PDF:
        return _check_pdf(guard.read(report, guard.Kind.PDF), source, template)
    opened = package.opened(guard.read(report, guard.Kind.DOCUMENT), "document")
    ledger = part.read(opened)
    found = standing(opened)
    refuse_untagged(found, ledger)
    known = register(source)
    if not forced:
        refuse_other(ledger.origin, known.origin)
    told = untied(found, ledger, known)
    return Verdict(told, ledger.figures, known.properties.created, found)


def _check_pdf(pdf: bytes, source: Path, template: Path | None) -> Verdict:
    from digit_xl import export
    from digit_xl.word.fill import fill
    from digit_xl.word.tieout import loose, printed

    pages = printed.pages_of(pdf)
    known = register(source)
    form = export.template(template)
    wanted = printed.expected(fill(form, known.facts, known.properties, known.origin))
    told = (
        *(_of_register(known.outcome) if known.outcome.failed else ()),
        *printed.untied_pages(pages, wanted, loose.Judge(known.facts, None)),
    )
    return Verdict(told, wanted.figures.total())


def untied(report: Report, ledger: Ledger, known: Register) -> tuple[Untied, ...]:
    """What does not tie between a report as it stands and the register, in the report's order."""
    from digit_xl.word.ledger.sources import Sources
    from digit_xl.word.tieout import diagrams, figures, loose, records, sums

    sources, same = Sources(known.facts), ledger.origin == known.origin
    unsure = known.outcome.failed
    judge = loose.Judge(known.facts, ledger)
    told = [
        *(_of_register(known.outcome) if unsure else ()),
        *figures.controls(report, ledger, sources, unsure=unsure),
        *diagrams.diagrams(report, sources, unsure=unsure),
        *records.records(report, ledger, sources, same=same),
        *records.deleted(report, ledger, sources),
        *sums.untied_sums(sums.sums(ledger), report),
        *loose.loose(report, sources, judge),
        *loose.edited(report, ledger, sources, judge),
    ]
    return tuple(_sorted(told, report))


def _sorted(told: Iterable[Untied], report: Report) -> list[Untied]:
    """What is told of the whole first, then in the order of the report."""
    order = report.order
    return sorted(told, key=lambda it: -1 if it.element is None else order.get(it.element, -1))


def _of_register(outcome: Outcome) -> Iterator[Untied]:
    """What is told of a register with errors."""
    from digit_xl.findings import counted
    from digit_xl.word.tieout.untied import REGISTER, Untied

    errors = [found for found in outcome.findings if found.severity is Severity.ERROR]
    yield Untied(
        REGISTER,
        f"Registret har {counted(errors)}, den første i {errors[0].place}. Det, der hænger på dem, "
        "kan ikke afstemmes; resten er det. Ret dem, og afstem igen.",
    )


def refuse_untagged(report: Report, ledger: Ledger) -> None:
    """Refuse a report whose controls have lost what tells them apart.

    Raises:
        Refusal: it has a ledger, and none of its controls is in it.
    """
    if ledger.entries and not any(control.key in ledger.entries for control in report.controls):
        raise Refusal(
            "report-untagged",
            "Rapportens tal kan ikke kendes igen, for felternes mærker er væk: Dokumentet har "
            "været gemt i et andet program end Word, fx LibreOffice. Brug udgaven fra før, eller "
            "dan rapporten igen.",
        )


def refuse_other(report: Origin, source: Origin) -> None:
    """Refuse a register that is not the one whose report it is.

    Raises:
        Refusal: it is another association's, or another year's.
    """
    if report.identity != source.identity:
        whose, others = (", ".join(filter(None, it.identity)) for it in (report, source))
        raise Refusal(
            "register-other",
            f"Rapporten er for »{printable(whose)}«, men registret er for »{printable(others)}«. "
            "Vælg det register, som rapporten er skrevet af.",
        )


def marked(verdict: Verdict) -> bytes:
    """The Word report with a comment at each thing that does not tie.

    Raises:
        Refusal: it is a PDF.
    """
    from digit_xl.word import package
    from digit_xl.word.tieout import marks

    if verdict.report is None:
        raise Refusal(
            "pdf-comments",
            "En PDF-fil kan ikke få kommentarer. Afstem Word-dokumentet i stedet.",
        )
    marks.mark(verdict.report, verdict.findings, verdict.dated)
    return package.written(verdict.report.package)
