"""From the parts of a package to what the rules look at."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Final

from lxml import etree

from digit_xl.word import package, wml
from digit_xl.word.accessibility.colours import AUTO, NONE, UNKNOWN, Palette, is_known
from digit_xl.word.accessibility.looks import Looks
from digit_xl.word.accessibility.reading import (
    Document,
    Drawing,
    Link,
    Paragraph,
    Surface,
    Table,
)
from digit_xl.word.places import Place, cut, table_called

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from docx.opc.part import Part
    from docx.package import Package

    from digit_xl.word.controls import Story
    from digit_xl.word.wml import Element

_MC: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_WPS: Final = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"

_INLINE, _ANCHOR = f"{{{wml.WP}}}inline", f"{{{wml.WP}}}anchor"
_NOTES = (wml.w("footnote"), wml.w("endnote"))
# What nobody sees: the older form of a drawing, and what a tracked change has taken away.
_UNSEEN = frozenset((f"{{{_MC}}}Fallback", wml.w("del"), wml.w("moveFrom")))
_TEXT = (wml.P, wml.RUN, wml.TBL, wml.TR, wml.TC, wml.TEXT_BOX, wml.HYPERLINK)
_MET = (*_TEXT, _INLINE, _ANCHOR, *wml.OLD_DRAWINGS, *_NOTES, *_UNSEEN)


def document(content: bytes) -> Document:
    """The document in the bytes, walked through.

    Raises:
        Refusal: they are no Word document, or it is damaged.
    """
    opened = package.opened(content, "document")
    roots = _roots(opened)
    mapping = _mapping(roots.get("settings"))
    palette = Palette(roots.get("theme"), mapping)
    styles = roots.get("styles")
    made = Document(_core(opened), styles, roots.get("numbering"), palette, Looks(styles, palette))
    positions = count(1)
    page = Surface(ground=_page(roots, palette))
    for part, story in package.stories(opened):
        _Walk(made, part, story, positions, page).through()
    made.paragraphs.sort(
        key=lambda paragraph: paragraph.at
    )  # boxes are left before what holds them
    return made


def _roots(opened: Package) -> dict[str, Element]:
    """The parts that the main part is related to by kind (`styles`), and itself (`document`)."""
    from docx.opc.constants import RELATIONSHIP_TYPE as KIND

    main = opened.part_related_by(KIND.OFFICE_DOCUMENT)
    roots = {}
    for rel in main.rels.values():
        kind = rel.reltype.rpartition("/")[2]
        if kind in {"styles", "numbering", "settings", "theme"} and not rel.is_external:
            roots[kind] = _root(rel.target_part)
    return {**roots, "document": _root(main)}


def _root(part: Part) -> Element:
    """The root of an XML part.

    Raises:
        Refusal: it cannot be read.
    """
    element: Element | None = getattr(part, "element", None)
    if element is not None:
        return element
    try:
        return wml.parsed(part.blob)
    except ValueError as reason:
        raise package.unreadable("document") from reason


def _core(opened: Package) -> dict[str, str]:
    """The properties that are filled in by name, such as `title` (ECMA-376 part 2, 8.3.4)."""
    from docx.opc.constants import RELATIONSHIP_TYPE as KIND

    rels = (rel for rel in opened.rels.values() if rel.reltype == KIND.CORE_PROPERTIES)
    if (rel := next(rels, None)) is None or rel.is_external:
        return {}
    stated = _root(rel.target_part).iterchildren("*")
    return {etree.QName(it).localname: it.text.strip() for it in stated if it.text}


def _mapping(settings: Element | None) -> dict[str, str]:
    found = None if settings is None else settings.find(wml.w("clrSchemeMapping"))
    if found is None:
        return {}
    return {etree.QName(name).localname: str(value) for name, value in found.items()}


def _page(roots: dict[str, Element], palette: Palette) -> str:
    """The colour of the pages, which Word shows only when the settings say so (17.15.1.25)."""
    settings, stated = roots.get("settings"), roots["document"].find(wml.w("background"))
    shown = None if settings is None else settings.find(wml.w("displayBackgroundShape"))
    if stated is None or not wml.is_on(shown):
        return Surface().ground
    colour = palette.stated(stated, "color", "themeColor", "theme")
    return colour if colour and is_known(colour) else Surface().ground


@dataclass(slots=True)
class _Open:
    """A table that the walk is inside: its style, what of it is on, and how far the walk is."""

    place: str
    style: str
    parts: frozenset[str]
    ground: str | None
    last: Element | None
    row: int = -1
    cell: int = -1
    in_last: bool = False
    surfaces: dict[tuple[str, ...], Surface] = field(default_factory=dict)


class _Walk:
    """One walk through a story."""

    def __init__(
        self, made: Document, part: Part, story: Story, positions: Iterator[int], page: Surface
    ) -> None:
        """Begin before the first heading, on the page."""
        self._made, self._part, self._story = made, part, story
        self._positions = positions
        self._main = not story.called
        self._heading = ""
        self._tables: list[_Open] = []
        self._surfaces = [page]
        self._paragraphs: list[tuple[Callable[..., Paragraph], list[Element]]] = []
        self._boxes = self._group = self._numbered = 0

    def through(self) -> None:
        """Walk, and leave all that is met in the document."""
        walk = etree.iterwalk(self._story.root, ("start", "end"), _MET)
        for event, element in walk:
            if element.tag in _UNSEEN:
                if event == "start":
                    walk.skip_subtree()
            elif event == "start":
                self._start(element)
            else:
                self._end(element)

    def _start(self, element: Element) -> None:
        tag = element.tag
        if tag == wml.RUN:
            if self._paragraphs:
                self._paragraphs[-1][1].append(element)
        elif tag == wml.P:
            self._paragraph(element)
        elif tag == wml.TC:
            self._cell(element)
        elif tag == wml.TR:
            self._row(element)
        elif tag == wml.TBL:
            self._table(element)
        elif tag == wml.TEXT_BOX:
            self._box(element)
        elif tag == wml.HYPERLINK:
            self._made.links.append(Link(*self._here(element)))
        elif tag not in _NOTES:
            self._drawing(element)

    def _end(self, element: Element) -> None:
        tag = element.tag
        if tag == wml.P:
            opened, runs = self._paragraphs.pop()
            words = (it for run in runs for it in run.iterchildren(*wml.TEXTS))
            paragraph = opened(runs=runs, text=wml.text_of(words))
            self._made.paragraphs.append(paragraph)
            if paragraph.level is not None:
                self._heading = cut(paragraph.text) or self._heading
            return
        if tag == wml.TBL:
            self._tables.pop()
        elif tag == wml.TEXT_BOX:
            self._boxes -= 1
        if tag in {wml.TC, wml.TEXT_BOX}:
            self._surfaces.pop()
        if tag in {wml.TC, wml.TBL, wml.TEXT_BOX, *_NOTES}:
            self._group += 1

    def _here(self, element: Element) -> tuple[int, Place, Element]:
        """What every thing is made of: its position, its place, itself."""
        table = self._tables[-1].place if self._tables else ""
        place = Place(self._story.called, self._heading, table, boxed=self._boxes > 0)
        return next(self._positions), place, element

    def _paragraph(self, element: Element) -> None:
        opened = partial(
            Paragraph,
            *self._here(element),
            look=self._made.looks.paragraph(element.find(wml.P_PR)),
            surface=self._surfaces[-1],
            group=self._group,
            main=self._main,
            in_table=bool(self._tables),
        )
        self._paragraphs.append((opened, []))

    def _table(self, element: Element) -> None:
        self._group += 1
        self._numbered += 1
        rows = [*wml.rows(element)]
        at, place, _ = self._here(element)
        called = table_called(element, self._numbered)
        place = replace(place, table=called)
        self._made.tables.append(Table(at, place, element, rows, nested=bool(self._tables)))
        properties = element.find(wml.w("tblPr"))
        stated = _stated(properties, "tblStyle")
        shading = None if properties is None else properties.find(wml.w("shd"))
        self._tables.append(
            _Open(
                called,
                "" if stated is None else stated.get(wml.VAL, ""),
                wml.table_parts(element),
                self._made.palette.shading(shading),
                rows[-1] if rows else None,
            )
        )

    def _row(self, element: Element) -> None:
        if self._tables:
            table = self._tables[-1]
            table.row, table.cell, table.in_last = table.row + 1, -1, element is table.last

    def _cell(self, element: Element) -> None:
        outer = self._surfaces[-1]
        self._group += 1
        if not self._tables:
            self._surfaces.append(outer)
            return
        table = self._tables[-1]
        table.cell += 1
        parts = tuple(_conditions(table))
        if (surface := table.surfaces.get(parts)) is None:
            look = self._made.looks.table(table.style, parts)
            surface = Surface(look, _first((look.cell, table.ground, outer.ground)), outer.ink)
            table.surfaces[parts] = surface
        own = _stated(element.find(wml.TC_PR), "shd")
        if own is not None:
            grounds = (self._made.palette.shading(own), surface.ground)
            surface = replace(surface, ground=_first(grounds))
        self._surfaces.append(surface)

    def _box(self, element: Element) -> None:
        self._group += 1
        self._boxes += 1
        palette, page = self._made.palette, self._surfaces[0]
        shape = next(element.iterancestors(f"{{{_WPS}}}wsp", f"{{{wml.VML}}}*"), None)
        if shape is None or shape.tag != f"{{{_WPS}}}wsp":
            self._surfaces.append(replace(page, ground=UNKNOWN))
            return
        fill = palette.filled(shape.find(f"{{{_WPS}}}spPr"))
        style = shape.find(f"{{{_WPS}}}style")
        ink = None
        if style is not None:
            reference = style.find(f"{{{wml.A}}}fillRef")
            if fill is None and reference is not None and reference.get("idx", "0") != "0":
                fill = palette.drawn(reference)
            font = style.find(f"{{{wml.A}}}fontRef")
            ink = None if font is None else palette.drawn(font)
        self._surfaces.append(
            Surface(
                ground=page.ground if fill in {None, NONE} else fill or UNKNOWN,
                ink=ink if is_known(ink) else None,
            )
        )

    def _drawing(self, element: Element) -> None:
        chart = next(element.iter(f"{{{wml.C}}}chart"), None)
        rel = None if chart is None else self._part.rels.get(chart.get(f"{{{wml.R}}}id", ""))
        held = None if rel is None or rel.is_external else _root(rel.target_part)
        self._made.drawings.append(
            Drawing(*self._here(element), self._surfaces[-1], self._main, held)
        )


def _stated(properties: Element | None, name: str) -> Element | None:
    return None if properties is None else properties.find(wml.w(name))


def _first(grounds: Iterable[str | None]) -> str:
    """The first ground that is one; the last always is."""
    return next(ground for ground in grounds if ground and ground not in {NONE, AUTO})


def _conditions(table: _Open) -> Iterator[str]:
    """The parts of the table's style that meet in the cell, the strongest last, as in Word."""
    first = table.row == 0 and "firstRow" in table.parts
    last = table.in_last and "lastRow" in table.parts
    if "bands" in table.parts and not first and not last:
        odd = (table.row - ("firstRow" in table.parts)) % 2
        yield "band2Horz" if odd else "band1Horz"
    if table.cell == 0 and "firstColumn" in table.parts:
        yield "firstCol"
    if first:
        yield "firstRow"
    if last:
        yield "lastRow"
