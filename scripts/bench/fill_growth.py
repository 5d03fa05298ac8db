"""Prints how the time of filling a Word table grows from 5,000 to 50,000 rows.

Run as `python scripts/bench/fill_growth.py`. The floor is what nothing can be much faster than: the
template's row copied with lxml alone and its texts put in, no key, number or lock with it.
"""

from __future__ import annotations

import datetime as dt
import gc
import sys
import time
import zipfile
from copy import deepcopy
from decimal import Decimal
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from docx import Document
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from digit_xl import danish  # noqa: E402 - found below the folder that was just named
from digit_xl.facts import Fact, Record, Records  # noqa: E402 - as above
from digit_xl.word import wml  # noqa: E402 - as above
from digit_xl.word.fill import Properties, fill  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable

    from digit_xl.facts import Value
    from digit_xl.word.wml import Element

COLUMNS = ("bilag", "navn", "kommune", "beløb")
SIZES = (5_000, 50_000)
TRIES = 3
BOUND = 12.0  # how many times 5,000 rows the ten times as many may take
PROPERTIES = Properties("Prøve", "Prøve", "Prøve", dt.date(2020, 5, 10))


def main() -> int:
    """Print the seconds, their growth and the floor; 1 when the growth is beyond the bound."""
    form = template()
    taken = {}
    for rows in SIZES:
        records = _records(rows)
        taken[rows] = _best(partial(fill, form, {"post": records}, PROPERTIES))
        floor = _best(partial(_copied, form, records))
        print(
            f"{rows:>7,} rows  fill {taken[rows]:6.2f} s  copied by lxml {floor:6.2f} s"
            f"  {taken[rows] / floor:4.2f}×"
        )
    growth = taken[SIZES[1]] / taken[SIZES[0]]
    print(f"growth {growth:.1f}× for 10× the rows (bound {BOUND:.0f}×)")
    return int(growth > BOUND)


def _best(work: Callable[[], bytes]) -> float:
    seconds = []
    for _ in range(TRIES):
        gc.collect()  # what an earlier try left is not this one's work
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


def _records(rows: int) -> Records:
    def item(row: int) -> Record:
        values: tuple[Value, ...] = (row, f"Navn & <{row}>", "Køge", Decimal(row) / 100)
        facts = {name: Fact(value) for name, value in zip(COLUMNS, values, strict=True)}
        return Record(str(row), facts)

    return Records(tuple(map(item, range(rows))), dict.fromkeys(COLUMNS))


def template() -> bytes:
    """A document with a table of one row, which is repeated."""
    document = Document()
    cells = [
        wml.element("tc", wml.element("p", _control(f"dx:{name}", wml.run(name))))
        for name in COLUMNS
    ]
    item = _control("", wml.element("tr", *cells), f"{{{wml.W15}}}repeatingSectionItem")
    section = _control("dx:post", item, f"{{{wml.W15}}}repeatingSection")
    grid = wml.element("tblGrid", *(wml.element("gridCol", w=2000) for _ in COLUMNS))
    table = wml.element("tbl", wml.element("tblPr"), grid, section)
    document.element.body.insert(0, table)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _control(tag: str, content: Element, kind: str = "") -> Element:
    properties = wml.element("sdtPr", *([wml.val("tag", tag)] if tag else []))
    if kind:
        etree.SubElement(properties, kind)
    return wml.element("sdt", properties, wml.element("sdtContent", content))


def _copied(template: bytes, records: Records) -> bytes:
    """The table with a row for each record, by nothing but copying."""
    content = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(template)) as source,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            target.writestr(
                name, _with_rows(part, records) if name == "word/document.xml" else part
            )
    return content.getvalue()


def _with_rows(part: bytes, records: Records) -> bytes:
    root = etree.fromstring(part)
    items = next(root.iter(wml.SDT_CONTENT))
    pattern = items[0]
    items.remove(pattern)
    for record in records.items:
        item = deepcopy(pattern)
        for words, fact in zip(item.iter(wml.T), record.facts.values(), strict=True):
            words.text = danish.text(fact.value)  # type: ignore[union-attr] # all are facts here
        items.append(item)
    return etree.tostring(root, encoding="UTF-8", standalone=True)


if __name__ == "__main__":
    sys.exit(main())
