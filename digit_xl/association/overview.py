"""Overblik: its lines, its light, and whether a saved one shows what it should.

Above the table stand key figures, charts, and a light that says what Kontrol found. Registers made
before that have the table alone, with its first three columns and expenses as positive amounts.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from digit_xl.association import chart_data, key_figures
from digit_xl.association.figures import (
    COMPUTED,
    SIGN,
    Shown,
    Shows,
    added,
    amount,
    expense_sign,
    same,
    stale,
    this_row,
    told_number,
    whole,
)
from digit_xl.association.key_figures import (
    NO_YEAR,
    SEE,
    SPENT,
    UNKNOWN,
    escaped,
    faulty,
    filled,
    has,
    of_kind,
    shown,
    spent,
    summed,
    sure,
)
from digit_xl.association.sheets import (
    Accounts,
    Association,
    Control,
    Overview,
    Phases,
    Projects,
)
from digit_xl.association.terms import CARRIED, EXPENSE, INCOME, NOT_STARTED, PHASES
from digit_xl.book.grid import Fault
from digit_xl.findings import Place, Rule, Severity, counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from digit_xl.association.key_figures import Content
    from digit_xl.book.grid import Grid
    from digit_xl.findings import Finding
    from digit_xl.register import Register
    from digit_xl.schema import Column

OVERVIEW = Rule("FIG-03", Severity.WARNING, "Arket Overblik er der og viser det rigtige.")
RULES = (OVERVIEW,)
GROUP_LINES = 8  # so many groups of accounts have a line of their own
AMOUNTS = 4 + GROUP_LINES  # so many lines are amounts; those below them are counts
HEADER_ROW = 22  # of the table, below the band and two charts
CAPTION_ROW = 6  # of the titles of those two
LIGHT = Place(Overview.title, 3, 2)
UNCHECKED, FINE = "Ikke kontrolleret endnu", "Ingen fejl"

_LINE = (Overview.subject, Overview.line, Overview.value, Overview.budget, Overview.last_year)
_COMPARED = _LINE[1:]
# What a line of the first three columns reads, and what the rest of the sheet reads besides.
_READS = (
    *(read for computed in COMPUTED for read in computed.reads),
    Accounts.kind,
    Accounts.group,
)
_READS_LATER = (*chart_data.READS, *key_figures.READS)


@cache
def lines(*, before: bool = False) -> tuple[tuple[Content, ...], ...]:
    """The lines of the table, each with the contents of its columns; a subject stands but once.

    Amounts have the sign that they have in the column I alt of Konti, so each line ties to it;
    `before` they had that, expenses were positive whatever the sign.
    """
    results = _result_lines(signed=not before)
    first_row = HEADER_ROW + 1 + len(results)
    return (*results, *_group_lines(first_row), *_phase_lines())


def _result_lines(*, signed: bool) -> list[tuple[Content, ...]]:
    carried = of_kind(Accounts.expense, CARRIED)
    sign = f"{SIGN}*" if signed else ""

    def as_total(value: Callable[[Register], Decimal]) -> Callable[[Register], Shown]:
        return lambda known: (expense_sign(known) if signed else 1) * value(known) + 0

    values = {
        "Indtægter": Shows(
            sure(summed(Accounts.income), UNKNOWN),
            lambda known: amount(known, Accounts.income),
        ),
        "Udgifter før overførsel": Shows(sure(f"{sign}({SPENT})", UNKNOWN), as_total(spent)),
        "Overført fra sidste år": Shows(
            sure(f"{sign}{carried}", UNKNOWN),
            as_total(lambda known: amount(known, Accounts.expense, CARRIED)),
        ),
        "Årets resultat": Shows(
            sure(summed(Accounts.total), UNKNOWN),
            lambda known: amount(known, Accounts.total),
        ),
    }
    kinds = (INCOME, EXPENSE, CARRIED, None)
    subjects = ("Resultat", None, None, None)
    return [
        (subject, post, value, *(_expected(column, kind) for column in _EXPECTED))
        for subject, (post, value), kind in zip(subjects, values.items(), kinds, strict=True)
    ]


_EXPECTED = (Accounts.budget, Accounts.last_year)


def _expected(column: Column, kind: str | None) -> Shows:
    """What was expected of that kind of account."""

    def value(register: Register) -> Shown:
        return amount(register, column, kind) if has(register, column) else ""

    return Shows(sure(f'IF({filled(column)}=0,"",{of_kind(column, kind)})', UNKNOWN), value)


def groups(register: Register) -> list[str]:
    """The groups of accounts in the order in which they first occur."""
    return register[Accounts]["group"].drop_nulls().unique(maintain_order=True).to_list()


def _group_lines(first_row: int) -> Iterator[tuple[Content, ...]]:
    """A line for each group; a line without a group stays blank."""
    for position in range(GROUP_LINES):
        label = Shows(_label(first_row, first_row + position), _nth(position))
        columns = (Accounts.total, *_EXPECTED)
        yield (
            None if position else _group_subject(),
            label,
            *(_group_total(position, column) for column in columns),
        )


def _group_subject() -> Shows:
    subject = "Grupper af konti"
    return Shows(
        f'IF({this_row(Overview.line)}="","","{subject}")',
        lambda register: subject if groups(register) else "",
    )


def _label(first_row: int, row: int) -> str:
    """The formula for the next group that has no line yet."""
    group = whole(Accounts.group)
    new = f'({group}<>"")*1'
    if row > first_row:  # but for the groups that already have a line
        above = f"{Overview.title}!$B${first_row}:$B${row - 1}"
        new = f'(COUNTIF({above},{escaped(group)})=0)*({group}<>"")'
    return f'IFERROR(INDEX({group},MATCH(1,INDEX({new},0),0)),"")'


def _nth(position: int) -> Callable[[Register], str]:
    return lambda register: (*groups(register), *[""] * GROUP_LINES)[position]


def _group_total(position: int, column: Column) -> Shows:
    """What the group's accounts come to in that column, where the register has any."""
    import polars as pl

    post = this_row(Overview.line)
    none = f'{post}=""'
    if column is not Accounts.total:
        none = f"OR({none},{filled(column)}=0)"

    def value(register: Register) -> Shown:
        group = _nth(position)(register)
        frame = register[Accounts].filter(pl.col("group") == group)
        there = group and (column is Accounts.total or has(register, column))
        return added(frame[column.name]) if there else ""

    total = summed(column, Accounts.group, post)
    return Shows(sure(f'IF({none},"",{total})', UNKNOWN), value)


