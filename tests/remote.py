"""Excel's double: an openpyxl workbook that xlwings' remote engine takes for an open one.

The values are handed over as pywin32 or appscript would (their own types, not those of JSON). The
engine queues what it is told to write; `Excel.saved` carries that out as Excel would.
"""

from __future__ import annotations

import datetime as dt
import io
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
import xlwings
from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from queued import carry_out, corners
from xlwings.pro import _xlremote

from digit_xl.book import native
from digit_xl.findings import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

ERRORS = {
    "#NULL!": (2000, "#NUL!"),
    "#DIV/0!": (2007, "#DIVISION/0!"),
    "#VALUE!": (2015, "#VÆRDI!"),
    "#REF!": (2023, "#REFERENCE!"),
    "#NAME?": (2029, "#NAVN?"),
    "#NUM!": (2036, "#NUM!"),
    "#N/A": (2042, "#I/T"),
}
_VISIBLE = {"visible": -1, "hidden": 0, "veryHidden": 2}
_ZONE = dt.UTC  # pywin32 gives every moment one
_MISSING = object()  # appscript's k.missing_value


class Native(dict[str, Any]):
    """A dictionary of the engine that also answers as Excel's own object does."""


@dataclass
class Excel:
    """An open workbook, and how often its cells and its filters were asked for."""

    workbook: Workbook
    book: xlwings.Book
    reads: list[str] = field(default_factory=list)
    filters: list[str] = field(default_factory=list)

    def saved(self) -> bytes:
        """The workbook after all that was written to it, saved."""
        carry_out(self.workbook, self.book.json()["actions"])
        self.book.json()["actions"].clear()
        content = io.BytesIO()
        self.workbook.save(content)
        return content.getvalue()

    @property
    def asked(self) -> list[str]:
        """What the engine was told to do, in its own words."""
        return [action["func"] for action in self.book.json()["actions"]]


@contextmanager
def opened(
    content: bytes, *, name: str = "register.xlsx", macos: bool = False, place: str = ""
) -> Iterator[Excel]:
    """The workbook as it is open in Excel, of Windows or of macOS, at that place."""
    workbook = load_workbook(io.BytesIO(content))
    shown = load_workbook(io.BytesIO(content), data_only=True)
    told = _payload(workbook, shown, macos=macos)
    told["book"]["name"] = name
    full_name = place or name
    _answering(told, macos, FullName=full_name, ProtectStructure=_structure(workbook))
    _answer_titles(told, workbook.sheetnames, macos=macos)
    vars(workbook)["fills_columns"] = True
    excel = Excel(workbook, xlwings.Book(json=told))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(native, "MACOS", macos)
        patch.setattr(xlwings.engines, "active", xlwings.engines["remote"])
        _teach(patch, excel)
        yield excel


def _structure(workbook: Workbook) -> bool:
    return bool(workbook.security and workbook.security.lockStructure)


def _answering(one: Native, macos: bool, /, **answers: object) -> None:  # noqa: FBT001 - one place
    """Let the object answer as COM's does, or as AppleScript's."""
    names = {
        "FullName": "full_name",
        "ProtectStructure": "protect_structure",
        "ProtectContents": "protect_contents",
    }
    for name, answer in answers.items():
        if macos:
            setattr(one, names[name], SimpleNamespace(get=lambda answer=answer: answer))
        else:
            setattr(one, name, answer)


def _answer_titles(book: Native, titles: list[str], *, macos: bool) -> None:
    """Let the workbook tell the titles of all its sheets."""
    sheets = [SimpleNamespace(Name=title) for title in titles]
    name = SimpleNamespace(get=lambda: titles)
    setattr(book, *("sheets", SimpleNamespace(name=name)) if macos else ("Sheets", sheets))


def _payload(workbook: Workbook, shown: Workbook, *, macos: bool) -> Native:
    days = dt.date(1904, 1, 1) if workbook.epoch == CALENDAR_MAC_1904 else dt.date(1899, 12, 30)
    sheets = []
    for sheet in workbook.worksheets:
        told = Native(_sheet(sheet, shown[sheet.title], days, macos=macos))
        _answering(told, macos, ProtectContents=sheet.protection.sheet)
        vars(told)["Visible"] = _VISIBLE[sheet.sheet_state]
        sheets.append(told)
    names = [_name(name, one.attr_text) for name, one in workbook.defined_names.items()]
    for at, sheet in enumerate(workbook.worksheets):
        names += [_name(name, one.attr_text, at) for name, one in sheet.defined_names.items()]
    book = {
        "active_sheet_index": workbook.index(workbook.active),  # type: ignore[arg-type] # it has one
        "selection": "A1",
        "calculation": "Automatic",
    }
    version = xlwings.__version__
    return Native(client="Office.js", version=version, book=book, names=names, sheets=sheets)


def _name(name: str, refers_to: str | None, sheet: int | None = None) -> dict[str, object]:
    """What a name means, in the whole workbook or on that sheet."""
    return {
        "name": name,
        "refers_to": f"={refers_to}",
        **dict.fromkeys(("sheet_index", "address")),
        "scope_sheet_name": None if sheet is None else "Ark",
        "scope_sheet_index": sheet,
        "book_scope": sheet is None,
    }


