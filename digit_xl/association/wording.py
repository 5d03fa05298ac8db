"""What a workbook calls the tables, columns and fields that a formula names.

A heading is found whatever its case and its spaces, but Excel knows a column by its very heading,
and `MATCH` a field by its very name. So formulas, which are made of the titles that the sheets
declare, are put into the workbook's own words before they are written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digit_xl.headings import extent_of, field_columns
from digit_xl.schema import FIELD_HEADINGS, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from digit_xl.book.grid import Grid
    from digit_xl.register import Register
    from digit_xl.schema import Reading, Sheet

# A field's name before the column in which it is looked up; a column, of the same row or whole.
_FIELD = r'MATCH\("(?P<field>[^"]*)",(?=(?P<of>\w+)\[)'
_COLUMN = r"(?P<table>\w+)\[(?:\[#This Row\],\[(?P<here>[^\[\]]+)\]|(?P<whole>[^\[\]]+))\]"
_NAMED = re.compile(f"{_FIELD}|{_COLUMN}")
_PLAIN = re.compile(r"\w+(?: \w+)*")
# A heading between brackets, as a file or Excel tells it, in which `'` escapes.
_HEADING = r"((?:'.|[^\[\]'])+)"
_KEPT = re.compile(r'(\[[^\[\]]*\]|"[^"]*")')


@dataclass(frozen=True)
class Wording:
    """The tables' names by the titles of their sheets; headings and names of fields by both."""

    tables: Mapping[str, str]
    headings: Mapping[tuple[str, str], str]
    fields: Mapping[tuple[str, str], str]

    def formula(self, text: str) -> str:
        """The formula in the workbook's words, none of which it lacks."""
        return _NAMED.sub(self._word, text)

    def lacking(self, text: str) -> list[tuple[str, str, str]]:
        """What the formula names and the workbook lacks: the sheet's title, the kind, the title.

        Of a sheet without a table that is all there is to tell, with no title.
        """
        return [*dict.fromkeys(self._lacking(text))]

    def _lacking(self, text: str) -> Iterator[tuple[str, str, str]]:
        for found in _NAMED.finditer(text):
            sheet, title = found["table"] or found["of"], found["here"] or found["whole"]
            if sheet not in self.tables:
                yield sheet, "table", ""
            elif found["field"] and (sheet, found["field"]) not in self.fields:
                yield sheet, "field", found["field"]
            elif title and (sheet, title) not in self.headings:
                yield sheet, "column", title

    def _word(self, found: re.Match[str]) -> str:
        if field := found["field"]:
            name = re.sub(r"[~*?]", r"~\g<0>", self.fields[found["of"], field])
            return 'MATCH("{}",'.format(name.replace('"', '""'))
        sheet, title = found["table"], found["here"] or found["whole"]
        heading = self.headings[sheet, title]
        name = re.sub(r"['\[\]#]", r"'\g<0>", heading)
        if found["here"]:
            return f"{self.tables[sheet]}[[#This Row],[{name}]]"
        return self.tables[sheet] + (f"[{name}]" if _PLAIN.fullmatch(heading) else f"[[{name}]]")


def wording(sheets: Mapping[str, Grid], register: Register) -> Wording:
    """What the workbook that these are the sheets of calls its tables, columns and fields."""
    tables: dict[str, str] = {}
    headings: dict[tuple[str, str], str] = {}
    fields: dict[tuple[str, str], str] = {}
    for sheet, reading in register.readings.items():
        grid = sheets.get(sheet.title)
        if grid is None or grid.table is None:
            continue
        tables[sheet.title] = grid.table.name
        names, first = grid.table.headings, grid.table.first_column
        there = _fields if sheet.role is Role.FIELDS else _columns
        for title, column in there(sheet, grid, reading).items():
            headings[sheet.title, title] = names[column - first]
        fields |= _labels(sheet, grid, reading)
    return Wording(tables, headings, fields)


def _columns(sheet: type[Sheet], _grid: Grid, reading: Reading) -> dict[str, int]:
    """Where the columns stand, by their titles."""
    there = reading.layout.columns
    return {column.title: there[column.name] for column in sheet.columns if column.name in there}


def _fields(sheet: type[Sheet], grid: Grid, _reading: Reading) -> dict[str, int]:
    """The same of a vertical sheet."""
    return dict(zip(FIELD_HEADINGS, field_columns(grid, extent_of(sheet, grid)), strict=True))


def _labels(sheet: type[Sheet], grid: Grid, reading: Reading) -> dict[tuple[str, str], str]:
    """What a vertical sheet calls its fields."""
    rows = reading.layout.fields
    if not rows:
        return {}
    titles, _ = field_columns(grid, extent_of(sheet, grid))
    return {
        (sheet.title, column.title): str(grid.cell(rows[column.name], titles))
        for column in sheet.columns
        if column.name in rows
    }


def canonical(formula: str, table: str) -> str:
    """The formula of a cell in that table as it is compared with another.

    Excel writes the same column in several ways, takes a heading in any case, and spaces freely
    wherever they do not belong to a heading or a text.
    """
    name = rf"(?:\b{re.escape(table)})?"
    text = re.sub(rf"{name}\[\s*\[#This Row\]\s*,\s*\[{_HEADING}\]\s*\]", r"[@\1]", formula)
    text = re.sub(rf"{name}\[@\[{_HEADING}\]\]", r"[@\1]", text)
    text = re.sub(rf"{name}\[@{_HEADING}\]", r"[@\1]", text)
    text = re.sub(rf"\[\[{_HEADING}\]\]", r"[\1]", text)
    parts = _KEPT.split(text)
    parts[::2] = [re.sub(r"\s", "", part) for part in parts[::2]]
    return "".join(parts).casefold()
