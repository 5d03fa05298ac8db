"""Overblik: its key figures and its lines, and whether a saved one shows what it should.

Above the table stands a band of key figures, and a light that says what Kontrol found. Registers
made before that have the table alone, with its first three columns.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from digit_xl import danish
from digit_xl.association.figures import (
    BEYOND,
    COMPUTED,
    SIGN,
    Shown,
    Shows,
    added,
    amount,
    exact,
    expense_sign,
    field,
    same,
    stale,
    this_row,
    whole,
)
from digit_xl.association.sheets import (
    Accounts,
    Association,
    Control,
    Members,
    Overview,
    Projects,
)
from digit_xl.association.terms import CARRIED, CLOSED, EXPENSE, INCOME, NOT_STARTED, PHASES
from digit_xl.book.grid import Fault
from digit_xl.findings import Place, Rule, Severity, counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from digit_xl.book.grid import Grid
    from digit_xl.findings import Finding
    from digit_xl.register import Register
    from digit_xl.schema import Column

OVERVIEW = Rule("FIG-03", Severity.WARNING, "Arket Overblik er der og viser det rigtige.")
RULES = (OVERVIEW,)
GROUP_LINES = 8  # so many groups of accounts have a line of their own
HEADER_ROW = 22  # of the table, below the band and two charts
LIGHT = Place(Overview.title, 3, 2)
_SEE = f"Se arket {Control.title}"
UNCHECKED, FINE = "Ikke kontrolleret endnu", "Ingen fejl"

Content: TypeAlias = str | int | Shows | None

_LINE = (Overview.subject, Overview.line, Overview.value, Overview.budget, Overview.last_year)
_COMPARED = _LINE[1:]
# What a line of the first three columns reads, and what the rest of the sheet reads besides.
_READS = (
    *(read for computed in COMPUTED for read in computed.reads),
    Accounts.kind,
    Accounts.group,
)
_READS_LATER = (Accounts.last_year, Members.municipality, Members.until)


def shown(content: Content, register: Register) -> Shown:
    """What a cell with that content shows."""
    if isinstance(content, Shows):
        return content.value(register)
    return "" if content is None else content


@cache
def lines() -> tuple[tuple[Content, ...], ...]:
    """The lines of the table, each with the contents of its columns."""
    results = _result_lines()
    first_row = HEADER_ROW + 1 + len(results)
    return (*results, *_group_lines(first_row), *_phase_lines())


def _result_lines() -> list[tuple[Content, ...]]:
    income, expense, kind = whole(Accounts.income), whole(Accounts.expense), whole(Accounts.kind)
    carried = f'SUMIFS({expense},{kind},"{CARRIED}")'
    values = {
        "Indtægter": Shows(f"SUM({income})", lambda known: amount(known, Accounts.income)),
        "Udgifter før overførsel": Shows(f"SUM({expense})-{carried}", spent),
        "Overført fra sidste år": Shows(
            carried, lambda known: amount(known, Accounts.expense, CARRIED)
        ),
        "Årets resultat": Shows(
            f"SUM({whole(Accounts.total)})", lambda known: amount(known, Accounts.total)
        ),
    }
    kinds = (INCOME, EXPENSE, CARRIED, None)
    return [
        ("Resultat", post, value, *(_expected(column, kind) for column in _EXPECTED))
        for (post, value), kind in zip(values.items(), kinds, strict=True)
    ]


_EXPECTED = (Accounts.budget, Accounts.last_year)


def spent(register: Register) -> Decimal:
    """The year's expenses without what was carried over from the last one."""
    return amount(register, Accounts.expense) - amount(register, Accounts.expense, CARRIED)


def has(register: Register, column: Column) -> bool:
    """Whether any account has an amount there."""
    frame = register[column.sheet]
    return frame[column.name].null_count() < frame.height


def _expected(column: Column, kind: str | None) -> Shows:
    """What was expected of that kind of account, with the sign that the line has.

    Expenses are positive, whereas a budget has the sign of the account's total.
    """
    total = f"SUM({whole(column)})"
    if kind is not None:
        total = f'SUMIFS({whole(column)},{whole(Accounts.kind)},"{kind}")'
    if kind in (EXPENSE, CARRIED):
        total = f"{SIGN}*{total}"

    def value(register: Register) -> Shown:
        sign = expense_sign(register) if kind in (EXPENSE, CARRIED) else 1
        return sign * amount(register, column, kind) if has(register, column) else ""

    return Shows(f'IF(COUNT({whole(column)})=0,"",{total})', value)


