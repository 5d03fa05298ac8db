"""A new workbook from the plan of its tables, one sheet for each.

The plan says what stands where and what may be typed; `looks` says how it looks. openpyxl writes
the file and `patch` finishes it, for openpyxl writes no values into formula cells.
"""

from __future__ import annotations

import io
from copy import copy
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from digit_xl.book import diagrams, patch, plan
from digit_xl.book.grid import TOTALS_LABEL
from digit_xl.book.looks import TABS, Styles, light
from digit_xl.book.plan import LINE_HEIGHT, Demand, Formula, Source, Use
from digit_xl.findings import Refusal, column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openpyxl.cell import Cell as ExcelCell
    from openpyxl.styles import Alignment, Border, Font
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.table import Table as ExcelTable
    from openpyxl.worksheet.worksheet import Worksheet

    from digit_xl.book.plan import Cell, Entry, Properties, Table, Value

LAST_ROW = 1_048_576
LONGEST_TEXT = 32_767  # so many characters go into one cell
_LONGEST_PROMPT, _LONGEST_ERROR, _LONGEST_TITLE = 255, 225, 32
_FORMULA_SIGNS = ("=", "+", "-", "@")


def write(tables: Sequence[Table], properties: Properties) -> bytes:
    """The workbook of those tables; the same plan gives the same bytes.

    Raises:
        Refusal: a text is longer than a cell can hold.
    """
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.title = properties.title
    workbook.properties.creator = properties.creator
    styles = Styles(workbook)
    shown: dict[tuple[str, str], patch.Shown] = {}
    for table in tables:
        sheet = workbook.create_sheet(table.title)
        shown |= {(table.title, address): value for address, value in _fill(sheet, table, styles)}
        _arrange(sheet, table)
        sheet.add_table(_excel_table(table, styles))
        for validation in _validations(table):
            sheet.add_data_validation(validation)
        for mark in table.marks:
            light(sheet, mark)
        for chart in table.charts:
            for drawn in diagrams.drawn(chart):
                sheet.add_chart(drawn)
    _define_lists(workbook, tables)
    saved = io.BytesIO()
    workbook.save(saved)
    texts = {table.title: cells for table in tables if (cells := _text_cells(table))}
    told = [list(diagrams.told(table.charts)) for table in tables if table.charts]
    return patch.finished(saved.getvalue(), shown, texts, properties.written, told)


def _fill(sheet: Worksheet, table: Table, styles: Styles) -> Iterator[tuple[str, patch.Shown]]:
    """Write the table's cells; each formula cell's address and what it shows comes out."""
    for number, line in enumerate(table.above, 1):
        sheet.cell(number, 1).value = line or None
    yield from _place(sheet, table, styles)
    for number, column in enumerate(table.columns, 1):
        cell = sheet.cell(table.header_row, number)
        cell.style = styles.heading(column.use, column.entry)
        cell.value = column.heading
    usual = [(column.use, column.entry) for column in table.columns]
    names = [styles.of(*pair) for pair in usual]
    for row, values in enumerate(table.rows or [[None] * len(usual)], table.header_row + 1):
        for number, value in enumerate(values, 1):
            cell = cast("ExcelCell", sheet.cell(row, number))  # no cell is merged
            cell.style = names[number - 1]
            if number == table.entered_column:
                use, entry = usual[number - 1][0], table.entries[row - table.header_row - 1]
                cell.style = styles.of(use, entry)
            yield from _write(cell, value)
        if (height := _height(table, values)) > LINE_HEIGHT:
            sheet.row_dimensions[row].height = height
    if table.totals:
        yield from _sum(sheet, table, styles)


def _place(sheet: Worksheet, table: Table, styles: Styles) -> Iterator[tuple[str, patch.Shown]]:
    """Write what stands outside the table; formula cells come out as from `_fill`."""
    for placed in table.placed:
        cell = cast("ExcelCell", sheet.cell(placed.row, placed.column))
        cell.style = styles.part(placed.part)
        yield from _write(cell, placed.content)
    for row, height in table.heights.items():
        sheet.row_dimensions[row].height = height


