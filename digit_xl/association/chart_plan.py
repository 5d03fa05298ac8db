"""The lines of Diagramdata that draw the projects' phases over time.

Line 0 is the years; each other one is a project: months without a phase, months in each phase, and
the rest, which add up to the portfolio's months. Phases follow each other as the report draws
them: a month that two share is the later one's, an open phase goes on to the next or to the end,
and a project closes in a month. A phase that has several rows is drawn as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from digit_xl.association.figures import (
    Shown,
    Shows,
    field,
    largest,
    smallest,
    this_row,
    whole,
)
from digit_xl.association.names import horizon
from digit_xl.association.sheets import Association, ChartData, Phases, Projects
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
    from collections.abc import Callable, Iterator, Sequence

    from digit_xl.association.overview import Content
    from digit_xl.register import Register
    from digit_xl.schema import Column

MOST_PROJECTS = 40
MONTHS = 12  # of a year
_RANK = 10**6  # more than a sheet's rows of projects: keeps the category before the row


@dataclass(frozen=True, slots=True)
class Counts:
    """The addresses of the number of projects, the portfolio's first year, and its months."""

    projects: str
    first: str
    months: str


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


def columns(counts: Counts) -> dict[Column, Callable[[int], Content]]:
    """What each column of the plan holds in a line."""
    found: dict[Column, Callable[[int], Content]] = {
        ChartData.position: _of_project(lambda line: _position(counts, line)),
        ChartData.project: lambda line: _name(counts, line) if line else ChartData.year.title,
        ChartData.code: _of_project(_code),
        ChartData.rest: _of_project(lambda line: _rest(counts, line)),
        ChartData.year: lambda line: _year(counts, line),
        ChartData.months: lambda line: _year_months(counts, line),
    }
    for at, lane in enumerate(LANES):
        found[lane.start] = _of_project(_starts(counts, at))
        found[lane.before] = _of_project(_befores(at))
        found[lane.length] = _of_project(_lengths(counts, at))
    return found


def counts(counts: Counts) -> tuple[Shows, ...]:
    """The contents of the cells of the counts, in their order."""
    first, last, year = (
        f"N({field(column)})"
        for column in (Association.horizon_from, Association.horizon_to, Association.year)
    )
    begins = f"IF({first}>0,{first},{year})"
    ends = f"IF({last}>0,{last},MAX({counts.first},{year}))"
    months = f"{MONTHS}*MAX(0,MIN({MOST_YEARS},{ends}-{counts.first}+1))"
    return (
        Shows(f"SUMPRODUCT({_THERE})", lambda known: len(projects(known))),
        Shows(begins, _first),
        Shows(f"IF({counts.first}=0,0,{months})", _months),
    )


def title(counts: Counts) -> Shows:
    """The title of the chart: which years, and how many of the projects when there are more."""

    def value(register: Register) -> str:
        first, months, found = _first(register), _months(register), len(projects(register))
        years = f" {first}–{first + months // MONTHS - 1}" if months else ""
        more = f": de første {MOST_PROJECTS} af {found} projekter" if found > MOST_PROJECTS else ""
        return f"Projekternes faser{years}{more}"

    last = f"({counts.first}+{counts.months}/{MONTHS}-1)"
    return Shows(
        f'"Projekternes faser"&IF({counts.months}=0,""," "&{counts.first}&"–"&{last})'
        f'&IF({counts.projects}>{MOST_PROJECTS},": de første {MOST_PROJECTS} af "'
        f'&{counts.projects}&" projekter","")',
        value,
    )


def _of_project(content: Callable[[int], Shows]) -> Callable[[int], Content]:
    """The content in the lines of projects; line 0 is none."""
    return lambda line: content(line) if line else None


# The projects in the order of their categories.
_THERE = f'(({whole(Projects.code)}&{whole(Projects.name)}<>"")*1)'


def _position(counts: Counts, line: int) -> Shows:
    """The project's place on its sheet, counted from the headings."""
    row = f"ROW({whole(Projects.name)})-ROW({Projects.title}[[#Headers],[{Projects.name.title}]])"
    category, known = whole(Projects.category), Projects.category.choices
    ahead = "".join(
        f'-{len(known) - rank}*({category}="{choice}")' for rank, choice in enumerate(known)
    )
    keys = f"({len(known)}{ahead})*{_RANK}+{row}"

    def value(register: Register) -> Shown:
        project = _nth(register, line)
        return project.position if project else ""

    key = smallest(keys, _THERE, line)
    return Shows(f'IF({counts.projects}<{line},"",MOD({key},{_RANK}))', value)


def _name(counts: Counts, line: int) -> Shows:
    """The project's name, or its code when it has none."""
    at = this_row(ChartData.position)
    code, name = (f"INDEX({whole(column)},{at})" for column in (Projects.code, Projects.name))

    def value(register: Register) -> Shown:
        project = _nth(register, line)
        return project.name if project else ""

    return Shows(f'IF({counts.projects}<{line},"",IF({name}="",{code},{name}))', value)


