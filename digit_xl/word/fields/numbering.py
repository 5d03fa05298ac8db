"""The numbers that Word counts for a document: headings (1, 1.1), and numerals in any script.

Which numbering a paragraph has follows from itself, its style and the styles below that; what it
looks like stands in numbering.xml (ECMA-376 part 1, 17.9).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from digit_xl.word import wml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digit_xl.word.wml import Element

LEVELS: Final = 9
_STYLE, _NUMBERED, _OUTLINE = wml.w("pStyle"), wml.w("numPr"), wml.w("outlineLvl")
_PLACE = re.compile("%([1-9])")
_ROMAN = [(1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")]
_ROMAN += [(40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")]
_LETTERS: Final = 26
_MOST: Final = 5000  # no numeral but a decimal one is written for more


def numeral(number: int, form: str) -> str:
    """The number as `decimal`, `upperRoman`, `lowerLetter` …; decimal in any other form."""
    if form == "none":
        return ""
    if form == "decimalZero":
        return f"{number:02}"
    written = ""
    if 0 < number <= _MOST:
        if form.endswith("Roman"):
            written = _roman(number)
        elif form.endswith("Letter"):  # after z come aa, bb (17.18.59)
            written = chr(ord("a") + (number - 1) % _LETTERS) * (1 + (number - 1) // _LETTERS)
    return (written.upper() if form.startswith("upper") else written) or str(number)


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written


@dataclass(frozen=True, slots=True)
class Kind:
    """What a paragraph is by its style: levels count from 1, and 0 is none.

    `heading` is the level of Word's own heading styles alone; `outline` that of any.
    """

    heading: int = 0
    outline: int = 0
    number: str = ""  # of its numbering; empty is none
    level: int = 0  # within its numbering, from 0

    def __bool__(self) -> bool:
        """Whether it counts for anything here."""
        return bool(self.outline or self.number)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A paragraph that has a heading's level or a number: `number` is what Word puts before it."""

    paragraph: Element
    heading: int
    outline: int
    number: str


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a numbering."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False


class Outline:
    """What a document's styles and numberings say of its paragraphs."""

    def __init__(self, styles: Element | None, numbering: Element | None) -> None:
        """Read `w:styles` and `w:numbering`; a document may lack either."""
        found = () if styles is None else styles.iterchildren(wml.w("style"))
        self._styles = {style.get(wml.w("styleId"), ""): style for style in found}
        self._levels = wml.Styles(styles)
        self._kinds: dict[str, Kind] = {}
        self._known: dict[Element, list[Numbered]] = {}
        self._numberings = {} if numbering is None else dict(_numberings(numbering))

    def read(self, root: Element) -> list[Numbered]:
        """The paragraphs with a level or a number, in order, those in text boxes left out.

        They are looked for once: it is for documents that are filled.
        """
        if root not in self._known:
            self._known[root] = [*self._read(root)]
        return self._known[root]

    def _read(self, root: Element) -> Iterator[Numbered]:
        counts: dict[str, list[int | None]] = {}
        met: set[tuple[str, int]] = set()
        for paragraph in self._candidates(root):
            kind = self._kind_of(paragraph)
            if kind and next(paragraph.iterancestors(wml.TEXT_BOX), None) is None:
                number = self._count(kind, counts, met)
                yield Numbered(paragraph, kind.heading, kind.outline, number)

    def _candidates(self, root: Element) -> Iterator[Element]:
        """Paragraphs that may count: by a style that does, or by themselves."""
        last = None
        for mark in root.iter(_STYLE, _NUMBERED, _OUTLINE):
            if mark.tag == _STYLE and not self._kind(mark.get(wml.VAL, "")):
                continue
            paragraph = wml.holder_of(mark).getparent()
            if paragraph is not None and paragraph.tag == wml.P and paragraph is not last:
                last = paragraph
                yield paragraph

    def _kind_of(self, paragraph: Element) -> Kind:
        style = self._kind(wml.style_of(paragraph) or "")
        properties = paragraph.find(wml.P_PR)
        return style if properties is None else _changed(style, properties)

    def _kind(self, style: str) -> Kind:
        """The kind of a style, which is that of the style below it with its own changes."""
        waiting: list[tuple[str, Element]] = []
        kind = self._kinds.get(style)
        while kind is None:
            self._kinds[style] = Kind()  # while it is read: styles may stand on each other
            if (element := self._styles.get(style)) is None:
                break
            waiting.append((style, element))
            style = _value(element, "basedOn") or ""
            kind = self._kinds.get(style)
        kind = kind or Kind()
        for name, element in reversed(waiting):
            kind = self._kinds[name] = self._own_kind(element, kind)
        return kind

    def _own_kind(self, style: Element, below: Kind) -> Kind:
        level = self._levels.level_of(style.get(wml.w("styleId"), ""))
        outline = 0 if level is None else level + 1
        kind = Kind(wml.heading_number(style), outline, below.number, below.level)
        properties = style.find(wml.P_PR)
        return kind if properties is None else _changed(kind, properties)

    def _count(
        self, kind: Kind, counts: dict[str, list[int | None]], met: set[tuple[str, int]]
    ) -> str:
        """The next number of that kind, which is counted."""
        if kind.number not in self._numberings:
            return ""
        group, levels, starts = self._numberings[kind.number]
        at, count = kind.level, counts.setdefault(group, [None] * LEVELS)
        before = count[at]
        if at in starts and (kind.number, at) not in met:
            count[at] = starts[at]
        else:
            count[at] = levels[at].start if before is None else before + 1
        met.add((kind.number, at))
        for deeper in range(at + 1, LEVELS):
            restart = levels[deeper].restart
            if restart is None or at < restart:
                count[deeper] = None
        return _shown(levels, count, at)


