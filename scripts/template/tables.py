"""Tables: columns with widths, a marked header row, rows that never break in the middle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from template.controls import condition
from template.look import line
from template.wml import mm, paragraph, val, w

if TYPE_CHECKING:
    from template.wml import Element


@dataclass(frozen=True)
class Column:
    """A column: its title, its width in millimetres, and whether it holds figures.

    `only` names the fact without which the whole column goes.
    """

    title: str
    width: float
    figures: bool = False
    only: str = ""


Content: TypeAlias = "tuple[Element | str, ...]"
RowKind: TypeAlias = Literal[
    "Tekst", "Sidste", "Gruppe", "Total", "Resultat", "Hoved", "Underskrift"
]


def row(
    columns: tuple[Column, ...],
    *contents: Element | Content,
    kind: RowKind = "Tekst",
    ruled: bool = False,
) -> Element:
    """A row with one run of content a cell; `ruled` draws the line above a total."""
    properties = w("trPr", w("cantSplit"))
    if kind == "Hoved":
        properties.append(w("tblHeader"))
    cells = [
        _cell(
            column,
            content if isinstance(content, tuple) else (content,),
            _style(kind, column),
            ruled=ruled,
        )
        for column, content in zip(columns, contents, strict=True)
    ]
    return w("tr", properties, *cells)


def band(columns: tuple[Column, ...], *content: Element | str) -> Element:
    """A row of one cell across the table: the name of the rows below it."""
    width = w("tcW", w=sum(mm(column.width) for column in columns), type="dxa")
    properties = w("tcPr", width, val("gridSpan", len(columns)))
    cell = w("tc", properties, paragraph("TabelGruppe", *content))
    return w("tr", w("trPr", w("cantSplit")), cell)


def _style(kind: RowKind, column: Column) -> str:
    if kind == "Underskrift":
        return "Underskrift"
    if kind == "Tekst":
        return "TabelTal" if column.figures else "TabelTekst"
    return f"Tabel{kind}Tal" if column.figures and kind != "Gruppe" else f"Tabel{kind}"


def _cell(column: Column, content: Content, style: str, *, ruled: bool) -> Element:
    properties = w("tcPr", w("tcW", w=mm(column.width), type="dxa"))
    if ruled:
        properties.append(w("tcBorders", line("top", 6, "accent1")))
    return w("tc", properties, paragraph(style, *content))


def table(
    columns: tuple[Column, ...],
    title: str,
    *rows: Element,
    style: str = "DigitTabel",
    titles: tuple[Content, ...] | None = None,
    result: bool = False,
) -> Element:
    """A table whose first row is its header; `title` is told to those who hear it read aloud.

    The header has the columns' titles, or `titles` where they hold controls; a `result` is a last
    row that the table's style lifts out.
    """
    titles = titles or tuple((column.title,) for column in columns)
    header = _only(columns, row(columns, *titles, kind="Hoved"))
    flags = {"firstRow": 1, "lastRow": int(result), "firstColumn": 0, "lastColumn": 0}
    properties = w(
        "tblPr",
        val("tblStyle", style),
        w("tblW", w=sum(mm(column.width) for column in columns), type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblLook", val="0660" if result else "0620", noHBand=1, noVBand=1, **flags),
        val("tblCaption", title),
    )
    grid = w("tblGrid", *(w("gridCol", w=mm(column.width)) for column in columns))
    return w("tbl", properties, grid, header, *rows)


def _only(columns: tuple[Column, ...], header: Element) -> Element:
    """The header with a condition around each heading whose column may go."""
    for column, cell in zip(columns, header.findall("{*}tc"), strict=True):
        if column.only:
            at = header.index(cell)
            header.insert(at, condition(column.only, f"kolonnen {column.title}", cell))
    return header
