"""What a ledger holds: what each control of a report shows, and where that comes from."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from digit_xl import danish
from digit_xl.facts import Chart, Fact, Period, Picture, RichText, Timeline
from digit_xl.word import wml
from digit_xl.word.controls import tag_of
from digit_xl.word.fields.fields import FIELD_MARK, INSTRUCTION, SIMPLE
from digit_xl.word.ledger.scopes import GONE, OBJECTS, record_key
from digit_xl.word.markdown import figure_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from digit_xl.facts import Node
    from digit_xl.word.ledger.scopes import Scope
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
_MARK: Final = wml.w("fldCharType")
_ROOTS: Final = frozenset(
    wml.w(name) for name in ("document", "hdr", "ftr", "footnotes", "endnotes")
)


@dataclass(frozen=True, slots=True)
class Origin:
    """What a report is written from: the register's digest, and whose it is and of which year."""

    register: str
    identity: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What the controls with that tag show in that record.

    `value` is as exact as the register's, in ISO form, and `text` is as it was written. A text of
    the register's has the digests alone of its source, of its words and of what is `besides`, for
    the report itself holds its words; a condition has that of the words in it that belong to no
    control. Where several controls tell different words, the digests stand side by side. `count`
    controls show the same, for they may stand in several places.
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
    besides: str = ""

    @property
    def key(self) -> Key:
        """What tells the entry from others."""
        return self.around, self.tag

    def tells(self, words: str, besides: str = "") -> bool:
        """Whether those words, and what is besides, are still what was written."""
        same = fingerprint(words) in self.digest.split(" ")
        return same and fingerprint(besides) in self.besides.split(" ")

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
    `records` are those that it has items for, each with the digest of the words in its item that
    belong to no control. `edited` tells that it is more than the register and the template gave:
    somebody had written in it before it was refreshed. `seal` is the digest of the other parts.
    """

    origin: Origin
    template: str
    made_by: str
    entries: Mapping[Key, Entry]
    records: Mapping[Around, str] = field(default_factory=dict)
    edited: bool = False
    seal: str = ""

    @property
    def figures(self) -> int:
        """How many controls showed a figure: a number, a date, a period or a list."""
        shown = (entry for entry in self.entries.values() if entry.kind in FIGURES)
        return sum(entry.count for entry in shown)


def of_trace(
    trace: Trace, found: Iterable[Scope] = (), notes: Mapping[str, Element] | None = None
) -> dict[Key, Entry]:
    """The entries of the controls that stand in a document which has just been filled.

    `found` are its scopes, and `notes` its footnotes by their numbers.
    """
    words = {scope.element: fingerprint(scope.text) for scope in found}
    entries: dict[Key, Entry] = {}
    for shown in trace.shown:
        # A plan's rows are paragraphs, and its control tells all.
        if shown.control.tag == wml.SDT and stands(shown.control):
            _add(entries, _entry(shown, notes or {}))
    for kept in trace.kept:
        if stands(kept.control):
            _add(entries, _kept(kept, words))
    return entries


def records_of(found: Iterable[Scope]) -> dict[Around, str]:
    """The records that have items among the scopes, with the digest of the words in each."""
    records: dict[Around, str] = {}
    for scope in found:
        if not scope.tag and scope.around:
            records.setdefault(scope.around, fingerprint(scope.text))
    return records


def stands(control: Element) -> bool:
    """Whether the control is in the document still, and did not go with a column or a table."""
    return control.getroottree().getroot().tag in _ROOTS


def _kept(kept: Shown, words: Mapping[Element, str]) -> Entry:
    tag = tag_of(kept.control)
    kind = _CONDITION if tag.startswith("?") else _REPEAT
    own = words.get(kept.control, "")
    return Entry(_tagged(kept.around), tag, kept.name, kind=kind, digest=own)


def _add(entries: dict[Key, Entry], entry: Entry) -> None:
    if (known := entries.get(entry.key)) is None:
        entries[entry.key] = entry
        return
    entries[entry.key] = replace(
        known,
        count=known.count + 1,
        digest=_beside(known.digest, entry.digest),
        besides=_beside(known.besides, entry.besides),
    )


def _beside(known: str, other: str) -> str:
    return known if other in known.split(" ") else f"{known} {other}"


def fingerprint(text: str) -> str:
    """What tells a text from any other; nothing for none."""
    return digest(text) if text else ""


def digest(text: str) -> str:
    """What tells a text from any other."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())[:_DIGEST].decode()


