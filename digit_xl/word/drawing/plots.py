"""A chart's drawing with other numbers: the look is its designer's, the series the report's.

Names are those of ECMA-376 part 1, section 21.2.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Final

from lxml import etree

from digit_xl.word import wml

if TYPE_CHECKING:
    from digit_xl.facts import Chart
    from digit_xl.word.drawing.workbooks import Workbook
    from digit_xl.word.wml import Element


def _c(name: str) -> str:
    """The name in DrawingML's charts as lxml writes it."""
    return f"{{{wml.C}}}{name}"


SPACE, CHART, DATA = map(_c, ("chartSpace", "chart", "externalData"))
_POINTED: Final = frozenset(map(_c, ("pieChart", "pie3DChart", "doughnutChart", "ofPieChart")))
_PLOTS: Final = _POINTED | {
    _c(f"{kind}Chart") for kind in ("bar", "bar3D", "line", "line3D", "area", "area3D", "radar")
}
_AXES: Final = tuple(map(_c, ("catAx", "valAx", "dateAx", "serAx")))
_BEFORE_BLANKS: Final = tuple(map(_c, ("plotArea", "legend", "plotVisOnly")))
# The children of a series in the order of every kind that we fill (21.2.2.16 and others).
_ORDER: Final = [
    *("idx", "order", "tx", "spPr", "invertIfNegative", "pictureOptions", "marker", "explosion"),
    *("dPt", "dLbls", "trendline", "errBars", "cat", "val", "smooth", "shape", "extLst"),
]
# The one extension of a series that is look alone: the fill of negative bars ([MS-ODRAWXML]).
_LOOK: Final = "{6F2FDCE9-48DA-4B69-8628-5D25D57E5C99}"
_POINTS: Final = 100_000  # no chart has more
_ACCENTS: Final = tuple(f"accent{number}" for number in range(1, 7))


def can_be_filled(space: Element) -> bool:
    """Whether the chart has series, and all of them are values by categories."""
    series = _series(space)
    return bool(series) and all(wml.holder_of(one).tag in _PLOTS for one in series)


def fill(space: Element, chart: Chart, workbook: Workbook) -> None:
    """Put the chart's numbers into the `c:chartSpace`, as the workbook has them in its cells."""
    _head(space)
    _leave_gaps(next(space.iterfind(CHART)))
    for sample in [*space.iter(_c("pivotFmts"), _c("legendEntry"))]:
        if sample.tag == _c("pivotFmts") or _number(sample.find(_c("idx")), "val") >= _keys(chart):
            wml.holder_of(sample).remove(sample)
    for shown in space.iter(_c("numFmt")):
        shown.set("formatCode", _danish(shown.get("formatCode", "General")))
    for at, (drawn, name) in enumerate(
        zip(_as_many(space, len(chart.series)), workbook.names(chart), strict=True)
    ):
        _without_sample(drawn, len(chart.categories))
        _fill_series(drawn, at, name, chart, workbook)


def numbers(space: Element) -> list[list[float | None]]:
    """The numbers that each series of the chart shows, by its categories; None is a blank one.

    Blanks at the end are left out.
    """
    return [_numbers(series.find(_c("val"))) for series in _series(space)]


def _numbers(values: Element | None) -> list[float | None]:
    if values is None:
        return []
    shown = {_number(it, "idx"): it.findtext(_c("v"), "") for it in values.iter(_c("pt"))}
    last = min(max(shown, default=-1), _POINTS)
    return [_float(shown.get(at, "")) for at in range(1 + last)]


def _float(written: str) -> float | None:
    try:
        return float(written)
    except ValueError:  # blank, or an error value
        return None


def _keys(chart: Chart) -> int:
    """How many entries a legend has at most: one a series, in a pie one a category."""
    return max(len(chart.series), len(chart.categories))


def _head(space: Element) -> None:
    """What stands before the chart: no other calendar, Danish, and no table that it sums up."""
    for name in ("date1904", "lang", "pivotSource"):
        for old in space.findall(_c(name)):
            space.remove(old)
    space.insert(0, _value("date1904", 0))
    space.insert(1, _value("lang", "da-DK"))


def _leave_gaps(chart: Element) -> None:
    """Let a line that has no value somewhere show none there; zero would be said otherwise."""
    blanks = chart.find(_c("dispBlanksAs"))
    if blanks is None:
        blanks = _value("dispBlanksAs", "gap")
        above = max(chart.index(found) for found in chart.iterchildren(*_BEFORE_BLANKS))
        chart.insert(above + 1, blanks)
    elif blanks.get("val", "zero") == "zero":
        blanks.set("val", "gap")


def _as_many(space: Element, wanted: int) -> list[Element]:
    """The chart's series, made so many: the last is copied, or those that are left over go."""
    found = _series(space)
    for spare in found[wanted:]:
        wml.holder_of(spare).remove(spare)
    series = found[:wanted]
    for more in range(1, 1 + wanted - len(found)):
        copied = deepcopy(found[-1])
        _recolour(copied, more)
        series[-1].addnext(copied)
        series.append(copied)
    _without_empty_plots(next(space.iter(_c("plotArea"))))
    return series


