"""Small makers of Word templates and facts for the tests, and readers of what came of them."""

from __future__ import annotations

import datetime as dt
import zipfile
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from digit_xl.facts import (
    Chart,
    Fact,
    Picture,
    Record,
    Records,
    RichText,
    Span,
    Timeline,
    TimelineRow,
)
from digit_xl.word import wml
from digit_xl.word.controls import ITEM, SECTION
from digit_xl.word.fill import Properties, fill

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docx.document import Document as DocumentObject

    from digit_xl.facts import Names, Node, Value
    from digit_xl.word.wml import Element

PROPERTIES = Properties("Årsrapport 2019", "Foreningen", "Prøve", dt.date(2020, 5, 10))


def p(*content: Element | str, style: str = "") -> Element:
    """A paragraph; a string is a run."""
    look = [wml.element("pPr", wml.val("pStyle", style))] if style else []
    return wml.element("p", *look, *(r(it) if isinstance(it, str) else it for it in content))


def r(text: str, *look: str) -> Element:
    """A run with properties such as `b`."""
    properties = wml.element("rPr", *map(wml.element, look)) if look else None
    return wml.run(text, properties)


def sdt(tag: str, *content: Element | str, properties: Sequence[Element] = ()) -> Element:
    """A content control; a string in it is a run."""
    tags = [wml.val("tag", tag)] if tag else []
    held = (r(it) if isinstance(it, str) else it for it in content)
    return wml.element(
        "sdt", wml.element("sdtPr", *tags, *properties), wml.element("sdtContent", *held)
    )


def repeat(name: str, *content: Element) -> Element:
    """A repeating section of one item."""
    item = sdt("", *content, properties=[etree.Element(ITEM, nsmap={"w15": wml.W15})])
    return sdt(f"dx:{name}", item, properties=[etree.Element(SECTION, nsmap={"w15": wml.W15})])


def table(*rows: Element, columns: int = 2) -> Element:
    """A table whose rows may stand in controls."""
    grid = wml.element("tblGrid", *(wml.element("gridCol", w=4000) for _ in range(columns)))
    return wml.element("tbl", wml.element("tblPr"), grid, *rows)


def row(*cells: Element | str, header: bool = False) -> Element:
    """A row; a string is a cell with a paragraph, `dx:…` one with a control in its paragraph."""
    marks = [wml.element("trPr", wml.element("tblHeader"))] if header else []
    return wml.element("tr", *marks, *map(cell, cells))


def cell(content: Element | str) -> Element:
    """A cell, as in `row`."""
    if not isinstance(content, str):
        return content if content.tag in {wml.TC, wml.SDT} else wml.element("tc", content)
    return wml.element("tc", p(sdt(content, "?") if content.startswith("dx:") else content))


def document(*blocks: Element) -> DocumentObject:
    """A document of those blocks, in python-docx's own styles."""
    made = Document()
    for at, block in enumerate(blocks):
        made.element.body.insert(at, block)
    return made


def template(*blocks: Element) -> bytes:
    """The bytes of such a document."""
    return saved(document(*blocks))


def saved(made: DocumentObject) -> bytes:
    """A document's bytes."""
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def with_footnote(made: DocumentObject, *content: Element) -> None:
    """Give the document a footnote with those blocks, called from its first paragraph."""
    note = wml.element("footnote", *content, id=1)
    blob = etree.tostring(wml.element("footnotes", note), encoding="UTF-8", standalone=True)
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, blob, made.part.package)
    made.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    first = next(made.element.body.iter(wml.P))
    first.append(wml.element("r", wml.element("footnoteReference", id=1)))


TEXT_BOX = """
<w:r xmlns:w="{w}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
  xmlns:wp="{wp}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
  xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
  xmlns:v="urn:schemas-microsoft-com:vml">
 <mc:AlternateContent>
  <mc:Choice Requires="wps">
   <w:drawing><wp:inline><wp:extent cx="1800000" cy="600000"/><wp:docPr id="1" name="Boks"/>
    <a:graphic><a:graphicData
      uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
     <wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>
       <a:xfrm><a:off x="0" y="0"/><a:ext cx="1800000" cy="600000"/></a:xfrm>
       <a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>
      <wps:txbx><w:txbxContent/></wps:txbx><wps:bodyPr/></wps:wsp>
    </a:graphicData></a:graphic></wp:inline></w:drawing>
  </mc:Choice>
  <mc:Fallback>
   <w:pict><v:shape style="width:140pt;height:47pt"><v:textbox><w:txbxContent/></v:textbox>
   </v:shape></w:pict>
  </mc:Fallback>
 </mc:AlternateContent>
</w:r>"""


