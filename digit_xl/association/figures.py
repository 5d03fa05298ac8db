"""Computed columns and totals: each one Excel formula and the same in polars.

The formulas are stored as a file stores them: English names, comma between arguments. They use
nothing newer than Excel 2010, so the register calculates wherever it is opened; no array has to
be entered in a special way, for `LOOKUP`, `SUMPRODUCT` and `INDEX(…,0)` take arrays as they are.
A test recalculates them in LibreOffice and compares.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from digit_xl import danish
from digit_xl.association.sheets import Accounts, Association, Overview, Phases, Postings, Projects
from digit_xl.association.terms import CARRIED, NOT_STARTED, PHASES, POSITIVE
from digit_xl.book.grid import Fault
from digit_xl.findings import Finding, Place, Rule, Severity
from digit_xl.schema import FIELD_HEADINGS, Column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import polars as pl

    from digit_xl.book.grid import Cell, Grid
    from digit_xl.register import Register

STALE = Rule("FIG-01", Severity.WARNING, "En beregnet celle viser et andet tal end det rigtige.")
LOST = Rule("FIG-02", Severity.WARNING, "En beregnet celle har sin formel.")
OVERVIEW = Rule("FIG-03", Severity.WARNING, "Arket Overblik er der og viser det rigtige.")
RULES = (STALE, LOST, OVERVIEW)
_BEYOND = Decimal(10) ** 15  # no cents are left in fifteen digits of so large a number
GROUP_LINES = 8  # so many groups of accounts have a line of their own on Overblik

_TABLE = re.compile(r"(\w+)\[")  # a table's name before its columns

Shown: TypeAlias = Decimal | int | str


@dataclass(frozen=True)
class Computed:
    """A computed column: its Excel formula in each row, what it reads, and the same in polars."""

    column: Column
    formula: str
    reads: tuple[Column, ...]
    values: Callable[[Register], pl.DataFrame]


@dataclass(frozen=True)
class Line:
    """A line of Overblik: what it counts, which, its formula, and the same in polars.

    `label` is text, or a formula when it begins with `=`; `shown_label` is what it shows.
    """

    subject: str
    label: str
    formula: str
    value: Callable[[Register], Shown]
    shown_label: Callable[[Register], str]


def field(column: Column) -> str:
    """The formula for a field of a vertical sheet."""
    sheet, (title, value) = column.sheet.title, FIELD_HEADINGS
    return f'INDEX({sheet}[{value}],MATCH("{column.title}",{sheet}[{title}],0))'


def _this(column: Column) -> str:
    """The formula for the same row's cell in that column."""
    return f"{column.sheet.title}[[#This Row],[{column.title}]]"


def _all(column: Column) -> str:
    """The formula for the whole column."""
    return f"{column.sheet.title}[{column.title}]"


def expense_sign(register: Register) -> int:
    """1 when a result is income plus expenses (income negative), −1 when it is the difference."""
    return -1 if register.value(Association.income_sign) == POSITIVE else 1


_SIGN = f'IF({field(Association.income_sign)}="{POSITIVE}",-1,1)'
_YEAR_END = f"DATE({field(Association.year)},12,31)"


def _totals(register: Register) -> pl.DataFrame:
    import polars as pl

    income, expense = (pl.col(name).fill_null(Decimal(0)) for name in ("income", "expense"))
    sign = expense_sign(register)
    total = income + expense if sign > 0 else income - expense
    return register[Accounts].with_columns(total=total.cast(pl.Decimal(18, 2)))


def _deviations(register: Register) -> pl.DataFrame:
    import polars as pl

    return _totals(register).with_columns(
        deviation=(pl.col("total") - pl.col("budget")).cast(pl.Decimal(18, 2))
    )


def _posted(register: Register) -> pl.DataFrame:
    import polars as pl

    sums = register[Postings].group_by("account").agg(posted=pl.col("amount").sum())
    accounts = register[Accounts].drop("posted")
    return accounts.join(
        sums, left_on="number", right_on="account", how="left", maintain_order="left"
    ).with_columns(pl.col("posted").fill_null(Decimal(0)).cast(pl.Decimal(18, 2)))


def _phases(register: Register) -> pl.DataFrame:
    import polars as pl

    projects = register[Projects].drop("phase")
    year = register.value(Association.year)
    if year is None or register.unclear(Association.year):
        return projects.with_columns(phase=pl.lit(None, pl.String))
    return projects.join(
        entered(register[Phases], dt.date(year, 12, 31)),
        left_on="code",
        right_on="project",
        how="left",
        maintain_order="left",
    ).with_columns(
        pl.when(pl.col("code").is_not_null()).then(pl.col("phase").fill_null(NOT_STARTED))
    )


