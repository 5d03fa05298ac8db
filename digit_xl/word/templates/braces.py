"""Names in braces in ordinary text: found over whatever runs Word or LibreOffice split them into.

`{{name}}` and `{{name|format}}` stand for a value, `{{#name}}` … `{{/name}}` for a repeat,
`{{?name}}` … `{{/name}}` for a condition. Once all of a paragraph's are found, each is put into
one run of its own, in the look of the first letter of its name.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from digit_xl.findings import Severity
from digit_xl.word import wml
from digit_xl.word.fields.fields import SIMPLE, fields
from digit_xl.word.places import cut
from digit_xl.word.templates.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from digit_xl.word.wml import Element

# Where the text is broken by something that a name in braces cannot go across.
_BREAK: Final = "\ufffc"
_BRACES: Final = re.compile(r"\{\{([^{}]*)\}\}|\{\{|\}\}")
_SIGNS: Final = {wml.TAB: "\t", wml.BR: "\n", wml.w("cr"): "\n", wml.w("noBreakHyphen"): "-"}
# Marks that may stand anywhere, and tell nothing of the text.
_TRANSPARENT: Final = frozenset(
    wml.w(name)
    for name in (
        *("pPr", "rPr", "proofErr", "bookmarkStart", "bookmarkEnd", "permStart", "permEnd"),
        *("commentRangeStart", "commentRangeEnd", "lastRenderedPageBreak", "softHyphen"),
    )
)
_TRACKED: Final = frozenset(wml.w(name) for name in ("ins", "del", "moveFrom", "moveTo"))
# Their results are written anew when the template is filled: a name in one stands elsewhere too.
_WRITTEN_ANEW: Final = frozenset({"TOC", "REF", "PAGEREF", "NOTEREF", "STYLEREF"})


class Sort(Enum):
    """What a name in braces stands for."""

    VALUE = ""
    REPEAT = "#"
    CONDITION = "?"
    END = "/"


@dataclass(slots=True, eq=False)
class Token:
    """A name in braces, in a run of its own; `name` has the format with it, after a bar."""

    sort: Sort
    name: str
    run: Element

    def __str__(self) -> str:
        """`{{#name}}`."""
        return f"{{{{{self.sort.value}{cut(self.name)}}}}}"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What cannot be understood, and the paragraph that it stands in."""

    rule: str
    paragraph: Element
    message: str

    def at(self, place: str) -> Problem:
        """The problem, in that place."""
        return Problem(self.rule, Severity.ERROR, self.message, place)


class Held(Enum):
    """What a text stands in where no name can become a control; the words of a message."""

    TRACKED = "en registreret ændring: acceptér eller afvis den i Word"
    FIELD = "et felt: skriv navnet uden for feltet"
    CONTROL = "et indholdskontrolelement: skriv navnet uden for det"
    ANEW = ""  # passed over


@dataclass(frozen=True, slots=True)
class _Sign:
    """A character: its run, the element in the run, the position in that, and what holds it."""

    run: Element
    element: Element
    at: int
    held: Held | None


def held_in_fields(root: Element) -> Mapping[Element, Held]:
    """The texts of the story that are the result of a field."""
    held = {}
    for field in fields(root):
        anew = not _WRITTEN_ANEW.isdisjoint((field.kind, *field.around))
        for text in field.results:
            held[text] = Held.ANEW if anew else Held.FIELD
    return held


def tokens(
    paragraph: Element, in_fields: Mapping[Element, Held]
) -> tuple[list[Token], list[Trouble]]:
    """The names in braces of the paragraph's own text, in order, and what is no such name."""
    signs = [*_signs(paragraph, in_fields, None)]
    text = "".join(sign for sign, _ in signs)
    if "{{" not in text and "}}" not in text:
        return [], []
    found: list[Token] = []
    troubles: list[Trouble] = []
    for match in reversed([*_BRACES.finditer(text)]):
        letters = [sign for _, sign in signs[match.start() : match.end()] if sign is not None]
        if letters[0].held is Held.ANEW:
            continue
        if wrong := _wrong(match, letters):
            troubles.append(Trouble(*wrong[:1], paragraph, wrong[1]))
            continue
        sort, name = _read(match[1])
        first = match.start() + match[0].index(name[0])
        look = signs[first][1]
        found.append(Token(sort, name, _isolated(letters, look or letters[0], match[0])))
    return found[::-1], troubles[::-1]


