"""A draft: told at the top of every page, and each finding as a comment where its cell is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar, cast

from docx.opc.constants import RELATIONSHIP_TYPE as KIND

from digit_xl import danish
from digit_xl.findings import Severity
from digit_xl.word import package, wml
from digit_xl.word.drafts import comments, stamp
from digit_xl.word.drafts.anchors import Anchors

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from docx.opc.part import XmlPart
    from docx.package import Package

    from digit_xl.findings import Finding, HasSeverity
    from digit_xl.word.trace import Shown

Graded = TypeVar("Graded", bound="HasSeverity")
IN_TITLE: Final = " (udkast)"
MOST: Final = 500  # comments; nobody reads more, and Word grows slow of them


def mark(
    draft: Package,
    shown: Sequence[Shown],
    findings: Sequence[Finding],
    homes: Mapping[str, Sequence[str]],
    when: dt.date | None,
) -> None:
    """Make the filled package a draft.

    `homes` names, for a sheet's title, the facts whose control stands for the sheet in the
    document, nearest first; `when` is the date of the comments.
    """
    main = cast("XmlPart", draft.part_related_by(KIND.OFFICE_DOCUMENT))
    styles = next(story.styles for _, story in package.stories(draft))
    stamp.press(draft, main, styles)
    core = draft.core_properties
    core.title = core.title[: 255 - len(IN_TITLE)] + IN_TITLE
    anchors = Anchors(main.element.find(wml.BODY), shown, homes)
    notes = [(anchors.find(finding.place), told(finding)) for finding in gravest(findings)]
    if (more := len(findings) - len(notes)) > 0:
        notes.append((anchors.title, _rest(more)))
    comments.write(main, styles, notes, when)


def told(finding: Finding) -> str:
    """`Medlemmer!B3 · fejl PRO-01: …`."""
    return f"{finding.place} · {finding.severity.value} {finding.rule}: {finding.message}"


def gravest(findings: Sequence[Graded]) -> list[Graded]:
    """The first `MOST` of the gravest findings, in their own order."""
    grave = [*Severity]
    ranked = sorted(range(len(findings)), key=lambda at: grave.index(findings[at].severity))
    return [findings[at] for at in sorted(ranked[:MOST])]


def _rest(more: int) -> str:
    return (
        f"Kun de {MOST} alvorligste fund er vist; der er {danish.number(more)} fund mere. Ret dem, "
        "der er vist, og lav udkastet igen; en kontrol uden udkast viser alle fund."
    )