def _code(line: int) -> Shows:
    at = this_row(ChartData.position)

    def value(register: Register) -> Shown:
        project = _nth(register, line)
        return project.code if project else ""

    return Shows(f'IF({at}="","",INDEX({whole(Projects.code)},{at})&"")', value)


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
    rows = [row for row in register[Projects].iter_rows(named=True) if row["code"] or row["name"]]
    months, top = _months(register), register.readings[Projects].layout.header_row
    phases: dict[tuple[str, str], list[tuple[int, int | None]]] = {}
    for phase in register[Phases].iter_rows(named=True):
        since, until = phase["since"], phase["until"]
        if since and (until is None or until >= since):
            stretch = _index(register, since), until and _index(register, until)
            phases.setdefault((phase["project"], phase["phase"]), []).append(stretch)
    for row in sorted(rows, key=lambda row: order.get(row["category"], len(order))):
        code = row["code"] or ""
        found = [phases.get((code, lane.phase), []) if code else [] for lane in LANES]
        starts, spans = _spans(found, months)
        yield Drawn(row["row"] - top, row["name"] or code, code, starts, spans)


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


def _nth(register: Register, line: int) -> Drawn | None:
    found = projects(register)
    return found[line - 1] if line <= len(found) else None


def _first(register: Register) -> int:
    first, last = horizon(register)
    return 0 if (first, last) == (1, 0) else first


def _months(register: Register) -> int:
    first, last = horizon(register)
    return MONTHS * max(0, min(MOST_YEARS, last - first + 1))


def _index(register: Register, day: dt.date) -> int:
    return MONTHS * (day.year - _first(register)) + day.month - 1


def _such(lane: Lane) -> str:
    """1 for each row of Faser that is the phase of this line's project and can be drawn."""
    since, until = whole(Phases.since), whole(Phases.until)
    return (
        f"(({whole(Phases.project)}={this_row(ChartData.code)})"
        f'*({whole(Phases.phase)}="{lane.phase}")*({since}>0)'
        f'*((({until}="")+({until}>={since}))>0))'
    )


def _month(day: str, counts: Counts) -> str:
    return f"{MONTHS}*(YEAR({day})-{counts.first})+MONTH({day})-1"


def _starts(counts: Counts, at: int) -> Callable[[int], Shows]:
    first = smallest(whole(Phases.since), _such(LANES[at]), 1)
    start = f'IFERROR(MAX(0,MIN({counts.months},{_month(first, counts)})),"")'

    def content(line: int) -> Shows:
        def value(register: Register) -> Shown:
            project = _nth(register, line)
            start = project.starts[at] if project else None
            return "" if start is None else start

        return Shows(f'IF({this_row(ChartData.code)}="","",{start})', value)

    return content


def _lengths(counts: Counts, at: int) -> Callable[[int], Shows]:
    lane = LANES[at]
    until, such = whole(Phases.until), _such(lane)
    if lane.phase == CLOSED:
        first = smallest(whole(Phases.since), such, 1)
        own = f"{_month(first, counts)}+1"
    else:
        last = largest(until, f'({such}*({until}<>""))', 1)
        opened = f'SUMPRODUCT({such}*({until}=""))'
        own = f"IF({opened}>0,{counts.months},{_month(last, counts)}+1)"
    ends = [f"MAX(0,MIN({counts.months},{own}))"]
    ends += [_across(LANES[at + 1].start, LANES[-1].start)] if at + 1 < len(LANES) else []
    start = f"MAX({this_row(lane.start)},{_sum_before(at)})"
    length = f"IFERROR(MAX(0,MIN({','.join(ends)})-{start}),0)"

    def content(line: int) -> Shows:
        return Shows(
            f'IF({this_row(lane.start)}="",0,{length})',
            _span(line, at, 1),
        )

    return content


def _befores(at: int) -> Callable[[int], Shows]:
    lane = LANES[at]
    before = f"MAX(0,{this_row(lane.start)}-{_sum_before(at)})"

    def content(line: int) -> Shows:
        return Shows(
            f"IF({this_row(lane.length)}=0,0,{before})",
            _span(line, at, 0),
        )

    return content


def _span(line: int, at: int, part: int) -> Callable[[Register], Shown]:
    def value(register: Register) -> Shown:
        project = _nth(register, line)
        return project.spans[at][part] if project else 0

    return value


def _across(first: Column, last: Column) -> str:
    """The formula for the cells of this row from one column to another."""
    return f"{ChartData.title}[[#This Row],[{first.title}]:[{last.title}]]"


def _sum_before(at: int) -> str:
    """The formula for the months that are drawn before that phase and what lies before it."""
    return f"SUM({_across(LANES[0].before, LANES[at - 1].length)})" if at else "0"


def _rest(counts: Counts, line: int) -> Shows:
    def value(register: Register) -> Shown:
        project = _nth(register, line)
        return _months(register) - sum(map(sum, project.spans)) if project else 0

    drawn = f"SUM({_across(LANES[0].before, LANES[-1].length)})"
    return Shows(f"IF({counts.projects}<{line},0,{counts.months}-{drawn})", value)


# The years, each a line.
def _year(counts: Counts, line: int) -> Content:
    if not 0 < line <= MOST_YEARS:
        return None

    def value(register: Register) -> Shown:
        there = _months(register) >= MONTHS * line
        return str(_first(register) + line - 1) if there else " "

    there = f"{counts.months}>={MONTHS * line}"
    return Shows(f'IF({there},({counts.first}+{line - 1})&""," ")', value)


def _year_months(counts: Counts, line: int) -> Content:
    if not 0 < line <= MOST_YEARS:
        return None

    def value(register: Register) -> Shown:
        return MONTHS if _months(register) >= MONTHS * line else 0

    return Shows(f"IF({counts.months}>={MONTHS * line},{MONTHS},0)", value)
