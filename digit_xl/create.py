"""A new register: the sheets as the plan of a workbook, with given rows or none.

Computed cells get the values that polars finds in the rows, so the file shows its numbers before
Excel has calculated anything.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from digit_xl import control, danish, dashboard
from digit_xl import register as registers
from digit_xl.association import figures, guide
from digit_xl.association.sheets import SHEETS, Association, ChartData, Control, Guide, Overview
from digit_xl.book import author, plan
from digit_xl.book.grid import Extent, Grid
from digit_xl.book.plan import Demand, Entry, Formula, Light, Mark, Part, Placed, Source, Use
from digit_xl.cells import Kind
from digit_xl.facts import Period
from digit_xl.findings import Severity
from digit_xl.schema import FIELD_HEADINGS, Column, Role, Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from digit_xl.book.grid import Cell
    from digit_xl.book.images import Pictures
    from digit_xl.register import Register

Value: TypeAlias = str | int | Decimal | dt.date | None
Given: TypeAlias = "Mapping[type[Sheet], Sequence[Mapping[str, Value]]]"

_CREATOR = "digit_xl"
_ON_A_SCREEN = 8  # so many columns are seen at once
# 406 is Danish, whatever the PC.
_DAY, _MONTH, _AMOUNT = r"[$-406]d\. mmmm yyyy;@", "[$-406]mmmm yyyy;@", "[$-406]#,##0.00"
_LARGEST = "999999999999999"
_DATE_DEMAND = Demand("date", "1", "Skriv en dato som fx 31-12-2019.", "greaterThanOrEqual")
_COMPUTED_DEMAND = Demand(
    "custom",
    "FALSE",
    "Cellen regnes ud af Excel. Tryk Annuller. Er formlen gået tabt, så tryk på »Udfyld formler« "
    "på fanen Årsrapport (eller kør digit-xl fill).",
)
_FIELD_NAME = Entry(
    "feltnavn",
    demand=Demand("custom", "FALSE", "Feltets navn skal blive stående. Tryk Annuller."),
)

_LINK = Entry("henvisning", "General", link=True)
_LIGHTS = {
    Severity.ERROR: Light.RED,
    Severity.WARNING: Light.AMBER,
    Severity.REMARK: Light.BLUE,
}
_EVERYWHERE = "A1:XFD1048576"
_ABOVE_CONTROL = (control.UNCHECKED, *[""] * (control.HEADER_ROW - 2))

_ENTRIES = {
    Kind.TEXT: Entry("tekst", wrap=True),
    Kind.MARKDOWN: Entry("lang tekst", wrap=True),
    Kind.KEY: Entry("nøgle"),
    Kind.WHOLE: Entry(
        "helt tal",
        "0",
        "center",
        demand=Demand("whole", "0", "Skriv et helt tal uden decimaler.", "greaterThanOrEqual"),
    ),
    Kind.NUMBER: Entry(
        "tal",
        "General",
        "right",
        demand=Demand("decimal", f"-{_LARGEST}", "Skriv et tal.", "greaterThanOrEqual"),
    ),
    Kind.MONEY: Entry(
        "beløb",
        _AMOUNT,
        "right",
        demand=Demand(
            "custom",
            "ROUND({cell},2)={cell}",
            "Skriv et beløb med højst to decimaler og uden »kr.«, fx -1541130,23.",
        ),
    ),
    Kind.DATE: Entry("dato", _DAY, demand=_DATE_DEMAND),
    Kind.MONTH: Entry(
        "måned",
        _MONTH,
        demand=replace(_DATE_DEMAND, message="Skriv den første i måneden, fx 01-05-2019."),
    ),
    Kind.PERIOD: Entry("dato eller måned"),
    Kind.PICTURE: Entry("nøgle"),
}


def empty() -> bytes:
    """An empty register: every sheet, heading, list and formula, and no value."""
    return register({})


def register(given: Given) -> bytes:
    """The register that holds the given rows, by sheet, each by its columns' attribute names.

    A vertical sheet takes one row. Periods are given as text, a day or month as it is written or
    in ISO form.

    Raises:
        ValueError: a row names a column that its sheet does not have or that is computed.
        Refusal: a text is longer than a cell can hold.
    """
    rows = _rows(given)
    known = _known(rows)
    tables = [_table(sheet, rows.get(sheet, []), known) for sheet in SHEETS]
    return author.write(tables, _properties(known))


def known(given: Given, pictures: Pictures) -> Register:
    """What digit_xl reads from the register that holds the given rows, as `register` takes them."""
    return _known(_rows(given), pictures)


def _rows(given: Given) -> dict[type[Sheet], list[list[Value]]]:
    """The rows of each sheet that is filled in."""
    return {
        sheet: [_row(sheet, row) for row in given.get(sheet, ())]
        for sheet in SHEETS
        if sheet.role in (Role.ROWS, Role.FIELDS)
    }


def _known(
    rows: Mapping[type[Sheet], list[list[Value]]], pictures: Pictures | None = None
) -> Register:
    grids = {sheet.title: _grid(sheet, values) for sheet, values in rows.items()}
    return figures.compute(registers.read(SHEETS, grids, pictures)[0])[0]


def _row(sheet: type[Sheet], given: Mapping[str, Value]) -> list[Value]:
    """The row's values in the order of the sheet's columns."""
    inputs = {column.name for column in sheet.columns if not column.computed}
    if strangers := given.keys() - inputs:
        raise ValueError(f"{sheet.title} takes no {', '.join(sorted(strangers))}")
    return [_clean(column.kind, given.get(column.name)) for column in sheet.columns]


def _clean(kind: Kind, value: Value) -> Value:
    """The value as its cell holds it: text without what no file can hold, a period in words."""
    if isinstance(value, str):
        text = plan.writable(value)
        period = danish.period_from(text) if kind is Kind.PERIOD else None
        return danish.period(period) if period else text or None
    if kind is Kind.PERIOD and isinstance(value, dt.date):
        return danish.period(Period(value.year, value.month, value.day))
    return value


def _grid(sheet: type[Sheet], rows: Sequence[Sequence[Value]]) -> Grid:
    """The rows as they would be read from a workbook that holds them."""
    cells: list[list[Cell]]
    if sheet.role is Role.FIELDS:
        row = rows[0] if rows else [None] * len(sheet.columns)
        fields = zip(sheet.columns, row, strict=True)
        cells = [[*FIELD_HEADINGS], *([column.title, _raw(value)] for column, value in fields)]
    else:
        cells = [[column.title for column in sheet.columns]]
        cells += [[_raw(value) for value in row] for row in rows]
    headings = tuple(str(cell) for cell in cells[0])
    extent = Extent(1, len(cells), 1, len(headings), headings=headings, name=sheet.title)
    return Grid(sheet.title, lambda: cells, extent)


def _raw(value: Value) -> Cell:
    """The value as a workbook's cell gives it."""
    return float(value) if isinstance(value, Decimal) else value


