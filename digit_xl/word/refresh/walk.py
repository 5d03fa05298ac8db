"""The walk through a report: each control is brought up to what the register says now.

What stands outside the controls is not touched, nor is a text in which somebody wrote.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from digit_xl import danish
from digit_xl.facts import Chart, Fact, Picture, Records, RichText
from digit_xl.findings import Refusal
from digit_xl.word import columns, tidy, wml
from digit_xl.word.controls import (
    Control,
    Frame,
    Kind,
    Link,
    Locking,
    Story,
    first_item,
    locking,
    survey,
    tag_for,
    tag_of,
)
from digit_xl.word.controls import Level as Levels
from digit_xl.word.drawing import pictures
from digit_xl.word.ledger.entries import stands
from digit_xl.word.markdown import figure_names
from digit_xl.word.patterns import pattern
from digit_xl.word.refresh import items, marks, told
from digit_xl.word.refresh.anchors import Level
from digit_xl.word.refresh.missing import Missing, paired
from digit_xl.word.refresh.stirred import has_edited, holds_work, is_changed, is_overwritten
from digit_xl.word.refresh.texts import Verdict, Written, judged, kept, settled, shown, wanted
from digit_xl.word.resolve import outward

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from digit_xl.facts import Node, Record
    from digit_xl.word.patterns import Pattern
    from digit_xl.word.refresh.work import Half, Within, Work
    from digit_xl.word.tidy import Gap
    from digit_xl.word.wml import Element

_FRAMED: Final = frozenset(("billede", "diagram"))
_FRAMES: Final[dict[type, Frame]] = {Chart: Frame.CHART, Picture: Frame.PICTURE}
_LOST: Final = "Registret har intet af det navn her; feltet er ikke ændret."
_TAG: Final = "Feltets mærke er ændret og kan ikke læses; feltet er ikke ændret."
_WRITTEN_IN: Final = "Registret har intet at vise her, men nogen har skrevet i afsnittet; det står."
_LEFT_OVER: Final = "Posten er ikke længere i registret, men nogen har skrevet i den; den står."
_UNFIT: Final = "Feltet passer ikke til det, registret har her; det er ikke ændret."


@dataclass(frozen=True, slots=True)
class Repeat:
    """A repeat of the report, the template's, and the records by the keys in their items' tags."""

    control: Control
    twin: Control | None
    records: Mapping[str, tuple[Record, Within]]


class Walk:
    """Walks one story of the report, with the template's controls for it beside."""

    def __init__(self, work: Work, half: Half) -> None:
        """Begin with nothing found."""
        self._work, self._half = work, half
        self._filler, self._styles = half.filler, half.story.styles
        self._notes = work.notes
        self._gaps: list[Gap] = []
        self._patterns: dict[Element, Pattern] = {}
        self._missing = Missing(work, half)

    def through(self, within: Within, asked: Sequence[Control]) -> None:
        """Bring the story up to date; `asked` are the template's controls for it."""
        root = self._half.story.root
        found = [it for it in self._read(root) if not self._is_noted(it.element)]
        self._level(found, asked, within, (root, self._half.origin))
        for gap in columns.take_out(self._gaps):
            tidy.close(gap)

    def _read(self, root: Element) -> tuple[Control, ...]:
        """The outermost controls there; those whose tags somebody changed are told."""
        found = survey(Story(root, self._half.story.called, self._styles))
        for fault in found.faults:
            self._work.told.tell(told.Kind.LEFT, fault.element, fault.name, _TAG)
        return found.controls

    def _is_noted(self, element: Element) -> bool:
        """Whether the control stands in a footnote of a text, which is refreshed with the text."""
        note = next(element.iterancestors(wml.w("footnote")), None)
        return note is not None and note.get(wml.ID, "") in self._work.own_notes

    def _level(
        self,
        found: Iterable[Control],
        asked: Sequence[Control],
        within: Within,
        roots: tuple[Element, Element | None],
    ) -> None:
        """The controls of a story, an item or a condition, and those that are not there.

        `roots` are what holds them in the report, and in the template.
        """
        pairs, absent = paired([*found], asked)
        if absent and roots[1] is not None:  # first, for what goes may tell where to put it
            known = {twin.element: it.element for it, twin in pairs if twin is not None}
            self._missing.consider(absent, Level(roots[1], roots[0], known), within)
            pairs = [pair for pair in pairs if stands(pair[0].element)]
        for control, twin in pairs:
            self._control(control, twin, within)

    def _control(self, control: Control, twin: Control | None, within: Within) -> None:
        depth = outward(control.name, within.names)
        node = None if depth is None else within.scopes[depth][control.name]
        if node is None or depth is None:
            self._leave(control, _LOST, within)
        elif control.kind is Kind.CONDITION:
            self._condition(control, twin, node, within)
        elif (control.kind is Kind.REPEAT) != isinstance(node, Records):
            self._leave(control, _UNFIT, within)
        elif control.kind is Kind.REPEAT:
            self._repeat(control, twin, depth, within)
        else:
            self._value(control, twin, node, within)

    def _leave(self, control: Control, note: str, within: Within) -> None:
        """Leave the control as it is, and keep what the ledger tells of it."""
        self._work.forsake(control, within)
        name = told.called(control.name, within.around)
        self._work.told.tell(told.Kind.LEFT, control.element, name, note)

    def _condition(
        self, control: Control, twin: Control | None, node: Node, within: Within
    ) -> None:
        element = control.element
        if not node and not holds_work(self._work, element, self._half.story):
            if control.level is Levels.CELL:
                self._gaps.append(columns.take_cells(element))
            else:
                self._take_out(element, twin, within)
            return
        if not node:
            name = told.called(f"?{control.name}", within.around)
            self._work.told.tell(told.Kind.CONFLICT, element, name, _WRITTEN_IN)
        self._work.trace.keep(element, control.name, node)
        inside = twin.inside if twin else ()
        self._level(control.inside, inside, within, (element, twin.element if twin else None))

    def _take_out(
        self,
        element: Element,
        twin: Control | None,
        within: Within,
        pattern_item: Element | None = None,
    ) -> None:
        """Take a control away that has nothing to show.

        A table that it leaves bare goes with it, unless somebody wrote in that table.
        """
        table = next(element.iterancestors(wml.TBL), None)
        origin = None if twin is None else next(twin.element.iterancestors(wml.TBL), None)
        story, around = self._half.story, within.around
        stays = table is not None and (
            origin is None or is_changed(self._work, table, origin, around, story)
        )
        gap = tidy.take_out(element, pattern_item)
        if not stays:
            tidy.close(gap)

    def _value(self, control: Control, twin: Control | None, node: Node, within: Within) -> None:
        if isinstance(node, Fact) and node.value is None and self._was_framed(control, within):
            self._take_out(control.element, twin, within)
            return
        control = replace(control, frame=_FRAMES.get(type(node), Frame.NONE))
        if isinstance(node, Fact | RichText) and self._fits(control, node):
            figure = locking(node, control.words) is Locking.FIGURE
            if figure and isinstance(node, Fact):
                self._figure(control, node, within)
            else:
                self._text(control, node, within)
        elif isinstance(node, Fact | RichText) or not self._fits(control, node):
            self._leave(control, _UNFIT, within)
        elif node or control.frame is Frame.NONE:
            self._write(control, within)
        else:
            self._take_out(control.element, twin, within)

    def _was_framed(self, control: Control, within: Within) -> bool:
        """Whether the control had a picture or a chart of the register's."""
        entry = self._work.entry(control.element, within)
        return control.frame is not Frame.NONE and (entry is None or entry.kind in _FRAMED)

    def _fits(self, control: Control, node: Node) -> bool:
        """Whether the control as it stands can show that."""
        if control.level is Levels.ROW or control.element.find(wml.SDT_CONTENT) is None:
            return False
        if isinstance(node, Fact):
            return danish.fits(node.value, control.words)
        if control.frame is Frame.NONE:
            return control.level is not Levels.RUN
        if (drawing := control.drawing) is None:
            return False
        return control.frame is not Frame.PICTURE or pictures.frame(drawing) is not None

    def _figure(self, control: Control, fact: Fact, within: Within) -> None:
        """A figure is always the register's; one that stands rightly is not touched."""
        text = wml.clean(danish.text(fact.value, control.words))
        if control.link is Link.NONE and _shows(control.element, text):
            self._work.trace.show(control.element, control.name, control.words, fact)
        else:
            self._write(control, within)

    def _text(self, control: Control, node: Fact | RichText, within: Within) -> None:
        element, entry = control.element, self._work.entry(control.element, within)
        noted = self._half.noted and next(element.iterancestors(wml.TEXT_BOX), None) is None
        new = wanted(node, self._styles, noted=noted)
        over = has_edited(self._work, element, within.around)
        verdict = judged(element, node, entry, self._notes, new, overwritten=over)
        if verdict is Verdict.WRITTEN or (control.link is not Link.NONE and not verdict.is_own):
            self._write(control, within)
            return
        self._work.trace.show(element, control.name, control.words, node)
        if isinstance(node, RichText):
            self._figures(element, node, within)
        if verdict.is_own:
            name = told.called(control.name, within.around)
            conflict = verdict is Verdict.CONFLICT
            kind = told.Kind.CONFLICT if conflict else told.Kind.KEPT
            texts = {"old": wml.shown(element), "new": shown(node) if conflict else ""}
            self._work.told.tell(kind, element, name, **texts)
            key = within.around, tag_of(element)
            if conflict:
                self._work.conflicts.append((element, shown(node)))
                self._work.settle(key, partial(settled, node=node, text=new))
            else:
                self._work.settle(key, partial(kept, entry))

    def _figures(self, element: Element, text: RichText, within: Within) -> None:
        """Bring the figures within a text up to date, and those in its footnotes."""
        names = {tag_for(*named)[len("dx:") :]: named for named in figure_names(text.markdown)}
        holders = [element, *(self._notes[it] for it in _called(element) if it in self._notes)]
        for control in [it for holder in holders for it in holder.iter(wml.SDT)]:
            if control is element or not (tag := tag_of(control)):
                continue
            name, words = names.get(tag) or _parted(tag)
            fact = text.figures.get(name) or within.named(name)
            if not isinstance(fact, Fact) or not danish.fits(fact.value, words):
                self._work.told.tell(told.Kind.LEFT, element, name, _LOST)
                continue
            if is_overwritten(self._work, control, within.around):
                new = Written(wml.clean(danish.text(fact.value, words)).strip(), "")
                self._work.settle((within.around, tag), partial(settled, node=fact, text=new))
            elif not _shows(control, wml.clean(danish.text(fact.value, words))):
                self._set(control, words, fact)
            if element in control.iterancestors(wml.SDT):
                self._work.trace.show(control, name, words, fact, quoted=True)

    def _set(self, element: Element, words: str, fact: Fact) -> None:
        """Write a figure that stands in a text."""
        runs = [*element.iter(wml.RUN)]
        look = runs[0].find(wml.R_PR) if runs else None
        set_by = marks.taken(element)
        content = cast("Element", element.find(wml.SDT_CONTENT))
        for child in [*content]:
            content.remove(child)
        content.append(wml.run(wml.clean(danish.text(fact.value, words)), look))
        marks.put(set_by, element)

    def _write(self, control: Control, within: Within) -> None:
        """Fill the control anew; comments and bookmarks of somebody's stay around its content."""
        if control.frame is Frame.CHART:
            try:
                self._work.everything.charts.learn(self._half.part, self._half.story, [control])
            except Refusal as refusal:
                self._leave(control, refusal.sentence, within)
                return
        framed = control.frame is not Frame.NONE
        set_by = None if framed else marks.taken(control.element)
        filled = pattern(control.element, (control,), within.names, self._styles)
        self._filler.fill(filled, control.element, within.scopes)
        if set_by is not None:
            marks.put(set_by, control.element)

    def _repeat(self, control: Control, twin: Control | None, depth: int, within: Within) -> None:
        records = cast("Records", within.scopes[depth][control.name])
        section, content = control.element, control.element.find(wml.SDT_CONTENT)
        if content is None:
            self._leave(control, _UNFIT, within)
            return
        inner = {}
        for record in records.items:
            there = within.record(control.name, record, depth)
            inner[there.around[-1][1]] = record, there
        head, groups = items.grouped(content, inner)
        repeat = Repeat(control, twin, inner)
        made: dict[str, items.Group] = {}
        for key, (record, there) in inner.items():
            if key in groups:
                self._item(cast("Element", groups[key].item), repeat, key)
            elif there.around in self._work.ledger.records:
                self._work.carry(there.around)
                name = told.called("", there.around)
                self._work.told.tell(told.Kind.DELETED, section, name)
            elif twin is not None:
                new = self._missing.item(control, twin, record, within)
                made |= {} if new is None else {key: items.Group(new)}
        keys = [key for key in inner if key in groups or key in made]
        older = self._work.order(within.around, control.name)
        standing = [head, *items.ordered(groups, made, keys, older)]
        for group in standing:
            group.behind = [*self._behind(group, repeat, within)]
        for item in items.arrange(content, standing):
            name = told.called("", (*within.around, (control.name, items.key(item))))
            self._work.told.tell(told.Kind.MOVED, item, name)
        self._close(repeat, content, records, within)

    def _item(self, item: Element, repeat: Repeat, key: str) -> None:
        """Bring an item up to date with the record of that key."""
        record, there = repeat.records[key]
        asked: Sequence[Control] = ()
        origin = None
        if repeat.twin is not None:
            asked, origin = repeat.twin.inside, first_item(repeat.twin.element)
        self._work.trace.enter(repeat.control.name, record.key)
        self._level(self._read(item), asked, there, (item, origin))
        self._work.trace.leave()

    def _behind(self, group: items.Group, repeat: Repeat, within: Within) -> Iterator[Element]:
        """What stays behind an item: what was typed there, copies, items that hold work."""
        for element in group.behind:
            if not items.is_item(element) or not (key := items.key(element)):
                yield element
            elif key in repeat.records:  # a copy of an item that stands already
                self._item(element, repeat, key)
                yield element
            elif holds_work(self._work, element, self._half.story):
                around = (*within.around, (repeat.control.name, key))
                self._work.carry(around)
                name = told.called("", around)
                self._work.told.tell(told.Kind.CONFLICT, element, name, _LEFT_OVER)
                yield element
            else:
                wml.holder_of(element).remove(element)

    def _close(self, repeat: Repeat, content: Element, records: Records, within: Within) -> None:
        """Take a repeat away in which no item is left; what was typed in it stays."""
        section, twin = repeat.control.element, repeat.twin
        if any(items.is_item(it) for it in content):
            self._work.trace.keep(section, repeat.control.name, records)
        elif len(content):
            for child in [*content]:
                section.addprevious(child)
            wml.holder_of(section).remove(section)
        else:
            gone = section if twin is None else first_item(twin.element)
            self._take_out(section, twin, within, gone)


def _shows(control: Element, text: str) -> bool:
    """Whether the control shows that text, and no tracked change in it waits."""
    content = cast("Element", control.find(wml.SDT_CONTENT))
    stands = content.iter(*wml.TEXTS)
    return wml.text_of(it for it in stands if it.tag != wml.P) == text and not marks.is_pending(
        control
    )


def _parted(tag: str) -> tuple[str, str]:
    name, _, words = tag.partition("|")
    return name.strip(), " ".join(words.split())


def _called(element: Element) -> Iterator[str]:
    """The numbers of the footnotes that the text calls."""
    return (mark.get(wml.ID, "") for mark in element.iter(wml.FOOTNOTE))
