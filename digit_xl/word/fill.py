"""Template and facts become a document: controls are filled, repeated and left out, and stay.

A repeat's first item is its pattern: cut down once, then copied for each record and filled by
position, so that a table of fifty thousand rows costs ten times one of five thousand.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias, cast

from digit_xl import danish
from digit_xl.facts import Fact, RichText
from digit_xl.word import blocks, columns, package, tidy, wml
from digit_xl.word.blocks import Look, Surroundings
from digit_xl.word.controls import (
    Frame,
    Kind,
    Level,
    Locking,
    fresh_ids,
    locking,
    properties_of,
    put,
    read,
    tag_for,
)
from digit_xl.word.drawing import charts, measure, pictures, plan
from digit_xl.word.fields import footnotes, links, references, toc
from digit_xl.word.fields.bookmarks import Names
from digit_xl.word.fields.finishing import refer
from digit_xl.word.fields.footnotes import Footnotes
from digit_xl.word.ledger import part as ledger
from digit_xl.word.package import Properties
from digit_xl.word.patterns import SLOTS, pattern
from digit_xl.word.resolve import check, names_of, nothing_asked
from digit_xl.word.trace import Trace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from docx.opc.part import Part
    from docx.package import Package

    from digit_xl.facts import Chart, Facts, Node, Picture, Record, Records, Timeline
    from digit_xl.word.drawing.charts import Charts
    from digit_xl.word.drawing.pictures import Album
    from digit_xl.word.ledger.entries import Origin
    from digit_xl.word.patterns import Pattern, Step
    from digit_xl.word.tidy import Gap
    from digit_xl.word.trace import Shown
    from digit_xl.word.wml import Element, Styles

__all__ = ["Properties", "fill"]

Finish: TypeAlias = "Callable[[Package, Sequence[Shown]], None]"
Scopes: TypeAlias = "tuple[Facts, ...]"  # what names mean, the innermost record first


def fill(
    template: bytes,
    facts: Facts,
    properties: Properties,
    origin: Origin | None = None,
    finish: Finish | None = None,
) -> bytes:
    """The document that the template becomes with those facts; the same in, the same bytes out.

    With an origin it keeps a ledger of what it shows. `finish` is shown the filled package, and
    which control shows what, before it is written.

    Raises:
        Refusal: the template cannot be read, asks for nothing, or asks for what there is not; told
            before anything is written.
    """
    opened = package.opened(template)
    footnotes.forget(opened)
    read_stories = [(part, story, read(story)) for part, story in package.stories(opened)]
    if not any(controls for _, _, controls in read_stories):
        found = any(
            next(story.root.iter(wml.SDT), None) is not None for _, story, _ in read_stories
        )
        raise nothing_asked(has_controls=found)
    check(((story, controls) for _, story, controls in read_stories), facts)
    references.check(story for _, story, _ in read_stories)
    toc.check(story for _, story, _ in read_stories)
    drawn = charts.Charts(opened, read_stories)
    roots = [story.root for _, story, _ in read_stories]
    numbers = Numbers.beyond(roots)
    number_apart(roots, numbers)
    notes, trace = Footnotes(opened, numbers.bookmarks), Trace() if finish or origin else None
    everything = Everything(numbers, pictures.Album(opened), drawn, notes, trace)
    names = (names_of(facts),)
    patterns = [pattern(story.root, found, names, story.styles) for _, story, found in read_stories]
    numbers.names.learn(roots)  # those of repeats are cut out: the first copy of each keeps its own
    for (part, story, _), whole in zip(read_stories, patterns, strict=True):
        Filler(part, story.styles, everything).fill(whole, story.root, (facts,))
        pictures.forget_unseen(part, story.root)
    everything.charts.let_go()
    refer(opened, everything.ends, numbers.bookmarks)
    package.describe(opened, properties)
    if finish is not None and trace is not None:
        finish(opened, trace.shown)
    if origin is not None and trace is not None:
        return ledger.written(opened, template, origin, trace)
    return package.written(opened)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What must be there once only in a document: unused numbers, and the bookmarks' names."""

    controls: Iterator[int]
    bookmarks: Iterator[int]
    drawings: Iterator[int]
    names: Names  # of bookmarks

    @classmethod
    def beyond(cls, roots: list[Element]) -> Numbers:
        """Those that no part of the document uses yet."""

        def met(*tags: str) -> Iterable[Element]:
            return (element for root in roots for element in root.iter(*tags))

        return cls(
            fresh_ids(met(wml.ID), wml.VAL),
            fresh_ids(met(wml.BOOKMARK_START), wml.ID),
            fresh_ids(met(wml.DOC_PR), "id"),
            Names(),
        )


