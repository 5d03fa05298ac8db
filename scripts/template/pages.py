"""The pages: their set-up, the headers and footers, and the coloured ground of the cover."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from lxml import etree

from template.controls import condition, value
from template.look import TEXT_WIDTH, WIDE_TEXT_WIDTH
from template.wml import element, field, mm, paragraph, q, run, w

if TYPE_CHECKING:
    from template.wml import Element

A4 = (210.0, 297.0)  # millimetres
INSIDE, OUTSIDE = 35.0, A4[0] - TEXT_WIDTH - 35.0  # the inside is 5 mm wider: it goes to the spine
WIDE_MARGIN = (A4[1] - WIDE_TEXT_WIDTH) / 2
COVER_GROUND = 208.0  # millimetres of the cover that are coloured
COVER_STRIPE = 3.0  # and the stripe below
EMU_PER_MM = 36000

Orientation = Literal["portrait", "landscape"]
PORTRAIT: Orientation = "portrait"
LANDSCAPE: Orientation = "landscape"

# The relationship of each header and footer in the document part.
HEADERS = {
    "rIdHovedForside": "header1.xml",
    "rIdHoved": "header2.xml",
    "rIdHovedBred": "header3.xml",
}
FOOTERS = {"rIdFodForside": "footer1.xml", "rIdFod": "footer2.xml", "rIdFodBred": "footer3.xml"}


def page(orientation: Orientation) -> Element:
    """The set-up of ordinary pages, upright or wide."""
    if orientation == LANDSCAPE:
        size = w("pgSz", w=mm(A4[1]), h=mm(A4[0]), orient=LANDSCAPE)
        margins = _margins(22, 17, WIDE_MARGIN, WIDE_MARGIN)
        return _section("Bred", size, margins)
    return _section("", w("pgSz", w=mm(A4[0]), h=mm(A4[1])), _margins(32, 28, INSIDE, OUTSIDE))


def cover_section() -> Element:
    """The set-up of the cover: its text begins low on the page, on the coloured ground."""
    size = w("pgSz", w=mm(A4[0]), h=mm(A4[1]))
    return _section("Forside", size, _margins(128, 14, INSIDE, OUTSIDE))


def section_break(section: Element | Orientation) -> Element:
    """The paragraph that ends a section, too low to be seen."""
    made = paragraph("Sektion")
    made[0].append(page(section) if isinstance(section, str) else section)
    return made


def _section(kind: str, size: Element, margins: Element) -> Element:
    made = w("sectPr")
    for name, relation in (("headerReference", "rIdHoved"), ("footerReference", "rIdFod")):
        reference = w(name, type="default")
        reference.set(q("r:id"), relation + kind)
        made.append(reference)
    made.extend((size, margins))
    return made


def _margins(top: float, bottom: float, left: float, right: float) -> Element:
    sides = {"top": top, "right": right, "bottom": bottom, "left": left}
    lengths = {side: mm(length) for side, length in sides.items()}
    return w("pgMar", **lengths, header=mm(14), footer=mm(12), gutter=0)


def headers() -> dict[str, Element]:
    """The header parts by file name: the cover's ground, and the name and year of the report."""
    return {
        "header1.xml": w("hdr", _cover_ground()),
        "header2.xml": w("hdr", _running_head("Header")),
        "header3.xml": w("hdr", _running_head("SidehovedBred")),
    }


def footers() -> dict[str, Element]:
    """The footer parts by file name: the home page, and the number of the page."""
    return {
        "footer1.xml": w("ftr", paragraph("Sektion")),
        "footer2.xml": w("ftr", _running_foot("Footer")),
        "footer3.xml": w("ftr", _running_foot("SidefodBred")),
    }


def _running_head(style: str) -> Element:
    name, year = value("forening.navn", "Foreningens navn"), value("forening.år", "År")
    return paragraph(style, name, "\tÅrsrapport ", year)


def _running_foot(style: str) -> Element:
    home = value("forening.hjemmeside", "Hjemmeside")
    number, last = field("PAGE", "1"), field("NUMPAGES", "1")
    return paragraph(
        style, condition("forening.hjemmeside", "hjemmeside", home), "\tSide ", number, " af ", last
    )


def _cover_ground() -> Element:
    ground = _rectangle(1, "accent1", 0, COVER_GROUND)
    stripe = _rectangle(2, "accent2", COVER_GROUND, COVER_STRIPE)
    return paragraph("Sektion", ground, stripe)


def _rectangle(number: int, colour: str, top: float, height: float) -> Element:
    """A rectangle as wide as the page, behind the text; decoration, so nothing to read aloud."""
    made = etree.fromstring(
        _RECTANGLE.format(
            number=number,
            colour=colour,
            top=round(top * EMU_PER_MM),
            width=round(A4[0] * EMU_PER_MM),
            height=round(height * EMU_PER_MM),
        )
    )
    choice = element("mc:Choice", made)
    choice.set("Requires", "wps")
    drawn = run("")
    drawn.append(element("mc:AlternateContent", choice))
    return drawn


_RECTANGLE = """\
<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="{number}"
 behindDoc="1" locked="1" layoutInCell="1" allowOverlap="1"
><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="page"><wp:posOffset>0</wp:posOffset
></wp:positionH><wp:positionV relativeFrom="page"><wp:posOffset>{top}</wp:posOffset
></wp:positionV><wp:extent cx="{width}" cy="{height}"/><wp:wrapNone
/><wp:docPr id="{number}" name="Forsidens farveflade {number}" descr=""><a:extLst
><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}"><adec:decorative
 xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"
/></a:ext></a:extLst></wp:docPr><wp:cNvGraphicFramePr/><a:graphic
><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
><wps:wsp><wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"
/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="{colour}"
/></a:solidFill><a:ln><a:noFill/></a:ln></wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData
></a:graphic></wp:anchor></w:drawing>"""
