"""A report as it stands now: each of its controls with its key in the ledger, and the free text.

One walk over each story, so a report of twice the length takes twice the time.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from lxml import etree

from digit_xl.word import package as packages
from digit_xl.word import wml
from digit_xl.word.controls import ITEM, SECTION, Kind, Link, is_value, tag_of
from digit_xl.word.ledger.entries import OBJECT, told
from digit_xl.word.ledger.scopes import GONE
from digit_xl.word.places import Place, cut, table_called

if TYPE_CHECKING:
    from docx.package import Package

    from digit_xl.word.controls import Story
    from digit_xl.word.ledger.entries import Around, Key
    from digit_xl.word.wml import Element

_LEADING: Final = 30  # characters before a figure that tell which one it is
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOTE: Final = wml.w("footnote")
_HOLDERS: Final = (wml.SDT, wml.P, wml.TBL, wml.TEXT_BOX, _NOTE, _FALLBACK)
_MET: Final = (*_HOLDERS, *GONE, wml.FOOTNOTE, *wml.TEXTS)
_CONTENTS: Final = range(1, 10)  # levels of a table of contents that Word has styles for


@dataclass(frozen=True, slots=True)
class Standing:
    """A control with one of our tags, where it stands.

    `around` has each repeat with the key of the record there, outermost first, as in the ledger;
    `within` is the text control that a figure is part of. Of a tag that had to be cut, the name and
    the format are not whole: the ledger knows them.
    """

    element: Element
    story: Story
    place: Place
    around: Around
    tag: str
    kind: Kind
    at: int = 0  # its number among the controls and the free paragraphs
    within: Standing | None = None
    table: Element | None = None
    shadow: bool = False  # the older form of a text box, which nobody sees

    @property
    def key(self) -> Key:
        """What the ledger knows the control by."""
        return self.around, self.tag

    @property
    def name(self) -> str:
        """The name that the tag asks for."""
        return self.tag.removeprefix("?").partition("|")[0].strip()

    @property
    def words(self) -> str:
        """The format in the tag, without the word that makes the control one end of a link."""
        words = self.tag.partition("|")[2].split()
        links = [word for word in words if word in {*Link}]
        return " ".join(word for word in words if word not in links[:1])

    @property
    def spot(self) -> Place:
        """Where it stands, at the text of its row or at the words that lead to it."""
        row = next(self.element.iterancestors(wml.TR), None)
        if row is not None:
            return self.place.at(" ".join(filter(None, map(wml.shown, row.iter(wml.TC)))))
        own = wml.shown(self.element)
        paragraph = next(self.element.iterancestors(wml.P), None)
        text = own if paragraph is None else wml.shown(paragraph)
        return self.place.at(text[text.rfind(" ", 0, max(0, text.find(own) - _LEADING)) + 1 :])

    @property
    def text(self) -> str:
        """What it shows now, each figure within it as its tag in braces."""
        return told(self.element)


@dataclass(frozen=True, slots=True)
class Free:
    """The text of a paragraph that stands in no control, with a sign for each control in it.

    `within` is the text control whose footnote the paragraph is part of.
    """

    paragraph: Element
    story: Story
    place: Place
    text: str
    at: int
    within: Standing | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The controls and the free paragraphs of a report, each in the order of its stories."""

    package: Package
    controls: tuple[Standing, ...]
    free: tuple[Free, ...]

    @property
    def order(self) -> dict[Element, int]:
        """The elements of both, numbered as they stand."""
        controls = {control.element: control.at for control in self.controls}
        return controls | {free.paragraph: free.at for free in self.free}


def standing(package: Package) -> Report:
    """The report in the package as it stands, pending tracked changes taken as accepted."""
    controls: list[Standing] = []
    free: list[Free] = []
    notes: dict[str, _Inside] = {}  # where each footnote is called from
    for _, story in packages.stories(package):
        _Walk(story, controls, free, notes).through()
    return Report(package, tuple(controls), tuple(free))


def keys_of(section: Standing) -> tuple[str, ...]:
    """The keys of the records that stand in the repeat now, in their order."""
    content = section.element.find(wml.SDT_CONTENT)
    items = () if content is None else content.iterchildren(wml.SDT)
    return tuple(_key(item) for item in items if _is_item(item))


