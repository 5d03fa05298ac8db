"""Three ways to a text: what was written last, what stands in Word, and what the register says."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from digit_xl import danish
from digit_xl.facts import RichText
from digit_xl.word import blocks, wml
from digit_xl.word.blocks import Look, Surroundings
from digit_xl.word.fields.results import complex_field
from digit_xl.word.ledger.entries import besides, fingerprint, told, value_of
from digit_xl.word.plain import plain
from digit_xl.word.refresh import marks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digit_xl.facts import Fact
    from digit_xl.word.ledger.entries import Entry
    from digit_xl.word.wml import Element, Styles

_PROMPT: Final = wml.w("showingPlcHdr")  # somebody took the text away, and Word asks for one


class Verdict(Enum):
    """What becomes of a text control."""

    SAME = "uændret"  # neither has changed
    WRITTEN = "registrets"  # the register alone has, or both in the same way
    KEPT = "beholdt"  # Word alone has
    CONFLICT = "konflikt"  # both have

    @property
    def is_own(self) -> bool:
        """Whether what somebody wrote stays."""
        return self in {Verdict.KEPT, Verdict.CONFLICT}


@dataclass(frozen=True, slots=True)
class Written:
    """What a control tells when the register's text is written in it, and what is besides."""

    words: str
    besides: str


def judged(
    control: Element,
    node: Fact | RichText,
    entry: Entry | None,
    notes: Mapping[str, Element],
    wanted: Written,
    *,
    overwritten: bool = False,
) -> Verdict:
    """What becomes of the control, whose entry in the ledger tells what was written last.

    Without an entry nobody knows that, and what stands there is somebody's own. So it is where
    somebody has `overwritten` words that the text quotes.
    """
    prompts = wml.is_on(control.find(f"{wml.SDT_PR}/{_PROMPT}"))
    now = Written("" if prompts else told(control), besides(control, notes))
    pending = marks.is_pending(control)
    pending = pending or overwritten
    mine = pending or entry is None or not entry.tells(now.words, now.besides)
    theirs = entry is None or entry.value != value_of(node)[1]
    if not pending and now == wanted:
        return Verdict.SAME
    if mine:
        return Verdict.CONFLICT if theirs else Verdict.KEPT
    return Verdict.WRITTEN


def wanted(node: Fact | RichText, styles: Styles, *, noted: bool) -> Written:
    """What a control would tell that showed the text; `noted`: where Word admits footnotes."""
    if not isinstance(node, RichText):
        return Written(wml.clean(danish.text(node.value)).strip(), "")
    marked: Any = _Notes() if noted else None  # all that a text asks of a document's footnotes
    around = Surroundings(styles, count(1), lambda _: "", footnotes=marked)
    made = blocks.rich_text(node, Look(None, None), around)
    control = wml.element("sdt", wml.element("sdtContent", *made))
    return Written(told(control), besides(control, marked.made if noted else {}))


def kept(entry: Entry | None, fresh: Entry) -> Entry:
    """What the new ledger tells of a text that somebody wrote and the register leaves alone."""
    if entry is None:
        return fresh
    return replace(
        fresh, value=entry.value, text=entry.text, digest=entry.digest, besides=entry.besides
    )


def settled(fresh: Entry, node: Fact | RichText, text: Written) -> Entry:
    """What the new ledger tells of a conflict that was told: as if the register's text stood."""
    return replace(
        fresh,
        text="" if isinstance(node, RichText) else text.words,
        digest=fingerprint(text.words),
        besides=fingerprint(text.besides),
    )


def shown(node: Fact | RichText) -> str:
    """The register's text for a reader."""
    return plain(node) if isinstance(node, RichText) else danish.text(node.value)


@dataclass(slots=True)
class _Notes:
    """Footnotes that nobody will see: their texts alone are asked for."""

    made: dict[str, Element] = field(default_factory=dict)
    link = staticmethod(lambda _: "")

    def add(self, paragraphs: list[Element], _: Styles) -> Element:
        number = str(len(self.made))
        paragraphs[0].insert(0, wml.run(" "))
        self.made[number] = wml.element("footnote", *paragraphs)
        return wml.element("r", wml.element("footnoteReference", id=number))

    def again(self, _: Element, __: Styles) -> list[Element]:
        return complex_field("NOTEREF x", "")
