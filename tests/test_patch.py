"""Cells are changed in a saved workbook; everything else in it stays as it was, to the byte."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from digit_xl.book import author, disk, patch
from digit_xl.book.changes import Changes
from digit_xl.book.plan import Column, Entry, Formula, Properties, Table, Use

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEET, OTHER = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
FOREIGN = {
    "customXml/item1.xml": b"<?xml version='1.0'?>\n<own   spaced='yes'/>\n",
    "xl/threadedComments/threadedComment1.xml": b"<ThreadedComments xmlns='urn:x'/>",
    "xl/media/\xe6ble.bin".encode().decode(): bytes(range(256)) * 40,
}


def table(title: str, rows: list[list[object]]) -> Table:
    """A table with a column of amounts and one of formulas."""
    entry = Entry("beløb", "#,##0.00")
    columns = [Column("Beløb", 12, entry), Column("Dobbelt", 12, entry, Use.COMPUTED, "A2*2")]
    return Table(title, Use.INPUT, columns, rows)  # type: ignore[arg-type] # plain lists of cells


def workbook() -> bytes:
    """A workbook of two sheets, with parts that no library of ours knows."""
    rows = [[Decimal("1.25"), Formula("A2*2", Decimal("2.50"))]]
    plain = author.write(
        [table("Ark", rows), table("Andet", rows)], Properties("Prøve", "prøve", None)
    )
    target = _Unseekable()
    with (
        zipfile.ZipFile(io.BytesIO(plain)) as source,
        zipfile.ZipFile(target, "w") as archive,
    ):
        archive.comment = b"kept"
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (2019, 5, 10, 12, 30, 2))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, source.read(name))
        for name, content in FOREIGN.items():
            archive.writestr(zipfile.ZipInfo(name, (2001, 2, 3, 4, 5, 6)), content)
    return bytes(target.content)


class _Unseekable(io.RawIOBase):
    """A stream to write to, as a download is: zip entries get their sizes behind their content."""

    def __init__(self) -> None:
        self.content = bytearray()

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override] # bytes are all that is written
        """Keep the bytes."""
        self.content += content
        return len(content)


def entries(package: bytes) -> dict[str, tuple[object, ...]]:
    """Each entry's content and what the zip tells of it."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        return {
            entry.filename: (
                archive.read(entry),
                entry.date_time,
                entry.compress_type,
                entry.compress_size,
                entry.external_attr,
            )
            for entry in archive.infolist()
        }


def root(package: bytes, part: str) -> Element:
    """The XML of a part."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return etree.fromstring(archive.read(part))


def cell(package: bytes, part: str, address: str) -> Element:
    """The XML of a cell."""
    return next(
        found for found in root(package, part).iter(f"{MAIN}c") if found.get("r") == address
    )


def shown(book: bytes, address: str, value: patch.Shown) -> bytes:
    """The workbook whose formula there shows the value."""
    return patch.changed(book, Changes(shown={("Ark", address): value}))


@pytest.mark.parametrize(
    ("value", "kind", "written"),
    [
        (Decimal("-1541130.23"), None, ["-1541130.23"]),
        (7, None, ["7"]),
        ("æ & <b>", "str", ["æ & <b>"]),
        ("a\x00_x000D_", "str", ["a_x005F_x000D_"]),
        ("", "str", [None]),
        (None, None, []),
    ],
)
def test_a_formula_shows_the_value(
    value: patch.Shown, kind: str | None, written: list[str | None]
) -> None:
    changed = cell(shown(workbook(), "B2", value), SHEET, "B2")
    assert changed.get("t") == kind
    assert (changed[0].tag, changed[0].text) == (f"{MAIN}f", "A2*2")
    assert [(part.tag, part.text) for part in changed if part is not changed[0]] == [
        (f"{MAIN}v", v) for v in written
    ]


def test_a_value_gives_way_to_the_next_of_another_type() -> None:
    once = shown(workbook(), "B2", "tekst")
    twice = shown(once, "B2", Decimal("3.00"))
    assert disk.read(twice, ["Ark"])["Ark"].cell(2, 2) == 3.0


def test_all_other_parts_stay_byte_for_byte() -> None:
    before = workbook()
    with zipfile.ZipFile(io.BytesIO(before)) as archive:
        assert all(entry.flag_bits & 0x08 for entry in archive.infolist())  # the hard case
    after = shown(before, "B2", Decimal("9.99"))
    old, new = entries(before), entries(after)
    assert list(new) == list(old)
    assert {name for name in old if old[name] != new[name]} == {SHEET}
    assert new[SHEET][1:3] == old[SHEET][1:3]
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        assert archive.comment == b"kept"
        assert all(archive.read(name) == content for name, content in FOREIGN.items())


def test_the_other_cells_of_the_sheet_stay() -> None:
    before, after = workbook(), shown(workbook(), "B2", Decimal("9.99"))
    for address in ("A1", "B1", "A2"):
        old, new = (etree.tostring(cell(book, SHEET, address)) for book in (before, after))
        assert old == new


@pytest.mark.parametrize("address", ["A2", "C9"])
def test_a_cell_without_a_formula_keeps_what_it_holds(address: str) -> None:
    before, after = (
        disk.read(book, ["Ark"])["Ark"].rows for book in (workbook(), shown(workbook(), address, 1))
    )
    assert before == after


def test_a_new_workbook_is_the_same_whenever_it_is_finished() -> None:
    finished = patch.finished(workbook(), {}, {}, dt.date(2020, 5, 10))
    again = patch.finished(finished, {}, {}, dt.date(2020, 5, 10))
    assert finished == again
    assert {entry[1] for entry in entries(finished).values()} == {(1980, 1, 1, 0, 0, 0)}
    assert next(iter(entries(finished))) == "[Content_Types].xml"


@pytest.mark.parametrize(
    ("written", "told"),
    [(dt.date(2020, 5, 10), ["2020-05-10T00:00:00Z"] * 2), (None, [])],
)
def test_a_new_workbook_tells_its_day_or_none(written: dt.date | None, told: list[str]) -> None:
    plan = [table("Ark", [])]
    book = author.write(plan, Properties("Prøve", "prøve", written))
    core = root(book, "docProps/core.xml")
    assert [moment.text for moment in core if "terms" in str(moment.tag)] == told


def test_fonts_are_in_the_order_of_the_schema() -> None:
    styles = root(workbook(), "xl/styles.xml")
    orders = [[etree.QName(part).localname for part in font] for font in styles.iter(f"{MAIN}font")]
    assert ["b", "sz", "color", "name"] in [order[:4] for order in orders]
    assert not any("name" in order[:1] for order in orders)
