"""The charts of the accounts: what the projects cost, and the year beside what was expected."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from digit_xl import danish
from digit_xl.association.figures import expense_sign
from digit_xl.association.names import total
from digit_xl.association.sheets import Accounts, Association, Projects
from digit_xl.association.terms import EXPENSE
from digit_xl.facts import Chart, Series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
        if row["name"] in charged and row["expense"]
    ]
    bars.sort(key=lambda bar: -(_decimal(bar.amounts[Accounts.expense]) or 0))
    about = f"udgifterne i {_year(source)} på de konti, som projekterne føres på"
    return _chart(about, _at_most(source, MOST, bars, columns), columns)


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
        column: name for column, name in beside.items() if any(row[column.name] for row in lines)
    }
    columns = {Accounts.total: _year(source), **known} if known else {}
    bars = [_bar(source, label, rows, columns) for label, rows in _posts(lines)]
    bars = [bar for bar in bars if any(_decimal(fact) for fact in bar.amounts.values())]
    about = f"foreningens udgifter i {_year(source)} ved siden af {danish.names(known.values())}"
    shown = _at_most(source, MOST, bars, columns)
    return _chart(about, shown, columns, expense_sign(source.register))


def _year(source: Source, back: int = 0) -> str:
    year = source.register.value(Association.year)
    return str(year - back) if year else ("sidste år" if back else "året")


def _posts(lines: Sequence[Row]) -> list[tuple[str, tuple[Row, ...]]]:
    """The lines by their names, those of a group together, where the first of each stands."""
    posts: dict[str, list[Row]] = {}
    for row in lines:
        posts.setdefault(f"{row['group']} i alt" if row["group"] else row["name"], []).append(row)
    return [(label, tuple(rows)) for label, rows in posts.items()]


def _bar(source: Source, label: str, lines: tuple[Row, ...], columns: Mapping[Column, str]) -> Bar:
    return Bar(label, lines, {column: total(source.register, column, lines) for column in columns})


def _at_most(
    source: Source, most: int, bars: Sequence[Bar], columns: Mapping[Column, str]
) -> list[Bar]:
    """The bars in their order; of too many the largest, and the others as one at the end."""
    if len(bars) <= most:
        return [*bars]
    largest = {bar.label for bar in sorted(bars, key=lambda bar: -bar.size)[: most - 1]}
    others = [bar for bar in bars if bar.label not in largest]
    lines = sorted((row for bar in others for row in bar.lines), key=lambda row: int(row["row"]))
    gathered = _bar(source, f"Øvrige {len(others)} konti", tuple(lines), columns)
    return [*(bar for bar in bars if bar.label in largest), gathered]


def _chart(about: str, bars: Sequence[Bar], columns: Mapping[Column, str], sign: int = 1) -> Chart:
    series = tuple(
        Series(
            name,
            tuple(_signed(bar.amounts[column], sign) for bar in bars),
            tuple(place for bar in bars for place in bar.amounts[column].places),
        )
        for column, name in columns.items()
    )
    chart = Chart(tuple(bar.label for bar in bars), series, "")
    return Chart(chart.categories, series, _description(about, chart)) if chart else chart


def _decimal(fact: Fact) -> Decimal | None:
    return fact.value if isinstance(fact.value, Decimal) else None


def _signed(fact: Fact, sign: int) -> Decimal | None:
    value = _decimal(fact)
    return None if value is None else sign * value


def _description(about: str, chart: Chart) -> str:
    """What the chart is about, its largest figures, and what all of them add up to."""
    rows = [[*values] for values in zip(*(one.values for one in chart.series), strict=True)]
    ranked = sorted(range(len(rows)), key=lambda at: -(rows[at][0] or Decimal(0)))
    names = [one.name for one in chart.series]
    largest = [f"{chart.categories[at]} ({_told(names, rows[at])})" for at in ranked[:TOLD]]
    sums = [sum((value or Decimal(0) for value in one.values), Decimal(0)) for one in chart.series]
    whole = _told(names, [*sums])
    return f"Diagram over {about}. Størst er {danish.names(largest)}. I alt {whole}"


def _told(names: Sequence[str], values: Sequence[Decimal | None]) -> str:
    """`12 kr.` of one series; `2019: 12 kr., Budget 2019: 10 kr.` of several."""
    amounts = ["ukendt" if value is None else danish.number(value, "hele kr") for value in values]
    if len(names) == 1:
        return amounts[0]
    return ", ".join(f"{name}: {amount}" for name, amount in zip(names, amounts, strict=True))
