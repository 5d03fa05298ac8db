"""Documents that every reader can read, and what may be put into them that some cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx_parts import document, p
from lxml import etree

from digit_xl.word import wml

if TYPE_CHECKING:
    from docx.document import Document

    from digit_xl.word.wml import Element

DECORATIVE = "http://schemas.microsoft.com/office/drawing/2017/decorative"
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"


def heading(text: str, level: int = 1) -> Element:
    """A heading in the styles of python-docx."""
    return p(text, style=f"Heading{level}")


def sound(*blocks: Element) -> Document:
    """A document that breaks no rule, unless the blocks do."""
    made = document(heading("Økonomi"), *blocks, p("Brødtekst."))
    core = made.core_properties
    core.title, core.author, core.subject, core.language = "Rapport", "Foreningen", "Året", "da-DK"
    for language in made.styles.element.iter(wml.w("lang")):
        language.set(wml.VAL, "da-DK")
    return made


def coloured(text: str, ink: str, ground: str = "", size: int = 20, **theme: str) -> Element:
    """A paragraph whose text and ground have those colours."""
    look = wml.element("rPr", wml.element("color", val=ink, **theme), wml.val("sz", size))
    made = p(wml.run(text, look))
    if ground:
        shading = wml.element("shd", val="clear", color="auto", fill=ground)
        made.insert(0, wml.element("pPr", shading))
    return made


def cells(*texts: str, marks: str = "") -> Element:
    """A row of cells; the marks are properties of the row such as `tblHeader cantSplit`."""
    made = wml.element("tr", wml.element("trPr", *map(wml.element, marks.split())))
    made.extend(wml.element("tc", p(text)) for text in texts)
    return made


def span(row: Element, at: int, name: str, value: str) -> Element:
    """The row with a cell that is merged."""
    cell = [*row.iter(wml.TC)][at]
    cell.insert(0, wml.element("tcPr", wml.val(name, value)))
    return row


def drawing(
    alternative: str = "", *, kind: str = "inline", decorative: bool = False, held: str = "pic:pic"
) -> Element:
    """A paragraph with a drawing that holds such an element."""
    mark = f'<d:decorative xmlns:d="{DECORATIVE}" val="1"/>'
    mark = f'<a:extLst><a:ext uri="x">{mark}</a:ext></a:extLst>'
    return p(
        etree.fromstring(
            f'<w:r xmlns:w="{wml.W}" xmlns:wp="{wml.WP}" xmlns:a="{wml.A}" xmlns:pic="{wml.PIC}" '
            f'xmlns:c="{wml.C}" xmlns:r="{wml.R}"><w:drawing><wp:{kind}>'
            f'<wp:docPr id="1" name="Billede 1" descr="{alternative}">{mark if decorative else ""}'
            f"</wp:docPr><a:graphic><a:graphicData><{held}/></a:graphicData></a:graphic>"
            f"</wp:{kind}></w:drawing></w:r>"
        )
    )


def chart(space: str) -> Document:
    """A document with a chart whose part holds that."""
    made = sound(drawing("Udgifter", held='c:chart r:id="diagram"'))
    blob = f'<c:chartSpace xmlns:c="{wml.C}" xmlns:a="{wml.A}">{space}</c:chartSpace>'.encode()
    part = Part(PackURI("/word/charts/chart1.xml"), CHART_TYPE, blob, made.part.package)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
    made.part.rels.add_relationship(kind, part, "diagram")
    return made


def fill(colour: str) -> str:
    """A plain fill of a chart's part."""
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def link(text: str) -> Element:
    """A paragraph with a link."""
    made = wml.element("hyperlink", wml.run(text))
    made.set(wml.w("anchor"), "et_sted")
    return p("Se ", made)
