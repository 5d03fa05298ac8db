"""The one path from a register to its report: Grids → Outcome.

Doors read files, save, print and choose exit codes; everything between is here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from digit_xl.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from digit_xl.book.grid import Grid
    from digit_xl.book.images import Pictures
    from digit_xl.findings import Refusal
    from digit_xl.register import Register
    from digit_xl.word.fill import Finish, Properties

PDF_SECONDS, PDF_SECONDS_EACH = 60, 30  # a report takes one or two; a busy server much longer


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is wrong with the register, and its report unless a finding is an error."""

    findings: tuple[Finding, ...]
    document: bytes | None = None

    @property
    def failed(self) -> bool:
        """Whether a finding is an error."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Published:
    """A report that tells the pages of its PDF, and the PDF, or why there is none."""

    document: bytes
    pdf: bytes | Refusal


def grids(path: Path) -> Mapping[str, Grid]:
    """The sheets of a saved register.

    Raises:
        Refusal: the file cannot be read, or is no workbook.
    """
    from digit_xl.association.sheets import READ
    from digit_xl.book import disk, guard

    return disk.read(guard.read(path, guard.Kind.WORKBOOK), READ)


def pictures(path: Path) -> Pictures:
    """The pictures that a saved register may name: those in the folder `billeder` beside it."""
    from digit_xl.book import images

    return images.beside(path)


def template(path: Path | None) -> bytes:
    """The template's bytes; without a path, those of the template that digit_xl comes with.

    Raises:
        Refusal: the file cannot be read, or is no Word document.
    """
    from digit_xl.book import guard

    return guard.read(path or _own_template(), guard.Kind.DOCUMENT)


def check(sheets: Mapping[str, Grid], pictures: Pictures | None = None) -> tuple[Register, Outcome]:
    """The register with its computed columns, and all that is wrong with it, cell after cell.

    Without `pictures`, any that the register names is missing.

    Raises:
        Refusal: the workbook has none of the register's sheets.
    """
    from digit_xl import register
    from digit_xl.association import figures, overview, rules, written
    from digit_xl.association.sheets import SHEETS, Overview
    from digit_xl.findings import Refusal

    if not sheets:
        raise Refusal(
            "not-a-register",
            "Projektmappen er ikke et register: Ingen af registrets ark findes i den. "
            "Vælg en anden fil, eller lav et nyt register med digit-xl init.",
        )
    read, findings = register.read(SHEETS, sheets, pictures)
    computed, stale = figures.compute(read, written.instead(read, sheets))
    shown = overview.compare(computed, sheets.get(Overview.title))
    order = {sheet.title: number for number, sheet in enumerate(SHEETS)}
    told = sorted(
        (*findings, *stale, *shown, *rules.broken(computed)),
        key=lambda found: (order[found.place.sheet], found.place.row, found.place.column),
    )
    return computed, Outcome(tuple(told))


def export(
    sheets: Mapping[str, Grid],
    form: bytes,
    pictures: Pictures | None = None,
    *,
    draft: bool = False,
) -> Outcome:
    """The findings, and the report written from the register into the template.

    A draft is written whatever is wrong, and tells each finding where its cell is shown.

    Raises:
        Refusal: the workbook is no register, or the template cannot be filled.
    """
    from digit_xl.association import sections
    from digit_xl.word import fill

    register, outcome = check(sheets, pictures)
    if outcome.failed and not draft:
        return outcome
    facts, properties = sections.facts(register), sections.properties(register)
    finish = _marking(outcome, properties) if draft else None
    document = fill.fill(form, facts, properties, sections.origin(register), finish)
    return Outcome(outcome.findings, document)


def _marking(outcome: Outcome, properties: Properties) -> Finish:
    """What makes a filled document a draft with those findings."""
    from digit_xl.association.sections import HOMES
    from digit_xl.word.drafts import draft

    return lambda package, shown: draft.mark(
        package, shown, outcome.findings, HOMES, properties.created
    )


def publish(documents: Sequence[bytes], limit: float | None = None) -> list[Published]:
    """Each report with its PDF; all PDFs are made in one start, within so many seconds.

    Without a limit they get 60 seconds, and 30 for each report.
    """
    from digit_xl.findings import Refusal
    from digit_xl.word.fields import page_numbers
    from digit_xl.word.printing import pdf

    seconds = limit or PDF_SECONDS + PDF_SECONDS_EACH * len(documents)
    made = zip(documents, pdf.convert(documents, seconds), strict=True)
    return [
        Published(document, printed)
        if isinstance(printed, Refusal)
        else Published(page_numbers.with_pages(document, printed.pages), printed.pdf)
        for document, printed in made
    ]


def _own_template() -> Path:
    """The template in the installed package, or in the source tree beside it."""
    packaged = Path(__file__).with_name("aarsrapport.docx")
    return packaged if packaged.exists() else packaged.parents[1] / "templates" / packaged.name
