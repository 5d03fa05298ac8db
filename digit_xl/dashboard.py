"""The plan of Overblik, and of Diagramdata, from which its charts are drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digit_xl.association import chart_data, overview
from digit_xl.association.chart_data import LAST_BAR, LINES, POSTS, cell, span
from digit_xl.association.chart_months import LANES
from digit_xl.association.figures import Shows
from digit_xl.association.key_figures import shown
from digit_xl.association.overview import AMOUNTS, CAPTION_ROW, GROUP_LINES, HEADER_ROW, LIGHT
from digit_xl.association.sheets import ChartData, Control, Overview
from digit_xl.association.terms import MOST_YEARS
from digit_xl.book import plan
from digit_xl.book.plan import (
    Chart,
    Formula,
    Light,
    Mark,
    Part,
    Placed,
    Run,
    Series,
    Shape,
    Source,
    Use,
)
from digit_xl.cells import Kind
from digit_xl.findings import Severity, column_letters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digit_xl.association.figures import Shown
    from digit_xl.association.key_figures import Content
    from digit_xl.book.plan import Entry
    from digit_xl.register import Register
    from digit_xl.schema import Column

_BESIDE = 23  # the width of the column beside the table, which the last key figure stands in
_WIDE = len(Overview.columns) + 1
_CHARTS = (CAPTION_ROW + 1, HEADER_ROW - 2)  # the rows of the two above the table
_PLAN_ROWS = 40
_SCALE = 70  # percent: so the band, two charts and the table fill a page
_BAND = {1: 28.0, 2: 18.0, 3: 33.0, 4: 18.0, 5: 9.0}  # rows that stay in sight, with heights
_HEIGHTS = {**_BAND, CAPTION_ROW: 21.0, HEADER_ROW - 1: 24.0}
_PARTS = {
    1: Part.TITLE,
    2: Part.NAME,
    3: Part.FIGURE,
    4: Part.NOTE,
    HEADER_ROW - 1: Part.EXPLANATION,
}
# Light and dark take turns, so that neighbours differ without colour too; 3:1 on white and more.
_PHASES = ("AD8A1E", "5A5490", "C8632E", "0B4A54", "4C9A88", "2B2F33")
_NOW, _BUDGET, _BEFORE, _EXPENSES = "0B4A54", "C8842E", "8A97A3", "0B4A54"
_YEAR, _GROUNDS, _COVER = "DDE5EA", ("FFFFFF", "F2F5F7"), "FFFFFF"


def overview_sheet(known: Register, entries: Mapping[Kind, Entry]) -> plan.Table:
    """The plan of Overblik: key figures and a light, two charts, the table, and the third chart."""
    lines = overview.lines()
    kinds = [Kind.MONEY if at < AMOUNTS else Kind.WHOLE for at in range(len(lines))]
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
        marks=[*_lights(), _blank_groups()],
        charts=_charts(known, foot + 3),
        frozen_rows=max(_BAND),
        page_end=foot,
        scale=_SCALE,
        heights=_HEIGHTS,
        beside=[_BESIDE],
    )


def data_sheet(known: Register, entries: Mapping[Kind, Entry]) -> plan.Table:
    """The plan of Diagramdata."""
    return plan.Table(
        ChartData.title,
        Use.COMPUTED,
        [_column(column, entries) for column in ChartData.columns],
        [[_cell(content, known) for content in contents] for contents in chart_data.lines()],
        above=(f"{ChartData.about} Sæt ikke noget ind her.", ""),
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
    """What stands above the charts and the table; the light has not been lit yet."""
    light = Formula(overview.light_formula(), overview.UNCHECKED)
    band = [
        Placed(place.row, place.column, _cell(content, known), _PARTS.get(place.row, Part.CAPTION))
        for place, content in overview.band().items()
    ]
    return [*band, Placed(LIGHT.row, LIGHT.column, light, Part.LIGHT)]


def _blank_groups() -> Mark:
    """The look of the lines that no group of accounts has taken: none."""
    first, last = (HEADER_ROW + 1 + AMOUNTS - lines for lines in (GROUP_LINES, 1))
    letters = column_letters(Overview.columns.index(Overview.line) + 1)
    cells = f"A{first}:{column_letters(len(Overview.columns))}{last}"
    return Mark(cells, f'${letters}{first}=""', Light.NONE)


def _lights() -> list[Mark]:
    """The colours of the light: the gravest finding's, or green when nothing calls for work."""
    severity = Source(Control.title, Control.severity.title).name
    lit = {
        Light.RED: f'COUNTIF({severity},"{Severity.ERROR.value}")>0',
        Light.AMBER: f'COUNTIF({severity},"{Severity.WARNING.value}")>0',
        Light.GREEN: f"COUNTA({severity})>0",
    }
    return [Mark(LIGHT.cell, formula, light) for light, formula in lit.items()]


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

    def _shown(self, column: Column, line: int) -> Shown:
        return self._lines[line][ChartData.columns.index(column)]