def _shown(levels: list[_Level], count: list[int | None], at: int) -> str:
    own = levels[at]
    if own.form == "bullet":
        return ""

    def part(place: int) -> str:
        number = count[place]
        form = "decimal" if own.legal else levels[place].form
        return numeral(levels[place].start - 1 if number is None else number, form)

    return _PLACE.sub(lambda found: part(int(found[1]) - 1), own.text).strip()


def _changed(kind: Kind, properties: Element) -> Kind:
    """The kind with what the properties of a paragraph or a style say else."""
    if properties.find(_NUMBERED) is None and properties.find(_OUTLINE) is None:
        return kind
    number, level = kind.number, kind.level
    if (numbered := properties.find(_NUMBERED)) is not None:
        told = _value(numbered, "numId")
        number = number if told is None else "" if told == "0" else told
        level = min(max(_whole(_value(numbered, "ilvl"), level), 0), LEVELS - 1)
    own = wml.outline_level(properties)
    outline = kind.outline if own is None else 0 if own == wml.BODY_TEXT else own + 1
    return Kind(kind.heading, outline, number, level)


def _numberings(root: Element) -> Iterator[tuple[str, tuple[str, list[_Level], dict[int, int]]]]:
    """Each numbering's number: what counts it, its levels, and where it begins at them itself."""
    abstract = {
        found.get(wml.w("abstractNumId"), ""): found
        for found in root.iterchildren(wml.w("abstractNum"))
    }
    for used in root.iterchildren(wml.w("num")):
        group = _value(used, "abstractNumId") or ""
        levels = [_Level()] * LEVELS
        starts = {}
        overrides = used.findall(wml.w("lvlOverride"))
        for holder in (abstract.get(group), *overrides):
            for level in () if holder is None else holder.iterchildren(wml.w("lvl")):
                if (at := _whole(level.get(wml.w("ilvl")), -1)) in range(LEVELS):
                    levels[at] = _level(level)
        for override in overrides:
            if (told := _value(override, "startOverride")) is not None:
                starts[_whole(override.get(wml.w("ilvl")), 0)] = _whole(told, 1)
        yield used.get(wml.w("numId"), ""), (group, levels, starts)


def _level(level: Element) -> _Level:
    restart = _value(level, "lvlRestart")
    return _Level(
        _whole(_value(level, "start"), 1),
        _value(level, "numFmt") or "decimal",
        _value(level, "lvlText") or "",
        None if restart is None else _whole(restart, 0),
        wml.is_on(level.find(wml.w("isLgl"))),
    )


def _value(holder: Element, name: str) -> str | None:
    found = holder.find(wml.w(name))
    return None if found is None else found.get(wml.VAL, "")


def _whole(told: str | None, otherwise: int) -> int:
    """The number told; the other where none is told, or something that is none."""
    try:
        return otherwise if told is None else int(told)
    except ValueError:
        return otherwise