def text_box(tag: str) -> Element:
    """A run with a text box, in Word's form and its older one, each with that control."""
    run = etree.fromstring(
        TEXT_BOX.format(w=wml.W, wp=wml.WP), etree.XMLParser(remove_blank_text=True)
    )
    for holder in run.iter(wml.w("txbxContent")):
        holder.append(sdt(tag, p("?"), properties=[wml.val("id", 77)]))
    return run


def facts(**values: Value | Node) -> dict[str, Node]:
    """Facts by names in which `__` is a dot."""
    return {name.replace("__", "."): _node(value) for name, value in values.items()}


def _node(value: Value | Node) -> Node:
    blocks = (Fact, RichText, Timeline, Picture, Chart, Records)
    return value if isinstance(value, blocks) else Fact(value)


def records(*items: Mapping[str, Value | Node], names: Names | None = None) -> Records:
    """Records with the keys `k1`, `k2` …; their names are those of the first, or as given."""
    made = [{name: _node(value) for name, value in item.items()} for item in items]
    known = {
        name: node.names if isinstance(node, Records) else None
        for name, node in (made[0].items() if made else ())
    }
    return Records(
        tuple(Record(f"k{at}", item) for at, item in enumerate(made, start=1)), names or known
    )


def rich(markdown: str, **figures: Value) -> RichText:
    """A rich text and the figures it may name."""
    return RichText(markdown, {name: Fact(value) for name, value in figures.items()})


def plan() -> Timeline:
    """Two rows in two groups over three years; the second row has no span."""
    spans = (
        Span("Idé", dt.date(2018, 3, 1), dt.date(2019, 2, 1)),
        Span("Drift", dt.date(2019, 2, 1), None),
    )
    rows = (TimelineRow("ESDH & co", "Drift", spans), TimelineRow("LIS", "Nye", ()))
    return Timeline(2018, 2020, "Projekt", rows, ("Idé", "Drift"))


def filled(*blocks: Element, **values: Value | Node) -> Element:
    """The document part of a template of those blocks, filled with those facts."""
    return part(fill(template(*blocks), facts(**values), PROPERTIES))


def ids(root: Element) -> list[str]:
    """The number of every control."""
    return [number.get(wml.VAL, "") for number in root.iter(wml.ID)]


EMPTY = records(names={"b": None})
AMOUNT = Decimal("-1541130.23")


def part(content: bytes, name: str = "word/document.xml") -> Element:
    """The root of a part of a package."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def lines(root: Element) -> list[str]:
    """The text of each paragraph; tabs and line breaks as they are."""
    said = {wml.BR: "\n", wml.TAB: "\t"}
    return [
        "".join(said.get(it.tag) or it.text or "" for it in words.iter(wml.T, wml.BR, wml.TAB))
        for words in root.iter(wml.P)
    ]


def grid(root: Element) -> list[list[str]]:
    """The cells of every row, whatever table it is in."""
    return [[wml.shown(it) for it in found.iter(wml.TC)] for found in root.iter(wml.TR)]


def control(root: Element, tag: str) -> Element:
    """The first control with that tag."""
    return next(found for found in root.iter(wml.SDT) if tag_of(found) == tag)


def tag_of(found: Element) -> str:
    """A control's tag."""
    tag = found.find(f"{wml.SDT_PR}/{wml.TAG}")
    return "" if tag is None else tag.get(wml.VAL, "")


def setting(found: Element, name: str) -> str | None:
    """A property of a control, such as `lock`."""
    mark = found.find(f"{wml.SDT_PR}/{wml.w(name)}")
    return None if mark is None else mark.get(wml.VAL, "")