def _write(cell: ExcelCell, content: Cell) -> Iterator[tuple[str, patch.Shown]]:
    """Write a value, or a formula, whose address and what it shows comes out."""
    if isinstance(content, Formula):
        cell.value = f"={content.text}"
        yield cell.coordinate, content.shown  # type: ignore[misc] # no formula shows a date
    else:
        _put(cell, content)


def _height(table: Table, values: Sequence[Cell]) -> int:
    """How high the row must be for its longest text."""
    cells = zip(table.columns, values, strict=True)
    return plan.height(
        (value, column.width)
        for column, value in cells
        if column.entry.wrap and isinstance(value, str)
    )


def _put(cell: ExcelCell, value: Value) -> None:
    """Write an input value; what looks like a formula or an error stays the text that it is."""
    cell.value = value
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            raise Refusal(
                "text-too-long",
                f"Teksten i {cell.parent.title}!{cell.coordinate} er længere end de "
                "32.767 tegn, en celle kan rumme. Del den i to.",
            )
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(_FORMULA_SIGNS)


def _sum(sheet: Worksheet, table: Table, styles: Styles) -> Iterator[tuple[str, patch.Shown]]:
    """Write the row of totals; each sum's address and what it shows comes out."""
    row = table.last_row + 1
    for number, column in enumerate(table.columns, 1):
        cell = sheet.cell(row, number)
        cell.style = styles.total(column.entry)
        if column.total:
            cell.value = f"=SUBTOTAL(109,{table.title}[{column.heading}])"
            yield cell.coordinate, _total(table, number)
        elif number == 1:
            cell.value = TOTALS_LABEL


def _total(table: Table, number: int) -> Decimal:
    """The sum of the column's numbers."""
    cells = [row[number - 1] for row in table.rows]
    values = [cell.shown if isinstance(cell, Formula) else cell for cell in cells]
    return sum((value for value in values if isinstance(value, Decimal)), Decimal("0.00"))


def _arrange(sheet: Worksheet, table: Table) -> None:
    """Widths, frozen headings, protection, and how the sheet prints."""
    from openpyxl.styles import Alignment
    from openpyxl.worksheet.header_footer import HeaderFooterItem
    from openpyxl.worksheet.page import PageMargins
    from openpyxl.worksheet.pagebreak import Break
    from openpyxl.worksheet.properties import PageSetupProperties

    header = table.header_row
    for number, width in enumerate(table.beside, len(table.columns) + 1):
        sheet.column_dimensions[column_letters(number)].width = width
    for number, column in enumerate(table.columns, 1):
        dimension = sheet.column_dimensions[column_letters(number)]
        dimension.width = column.width
        if table.use is Use.CONTROL:  # its rows come and go, and look alike
            like = sheet.cell(header + 1, number)
            dimension.font = cast("Font", copy(like.font))
            dimension.border = cast("Border", copy(like.border))
            dimension.alignment = cast("Alignment", copy(like.alignment))
            dimension.number_format = like.number_format
        elif column.use is Use.INPUT and not table.entries:
            # A row typed below the table is read by Excel before the table grows over it.
            dimension.number_format = column.entry.number_format
            dimension.alignment = Alignment(
                horizontal=column.entry.align, vertical="top", wrap_text=column.entry.wrap
            )
    sheet.row_dimensions[header].height = 24
    frozen = table.frozen_rows or header
    sheet.freeze_panes = f"{column_letters(table.frozen_columns + 1)}{frozen + 1}"
    sheet.sheet_state = "hidden" if table.hidden else "visible"
    sheet.sheet_properties.tabColor = TABS[table.use]
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=not table.page_end)
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 100
    sheet.protection.sheet = table.use in (Use.COMPUTED, Use.GUIDE)
    sheet.protection.objects = bool(table.charts)  # they stay where they are
    sheet.protection.formatColumns = False  # widening a column stays allowed
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape"
    if table.page_end:  # Excel heeds no break where it fits to the page
        sheet.page_setup.scale = table.scale
        sheet.row_breaks.append(Break(id=table.page_end))
    else:
        sheet.page_setup.fitToHeight = 0
        sheet.print_title_rows = f"{header}:{header}"
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.7)
    footer = HeaderFooterItem()
    footer.left.text, footer.right.text = "&A", "Side &P af &N"
    sheet.HeaderFooter.oddFooter = footer


