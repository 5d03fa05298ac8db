"""The styles of the drawn plan: its texts, its bars, and the samples in its legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from template.look import Style, colour, ground
from template.wml import w

if TYPE_CHECKING:
    from template.wml import Element

# The bars' grounds in the order of the labels; white text on each has 4.5:1.
BARS = ("accent5", "accent4", "accent2", "accent1", "accent3", "dk2")
BAR_HEIGHT = 10  # points
_LABEL_INDENT = 1.5  # millimetres

PLAN_STYLES = (
    Style(name="Plan", size=8, before=2.2, after=2.2, indent=_LABEL_INDENT),
    Style(
        name="Plan gruppe",
        based="Plan",
        size=8.5,
        bold=True,
        colour="accent1",
        before=5,
        after=1.5,
        keep_next=True,
    ),
    Style(
        name="Plan år",
        based="Plan",
        size=8.5,
        bold=True,
        colour="accent1",
        ground="lt2",
        before=2.5,
        after=0.5,
        keep_next=True,
    ),
    Style(
        name="Plan enhed",
        size=6.5,
        colour="dk2",
        ground="lt2",
        line_height=9.5,
        align="center",
        keep_next=True,
    ),
    Style(
        name="Plan forklaring",
        based="Plan",
        size=8,
        colour="dk1",  # else LibreOffice prints the numbers in the samples as dark as the text
        before=0,
        after=5,
        keep_next=True,
    ),
    Style(name="Plan streg", rule=("right", 16, "dk1", 0)),
    *(
        Style(
            name=f"Plan {number}",
            size=7,
            colour="lt1",
            ground=name,
            before=1.9,
            after=1.9,
            line_height=BAR_HEIGHT,
            first_line=0.7,
        )
        for number, name in enumerate(BARS, start=1)
    ),
)


def plan_signs() -> dict[str, Element]:
    """The looks of the legend's samples, by the names of their character styles."""
    bars = {
        f"Plan {number} Tegn": w("rPr", w("b"), colour("lt1"), ground(name))
        for number, name in enumerate(BARS, start=1)
    }
    return {**bars, "Plan streg Tegn": w("rPr", w("b"), colour("dk1"))}
