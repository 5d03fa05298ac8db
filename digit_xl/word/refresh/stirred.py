"""Whether somebody worked in what is to go: words, comments, pending changes, an edited text."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from digit_xl.word import wml
from digit_xl.word.controls import Kind, Story, survey, tag_of
from digit_xl.word.ledger.entries import besides, told
from digit_xl.word.refresh import items, marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digit_xl.word.controls import Control
    from digit_xl.word.ledger.entries import Around
    from digit_xl.word.refresh.work import Work
    from digit_xl.word.wml import Element

TEXT: Final = "tekst"
_TEXTS: Final = frozenset((TEXT, ""))  # kinds of entries that somebody may write in


def holds_work(work: Work, element: Element, story: Story) -> bool:
    """Whether somebody worked in an item or a condition."""
    if work.is_stirred(element) or marks.is_commented(element) or marks.is_pending(element):
        return True
    scope = work.before.get(element)
    around = () if scope is None else scope.around
    return any(is_edited(work, it, around, story) for it in _held(element, story))


def is_edited(work: Work, control: Control, around: Around, story: Story) -> bool:
    """Whether somebody worked in the control within those records, or in anything it holds."""
    if control.kind is Kind.VALUE:
        entry = work.ledger.entries.get((around, tag_of(control.element)))
        if entry is None or entry.kind not in _TEXTS:
            return entry is None
        now = told(control.element), besides(control.element, work.notes)
        return not entry.tells(*now) or has_edited(work, control.element, around)
    if control.kind is Kind.CONDITION:
        return holds_work(work, control.element, story)
    content = control.element.find(wml.SDT_CONTENT)
    parts = () if content is None else content
    return any(not items.is_item(it) or holds_work(work, it, story) for it in parts)


def has_edited(work: Work, text: Element, around: Around) -> bool:
    """Whether somebody wrote in a word of the register's that a text quotes, such as a name.

    Figures there are locked, but words are not.
    """
    quoted = (it for it in text.iter(wml.SDT) if it is not text)
    return any(is_overwritten(work, it, around) for it in quoted)


def is_overwritten(work: Work, quoted: Element, around: Around) -> bool:
    """Whether the quoted words are others than were written."""
    entry = work.ledger.entries.get((around, tag_of(quoted)))
    return entry is not None and entry.kind == TEXT and not entry.tells(told(quoted))


def is_changed(work: Work, table: Element, twin: Element, around: Around, story: Story) -> bool:
    """Whether somebody worked in a table, or wrote words in it that the template's has not."""
    if marks.is_commented(table) or marks.is_pending(table):
        return True
    held = survey(Story(table, story.called, story.styles)).controls
    if any(is_edited(work, it, around, story) for it in held):
        return True
    return bool(Counter(_words(table)) - Counter(_words(twin)))


def _held(element: Element, story: Story) -> tuple[Control, ...]:
    content = element.find(wml.SDT_CONTENT)
    if content is None:
        return ()
    return survey(Story(content, story.called, story.styles)).controls


def _words(table: Element) -> Iterator[str]:
    """The words in the table that stand in none of our controls there."""
    ours = {words for held in table.iter(wml.SDT) if tag_of(held) for words in held.iter(wml.T)}
    for words in table.iter(wml.T):
        if words not in ours:
            yield from (words.text or "").split()
