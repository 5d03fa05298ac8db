"""A chart of a new workbook, from its plan; it follows its cells as they change.

The numbers of the cells go into the chart as well (ECMA-376 part 1, 21.2.2.122 and 21.2.2.200), so
that it is right wherever it is seen, also before anything is calculated.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from digit_xl.book.plan import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openpyxl.chart import BarChart
    from openpyxl.chart.axis import NumericAxis, TextAxis
    from openpyxl.chart.data_source import NumRef, StrRef
    from openpyxl.chart.label import DataLabelList
    from openpyxl.chart.legend import Legend
    from openpyxl.chart.series import Series as ExcelSeries
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.chart.text import RichText
    from openpyxl.drawing.spreadsheet_drawing import TwoCellAnchor

    from digit_xl.book.plan import Chart, Run, Series

_FONT, _INK, _LINE, _WHITE = "Calibri", "1F2933", "C9CFD6", "FFFFFF"
_BESIDE_BARS = "[$-406]#,##0,;-#,##0,;"  # Danish thousands, negative ones too; nothing for zero
_SMALL = 900  # hundredths of a point
_GAPS = {Shape.COLUMNS: 40, Shape.BARS: 40, Shape.SHARES: 35, Shape.LANES: 0}  # percent of a bar
_STACKED = (Shape.SHARES, Shape.LANES)
# Where such a plot lies in its chart, so that one over another fits: shares of its sides.
_X, _Y, _WIDTH, _HEIGHT = 0.3, 0.05, 0.68, 0.94
_CATEGORIES, _VALUES = 10, 20  # the axes' numbers
_EDGE = 9525  # English metric units: a pixel's width


def drawn(chart: Chart) -> list[BarChart]:
    """The chart as openpyxl writes it: a drawing for each of its plots, the last one on top.

    They lie exactly over each other, for a chart with two plots is not everywhere drawn alike.
    """
    plots = [_plot(shape, series) for shape, series in chart.plots]
    for plot in plots:
        plot.legend = None
        plot.graphical_properties = _fill("", "")
        plot.plot_area.graphicalProperties = _fill("", "")
        plot.roundedCorners = False
        plot.visible_cells_only = False  # the cells stand on a hidden sheet
        plot.anchor = _anchor(chart)  # type: ignore[assignment] # or the name of a cell
    plots[0].graphical_properties = _fill(_WHITE, "")
    plots[-1].legend = _legend([series.listed for series in chart.plots[-1][1]])
    return plots


def told(charts: Sequence[Chart]) -> Iterator[tuple[str, str]]:
    """The name of each drawing of those charts, and what it says to who cannot see it."""
    for chart in charts:
        for number in range(1, len(chart.plots)):
            yield f"{chart.name}, baggrund {number}", "Baggrund for det næste diagram."
        yield chart.name, chart.about


def _plot(shape: Shape, series: Sequence[Series]) -> BarChart:
    from openpyxl.chart import BarChart
    from openpyxl.chart.layout import Layout, ManualLayout

    plot = BarChart(
        barDir="col" if shape is Shape.COLUMNS else "bar",
        grouping="percentStacked" if shape in _STACKED else "clustered",
        gapWidth=_GAPS[shape],
        overlap=100 if shape in _STACKED else 0,
        varyColors=False,
    )
    plot.series = [_series(one, number, shape) for number, one in enumerate(series)]
    plot.x_axis, plot.y_axis = _categories(shape), _values(shape)
    if shape in _STACKED:
        plot.layout = Layout(
            ManualLayout(
                layoutTarget="inner", xMode="edge", yMode="edge", x=_X, y=_Y, w=_WIDTH, h=_HEIGHT
            )
        )
    return plot


def _series(series: Series, number: int, shape: Shape) -> ExcelSeries:
    from openpyxl.chart.data_source import AxDataSource, NumDataSource
    from openpyxl.chart.series import Series as ExcelSeries
    from openpyxl.chart.series import SeriesLabel

    made = ExcelSeries(
        idx=number,
        order=number,
        tx=SeriesLabel(strRef=_texts(series.name)),
        spPr=_fill(series.colour, _WHITE if shape in _STACKED and series.colour else ""),
        invertIfNegative=False,
        cat=AxDataSource(strRef=_texts(series.categories)) if series.categories else None,
        val=NumDataSource(numRef=_numbers(series.values)),
    )
    if series.labelled:
        made.dLbls = _figures() if series.listed or shape not in _STACKED else _caption()
    return made


def _texts(run: Run) -> StrRef:
    """The cells as text."""
    from openpyxl.chart.data_source import StrData, StrRef, StrVal

    points = [StrVal(idx=at, v=str(value)) for at, value in enumerate(run.shown) if value != ""]
    return StrRef(f=run.address, strCache=StrData(ptCount=len(run.shown), pt=points))


def _numbers(run: Run) -> NumRef:
    """The cells as numbers; one that shows an empty text has none."""
    from openpyxl.chart.data_source import NumData, NumRef, NumVal

    points = [
        NumVal(idx=at, v=f"{value:f}" if isinstance(value, Decimal) else str(value))
        for at, value in enumerate(run.shown)
        if not isinstance(value, str)
    ]
    cache = NumData(formatCode="General", ptCount=len(run.shown), pt=points)
    return NumRef(f=run.address, numCache=cache)


def _legend(listed: Sequence[bool]) -> Legend | None:
    """The legend of the series that are listed; none of a single one."""
    from openpyxl.chart.legend import Legend, LegendEntry

    if sum(listed) <= 1:
        return None
    legend = Legend(legendPos="t", overlay=False, txPr=_letters(_SMALL, _INK))
    legend.legendEntry = [
        LegendEntry(idx=at, delete=True) for at, there in enumerate(listed) if not there
    ]
    return legend


def _categories(shape: Shape) -> TextAxis:
    from openpyxl.chart.axis import TextAxis

    upright = shape is Shape.COLUMNS
    axis = TextAxis(
        axPos="b" if upright else "l",
        axId=_CATEGORIES,
        crossAx=_VALUES,
        delete=shape is Shape.LANES,
        majorTickMark=None,
        minorTickMark=None,
        tickLblPos="low",
        crosses="autoZero",
        noMultiLvlLbl=True,
        tickLblSkip=1,
        spPr=_fill("", _LINE if upright else ""),
        txPr=_letters(_SMALL, _INK),
    )
    axis.scaling.orientation = "minMax" if upright else "maxMin"
    return axis


def _values(shape: Shape) -> NumericAxis:
    """The axis of the values, which is not seen: bars have labels, and shares need no amounts."""
    from openpyxl.chart.axis import NumericAxis

    axis = NumericAxis(
        axPos="l" if shape is Shape.COLUMNS else "b",
        axId=_VALUES,
        crossAx=_CATEGORIES,
        delete=True,
        crosses="autoZero",
        crossBetween="between",
    )
    axis.majorGridlines = None
    if shape in _STACKED:
        axis.scaling.min, axis.scaling.max = 0, 1
    return axis


def _figures() -> DataLabelList:
    """Labels that tell the values."""
    from openpyxl.chart.label import DataLabelList

    return DataLabelList(
        numFmt=_BESIDE_BARS, dLblPos="outEnd", txPr=_letters(_SMALL, _INK), **_SHOWN, showVal=True
    )


def _caption() -> DataLabelList:
    """A label in the first bar that tells the name of the series."""
    from openpyxl.chart.label import DataLabel, DataLabelList

    first = DataLabel(
        idx=0, dLblPos="ctr", txPr=_letters(_SMALL, _INK, bold=True), **_SHOWN_BUT_NAME
    )
    first.showSerName, first.showVal = True, False
    return DataLabelList(dLbl=[first], **_SHOWN, showVal=False)


_SHOWN = dict.fromkeys(
    ("showLegendKey", "showCatName", "showSerName", "showPercent", "showBubbleSize"), False
)
_SHOWN_BUT_NAME = {name: False for name in _SHOWN if name != "showSerName"}


def _fill(ground: str, line: str) -> GraphicalProperties:
    """A ground and a line around it, each as RGB, or none."""
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    edge = LineProperties(solidFill=line, w=_EDGE) if line else LineProperties(noFill=True)
    look = GraphicalProperties(solidFill=ground) if ground else GraphicalProperties(noFill=True)
    look.line = edge
    return look


def _letters(size: int, ink: str, *, bold: bool = False) -> RichText:
    from openpyxl.chart.text import RichText
    from openpyxl.drawing.text import (
        CharacterProperties,
        Font,
        Paragraph,
        ParagraphProperties,
        RichTextProperties,
    )

    look = CharacterProperties(sz=size, b=bold, solidFill=ink, latin=Font(typeface=_FONT))
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=CharacterProperties())
    return RichText(bodyPr=RichTextProperties(), p=[paragraph])


def _anchor(chart: Chart) -> TwoCellAnchor:
    from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor

    (top, left), (bottom, right) = chart.first, chart.last
    return TwoCellAnchor(
        editAs="twoCell",
        _from=AnchorMarker(row=top - 1, col=left - 1),
        to=AnchorMarker(row=bottom, col=right),
    )