def _table(sheet: type[Sheet], rows: Sequence[Sequence[Value]], known: Register) -> plan.Table:
    """The plan of the sheet."""
    if sheet.role is Role.FIELDS:
        return _fields(sheet, rows)
    if sheet is Overview:
        return dashboard.overview_sheet(known, _ENTRIES)
    if sheet is ChartData:
        return dashboard.data_sheet(known, _ENTRIES)
    if sheet is Control:
        return _control()
    if sheet is Guide:
        return _guide()
    columns = [_column(column) for column in sheet.columns]
    return plan.Table(
        sheet.title,
        Use.INPUT,
        columns,
        _with_formulas(sheet, rows, known),
        frozen_columns=_frozen(sheet),
        marks=_marks(sheet),
    )


def _marks(sheet: type[Sheet]) -> list[Mark]:
    """The marks by which a sheet's cells look their own address up on Kontrol.

    A conditional format cannot name a table's column, so the workbook has names for them. Excel
    asks for every visible cell whenever it draws one, so a sheet of which nothing is listed asks
    for no more than that; `AND` would ask for all.
    """
    severity, where, cell = (
        Source(Control.title, column.title).name
        for column in (Control.severity, Control.where, Control.cell)
    )
    return [
        Mark(
            _EVERYWHERE,
            f'IF(COUNTIF({where},"{sheet.title}")=0,FALSE,'
            f'COUNTIFS({cell},ADDRESS(ROW(),COLUMN(),4),{where},"{sheet.title}",'
            f'{severity},"{grade.value}")>0)',
            light,
        )
        for grade, light in _LIGHTS.items()
    ]