def _read(inside: str) -> tuple[Sort, str]:
    """What stands between the braces: its sort and its name."""
    written = inside.strip()
    sign = written[:1] if written[:1] in {"#", "?", "/"} else ""
    parts = written[len(sign) :].split("|")
    return Sort(sign), "|".join(" ".join(part.split()) for part in parts)


def _wrong(match: re.Match[str], letters: Sequence[_Sign]) -> tuple[str, str] | None:
    """The rule and the sentence when those braces hold no name that can become a control."""
    written = cut(match[0].replace(_BREAK, " "))
    if match[1] is None:
        other = "}}" if match[0] == "{{" else "{{"
        return "draft-brace", (
            f"»{match[0]}« mangler »{other}« i samme afsnit: skriv hele navnet mellem {{{{ og }}}} "
            "i ét afsnit, eller slet klammerne."
        )
    if _BREAK in match[1]:
        return "draft-boundary", (
            f"»{written}« går på tværs af et felt, et link, en registreret ændring eller andet, "
            "der står i teksten: slet det, og skriv navnet igen på én gang."
        )
    if held := next((sign.held for sign in letters if sign.held is not None), None):
        return "draft-boundary", f"»{written}« står i {held.value}."
    if not _read(match[1])[1].strip("|") or any(sign in match[1] for sign in "\n\t"):
        return "draft-brace", (
            f"»{written}« kan ikke læses: skriv {{{{navn}}}}, {{{{navn|format}}}}, {{{{#navn}}}}, "
            "{{?navn}} eller {{/navn}}."
        )
    return None


def _signs(
    holder: Element, in_fields: Mapping[Element, Held], held: Held | None
) -> Iterator[tuple[str, _Sign | None]]:
    """Each character of the text there; what is none, and cannot be gone across, is a break."""
    for child in holder:
        if child.tag in _TRANSPARENT:
            continue
        if child.tag == wml.RUN:
            yield from _signs_of(child, in_fields, held)
        elif child.tag in {wml.P, wml.TEXT_BOX}:
            yield _BREAK, None  # has a text of its own
        else:
            yield _BREAK, None
            yield from _signs(child, in_fields, held or _holding(child))
            yield _BREAK, None


def _holding(child: Element) -> Held | None:
    if child.tag in _TRACKED:
        return Held.TRACKED
    return {SIMPLE: Held.FIELD, wml.SDT: Held.CONTROL}.get(child.tag)


def _signs_of(
    run: Element, in_fields: Mapping[Element, Held], held: Held | None
) -> Iterator[tuple[str, _Sign | None]]:
    for child in run:
        if child.tag == wml.T:
            inside = in_fields.get(child, held)
            for at, sign in enumerate(child.text or ""):
                yield sign, _Sign(run, child, at, inside)
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag], _Sign(run, child, 0, held)
        elif child.tag not in _TRANSPARENT:
            yield _BREAK, None


def _isolated(letters: Sequence[_Sign], look: _Sign, written: str) -> Element:
    """A run of those letters alone, which stands where they stood."""
    properties = deepcopy(look.run.find(wml.R_PR))
    last = letters[-1]
    _split(last.run, last.element, last.at + 1)
    first = _split(letters[0].run, letters[0].element, letters[0].at)
    end = last.run if letters[0].run is not last.run else first
    made = wml.run(written, properties)
    first.addprevious(made)
    for old in [*_through(first, end)]:
        if old.tag in {wml.RUN, wml.w("proofErr")}:
            wml.holder_of(old).remove(old)
    return made


def _through(first: Element, last: Element) -> Iterator[Element]:
    """The siblings from the one to the other, both included."""
    yield first
    if first is not last:
        for sibling in first.itersiblings():
            yield sibling
            if sibling is last:
                return


def _split(run: Element, element: Element, at: int) -> Element:
    """The run that begins with that position of its element: split off, unless it is the first."""
    after = [*element.itersiblings()]
    text = element.text or "" if element.tag == wml.T else ""
    rest = text[at:]
    before = [it for it in element.itersiblings(preceding=True) if it.tag not in _TRANSPARENT]
    if at == 0 and not before:
        return run
    moved = after if at else [element, *after]
    if at and not rest and not moved:
        return run
    made = wml.element("r")
    made.attrib.update(run.attrib)
    if (look := run.find(wml.R_PR)) is not None:
        made.append(deepcopy(look))
    if at and rest:
        made.append(_text(rest))
        element.text = text[:at]
        element.set(wml.XML_SPACE, "preserve")
    made.extend(moved)
    run.addnext(made)
    return made


def _text(rest: str) -> Element:
    made = wml.element("t")
    made.text = rest
    made.set(wml.XML_SPACE, "preserve")
    return made