def _excel_table(table: Table, styles: Styles) -> ExcelTable:
    """The table over the sheet's cells, with its calculated columns and totals."""
    from openpyxl.worksheet.filters import AutoFilter
    from openpyxl.worksheet.table import Table as ExcelTable
    from openpyxl.worksheet.table import TableColumn, TableFormula, TableStyleInfo

    last = column_letters(len(table.columns))
    excel = ExcelTable(
        displayName=table.title,
        ref=f"A{table.header_row}:{last}{table.last_row + table.totals}",
        tableStyleInfo=TableStyleInfo(name="TableStyleLight1", showRowStripes=False),
    )
    if table.use in (Use.INPUT, Use.CONTROL):
        excel.autoFilter = AutoFilter(ref=f"A{table.header_row}:{last}{table.last_row}")
    if table.totals:
        excel.totalsRowCount = 1
    for number, column in enumerate(table.columns, 1):
        excel_column = TableColumn(id=number, name=column.heading)
        excel_column.headerRowCellStyle = styles.heading(column.use, column.entry)
        if not table.entries:
            excel_column.dataCellStyle = styles.of(column.use, column.entry)
        if column.formula:
            excel_column.calculatedColumnFormula = TableFormula(attr_text=column.formula)
        if column.total:
            excel_column.totalsRowFunction = "sum"
        elif table.totals and number == 1:
            excel_column.totalsRowLabel = TOTALS_LABEL
        excel.tableColumns.append(excel_column)
    return excel


def _validations(table: Table) -> Iterator[DataValidation]:
    """What may be typed where; down to the sheet's last row, so that new rows have it too."""
    first = table.header_row + 1
    for number, column in enumerate(table.columns, 1):
        letters = column_letters(number)
        if number == table.entered_column:
            for row, entry in enumerate(table.entries, first):
                title = str(table.rows[row - first][0])
                yield _validation(entry, title, f"{letters}{row}", f"{letters}{row}")
        elif column.entry.demand or column.entry.source or column.entry.about:
            cells = f"{letters}{first}:{letters}{LAST_ROW}"
            yield _validation(column.entry, column.heading, f"{letters}{first}", cells)


def _validation(entry: Entry, title: str, first: str, cells: str) -> DataValidation:
    """The validation of those cells; its formula is written for the first of them."""
    from openpyxl.worksheet.datavalidation import DataValidation

    demand = entry.demand
    if entry.source:
        message = f"Vælg på listen. Mangler værdien, så tilføj den på arket {entry.source.table}."
        demand = Demand("list", f"={entry.source.name}", message)
    validation = DataValidation(sqref=cells, allow_blank=True)
    if demand:
        validation.type = demand.type
        validation.formula1 = demand.formula.replace("{cell}", first).removeprefix("=")
        validation.operator = demand.operator
        validation.showErrorMessage = demand.strict
        validation.errorTitle = title[:_LONGEST_TITLE]
        validation.error = demand.message[:_LONGEST_ERROR]
    if entry.about:
        validation.showInputMessage = True
        validation.promptTitle = title[:_LONGEST_TITLE]
        validation.prompt = entry.about[:_LONGEST_PROMPT]
    return validation


def _define_lists(workbook: Workbook, tables: Sequence[Table]) -> None:
    """Name every list that a validation chooses from or that a table names itself."""
    from openpyxl.workbook.defined_name import DefinedName

    entries = [entry for table in tables for column in table.columns for entry in [column.entry]]
    entries += [entry for table in tables for entry in table.entries]
    lists = [entry.source for entry in entries if entry.source]
    lists += [Source(table.title, heading) for table in tables for heading in table.named]
    sources = {source.name: source for source in lists}
    for name, source in sorted(sources.items()):
        workbook.defined_names[name] = DefinedName(
            name, attr_text=f"{source.table}[{source.heading}]"
        )


def _text_cells(table: Table) -> str:
    """The table's columns of text, as a list of ranges."""
    letters = [
        column_letters(number)
        for number, column in enumerate(table.columns, 1)
        if column.entry.number_format == "@"
    ]
    first = table.header_row + 1
    return " ".join(f"{letter}{first}:{letter}{LAST_ROW}" for letter in letters)
