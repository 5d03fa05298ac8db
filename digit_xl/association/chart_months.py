"""The months of the projects' phases as Overblik draws them, from the portfolio's first on.

Phases follow each other as the report draws them: a month that two share is the later one's, an
open phase goes on to the next or to the end, and a project closes in a month. A phase that has
several rows is drawn as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from digit_xl.association.names import horizon
from digit_xl.association.sheets import ChartData, Phases, Projects
from digit_xl.association.terms import (
    ANALYSIS,
    CLOSED,
    IDEA,
    IMPLEMENTATION,
    MOST_YEARS,
    OPERATION,
    PROCUREMENT,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from typing import Any

    from digit_xl.register import Register
    from digit_xl.schema import Column

MONTHS = 12  # of a year


@dataclass(frozen=True, slots=True)
class Lane:
    """The columns of a phase: the month it begins, the months before it, and those in it."""

    phase: str
    start: Column
    before: Column
    length: Column


LANES = (
    Lane(IDEA, ChartData.idea_from, ChartData.before_idea, ChartData.idea),
    Lane(ANALYSIS, ChartData.analysis_from, ChartData.before_analysis, ChartData.analysis),
    Lane(
        PROCUREMENT, ChartData.procurement_from, ChartData.before_procurement, ChartData.procurement
    ),
    Lane(
        IMPLEMENTATION,
        ChartData.implementation_from,
        ChartData.before_implementation,
        ChartData.implementation,
    ),
    Lane(OPERATION, ChartData.operation_from, ChartData.before_operation, ChartData.operation),
    Lane(CLOSED, ChartData.closed_from, ChartData.before_closed, ChartData.closed),
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A project as it is drawn, its months counted from the beginning of the portfolio.

    For each phase there is the month in which it begins, None when the project does not have it,
    and the months before it and in it.
    """

    position: int
    name: str
    code: str
    starts: tuple[int | None, ...]
    spans: tuple[tuple[int, int], ...]


# Each of some hundred cells asks for them; they are kept as long as the register is.
_KNOWN: WeakKeyDictionary[Register, tuple[Drawn, ...]] = WeakKeyDictionary()


def projects(register: Register) -> tuple[Drawn, ...]:
    """The register's projects as they are drawn, in the order of their categories."""
    if register not in _KNOWN:
        _KNOWN[register] = tuple(_projects(register))
    return _KNOWN[register]


def _projects(register: Register) -> Iterator[Drawn]:
    order = {category: rank for rank, category in enumerate(Projects.category.choices)}
    rows = _rows(register)
    width, top = months_wide(register), register.readings[Projects].layout.header_row
    phases: dict[tuple[str, str], list[tuple[int, int | None]]] = {}
    for phase in register[Phases].iter_rows(named=True):
        since, until = phase["since"], phase["until"]
        if since and (until is None or until >= since):
            stretch = _index(register, since), until and _index(register, until)
            phases.setdefault((phase["project"], phase["phase"]), []).append(stretch)
    for row in sorted(rows, key=lambda row: order.get(row["category"], len(order))):
        code = row["code"] or ""
        found = [phases.get((code, lane.phase), []) if code else [] for lane in LANES]
        starts, spans = _spans(found, width)
        yield Drawn(row["row"] - top, row["name"] or code, code, starts, spans)


def _rows(register: Register) -> list[dict[str, Any]]:
    """The rows of Projekter that have a project."""
    rows = register[Projects].iter_rows(named=True)
    return [row for row in rows if row["code"] or row["name"]]


def _spans(
    phases: Sequence[Sequence[tuple[int, int | None]]], months: int
) -> tuple[tuple[int | None, ...], tuple[tuple[int, int], ...]]:
    """Where each phase begins, and the months before it and in it."""
    starts = [
        max(0, min(months, *(since for since, _ in rows))) if rows else None for rows in phases
    ]
    spans, drawn = [], 0
    for at, (rows, start) in enumerate(zip(phases, starts, strict=True)):
        length = 0
        if start is not None:
            later = [other for other in starts[at + 1 :] if other is not None]
            end = min(_end(LANES[at].phase, rows, months), *later, months)
            length = max(0, end - max(start, drawn))
        before = max(0, (start or 0) - drawn) if length else 0
        drawn += before + length
        spans.append((before, length))
    return tuple(starts), tuple(spans)


def _end(phase: str, rows: Sequence[tuple[int, int | None]], months: int) -> int:
    """The month after the phase's last one, within the portfolio."""
    if phase == CLOSED:
        end = min(since for since, _ in rows) + 1
    else:
        untils = [until for _, until in rows if until is not None]
        end = months if len(untils) < len(rows) else max(untils) + 1
    return max(0, min(months, end))


def first_year(register: Register) -> int:
    """The portfolio's first year; 0 when nobody knows it."""
    first, last = horizon(register)
    return 0 if (first, last) == (1, 0) else first


def months_wide(register: Register) -> int:
    """How many months the plan is wide; 0 without a project or a year."""
    first, last = horizon(register)
    return MONTHS * max(0, min(MOST_YEARS, last - first + 1)) if _rows(register) else 0


def _index(register: Register, day: dt.date) -> int:
    return MONTHS * (day.year - first_year(register)) + day.month - 1