def told(control: Element) -> str:
    """The text that the control shows, with each figure within it as its tag in braces.

    What a tracked change took away is left out, and what it put in is there (17.13.5). A field
    tells nothing, for Word writes its result.
    """
    content = control.find(wml.SDT_CONTENT)
    return "" if content is None else "".join(_pieces(content, [])).strip()


def prose(text: str) -> str:
    """What was `told`, with one sign for each figure within it."""
    return _FIGURE.sub(OBJECT, text)


def _pieces(element: Element, open_fields: list[Element]) -> Iterator[str]:
    for child in element:
        if child.tag == wml.SDT and (tag := tag_of(child)):
            yield f"{{{tag}}}"
        elif child.tag == FIELD_MARK:
            _pass(child, open_fields)
        elif child.tag not in GONE and child.tag != SIMPLE:
            if child.tag == wml.FOOTNOTE:
                yield "[^]"
            elif child.tag in wml.TEXTS and not open_fields:
                yield wml.text_of((child,))
            yield from _pieces(child, open_fields)


def _pass(mark: Element, open_fields: list[Element]) -> None:
    if mark.get(_MARK) == "begin":
        open_fields.append(mark)
    elif mark.get(_MARK) == "end" and open_fields:
        open_fields.pop()


def besides(control: Element, notes: Mapping[str, Element]) -> str:
    """What the control holds besides its words: its footnotes, drawings and fields."""
    held = control.iter(*OBJECTS, INSTRUCTION, SIMPLE)
    return " ".join(_thing(it, notes) for it in held)


def _thing(held: Element, notes: Mapping[str, Element]) -> str:
    if held.tag == wml.FOOTNOTE:
        note = notes.get(held.get(wml.ID, ""))
        return "" if note is None else " ".join("".join(_pieces(note, [])).split())
    if held.tag in {INSTRUCTION, SIMPLE}:  # Word may split an instruction, and names may change
        code = held.text or held.get(wml.w("instr")) or ""
        return "".join(code.split()[:1])
    return "*"


def source(text: RichText) -> str:
    """What the register says, and which of the figures in it are known."""
    figures = (_known(text.figures.get(name), words) for name, words in figure_names(text.markdown))
    return "\n".join((text.markdown, *figures))


def _known(fact: Fact | None, words: str) -> str:
    """Nothing of a figure that is not known; else the stop that it may end with."""
    if fact is None or not danish.fits(fact.value, words):
        return ""
    return "." if danish.text(fact.value, words).endswith(".") else "-"


def _entry(shown: Shown, notes: Mapping[str, Element]) -> Entry:
    kind, value = value_of(shown.node)
    plain = isinstance(shown.node, Fact)
    rich = isinstance(shown.node, RichText)
    places = shown.node.cells if isinstance(shown.node, Chart) else shown.places
    text = told(shown.control) if plain or rich else ""
    return Entry(
        _tagged(shown.around),
        tag_of(shown.control),
        shown.name,
        shown.words,
        kind,
        value,
        tuple(str(place) for place in places),
        text if plain else "",
        fingerprint(text),
        besides=fingerprint(besides(shown.control, notes)) if rich else "",
    )


@lru_cache(1024)  # neighbours stand in the same records
def _tagged(around: Around) -> Around:
    """The repeats with their keys as the items' tags have room for them."""
    return tuple((name, record_key(key)) for name, key in around)


def value_of(node: Node) -> tuple[str, str]:
    """The kind of a fact, and its value in ISO form; of a text and a picture the digest."""
    if isinstance(node, RichText):
        return _KINDS[RichText], fingerprint(source(node) if node else "")
    if isinstance(node, Picture):
        shown = hashlib.sha256(node.content).hexdigest()
        return _KINDS[Picture], digest(f"{shown} {node.description}")
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
