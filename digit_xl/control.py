"""What the sheet Kontrol shows after a check: the findings, and when they were found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl import danish
from digit_xl.association import overview
from digit_xl.association.sheets import Control, Overview
from digit_xl.book.changes import Changes, Listed
from digit_xl.book.plan import Formula
from digit_xl.findings import counted, printable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from digit_xl.book.grid import Grid
    from digit_xl.book.plan import Cell
    from digit_xl.findings import Finding

HEADER_ROW = 3  # below the line that says when, and a blank one
FINE = "i orden"  # the severity of the row that says that nothing was found
MOST = 5000  # findings: nobody works through more before the next check
UNCHECKED = "Registret er ikke kontrolleret endnu."  # the line before any check
UNLIT = " Cellerne får ikke farve, for registret er fra før arket Kontrol."
_CHECKED = "Kontrolleret "
_LONGEST = 1000  # signs of a finding, which may quote a long text


def changes(
    findings: Sequence[Finding], moment: dt.datetime, sheets: Mapping[str, Grid]
) -> Changes:
    """What it takes for the register to tell those findings: Kontrol, and the light of Overblik."""
    told = findings[:MOST]
    lit = overview.light(told, sheets.get(Overview.title))
    return Changes(listed=[listed(findings, moment)], shown=lit)


def listed(findings: Sequence[Finding], moment: dt.datetime) -> Listed:
    """The sheet Kontrol with those findings, made at that moment; without any it says so."""
    return Listed(
        Control.title,
        _line(findings, moment),
        HEADER_ROW,
        [column.title for column in Control.columns],
        [column.width for column in Control.columns],
        [_row(finding) for finding in findings[:MOST]] or [_nothing()],
        UNLIT,
        (_CHECKED, UNCHECKED),
    )


def _line(findings: Sequence[Finding], moment: dt.datetime) -> str:
    """When the register was checked, and how much was found."""
    count = counted(findings) or "Ingen fejl"
    shown = f" De første {danish.number(MOST)} vises." if len(findings) > MOST else ""
    when = f"{danish.date(moment.date())} kl. {moment:%H.%M}"
    return f"{_CHECKED}{when}: {count}.{shown}"


def _row(finding: Finding) -> list[Cell]:
    place = finding.place
    return [
        finding.severity.value,
        place.sheet,
        _link(str(place), place.cell) if place.cell else None,
        finding.rule,
        _shortened(printable(finding.message)),
    ]


def _shortened(text: str) -> str:
    """The text as long as a cell holds it and somebody reads it."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _link(place: str, shown: str) -> Formula:
    """The formula that shows the cell's address and goes there when it is clicked."""
    return Formula(f'HYPERLINK("#{place}","{shown}")', shown)


def _nothing() -> list[Cell]:
    return [FINE, None, None, None, "Kontrollen fandt intet at rette."]
