"""Computed columns: each one Excel formula and the same in polars.

The formulas are stored as a file stores them: English names, comma between arguments. They use
nothing newer than Excel 2010, so the register calculates wherever it is opened; no array has to
be entered in a special way, for `LOOKUP`, `SUMPRODUCT` and `INDEX(…,0)` take arrays as they are.
A test recalculates them in LibreOffice and compares.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from digit_xl import danish
from digit_xl.association.sheets import Accounts, Association, Phases, Postings, Projects
from digit_xl.association.terms import NOT_STARTED, POSITIVE
from digit_xl.cells import in_cents
from digit_xl.findings import Finding, Place, Rule, Severity
from digit_xl.schema import FIELD_HEADINGS, Column

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import polars as pl

    from digit_xl.book.grid import Cell
    from digit_xl.register import Register

STALE = Rule("FIG-01", Severity.WARNING, "En beregnet celle viser et andet tal end det rigtige.")
LOST = Rule("FIG-02", Severity.WARNING, "En beregnet celle har sin formel.")
RULES = (STALE, LOST)
BEYOND = Decimal(10) ** 15  # no cents are left in fifteen digits of so large a number

# The button that writes formulas, and the same on a server.
FILL = "Tryk på »Udfyld formler« på fanen Årsrapport (eller kør digit-xl fill)."

Shown: TypeAlias = Decimal | int | str


@dataclass(frozen=True)
class Computed:
    """A computed column: its Excel formula in each row, what it reads, and the same in polars."""

    column: Column
    formula: str
    reads: tuple[Column, ...]
    values: Callable[[Register], pl.DataFrame]


@dataclass(frozen=True)
class Shows:
    """What a cell of the workbook's own sheets shows: its formula, and the same in polars."""

    formula: str
    value: Callable[[Register], Shown]


def field(column: Column) -> str:
    """The formula for a field of a vertical sheet."""
    sheet, (title, value) = column.sheet.title, FIELD_HEADINGS
    return f'INDEX({sheet}[{value}],MATCH("{column.title}",{sheet}[{title}],0))'


def this_row(column: Column) -> str:
    """The formula for the same row's cell in that column."""
    return f"{column.sheet.title}[[#This Row],[{column.title}]]"


def whole(column: Column) -> str:
    """The formula for the whole column."""
    return f"{column.sheet.title}[{column.title}]"


def smallest(values: str, there: str, number: str | int) -> str:
    """The formula for the value of that number from the smallest on; `there` is 1 for those taken.

    Beyond the last it is a number larger than any.
    """
    return f"SUMPRODUCT(SMALL(({values})*{there}+1E+300*(1-{there}),{number}))"


def largest(values: str, there: str, number: str | int) -> str:
    """The same from the largest on; beyond the last it is a number smaller than any."""
    return f"SUMPRODUCT(LARGE(({values})*{there}-1E+300*(1-{there}),{number}))"


def expense_sign(register: Register) -> int:
    """1 when a result is income plus expenses (income negative), −1 when it is the difference."""
    return -1 if register.value(Association.income_sign) == POSITIVE else 1


SIGN = f'IF({field(Association.income_sign)}="{POSITIVE}",-1,1)'
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


_ENTERED = (
    f"({whole(Phases.project)}={this_row(Projects.code)})*({whole(Phases.since)}<={_YEAR_END})"
)
_LATEST = f"SUMPRODUCT(MAX({_ENTERED}*{whole(Phases.since)}))"

COMPUTED = (
    Computed(
        Accounts.total,
        f"{this_row(Accounts.income)}+{SIGN}*{this_row(Accounts.expense)}",
        (Accounts.income, Accounts.expense, Association.income_sign),
        _totals,
    ),
    Computed(
        Accounts.deviation,
        f'IF({this_row(Accounts.budget)}="","",{this_row(Accounts.total)}-{this_row(Accounts.budget)})',
        (Accounts.income, Accounts.expense, Association.income_sign, Accounts.budget),
        _deviations,
    ),
    Computed(
        Accounts.posted,
        f"SUMIFS({whole(Postings.amount)},{whole(Postings.account)},{this_row(Accounts.number)})",
        (Accounts.number, Postings.account, Postings.amount),
        _posted,
    ),
    Computed(
        Projects.phase,
        f'IF({this_row(Projects.code)}="","",'
        f"IFERROR(LOOKUP(2,1/({_ENTERED}*({whole(Phases.since)}={_LATEST})),{whole(Phases.phase)}),"
        f'"{NOT_STARTED}"))',
        (Projects.code, Phases.project, Phases.phase, Phases.since, Association.year),
        _phases,
    ),
)


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


