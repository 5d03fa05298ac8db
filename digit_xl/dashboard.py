"""The plan of Overblik, and of Diagramdata, from which its charts are drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digit_xl.association import chart_data, chart_plan, overview
from digit_xl.association.chart_data import LINES, MOST_ACCOUNTS, POSTS, cell, span
from digit_xl.association.figures import Shows
from digit_xl.association.overview import HEADER_ROW, LIGHT, shown
from digit_xl.association.sheets import ChartData, Control, Overview
from digit_xl.association.terms import MOST_YEARS
from digit_xl.book import plan
from digit_xl.book.plan import (
    Chart,
    Formula,
    Light,
    Mark,
    Name,
    Part,
    Placed,
    Run,
    Series,
    Shape,
    Source,
    Use,
)
from digit_xl.cells import Kind
from digit_xl.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digit_xl.association.figures import Shown
    from digit_xl.association.overview import Content
    from digit_xl.book.plan import Entry
    from digit_xl.register import Register
    from digit_xl.schema import Column

_BESIDE = 23  # the width of the column beside the table, which the last key figure stands in
_WIDE = len(Overview.columns) + 1
_CHARTS = (6, HEADER_ROW - 2)  # the rows of the two above the table
_PLAN_ROWS = 32
_SCALE = 75  # percent: so the band, two charts and the table fill a page
_HEIGHTS = {1: 28.0, 2: 18.0, 3: 33.0, 4: 18.0, 5: 9.0}
_PARTS = {1: Part.TITLE, 2: Part.NAME, 3: Part.FIGURE, 4: Part.NOTE}
# Light and dark take turns, so that neighbours differ without colour too; 3:1 on white and more.
_PHASES = ("AD8A1E", "5A5490", "C8632E", "0B4A54", "4C9A88", "2B2F33")
_NOW, _BUDGET, _BEFORE, _EXPENSES = "0B4A54", "C8842E", "8A97A3", "0B4A54"
_YEAR, _LANES = "DDE5EA", ("FFFFFF", "F2F5F7")


def overview_sheet(known: Register, entries: Mapping[Kind, Entry]) -> plan.Table:
    """The plan of Overblik: key figures and a light, two charts, the table, and the third chart."""
    lines = overview.lines()
    values = [shown(contents[2], known) for contents in lines]
    kinds = [Kind.WHOLE if isinstance(value, int) else Kind.MONEY for value in values]
    foot = HEADER_ROW + len(lines)
    return plan.Table(
        Overview.title,
        Use.COMPUTED,
        [_column(column, entries) for column in Overview.columns],
        [[_cell(content, known) for content in contents] for contents in lines],
        [_right(entries[kind]) for kind in kinds],
        entered=Overview.columns.index(Overview.value),
        above=[""] * (HEADER_ROW - 1),
        placed=_band(known),
        marks=_lights(),
        charts=_charts(known, foot + 2),
        frozen_rows=max(_HEIGHTS),
        page_end=foot + 1,
        scale=_SCALE,
        heights=_HEIGHTS,
        beside=[_BESIDE],
    )


def data_sheet(known: Register, entries: Mapping[Kind, Entry]) -> plan.Table:
    """The plan of Diagramdata, with names for the cells that come and go."""
    return plan.Table(
        ChartData.title,
        Use.COMPUTED,
        [_column(column, entries) for column in ChartData.columns],
        [[_cell(content, known) for content in contents] for contents in chart_data.lines()],
        above=(f"{ChartData.about} Sæt ikke noget ind her.", ""),
        names=[_name(column) for column in _COUNTED],
        hidden=True,
    )


def _right(entry: Entry) -> Entry:
    return replace(entry, demand=None).to("right")


def _column(column: Column, entries: Mapping[Kind, Entry]) -> plan.Column:
    entry = entries[column.kind]
    if column.kind is Kind.TEXT:
        return plan.Column(column.title, column.width, entry, Use.COMPUTED)
    return plan.Column(column.title, column.width, _right(entry), Use.COMPUTED)


def _cell(content: Content, known: Register) -> plan.Cell:
    if isinstance(content, Shows):
        return Formula(content.formula, content.value(known))
    return content


def _band(known: Register) -> list[Placed]:
    """What stands above the charts; the light has not been lit yet."""
    light = Formula(overview.light_formula(), overview.UNCHECKED)
    band = [
        Placed(place.row, place.column, _cell(content, known), _PARTS[place.row])
        for place, content in overview.band().items()
    ]
    return [*band, Placed(LIGHT.row, LIGHT.column, light, Part.LIGHT)]


def _lights() -> list[Mark]:
    """The colours of the light: the gravest finding's, or green when nothing calls for work."""
    severity = Source(Control.title, Control.severity.title).name
    lit = {
        Light.RED: f'COUNTIF({severity},"{Severity.ERROR.value}")>0',
        Light.AMBER: f'COUNTIF({severity},"{Severity.WARNING.value}")>0',
        Light.GREEN: f"COUNTA({severity})>0",
    }
    return [Mark(LIGHT.cell, formula, light) for light, formula in lit.items()]


# The columns of which a chart shows as many lines as there are, and how many at most.
_PLANNED = (
    ChartData.project,
    *(column for lane in chart_plan.LANES for column in (lane.before, lane.length)),
    ChartData.rest,
)
_COUNTED = (ChartData.account, ChartData.expense, *_PLANNED)


