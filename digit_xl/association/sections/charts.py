"""The charts of the accounts: what the projects cost, and the year beside what was expected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from digit_xl import danish
from digit_xl.association.figures import expense_sign
from digit_xl.association.names import lost, total
from digit_xl.association.sheets import Accounts, Association, Projects
from digit_xl.association.terms import EXPENSE
from digit_xl.facts import Chart, Series

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from digit_xl.association.source import Row, Source
    from digit_xl.facts import Fact, Facts
    from digit_xl.schema import Column

MOST = 12  # bars or groups of bars: what stays readable on half a page
TOLD = 3  # so many of the largest are told to those who do not see the chart


@dataclass(frozen=True)
class Bar:
    """A category of a chart: the amounts of one or more lines of Konti, in each column shown."""

    label: str
    lines: tuple[Row, ...]
    amounts: Mapping[Column, Fact]

    @property
    def size(self) -> Decimal:
        """This year's amount without its sign, by which the largest are chosen."""
        return abs(_decimal(next(iter(self.amounts.values()))) or Decimal(0))


def charts(source: Source) -> Facts:
    """The charts of the chapter on the accounts; one that has nothing to show is empty."""
    return {"diagram.udgifter": _projects(source), "diagram.sammenligning": _comparison(source)}


def _projects(source: Source) -> Chart:
    """This year's expenses on the accounts that projects are charged to, the largest first."""
    charged = set(source.register[Projects]["account"].drop_nulls())
    columns = {Accounts.expense: f"Udgifter {_year(source)}"}
    bars = [
        _bar(source, row["name"], (row,), columns)
        for row in source.rows(Accounts.number)
        if row["name"] in charged and _told_of(source, Accounts.expense, (row,))
    ]
    bars.sort(key=lambda bar: _falling(_decimal(bar.amounts[Accounts.expense])))
    about = f"udgifterne i {_year(source)} på de konti, som projekterne føres på"
    return _chart(source, about, _at_most(source, MOST, bars, columns), columns)


def _comparison(source: Source) -> Chart:
    """Each post and each group of expenses this year, beside its budget and last year.

    Those are shown that the register has; with neither there is nothing to compare with.
    """
    lines = [row for row in source.rows(Accounts.number) if row["kind"] == EXPENSE]
    beside = {
        Accounts.budget: f"Budget {_year(source)}",
        Accounts.last_year: _year(source, back=1),
    }
    known = {
        column: name
        for column, name in beside.items()
        if any(_told_of(source, column, (row,)) for row in lines)
    }
    columns = {Accounts.total: _year(source), **known} if known else {}
    bars = [_bar(source, label, rows, columns) for label, rows in _posts(lines)]
    bars = [bar for bar in bars if any(_told_of(source, column, bar.lines) for column in columns)]
    spoken = {Accounts.budget: "med budgettet", Accounts.last_year: f"med {_year(source, back=1)}"}
    others = danish.names(spoken[column] for column in known)
    about = f"foreningens udgifter i {_year(source)} sammenlignet {others}"
    shown = _at_most(source, MOST, bars, columns)
    return _chart(source, about, shown, columns, expense_sign(source.register))


def _told_of(source: Source, column: Column, lines: Sequence[Row]) -> bool:
    """Whether those lines come to something there; an amount that cannot be read may be one."""
    register = source.register
    return lost(register, column, lines) or bool(total(register, column, lines).value)


def _falling(value: Decimal | None) -> tuple[bool, Decimal]:
    """The key that sorts the largest first and what is unknown last."""
    return value is None, -(value or Decimal(0))


def _year(source: Source, back: int = 0) -> str:
    year = source.register.value(Association.year)
    return str(year - back) if year else ("sidste år" if back else "året")


def _posts(lines: Sequence[Row]) -> list[tuple[str, tuple[Row, ...]]]:
    """The lines by their names, those of a group together, where the first of each stands."""
    posts: dict[tuple[bool, str], list[Row]] = {}
    for row in lines:
        grouped = row["group"] is not None
        name = row["group"] if grouped else row["name"] or ""
        posts.setdefault((grouped, name), []).append(row)
    return [
        (f"{name} i alt" if grouped else name, tuple(rows))
        for (grouped, name), rows in posts.items()
    ]


def _bar(source: Source, label: str, lines: tuple[Row, ...], columns: Mapping[Column, str]) -> Bar:
    return Bar(label, lines, {column: total(source.register, column, lines) for column in columns})


def _at_most(
    source: Source, most: int, bars: Sequence[Bar], columns: Mapping[Column, str]
) -> list[Bar]:
    """The bars in their order; of too many the largest, and the others as one at the end."""
    if len(bars) <= most:
        return [*bars]
    ranked = sorted(range(len(bars)), key=lambda at: -bars[at].size)
    largest, others = sorted(ranked[: most - 1]), ranked[most - 1 :]
    lines = _lines(bars[at] for at in others)
    gathered = _bar(source, f"Øvrige {len(lines)} konti", lines, columns)
    return [*(bars[at] for at in largest), gathered]


def _lines(bars: Iterable[Bar]) -> tuple[Row, ...]:
    """The lines of those bars, in the order of Konti."""
    return tuple(sorted((row for bar in bars for row in bar.lines), key=lambda row: row["row"]))


def _chart(
    source: Source, about: str, bars: Sequence[Bar], columns: Mapping[Column, str], sign: int = 1
) -> Chart:
    series = tuple(
        Series(
            name,
            tuple(_signed(bar.amounts[column], sign) for bar in bars),
            tuple(place for bar in bars for place in bar.amounts[column].places),
        )
        for column, name in columns.items()
    )
    chart = Chart(tuple(bar.label for bar in bars), series, "")
    if not chart:
        return chart
    whole = _bar(source, "", _lines(bars), columns).amounts.values()
    return replace(
        chart, description=_description(about, chart, [_signed(fact, sign) for fact in whole])
    )


def _decimal(fact: Fact) -> Decimal | None:
    return fact.value if isinstance(fact.value, Decimal) else None


def _signed(fact: Fact, sign: int) -> Decimal | None:
    value = _decimal(fact)
    return None if value is None else sign * value + 0  # no negative zero


def _description(about: str, chart: Chart, whole: Sequence[Decimal | None]) -> str:
    """What the chart is about, its largest figures, and what all of them add up to."""
    rows = [[*values] for values in zip(*(one.values for one in chart.series), strict=True)]
    ranked = sorted(range(len(rows)), key=lambda at: _falling(rows[at][0]))
    names = [one.name for one in chart.series]
    largest = [f"{chart.categories[at]} ({_told(names, rows[at])})" for at in ranked[:TOLD]]
    return f"Diagram over {about}. Størst er {danish.names(largest)}. I alt {_told(names, whole)}"


def _told(names: Sequence[str], values: Sequence[Decimal | None]) -> str:
    """`12 kr.` of one series; `2019: 12 kr., Budget 2019: 10 kr.` of several."""
    amounts = ["ukendt" if value is None else danish.number(value, "hele kr") for value in values]
    if len(names) == 1:
        return amounts[0]
    return ", ".join(f"{name}: {amount}" for name, amount in zip(names, amounts, strict=True))