def entered(phases: pl.DataFrame, day: dt.date) -> pl.DataFrame:
    """The `phase` that each `project` has entered last by that day; of one day's, the lowest."""
    import polars as pl

    return (
        phases.filter(pl.col("since") <= day)
        .with_row_index("position")
        .sort("since", "position")
        .group_by("project")
        .agg(pl.col("phase").last())
    )


_ENTERED = f"({_all(Phases.project)}={_this(Projects.code)})*({_all(Phases.since)}<={_YEAR_END})"
_LATEST = f"SUMPRODUCT(MAX({_ENTERED}*{_all(Phases.since)}))"

COMPUTED = (
    Computed(
        Accounts.total,
        f"{_this(Accounts.income)}+{_SIGN}*{_this(Accounts.expense)}",
        (Accounts.income, Accounts.expense, Association.income_sign),
        _totals,
    ),
    Computed(
        Accounts.deviation,
        f'IF({_this(Accounts.budget)}="","",{_this(Accounts.total)}-{_this(Accounts.budget)})',
        (Accounts.income, Accounts.expense, Association.income_sign, Accounts.budget),
        _deviations,
    ),
    Computed(
        Accounts.posted,
        f"SUMIFS({_all(Postings.amount)},{_all(Postings.account)},{_this(Accounts.number)})",
        (Accounts.number, Postings.account, Postings.amount),
        _posted,
    ),
    Computed(
        Projects.phase,
        f'IF({_this(Projects.code)}="","",'
        f"IFERROR(LOOKUP(2,1/({_ENTERED}*({_all(Phases.since)}={_LATEST})),{_all(Phases.phase)}),"
        f'"{NOT_STARTED}"))',
        (Projects.code, Phases.project, Phases.phase, Phases.since, Association.year),
        _phases,
    ),
)


def formula(computed: Computed, tables: Mapping[str, str]) -> str:
    """The column's formula where the sheets' tables have those names, by sheet title."""
    return _TABLE.sub(lambda found: f"{tables[found[1]]}[", computed.formula)


def tables_of(computed: Computed) -> frozenset[str]:
    """The titles of the sheets whose tables the column's formula names."""
    return frozenset(_TABLE.findall(computed.formula))


def amount(register: Register, column: Column, kind: str | None = None) -> Decimal:
    """The sum of that column of Konti, of one kind of account or of all."""
    import polars as pl

    frame = register[Accounts]
    chosen = frame if kind is None else frame.filter(pl.col("kind") == kind)
    return added(chosen[column.name])


def added(amounts: pl.Series) -> Decimal:
    """The sum of the amounts; zero of none."""
    total = amounts.sum()
    return total if isinstance(total, Decimal) else Decimal("0.00")


def groups(register: Register) -> list[str]:
    """The groups of accounts in the order in which they first occur."""
    return register[Accounts]["group"].drop_nulls().unique(maintain_order=True).to_list()


@cache
def overview() -> tuple[Line, ...]:
    """The lines of Overblik."""
    results = _result_lines()
    first_row = 2 + len(results)  # below the heading and the results
    return (*results, *_group_lines(first_row), *_phase_lines())


def _constant(label: str) -> Callable[[Register], str]:
    return lambda _register: label


def _result_lines() -> list[Line]:
    income, expense, kind = _all(Accounts.income), _all(Accounts.expense), _all(Accounts.kind)
    carried = f'SUMIFS({expense},{kind},"{CARRIED}")'

    def before_carrying(register: Register) -> Decimal:
        return amount(register, Accounts.expense) - amount(register, Accounts.expense, CARRIED)

    lines: tuple[tuple[str, str, Callable[[Register], Decimal]], ...] = (
        ("Indtægter", f"SUM({income})", lambda register: amount(register, Accounts.income)),
        ("Udgifter før overførsel", f"SUM({expense})-{carried}", before_carrying),
        (
            "Overført fra sidste år",
            carried,
            lambda register: amount(register, Accounts.expense, CARRIED),
        ),
        (
            "Årets resultat",
            f"SUM({_all(Accounts.total)})",
            lambda register: amount(register, Accounts.total),
        ),
    )
    return [
        Line("Resultat", label, formula, value, _constant(label)) for label, formula, value in lines
    ]


def _group_lines(first_row: int) -> list[Line]:
    """A line for each group; a line without a group stays blank."""

    def nth(position: int) -> Callable[[Register], str]:
        return lambda register: (*groups(register), *[""] * GROUP_LINES)[position]

    def total(position: int) -> Callable[[Register], Shown]:
        import polars as pl

        def value(register: Register) -> Shown:
            group = nth(position)(register)
            frame = register[Accounts].filter(pl.col("group") == group)
            return added(frame["total"]) if group else ""

        return value

    group, post = _all(Accounts.group), _this(Overview.line)

    def label(row: int) -> str:
        new = f'({group}<>"")*1'
        if row > first_row:  # but for the groups that already have a line
            above = f"{Overview.title}!$B${first_row}:$B${row - 1}"
            new = f'(COUNTIF({above},{group})=0)*({group}<>"")'
        return f'=IFERROR(INDEX({group},MATCH(1,INDEX({new},0),0)),"")'

    formula = f'IF({post}="","",SUMIFS({_all(Accounts.total)},{group},{post}))'
    return [
        Line("Grupper af konti", label(first_row + n), formula, total(n), nth(n))
        for n in range(GROUP_LINES)
    ]


