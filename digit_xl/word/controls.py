"""The content controls of a document: what each asks for, where it stands, how it is locked.

A tag reads `dx:name`, `dx:name|format`, `dx:?name` (a condition), or, on the items of a repeating
section, `dx:#key`. Names are the report's own (`facts.Facts`); tags hold at most 64 characters.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, StrEnum
from itertools import count
from typing import TYPE_CHECKING, Final

from lxml import etree

from digit_xl.facts import Chart, Fact, Period, Picture, RichText
from digit_xl.findings import Refusal
from digit_xl.word import wml
from digit_xl.word.places import Place, cut, table_called

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from digit_xl.facts import Node
    from digit_xl.word.wml import Element, Styles

PREFIX: Final = "dx:"
TAG_LENGTH: Final = 64  # UTF-16 units; Word does not open a document with a longer tag
SECTION: Final = f"{{{wml.W15}}}repeatingSection"
ITEM: Final = f"{{{wml.W15}}}repeatingSectionItem"

# The children of w:sdtPr that come before its kind, in the order of ECMA-376 part 1, 17.5.2.38.
_ORDER = tuple(wml.w(name) for name in ("rPr", "alias", "tag", "id", "lock"))
# What says that a control shows its prompt, or takes its text from elsewhere.
_PASSING = tuple(wml.w(name) for name in ("showingPlcHdr", "dataBinding", "temporary"))


_FIGURES = (Decimal, int, dt.date, Period, tuple)


class Kind(Enum):
    """What a control is for."""

    VALUE = "felt"
    REPEAT = "gentagelse"
    CONDITION = "betingelse"


class Level(Enum):
    """What a control stands around: text in a line, whole paragraphs, rows or cells."""

    RUN = "tekst"
    BLOCK = "afsnit"
    ROW = "rækker"
    CELL = "celler"


class Link(StrEnum):
    """Which end of a link the control is, if any: the word in its tag."""

    NONE = ""
    REFERENCE = "henvisning"
    TARGET = "mål"


class Frame(Enum):
    """What a control holds that is filled in place: its look is the template's."""

    NONE = "tekst"
    CHART = "diagram"
    PICTURE = "billede"


_FRAMES = {f"{{{wml.C}}}chart": Frame.CHART, f"{{{wml.PIC}}}pic": Frame.PICTURE}
_STORIES = ("body", "hdr", "ftr", "footnote", "endnote", "tc")
_LEVELS = {
    wml.P: Level.RUN,
    wml.TBL: Level.ROW,
    wml.TR: Level.CELL,
    wml.TEXT_BOX: Level.BLOCK,
    **{wml.w(name): Level.BLOCK for name in _STORIES},
}


class Locking(StrEnum):
    """What nobody can do by hand in Word: change the text, or delete the control."""

    FIGURE = "sdtContentLocked"
    TEXT = "sdtLocked"


@dataclass(frozen=True, slots=True)
class Control:
    """A control that asks for a fact, and the controls within it that the filler must see.

    Within a value there are none: its content is replaced, or its frame is filled. Within a repeat
    they are those of its first item, which is the pattern of all.
    """

    element: Element
    kind: Kind
    name: str
    words: str
    level: Level
    inside: tuple[Control, ...] = ()
    frame: Frame = Frame.NONE
    link: Link = Link.NONE

    @property
    def drawing(self) -> Element | None:
        """The `wp:inline` or `wp:anchor` of the control's frame; None when it has no frame."""
        drawn = self.element.iterfind(f"{wml.SDT_CONTENT}//{wml.DOC_PR}")
        holders = (wml.holder_of(found) for found in drawn)
        return next((held for held in holders if frame_in(held) is self.frame), None)


