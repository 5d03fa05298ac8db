"""A timeline drawn as a Word table: rows by units of time, each span a bar that says its label.

All looks are the template's own, by names that a designer finds in Word: the table style
`DigitPlan`; the paragraph styles `Plan`, `Plan gruppe`, `Plan år`, `Plan enhed`, `Plan forklaring`;
`Plan 1` … for the bars by the place of their label, with `Plan 1 Tegn` … for their samples in the
legend; the right border of `Plan streg` for the marker, with `Plan streg Tegn`.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from itertools import product
from math import ceil
from typing import TYPE_CHECKING, Final

from digit_xl import danish
from digit_xl.facts import Fact
from digit_xl.word import wml
from digit_xl.word.drawing import measure
from digit_xl.word.drawing.lanes import MONTHS, Axis, lanes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digit_xl.facts import Timeline, TimelineRow
    from digit_xl.word.blocks import Look, Surroundings
    from digit_xl.word.drawing.lanes import Bar
    from digit_xl.word.wml import Element, Styles

LABELS: Final = (0.14, 0.3)  # the least and the most that the column of labels has of the width
PADDING: Final = 20  # twips that a text needs beside its own width and its style's indents
SIGN_PADDING: Final = 30  # twips from a sign to the end of its bar
LABEL_PADDING: Final = 220  # twips about a row's label
BEYOND, EARLIER = "→", "←"
_UNITS: Final = {3: "kvartaler", 6: "halvår"}  # what parts of a year are called, by their months
_PLAIN_BAR: Final = "D9D9D9"  # where the template has no style for it
_PLAIN_LINE: Final = {"val": "single", "sz": "18", "color": "auto"}


@dataclass(frozen=True, slots=True)
class Canvas:
    """What a timeline is drawn on: its axis, the columns' widths in twips, and the styles."""

    plan: Timeline
    axis: Axis
    label: int
    unit: int
    styles: Styles
    plain: Element | None  # the look where the template has no style

    @classmethod
    def of(cls, plan: Timeline, look: Look, styles: Styles, room: int) -> Canvas:
        """A canvas as wide as there is room, with as much for the labels as they need."""
        axis = Axis.over(plan.first_year, plan.last_year, plan.marker)
        letters = measure.size(styles, styles.find("paragraph", "Plan"))
        longest = max(measure.width(row.label, letters) for row in plan.rows) + LABEL_PADDING
        least, most = (share * room for share in LABELS)
        unit = max(1, int((room - min(max(longest, least), most)) / axis.units))
        return cls(plan, axis, max(1, room - unit * axis.units), unit, styles, look.paragraph)

    def style(self, name: str) -> str | None:
        """The id of the template's paragraph style of that name, else of `Plan`."""
        return self.styles.find("paragraph", name) or self.styles.find("paragraph", "Plan")

    def number(self, label: str) -> int:
        """The place of the label among all, counted from 1."""
        return self.plan.labels.index(label) + 1

    def needed(self, text: str, style: str | None) -> int:
        """How many units the text needs to stand in one line."""
        wanted = measure.width(text, measure.size(self.styles, style)) + PADDING
        return ceil((wanted + measure.indents(self.styles, style)) / self.unit)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell from one border to another, both counted from 0 where the column of labels ends."""

    start: int
    stop: int
    content: Element


def drawn(plan: Timeline, look: Look, around: Surroundings, room: int) -> list[Element]:
    """The table that shows the plan; `room` is the width in twips.

    The legend and the years are its header, which stands again on every page that it goes on over.
    Without a row it is one empty paragraph.
    """
    if not plan:
        return [wml.element("p", *([] if look.paragraph is None else [deepcopy(look.paragraph)]))]
    canvas = Canvas.of(plan, look, around.styles, room)
    drawn_rows = [lanes(row.spans, canvas.axis) for row in plan.rows]
    bars = [bar for row_lanes in drawn_rows for lane in row_lanes for bar in lane]
    header = (*_legend(canvas, bars), *(_shaded(row, canvas) for row in _header(canvas)))
    table = wml.element("tbl", _properties(canvas), _columns(canvas), *header)
    group = ""
    for row, row_lanes in zip(plan.rows, drawn_rows, strict=True):
        if row.group != group and row.group:
            table.append(_group(row.group, canvas))
        group = row.group
        first, *others = _rows(row, row_lanes, canvas)
        if around.trace is not None:
            label = next(first.iter(wml.P))
            around.trace.show(label, row.label, "", Fact(row.label, row.cells))
        table.extend((first, *others))
    return [table]


def _properties(canvas: Canvas) -> Element:
    style = canvas.styles.find("table", "DigitPlan") or canvas.styles.find("table", "Table Grid")
    flags = {"firstRow": 1, "lastRow": 0, "firstColumn": 1, "lastColumn": 0, "noHBand": 1}
    margins = [wml.element(side, w=0, type="dxa") for side in ("left", "right")]
    return wml.element(
        "tblPr",
        *([wml.val("tblStyle", style)] if style else []),
        wml.element("tblW", w=5000, type="pct"),
        wml.element("tblLayout", type="fixed"),
        wml.element("tblCellMar", *margins),
        wml.element("tblLook", val="06A0", **flags, noVBand=1),
        wml.val("tblCaption", _years(canvas)),
        wml.val("tblDescription", _told(canvas)),
    )


def _years(canvas: Canvas) -> str:
    first, last = canvas.plan.first_year, canvas.plan.last_year
    return f"Tidsplan {first}–{last}" if first != last else f"Tidsplan {first}"


def _told(canvas: Canvas) -> str:
    """What the table shows, for those who hear it read aloud."""
    plan, rows = canvas.plan, len(canvas.plan.rows)
    groups = len({row.group for row in plan.rows if row.group})
    counted = f"{danish.number(rows)} {'række' if rows == 1 else 'rækker'}"
    if groups:
        counted += f" i {danish.number(groups)} {'gruppe' if groups == 1 else 'grupper'}"
    units = _UNITS.get(canvas.axis.months)
    years = _years(canvas).removeprefix("Tidsplan ")
    split = f", delt i {units}" if units else ""
    labels = f", som bjælker: {danish.names(plan.labels)}" if plan.labels else ""
    return wml.clean(
        f"Tidsplan med {counted} over {years}{split}. En række viser først navnet og derefter, "
        f"hvad der sker hvornår{labels}."
    )


def _columns(canvas: Canvas) -> Element:
    widths = [canvas.label, *[canvas.unit] * canvas.axis.units]
    return wml.element("tblGrid", *(wml.element("gridCol", w=width) for width in widths))


def _header(canvas: Canvas) -> Iterator[Element]:
    """The row of years, and where a year has several units the row of these."""
    axis = canvas.axis
    split = axis.months in _UNITS
    merged = [wml.val("vMerge", "restart")] if split else []
    label = _cell(canvas, 0, _words(canvas, "Plan år", canvas.plan.heading), merged)
    yield _row(canvas, label, (piece for at in _headings(axis) for piece in _year(canvas, at)), 1)
    if split:
        label = _cell(canvas, 0, _words(canvas, "Plan enhed"), [wml.element("vMerge")])
        yield _row(canvas, label, (_unit(canvas, at) for at in range(axis.units)), 1)


def _headings(axis: Axis) -> Iterator[tuple[int, int]]:
    for start in range(0, axis.units, axis.together):
        yield start, min(start + axis.together, axis.units)


def _year(canvas: Canvas, at: tuple[int, int]) -> Iterator[Cell]:
    """The heading of those units: a year, or the first and the last of some."""
    start, stop = at
    first = canvas.plan.first_year + start * canvas.axis.months // MONTHS
    last = canvas.plan.first_year + (stop * canvas.axis.months - 1) // MONTHS
    words = str(first) if first == last else f"{first}–{last}"
    for piece in canvas.axis.halves(start, stop):
        yield Cell(*piece, _words(canvas, "Plan år", words if piece[0] == start else ""))


def _unit(canvas: Canvas, at: int) -> Cell:
    number = str(at % canvas.axis.together + 1)
    return Cell(at, at + 1, _words(canvas, "Plan enhed", number))


def _group(group: str, canvas: Canvas) -> Element:
    """A row across all columns, in two cells where the marker crosses it."""
    first, *others = canvas.axis.halves(0, canvas.axis.units)
    words = _words(canvas, "Plan gruppe", group, keep=True)
    if canvas.styles.find("paragraph", "Plan gruppe") is None:
        for run in words.iter(wml.RUN):
            run.insert(0, wml.element("rPr", wml.element("b")))
    label = _cell(canvas, first[1], words)
    return _row(canvas, label, (Cell(*half, _words(canvas, "Plan gruppe")) for half in others))


def _rows(row: TimelineRow, row_lanes: list[list[Bar]], canvas: Canvas) -> Iterator[Element]:
    """A row for each lane; the label stands in the first and goes down through all."""
    for at, lane in enumerate(row_lanes):
        merged = [wml.val("vMerge", "continue" if at else "restart")]
        keep = at < len(row_lanes) - 1  # with the next
        words = _words(canvas, "Plan", "" if at else row.label, keep=keep)
        label = _cell(canvas, 0, words, merged if len(row_lanes) > 1 else [])
        yield _row(canvas, label, _lane(lane, canvas))


def _lane(lane: list[Bar], canvas: Canvas) -> Iterator[Cell]:
    """The bars of a lane and what is free between them, from the first unit to the last."""
    at = 0
    following = [*(bar.start for bar in lane[1:]), canvas.axis.units]
    for bar, free in zip(lane, following, strict=False):
        yield from _free(at, bar.start, canvas)
        at = bar.stop
        texts = _texts(bar, canvas)
        pieces = canvas.axis.halves(bar.start, bar.stop)
        for piece, text in zip(pieces, texts, strict=True):
            yield Cell(*piece, _bar(bar, text, piece[1] - piece[0], canvas))
        if bar.span.label not in "".join(texts):
            for beside in _beside(bar, free, canvas):
                yield beside
                at = beside.stop
    yield from _free(at, canvas.axis.units, canvas)


def _free(start: int, stop: int, canvas: Canvas) -> Iterator[Cell]:
    for piece in canvas.axis.pieces(start, stop):
        yield Cell(*piece, _words(canvas, "Plan"))


def _texts(bar: Bar, canvas: Canvas) -> list[str]:
    """What stands in each piece of the bar: its label if it fits, else the label's number.

    It stands in the first piece if it fits there, else in the widest.
    """
    pieces = canvas.axis.halves(bar.start, bar.stop)
    widest = max(range(len(pieces)), key=lambda at: pieces[at][1] - pieces[at][0])
    number = str(canvas.number(bar.span.label))
    style = canvas.style(f"Plan {number}")
    for words, at in product((bar.span.label, number), (0, widest)):
        texts = ["" for _ in pieces]
        texts[at] = words
        if bar.before:
            texts[0] = f"{EARLIER} {texts[0]}".rstrip()
        if bar.after:
            texts[-1] += f"\t{BEYOND}"
        needed = (canvas.needed(text, style) if text else 0 for text in texts)
        if all(many <= stop - start for many, (start, stop) in zip(needed, pieces, strict=True)):
            return texts
    return [number if at == widest else "" for at in range(len(pieces))]


def _beside(bar: Bar, free: int, canvas: Canvas) -> Iterator[Cell]:
    """The label of a bar too narrow for it, when the units after it have room."""
    line = canvas.axis.line
    limit = line if bar.stop < line < free else free
    stop = bar.stop + canvas.needed(bar.span.label, canvas.style("Plan"))
    if stop <= limit:
        yield Cell(bar.stop, stop, _words(canvas, "Plan", bar.span.label))


def _bar(bar: Bar, text: str, units: int, canvas: Canvas) -> Element:
    style = canvas.styles.find("paragraph", f"Plan {canvas.number(bar.span.label)}")
    look = wml.element("pPr", *([wml.val("pStyle", style)] if style else []))
    if style is None:
        look.append(wml.element("shd", val="clear", color="auto", fill=_PLAIN_BAR))
    if "\t" in text:
        right = units * canvas.unit - SIGN_PADDING
        look.append(wml.element("tabs", wml.element("tab", val="right", pos=right)))
    runs = [wml.run(wml.clean(text))] if text else []
    return wml.element("p", look, *runs)


def _words(canvas: Canvas, name: str, text: str = "", *, keep: bool = False) -> Element:
    """A paragraph in the style of that name; `keep` keeps it with the next."""
    style = canvas.style(name)
    if style is not None:
        look = wml.element("pPr", wml.val("pStyle", style))
    else:
        look = wml.element("pPr") if canvas.plain is None else deepcopy(canvas.plain)
    if keep and look.find(wml.w("keepNext")) is None:
        at = 0 if look.find(wml.w("pStyle")) is None else 1
        look.insert(at, wml.element("keepNext"))
    return wml.element("p", look, *([wml.run(wml.clean(text))] if text else []))


def _row(canvas: Canvas, label: Element, cells: Iterable[Cell], header: int = 0) -> Element:
    marks = [wml.element("cantSplit"), *([wml.element("tblHeader")] * header)]
    made = wml.element("tr", wml.element("trPr", *marks), label)
    for cell in cells:
        width, span = (cell.stop - cell.start) * canvas.unit, cell.stop - cell.start
        properties = wml.element("tcPr", wml.element("tcW", w=width, type="dxa"))
        if span > 1:
            properties.append(wml.val("gridSpan", span))
        properties.extend(_borders(cell.start, cell.stop, canvas))
        made.append(wml.element("tc", properties, cell.content))
    return made


def _cell(canvas: Canvas, units: int, content: Element, merged: Iterable[Element] = ()) -> Element:
    """The cell of a label, which may go on across so many units."""
    width = canvas.label + units * canvas.unit
    properties = wml.element("tcPr", wml.element("tcW", w=width, type="dxa"))
    if units:
        properties.append(wml.val("gridSpan", 1 + units))
    properties.extend(merged)
    properties.extend(_borders(0, units, canvas))
    return wml.element("tc", properties, content)


def _borders(start: int, stop: int, canvas: Canvas) -> list[Element]:
    """No line where a bar begins or ends within a year; a strong one at the marker.

    Both cells at a border have to leave a line out (ECMA-376 part 1, 17.4.66); one may draw it.
    """
    axis, made = canvas.axis, []
    if start % axis.together and start != axis.line:
        made.append(wml.val("left", "nil"))
    if stop and stop == axis.line:
        made.append(_marker(canvas.styles))
    elif stop % axis.together and stop != axis.units:
        made.append(wml.val("right", "nil"))
    return [wml.element("tcBorders", *made)] if made else []


def _marker(styles: Styles) -> Element:
    style = styles.find("paragraph", "Plan streg")
    found = styles.says(style, f"{wml.P_PR}/{wml.w('pBdr')}/{wml.w('right')}")
    if found is None:
        return wml.element("right", **_PLAIN_LINE)
    made = deepcopy(found)
    made.set(wml.w("space"), "0")
    return made


def _shaded(row: Element, canvas: Canvas) -> Element:
    """The row with the ground of each paragraph's style in all of its cell."""
    for cell in row.iter(wml.TC):
        style = wml.style_of(next(cell.iter(wml.P)))
        ground = canvas.styles.says(style, f"{wml.P_PR}/{wml.w('shd')}")
        if ground is not None:
            next(cell.iter(wml.TC_PR)).append(deepcopy(ground))
    return row