def groups(register: Register) -> list[str]:
    """The groups of accounts in the order in which they first occur."""
    return register[Accounts]["group"].drop_nulls().unique(maintain_order=True).to_list()


def _group_lines(first_row: int) -> Iterator[tuple[Content, ...]]:
    """A line for each group; a line without a group stays blank."""
    for position in range(GROUP_LINES):
        label = Shows(_label(first_row, first_row + position), _nth(position))
        subject = "Grupper af konti"
        columns = (Accounts.total, *_EXPECTED)
        yield (
            Shows(f'IF({this_row(Overview.line)}="","","{subject}")', _if_any(position, subject)),
            label,
            *(_group_total(position, column) for column in columns),
        )


def _label(first_row: int, row: int) -> str:
    """The formula for the next group that has no line yet."""
    group = whole(Accounts.group)
    new = f'({group}<>"")*1'
    if row > first_row:  # but for the groups that already have a line
        above = f"{Overview.title}!$B${first_row}:$B${row - 1}"
        new = f'(COUNTIF({above},{group})=0)*({group}<>"")'
    return f'IFERROR(INDEX({group},MATCH(1,INDEX({new},0),0)),"")'


def _nth(position: int) -> Callable[[Register], str]:
    return lambda register: (*groups(register), *[""] * GROUP_LINES)[position]


def _if_any(position: int, text: str) -> Callable[[Register], str]:
    return lambda register: text if _nth(position)(register) else ""


def _group_total(position: int, column: Column) -> Shows:
    """What the group's accounts come to in that column, where the register has any."""
    import polars as pl

    post = this_row(Overview.line)
    none = f'{post}=""'
    if column is not Accounts.total:
        none = f"OR({none},COUNT({whole(column)})=0)"

    def value(register: Register) -> Shown:
        group = _nth(position)(register)
        frame = register[Accounts].filter(pl.col("group") == group)
        there = group and (column is Accounts.total or has(register, column))
        return added(frame[column.name]) if there else ""

    total = f"SUMIFS({whole(column)},{whole(Accounts.group)},{post})"
    return Shows(f'IF({none},"",{total})', value)


def _phase_lines() -> Iterator[tuple[Content, ...]]:
    import polars as pl

    def count(phase: str) -> Callable[[Register], int]:
        return lambda register: register[Projects].filter(pl.col("phase") == phase).height

    for phase in (NOT_STARTED, *PHASES):
        counted_there = f'COUNTIF({whole(Projects.phase)},"{phase}")'
        value = Shows(counted_there, count(phase))
        yield ("Projekter ved årets udgang", phase, value, None, None)


def surplus(register: Register) -> Decimal:
    """The year's result as its readers know it: a surplus is positive."""
    return -expense_sign(register) * amount(register, Accounts.total) + 0  # no negative zero


SURPLUS = f"-{SIGN}*SUM({whole(Accounts.total)})"  # the same as a formula
_YEAR = field(Association.year)


def of_year(text: str, register: Register, back: int = 0) -> str:
    """The text before the year of the accounts, or so many years back, where it is known."""
    year = register.value(Association.year)
    return f"{text} {year - back}" if year else text


def formula_of_year(text: str) -> str:
    """The same as a formula."""
    return f'"{text}"&IF(N({_YEAR})=0,""," "&{_YEAR})'


@cache
def band() -> Mapping[Place, Content]:
    """The cells above the table but for the light: a title, and key figures with their words.

    A key figure has its name above it and a note below it.
    """
    name = field(Association.short_name)

    def title(register: Register) -> str:
        return of_year(f"Overblik {register.value(Association.short_name) or ''}".strip(), register)

    tiles: Sequence[tuple[int, Content, Content, Content]] = (
        (1, Shows(formula_of_year("Årets resultat"), _named("Årets resultat")), *_result()),
        (3, "Indtægter i alt", _income(), "kr."),
        (4, "Udgifter i alt", Shows(_spent_formula(), spent), "kr. før overførsel"),
        (5, "Projekter", *_projects()),
        (6, "Medlemmer", *_members()),
    )
    cells: dict[Place, Content] = {
        Place(Overview.title, 1, 1): Shows(
            f'TRIM("Overblik "&{name})&IF(N({_YEAR})=0,""," "&{_YEAR})', title
        ),
        Place(Overview.title, 2, LIGHT.column): "Kontrol",
        Place(Overview.title, 4, LIGHT.column): Shows(
            f'HYPERLINK("#{Control.title}!A1","{_SEE}")', lambda _register: _SEE
        ),
    }
    for column, *contents in tiles:
        cells |= {Place(Overview.title, row, column): one for row, one in enumerate(contents, 2)}
    return cells


