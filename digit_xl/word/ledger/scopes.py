"""The items and the conditions of a report, and the words in each that stand in no other control.

By these words a later refresh knows whether somebody wrote there. What Word writes itself does not
count: the results of fields, the older form of a text box, the number of blank paragraphs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lxml import etree

from digit_xl.word import wml
from digit_xl.word.controls import ITEM, SECTION, asks_value, key_of, tag_for, tag_of
from digit_xl.word.fields.fields import FIELD_MARK, INSTRUCTION, SIMPLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digit_xl.word.ledger.entries import Around
    from digit_xl.word.wml import Element

GONE: Final = (wml.w("del"), wml.w("moveFrom"))  # what a tracked change took away (17.13.5)
FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED: Final = frozenset((*GONE, FALLBACK))
_MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FIELDS: Final = frozenset((FIELD_MARK, INSTRUCTION, SIMPLE))
# What is no text, and yet somebody put it there.
OBJECTS: Final = frozenset(
    wml.w(name)
    for name in (
        "drawing",
        "pict",
        "object",
        "footnoteReference",
        "endnoteReference",
        "sym",
        "sectPr",
    )
)
_MET: Final = (wml.SDT, *_SKIPPED, *_FIELDS, *OBJECTS, *wml.TEXTS, _MATH)
_OBJECT: Final = " * "


@dataclass(slots=True)
class Scope:
    """An item of a repeat, whose tag is empty, or a condition, whose tag is `?name`.

    `around` has each repeat with the key of the record there, an item's own as the last.
    """

    element: Element
    around: Around
    tag: str
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words that stand in no value, item or condition within it."""
        return " ".join("".join(self.pieces).split())


@dataclass(slots=True)
class _Inside:
    """What is around whatever comes next: the scope that its words belong to, and the repeats."""

    scope: Scope | None
    around: Around = ()
    repeat: str = ""


def scopes(root: Element) -> Iterator[Scope]:
    """Every item and condition of the story, inner ones first, found in one walk through it."""
    stack = [_Inside(None)]
    codes: list[list[str]] = []  # the instructions of the fields that are open
    walk = etree.iterwalk(root, events=("start", "end"), tag=_MET)
    for event, element in walk:
        tag = element.tag
        if tag == wml.SDT:
            if event == "end":
                inside = stack.pop()
                if inside.scope is not None and inside.scope.element is element:
                    yield inside.scope
            elif (name := tag_of(element)) and asks_value(element, name):
                stack.append(_Inside(None))
                walk.skip_subtree()
            else:
                stack.append(_entered(element, name, stack[-1]))
        elif event == "start":
            if tag in _SKIPPED or tag == SIMPLE:
                walk.skip_subtree()
            if tag in _FIELDS:
                _note(stack[-1], _code(element, codes))
            elif not codes and tag not in _SKIPPED:
                told = _OBJECT if tag in OBJECTS else wml.text_of((element,)) or element.text
                _note(stack[-1], told or "")


def _entered(element: Element, tag: str, inside: _Inside) -> _Inside:
    """What is around what the control holds."""
    if element.find(f"{wml.SDT_PR}/{ITEM}") is not None and tag[:1] in {"", "#"}:
        around = inside.around
        if inside.repeat:
            around = (*around, (inside.repeat, tag.removeprefix("#")))
        return _Inside(Scope(element, around, ""), around)
    if not tag:
        return inside
    if element.find(f"{wml.SDT_PR}/{SECTION}") is not None:
        return _Inside(inside.scope, inside.around, tag.strip())
    return _Inside(Scope(element, inside.around, tag), inside.around)


def _code(element: Element, codes: list[list[str]]) -> str:
    """The kind of the field that begins or ends there, told once; its result is not told."""
    if element.tag == SIMPLE:
        return "" if codes else _kind(element.get(wml.w("instr"), ""))
    if element.tag == INSTRUCTION:
        if codes:
            codes[-1].append(element.text or "")
        return ""
    mark = element.get(wml.w("fldCharType"))
    if mark == "begin":
        codes.append([])
    elif mark == "end" and codes:
        code = codes.pop()
        return "" if codes else _kind("".join(code))
    return ""


def _kind(code: str) -> str:
    return f" {{{' '.join(code.split()[:1])}}} "


def _note(inside: _Inside, told: str) -> None:
    if told and inside.scope is not None:
        inside.scope.pieces.append(told)


def record_key(key: str) -> str:
    """The record's key as the tag of its item has room for it."""
    return key_of(tag_for(f"#{key}"))
