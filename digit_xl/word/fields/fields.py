"""The fields of a story: what each asks for, and the text that Word last put in its place.

A complex field is a begin mark, its instruction, a separate mark, its result and an end mark, which
may stand in different paragraphs and hold other fields; a simple one is one element (ECMA-376 part
1, 17.16.2 and 17.16.19).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from digit_xl.findings import Refusal
from digit_xl.word import wml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digit_xl.word.wml import Element

FIELD_MARK, INSTRUCTION, SIMPLE = wml.w("fldChar"), wml.w("instrText"), wml.w("fldSimple")
_KIND, _CODE = wml.w("fldCharType"), wml.w("instr")
_WORDS = re.compile(r'"([^"]*)"|(\\[^\W\d_]|\\[*#@!])|([^\s"\\]+)')
_DEEPEST: Final = 20  # fields in each other
_LONGEST: Final = 10_000  # characters of an instruction that are read; Word's have some hundred

_TOO_DEEP: Final = (
    f"Dokumentet har mere end {_DEEPEST} felter inden i hinanden, eller felter uden slutning: vis "
    "feltkoderne i Word med Alt+F9, og slet de felter, der ikke skal bruges."
)


@dataclass(slots=True)
class Field:
    """A field: the elements that make it one, and the texts of its own result.

    `around` are the kinds of the fields that it stands in, the outermost first.
    """

    marks: list[Element]
    instruction: str = ""
    results: list[Element] = field(default_factory=list)
    shown: bool = False  # the result has begun
    around: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        r"""The instruction's words, switches apart: `\r5` is `\r` and `5`."""
        found = _WORDS.findall(self.instruction)
        return [quoted or switch.lower() or plain for quoted, switch, plain in found]

    @property
    def kind(self) -> str:
        """`SEQ`, `REF`, `TOC` …; empty for a field that says nothing."""
        first = _WORDS.search(self.instruction)
        return "" if first is None else (first[1] or first[2] or first[3] or "").upper()

    @property
    def name(self) -> str:
        """What the field is about, a sequence or a bookmark; empty if it names none."""
        named = self.words[1:2]
        return named[0] if named and not named[0].startswith("\\") else ""

    @property
    def separate(self) -> Element | None:
        """The mark that parts the instruction from the result."""
        return next((mark for mark in self.marks if mark.get(_KIND) == "separate"), None)

    def has(self, switch: str) -> bool:
        r"""Whether the instruction has that switch, such as `\h`."""
        return switch in self.words

    def after(self, switch: str) -> str:
        """What follows the switch; empty when there is no such switch or nothing follows."""
        words = self.words
        told = words[words.index(switch) + 1 :][:1] if switch in words else []
        return told[0] if told and not told[0].startswith("\\") else ""


def fields(root: Element) -> Iterator[Field]:
    """Every field that has its end, the inner ones before those that hold them.

    Raises:
        Refusal: they are deeper in each other than any document has use for.
    """
    return _closed(root, [])


def unended(root: Element) -> list[Field]:
    """The fields that begin and have no end, the outermost first."""
    open_fields: list[Field] = []
    for _ in _closed(root, open_fields):
        pass
    return open_fields


def _closed(root: Element, open_fields: list[Field]) -> Iterator[Field]:
    for found in root.iter(FIELD_MARK, INSTRUCTION, wml.T, SIMPLE):
        if found.tag == SIMPLE:
            texts, around = [*found.iter(wml.T)], _kinds(open_fields)
            yield Field([found], found.get(_CODE, ""), texts, shown=True, around=around)
        elif found.tag == FIELD_MARK and found.get(_KIND) == "begin":
            if len(open_fields) == _DEEPEST:
                raise Refusal("template-field", _TOO_DEEP)
            open_fields.append(Field([found], around=_kinds(open_fields)))
        elif open_fields:
            _take(open_fields[-1], found)
            if found.get(_KIND) == "end":
                yield open_fields.pop()


def _kinds(open_fields: list[Field]) -> tuple[str, ...]:
    return tuple(outer.kind for outer in open_fields)


def _take(inner: Field, found: Element) -> None:
    """Let the innermost open field have its next element."""
    if found.tag == wml.T:
        if inner.shown:
            inner.results.append(found)
        return
    inner.marks.append(found)
    if found.tag == INSTRUCTION:
        room = max(_LONGEST - len(inner.instruction), 0)
        inner.instruction += (found.text or "")[:room]
    elif found.get(_KIND) == "separate":
        inner.shown = True
