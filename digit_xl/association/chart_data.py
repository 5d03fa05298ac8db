"""What the charts of Overblik show: the lines of Diagramdata, each cell a formula and in polars.

Line 0 comes first. A chart shows the same lines whatever there is in them, for not every program
knows charts whose cells come and go; a line with nothing to show is blank and takes only its room.
Amounts are those of the report: income, expenses and a surplus are
positive, whatever sign the association writes them with.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from digit_xl.association import chart_plan, key_figures
from digit_xl.association.figures import (
    SIGN,
    Shown,
    Shows,
    amount,
    expense_sign,
    field,
    largest,
    smallest,
    whole,
)
from digit_xl.association.key_figures import (
    NO_YEAR,
    OF_YEAR,
    Content,
    escaped,
    faulty,
    has,
    numbers,
    of_kind,
    of_year,
    shown,
    sure,
)
from digit_xl.association.sheets import Accounts, Association, ChartData, Phases, Projects
from digit_xl.association.terms import CARRIED, EXPENSE, INCOME
from digit_xl.cells import Kind
from digit_xl.findings import Place, column_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from digit_xl.book.grid import Grid
    from digit_xl.register import Register
    from digit_xl.schema import Column

FIRST_ROW = 4  # of line 0: below what the sheet is, a blank line, and the headings
LINES = chart_plan.MOST_PROJECTS  # after line 0
LAST_BAR = 12  # of the expenses: more are gathered in it, as the report does
POSTS = 4
RESULT, EXPENSES, PHASES = "Regnskabet", "Projekternes udgifter", "Projekternes faser"
# What makes a formula here unsure where nobody knows what it holds.
READS = (
    *(Accounts.income, Accounts.expense, Accounts.budget, Accounts.last_year),
    *(Phases.since, Phases.until),
    *(Association.year, Association.horizon_from, Association.horizon_to),
)

_YEAR = field(Association.year)


def cell(column: Column, line: int) -> str:
    """The address of that line's cell, for formulas and charts."""
    letters = column_letters(ChartData.columns.index(column) + 1)
    return f"{ChartData.title}!${letters}${FIRST_ROW + line}"


def span(column: Column, first: int, last: int) -> str:
    """The address of the cells from one line to another."""
    return f"{cell(column, first)}:{cell(column, last).partition('!')[2]}"


ACCOUNTS = cell(ChartData.count, 0)  # how many accounts of projects have expenses
COUNTS = chart_plan.Counts(
    projects=cell(ChartData.count, 1),
    first=cell(ChartData.count, 2),
    months=cell(ChartData.count, 3),
)


def lines() -> list[tuple[Content, ...]]:
    """The lines from 0 on, each with the contents of its columns."""
    by_column: dict[Column, Callable[[int], Content]] = {
        ChartData.number: lambda line: line,
        ChartData.text: _nth(_names()),
        ChartData.count: _nth(_counts()),
        ChartData.account: _account,
        ChartData.expense: _expense,
        **_result(),
        **chart_plan.columns(COUNTS),
    }
    return [
        tuple(_sure(column, by_column[column](line)) for column in ChartData.columns)
        for line in range(LINES + 1)
    ]


def _sure(column: Column, content: Content) -> Content:
    """The content without an error whatever it reads: a chart shows nothing in its place."""
    if not isinstance(content, Shows):
        return content
    blank = column.kind is not Kind.WHOLE or column in chart_plan.BLANK
    otherwise = '""' if blank else "0"
    return Shows(f"IFERROR({content.formula},{otherwise})", content.value)


def cells(register: Register, grid: Grid | None) -> Iterator[tuple[Place, Shown]]:
    """Each cell of Diagramdata that Excel calculates, and what it should show where it is known."""
    if grid is None or any(register.unclear(read) for read in READS):
        return
    for row, contents in enumerate(lines(), FIRST_ROW):
        for column, content in enumerate(contents, 1):
            if isinstance(content, Shows):
                yield Place(ChartData.title, row, column), shown(content, register)


