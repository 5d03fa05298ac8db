"""The charts of a report held against the register's numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl.facts import Chart
from digit_xl.word import package as packages
from digit_xl.word.controls import Kind
from digit_xl.word.drawing import charts
from digit_xl.word.places import cut
from digit_xl.word.tieout.untied import CHART, UNSURE, Untied, cells_told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digit_xl.word.ledger.sources import Sources
    from digit_xl.word.ledger.standing import Report


def diagrams(report: Report, sources: Sources, *, unsure: bool) -> Iterator[Untied]:
    """The charts that show other numbers than the register gives; `unsure`: it has errors."""
    parts = {story.root: part for part, story in packages.stories(report.package)}
    for control in report.controls:
        node = sources.node(control) if control.kind is Kind.VALUE else None
        if not isinstance(node, Chart) or not node:
            continue
        shown = charts.shown(parts[control.story.root], control.element)
        if shown is None or shown != _given(node):
            cells = tuple(str(place) for place in node.cells)
            said = "kan ikke læses" if shown is None else "viser andre tal end registret"
            what = f"Diagrammet »{cut(control.name)}«"
            yield Untied(
                UNSURE if unsure else CHART,
                f"{what} kan ikke afstemmes, før registrets fejl er rettet{cells_told(cells)}."
                if unsure
                else f"{what} {said}{cells_told(cells)}. Opdatér rapporten.",
                *(control.place, control.element, control.name, cells),
            )


def _given(chart: Chart) -> list[list[float | None]]:
    """The register's numbers, without the blanks at the end of a series."""
    given = []
    for series in chart.series:
        numbers = [None if value is None else float(value) for value in series.values]
        while numbers and numbers[-1] is None:
            numbers.pop()
        given.append(numbers)
    return given