def _named(text: str) -> Callable[[Register], str]:
    return lambda register: of_year(text, register)


def _result() -> tuple[Shows, Shows]:
    """The result without its sign, and what it is."""

    def word(register: Register) -> str:
        result = surplus(register)
        return "Overskud, kr." if result > 0 else "Underskud, kr." if result < 0 else "I balance"

    words = f'IF({SURPLUS}>0,"Overskud, kr.",IF({SURPLUS}<0,"Underskud, kr.","I balance"))'
    rounded = words.replace(SURPLUS, f"ROUND({SURPLUS},2)")
    return Shows(f"ABS({SURPLUS})", lambda known: abs(surplus(known))), Shows(rounded, word)


def _income() -> Shows:
    """The income as a positive amount."""
    return Shows(
        f"-{SIGN}*SUM({whole(Accounts.income)})",
        lambda known: -expense_sign(known) * amount(known, Accounts.income) + 0,
    )


def _spent_formula() -> str:
    expense, kind = whole(Accounts.expense), whole(Accounts.kind)
    return f'SUM({expense})-SUMIFS({expense},{kind},"{CARRIED}")'


def _projects() -> tuple[Shows, Shows]:
    """How many projects there are, and how many of them have begun and are not closed."""
    import polars as pl

    def running(register: Register) -> str:
        frame = register[Projects].filter(pl.col("code").is_not_null())
        return f"{frame.filter(~pl.col('phase').is_in([NOT_STARTED, CLOSED])).height} i gang"

    coded, phase = f'({whole(Projects.code)}<>"")', whole(Projects.phase)
    begun = f'({phase}<>"{NOT_STARTED}")*({phase}<>"{CLOSED}")'
    return (
        Shows(f"SUMPRODUCT({coded}*1)", lambda known: known[Projects]["code"].drop_nulls().len()),
        Shows(f'SUMPRODUCT({coded}*{begun})&" i gang"', running),
    )


def _members() -> tuple[Shows, Shows]:
    """How many members there are, and how many more have a day or month when they leave.

    Periods are text, which plain formulas cannot compare with the end of the year.
    """
    import polars as pl

    def counted_where(*, leaving: bool) -> Callable[[Register], int]:
        chosen = pl.col("until").is_not_null() if leaving else pl.col("until").is_null()
        named = pl.col("municipality").is_not_null()
        return lambda register: register[Members].filter(named & chosen).height

    def note(register: Register) -> str:
        leaving = counted_where(leaving=True)(register)
        return f"og {leaving} med slutdato" if leaving else "uden slutdato"

    named, until = f'({whole(Members.municipality)}<>"")', whole(Members.until)
    there = f'SUMPRODUCT({named}*({until}<>""))'
    return (
        Shows(f'SUMPRODUCT({named}*({until}=""))', counted_where(leaving=False)),
        Shows(f'IF({there}=0,"uden slutdato","og "&{there}&" med slutdato")', note),
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
    if any(register.unclear(read) for read in _READS):
        return
    for place, true in cells(register, grid):
        cell = grid.cell(place.row, place.column)
        if cell != Fault("") and not same(cell, true):
            told = _told(cell) if isinstance(cell, float | int) else str(cell or "")
            yield OVERVIEW.broken(place, stale(told or "ingenting", true))


def cells(register: Register, grid: Grid) -> Iterator[tuple[Place, Shown]]:
    """Each cell of Overblik that Excel calculates, and what it should show.

    The light is left out: what it shows is Kontrol's to say. So is what the sheet does not have,
    and what reads a cell of which nobody knows what it holds.
    """
    doubtful = any(register.unclear(read) for read in _READS_LATER)
    top, left = (grid.table.header_row, grid.table.first_column) if grid.table else (1, 1)
    if top == HEADER_ROW and not doubtful:
        yield from ((place, shown(content, register)) for place, content in band().items())
    headings = grid.table.headings if grid.table else ()
    for row, contents in enumerate(lines(), top + 1):
        for at, (column, content) in enumerate(zip(_LINE, contents, strict=True)):
            there = not column.later or (not doubtful and column.title in headings[at : at + 1])
            if column in _COMPARED and there and content is not None:
                place = Place(Overview.title, row, left + at, heading=column.title)
                yield place, shown(content, register)


def _told(cell: float) -> str:
    """The number as Danish text; one beyond all amounts in short, as Excel shows it too."""
    value = exact(cell)
    return danish.text(value) if value.is_finite() and abs(value) < BEYOND else f"{cell:.3g}"
