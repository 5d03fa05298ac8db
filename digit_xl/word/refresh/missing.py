"""What the template has and the report has not: deleted by somebody, or come with the register."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Final, cast

from digit_xl.word import wml
from digit_xl.word.controls import Frame, Kind, Level, Story, survey
from digit_xl.word.patterns import EDIT_IDS, ONCE, pattern
from digit_xl.word.refresh import grids, told
from digit_xl.word.refresh.stirred import is_changed
from digit_xl.word.resolve import outward

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.opc.part import Part

    from digit_xl.facts import Node, Record
    from digit_xl.word.controls import Control
    from digit_xl.word.patterns import Step
    from digit_xl.word.refresh.anchors import Level as Twin
    from digit_xl.word.refresh.work import Half, Within, Work
    from digit_xl.word.wml import Element

_EDITED: Final = (
    "Kolonnen er kommet til, men nogen har skrevet i tabellen; den er ikke sat ind. "
    "Dan rapporten igen for at få den."
)


def paired(
    found: Sequence[Control], asked: Sequence[Control]
) -> tuple[list[tuple[Control, Control | None]], list[Control]]:
    """The report's controls, each with the template's of the same tag, and those it lacks."""
    if [*map(_mark, found)] == [*map(_mark, asked)]:
        return [*zip(found, asked, strict=True)], []
    waiting: dict[tuple[object, ...], list[Control]] = {}
    for control in reversed(asked):
        waiting.setdefault(_mark(control), []).append(control)
    pairs: list[tuple[Control, Control | None]] = []
    for control in found:
        twins = waiting.get(_mark(control))
        pairs.append((control, twins.pop() if twins else None))
    left = {twin.element for twins in waiting.values() for twin in twins}
    return pairs, [control for control in asked if control.element in left]


def _mark(control: Control) -> tuple[object, ...]:
    return control.kind, control.name, control.words, control.link


class Missing:
    """Puts into one story of a report what it lacks of the template's."""

    def __init__(self, work: Work, half: Half) -> None:
        """Begin with no pattern cut."""
        self._work, self._half = work, half
        self._steps: dict[Element, Step] = {}

    def consider(self, absent: Sequence[Control], level: Twin, within: Within) -> None:
        """Put in what the register has now; what somebody deleted stays away."""
        settled: set[Element] = set()
        for control in absent:
            if control.element not in settled:
                settled |= {control.element, *self._settle(control, level, within, absent)}

    def _settle(
        self, control: Control, level: Twin, within: Within, absent: Sequence[Control]
    ) -> Sequence[Element]:
        """The controls that need no more to be considered after that one."""
        node = self._node(control, within)
        if self._work.knows(control, within):
            self._forsake(control, within, shown=bool(node) or control.kind is Kind.VALUE)
        elif control.level is Level.CELL and control.kind is Kind.CONDITION:
            if node:
                return self._widen(control, level, within, absent)
        elif not grids.is_conditional(control.element) and _is_shown(control, node):
            return self._insert(control.element, level, within, absent)
        return ()

    def _node(self, control: Control, within: Within) -> Node | None:
        depth = outward(control.name, within.names)
        return None if depth is None else within.scopes[depth][control.name]

    def _forsake(self, control: Control, within: Within, *, shown: bool) -> None:
        """Keep in mind that somebody deleted the control, and tell it."""
        self._work.forsake(control, within)
        if shown:
            mark = "?" if control.kind is Kind.CONDITION else ""
            name = told.called(f"{mark}{control.name}", within.around)
            self._work.told.tell(told.Kind.DELETED, None, name)

    def _insert(
        self, element: Element, level: Twin, within: Within, absent: Sequence[Control]
    ) -> Sequence[Element]:
        host, spot = level.place(element)
        inside = [it for it in absent if host in (it.element, *it.element.iterancestors())]
        if not any(self._work.knows(it, within) for it in inside):  # else somebody deleted it all
            made = self._copy(host)
            spot.put(made)
            self._fill(made, within)
        return [it.element for it in inside]

    def _copy(self, host: Element) -> Element:
        """A copy of a stretch of the template that leads to the report's own parts."""
        made = deepcopy(host)
        made.tail = None
        for mark in [*made.iter(*ONCE)]:
            wml.holder_of(mark).remove(mark)
        for numbered in made.iter(wml.P, wml.TR):
            for attribute in EDIT_IDS:
                numbered.attrib.pop(attribute, "")
        source = cast("Part", self._half.source)
        self._work.imports.bring(made, source, self._half.part)
        return made

    def _fill(self, made: Element, within: Within) -> None:
        """Fill what stands in the report now."""
        controls = self._controls(made)
        filled = pattern(made, controls, within.names, self._half.story.styles)
        slots = self._half.filler.fill(filled, made, within.scopes)
        self._half.filler.renumber(filled, made, slots)

    def _controls(self, made: Element) -> tuple[Control, ...]:
        story = Story(made, self._half.story.called, self._half.story.styles)
        controls = survey(story).controls
        self._work.everything.charts.learn(self._half.part, self._half.story, controls)
        return controls

    def item(
        self, control: Control, twin: Control, record: Record, within: Within
    ) -> Element | None:
        """A new item of the report's repeat, from the template's; None when it holds nothing."""
        if twin.element not in self._steps:
            self._steps[twin.element] = self._step(control, twin, within)
        step = self._steps[twin.element]
        made = self._half.filler.added(step, record, within.scopes, control.element)
        if control.level is Level.ROW:
            grids.narrow(made, twin.element, control.element)
        return made if len(cast("Element", made.find(wml.SDT_CONTENT))) else None

    def _step(self, control: Control, twin: Control, within: Within) -> Step:
        """What makes an item of the repeat; the template's is put beside, cut, and taken away."""
        made = self._copy(twin.element)
        control.element.addnext(made)
        controls = self._controls(made)
        filled = pattern(made, controls, within.names, self._half.story.styles)
        wml.holder_of(made).remove(made)
        return filled.steps[0]

    def _widen(
        self, control: Control, level: Twin, within: Within, absent: Sequence[Control]
    ) -> Sequence[Element]:
        """Write a table anew that gets a column back, unless somebody worked in it."""
        table = next(control.element.iterancestors(wml.TBL))
        older = level.match(table)
        if older is None:
            return self._insert(table, level, within, absent)
        if is_changed(self._work, older, table, within.around, self._half.story):
            name = told.called(f"?{control.name}", within.around)
            self._work.told.tell(told.Kind.CONFLICT, older, name, _EDITED)
        else:
            made = self._copy(table)
            older.addnext(made)
            wml.holder_of(older).remove(older)
            self._fill(made, within)
        return [it.element for it in absent if table in it.element.iterancestors()]


def _is_shown(control: Control, node: Node | None) -> bool:
    """Whether the control would show anything."""
    if control.kind is Kind.VALUE and control.frame is Frame.NONE:
        return node is not None
    return bool(node)