@dataclass(frozen=True, slots=True)
class Story:
    """A stretch of a document that is read by itself: the body, a header, the footnotes.

    `called` is its Danish name in a message; the body needs none.
    """

    root: Element
    called: str
    styles: Styles


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps a control from being filled: the Danish sentence before and after its name.

    `name` is what the control asks for, or its tag where that cannot be read; `near` is the name
    that may have been meant by one that means nothing.
    """

    code: str
    element: Element
    story: Story
    before: str
    name: str
    after: str
    near: str = ""

    def told(self, where: str = "") -> str:
        """The sentence, with the place in it when there is one to tell."""
        return f"{self.before}»{cut(self.name)}«{where and f' {where}'}{self.after}"

    @property
    def refusal(self) -> Refusal:
        """The refusal of a template for it."""
        return Refusal(self.code, self.told(place(self.element, self.story)))


@dataclass(frozen=True, slots=True)
class Reading:
    """The outermost controls of a story that ask for facts, in order, and those that do not read.

    A control with a fault is not among the controls.
    """

    story: Story
    controls: tuple[Control, ...]
    faults: tuple[Fault, ...]


def survey(story: Story) -> Reading:
    """What asks for facts in the story, whatever is wrong with some of it."""
    surveyor = _Surveyor(story)
    return Reading(story, surveyor.within(story.root), tuple(surveyor.faults))


def read(story: Story) -> tuple[Control, ...]:
    """The outermost controls of the story that ask for facts, in order.

    Raises:
        Refusal: a tag begins with `dx:` and does not read as one, or a repeating section is empty.
    """
    found = survey(story)
    if found.faults:
        raise found.faults[0].refusal
    return found.controls


def _outermost(holder: Element) -> Iterator[tuple[Element, str]]:
    """The controls with our tags that stand in no other such control there, and their tags."""
    closed: set[Element] = set()
    for element in holder.iter(wml.SDT):
        if next(element.iterancestors(wml.SDT), None) in closed:
            closed.add(element)
        elif (tag := tag_of(element)) and not (_has(element, ITEM) and tag.startswith("#")):
            closed.add(element)
            yield element, tag


def tag_of(element: Element) -> str:
    """What follows `dx:` in the control's tag, a space if nothing does; empty for other tags."""
    properties = next(element.iterchildren(wml.SDT_PR), None)  # many times as fast as a path
    tag = None if properties is None else next(properties.iterchildren(wml.TAG), None)
    text = "" if tag is None else tag.get(wml.VAL, "").strip()
    return text[len(PREFIX) :] or " " if text[: len(PREFIX)].lower() == PREFIX else ""


def key_of(tag: str) -> str:
    """The key in the tag of an item of a repeat."""
    return tag.removeprefix(f"{PREFIX}#")


def is_value(element: Element) -> bool:
    """Whether the control asks for a value, so that its content is replaced when it is filled."""
    return asks_value(element, tag_of(element))


def asks_value(element: Element, tag: str) -> bool:
    """Whether the control, whose tag that is, asks for a value."""
    return tag.lstrip()[:1] not in "#?" and not _has(element, SECTION)


def _has(element: Element, mark: str) -> bool:
    properties = next(element.iterchildren(wml.SDT_PR), None)
    return properties is not None and next(properties.iterchildren(mark), None) is not None


@dataclass(slots=True)
class _Surveyor:
    """Reads the controls of a story, and notes those that cannot be read."""

    story: Story
    faults: list[Fault] = field(default_factory=list)

    def within(self, holder: Element) -> tuple[Control, ...]:
        """The outermost controls there that ask for facts."""
        found = (self._control(element, tag) for element, tag in _outermost(holder))
        return tuple(control for control in found if control is not None)

    def _control(self, element: Element, tag: str) -> Control | None:
        condition = tag.startswith("?")
        name, bar, words = (part.strip() for part in tag.removeprefix("?").partition("|"))
        words = " ".join(words.split())
        repeat = _has(element, SECTION)
        faulty = not name or name[0] in "#?" or (bar and not words) or "|" in words
        if faulty or (bar and (condition or repeat)) or (condition and repeat):
            self._note_tag(element, tag)
            return None
        level = _level(element)
        if condition:
            content = element.find(wml.SDT_CONTENT)
            inside = () if content is None else self.within(content)
            return Control(element, Kind.CONDITION, name, "", level, inside)
        if not repeat:
            words, link = _link(words)
            frame = frame_in(element)
            return Control(element, Kind.VALUE, name, words, level, frame=frame, link=link)
        if (item := first_item(element)) is None:
            self._note_empty(element, name)
            return None
        return Control(element, Kind.REPEAT, name, "", level, self.within(item))

    def _note_tag(self, element: Element, tag: str) -> None:
        before = "Skabelonen har et kontrolelement med mærket "
        after = ", og det kan ikke læses: skriv dx:navn, dx:navn|format eller dx:?navn."
        self.faults.append(
            Fault("template-tag", element, self.story, before, f"{PREFIX}{tag}", after)
        )

    def _note_empty(self, element: Element, name: str) -> None:
        after = " er tom: slet den i skabelonen, og indsæt den igen om det, der skal gentages."
        self.faults.append(
            Fault("template-repeat", element, self.story, "Gentagelsen ", name, after)
        )


