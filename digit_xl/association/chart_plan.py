"""The lines of Diagramdata that draw the projects' phases over time.

Line 0 is the years; each other one is a project: months without a phase, months in each phase, and
the rest, which add up to the portfolio's months. `chart_months` tells how phases follow each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digit_xl.association.chart_months import (
    LANES,
    MONTHS,
    Drawn,
    Lane,
    first_year,
    months_wide,
    projects,
)
from digit_xl.association.figures import (
    Shown,
    Shows,
    field,
    largest,
    smallest,
    this_row,
    whole,
)
from digit_xl.association.key_figures import UNREADABLE, faulty, numbers, sure
from digit_xl.association.sheets import Association, ChartData, Phases, Projects
from digit_xl.association.terms import CLOSED, MOST_YEARS

if TYPE_CHECKING:
    from collections.abc import Callable

    from digit_xl.association.key_figures import Content
    from digit_xl.register import Register
    from digit_xl.schema import Column

MOST_PROJECTS = 40
_RANK = 10**6  # more than a sheet's rows of projects: keeps the category before the row


@dataclass(frozen=True, slots=True)
class Counts:
    """The addresses of the number of projects, the portfolio's first year, and its months."""

    projects: str
    first: str
    months: str


# The columns of numbers that are blank where a line has none.
BLANK = (ChartData.position, *(lane.start for lane in LANES))


def columns(counts: Counts) -> dict[Column, Callable[[int], Content]]:
    """What each column of the plan holds in a line."""
    found: dict[Column, Callable[[int], Content]] = {
        ChartData.position: _of_project(lambda line: _position(counts, line)),
        ChartData.project: lambda line: _name(counts, line) if line else _heading(counts),
        ChartData.code: _of_project(_code),
        ChartData.rest: _of_project(lambda line: _rest(counts, line)),
        ChartData.year: lambda line: _year(counts, line),
        ChartData.months: lambda line: _year_months(counts, line),
        ChartData.unused: lambda line: _unused(counts, line),
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
        Shows(begins, first_year),
        Shows(f"IF(OR({counts.first}=0,{counts.projects}=0),0,{months})", months_wide),
    )


def title(counts: Counts) -> Shows:
    """The title of the chart: which years, how many of the projects, or why it is empty."""
    start = "Projekternes faser"
    no_projects, no_years = ": ingen projekter endnu", ": udfyld årene på arket Forening"
    no_phases, fault = ": ingen faser endnu", f": en dato {UNREADABLE}"

    def value(register: Register) -> str:
        found, first, width = len(projects(register)), first_year(register), months_wide(register)
        if not found or not width:
            return start + (no_years if found else no_projects)
        more = f": de første {MOST_PROJECTS} af {found} projekter" if found > MOST_PROJECTS else ""
        if not register[Phases]["since"].drop_nulls().len():
            more = no_phases
        return f"{start} {first}–{first + width // MONTHS - 1}{more}"

    years = f'" "&{counts.first}&"–"&({counts.first}+{counts.months}/{MONTHS}-1)'
    many = f'": de første {MOST_PROJECTS} af "&{counts.projects}&" projekter"'
    more = f'IF({counts.projects}>{MOST_PROJECTS},{many},"")'
    more = f'IF({numbers(Phases.since)}=0,"{no_phases}",{more})'
    more = f'IF({faulty(Phases.since, Phases.until)},"{fault}",{more})'
    rest = f'IF({counts.months}=0,"{no_years}",{years}&{more})'
    return Shows(sure(f'"{start}"&IF({counts.projects}=0,"{no_projects}",{rest})', start), value)


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


def _heading(counts: Counts) -> Shows:
    """What stands before the years in their line."""
    heading = ChartData.year.title
    return Shows(
        f'IF({counts.months}=0,"","{heading}")', lambda known: heading if months_wide(known) else ""
    )


def _code(line: int) -> Shows:
    at = this_row(ChartData.position)

    def value(register: Register) -> Shown:
        project = _nth(register, line)
        return project.code if project else ""

    return Shows(f'IF({at}="","",INDEX({whole(Projects.code)},{at})&"")', value)


def _nth(register: Register, line: int) -> Drawn | None:
    found = projects(register)
    return found[line - 1] if line <= len(found) else None


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
    start = f"MAX(0,MIN({counts.months},{_month(first, counts)}))"

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
    length = f"MAX(0,MIN({','.join(ends)})-{start})"

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
        return months_wide(register) - sum(map(sum, project.spans)) if project else 0

    drawn = f"SUM({_across(LANES[0].before, LANES[-1].length)})"
    return Shows(f"IF({counts.projects}<{line},0,{counts.months}-{drawn})", value)


# The years, each a line.
def _year(counts: Counts, line: int) -> Content:
    if not 0 < line <= MOST_YEARS:
        return None

    def value(register: Register) -> Shown:
        there = months_wide(register) >= MONTHS * line
        return str(first_year(register) + line - 1) if there else " "

    there = f"{counts.months}>={MONTHS * line}"
    return Shows(f'IF({there},({counts.first}+{line - 1})&""," ")', value)


def _year_months(counts: Counts, line: int) -> Content:
    if not 0 < line <= MOST_YEARS:
        return None

    def value(register: Register) -> Shown:
        return MONTHS if months_wide(register) >= MONTHS * line else 0

    return Shows(f"IF({counts.months}>={MONTHS * line},{MONTHS},0)", value)


def _unused(counts: Counts, line: int) -> Shows:
    """1 in a line that has no project, whose ground is then covered; line 0 has the years."""

    def value(register: Register) -> int:
        return int(not months_wide(register) if line == 0 else len(projects(register)) < line)

    unused = f"{counts.projects}<{line}" if line else f"{counts.months}=0"
    return Shows(f"IF({unused},1,0)", value)
