"""Colours of a document: what theme, tint and shade come to, and how two of them contrast.

A colour is six hexadecimal digits, or one of three words that Word's files know too.
"""

from __future__ import annotations

import colorsys
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from lxml import etree

from digit_xl.word import wml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digit_xl.word.wml import Element

BLACK: Final = "000000"
PAPER: Final = "FFFFFF"
AUTO: Final = "auto"  # black, or white on a dark ground
NONE: Final = "none"  # what lies behind is seen
UNKNOWN: Final = "?"  # a picture, a gradient, a name of a colour that we have no value for

_HEX = re.compile(r"[0-9A-Fa-f]{6}")
_DARK = 62  # of 255: the brightness up to which Word and LibreOffice write white on a ground
# Names of theme colours: in WordprocessingML (ECMA-376 part 1, 17.18.97) and DrawingML (20.1.10.46)
_SLOTS = {"dark1": "dk1", "light1": "lt1", "dark2": "dk2", "light2": "lt2"}
_SLOTS |= {"hyperlink": "hlink", "followedHyperlink": "folHlink"}
_MAPPED = {
    "text1": ("t1", "dk1"),
    "tx1": ("t1", "dk1"),
    "background1": ("bg1", "lt1"),
    "bg1": ("bg1", "lt1"),
    "text2": ("t2", "dk2"),
    "tx2": ("t2", "dk2"),
    "background2": ("bg2", "lt2"),
    "bg2": ("bg2", "lt2"),
}
HIGHLIGHTS: Final = {  # 17.18.40
    "black": "000000",
    "blue": "0000FF",
    "cyan": "00FFFF",
    "green": "00FF00",
    "magenta": "FF00FF",
    "red": "FF0000",
    "yellow": "FFFF00",
    "white": "FFFFFF",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "darkGray": "808080",
    "lightGray": "C0C0C0",
}
_FILLS = frozenset(f"{{{wml.A}}}{name}" for name in ("gradFill", "blipFill", "pattFill", "grpFill"))