def compute(
    register: Register, instead: Mapping[Column, Mapping[int, str]] | None = None
) -> tuple[Register, list[Finding]]:
    """The register with its computed columns as they are, and where the workbook shows another.

    What Excel saved is not used, only compared: a cell that was never calculated is no finding.
    `instead` is what cells hold that lack their formula, of the columns of which that is known.
    """
    findings = []
    for computed in COMPUTED:
        column = computed.column
        saved, frame = register[column.sheet], computed.values(register)
        waiting, doubt = register.unclear(column), doubtful(register, computed)
        register = register.replace({column.sheet: frame.select(saved.columns)}).cleared(column)
        held = (instead or {}).get(column)
        cells = zip(saved["row"], saved[column.name], frame[column.name], strict=True)
        for row, shown, true in cells:
            place, sure = register.place(column, row), not doubt & {0, row}
            if held and row in held and (held[row] or row not in waiting):
                right = danish.text(true) or "tom" if sure and shown != true else ""
                findings.append(LOST.broken(place, _lost(held[row], right)))
            elif sure and shown != true and not waiting & {0, row}:
                findings.append(_wrong(place, shown, true, formula=held is not None))
    return register, findings


def _lost(held: str, right: str) -> str:
    """What to say of a cell that lacks its formula; `right` is what it fails to show."""
    what = f"I cellen står »{held}« i stedet for formlen" if held else "Cellen har ingen formel"
    then = f"men den skal vise {right}" if right else "så den følger ikke med, når tallene ændres"
    return f"{what}, {then}. {FILL}"


def _wrong(place: Place, shown: Shown | None, true: Shown | None, *, formula: bool) -> Finding:
    """What is told of a cell that shows something else, when it has its formula or may have it."""
    if formula:
        return STALE.broken(place, stale("tom eller en fejl" if shown is None else shown, true))
    if shown is None:
        message = f"Cellen skal vise {danish.text(true)}, men er tom eller viser en fejl. {FILL}"
        return LOST.broken(place, message)
    return STALE.broken(place, f"{stale(shown, true)} Hjælper det ikke: {FILL}")


def doubtful(register: Register, computed: Computed) -> frozenset[int]:
    """The rows whose computed cell reads an unclear one; 0 stands for all of them."""
    rows: set[int] = set()
    for read in computed.reads:
        unclear = register.unclear(read)
        rows |= unclear if read.sheet is computed.column.sheet else {0} if unclear else set()
    return frozenset(rows)


def stale(shown: Shown, true: Shown | None) -> str:
    """What to say of a computed cell that shows something else than it should."""
    return (
        f"Cellen viser {danish.text(shown)}, men beregnet er den {danish.text(true) or 'tom'}. "
        "Lad Excel beregne (F9), og gem registret."
    )


def same(cell: Cell, true: Shown) -> bool:
    """Whether the cell shows that value; a blank shows an empty text."""
    if isinstance(true, str):
        return (cell or "") == true
    return isinstance(cell, float | int) and exact(cell) == true


def exact(cell: float) -> Decimal:
    """The number that Excel shows: fifteen digits of the binary one, an amount in whole cents."""
    value = Decimal(format(cell, ".15g"))
    if not value.is_finite() or abs(value) >= BEYOND:
        return value
    amount = in_cents(value)
    return value if amount is None else amount


def told_number(cell: float) -> str:
    """The number as Danish text; one beyond all amounts in short, as Excel shows it too."""
    value = exact(cell)
    return danish.text(value) if value.is_finite() and abs(value) < BEYOND else f"{cell:.3g}"