def _phase_lines() -> Iterator[tuple[Content, ...]]:
    import polars as pl

    def count(phase: str) -> Callable[[Register], int]:
        return lambda register: register[Projects].filter(pl.col("phase") == phase).height

    unknown = f"OR({faulty(Phases.since)},AND({NO_YEAR},COUNTA({whole(Projects.code)})>0))"
    subject: str | None = "Projekter ved årets udgang"
    for phase in (NOT_STARTED, *PHASES):
        counted_there = f'COUNTIF({whole(Projects.phase)},"{phase}")'
        value = Shows(
            sure(f'IF({unknown},"{UNKNOWN}",{counted_there})', UNKNOWN),
            _where_known(count(phase)),
        )
        yield (subject, phase, value, None, None)
        subject = None


def _where_known(count: Callable[[Register], int]) -> Callable[[Register], Shown]:
    """The count of projects in a phase; without the year nobody knows which one they are in."""

    def value(register: Register) -> Shown:
        dated = (
            register.value(Association.year) or not register[Projects]["code"].drop_nulls().len()
        )
        return count(register) if dated else UNKNOWN

    return value


@cache
def band() -> Mapping[Place, Content]:
    """The cells outside the table but for the light: key figures, charts' titles, and the signs."""
    titles, below = chart_data.titles(), HEADER_ROW + len(lines()) + 2
    captions = {
        chart_data.RESULT: (CAPTION_ROW, 1),
        chart_data.EXPENSES: (CAPTION_ROW, 3),
        chart_data.PHASES: (below, 1),
    }
    link = Shows(f'HYPERLINK("#{Control.title}!A1","{SEE}")', lambda _register: SEE)
    return {
        **key_figures.band(),
        **{Place(Overview.title, *at): titles[name] for name, at in captions.items()},
        Place(Overview.title, LIGHT.row - 1, LIGHT.column): Control.title,
        Place(Overview.title, LIGHT.row + 1, LIGHT.column): link,
        Place(Overview.title, HEADER_ROW - 1, 1): _signs(),
    }


