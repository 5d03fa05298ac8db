"""How much room there is, and about how much of it a text takes; lengths in twips."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast
from unicodedata import normalize

from lxml import etree

from digit_xl.word import wml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digit_xl.word.wml import Element, Styles

TWIPS_PER_POINT: Final = 20
ORDINARY_ROOM: Final = 9600  # about an upright A4 page between its margins
_HALF_POINTS: Final = 20  # what Word takes when nothing says a size

# The letters by their widths in Arial, which are those of Helvetica, in thousandths of their size.
# Most text fonts are narrower.
_ARIAL: Final = {
    191: "'",
    222: "ijl",
    278: "ftI.,:;!/ \u00a0",
    333: "r()-",
    500: "ckvxyzsJ",
    556: "abdeghnopquL0123456789–",
    611: "FTZßø",
    667: "ABEKPSVXY&",
    722: "wCDHNRU",
    778: "GOQØ",
    833: "mM",
    889: "æ%",
    944: "W",
    1000: "Æ←→—",
}
_SHARES: Final = {letter: width / 1000 for width, them in _ARIAL.items() for letter in them}
_OTHER, _OTHER_CAPITAL = 0.67, 0.83

# A section is described where it ends (ECMA-376 part 1, 17.6.17 and 17.6.18).
_SECTION = etree.XPath("following::w:sectPr[1]", namespaces={"w": wml.W})


def room(within: Element, outside: Iterable[Element] = ()) -> int:
    """The width that a table has which stands there: the cell's, or the text's of its section.

    What stands in no document yet has that of the first of `outside` that tells it. Where nothing
    does, it is that of an ordinary page.
    """
    found = (_room(place) for place in (within, *outside))
    return next((width for width in found if width is not None), ORDINARY_ROOM)


def _room(within: Element) -> int | None:
    """The width there; None where the element does not stand in a cell or a section."""
    cell = next(within.iterancestors(wml.TC), None)
    if cell is not None:
        given = cell.find(f"{wml.TC_PR}/{wml.w('tcW')}")
        fixed = given is not None and given.get(wml.w("type")) == "dxa"
        return (_twips(given, "w") if fixed else 0) or ORDINARY_ROOM
    section = next(iter(cast("list[Element]", _SECTION(within))), None)
    if section is None:
        return None
    page, margins = section.find(wml.w("pgSz")), section.find(wml.w("pgMar"))
    taken = sum(_twips(margins, side) for side in ("left", "right", "gutter"))
    left = _twips(page, "w") - taken
    return left if left > 0 else ORDINARY_ROOM


def size(styles: Styles, style: str | None) -> float:
    """The size of the style's letters, else the document's own."""
    path = f"{wml.R_PR}/{wml.w('sz')}"
    found = styles.says(style, path)
    if found is None:
        found = styles.default(path)
    return (_twips(found, "val") or _HALF_POINTS) / 2 * TWIPS_PER_POINT


def indents(styles: Styles, style: str | None) -> int:
    """What the style leaves free about its first line."""
    found = styles.says(style, f"{wml.P_PR}/{wml.w('ind')}")
    return sum(_twips(found, side) for side in ("left", "start", "firstLine", "right", "end"))


def width(text: str, letters: float) -> float:
    """About how wide the text is in letters of that size; less in narrower fonts than Arial."""
    return letters * sum(map(_share, text))


def _share(letter: str) -> float:
    """The letter's width of its size; one with an accent is as wide as without."""
    other = _OTHER_CAPITAL if letter.isupper() else _OTHER
    return _SHARES.get(normalize("NFD", letter)[0], other)


def _twips(element: Element | None, attribute: str) -> int:
    """The whole number that the attribute holds; 0 when it holds none."""
    value = "" if element is None else element.get(wml.w(attribute), "")
    return int(value) if value.isdecimal() and len(value) < len("1000000") else 0
