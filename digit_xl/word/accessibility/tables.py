"""Rules on tables: a listener hears each cell with the title of its column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl.findings import Severity
from digit_xl.word import wml
from digit_xl.word.accessibility.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digit_xl.word.accessibility.check import Broken
    from digit_xl.word.accessibility.reading import Document, Table
    from digit_xl.word.wml import Element

_ROW = "Tabelegenskaber › Række"


def _tabular(document: Document) -> Iterator[Table]:
    """The tables that have columns and rows to keep apart: not one row, not one column alone."""
    for table in document.tables:
        if len(table.rows) > 1 and any(_columns(row) > 1 for row in table.rows):
            yield table


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if child.tag == wml.TC:
            yield child
        elif child.tag == wml.SDT and (content := child.find(wml.SDT_CONTENT)) is not None:
            yield from _cells(content)


def _columns(row: Element) -> int:
    return sum(1 for _ in _cells(row))


def _header(table: Table) -> list[Element]:
    """The rows at the top that are marked as headers; Word heeds no others (17.4.49)."""
    rows = []
    for row in table.rows:
        if not wml.is_header(row):
            break
        rows.append(row)
    return rows


@rule("TIL-10", Severity.ERROR, "En tabels første række er markeret som overskriftsrække.")
def no_header_row(document: Document) -> Broken:
    """A table without a marked header row (WCAG 1.3.1, EN 301 549 10.1.3.1, PDF/UA 7.5)."""
    for table in _tabular(document):
        header = _header(table)
        if not header:
            yield (
                table,
                "Tabellens første række er ikke markeret som overskriftsrække. Stil markøren i "
                f"den, og sæt hak i »Gentag som overskriftsrække« under {_ROW}.",
            )
        elif not any(wml.shown(row) for row in header):
            yield table, "Tabellens overskriftsrække er tom. Skriv kolonnernes titler i den."


@rule("TIL-11", Severity.REMARK, "En tabels rækker deles ikke over to sider.")
def row_breaks_over_pages(document: Document) -> Broken:
    """A row that may begin on one page and end on the next: hard to follow when enlarged."""
    for table in _tabular(document):
        if not all(_holds_together(row) for row in table.rows):
            yield (
                table,
                "En række i tabellen kan blive delt over to sider. Markér tabellen, og fjern "
                f"hakket i, at rækker må deles, under {_ROW}.",
            )


def _holds_together(row: Element) -> bool:
    return wml.is_on(row.find(f"{wml.TR_PR}/{wml.w('cantSplit')}"))


@rule("TIL-12", Severity.WARNING, "Ingen tabel står i en anden tabel.")
def table_in_table(document: Document) -> Broken:
    """A table within a table (WCAG 1.3.2): its place in the order of reading is hard to hear."""
    for table in document.tables:
        if table.nested:
            yield (
                table,
                "Tabellen står inde i en anden tabel, og så er rækkefølgen svær at følge for den, "
                "der lytter. Del den ydre tabel op, eller flyt den indre ud.",
            )


@rule("TIL-13", Severity.WARNING, "Hver kolonne har sin egen titel i overskriftsrækken.")
def merged_header(document: Document) -> Broken:
    """A header whose merged cells leave columns without a title of their own (WCAG 1.3.1).

    A title may span columns when a header row below it tells them apart, as a year does its
    quarters, and header rows may share a cell; what reaches into the rows below may not.
    """
    for table in _tabular(document):
        header = _header(table)
        if not header:
            continue
        spans = any(_spans(cell) for cell in _cells(header[-1]))
        below = table.rows[len(header)] if len(header) < len(table.rows) else None
        if spans or (below is not None and any(_continues(cell) for cell in _cells(below))):
            yield (
                table,
                "En flettet celle i overskriftsrækken dækker over flere kolonner eller når ned i "
                "rækkerne under den. Opdel cellen, og giv hver kolonne sin egen titel.",
            )


def _spans(cell: Element) -> bool:
    span = cell.find(f"{wml.TC_PR}/{wml.w('gridSpan')}")
    return span is not None and span.get(wml.VAL, "1") not in {"0", "1"} and bool(wml.shown(cell))


def _continues(cell: Element) -> bool:
    merged = cell.find(f"{wml.TC_PR}/{wml.w('vMerge')}")
    return merged is not None and merged.get(wml.VAL, "continue") == "continue"