def _sheet(sheet: Worksheet, shown: Worksheet, days: dt.date, *, macos: bool) -> dict[str, Any]:
    rows = list(shown.iter_rows(1, shown.max_row, 1, shown.max_column))
    raw = _on_macos if macos else _on_windows
    used = sheet.calculate_dimension() if any(sheet.iter_rows()) else None
    errors = {(cell.row, cell.column): cell.value for row in rows for cell in row if _wrong(cell)}
    return {
        "name": sheet.title,
        "visibility": "Visible" if sheet.sheet_state == "visible" else "Hidden",
        "values": [[raw(cell, days) for cell in row] for row in rows],
        "errors": errors,
        "formulas": {
            (cell.row, cell.column): str(getattr(cell.value, "text", cell.value))
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        },
        "formats": {
            (cell.row, cell.column): cell.number_format for row in sheet.iter_rows() for cell in row
        },
        "tables": [_table(table) for table in sheet.tables.values()],
        "used_range_address": used,
        **{kind: [] for kind in ("pictures", "shapes", "charts", "notes", "pivot_tables")},
        "print_area": None,
        "show_gridlines": True,
    }


def _table(table: Any) -> dict[str, Any]:  # noqa: ANN401 - openpyxl's types know less
    left, top, right, bottom = corners(table.ref)
    totals = table.totalsRowCount or 0

    def rows(first: int, last: int) -> str:
        return f"{column_letters(left)}{first}:{column_letters(right)}{last}"

    return {
        "name": table.displayName,
        "range_address": table.ref,
        "header_row_range_address": rows(top, top),
        "data_body_range_address": rows(top + 1, bottom - totals),
        "total_row_range_address": rows(bottom, bottom) if totals else None,
        "show_headers": table.headerRowCount != 0,
        "show_totals": bool(totals),
        "table_style": "",
        "show_autofilter": table.autoFilter is not None,
        "filtered": bool(table.autoFilter and table.autoFilter.filterColumn),
    }


def _wrong(cell: Any) -> bool:  # noqa: ANN401 - openpyxl's types know less
    return bool(cell.data_type == "e")


def _on_windows(cell: Any, days: dt.date) -> object:  # noqa: ANN401 - as above
    """The cell's value as pywin32 gives it."""
    if _wrong(cell):
        return ERRORS[cell.value][0] - 0x7FF60000
    if type(cell.value) in (int, float) and "kr" in cell.number_format:
        return Decimal(repr(float(cell.value))).quantize(Decimal("0.0001"))
    value = _moment(cell.value, days)
    return value.replace(tzinfo=_ZONE) if isinstance(value, dt.datetime) else value


def _on_macos(cell: Any, days: dt.date) -> object:  # noqa: ANN401 - as above
    """The cell's value as appscript gives it."""
    return _MISSING if _wrong(cell) or cell.value is None else _moment(cell.value, days)


def _moment(value: object, days: dt.date) -> object:
    """The value with its time as a moment, and its number as a float."""
    match value:
        case bool():
            return value
        case int():
            return float(value)
        case dt.timedelta():
            return dt.datetime.combine(days, dt.time()) + value
        case dt.time():
            return dt.datetime.combine(days, value)
    return value


def _teach(patch: pytest.MonkeyPatch, excel: Excel) -> None:
    """Teach the engine what Excel can and it cannot: formulas, formats, filters, errors."""
    cells: Any = _xlremote.Range
    values = cells.raw_value

    def raw_value(self: Any) -> object:  # noqa: ANN401 - the engine's own
        excel.reads.append(f"{self.sheet.name}!{self.address}")
        answer = values.fget(self)
        return answer if self.arg2 else answer[0][0]

    def formula(self: Any) -> object:  # noqa: ANN401 - the engine's own
        there = self.sheet.api["formulas"]
        excel.reads.append(f"{self.sheet.name}!{self.address}=")
        texts = tuple(
            tuple(there.get((row, column)) or _constant(self, row, column) for column in columns)
            for row, columns in _places(self)
        )
        return texts if self.arg2 else texts[0][0]

    def merge_cells(self: Any) -> bool | None:  # noqa: ANN401 - the engine's own
        excel.reads.append(f"{self.sheet.name}!{self.address}?")
        merged = excel.workbook[self.sheet.name].merged_cells
        cells = [(row, column) for row, columns in _places(self) for column in columns]
        within = {
            any(
                one.min_row <= row <= one.max_row and one.min_col <= at <= one.max_col
                for one in merged
            )
            for row, at in cells
        }
        return within.pop() if len(within) == 1 else None

    def number_format(self: Any) -> str | None:  # noqa: ANN401 - the engine's own
        rows = range(self.row, self.row + self.shape[0])
        formats = {self.sheet.api.get("formats", {}).get((row, self.column)) for row in rows}
        return formats.pop() or "General" if len(formats) == 1 else None

    def criteria(self: Any) -> list[dict[str, str]]:  # noqa: ANN401 - the engine's own
        table = self.parent.sheet.api["tables"][self.table_index]
        excel.filters.append(table["name"])
        return [{"type": "values" if table.get("filtered") else "none"}]

    def special(self: Any, kind: str, _: str) -> list[_Area]:  # noqa: ANN401 - the engine's own
        formulas = self.sheet.api["formulas"]
        return [
            _Area(self.sheet, place)  # type: ignore[no-untyped-call] # as all of the engine
            for place in self.sheet.api["errors"]
            if (place in formulas) == (kind == "formulas")
        ]

    patch.setattr(cells, "raw_value", property(raw_value, values.fset))
    patch.setattr(cells, "formula", property(formula, cells.formula.fset))
    patch.setattr(cells, "number_format", property(number_format, cells.number_format.fset))
    patch.setattr(cells, "get_special_cells", special)

    def merge_area(self: Any) -> object:  # noqa: ANN401 - the engine's own
        merged = excel.workbook[self.sheet.name].merged_cells
        address = f"{column_letters(self.column)}{self.row}"
        return self.sheet.range(next(str(one) for one in merged if address in one))

    patch.setattr(cells, "merge_cells", property(merge_cells))
    patch.setattr(cells, "merge_area", property(merge_area))
    patch.setattr(_xlremote.AutoFilter, "criteria", property(criteria))
    patch.setattr(_xlremote.App, "api", _Habits(excel.book), raising=False)
    _teach_structure(patch)