def _legend(canvas: Canvas, bars: Iterable[Bar]) -> Iterator[Element]:
    """The row that tells what the bars and the signs mean; it lies above the table's frame."""
    samples = list(_samples(canvas, bars))
    if not samples:
        return
    words = _words(canvas, "Plan forklaring")
    for at, (sign, meaning, name) in enumerate(samples):
        style = canvas.styles.find("character", name) if name else None
        look = wml.val("rStyle", style) if style else wml.element("b")
        told = "\u00a0" + wml.clean(meaning).replace(" ", "\u00a0")  # never apart from its sign
        words.append(wml.run(sign, wml.element("rPr", look)))
        words.append(wml.run(told + ("    " if at < len(samples) - 1 else "")))
    properties = wml.element(
        "tcPr",
        wml.element("tcW", w=canvas.label + canvas.axis.units * canvas.unit, type="dxa"),
        wml.val("gridSpan", 1 + canvas.axis.units),
        wml.element("tcBorders", wml.val("top", "nil"), *_frame(canvas.styles)),
    )
    yield _row(canvas, wml.element("tc", properties, words), (), 1)


def _samples(canvas: Canvas, bars: Iterable[Bar]) -> Iterator[tuple[str, str, str]]:
    """Each sign that is used, what it means, and the name of its character style."""
    for at, label in enumerate(canvas.plan.labels, start=1):
        yield f"\u00a0{at}\u00a0", label, f"Plan {at} Tegn"
    if any(bar.before for bar in bars):
        yield EARLIER, f"begyndt før {canvas.plan.first_year}", ""
    if any(bar.after for bar in bars):
        yield BEYOND, "fortsætter", ""
    if canvas.axis.line and canvas.plan.marker_label:
        yield "|", canvas.plan.marker_label, "Plan streg Tegn"


def _frame(styles: Styles) -> Iterator[Element]:
    """The line above the table, drawn below the legend."""
    path = "/".join(map(wml.w, ("tblPr", "tblBorders", "top")))
    found = styles.says(styles.find("table", "DigitPlan"), path)
    if found is not None:
        below = deepcopy(found)
        below.tag = wml.w("bottom")
        yield below
