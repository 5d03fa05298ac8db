"""What a ledger holds: what each control of a report shows, and where that comes from."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final, TypeAlias

from digit_xl import danish
from digit_xl.facts import Chart, Fact, Period, Picture, RichText, Timeline
from digit_xl.word import wml
from digit_xl.word.controls import key_of, tag_for, tag_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from digit_xl.facts import Node
    from digit_xl.word.trace import Shown, Trace
    from digit_xl.word.wml import Element

Around: TypeAlias = "tuple[tuple[str, str], ...]"  # repeats and the keys in their items' tags
Key: TypeAlias = "tuple[Around, str]"  # what is around a control, outermost first, and its tag

_DIGEST: Final = 8  # characters of base64: 48 bits tell what somebody wrote from what stood there
_KINDS: Final = {RichText: "tekst", Timeline: "plan", Picture: "billede", Chart: "diagram"}
OBJECT: Final = "\ufffc"  # where a control stands in a text
_FIGURE: Final = re.compile(r"\{[^{}]*\}")
FIGURES: Final = ("tal", "dato", "periode", "liste")
_CONDITION, _REPEAT, _NUMBER = "betingelse", "gentagelse", "tal"
_LARGEST: Final = 18  # digits of a number; the register admits no more than 15
_CODE, _MARK, _MARK_KIND = wml.w("instrText"), wml.w("fldChar"), wml.w("fldCharType")
_GONE: Final = (wml.w("del"), wml.w("moveFrom"))  # what a tracked change took away (17.13.5)


@dataclass(frozen=True, slots=True)
class Origin:
    """What a report is written from: the register's digest, and whose it is and of which year."""

    register: str
    identity: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What the controls with that tag show in that record.

    `value` is as exact as the register's, in ISO form, and `text` is as it was written. A text of
    the register's has its digest alone, for the report itself holds its words; a condition and a
    repeat have a tag and a name. `count` controls show the same, for they may stand in several
    places.
    """

    around: Around
    tag: str
    name: str
    words: str = ""
    kind: str = ""
    value: str = ""
    places: tuple[str, ...] = ()
    text: str = ""
    digest: str = ""
    count: int = 1

    @property
    def key(self) -> Key:
        """What tells the entry from others."""
        return self.around, self.tag

    @property
    def number(self) -> Decimal | None:
        """The value of a number; None of anything else, and of what only a forger writes."""
        try:
            value = Decimal(self.value) if self.kind == _NUMBER else None
        except InvalidOperation:
            return None
        known = value is not None and value.is_finite() and value.adjusted() < _LARGEST
        return value if known else None


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a report showed when it was written, and what it was written from and by.

    `template` is the digest of the template; the entries stand in the order of the report.
    """

    origin: Origin
    template: str
    made_by: str
    entries: Mapping[Key, Entry]

    @property
    def figures(self) -> int:
        """How many controls showed a figure: a number, a date, a period or a list."""
        shown = (entry for entry in self.entries.values() if entry.kind in FIGURES)
        return sum(entry.count for entry in shown)


def of_trace(trace: Trace) -> Mapping[Key, Entry]:
    """The entries of a document that has just been filled."""
    entries: dict[Key, Entry] = {}
    for shown in trace.shown:
        if shown.control.tag == wml.SDT:  # a plan's rows are paragraphs, and its control tells all
            _add(entries, _entry(shown))
    for kept in trace.kept:
        tag = tag_of(kept.control)
        kind = _CONDITION if tag.startswith("?") else _REPEAT
        _add(entries, Entry(_tagged(kept.around), tag, kept.name, kind=kind))
    return entries


def _add(entries: dict[Key, Entry], entry: Entry) -> None:
    known = entries.get(entry.key)
    entries[entry.key] = entry if known is None else replace(known, count=known.count + 1)


def digest(text: str) -> str:
    """What tells a text from any other."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())[:_DIGEST].decode()


def told(control: Element) -> str:
    """The text that the control shows, with each figure within it as its tag in braces.

    What a tracked change took away is left out, and what it put in is there (17.13.5).
    """
    content = control.find(wml.SDT_CONTENT)
    return "" if content is None else "".join(_pieces(content)).strip()


def prose(text: str) -> str:
    """What was `told`, with one sign for each figure within it."""
    return _FIGURE.sub(OBJECT, text)


def _pieces(element: Element) -> Iterator[str]:
    for child in _without_numbers(element):
        if child.tag == wml.SDT and (tag := tag_of(child)):
            yield f"{{{tag}}}"
        elif child.tag not in _GONE:
            if child.tag in wml.TEXTS:
                yield wml.text_of((child,))
            elif child.tag == wml.FOOTNOTE:
                yield "[^]"
            yield from _pieces(child)


def _without_numbers(element: Element) -> Iterator[Element]:
    """What the element holds but the numbers of footnotes met before, which Word counts anew."""
    number = False
    for child in element:
        if child.tag == wml.RUN:
            number = number or child.findtext(_CODE, "").strip().startswith("NOTEREF")
            if number:
                marks = child.findall(_MARK)
                number = not marks or marks[-1].get(_MARK_KIND) != "end"
                continue
        yield child


def _entry(shown: Shown) -> Entry:
    kind, value = _value(shown.node)
    plain = isinstance(shown.node, Fact)
    places = shown.node.cells if isinstance(shown.node, Chart) else shown.places
    text = told(shown.control) if isinstance(shown.node, Fact | RichText) else ""
    return Entry(
        _tagged(shown.around),
        tag_of(shown.control),
        shown.name,
        shown.words,
        kind,
        value,
        tuple(str(place) for place in places),
        text if plain else "",
        digest(text) if text else "",
    )


def _tagged(around: Iterable[tuple[str, str]]) -> Around:
    """The repeats with their keys as the items' tags have room for them."""
    return tuple((name, key_of(tag_for(f"#{key}"))) for name, key in around)


def _value(node: Node) -> tuple[str, str]:
    """The kind of a fact, and its value in ISO form."""
    if not isinstance(node, Fact):
        return _KINDS[type(node)], ""  # resolve.check has seen that no value is a list of records
    match node.value:
        case None:
            told_as = "", ""
        case bool() as value:
            told_as = "ja/nej", danish.text(value)
        case dt.date() as value:
            told_as = "dato", value.isoformat()
        case Period() as value:
            told_as = "periode", value.iso
        case tuple() as value:
            told_as = "liste", "; ".join(value)
        case Decimal() | int() as value:
            told_as = _NUMBER, str(value)
        case value:
            told_as = "tekst", value
    return told_as
