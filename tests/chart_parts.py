"""Small makers of charts as designers leave them in a template, and readers of filled ones."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx_parts import p, saved, sdt
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.table import Table

from digit_xl.word import wml

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digit_xl.word.wml import Element

C = f"{{{wml.C}}}"
COLOURS = "application/vnd.ms-office.chartcolorstyle+xml"
COLOURS_KIND = "http://schemas.microsoft.com/office/2011/relationships/chartColorStyle"
CYCLE = (
    b'<cs:colorStyle xmlns:cs="http://schemas.microsoft.com/office/drawing/2012/chartStyle" '
    b'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" meth="cycle" id="10">'
    b'<a:schemeClr val="accent1"/></cs:colorStyle>'
)
PLOTS = {
    "bar": '<c:barChart {0}><c:barDir val="col"/><c:grouping val="clustered"/>{1}'
    '<c:axId val="1"/><c:axId val="2"/></c:barChart>',
    "line": '<c:lineChart {0}><c:grouping val="standard"/>{1}'
    '<c:axId val="1"/><c:axId val="2"/></c:lineChart>',
    "area": '<c:areaChart {0}><c:grouping val="standard"/>{1}'
    '<c:axId val="1"/><c:axId val="2"/></c:areaChart>',
    "pie": '<c:pieChart {0}><c:varyColors val="1"/>{1}</c:pieChart>',
    "scatter": '<c:scatterChart {0}><c:scatterStyle val="lineMarker"/>{1}'
    '<c:axId val="1"/><c:axId val="2"/></c:scatterChart>',
}
AXES = """
<c:{0}Ax {1}><c:axId val="{2}"/><c:scaling/><c:delete val="0"/><c:axPos val="{3}"/>
 <c:numFmt formatCode="{4}" sourceLinked="0"/><c:crossAx val="{5}"/></c:{0}Ax>"""
SERIES = """
<c:ser {0}><c:idx val="{1}"/><c:order val="{1}"/>
 <c:tx><c:strRef><c:f>Ark1!$B$1</c:f></c:strRef></c:tx>
 <c:spPr><a:solidFill><a:schemeClr val="accent{2}"/></a:solidFill></c:spPr>{3}
 <c:cat><c:strRef><c:f>Ark1!$A$2:$A$3</c:f></c:strRef></c:cat>
 <c:val><c:numRef><c:f>Ark1!$B$2:$B$3</c:f><c:numCache><c:formatCode>0.0</c:formatCode>
 <c:ptCount val="1"/><c:pt idx="0"><c:v>7</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>"""
SPACES = f'xmlns:c="{wml.C}" xmlns:a="{wml.A}" xmlns:r="{wml.R}"'
DRAWING = """
<w:r xmlns:w="{w}"><w:drawing><wp:inline xmlns:wp="{wp}"><wp:extent cx="5000000" cy="2500000"/>
 <wp:docPr id="{number}" name="Diagram {number}"/><a:graphic xmlns:a="{a}"><a:graphicData
 uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart xmlns:c="{c}"
 xmlns:r="{r}" r:id="{key}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"""


def series(at: int, inside: str = "") -> str:
    """A designed series in the theme's colour of its number."""
    return SERIES.format(SPACES, at, at + 1, inside)


def plot(kind: str, *drawn: str) -> str:
    """A plot of those series."""
    return PLOTS[kind].format(SPACES, "".join(drawn))


def axes(first: int = 1) -> str:
    """The two axes of a plot, numbered from the first."""
    category = AXES.format("cat", SPACES, first, "b", "General", first + 1)
    return category + AXES.format("val", SPACES, first + 1, "l", "#,##0", first)


def space(*inside: str, data: str = '<c:externalData r:id="rId1"/>', after: str = "") -> bytes:
    """A chart part of those plots and axes."""
    area = f"<c:plotArea>{''.join(inside)}</c:plotArea>{after}"
    whole = f"<c:chartSpace {SPACES}><c:chart>{area}</c:chart>{data}</c:chartSpace>"
    root = etree.fromstring(whole, etree.XMLParser(remove_blank_text=True))
    return etree.tostring(root, encoding="UTF-8", standalone=True)


def bars(*drawn: str) -> bytes:
    """A bar chart of those series, else of one."""
    return space(plot("bar", *(drawn or [series(0)])), axes())