def _nth(contents: Sequence[Content]) -> Callable[[int], Content]:
    return lambda line: contents[line] if line < len(contents) else None


def _counts() -> tuple[Content, ...]:
    """How many accounts and projects there are, and the portfolio's first year and its months."""
    return (
        Shows(f"SUMPRODUCT({_CHARGED})", lambda known: len(_expenses(known))),
        *chart_plan.counts(COUNTS),
    )


def titles() -> Mapping[str, Shows]:
    """The titles of the charts, which also say why one of them is empty."""
    return {
        RESULT: _result_title(),
        EXPENSES: _expenses_title(),
        PHASES: chart_plan.title(COUNTS),
    }


_FAULT = f": et beløb {key_figures.UNREADABLE}"
_AMOUNTS = (*key_figures.ENTERED, Accounts.budget, Accounts.last_year)


def _result_title() -> Shows:
    start, none = "Regnskabet", ": ingen beløb endnu"

    def value(register: Register) -> str:
        beside = [word for column, word in _BESIDE.items() if has(register, column)]
        against = f" mod {' og '.join(beside)}" if beside else ""
        rest = f"{against}, tkr." if has(register, *_AMOUNTS) else none
        return of_year(start, register) + rest

    budget, before = (f"{numbers(column)}>0" for column in _BESIDE)
    against = (
        f'IF({budget},IF({before}," mod budget og sidste år"," mod budget"),'
        f'IF({before}," mod sidste år",""))'
    )
    rest = f'IF({numbers(*_AMOUNTS)}=0,"{none}",{against}&", tkr.")'
    fault = faulty(*_AMOUNTS, Accounts.total)
    return Shows(sure(f'"{start}"&{OF_YEAR}&IF({fault},"{_FAULT}",{rest})', start), value)


def _expenses_title() -> Shows:
    start, none, gathered = "Udgifter på projekternes konti", ": ingen udgifter endnu", LAST_BAR - 1

    def value(register: Register) -> str:
        count = len(_expenses(register))
        more = f": de {gathered} største af {count}, resten samlet" if count > LAST_BAR else ""
        return of_year(start, register) + (f", tkr.{more}" if count else none)

    more = f'": de {gathered} største af "&{ACCOUNTS}&", resten samlet"'
    rest = f'IF({ACCOUNTS}=0,"{none}",", tkr."&IF({ACCOUNTS}>{LAST_BAR},{more},""))'
    fault = faulty(Accounts.expense)
    return Shows(sure(f'"{start}"&{OF_YEAR}&IF({fault},"{_FAULT}",{rest})', start), value)


def _names() -> tuple[Content, ...]:
    """The names of the series: this year, its budget, and last year."""
    return (
        Shows(f'IF({NO_YEAR},"I år",{_YEAR}&"")', lambda known: _year(known, 0) or "I år"),
        Shows(f'"Budget"&{OF_YEAR}&{_missing(Accounts.budget)}', _budget),
        Shows(
            f'IF({NO_YEAR},"Sidste år",({_YEAR}-1)&"")&{_missing(Accounts.last_year)}',
            lambda known: (_year(known, 1) or "Sidste år") + _unless(known, Accounts.last_year),
        ),
    )


_BESIDE = {Accounts.budget: "budget", Accounts.last_year: "sidste år"}
_NOT_FILLED = " (ikke udfyldt)"


def _missing(column: Column) -> str:
    return f'IF({numbers(column)}=0,"{_NOT_FILLED}","")'


def _unless(register: Register, column: Column) -> str:
    return "" if has(register, column) else _NOT_FILLED


def _year(register: Register, back: int) -> str:
    year = register.value(Association.year)
    return str(year - back) if year else ""


def _budget(register: Register) -> str:
    return of_year("Budget", register) + _unless(register, Accounts.budget)


# 1 for each account that a project is charged to and that has expenses, else 0.
_CHARGED = (
    f"((COUNTIF({whole(Projects.account)},{escaped(whole(Accounts.name))})>0)"
    f'*({whole(Accounts.name)}<>"")*ISNUMBER({whole(Accounts.expense)})'
    f"*({whole(Accounts.expense)}<>0))"
)


