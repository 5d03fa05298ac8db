"""Rule on the text of charts: it stands out from the chart, or from the bar that it lies on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from digit_xl.findings import Severity
from digit_xl.word import wml
from digit_xl.word.accessibility.check import rule
from digit_xl.word.accessibility.colours import BLACK, NONE, UNKNOWN, is_known
from digit_xl.word.accessibility.contrast import verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digit_xl.word.accessibility.check import Broken
    from digit_xl.word.accessibility.colours import Palette
    from digit_xl.word.accessibility.reading import Document, Drawing
    from digit_xl.word.wml import Element

_USUAL_SIZE: Final = 1000  # hundredths of a point
_PER_HALF_POINT: Final = 50
_SIZE = re.compile(r"[0-9]{1,6}")


def _c(name: str) -> str:
    return f"{{{wml.C}}}{name}"


def _a(name: str) -> str:
    return f"{{{wml.A}}}{name}"


_TEXTS = (_c("title"), _c("legend"), _c("catAx"), _c("valAx"), _c("dateAx"), _c("serAx"))
_LABELS = _c("dLbls")
_INSIDE = frozenset(("ctr", "inEnd", "inBase"))
_SHOW = tuple(_c(f"show{name}") for name in ("Val", "CatName", "SerName", "Percent", "LegendKey"))


@dataclass(frozen=True, slots=True)
class _Ink:
    """How text in a chart looks; None is unsaid, sizes in hundredths of a point."""

    colour: str | None = None
    size: int | None = None
    bold: bool | None = None

    def over(self, weaker: _Ink) -> _Ink:
        return _Ink(
            weaker.colour if self.colour is None else self.colour,
            weaker.size if self.size is None else self.size,
            weaker.bold if self.bold is None else self.bold,
        )


@rule("TIL-20", Severity.ERROR, "Tekst i diagrammer har kontrast nok til sin baggrund.")
def chart_lacks_contrast(document: Document) -> Broken:
    """Titles, axes, legends and labels under 4.5:1, or 3:1 when large (WCAG 1.4.3).

    EN 301 549 10.1.4.3. A label within a bar is held against the bar.
    """
    for drawing in document.drawings:
        if drawing.chart is not None:
            messages = dict.fromkeys(_messages(drawing, drawing.chart, document.palette))
            for message in messages:
                if message:
                    yield drawing, f"{message}, under Formatér diagramområde."


def _messages(drawing: Drawing, space: Element, palette: Palette) -> Iterator[str]:
    paper = _ground(space.find(_c("spPr")), drawing.surface.ground, palette)
    plot_area = next(space.iter(_c("plotArea")), None)
    plot = paper
    if plot_area is not None:
        plot = _ground(plot_area.find(_c("spPr")), paper, palette)
    usual = _Ink(palette.named("tx1") or BLACK, _USUAL_SIZE)
    usual = _ink(_default(space.find(_c("txPr"))), palette).over(usual)
    for part in space.iter(*_TEXTS):
        if not _is_deleted(part):
            yield from _judged(
                part, usual, {_ground(part.find(_c("spPr")), paper, palette)}, palette
            )
    for labels in space.iter(_LABELS):
        if _are_shown(labels):
            yield from _judged(labels, usual, _under(labels, plot, palette), palette)


def _ground(properties: Element | None, behind: str, palette: Palette) -> str:
    fill = palette.filled(properties)
    return behind if fill is None or fill == NONE else fill


def _judged(part: Element, usual: _Ink, grounds: set[str], palette: Palette) -> Iterator[str]:
    for ink in _inks(part, usual, palette):
        for ground in sorted(grounds):
            if is_known(ink.colour) and is_known(ground):
                size = (ink.size or _USUAL_SIZE) // _PER_HALF_POINT
                yield verdict(ink.colour or BLACK, ground, size, bold=bool(ink.bold))


def _inks(part: Element, usual: _Ink, palette: Palette) -> Iterator[_Ink]:
    """The looks of the part's own text: what it says of all of it, or of each of its runs."""
    rich = part.find(f"{_c('tx')}/{_c('rich')}")
    if rich is None:
        yield _ink(_default(part.find(_c("txPr"))), palette).over(usual)
        return
    for paragraph in rich.iterchildren(_a("p")):
        own = _ink(paragraph.find(f"{_a('pPr')}/{_a('defRPr')}"), palette).over(usual)
        for run in paragraph.iterchildren(_a("r")):
            yield _ink(run.find(_a("rPr")), palette).over(own)


def _default(text: Element | None) -> Element | None:
    return None if text is None else next(text.iter(_a("defRPr")), None)


def _ink(properties: Element | None, palette: Palette) -> _Ink:
    if properties is None:
        return _Ink()
    size, bold = properties.get("sz", ""), properties.get("b")
    return _Ink(
        palette.filled(properties),
        int(size) if _SIZE.fullmatch(size) else None,
        None if bold is None else wml.means_on(bold),
    )


def _is_deleted(part: Element) -> bool:
    return wml.is_on(part.find(_c("delete")), "val")


def _are_shown(labels: Element) -> bool:
    shown = (wml.is_on(mark, "val") for mark in labels.iterchildren(*_SHOW))
    return not _is_deleted(labels) and any(shown)


def _under(labels: Element, plot: str, palette: Palette) -> set[str]:
    """The grounds that data labels lie on: their own, the bars', or the plot area's."""
    own = palette.filled(labels.find(_c("spPr")))
    if own not in {None, NONE}:
        return {own or UNKNOWN}
    holder = wml.holder_of(labels)
    series = [holder] if holder.tag == _c("ser") else [*holder.iterchildren(_c("ser"))]
    if not _are_inside(labels, holder):
        return {plot}
    found = (
        properties
        for one in series
        for properties in (one.find(_c("spPr")), *one.iterfind(f"{_c('dPt')}/{_c('spPr')}"))
    )
    fills = {palette.filled(properties) for properties in found}
    return {fill for fill in fills if fill is not None} - {NONE} or {UNKNOWN}


def _are_inside(labels: Element, holder: Element) -> bool:
    """Whether the labels lie on the bars: where they are put, else where stacked bars have them."""
    position = labels.find(_c("dLblPos"))
    if position is not None:
        return position.get("val") in _INSIDE
    plot = wml.holder_of(holder) if holder.tag == _c("ser") else holder
    if plot.tag in {_c("pieChart"), _c("pie3DChart"), _c("doughnutChart")}:
        return True
    grouping = plot.find(_c("grouping"))
    return grouping is not None and grouping.get("val") in {"stacked", "percentStacked"}
