"""A document as the rules see it: its paragraphs, tables, drawings and links, each in its place.

Every story is walked once from end to end, so a document of twice the length takes twice the time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digit_xl.word import wml
from digit_xl.word.accessibility.colours import PAPER
from digit_xl.word.accessibility.looks import UNSAID, Look

if TYPE_CHECKING:
    from digit_xl.word.accessibility.colours import Palette
    from digit_xl.word.accessibility.looks import Looks
    from digit_xl.word.places import Place
    from digit_xl.word.wml import Element


@dataclass(frozen=True, slots=True)
class Surface:
    """What a paragraph lies on: the look of its table, the ground behind it.

    `ink` is the colour that automatic text has there, where a shape says so.
    """

    look: Look = UNSAID
    ground: str = PAPER
    ink: str | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that a rule may speak of; `at` is its position among all things."""

    at: int
    place: Place
    element: Element

    @property
    def found(self) -> Place:
        """The place, with what tells this thing from others there."""
        return self.place


@dataclass(frozen=True, slots=True)
class Paragraph(Thing):
    """A paragraph with its own runs and text; those of text boxes in it are not its own.

    `text` has tabs and line breaks; `group` is the same for neighbours that nothing but paragraphs
    lies between; `main` is false in headers, footers and notes.
    """

    look: Look
    surface: Surface
    group: int
    main: bool
    in_table: bool
    runs: list[Element]
    text: str

    @property
    def level(self) -> int | None:
        """The level of a heading, 1 the highest; None of other paragraphs."""
        level = self.look.level
        return 1 + level if self.main and level is not None and level < wml.BODY_TEXT else None

    @property
    def style(self) -> str | None:
        """The id of its style."""
        return wml.style_of(self.element)

    @property
    def found(self) -> Place:
        """The place and how the paragraph begins."""
        return self.place.at(self.text)


@dataclass(frozen=True, slots=True)
class Table(Thing):
    """A table with its rows; `nested` when it stands in a cell of another."""

    rows: list[Element]
    nested: bool


@dataclass(frozen=True, slots=True)
class Drawing(Thing):
    """A picture, a chart or a shape, new or old (`wp:inline`, `wp:anchor`, `w:pict`, `w:object`).

    `chart` is the root of the chart's own part.
    """

    surface: Surface
    main: bool
    chart: Element | None = None

    @property
    def properties(self) -> Element | None:
        """What says the drawing's name and alternative text."""
        return self.element.find(wml.DOC_PR)

    @property
    def found(self) -> Place:
        """The place and the drawing's name."""
        properties = self.properties
        return self.place.at("" if properties is None else properties.get("name", ""))


@dataclass(frozen=True, slots=True)
class Link(Thing):
    """A link (`w:hyperlink`)."""

    @property
    def text(self) -> str:
        """What a reader sees of it."""
        return wml.shown(self.element)

    @property
    def found(self) -> Place:
        """The place and what the link says."""
        return self.place.at(self.text)


@dataclass(frozen=True, slots=True)
class Document:
    """All that the rules look at; `core` are the properties by name, `numbering` is the part."""

    core: dict[str, str]
    styles: Element | None
    numbering: Element | None
    palette: Palette
    looks: Looks
    paragraphs: list[Paragraph] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def look(self, paragraph: Paragraph, run: Element) -> Look:
        """How a run of the paragraph looks."""
        return self.looks.run(run.find(wml.R_PR), paragraph.look, paragraph.surface.look)