@dataclass(frozen=True, slots=True)
class _Inside:
    """What is around whatever comes next."""

    around: Around = ()
    repeat: str = ""  # the name of the repeat whose items may come
    within: Standing | None = None
    table: Element | None = None
    title: str = ""  # of the table
    boxed: bool = False
    headed: bool = False  # in a heading
    shadow: bool = False
    free: bool = True
    pieces: list[str] = field(default_factory=list)  # the free text of the paragraph


class _Walk:
    """Walks one story from end to end."""

    def __init__(
        self, story: Story, controls: list[Standing], free: list[Free], notes: dict[str, _Inside]
    ) -> None:
        self._story, self._controls, self._free, self._notes = story, controls, free, notes
        self._stack = [_Inside()]
        self._tables = 0
        self._heading = ""
        self._place: tuple[object, Place] = (None, Place())
        named = (story.styles.find("paragraph", f"toc {level}") for level in _CONTENTS)
        self._contents = {style for style in named if style}

    def through(self) -> None:
        walk = etree.iterwalk(self._story.root, events=("start", "end"), tag=_MET)
        for event, element in walk:
            if element.tag in GONE:
                if event == "start":
                    walk.skip_subtree()
            elif element.tag in _HOLDERS:
                if event == "start":
                    self._stack.append(self._entered(element))
                else:
                    self._leave(element)
            if event == "start":
                self._read(element)

    def _entered(self, element: Element) -> _Inside:
        """What is around what the element holds."""
        inside = self._stack[-1]
        if element.tag == wml.SDT:
            return self._control(element, inside)
        if element.tag == wml.P:
            return self._paragraph(element, inside)
        if element.tag == wml.TBL:
            self._tables += 1
            return replace(inside, table=element, title=table_called(element, self._tables))
        if element.tag == wml.TEXT_BOX:
            return replace(inside, boxed=True)
        if element.tag == _NOTE:
            called = self._notes.get(element.get(wml.ID, ""), inside)
            return replace(called, table=None, title="", boxed=False, headed=False, free=True)
        return replace(inside, shadow=True, free=False)

    def _control(self, element: Element, inside: _Inside) -> _Inside:
        if _is_item(element):
            around = (*inside.around, (inside.repeat, _key(element)))
            return replace(inside, around=around if inside.repeat else inside.around, repeat="")
        if not (tag := tag_of(element)):
            return inside
        repeat = element.find(f"{wml.SDT_PR}/{SECTION}") is not None
        kind = Kind.VALUE if is_value(element) else Kind.REPEAT if repeat else Kind.CONDITION
        found = Standing(
            *(element, self._story, self._where(inside), inside.around, tag, kind),
            *(self._at, inside.within, inside.table, inside.shadow),
        )
        self._controls.append(found)
        if kind is Kind.VALUE:
            inside.pieces.append(OBJECT)
            return replace(inside, within=inside.within or found, free=False)
        return replace(inside, repeat=found.name) if repeat else inside

    def _paragraph(self, element: Element, inside: _Inside) -> _Inside:
        styles = self._story.styles
        headed = styles.is_heading(element) and bool(heading := cut(wml.shown(element)))
        if headed:
            self._heading = heading
        free = inside.free and wml.style_of(element) not in self._contents
        return replace(inside, headed=headed, free=free, pieces=[])

    def _read(self, element: Element) -> None:
        inside = self._stack[-1]
        if element.tag == wml.FOOTNOTE:
            self._notes[element.get(wml.ID, "")] = inside
        elif inside.free and element.tag in wml.TEXTS and element.tag != wml.P:
            inside.pieces.append(wml.text_of((element,)))

    def _leave(self, element: Element) -> None:
        left = self._stack.pop()
        if element.tag == wml.P and left.free and any(it != OBJECT for it in left.pieces):
            text = "".join(left.pieces)
            place = self._where(left)
            self._free.append(Free(element, self._story, place, text, self._at, left.within))

    @property
    def _at(self) -> int:
        return len(self._controls) + len(self._free)

    def _where(self, inside: _Inside) -> Place:
        """The place, the same object for neighbours."""
        heading = "" if self._story.called else self._heading
        told_by = (heading, inside.title, inside.headed, inside.boxed)
        if self._place[0] != told_by:
            headed = bool(heading) and inside.headed
            self._place = (
                told_by,
                Place(
                    *(self._story.called, heading, inside.title),
                    in_heading=headed,
                    boxed=inside.boxed,
                ),
            )
        return self._place[1]


def _is_item(element: Element) -> bool:
    return element.find(f"{wml.SDT_PR}/{ITEM}") is not None


def _key(item: Element) -> str:
    return tag_of(item).removeprefix("#")