def _link(words: str) -> tuple[str, Link]:
    """The format without the word that makes the control one end of a link, and that end."""
    links = [word for word in words.split() if word in {Link.REFERENCE, Link.TARGET}]
    others = [word for word in words.split() if word not in links[:1]]
    return " ".join(others), Link(links[0]) if links else Link.NONE


def first_item(section: Element) -> Element | None:
    """The first item of a repeating section, None when it has none."""
    content = section.find(wml.SDT_CONTENT)
    items = () if content is None else content.iterchildren(wml.SDT)
    return next((item for item in items if _has(item, ITEM)), None)


def frame_in(within: Element) -> Frame:
    """What the first drawing there is a frame for."""
    drawn = next(within.iter(*_FRAMES), None)
    return Frame.NONE if drawn is None else _FRAMES[drawn.tag]


def _level(element: Element) -> Level:
    levels = (_LEVELS[above.tag] for above in element.iterancestors() if above.tag in _LEVELS)
    return next(levels, Level.BLOCK)


def place(element: Element, story: Story) -> str:
    """Where the element stands, in Danish: `i tabellen »Note« under overskriften »Økonomi«`."""
    return places([element], story)[element]


def places(elements: Collection[Element], story: Story) -> dict[Element, str]:
    """Where each of those elements of the story stands, found in one walk through it."""
    wanted, found = set(elements), {}
    heading: Element | None = None
    tables: dict[Element, str] = {}
    for met in story.root.iter(wml.P, wml.TBL, *{element.tag for element in wanted}):
        if met.tag == wml.TBL:
            tables[met] = table_called(met, len(tables) + 1)
        if met in wanted:
            found[met] = str(_place(met, story, heading, tables))
        if met.tag == wml.P and story.styles.is_heading(met) and wml.shown(met):
            heading = met
    return found


def _place(
    element: Element, story: Story, heading: Element | None, tables: dict[Element, str]
) -> Place:
    heading = None if story.called else heading
    table = next(element.iterancestors(wml.TBL), None)
    return Place(
        story.called,
        "" if heading is None else cut(wml.shown(heading)),
        "" if table is None else tables[table],
        in_heading=heading is not None and heading in element.iterancestors(wml.P),
        boxed=next(element.iterancestors(wml.TEXT_BOX), None) is not None,
    )


def locking(node: Node, words: str) -> Locking:
    """How a control that shows this is locked; what is unknown is a figure if it has a format."""
    if not isinstance(node, Fact):
        # Word lets nobody edit a chart's data, or crop a picture, where the content is locked.
        return Locking.TEXT if isinstance(node, RichText | Picture | Chart) else Locking.FIGURE
    figure = isinstance(node.value, _FIGURES)
    return Locking.FIGURE if figure or (node.value is None and words) else Locking.TEXT


def tag_for(name: str, words: str = "") -> str:
    """The tag of a control that shows the fact in that format; an item's name is `#` and its key.

    What Word has no room for is cut, and a hash of the whole keeps it apart from the others.
    """
    tag = wml.clean(f"{PREFIX}{name}|{words}" if words else f"{PREFIX}{name}")
    if _units(tag) <= TAG_LENGTH:
        return tag
    ending = "~" + hashlib.sha256(tag.encode()).hexdigest()[:10]
    while _units(tag) > TAG_LENGTH - len(ending):
        tag = tag[:-1] if _units(tag) < 4 * TAG_LENGTH else tag[: 2 * TAG_LENGTH]
    return tag + ending


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def settle(element: Element) -> Element:
    """The control's properties, made ready for being filled: no prompt, no binding, a tag."""
    properties = properties_of(element)
    for passing in _PASSING:
        for mark in properties.findall(passing):
            properties.remove(mark)
    put(properties, wml.TAG)
    return properties


def properties_of(element: Element) -> Element:
    """The control's `w:sdtPr`, made when it is missing."""
    properties = element.find(wml.SDT_PR)
    if properties is None:
        properties = wml.element("sdtPr")
        element.insert(0, properties)
    return properties


def put(properties: Element, name: str, value: str = "") -> Element:
    """The property of that name, set to the value (if any) and made in its place when missing."""
    found = properties.find(name)
    if found is None:
        found = etree.Element(name)
        before = _ORDER[: _ORDER.index(name)]
        at = sum(child.tag in before for child in properties)
        properties.insert(at, found)
    if value:
        found.set(wml.VAL, value)
    return found


def fresh_ids(elements: Iterable[Element], attribute: str) -> Iterator[int]:
    """Numbers that none of the elements carries in that attribute, from 1 on."""
    taken = {element.get(attribute) for element in elements}
    return (number for number in count(1) if str(number) not in taken)
