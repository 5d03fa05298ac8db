"""The charts of chapter 6: bars that a reader can compare, and the workbooks behind them.

Element names are those of DrawingML's charts (ECMA-376 part 1, section 21.2). A chart takes its
colours and its font from the theme, as the styles do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from template.controls import condition, frame, value
from template.look import TEXT_WIDTH
from template.references import caption
from template.wml import NAMESPACES, paragraph, w
from template.workbooks import workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from template.wml import Element

EMU_PER_MM = 36000
LANGUAGE = "da-DK"
AMOUNTS = "[$-406]#,##0"  # 406 is Danish, also where the one who prints is not
TEXT_SIZE, AXIS_SIZE = 850, 750  # hundredths of a point
HAIR, EDGE = 6350, 12700  # lines of half a point and of one
CATEGORY_AXIS, VALUE_AXIS = 111111101, 111111102
SHEET = "Tal"  # of the workbook
DATA = "rIdData"  # the relationship of a chart to its workbook
_SPACES = " ".join(
    f'xmlns:{prefix}="{space}"'
    for prefix, space in {
        **{name: NAMESPACES[name] for name in ("a", "r", "wp")},
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    }.items()
)


@dataclass(frozen=True)
class Fill:
    """How the bars of a series are drawn: a theme colour, made lighter or hollow."""

    colour: str
    light: int = 0  # per cent of the way to white
    hollow: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart as it is drawn: what it is called, its size, its sample data and its bars."""

    number: int
    shows: str
    height: float  # millimetres
    categories: tuple[str, ...]
    series: Mapping[str, tuple[int, ...]]
    fills: tuple[Fill, ...]
    gap: int  # between categories, per cent of a bar's width
    labelled: bool  # each bar with its amount, else with a legend

    @property
    def relation(self) -> str:
        """The id of the document's relationship to it."""
        return f"rIdChart{self.number}"

    @property
    def part(self) -> str:
        """The name of its part, within `word/`."""
        return f"charts/chart{self.number}.xml"

    @property
    def book(self) -> str:
        """The name of its workbook's part, within `word/`."""
        return f"embeddings/chart{self.number}.xlsx"


EXPENSES = Chart(
    number=1,
    shows="Udgifter pr. projekt",
    height=64,
    categories=("Første projekt", "Andet projekt", "Tredje projekt"),
    series={"Udgifter": (300000, 200000, 100000)},
    fills=(Fill("accent1"),),
    gap=45,
    labelled=True,
)
COMPARISON = Chart(
    number=2,
    shows="Året sammenlignet",
    height=100,
    categories=("Første post", "Anden post", "Tredje post"),
    series={
        "Året": (300000, 200000, 100000),
        "Budget": (280000, 220000, 90000),
        "Sidste år": (250000, 180000, 110000),
    },
    fills=(Fill("accent1"), Fill("accent2", hollow=True), Fill("tx2", light=25)),
    gap=60,
    labelled=False,
)
CHARTS = (EXPENSES, COMPARISON)


def charts() -> list[Element]:
    """The charts in the text, each with its title; one without numbers goes with its title."""
    year = value("forening.år", "År")
    return [
        _titled("diagram.udgifter", EXPENSES, "Udgifter pr. projekt i ", year, " (kr.)"),
        _titled("diagram.sammenligning", COMPARISON, "Årets udgifter sammenlignet (kr.)"),
    ]


def chart_parts() -> dict[str, Element | bytes]:
    """The charts and their workbooks by the names of their parts, within `word/`."""
    drawn: dict[str, Element | bytes] = {chart.part: _chart(chart) for chart in CHARTS}
    books = {chart.book: workbook(SHEET, chart.categories, chart.series) for chart in CHARTS}
    return drawn | books


def _titled(name: str, chart: Chart, *title: Element | str) -> Element:
    drawn = frame(name, chart.shows, paragraph("Diagram", w("r", _drawing(chart))))
    return condition(name, chart.shows.lower(), caption("Figur", *title), drawn)


def _drawing(chart: Chart) -> Element:
    """The frame in the line of text, as wide as the text (20.4.2.8)."""
    width, height = round(TEXT_WIDTH * EMU_PER_MM), round(chart.height * EMU_PER_MM)
    inline = etree.fromstring(
        f"""<wp:inline distT="0" distB="0" distL="0" distR="0" {_SPACES}
><wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{100 + chart.number}" name="Diagram {
            chart.number
        }" descr="{chart.shows}"/><wp:cNvGraphicFramePr/><a:graphic
><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"
><c:chart r:id="{chart.relation}"/></a:graphicData></a:graphic></wp:inline>"""
    )
    return w("drawing", inline)


