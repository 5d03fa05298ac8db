"""A report that was just written, opened once, whose controls a test changes and puts back."""

from __future__ import annotations

from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from docx_parts import p
from registers import grids

from digit_xl import export, tieout
from digit_xl.association import sections
from digit_xl.word import package, wml
from digit_xl.word.controls import ITEM
from digit_xl.word.ledger import part
from digit_xl.word.ledger.standing import standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from docx.package import Package

    from digit_xl.book.grid import Cell, Grid
    from digit_xl.word.ledger.entries import Ledger
    from digit_xl.word.ledger.standing import Report, Standing
    from digit_xl.word.tieout.untied import Untied
    from digit_xl.word.wml import Element

REGISTER = Path(__file__).parents[1] / "workbooks" / "digit-2019.xlsx"


@dataclass(frozen=True)
class Opened:
    """A report that is open, its ledger, and the register that it is held against."""

    package: Package
    ledger: Ledger
    known: tieout.Register

    @property
    def report(self) -> Report:
        """The report as it stands now."""
        return standing(self.package)

    @property
    def untied(self) -> tuple[Untied, ...]:
        """What does not tie."""
        return tieout.untied(self.report, self.ledger, self.known)

    @property
    def told(self) -> list[tuple[str, str, str | None]]:
        """What does not tie: the rule, the name and the text of each."""
        return [(one.rule, one.name, one.text) for one in self.untied]

    @property
    def rules(self) -> list[str]:
        """The rules of what does not tie."""
        return [rule for rule, _, _ in self.told]

    def control(self, tag: str, number: int = 0) -> Standing:
        """The control of that tag and number among those of the report."""
        return [one for one in self.report.controls if one.tag == tag][number]

    @property
    def body(self) -> Element:
        """The body of the document."""
        found = package.main(self.package).element.find(wml.BODY)
        assert found is not None
        return cast("Element", found)


def opened(
    changes: Mapping[str, Cell] | None = None, later: Mapping[str, Cell] | None = None
) -> Opened:
    """The small register's report, held against the register with the later changes."""
    first = grids(changes)
    return held_against(written(first), register({**(changes or {}), **(later or {})}))


def held_against(document: bytes, known: tieout.Register) -> Opened:
    """That document, held against that register."""
    content = package.opened(document, "document")
    return Opened(content, part.read(content), known)


def written(sheets: Mapping[str, Grid]) -> bytes:
    """The report of a register without errors."""
    outcome = export.export(sheets, export.template(None))
    assert outcome.document is not None
    return outcome.document


def register(changes: Mapping[str, Cell]) -> tieout.Register:
    """The small register with those changes."""
    return known(grids(changes))


def known(sheets: Mapping[str, Grid]) -> tieout.Register:
    """What a tie-out needs of that register."""
    read, outcome = export.check(sheets)
    return tieout.Register(
        sections.facts(read), sections.origin(read), outcome, sections.properties(read)
    )


@cache
def report_of_2019() -> bytes:
    """The report of the year that comes along."""
    return written(export.grids(REGISTER))


def opened_2019() -> Opened:
    """That report, held against its own register."""
    return held_against(report_of_2019(), known(export.grids(REGISTER)))


def show(control: Element, text: str) -> None:
    """Type the text in the control, as Word does: it stands in the first run, and no other."""
    content = control.find(wml.SDT_CONTENT)
    assert content is not None
    first, *others = content.iter(wml.RUN)
    for run in others:
        wml.holder_of(run).remove(run)
    for child in [child for child in first if child.tag != wml.R_PR]:
        first.remove(child)
    first.extend([*wml.run(text)])


@contextmanager
def shown(control: Element, text: str) -> Iterator[None]:
    """The text stands in the control for a while."""
    content = control.find(wml.SDT_CONTENT)
    assert content is not None
    kept = deepcopy(content)
    show(control, text)
    yield
    control.replace(content, kept)


def free(held: Opened, *texts: str) -> None:
    """Type paragraphs at the end of the body."""
    for text in texts:
        held.body.insert(len(held.body) - 1, p(text))


def row_of(control: Element) -> Element:
    """The item of the repeat that the control stands in."""
    return next(
        one
        for one in control.iterancestors(wml.SDT)
        if one.find(f"{wml.SDT_PR}/{ITEM}") is not None
    )