_POSITIVE = "Nøgletal og diagrammer viser indtægter, udgifter og overskud som positive tal."


def _signs() -> Shows:
    """How the table's amounts are signed, so that its readers find them on Konti."""
    start = "Fortegn som i kolonnen I alt på arket Konti: "
    words = {
        1: f"{start}Indtægter er negative og udgifter positive, så et overskud er negativt.",
        -1: f"{start}Indtægter er positive og udgifter negative, så et underskud er negativt.",
    }
    chosen = f'IF({SIGN}>0,"{words[1]}","{words[-1]}")'
    return Shows(
        sure(f'{chosen}&" {_POSITIVE}"', _POSITIVE),
        lambda register: f"{words[expense_sign(register)]} {_POSITIVE}",
    )


def light_formula() -> str:
    """The formula of the light: how much Kontrol tells of each severity."""
    severity = whole(Control.severity)
    parts = []
    for grade in Severity:
        count = f'COUNTIF({severity},"{grade.value}")'
        one, more = (grade.counted(n).partition(" ")[2] for n in (1, 2))
        word = f'" {one}"' if one == more else f'IF({count}=1," {one}"," {more}")'
        parts.append(f'IF({count}=0,"",", "&{count}&{word})')
    told = f"MID({'&'.join(parts)},3,99)"
    some = "+".join(f'COUNTIF({severity},"{grade.value}")' for grade in Severity)
    return f'IF(COUNTA({severity})=0,"{UNCHECKED}",IF({some}=0,"{FINE}",{told}))'


def light(findings: Sequence[Finding], grid: Grid | None) -> Mapping[tuple[str, str], str]:
    """What the light shows when Kontrol lists those findings, by its title and address.

    Nothing where Overblik has no light.
    """
    at = LIGHT.row, LIGHT.column
    if grid is None or at not in grid.formulas({LIGHT.column}):
        return {}
    return {(LIGHT.sheet, LIGHT.cell): counted(findings) or FINE}


def compare(register: Register, grid: Grid | None) -> Iterator[Finding]:
    """Where the sheet Overblik, as it was saved, shows something else than it should."""
    if grid is None:
        message = "Arket Overblik mangler. Hent det fra et nyt register, hvis I bruger det."
        yield OVERVIEW.broken(Place(Overview.title), message)
        return
    for place, true in cells(register, grid):
        cell = grid.cell(place.row, place.column)
        if cell != Fault("") and not same(cell, true):
            told = told_number(cell) if isinstance(cell, float | int) else str(cell or "")
            yield OVERVIEW.broken(place, stale(told or "ingenting", true))


def cells(register: Register, grid: Grid) -> Iterator[tuple[Place, Shown]]:
    """Each cell of Overblik that Excel calculates, and what it should show.

    The light is left out: what it shows is Kontrol's to say. So is what the sheet does not have,
    and what reads a cell of which nobody knows what it holds.
    """
    if any(register.unclear(read) for read in _READS):
        return
    doubtful = any(register.unclear(read) for read in _READS_LATER)
    top, left = (grid.table.header_row, grid.table.first_column) if grid.table else (1, 1)
    if top == HEADER_ROW and not doubtful:
        yield from ((place, shown(content, register)) for place, content in band().items())
    headings = grid.table.headings if grid.table else ()
    before = Overview.budget.title not in headings
    for row, contents in enumerate(lines(before=before), top + 1):
        for at, (column, content) in enumerate(zip(_LINE, contents, strict=True)):
            there = not column.later or (not doubtful and column.title in headings[at : at + 1])
            if column in _COMPARED and there and content is not None:
                place = Place(Overview.title, row, left + at, heading=column.title)
                yield place, shown(content, register)
