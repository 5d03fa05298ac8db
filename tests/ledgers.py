"""The 2019 register with a ledger of any size, written as Excel writes one."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

REGISTER = Path(__file__).parents[1] / "workbooks" / "digit-2019.xlsx"
_DAY_ONE = 43466  # 1 January 2019 as Excel counts days


def _part() -> tuple[str, str, list[str]]:
    """The parts of the sheet Posteringer and of its table, and the styles of its columns."""
    with zipfile.ZipFile(REGISTER) as package:
        titles = re.findall(r'<sheet [^>]*name="([^"]*)"', package.read("xl/workbook.xml").decode())
        number = titles.index("Posteringer") + 1
        sheet, table = f"xl/worksheets/sheet{number}.xml", f"xl/tables/table{number}.xml"
        styles = re.findall(r'<c r="[A-F]2" s="(\d+)"', package.read(sheet).decode())
    return sheet, table, styles


_SHEET, _TABLE, _STYLES = _part()
TEXT, AMOUNT = f's="{_STYLES[1]}"', f's="{_STYLES[5]}"'
# The styles of the first row's cells: date, text, whole number, key, text, amount.
_ROW = (
    f'<row r="{{0}}"><c r="A{{0}}" s="{_STYLES[0]}"><v>{{1}}</v></c>'
    f'<c r="B{{0}}" {TEXT} t="inlineStr"><is><t>B{{0}}</t></is></c>'
    f'<c r="C{{0}}" s="{_STYLES[2]}"><v>{{2}}</v></c>'
    f'<c r="D{{0}}" s="{_STYLES[3]}" t="inlineStr"><is><t>ESDH</t></is></c>'
    f'<c r="E{{0}}" {TEXT} t="inlineStr"><is><t>Arbejde &amp; møder</t></is></c>'
    f'<c r="F{{0}}" {AMOUNT}>{{3}}</c></row>'
)


def rows(count: int) -> Iterable[str]:
    """So many postings on ESDH's account, a krone and a quarter each."""
    for row in range(2, 2 + count):
        yield _ROW.format(row, _DAY_ONE + row % 365, 10, "<v>1.25</v>")


def row(
    number: int, *, day: str = "43466", account: str = "10", amount: str = "<v>1.25</v>"
) -> str:
    """One posting as XML; `amount` is what stands within its cell."""
    return _ROW.format(number, day, account, amount)


def register(postings: Iterable[str], count: int) -> bytes:
    """The workbook with those rows on Posteringer, its table stretched over them."""
    output = io.BytesIO()
    with zipfile.ZipFile(REGISTER) as source, zipfile.ZipFile(output, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == _SHEET:
                before, _, rest = content.decode().partition('<row r="2"')
                after = rest[rest.index("</row>") + len("</row>") :]
                content = (before + "".join(postings) + after).encode()
            if name == _TABLE:
                content = content.replace(b"A1:F2", f"A1:F{count + 1}".encode())
            target.writestr(name, content, zipfile.ZIP_DEFLATED, compresslevel=1)
    return output.getvalue()