def _expenses(register: Register) -> list[tuple[str, Decimal]]:
    """The accounts that projects are charged to with their expenses, the largest first."""
    import polars as pl

    charged = register[Projects]["account"].drop_nulls().unique().to_list()
    frame = register[Accounts].filter(pl.col("name").is_in(charged) & (pl.col("expense") != 0))
    return (
        frame.sort("expense", descending=True, maintain_order=True).select("name", "expense").rows()
    )


def _bars(register: Register) -> list[tuple[str, Decimal]]:
    """The same; of too many the largest, and the others as one at the end."""
    found = _expenses(register)
    if len(found) <= LAST_BAR:
        return found
    largest, others = found[: LAST_BAR - 1], found[LAST_BAR - 1 :]
    total = sum((expense for _, expense in others), Decimal(0))
    return [*largest, (f"Øvrige {len(others)} konti", total)]


def _bar(line: int, part: int) -> Callable[[Register], Shown]:
    def value(register: Register) -> Shown:
        bars = _bars(register)
        return bars[line - 1][part] if line <= len(bars) else ""

    return value


def _account(line: int) -> Content:
    if not 0 < line <= LAST_BAR:
        return None
    amount_here = cell(ChartData.expense, line)
    same = f"COUNTIF({span(ChartData.expense, 1, line)},{amount_here})"
    rows = f"ROW({whole(Accounts.name)})-ROW({Accounts.title}[[#Headers],[{Accounts.name.title}]])"
    found = f"({_CHARGED}*({whole(Accounts.expense)}={amount_here}))"
    formula = f"INDEX({whole(Accounts.name)},{smallest(rows, found, same)})"
    if line == LAST_BAR:
        others = f'"Øvrige "&({ACCOUNTS}-{line - 1})&" konti"'
        formula = f"IF({ACCOUNTS}>{LAST_BAR},{others},{formula})"
    return Shows(f'IF({ACCOUNTS}<{line},"",{formula})', _bar(line, 0))


def _expense(line: int) -> Content:
    if not 0 < line <= LAST_BAR:
        return None
    expense = whole(Accounts.expense)
    formula = largest(expense, _CHARGED, line)
    if line == LAST_BAR:
        above = span(ChartData.expense, 1, line - 1)
        others = f"SUMPRODUCT({_CHARGED},{expense})-SUM({above})"
        formula = f"IF({ACCOUNTS}>{LAST_BAR},{others},{formula})"
    return Shows(f'IF({ACCOUNTS}<{line},"",{formula})', _bar(line, 1))


def _result() -> dict[Column, Callable[[int], Content]]:
    """The posts of the result, and what they come to by the accounts' kind in each column.

    An expense account's own income is set off against it, as its budget is.
    """
    posts: tuple[tuple[str, str | None], ...] = (
        ("Indtægter", INCOME),
        ("Udgifter", EXPENSE),
        ("Overført", CARRIED),
        ("Resultat", None),
    )

    def labels(line: int) -> Content:
        return posts[line - 1][0] if 0 < line <= POSTS else None

    def amounts(column: Column) -> Callable[[int], Content]:
        return lambda line: _post(column, posts[line - 1][1]) if 0 < line <= POSTS else None

    return {
        ChartData.post: labels,
        ChartData.now: amounts(Accounts.total),
        ChartData.budget: amounts(Accounts.budget),
        ChartData.before: amounts(Accounts.last_year),
    }


def _post(column: Column, kind: str | None) -> Shows:
    way = 1 if kind == EXPENSE else -1  # expenses count as spent, all else as what came in

    def value(register: Register) -> Shown:
        if column is not Accounts.total and not has(register, column):
            return ""
        return way * expense_sign(register) * amount(register, column, kind) + 0

    formula = f"{'' if way > 0 else '-'}{SIGN}*{of_kind(column, kind)}"
    if column is Accounts.total:
        return Shows(formula, value)
    return Shows(f'IF({numbers(column)}=0,"",{formula})', value)
