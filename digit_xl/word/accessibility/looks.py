"""How text looks once every style has had its say (ECMA-376 part 1, 17.7.2).

From the weakest: the document's defaults, the table's style, the paragraph's style, the
character's style, and what is said in the place itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from digit_xl.word import wml
from digit_xl.word.accessibility.colours import HIGHLIGHTS

if TYPE_CHECKING:
    from digit_xl.word.accessibility.colours import Palette
    from digit_xl.word.wml import Element

DEFAULT_SIZE: Final = 20  # half-points, when nothing says otherwise (17.3.2.38)

_SHADING = wml.w("shd")


class Look(NamedTuple):
    """What is said of a stretch of text; None is unsaid.

    Colours as in `colours`; `size` in half-points; `level` is the outline level, 0 the highest;
    `list_id` names a numbering, of which `"0"` is none.
    """

    text: str | None = None
    ground: str | None = None
    paragraph: str | None = None
    cell: str | None = None
    size: int | None = None
    bold: bool | None = None
    hidden: bool | None = None
    level: int | None = None
    list_id: str | None = None
    list_level: str | None = None

    def over(self, weaker: Look) -> Look:
        """This look, with what it leaves unsaid from the weaker one."""
        return Look._make(b if a is None else a for a, b in zip(self, weaker, strict=True))


UNSAID: Final = Look()


class Looks:
    """The looks of a document's styles."""

    def __init__(self, styles: Element | None, palette: Palette) -> None:
        """Read `w:styles`; a document may have none, and its styles may be based in a circle."""
        self._palette = palette
        self._styles: dict[str, Element] = {}
        self._usual: dict[str, str] = {}
        self._known: dict[tuple[str, str], Look] = {}
        self._based: dict[tuple[Look, Look], Look] = {}
        for style in () if styles is None else styles.iterchildren(wml.w("style")):
            key = style.get(wml.w("styleId"), "")
            self._styles.setdefault(key, style)
            if wml.means_on(style.get(wml.w("default"), "0")):
                self._usual.setdefault(style.get(wml.w("type"), "paragraph"), key)
        defaults = None if styles is None else styles.find(wml.w("docDefaults"))
        self.defaults = UNSAID
        if defaults is not None:
            run = defaults.find(f"{wml.w('rPrDefault')}/{wml.R_PR}")
            self.defaults = self.stated(defaults.find(f"{wml.w('pPrDefault')}/{wml.P_PR}"), run)

    def name(self, key: str | None) -> str:
        """The style's name in small letters, `heading 1`; nothing for an unknown one."""
        style = self._styles.get(key or self._usual.get("paragraph", ""))
        named = None if style is None else style.find(wml.w("name"))
        return "" if named is None else named.get(wml.VAL, "").casefold()

    def style(self, key: str, part: str = "") -> Look:
        """The look of a style with all that it is based on, or of a part of a table's style.

        `part` is a condition such as `firstRow` (17.18.89).
        """
        if (known := self._known.get((key, part))) is not None:
            return known
        chain: dict[str, Element] = {}
        while key not in chain and (key, part) not in self._known and key in self._styles:
            chain[key] = self._styles[key]
            key = _value(chain[key], "basedOn")
        look = self._known.get((key, part), UNSAID)
        for met, style in reversed(chain.items()):
            look = self._known[met, part] = self._own(style, part).over(look)
        return look

    def paragraph(self, properties: Element | None) -> Look:
        """The look of a paragraph with those `w:pPr`."""
        key = "" if properties is None else _value(properties, "pStyle")
        style = self.style(key if key in self._styles else self._usual.get("paragraph", ""))
        return style if properties is None else self.stated(properties, None).over(style)

    def table(self, key: str, parts: tuple[str, ...]) -> Look:
        """The look that a table's style gives where those parts of it meet, the strongest last."""
        key = key if key in self._styles else self._usual.get("table", "")
        look = self.style(key)
        for part in parts:
            look = self.style(key, part).over(look)
        return look

    def run(self, properties: Element | None, paragraph: Look, under: Look) -> Look:
        """The look of a run with those `w:rPr`, in a paragraph, in a table of that look."""
        pair = paragraph, under
        if (base := self._based.get(pair)) is None:
            base = self._based[pair] = paragraph.over(under).over(self.defaults)
        if properties is None:
            return base
        own, style = self.stated(None, properties), self.style(_value(properties, "rStyle"))
        bold = own.bold
        if bold is None and style.bold is not None:
            bold = style.bold != bool(base.bold)  # styles of two kinds undo each other (17.7.3)
        return own._replace(bold=bold).over(style._replace(bold=None)).over(base)

    def stated(self, paragraph: Element | None, run: Element | None) -> Look:
        """What a `w:pPr` and a `w:rPr` say themselves, without their styles."""
        look = UNSAID
        if run is not None and len(run):
            look = look._replace(
                text=self._colour(run.find(wml.w("color"))),
                ground=self._run_ground(run),
                size=_number(_value(run, "sz")),
                bold=toggle(run, "b"),
                hidden=toggle(run, "vanish"),
            )
        if paragraph is not None and len(paragraph):
            numbering = paragraph.find(wml.w("numPr"))
            look = look._replace(
                paragraph=self._palette.shading(paragraph.find(_SHADING)),
                level=wml.outline_level(paragraph),
                list_id=None if numbering is None else _value(numbering, "numId") or None,
                list_level=None if numbering is None else _value(numbering, "ilvl") or None,
            )
        return look

    def _own(self, style: Element, part: str) -> Look:
        """What the style itself says, or its part of that condition."""
        holder: Element | None = style
        if part:
            parts = style.iterchildren(wml.w("tblStylePr"))
            holder = next((it for it in parts if it.get(wml.w("type")) == part), None)
        if holder is None:
            return UNSAID
        look = self.stated(holder.find(wml.P_PR), holder.find(wml.R_PR))
        cell = holder.find(f"{wml.TC_PR}/{_SHADING}")
        if cell is None:
            cell = holder.find(f"{wml.w('tblPr')}/{_SHADING}")
        if look.level is None and not part and (number := wml.heading_number(style)):
            look = look._replace(level=number - 1)
        return look._replace(cell=self._palette.shading(cell))

    def _colour(self, colour: Element | None) -> str | None:
        if colour is None:
            return None
        return self._palette.stated(colour, "val", "themeColor", "theme")

    def _run_ground(self, properties: Element) -> str | None:
        highlight = HIGHLIGHTS.get(_value(properties, "highlight"))
        return highlight or self._palette.shading(properties.find(_SHADING))


def toggle(properties: Element, name: str) -> bool | None:
    """Whether the property is on, off, or not stated (17.17.4)."""
    mark = properties.find(wml.w(name))
    return None if mark is None else wml.is_on(mark)


def _value(holder: Element, name: str) -> str:
    found = holder.find(wml.w(name))
    return "" if found is None else found.get(wml.VAL, "")


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None