def _phase_lines() -> list[Line]:
    import polars as pl

    def count(phase: str) -> Callable[[Register], int]:
        return lambda register: register[Projects].filter(pl.col("phase") == phase).height

    return [
        Line(
            "Projekter ved årets udgang",
            phase,
            f'COUNTIF({_all(Projects.phase)},"{phase}")',
            count(phase),
            _constant(phase),
        )
        for phase in (NOT_STARTED, *PHASES)
    ]


def compute(register: Register) -> tuple[Register, list[Finding]]:
    """The register with its computed columns as they are, and where the workbook shows another.

    What Excel saved is not used, only compared: a cell that was never calculated is no finding.
    """
    findings = []
    for computed in COMPUTED:
        column = computed.column
        saved, frame = register[column.sheet], computed.values(register)
        silent = register.unclear(column) | doubtful(register, computed)
        register = register.replace({column.sheet: frame.select(saved.columns)}).cleared(column)
        cells = zip(saved["row"], saved[column.name], frame[column.name], strict=True)
        for row, shown, true in cells:
            if shown == true or silent & {0, row}:
                continue
            place = register.place(column, row)
            if shown is None:
                message = (
                    f"Cellen skal vise {danish.text(true)}, men er tom eller viser en fejl. "
                    "Gendan formlen: kopiér en celle fra samme kolonne."
                )
                findings.append(LOST.broken(place, message))
            else:
                findings.append(STALE.broken(place, _stale(shown, true)))
    return register, findings


def doubtful(register: Register, computed: Computed) -> frozenset[int]:
    """The rows whose computed cell reads an unclear one; 0 stands for all of them."""
    rows: set[int] = set()
    for read in computed.reads:
        unclear = register.unclear(read)
        rows |= unclear if read.sheet is computed.column.sheet else {0} if unclear else set()
    return frozenset(rows)


def _stale(shown: Shown, true: Shown | None) -> str:
    """What to say of a computed cell that shows something else than it should."""
    return (
        f"Cellen viser {danish.text(shown)}, men beregnet er den {danish.text(true) or 'tom'}. "
        "Lad Excel beregne (F9), eller gendan formlen, og gem registret."
    )


def compare_overview(register: Register, grid: Grid | None) -> Iterator[Finding]:
    """Where the sheet Overblik, as it was saved, shows something else than it should."""
    if grid is None:
        message = "Arket Overblik mangler. Hent det fra et nyt register, hvis I bruger det."
        yield OVERVIEW.broken(Place(Overview.title), message)
        return
    reads = [read for computed in COMPUTED for read in computed.reads]
    if any(register.unclear(read) for read in (*reads, Accounts.kind, Accounts.group)):
        return
    for place, true in overview_cells(register, grid):
        cell = grid.cell(place.row, place.column)
        if cell != Fault("") and not same(cell, true):
            shown = _told(cell) if isinstance(cell, float | int) else str(cell or "")
            yield OVERVIEW.broken(place, _stale(shown or "ingenting", true))


def overview_cells(register: Register, grid: Grid) -> Iterator[tuple[Place, Shown]]:
    """Each cell of Overblik that Excel calculates, and what it should show."""
    top, left = (grid.table.header_row, grid.table.first_column) if grid.table else (1, 1)
    for row, line in enumerate(overview(), top + 1):
        trues = (line.shown_label(register), line.value(register))
        for column, true in zip((Overview.line, Overview.value), trues, strict=True):
            at = left + Overview.columns.index(column)
            yield Place(Overview.title, row, at, heading=column.title), true


def same(cell: Cell, true: Shown) -> bool:
    """Whether the cell shows that value; a blank shows an empty text."""
    if isinstance(true, str):
        return (cell or "") == true
    return isinstance(cell, float | int) and exact(cell) == true


def _told(cell: float) -> str:
    """The number as Danish text; one beyond all amounts in short, as Excel shows it too."""
    value = exact(cell)
    return danish.text(value) if value.is_finite() and abs(value) < _BEYOND else f"{cell:.3g}"


def exact(cell: float) -> Decimal:
    """The number that Excel shows: fifteen digits of the binary one."""
    value = Decimal(format(cell, ".15g"))
    if not value.is_finite() or abs(value) >= _BEYOND:
        return value
    return value.quantize(Decimal("0.01")) if value == value.quantize(Decimal("0.01")) else value