def _charts(known: Register, below: int) -> list[Chart]:
    cells = _Cells(known)
    top, bottom = _CHARTS
    return [
        Chart(
            chart_data.RESULT,
            "Søjler: indtægter, udgifter, overført fra sidste år og årets resultat, ved siden af "
            "budgettet og sidste år. Tallene står i tabellen under diagrammet.",
            [(Shape.COLUMNS, _result(cells))],
            (top, 1),
            (bottom, 2),
        ),
        Chart(
            chart_data.EXPENSES,
            "Liggende søjler: årets udgifter på hver af de konti, som projekterne føres på, de "
            "største øverst. Tallene står på arket Konti.",
            [(Shape.BARS, _expenses(cells))],
            (top, 3),
            (bottom, _WIDE),
        ),
        Chart(
            chart_data.PHASES,
            "Tidsplan: hvert projekts faser hen over porteføljens år. Fasernes måneder står på "
            "arket Faser.",
            [
                (Shape.LANES, _grounds(cells)),
                (Shape.LANES, [_cover(cells)]),
                (Shape.SHARES, _phases(cells)),
            ],
            (below, 1),
            (below + _PLAN_ROWS - 1, _WIDE),
        ),
    ]


def _result(cells: _Cells) -> list[Series]:
    """The year in the middle, so that it stands above its name also where it stands alone."""
    columns = (
        (2, ChartData.before, _BEFORE),
        (0, ChartData.now, _NOW),
        (1, ChartData.budget, _BUDGET),
    )
    posts = cells.run(ChartData.post, 1, POSTS)
    return [
        Series(
            cells.one(ChartData.text, line),
            cells.run(column, 1, POSTS),
            posts,
            colour,
            listed=True,
            labelled=True,
        )
        for line, column, colour in columns
    ]


def _expenses(cells: _Cells) -> list[Series]:
    heading = Run(cell(ChartData.expense, -1), [ChartData.expense.title])
    values = cells.run(ChartData.expense, 1, LAST_BAR)
    return [
        Series(heading, values, cells.run(ChartData.account, 1, LAST_BAR), _EXPENSES, labelled=True)
    ]


def _grounds(cells: _Cells) -> list[Series]:
    """The years side by side, as the ground that the plan is drawn on."""
    return [_year(cells, year, _GROUNDS[year % 2]) for year in range(1, MOST_YEARS + 1)]


def _cover(cells: _Cells) -> Series:
    """What hides that ground below the last project."""
    heading = Run(cell(ChartData.unused, -1), [ChartData.unused.title])
    return Series(heading, cells.run(ChartData.unused, 0, LINES), colour=_COVER)


def _year(cells: _Cells, year: int, colour: str, names: Run | None = None) -> Series:
    name, months = cells.one(ChartData.year, year), cells.one(ChartData.months, year)
    return Series(name, months, names, colour, labelled=names is not None)


def _phases(cells: _Cells) -> list[Series]:
    """The years in the first line, and below them each project's phases.

    The first series is one of all lines, for Excel takes their names from it. As many series come
    before the phases as after, so that the legend's entries are the same ones from either end:
    programs do not agree from which they are counted.
    """
    names = cells.run(ChartData.project, 0, LINES)
    years = [_year(cells, year, _YEAR, names) for year in range(1, MOST_YEARS + 1)]
    grounds = dict(zip((lane.length for lane in LANES), _PHASES, strict=True))
    columns = [column for lane in LANES for column in (lane.before, lane.length)]
    made = []
    for column in (*columns, ChartData.rest):
        heading = Run(cell(column, -1), [column.title])
        ground = grounds.get(column, "")
        values = cells.run(column, 0, LINES)
        made.append(Series(heading, values, names, ground, listed=bool(ground)))
    first, *phases, last = made
    half = MOST_YEARS // 2
    return [first, *years[:half], *phases, *years[half:], last]
