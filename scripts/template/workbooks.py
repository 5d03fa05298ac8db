"""The workbook behind a chart: one sheet with one table, as Word makes it for a new chart.

Names are those of SpreadsheetML (ECMA-376 part 1, section 18).
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CORNER = "Post"
AMOUNT = 4  # Excel's own number for the format `#,##0.00` (18.8.30)

_FIXED = {
    "[Content_Types].xml": f"""<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"
 ContentType="application/xml"/><Override PartName="/xl/workbook.xml"
 ContentType="{_KIND}sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml"
 ContentType="{_KIND}worksheet+xml"/><Override PartName="/xl/tables/table1.xml"
 ContentType="{_KIND}table+xml"/><Override PartName="/xl/styles.xml"
 ContentType="{_KIND}styles+xml"/></Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"
 Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>""",
    "xl/_rels/workbook.xml.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships"><Relationship
 Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2"
 Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>""",
    "xl/worksheets/_rels/sheet1.xml.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships"
><Relationship Id="rId1" Type="{_OFFICE}/table" Target="../tables/table1.xml"/></Relationships>""",
    "xl/styles.xml": f"""<styleSheet {_MAIN}><fonts count="2"><font><sz val="10"/><name val="Arial"
/></font><font><b/><sz val="10"/><name val="Arial"/></font></fonts><fills count="2"><fill
><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills
><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders
><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0"/><xf fontId="1"
 applyFont="1" xfId="0"/><xf numFmtId="{AMOUNT}" applyNumberFormat="1" xfId="0"/></cellXfs
><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles
></styleSheet>""",
}
_PLAIN, _BOLD, _NUMBER = 0, 1, 2  # the positions in cellXfs above


def workbook(title: str, categories: Sequence[str], series: Mapping[str, Sequence[int]]) -> bytes:
    """A workbook whose sheet has a column of categories and one for each series."""
    area = f"A1:{'ABCDE'[len(series)]}{1 + len(categories)}"
    parts = {
        **_FIXED,
        "xl/workbook.xml": f"""<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets><sheet name="{title}"
 sheetId="1" r:id="rId1"/></sheets></workbook>""",
        "xl/worksheets/sheet1.xml": _sheet(area, categories, series),
        "xl/tables/table1.xml": _table(area, (CORNER, *series)),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), _DECLARED + part)
    return buffer.getvalue()


def _sheet(area: str, categories: Sequence[str], series: Mapping[str, Sequence[int]]) -> str:
    rows = [_row(1, [(name, _BOLD) for name in (CORNER, *series)])]
    for number, (category, *values) in enumerate(zip(categories, *series.values(), strict=True), 2):
        rows.append(_row(number, [(category, _PLAIN), *((amount, _NUMBER) for amount in values)]))
    return f"""<worksheet {_MAIN} xmlns:r="{_OFFICE}"><dimension ref="{area}"/><sheetFormatPr
 defaultRowHeight="14"/><cols><col min="1" max="1" width="34" customWidth="1"/><col min="2"
 max="5" width="16" customWidth="1"/></cols><sheetData>{"".join(rows)}</sheetData><tableParts
 count="1"><tablePart r:id="rId1"/></tableParts></worksheet>"""


def _row(number: int, cells: Sequence[tuple[str | int, int]]) -> str:
    made = [
        f'<c r="{letter}{number}" s="{look}"><v>{held}</v></c>'
        if isinstance(held, int)
        else f'<c r="{letter}{number}" s="{look}" t="inlineStr"><is><t>{held}</t></is></c>'
        for letter, (held, look) in zip("ABCDE", cells, strict=False)
    ]
    return f'<row r="{number}">{"".join(made)}</row>'


def _table(area: str, columns: Sequence[str]) -> str:
    listed = [f'<tableColumn id="{at}" name="{name}"/>' for at, name in enumerate(columns, 1)]
    return f"""<table {_MAIN} id="1" name="Tal" displayName="Tal" ref="{area}" totalsRowShown="0"
><tableColumns count="{len(listed)}">{"".join(listed)}</tableColumns><tableStyleInfo
 name="TableStyleLight1" showFirstColumn="0" showLastColumn="0" showRowStripes="0"
 showColumnStripes="0"/></table>"""