def workbook(*, title: str = "Ark1", tables: int = 1) -> bytes:
    """A designer's workbook: two rows of sample data, bold headers, amounts, so many tables."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in (("Post", "Serie"), ("En", 1), ("To", 2)):
        sheet.append(row)
    sheet["B1"].style = "Headline 4"
    sheet["B2"].number_format = "#,##0.00"
    for number in range(tables):
        if number:
            sheet["F1"] = "Andet"
        area = "F1:F2" if number else "A1:B3"
        sheet.add_table(Table(displayName=f"Tabel{number + 1}", ref=area))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def zipped(content: bytes, changed: dict[str, bytes]) -> bytes:
    """A package with those parts changed or added."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in {**dict.fromkeys(old.namelist()), **changed}:
            new.writestr(name, changed[name] if name in changed else old.read(name))
    return made.getvalue()


def frame(tag: str, key: str = "dxSample", number: int = 1) -> Element:
    """A control around a paragraph with a drawing of the chart that the key names."""
    spaces = {"w": wml.W, "wp": wml.WP, "a": wml.A, "c": wml.C, "r": wml.R}
    drawn = etree.fromstring(
        DRAWING.format(key=key, number=number, **spaces), etree.XMLParser(remove_blank_text=True)
    )
    return sdt(tag, p(drawn))


def template(
    blocks: Iterable[Element], chart: bytes, book: bytes | None, *, style: bool = False
) -> bytes:
    """A template of those blocks, whose frames show the chart with that workbook."""
    made = Document()
    for at, block in enumerate(blocks):
        made.element.body.insert(at, block)
    package = made.part.package
    name = PackURI("/word/charts/chart1.xml")
    part = Part(name, CONTENT_TYPE.DML_CHART, chart, package)
    made.part.rels.add_relationship(RELATIONSHIP_TYPE.CHART, part, "dxSample")
    if book is not None:
        name = PackURI("/word/embeddings/Ark.xlsx")
        data = Part(name, CONTENT_TYPE.SML_SHEET, book, package)
        part.rels.add_relationship(RELATIONSHIP_TYPE.PACKAGE, data, "rId1")
    if style:
        name = PackURI("/word/charts/colors1.xml")
        part.rels.add_relationship(COLOURS_KIND, Part(name, COLOURS, CYCLE, package), "rId2")
    return saved(made)


@dataclass(frozen=True)
class Shown:
    """A chart of a document: its root, its cached series, and the cells of its workbook."""

    root: Element
    series: dict[str, list[tuple[str, str | None]]]
    cells: list[list[object]]
    formulas: list[str]
    tables: list[tuple[str, list[str]]]
    description: str
    parts: set[str]


def shown(document: bytes) -> list[Shown]:
    """The charts of the body as python-docx and openpyxl read them, in order."""
    body = Document(BytesIO(document))
    found = []
    for drawing in body.element.iter(f"{{{wml.WP}}}inline", f"{{{wml.WP}}}anchor"):
        for drawn in drawing.iter(f"{C}chart"):
            part = body.part.related_parts[drawn.get(f"{{{wml.R}}}id")]
            found.append(_shown(part, drawing.find(wml.DOC_PR).get("descr")))
    return found


def _shown(part: Part, description: str) -> Shown:
    root = etree.fromstring(part.blob)
    data = root.find(f"{C}externalData")
    assert data is not None
    book = part.related_parts[data.get(f"{{{wml.R}}}id", "")]
    sheet = load_workbook(BytesIO(book.blob)).worksheets[0]
    return Shown(
        root,
        {_name(one): _points(one) for one in root.iter(f"{C}ser")},
        [list(row) for row in sheet.iter_rows(values_only=True)],
        [found.text or "" for found in root.iter(f"{C}f")],
        [(table.ref, list(table.column_names)) for table in sheet.tables.values()],
        description,
        {str(found.partname) for found in part.related_parts.values()} | {str(part.partname)},
    )


def _name(one: Element) -> str:
    return one.findtext(f"{C}tx//{C}v") or ""


def _points(one: Element) -> list[tuple[str, str | None]]:
    """Each category with its value, None where the cache has none."""
    values = {point.get("idx"): point.findtext(f"{C}v") for point in one.iterfind(f"{C}val//{C}pt")}
    names: Sequence[str] = [point.text or "" for point in one.iterfind(f"{C}cat//{C}v")]
    return [(name, values.get(str(at))) for at, name in enumerate(names)]
