"""The charts of a template, and the parts that they become when they are filled.

Each filled chart is a part of its own, with a workbook of its own, so that a chart in a repeat
shows each record's numbers (ECMA-376 part 1, 14.2.1).
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final, cast

from lxml import etree

from digit_xl.findings import Refusal
from digit_xl.word import wml
from digit_xl.word.controls import Frame, place
from digit_xl.word.drawing import plots, workbooks
from digit_xl.word.places import cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docx.opc.part import Part
    from docx.package import Package

    from digit_xl.facts import Chart
    from digit_xl.word.controls import Control, Story
    from digit_xl.word.drawing.workbooks import Workbook
    from digit_xl.word.wml import Element


_KEY: Final = f"{{{wml.R}}}id"
_WORKBOOK: Final = "/package"  # what the relationship to an embedded file ends in


@dataclass(frozen=True, slots=True)
class Design:
    """A chart as its designer drew it: its part, its content, and the workbook behind it."""

    part: Part
    space: Element
    workbook: Workbook
    data: str  # the id of the relationship to the workbook


class Charts:
    """The charts of a template, and those that are filled from them."""

    def __init__(
        self, package: Package, stories: Iterable[tuple[Part, Story, tuple[Control, ...]]]
    ) -> None:
        """Read the design of every chart that a control asks for.

        Raises:
            Refusal: one of them cannot be filled.
        """
        self._designs: dict[Part, dict[str, Design]] = {}
        self._roots: dict[Part, Element] = {}
        for part, story, controls in stories:
            self.learn(part, story, controls)
        used = {str(part.partname) for part in package.iter_parts()}
        self._numbers = (n for n in count(1) if f"/word/charts/dx-{n}.xml" not in used)

    def learn(self, part: Part, story: Story, controls: Iterable[Control]) -> None:
        """Read the design of every chart that one of these controls asks for.

        Raises:
            Refusal: one of them cannot be filled.
        """
        for control in _framed(controls):
            self._roots[part] = story.root
            # resolve.check has seen that the frame stands in a drawing
            key = _key(cast("Element", control.drawing))
            known = self._designs.setdefault(part, {})
            called = f"»{cut(control.name)}« {place(control.element, story)}"
            known[key] = known.get(key) or _design(part, key, called)

    def fill(self, chart: Chart, drawing: Element, part: Part) -> None:
        """Let the drawing (`wp:inline` or `wp:anchor`) show the chart."""
        from docx.opc.constants import RELATIONSHIP_TYPE as KIND

        design = self._designs[part][_key(drawing)]
        number = next(self._numbers)
        made = _made(chart, design, number)
        key = next(key for n in count(number) if (key := f"dxChart{n}") not in part.rels)
        part.rels.add_relationship(KIND.CHART, made, key)
        for shown in drawing.iter(plots.CHART):
            shown.set(_KEY, key)
        for told in drawing.iterfind(wml.DOC_PR):
            told.set("descr", wml.clean(chart.description))

    def let_go(self) -> None:
        """Leave the designs out of the package that no drawing shows any more."""
        for part, known in self._designs.items():
            shown = {drawn.get(_KEY) for drawn in self._roots[part].iter(plots.CHART)}
            for key in known.keys() - shown:
                del part.rels[key]


def shown(part: Part, within: Element) -> list[list[float | None]] | None:
    """The numbers of each series of the first chart there; None when there is none to be read."""
    chart = next(within.iter(plots.CHART), None)
    drawn = None if chart is None else _related(part, chart.get(_KEY, ""))
    space = None if drawn is None else _parsed(drawn.blob)
    return None if space is None else plots.numbers(space)


def _framed(controls: Iterable[Control]) -> Iterator[Control]:
    """The controls that hold a chart, however deep."""
    for control in controls:
        if control.frame is Frame.CHART:
            yield control
        yield from _framed(control.inside)


def _key(drawing: Element) -> str:
    """The id of the relationship to the drawing's chart."""
    return next(drawing.iter(plots.CHART)).get(_KEY, "")


def _design(part: Part, key: str, called: str) -> Design:
    drawn = _related(part, key)
    space = None if drawn is None else _parsed(drawn.blob)
    if drawn is None or space is None:
        raise _refusal(called, "kan ikke læses: slet det, og indsæt det igen i skabelonen.")
    if not plots.can_be_filled(space):
        raise _refusal(
            called,
            "har ingen serier, som kan fyldes: skift i Word til et søjle-, kurve-, område- eller "
            "cirkeldiagram med mindst én serie.",
        )
    data = space.find(plots.DATA)
    file = None if data is None else _related(drawn, data.get(_KEY, ""), _WORKBOOK)
    if data is None or file is None:
        raise _refusal(
            called,
            "har ingen indlejret projektmappe til sine tal: indsæt det igen med Indsæt, Diagram i "
            "Word, eller vælg »integrer projektmappe«, når det sættes ind fra Excel.",
        )
    workbook = workbooks.read(file.blob)
    if workbook is None:
        raise _refusal(
            called,
            "har en indlejret projektmappe, som ikke kan læses: indsæt det igen med Indsæt, "
            "Diagram i Word.",
        )
    return Design(drawn, space, workbook, data.get(_KEY, ""))


def _refusal(called: str, fault: str) -> Refusal:
    return Refusal("template-chart", f"Skabelonens diagram til {called} {fault}")


def _related(part: Part, key: str, kind: str = "") -> Part | None:
    """The part that the relationship of that id leads to; None for none, or one outside."""
    relation = part.rels.get(key)
    if relation is None or relation.is_external or not relation.reltype.endswith(kind):
        return None
    return cast("Part", relation.target_part)


def _parsed(blob: bytes) -> Element | None:
    """The `c:chartSpace` of a chart part; None when it is none."""
    try:
        root = wml.parsed(blob)
    except ValueError:
        return None
    return root if root.tag == plots.SPACE and root.find(plots.CHART) is not None else None


def _made(chart: Chart, design: Design, number: int) -> Part:
    """The part of that number, which shows the chart as designed, and the parts beneath it."""
    space = deepcopy(design.space)
    plots.fill(space, chart, design.workbook)
    drawn = etree.tostring(space, encoding="UTF-8", standalone=True)
    made = _like(design.part, f"/word/charts/dx-{number}", drawn)
    for at, (key, relation) in enumerate(sorted(design.part.rels.items()), start=1):
        if relation.is_external:
            made.rels.add_relationship(relation.reltype, relation.target_ref, key, is_external=True)
            continue
        beneath = relation.target_part
        if key == design.data:
            filled = design.workbook.filled(chart)
            beneath = _like(beneath, f"/word/embeddings/dx-{number}", filled)
        elif not beneath.rels and not beneath.content_type.startswith("image/"):
            # The style and the colours that Word edits a chart with: no two charts share them.
            beneath = _like(beneath, f"/word/charts/dx-{number}-{at}", beneath.blob)
        made.rels.add_relationship(relation.reltype, beneath, key)
    return made


def _like(pattern: Part, name: str, content: bytes) -> Part:
    """A new part of the pattern's kind."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part as NewPart

    uri = PackURI(f"{name}.{pattern.partname.ext}")
    return NewPart(uri, pattern.content_type, content, pattern.package)
