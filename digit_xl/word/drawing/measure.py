"""How much room there is, and about how much of it a text takes; lengths in twips."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from lxml import etree

from digit_xl.word import wml

if TYPE_CHECKING:
    from digit_xl.word.wml import Element, Styles

TWIPS_PER_POINT: Final = 20
ORDINARY_ROOM: Final = 9600  # about an upright A4 page between its margins
_HALF_POINTS: Final = 20  # what Word takes when no style says a size

# Of the letter's size; Arial's measures, which are wider than those of most text fonts.
_NARROW, _WIDE, _CAPITAL, _OTHER = 0.29, 0.87, 0.75, 0.56
_NARROW_LETTERS: Final = frozenset("fijltrI.,:;!|'-()/ \u00a0")
_WIDE_LETTERS: Final = frozenset("mwMW%@æÆ←→—")

# A section is described where it ends (ECMA-376 part 1, 17.6.17 and 17.6.18).
_SECTION = etree.XPath("following::w:sectPr[1]", namespaces={"w": wml.W})


def room(within: Element) -> int:
    """The width that a table has which stands there: the cell's, or the text's of its section.

    Where neither is known, that of an ordinary page.
    """
    cell = next(within.iterancestors(wml.TC), None)
    if cell is not None:
        given = cell.find(f"{wml.TC_PR}/{wml.w('tcW')}")
        fixed = given is not None and given.get(wml.w("type")) == "dxa"
        return (_twips(given, "w") if fixed else 0) or ORDINARY_ROOM
    section = next(iter(cast("list[Element]", _SECTION(within))), None)
    if section is None:
        return ORDINARY_ROOM
    page, margins = section.find(wml.w("pgSz")), section.find(wml.w("pgMar"))
    taken = sum(_twips(margins, side) for side in ("left", "right", "gutter"))
    left = _twips(page, "w") - taken
    return left if left > 0 else ORDINARY_ROOM


def size(styles: Styles, style: str | None) -> float:
    """The size of the style's letters."""
    found = styles.says(style, f"{wml.R_PR}/{wml.w('sz')}")
    return (_twips(found, "val") or _HALF_POINTS) / 2 * TWIPS_PER_POINT


def width(text: str, letters: float) -> float:
    """About how wide the text is in letters of that size; more rather than less."""
    return letters * sum(map(_share, text))


def _share(letter: str) -> float:
    if letter in _NARROW_LETTERS:
        return _NARROW
    if letter in _WIDE_LETTERS:
        return 1.0 if letter in "←→—" else _WIDE
    return _CAPITAL if letter.isupper() else _OTHER


def _twips(element: Element | None, attribute: str) -> int:
    """The whole number that the attribute holds; 0 when it holds none."""
    value = "" if element is None else element.get(wml.w(attribute), "")
    return int(value) if value.isdecimal() and len(value) < len("1000000") else 0