def _teach_structure(patch: pytest.MonkeyPatch) -> None:
    """Teach the engine to add sheets as Excel does, and where a table is after it was changed."""
    table, tables = cast("Any", _xlremote.Table), cast("Any", _xlremote.Tables)
    resize, show_totals, add_table = table.resize, table.show_totals, tables.add

    def add(self: Any, _before: object, after: Any, _name: object) -> object:  # noqa: ANN401 - the engine's own
        at, name = after.index, f"Ark{len(self) + 1}"
        told = Native(name=name, visibility="Visible", values=[[]], tables=[], formulas={})
        vars(told)["Visible"] = _VISIBLE["visible"]
        self.book.append_json_action(func="addSheet", args=[at, name])
        self.api.insert(at, told)
        added = _xlremote.Sheet(api=told, sheets=self, index=at + 1)  # type: ignore[no-untyped-call] # as all of the engine
        added.activate()  # type: ignore[no-untyped-call] # as above
        return added

    def added_table(self: Any, **how: object) -> object:  # noqa: ANN401 - the engine's own
        added = add_table(self, **how)
        self.append_json_action(func="askTableName")  # as on macOS, and it may be rejected
        return added

    def resized(self: Any, cells: Any) -> None:  # noqa: ANN401 - the engine's own
        resize(self, cells)
        self.api["range_address"] = cells.address.replace("$", "")

    def shown(self: Any, value: object) -> None:  # noqa: ANN401 - the engine's own
        left, top, right, bottom = corners(self.api["range_address"])
        bottom += bool(value) - bool(self.api["show_totals"])
        show_totals.fset(self, value)
        ref = f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"
        self.api["range_address"] = ref

    patch.setattr(_xlremote.Sheets, "add", add)
    patch.setattr(tables, "add", added_table)
    patch.setattr(table, "resize", resized)
    patch.setattr(table, "show_totals", property(show_totals.fget, shown))


class _Habits:
    """Whether Excel fills a table's column with the formula of one cell, on either system."""

    def __init__(self, book: xlwings.Book) -> None:
        self._book, self._fills = book, True
        self.AutoCorrect = self
        self.autocorrect_object = SimpleNamespace(Automatically_fill_formulas=self)

    @property
    def AutoFillFormulasInLists(self) -> bool:  # noqa: N802 - as Excel calls it
        """Ask for the habit on Windows."""
        return self._fills

    @AutoFillFormulasInLists.setter
    def AutoFillFormulasInLists(self, fills: bool) -> None:  # noqa: N802 - as above
        self.set(fills)

    def get(self) -> bool:
        """Ask for the habit on macOS."""
        return self._fills

    def set(self, fills: bool) -> None:  # noqa: FBT001 - as appscript calls it
        """Set the habit on macOS."""
        self._book.impl.append_json_action(func="setFillsColumns", args=[fills])
        self._fills = fills


def _places(cells: Any) -> Iterator[tuple[int, range]]:  # noqa: ANN401 - the engine's own
    """The rows of the cells, each with its columns."""
    for row in range(cells.row, cells.row + cells.shape[0]):
        yield row, range(cells.column, cells.column + cells.shape[1])


def _constant(cells: Any, row: int, column: int) -> object:  # noqa: ANN401 - the engine's own
    values = cells.sheet.api["values"]
    there = row <= len(values) and column <= len(values[row - 1])
    value = values[row - 1][column - 1] if there else ""
    return "" if value in (None, _MISSING) else value


class _Area(_xlremote.Range):
    """Cells that hold an error, as macOS shows them."""

    @property
    def api(self) -> SimpleNamespace:
        """What appscript would tell of them."""
        shown = ERRORS[self.sheet.api["errors"][self.arg1]][1]
        return SimpleNamespace(string_value=SimpleNamespace(get=lambda: shown))
