"""The fields of a story: what each asks for, and the text that Word last put in its place.

A complex field is a begin mark, its instruction, a separate mark, its result and an end mark, which
may stand in different paragraphs and hold other fields; a simple one is one element (ECMA-376 part
1, 17.16.2 and 17.16.19).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digit_xl.word import wml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digit_xl.word.wml import Element

FIELD_MARK, INSTRUCTION, SIMPLE = wml.w("fldChar"), wml.w("instrText"), wml.w("fldSimple")
_KIND, _CODE = wml.w("fldCharType"), wml.w("instr")


@dataclass(slots=True)
class Field:
    """A field: the elements that make it one, and the texts of its own result."""

    marks: list[Element]
    instruction: str = ""
    results: list[Element] = field(default_factory=list)
    shown: bool = False  # the result has begun

    @property
    def words(self) -> list[str]:
        r"""The instruction's words: `PAGEREF`, `_Toc1`, `\h`."""
        return [word.strip('"') for word in self.instruction.split()]

    def asks(self, kind: str) -> bool:
        """Whether the field is of that kind, such as `TOC`."""
        return self.words[:1] != [] and self.words[0].upper() == kind


def fields(root: Element) -> Iterator[Field]:
    """Every field that has its end, the inner ones before those that hold them."""
    open_fields: list[Field] = []
    for found in root.iter(FIELD_MARK, INSTRUCTION, wml.T, SIMPLE):
        if found.tag == SIMPLE:
            yield Field([found], found.get(_CODE, ""), [*found.iter(wml.T)], shown=True)
        elif found.tag == FIELD_MARK and found.get(_KIND) == "begin":
            open_fields.append(Field([found]))
        elif open_fields:
            _take(open_fields[-1], found)
            if found.get(_KIND) == "end":
                yield open_fields.pop()


def _take(inner: Field, found: Element) -> None:
    """Let the innermost open field have its next element."""
    if found.tag == wml.T:
        if inner.shown:
            inner.results.append(found)
        return
    inner.marks.append(found)
    if found.tag == INSTRUCTION:
        inner.instruction += found.text or ""
    elif found.get(_KIND) == "separate":
        inner.shown = True