def _name(column: Column) -> Name:
    """The name for the column's cells, from the first to the last that there is."""
    if column in _PLANNED:
        first, most, count = 0, LINES + 1, f"1+MIN({LINES},{chart_data.COUNTS.projects})"
    else:
        first, most = 1, MOST_ACCOUNTS
        count = f"MAX(1,MIN({MOST_ACCOUNTS},{chart_data.ACCOUNTS}))"
    cells = span(column, first, first + most - 1)
    return Name(_named(column), f"{cell(column, first)}:INDEX({cells},{count})")


def _named(column: Column) -> str:
    return f"Diagram_{column.name}"


class _Cells:
    """The cells of Diagramdata as charts take them, with what they show."""

    def __init__(self, known: Register) -> None:
        self._lines = [
            [shown(content, known) for content in contents] for contents in chart_data.lines()
        ]

    def one(self, column: Column, line: int) -> Run:
        """A single cell."""
        return self.run(column, line, line)

    def run(self, column: Column, first: int, last: int) -> Run:
        """The cells from one line to another."""
        address = cell(column, first) if first == last else span(column, first, last)
        return Run(address, [self._shown(column, line) for line in range(first, last + 1)])

    def counted(self, column: Column) -> Run:
        """As many cells as there are: the accounts, or the years and the projects."""
        if column in _PLANNED:
            lines = range(1 + min(LINES, self._count(1)))
        else:
            lines = range(1, 1 + max(1, min(MOST_ACCOUNTS, self._count(0))))
        return Run(
            f"{ChartData.title}!{_named(column)}", [self._shown(column, line) for line in lines]
        )

    def _shown(self, column: Column, line: int) -> Shown:
        return self._lines[line][ChartData.columns.index(column)]

    def _count(self, line: int) -> int:
        count = self._shown(ChartData.count, line)
        return count if isinstance(count, int) else 0


def _charts(known: Register, below: int) -> list[Chart]:
    cells = _Cells(known)
    top, bottom = _CHARTS
    return [
        Chart(
            "Regnskabet",
            "Søjler: indtægter, udgifter, overført fra sidste år og årets resultat, ved siden af "
            "budgettet og sidste år. Tallene står i tabellen under diagrammet.",
            cells.one(ChartData.text, 1),
            [(Shape.COLUMNS, _result(cells))],
            (top, 1),
            (bottom, 2),
        ),
        Chart(
            "Projekternes udgifter",
            "Liggende søjler: årets udgifter på hver af de konti, som projekterne føres på, de "
            "største øverst. Tallene står på arket Konti.",
            cells.one(ChartData.text, 0),
            [(Shape.BARS, _expenses(cells))],
            (top, 3),
            (bottom, _WIDE),
        ),
        Chart(
            "Projekternes faser",
            "Tidsplan: hvert projekts faser hen over porteføljens år. Fasernes måneder står på "
            "arket Faser.",
            cells.one(ChartData.text, 2),
            [(Shape.LANES, _lanes(cells)), (Shape.SHARES, _phases(cells))],
            (below, 1),
            (below + _PLAN_ROWS - 1, _WIDE),
        ),
    ]


def _result(cells: _Cells) -> list[Series]:
    columns = ((ChartData.now, _NOW), (ChartData.budget, _BUDGET), (ChartData.before, _BEFORE))
    posts = cells.run(ChartData.post, 1, POSTS)
    return [
        Series(
            cells.one(ChartData.text, 3 + at),
            cells.run(column, 1, POSTS),
            posts,
            colour,
            listed=True,
            labelled=True,
        )
        for at, (column, colour) in enumerate(columns)
    ]


def _expenses(cells: _Cells) -> list[Series]:
    name, values = cells.one(ChartData.text, 0), cells.counted(ChartData.expense)
    return [Series(name, values, cells.counted(ChartData.account), _EXPENSES, labelled=True)]


def _lanes(cells: _Cells) -> list[Series]:
    """The years side by side, as the ground that the plan is drawn on."""
    return [_year(cells, year, _LANES[year % 2]) for year in range(1, MOST_YEARS + 1)]


def _year(cells: _Cells, year: int, colour: str, *, labelled: bool = False) -> Series:
    name, months = cells.one(ChartData.year, year), cells.one(ChartData.months, year)
    return Series(name, months, colour=colour, labelled=labelled)


def _phases(cells: _Cells) -> list[Series]:
    """The years in the first line, and below them each project's phases.

    Half of the years come before the phases and half after, so that the legend's entries are the
    same ones from either end: programs do not agree from which they are counted.
    """
    names = cells.counted(ChartData.project)
    years = [_year(cells, year, _YEAR, labelled=True) for year in range(1, MOST_YEARS + 1)]
    grounds = dict(zip((lane.length for lane in chart_plan.LANES), _PHASES, strict=True))
    made = []
    for column in _PLANNED[1:]:
        heading = Run(cell(column, -1), [column.title])
        ground = grounds.get(column, "")
        made.append(Series(heading, cells.counted(column), names, ground, listed=bool(ground)))
    half = MOST_YEARS // 2
    return [*years[:half], *made, *years[half:]]