@cache
def luminance(colour: str) -> float:
    """The relative luminance of a colour, from 0 to 1 (WCAG 2.1, definitions)."""
    channels = (channel / 255 for channel in bytes.fromhex(colour))
    red, green, blue = (
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - as WCAG has it
        for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(text: str, ground: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.1, definitions)."""
    dark, light = sorted((luminance(text), luminance(ground)))
    return (light + 0.05) / (dark + 0.05)


def automatic(ground: str) -> str:
    """The colour of text that has none of its own: black, on a dark ground white."""
    red, green, blue = bytes.fromhex(ground)
    return PAPER if (76 * red + 151 * green + 29 * blue) >> 8 <= _DARK else BLACK


def is_known(colour: str | None) -> bool:
    """Whether it is a colour, rather than a word for one, or nothing."""
    return colour is not None and _HEX.fullmatch(colour) is not None


class Palette:
    """The colours of a document's theme."""

    def __init__(self, theme: Element | None, mapping: Mapping[str, str]) -> None:
        """Read them from `a:theme`; `mapping` is `w:clrSchemeMapping` (17.15.1.20) by short names.

        A document may have neither.
        """
        scheme = None if theme is None else next(theme.iter(f"{{{wml.A}}}clrScheme"), None)
        self._mapping = mapping
        self._slots = {
            etree.QName(slot).localname: self._plain(slot[0])
            for slot in (() if scheme is None else scheme.iterchildren("*"))
            if len(slot)
        }

    @staticmethod
    def _plain(colour: Element) -> str | None:
        stated = colour.get("lastClr") or colour.get("val") or ""
        return stated.upper() if _HEX.fullmatch(stated) else None

    def named(self, name: str) -> str | None:
        """The theme colour of that name, in Word's words or those of drawings."""
        attribute, usual = _MAPPED.get(name, ("", name))
        slot = self._mapping.get(attribute, usual)
        return self._slots.get(_SLOTS.get(slot, slot))

    def stated(self, element: Element, plain: str, theme: str, tinting: str) -> str | None:
        """What attributes such as `w:fill`, `w:themeFill`, `w:themeFillTint` come to.

        None when they say nothing that can be read; the theme goes before the plain colour.
        """
        colour = self.named(element.get(wml.w(theme), ""))
        if colour is None:
            said = element.get(wml.w(plain), "")
            return said.upper() if _HEX.fullmatch(said) else (AUTO if said == AUTO else None)
        for change, lighten in (("Tint", True), ("Shade", False)):
            share = _byte(element.get(wml.w(tinting + change), ""))
            if share is not None:
                colour = _relit(colour, share, 1 - share if lighten else 0.0)
        return colour

    def shading(self, shading: Element | None) -> str | None:
        """The ground that a `w:shd` (17.3.5) makes: its fill, or a mixture with its pattern."""
        if shading is None:
            return None
        pattern = shading.get(wml.VAL, "clear")
        fill = self.stated(shading, "fill", "themeFill", "themeFill")
        if pattern == "nil":
            return NONE
        if not (share := _share(pattern)):
            return fill
        over = self.stated(shading, "color", "themeColor", "theme")
        pair = [
            colour if colour and is_known(colour) else other
            for colour, other in ((over, BLACK), (fill, PAPER))
        ]
        return _mixed(pair[0], pair[1], share)

    def filled(self, shape: Element | None) -> str | None:
        """What a shape, or its text, is filled with by its properties (20.1.8); None is unsaid."""
        for child in () if shape is None else shape:
            if child.tag == f"{{{wml.A}}}solidFill":
                return self.drawn(child)
            if child.tag == f"{{{wml.A}}}noFill":
                return NONE
            if child.tag in _FILLS:
                return UNKNOWN
        return None

    def drawn(self, holder: Element | None) -> str:
        """The colour in an element of DrawingML such as `a:solidFill` (20.1.2.3)."""
        stated = None if holder is None else next(holder.iterchildren("*"), None)
        if stated is None:
            return UNKNOWN
        scheme = etree.QName(stated).localname == "schemeClr"
        colour = self.named(stated.get("val", "")) if scheme else self._plain(stated)
        if colour is None:
            words = {"black": BLACK, "white": PAPER}
            colour = words.get(stated.get("val", ""))
        return UNKNOWN if colour is None else _transformed(colour, stated)


def _byte(text: str) -> float | None:
    """Two hexadecimal digits as a share of 1."""
    try:
        return min(max(int(text, 16), 0), 255) / 255
    except ValueError:
        return None


def _share(pattern: str) -> float:
    """How much a pattern covers, such as `pct15` (17.18.78); of lines only the ground is seen."""
    if pattern == "solid":
        return 1.0
    found = re.fullmatch(r"pct([0-9]{2})", pattern)
    return int(found[1]) / 100 if found else 0.0


def _mixed(over: str, under: str, share: float) -> str:
    pairs = zip(bytes.fromhex(over), bytes.fromhex(under), strict=True)
    return bytes(round(a * share + b * (1 - share)) for a, b in pairs).hex().upper()


def _relit(colour: str, scale: float = 1.0, offset: float = 0.0) -> str:
    """The colour with its lightness scaled and moved, hue and saturation kept."""
    hue, light, saturation = colorsys.rgb_to_hls(*(c / 255 for c in bytes.fromhex(colour)))
    changed = colorsys.hls_to_rgb(hue, min(max(light * scale + offset, 0.0), 1.0), saturation)
    return bytes(round(channel * 255) for channel in changed).hex().upper()


def _transformed(colour: str, stated: Element) -> str:
    """The colour after the transformations inside it that change its lightness (20.1.2.3)."""
    for child in stated.iterchildren("*"):
        try:
            share = min(max(int(child.get("val", "")) / 100_000, -10.0), 10.0)
        except ValueError:
            continue
        name = etree.QName(child).localname
        if name == "lumMod":
            colour = _relit(colour, scale=share)
        elif name == "lumOff":
            colour = _relit(colour, offset=share)
        elif name in {"tint", "shade"}:
            share = min(max(share, 0.0), 1.0)
            colour = _mixed(colour, PAPER if name == "tint" else BLACK, share)
    return colour