def _chart(chart: Chart) -> Element:
    """The chart part: one plot of bars from left to right, the first category at the top."""
    series = "".join(_series(chart, at, name) for at, name in enumerate(chart.series))
    legend = (
        "" if chart.labelled else '<c:legend><c:legendPos val="t"/><c:overlay val="0"/></c:legend>'
    )
    return etree.fromstring(
        f"""<c:chartSpace {_SPACES}><c:date1904 val="0"/><c:lang val="{LANGUAGE}"/>
<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>
<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>{series}
<c:gapWidth val="{chart.gap}"/><c:axId val="{CATEGORY_AXIS}"/><c:axId val="{VALUE_AXIS}"/>
</c:barChart>{_category_axis()}{_value_axis()}</c:plotArea>{legend}<c:plotVisOnly val="1"/>
<c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{
            _text("tx1", TEXT_SIZE)
        }<c:externalData r:id="{DATA}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>""",
        etree.XMLParser(remove_blank_text=True),
    )


def _series(chart: Chart, at: int, name: str) -> str:
    """A series: its name, its look, its labels, and its sample data as the workbook has them."""
    letter, last = "BCDE"[at], 1 + len(chart.categories)
    labels = (
        f"""<c:dLbls><c:numFmt formatCode="{AMOUNTS}" sourceLinked="0"/><c:spPr><a:solidFill>
<a:schemeClr val="bg1"/></a:solidFill></c:spPr>{_text("tx1", TEXT_SIZE)}<c:dLblPos val="outEnd"/>
<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>
<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>"""
        if chart.labelled
        else ""
    )
    code = f"<c:formatCode>{AMOUNTS}</c:formatCode>"
    cells = f"${letter}$2:${letter}${last}"
    return f"""<c:ser><c:idx val="{at}"/><c:order val="{at}"/>
<c:tx>{_cached("str", f"${letter}$1", [name])}</c:tx>{_look(chart.fills[at])}
<c:invertIfNegative val="0"/>{labels}
<c:cat>{_cached("str", f"$A$2:$A${last}", chart.categories)}</c:cat>
<c:val>{_cached("num", cells, chart.series[name], code)}</c:val></c:ser>"""


def _cached(kind: str, cells: str, values: Iterable[str | int], code: str = "") -> str:
    """Cells of the workbook, and what they hold."""
    points = [f'<c:pt idx="{at}"><c:v>{held}</c:v></c:pt>' for at, held in enumerate(values)]
    return f"""<c:{kind}Ref><c:f>'{SHEET}'!{cells}</c:f><c:{kind}Cache>{code}
<c:ptCount val="{len(points)}"/>{"".join(points)}</c:{kind}Cache></c:{kind}Ref>"""


def _look(fill: Fill) -> str:
    """A fill, or an edge alone: series that a print without colours still tells apart."""
    lighter = f'<a:lumMod val="{100 - fill.light}000"/><a:lumOff val="{fill.light}000"/>'
    colour = f'<a:schemeClr val="{fill.colour}">{lighter if fill.light else ""}</a:schemeClr>'
    inside = '<a:schemeClr val="bg1"/>' if fill.hollow else colour
    edge = f"<a:solidFill>{colour}</a:solidFill>" if fill.hollow else "<a:noFill/>"
    return f"""<c:spPr><a:solidFill>{inside}</a:solidFill><a:ln w="{EDGE}">{edge}</a:ln></c:spPr>"""


def _category_axis() -> str:
    """From the top down, the names outside the bars also where a bar is negative."""
    return f"""<c:catAx><c:axId val="{CATEGORY_AXIS}"/><c:scaling><c:orientation val="maxMin"/>
</c:scaling><c:delete val="0"/><c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/>
<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>
{_line("tx2")}{_text("tx1", TEXT_SIZE)}<c:crossAx val="{VALUE_AXIS}"/><c:crosses val="autoZero"/>
<c:auto val="1"/><c:lblAlgn val="ctr"/><c:lblOffset val="60"/><c:noMultiLvlLbl val="0"/>
</c:catAx>"""


def _value_axis() -> str:
    """Below the bars, with lines that can be followed and do not come forward."""
    return f"""<c:valAx><c:axId val="{VALUE_AXIS}"/><c:scaling><c:orientation val="minMax"/>
</c:scaling><c:delete val="0"/><c:axPos val="b"/><c:majorGridlines>{_line("bg1", 15)}
</c:majorGridlines><c:numFmt formatCode="{AMOUNTS}" sourceLinked="0"/>
<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>
<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{_text("tx2", AXIS_SIZE)}
<c:crossAx val="{CATEGORY_AXIS}"/><c:crosses val="max"/><c:crossBetween val="between"/></c:valAx>"""


def _line(colour: str, dark: int = 0) -> str:
    """A thin line in a colour of the theme, so many per cent darker."""
    darker = f'<a:lumMod val="{100 - dark}000"/>' if dark else ""
    return f"""<c:spPr><a:ln w="{HAIR}"><a:solidFill><a:schemeClr val="{colour}">{darker}
</a:schemeClr></a:solidFill></a:ln></c:spPr>"""


def _text(colour: str, size: int) -> str:
    """Text in the theme's font; sizes in hundredths of a point."""
    return f"""<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}"><a:solidFill>
<a:schemeClr val="{colour}"/></a:solidFill><a:latin typeface="+mn-lt"/></a:defRPr></a:pPr>
<a:endParaRPr lang="{LANGUAGE}"/></a:p></c:txPr>"""