def _frozen(sheet: type[Sheet]) -> int:
    """How many columns stay in sight: of a wide sheet those that name its rows."""
    wide = len(sheet.columns) > _ON_A_SCREEN
    return sum(column.unique for column in sheet.columns[:2]) if wide else 0


def _column(column: Column) -> plan.Column:
    formulas = {computed.column: computed.formula for computed in figures.COMPUTED}
    return plan.Column(
        column.title,
        column.width,
        _entry(column),
        Use.COMPUTED if column.computed else Use.INPUT,
        formulas.get(column, ""),
        column.total,
    )


def _entry(column: Column) -> Entry:
    """How the column's cells are shown, what may stand in them, and the help with it."""
    entry = _ENTRIES[column.kind]
    if column.computed:
        return replace(entry, demand=_COMPUTED_DEMAND, about=column.about)
    about = f"{column.about} Skal udfyldes." if column.required else column.about
    entry = replace(entry, about=about)
    if column.reference:
        target = column.reference
        return replace(entry, source=Source(target.sheet.title, target.title))
    if column.choices or column.suggestions:
        demand = plan.one_of(column.choices or column.suggestions, strict=bool(column.choices))
        return replace(entry, demand=demand)
    return entry


def _with_formulas(
    sheet: type[Sheet], rows: Sequence[Sequence[Value]], known: Register
) -> list[list[plan.Cell]]:
    """The rows with the formulas of the computed columns; an empty sheet has one blank row."""
    cells: list[list[plan.Cell]] = [list(row) for row in rows] or [[None] * len(sheet.columns)]
    for computed in figures.COMPUTED:
        if computed.column.sheet is sheet:
            frame, name = known[sheet], computed.column.name
            shown = dict(zip(frame["row"], frame[name], strict=True))
            place = sheet.columns.index(computed.column)
            for number, row in enumerate(cells, 2):
                row[place] = Formula(computed.formula, shown.get(number))
    return cells


def _fields(sheet: type[Sheet], rows: Sequence[Sequence[Value]]) -> plan.Table:
    """The plan of a vertical sheet: a field in each row, its value beside it."""
    row = rows[0] if rows else [None] * len(sheet.columns)
    name, value = FIELD_HEADINGS
    columns = [plan.Column(name, 28, _FIELD_NAME), plan.Column(value, 52, _ENTRIES[Kind.TEXT])]
    return plan.Table(
        sheet.title,
        Use.INPUT,
        columns,
        [[column.title, cell] for column, cell in zip(sheet.columns, row, strict=True)],
        [_entry(column).to("left") for column in sheet.columns],
        marks=_marks(sheet),
    )


def _control() -> plan.Table:
    """The plan of Kontrol before any check: a line that says so, and a blank row."""
    columns = [
        plan.Column(
            column.title,
            column.width,
            _LINK if column is Control.cell else _ENTRIES[column.kind],
            Use.CONTROL,
        )
        for column in Control.columns
    ]
    first = control.HEADER_ROW + 1
    # The columns' own look has lines, which would cross the text above the table.
    above = [
        Placed(row, number, None if number > 1 else line or None, Part.LINE)
        for row, line in enumerate(_ABOVE_CONTROL, 1)
        for number in range(1, len(columns) + 1)
    ]
    marks = [
        Mark(f"A{first}:A{author.LAST_ROW}", f'$A{first}="{grade.value}"', light)
        for grade, light in _LIGHTS.items()
    ]
    return plan.Table(
        Control.title,
        Use.CONTROL,
        columns,
        [],
        above=_ABOVE_CONTROL,
        placed=above,
        marks=marks,
        named=[column.title for column in (Control.severity, Control.where, Control.cell)],
    )


def _guide() -> plan.Table:
    columns = [
        plan.Column(column.title, column.width, _ENTRIES[Kind.TEXT], Use.GUIDE)
        for column in Guide.columns
    ]
    return plan.Table(Guide.title, Use.GUIDE, columns, guide.topics())


def _properties(known: Register) -> plan.Properties:
    """What the file says of itself: whose register, of which year, of the day it is published."""
    name: Any = known.value(Association.short_name) or known.value(Association.name)
    title = " ".join(str(part) for part in (name, known.value(Association.year)) if part)
    written = known.value(Association.published)
    return plan.Properties(f"Register {title}".strip(), _CREATOR, written)
