"""A report with a Word comment at each thing that does not tie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl import danish
from digit_xl.word import package as packages
from digit_xl.word import wml
from digit_xl.word.drafts import comments
from digit_xl.word.drafts.anchors import title_of
from digit_xl.word.drafts.draft import MOST, gravest

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from digit_xl.word.ledger.standing import Report
    from digit_xl.word.tieout.untied import Untied
    from digit_xl.word.wml import Element


def mark(report: Report, findings: Sequence[Untied], when: dt.date | None) -> None:
    """Put the comments into the report, those that Word admits at no place at its title."""
    main = packages.main(report.package)
    body: Element = main.element.find(wml.BODY)
    styles = next(story.styles for _, story in packages.stories(report.package))
    boxed = {held for box in body.iter(wml.TEXT_BOX) for held in box.iter(wml.SDT, wml.P)}
    there = {held for held in body.iter(wml.SDT, wml.P) if held not in boxed}
    title = title_of(body)
    told = gravest(findings)
    notes = [(_at(found, there, title), found.comment) for found in told]
    if (more := len(findings) - len(told)) > 0:
        notes.append(
            (title, f"Kun de {MOST} alvorligste er vist; der er {danish.number(more)} mere.")
        )
    comments.write(main, styles, notes, when)


def _at(found: Untied, there: set[Element], title: Element) -> Element:
    element = found.element
    return element if element in there and comments.has_room(element) else title