@dataclass(frozen=True, slots=True)
class Everything:
    """What the parts of a document have in common while they are filled."""

    numbers: Numbers
    album: Album
    charts: Charts
    notes: Footnotes
    trace: Trace | None  # None: nobody asks what is shown where
    ends: list[links.End] = field(default_factory=list)  # of links, filled so far


def number_apart(roots: Iterable[Element], numbers: Numbers) -> None:
    """Give each control a number of its own where the template has none or uses one twice."""
    seen = {""}
    for root in roots:
        for control in root.iter(wml.SDT):
            number = put(properties_of(control), wml.ID)
            if number.get(wml.VAL, "") in seen:
                number.set(wml.VAL, str(next(numbers.controls)))
            seen.add(number.get(wml.VAL, ""))


class Filler:
    """Fills the patterns of one part."""

    def __init__(self, part: Part, styles: Styles, everything: Everything) -> None:
        """Keep what the blocks and the frames need of the part and of the document."""
        self._part = part
        self._numbers = everything.numbers
        self._album = everything.album
        self._charts = everything.charts
        self._trace = everything.trace
        self._ends = everything.ends
        # Word has footnotes in the body alone.
        notes = everything.notes if part is everything.notes.main else None
        link = package.links_of(part)
        self._around = Surroundings(styles, self._numbers.controls, link, self._trace, notes)

    def fill(self, filled: Pattern, root: Element, scopes: Scopes) -> list[Element]:
        """The slots of the pattern's root, or a copy of it, when all is filled in."""
        slots = [*root.iter(*SLOTS)]
        gaps: list[Gap] = []
        self._take(filled.steps, slots, scopes, gaps)
        for gap in columns.take_out(gaps):
            tidy.close(gap)
        return slots

    def _copy(self, item: Pattern, record: Record, scopes: Scopes) -> Element:
        """One more item, filled from the record; its control is empty if nothing is left."""
        root = deepcopy(item.root)
        slots = self.fill(item, root, (record.facts, *scopes))
        self.renumber(item, root, slots)
        put(properties_of(root), wml.TAG, tag_for(f"#{record.key}"))
        return root

    def added(self, step: Step, record: Record, scopes: Scopes, section: Element) -> Element:
        """One more item of a repeat that stands in the document; `section` is its control."""
        outside = self._around
        self._around = self._around_items(section)
        made = self._item(step, record, scopes)
        self._around = outside
        return made

    def renumber(self, item: Pattern, root: Element, slots: list[Element]) -> None:
        """Give what may stand once only in a document numbers and names of its own there."""
        for at in item.ids:
            slots[at].set(wml.VAL, str(next(self._numbers.controls)))
        for at in item.drawings:
            slots[at].set("id", str(next(self._numbers.drawings)))
        ends: dict[str, str] = {}
        names: dict[str, str] = {}
        for at in item.bookmarks:
            mark = slots[at]
            old = mark.get(wml.ID, "")
            if old not in ends:
                ends[old] = str(next(self._numbers.bookmarks))
            mark.set(wml.ID, ends[old])
            if name := mark.get(wml.w("name")):
                names[name] = self._numbers.names.take(name)
                mark.set(wml.w("name"), names[name])
        if any(old != new for old, new in names.items()):
            references.rename(root, names)

    def _take(
        self, steps: Iterable[Step], slots: list[Element], scopes: Scopes, gaps: list[Gap]
    ) -> None:
        """Take the steps and note the gaps, which are closed when all are taken.

        A table that has lost its last row by then may get rows from a later repeat.
        """
        for step in steps:
            node = scopes[step.depth][step.name]
            if step.kind is Kind.REPEAT:
                self._repeat(step, slots, scopes, gaps)
            elif step.kind is Kind.VALUE and (node or step.frame is Frame.NONE):
                if self._trace is not None:
                    self._trace.show(_control(slots[step.id]), step.name, step.words, node)
                self._value(step, node, slots, gaps)
            elif node:
                if self._trace is not None:
                    self._trace.keep(_control(slots[step.id]), step.name, node)
                self._take(step.inside, slots, scopes, gaps)
            elif step.level is Level.CELL:
                gaps.append(columns.take_cells(_control(slots[step.id])))
            else:
                gaps.append(tidy.take_out(_control(slots[step.id])))

    def _value(self, step: Step, node: Node, slots: list[Element], gaps: list[Gap]) -> None:
        lock = locking(node, step.words)
        if lock is not Locking.FIGURE:  # the pattern's own
            slots[step.lock].set(wml.VAL, lock)
        # resolve.check has seen that records stand in repeats alone, and that a frame is fitting
        if isinstance(node, Fact):
            text = danish.text(node.value, step.words)
            wml.write(slots[step.text], wml.clean(text))
            if step.link and text:
                end = links.End(step.link, step.name, text, _control(slots[step.id]))
                self._ends.append(end)
        elif step.frame is Frame.CHART:
            drawing = wml.holder_of(slots[step.drawing])
            self._charts.fill(cast("Chart", node), drawing, self._part)
        elif step.frame is Frame.PICTURE:
            drawing = wml.holder_of(slots[step.drawing])
            self._album.place(cast("Picture", node), drawing, self._part)
        else:
            block = cast("RichText | Timeline", node)
            gaps.append(self._block(block, _control(slots[step.id]), slots[step.text]))

    def _block(self, block: RichText | Timeline, control: Element, words: Element) -> Gap:
        """Put the block where the control's only paragraph stands."""
        run = wml.holder_of(words)
        paragraph = wml.holder_of(run)
        properties = properties_of(control)
        for plain in properties.findall(wml.w("text")):
            properties.remove(plain)
        look = Look(paragraph.find(wml.P_PR), _own_look(properties, run.find(wml.R_PR)))
        if isinstance(block, RichText):
            made = blocks.rich_text(block, look, self._around_in(control))
        else:
            room = measure.room(paragraph, self._around.repeats)
            made = plan.drawn(block, look, self._around, room)
        holder = wml.holder_of(paragraph)
        holder.remove(paragraph)
        holder.extend(made)
        return tidy.Gap(holder, look.paragraph)

    def _repeat(self, step: Step, slots: list[Element], scopes: Scopes, gaps: list[Gap]) -> None:
        # resolve.check has seen that a repeat goes over records, and patterns cut its item
        records = cast("Records", scopes[step.depth][step.name])
        section = _control(slots[step.id])
        content = cast("Element", section.find(wml.SDT_CONTENT))
        outside = self._around
        self._around = self._around_items(section)
        for record in records.items:
            made = self._item(step, record, scopes)
            if len(cast("Element", made.find(wml.SDT_CONTENT))):
                content.append(made)
        self._around = outside
        if not len(content):
            gaps.append(tidy.take_out(section, cast("Pattern", step.item).root))
        elif self._trace is not None:
            self._trace.keep(section, step.name, records)

    def _item(self, step: Step, record: Record, scopes: Scopes) -> Element:
        if self._trace is not None:
            self._trace.enter(step.name, record.key)
        made = self._copy(cast("Pattern", step.item), record, scopes)
        if self._trace is not None:
            self._trace.leave()
        return made

    def _around_items(self, section: Element) -> Surroundings:
        """What is around a block in an item of that repeat."""
        return replace(self._around_in(section), repeats=(section, *self._around.repeats))

    def _around_in(self, control: Element) -> Surroundings:
        """What is around a block there: Word admits no footnote in a text box."""
        boxed = next(control.iterancestors(wml.TEXT_BOX), None) is not None
        return replace(self._around, footnotes=None) if boxed else self._around


def _control(number: Element) -> Element:
    """The control whose `w:id` it is."""
    return wml.holder_of(wml.holder_of(number))


def _own_look(properties: Element, first: Element | None) -> Element:
    """The look of a control's plain text, kept among its properties from the first filling on.

    Later the first run may be bold or a link, and tell nothing of the rest.
    """
    own = properties.find(wml.R_PR)
    if own is None:
        own = wml.element("rPr") if first is None else deepcopy(first)
        properties.insert(0, own)
    return own