def _recolour(series: Element, steps: int) -> None:
    """Give a copy the theme's colours that come next, or nobody could tell it from its pattern."""
    for look in series.iterfind(_c("spPr")), series.iterfind(_c("marker")):
        for colour in (colour for held in look for colour in held.iter(f"{{{wml.A}}}schemeClr")):
            if (name := colour.get("val", "")) in _ACCENTS:
                after = (_ACCENTS.index(name) + steps) % len(_ACCENTS)
                colour.set("val", _ACCENTS[after])


def _without_empty_plots(area: Element) -> None:
    """Take out the plots of a mixed chart that have no series left, and the axes of theirs."""
    for plot in [child for child in area if child.tag in _PLOTS]:
        if plot.find(_c("ser")) is None:
            area.remove(plot)
        for extensions in plot.findall(_c("extLst")):  # series that the designer has filtered away
            plot.remove(extensions)
    used = {key.get("val") for key in area.iterfind(f"*/{_c('axId')}") if _is_plots(key)}
    for axis in [child for child in area if child.tag in _AXES]:
        key = axis.find(_c("axId"))
        if key is not None and key.get("val") not in used:
            area.remove(axis)


def _is_plots(axis: Element) -> bool:
    return wml.holder_of(axis).tag in _PLOTS


def _without_sample(series: Element, points: int) -> None:
    """Take from a series what its designer said of single points of the sample data.

    The points of a pie are its look: they stay as far as there are categories.
    """
    pointed = wml.holder_of(series).tag in _POINTED
    for sample in [*series.iter(_c("dPt"), _c("dLbl"))]:
        kept = pointed and sample.tag == _c("dPt")
        if not kept or _number(sample.find(_c("idx")), "val") >= points:
            wml.holder_of(sample).remove(sample)
    for extension in [*series.iter(_c("ext"))]:
        if extension.get("uri", "").upper() != _LOOK:
            wml.holder_of(extension).remove(extension)
    empty = [held for held in series.iter(_c("extLst")) if not len(held)]
    given = [bars for bars in series.findall(_c("errBars")) if bars.find(_c("plus")) is not None]
    for old in (*empty, *given, *series.iterfind(f"{_c('dPt')}/{_c('explosion')}")):
        wml.holder_of(old).remove(old)


def _fill_series(series: Element, at: int, name: str, chart: Chart, workbook: Workbook) -> None:
    column, last = 2 + at, 1 + len(chart.categories)
    written = series.findtext(f"{_c('val')}/{_c('numRef')}/{_c('numCache')}/{_c('formatCode')}")
    numbers = [None if value is None else f"{value:f}" for value in chart.series[at].values]
    code = etree.Element(_c("formatCode"))
    code.text = _danish(written or "General")
    labels = [wml.clean(category) for category in chart.categories]
    for made in (
        _value("idx", at),
        _value("order", at),
        _cached("tx", "str", workbook.cells(column, 1), [name]),
        _cached("cat", "str", workbook.cells(1, 2, last), labels),
        _cached("val", "num", workbook.cells(column, 2, last), numbers, code),
    ):
        _put(series, made)


def _danish(code: str) -> str:
    """The number format as Danish, also where the program that shows it is not (18.8.31)."""
    return code if code == "General" or "[$" in code else f"[$-406]{code}"


def _put(series: Element, made: Element) -> None:
    """Put the child in the place of the one that is there, else where the schema wants it."""
    old = series.find(made.tag)
    if old is not None:
        series.replace(old, made)
        return
    before = set(map(_c, _ORDER[: _ORDER.index(etree.QName(made).localname)]))
    series.insert(sum(child.tag in before for child in series), made)


def _value(name: str, value: str | int) -> Element:
    made = etree.Element(_c(name))
    made.set("val", str(value))
    return made


def _cached(
    name: str, kind: str, formula: str, values: list[str] | list[str | None], *first: Element
) -> Element:
    """Cells of the workbook and what they hold (21.2.2.201 and 21.2.2.123); None is a blank one."""
    made = etree.Element(_c(name))
    reference = etree.SubElement(made, _c(f"{kind}Ref"))
    etree.SubElement(reference, _c("f")).text = formula
    cache = etree.SubElement(reference, _c(f"{kind}Cache"))
    cache.extend(first)
    cache.append(_value("ptCount", len(values)))
    for at, value in enumerate(values):
        if value is not None:
            point = etree.SubElement(cache, _c("pt"), idx=str(at))
            etree.SubElement(point, _c("v")).text = value
    return made


def _series(space: Element) -> list[Element]:
    """The series of all plots in their order, which is not that of the parts of a mixed chart."""
    found = space.iterfind(f"{_c('chart')}/{_c('plotArea')}/*/{_c('ser')}")
    return sorted(found, key=lambda series: _number(series.find(_c("order")), "val"))


def _number(element: Element | None, attribute: str) -> int:
    written = "" if element is None else element.get(attribute, "")
    return int(written) if written.isdecimal() and len(written) < len("1000000000") else 0
