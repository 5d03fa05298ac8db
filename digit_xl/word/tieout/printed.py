"""A PDF held against the report that the register gives: only figures, for it has no controls."""

from __future__ import annotations

import logging
import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Final, TypeAlias

from digit_xl import amounts
from digit_xl.findings import Refusal
from digit_xl.word import package as packages
from digit_xl.word import wml
from digit_xl.word.controls import Kind
from digit_xl.word.ledger import part
from digit_xl.word.ledger.entries import FIGURES
from digit_xl.word.ledger.standing import standing
from digit_xl.word.places import Place, cut
from digit_xl.word.tieout import untied
from digit_xl.word.tieout.untied import Untied, cells_told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digit_xl.word.ledger.entries import Entry
    from digit_xl.word.ledger.standing import Standing
    from digit_xl.word.tieout.loose import Judge

Shown: TypeAlias = tuple[Decimal, Decimal] | str  # an amount's value and its step, or a text
_MARGINS: Final = (wml.w("hdr"), wml.w("ftr"))
_BETWEEN: Final = 200  # characters of the foot of a page and the head of the next
_LEADING: Final = 30  # characters before an amount that tell which one it is


@dataclass(frozen=True, slots=True)
class Expected:
    """What the register's own report shows: how often each figure, and the sizes of all amounts.

    An amount is known by its value and its last digit, however its unit is written; another figure
    by its text.
    """

    figures: Counter[Shown]
    entries: dict[Shown, Entry]
    sizes: frozenset[Decimal]


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, in one line.

    Raises:
        Refusal: the PDF cannot be read, or has no text.
    """
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would talk to the user in English
    try:
        pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    except Exception as reason:  # a damaged PDF fails in any way inside pypdf
        raise Refusal(
            "pdf-unreadable",
            "PDF-filen kan ikke læses: Den er beskadiget eller beskyttet med adgangskode. Lav den "
            "igen, eller afstem Word-dokumentet.",
        ) from reason
    if not any(page.strip() for page in pages):
        raise Refusal(
            "pdf-textless",
            "PDF-filen har ingen tekst; den er måske scannet. Lav den fra Word-dokumentet, eller "
            "afstem det.",
        )
    return [" ".join(wml.clean(page).split()) for page in pages]


def expected(document: bytes) -> Expected:
    """What a report that was just written shows."""
    opened = packages.opened(document, "document")
    ledger = part.read(opened)
    figures: Counter[Shown] = Counter()
    entries: dict[Shown, Entry] = {}
    for control in standing(opened).controls:
        entry = ledger.entries.get(control.key)
        if entry is not None and _is_printed(control, entry):
            shown = _shown(entry.text)
            figures[shown] += 1
            entries.setdefault(shown, entry)
    texts = (
        wml.shown(paragraph)
        for _, story in packages.stories(opened)
        for paragraph in story.root.iter(wml.P)
    )
    sizes = {abs(amount.value) for text in texts for amount in amounts.found(text)}
    return Expected(figures, entries, frozenset(sizes))


def _is_printed(control: Standing, entry: Entry) -> bool:
    """Whether it is a figure that each print shows once: headers are on many pages, or on none."""
    figure = control.kind is Kind.VALUE and entry.kind in FIGURES and bool(entry.text)
    return figure and not control.shadow and control.story.root.tag not in _MARGINS


def _shown(text: str) -> Shown:
    [*found] = amounts.found(text)
    if len(found) == 1 and amounts.whole(text):
        return found[0].value, found[0].step
    return " ".join(text.split())


def untied_pages(pages: Sequence[str], wanted: Expected, judge: Judge) -> Iterator[Untied]:
    """The figures that the pages lack, and the amounts on them that the report has not.

    An amount without a unit or decimals is not told: a chart's axis has many.
    """
    yield from _missing(" ".join(pages), wanted)
    for number, text in enumerate(pages, start=1):
        for amount in amounts.found(text):
            if (amount.money or amount.percent) and abs(amount.value) not in wanted.sizes:
                begin = text.rfind(" ", 0, max(0, amount.start - _LEADING)) + 1
                place = Place(f"på side {number}").at(text[begin : amount.end])
                yield judge.told(amount, place, None)


def _missing(text: str, wanted: Expected) -> Iterator[Untied]:
    values = Counter((amount.value, amount.step) for amount in amounts.found(text))
    for shown, count in wanted.figures.items():
        entry = wanted.entries[shown]
        if entry.kind == "liste":
            there = _listed(entry.value.split("; "), text)
        else:
            there = _count(shown, text) if isinstance(shown, str) else values[shown]
        if there < count:
            yield _lacking(entry, there, count)


def _count(figure: str, text: str) -> int:
    """How often the text has the figure, as no part of a longer word or number."""
    return len(re.findall(rf"(?<![\w.,]){re.escape(figure)}(?!\w|[.,]\d)", text))


def _listed(names: Sequence[str], text: str) -> int:
    """How often the names follow each other; the foot and the head of a page may come between."""
    return sum(
        _follows(names, text, match.start()) for match in re.finditer(re.escape(names[0]), text)
    )


def _follows(names: Sequence[str], text: str, at: int) -> bool:
    for name in names:
        found = text.find(name, at, at + len(name) + _BETWEEN)
        if found < 0:
            return False
        at = found + len(name)
    return True


def _lacking(entry: Entry, there: int, count: int) -> Untied:
    times = f" {count} gange, men i PDF-filen {there}" if count > 1 else ", men ikke i PDF-filen"
    return Untied(
        untied.PRINTED,
        f"»{cut(entry.text)}«{cells_told(entry.places)} står i registrets rapport{times}. Opdatér "
        "rapporten, og lav PDF-filen igen.",
        name=entry.name,
        cells=entry.places,
        register=entry.text,
    )
