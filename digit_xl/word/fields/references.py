"""Captions' numbers and cross references: fields get the results that Word would give them.

The fields are SEQ, REF, PAGEREF and NOTEREF (ECMA-376 part 1, 17.16.5). What one of the last three
names may go with a condition; then the field goes too, and a dash stands in its place, where Word
would sooner or later write that the reference was not found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from digit_xl import danish
from digit_xl.findings import Refusal
from digit_xl.word import wml
from digit_xl.word.controls import place
from digit_xl.word.fields.fields import INSTRUCTION, SIMPLE, fields
from digit_xl.word.fields.links import plain
from digit_xl.word.fields.numbering import LEVELS, numeral
from digit_xl.word.fields.results import show, unlink
from digit_xl.word.places import cut

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from digit_xl.word.controls import Story
    from digit_xl.word.fields.bookmarks import Bookmarks
    from digit_xl.word.fields.fields import Field
    from digit_xl.word.fields.numbering import Outline
    from digit_xl.word.wml import Element

GONE: Final = "–"  # stands for a reference to what was left out
TOLD: Final = 5  # more broken references than these are counted, not told
_REFERENCES: Final = frozenset({"REF", "PAGEREF", "NOTEREF"})
_ANCHOR: Final = wml.w("anchor")
_TOP: Final = "_top"  # what Word calls the beginning of a document
_FORMS: Final = {
    "ROMAN": "upperRoman",
    "roman": "lowerRoman",
    "ALPHABETIC": "upperLetter",
    "alphabetic": "lowerLetter",
}
_HIGHEST: Final = 32767  # the number that a sequence can be told to go on from
_NUMBER_SWITCHES: Final = ("\\n", "\\r", "\\w")


def check(stories: Iterable[Story]) -> None:
    """Refuse a template with a reference to a bookmark that it does not have.

    Raises:
        Refusal: it names the bookmarks and says where the references stand.
    """
    stories = [*stories]
    known = {
        start.get(wml.w("name"), "").casefold()
        for story in stories
        for start in story.root.iter(wml.BOOKMARK_START)
    }
    broken = {
        field.name: (field.marks[0], story)
        for story in stories
        for field in _references(fields(story.root))
        if field.name.casefold() not in known
    }
    if broken:
        first = [*broken.items()][:TOLD]
        more = [f"{len(broken) - TOLD} mere"] if len(broken) > TOLD else []
        told = danish.names([*(f"»{cut(it)}« {place(*where)}" for it, where in first), *more])
        raise Refusal(
            "template-reference",
            f"Skabelonen henviser til et bogmærke, som den ikke har: {told}. Indsæt bogmærket, "
            "eller slet henvisningen i skabelonen.",
        )


def _references(found: Iterable[Field]) -> Iterator[Field]:
    """The references among the fields but for those of contents, which are written anew."""
    for field in found:
        if field.kind in _REFERENCES and field.name and "TOC" not in field.around:
            yield field


def rename(within: Element, names: Mapping[str, str]) -> None:
    """Let what refers to a bookmark there go on doing so when the bookmark has a new name."""
    names = {old.casefold(): new for old, new in names.items()}
    for link in within.iter(wml.HYPERLINK):
        if (new := names.get(link.get(_ANCHOR, "").casefold())) is not None:
            link.set(_ANCHOR, new)
    for field in _references(fields(within)):
        if (new := names.get(field.name.casefold())) is not None:
            _reword(field, new)


def _reword(field: Field, name: str) -> None:
    """Put the name into the field's instruction, if this stands in one piece."""
    if field.marks[0].tag == SIMPLE:
        instruction = field.marks[0].get(wml.w("instr"), "")
        field.marks[0].set(wml.w("instr"), instruction.replace(field.name, name, 1))
        return
    for run in wml.holder_of(field.marks[0]).itersiblings(wml.RUN):
        if (code := run.find(INSTRUCTION)) is not None:
            code.text = (code.text or "").replace(field.name, name, 1)
            return


def settle(
    body: Element,
    found: Mapping[Element, Iterable[Field]],
    marks: Bookmarks,
    outline: Outline,
    broken: Collection[str] = frozenset(),
) -> None:
    """Give the fields of a filled document their results, and take away links that lead nowhere.

    `found` are the fields of each of its parts; those that refer to a `broken` name stay.
    """
    for root, those in found.items():
        _count(root, [field for field in those if field.kind == "SEQ" and field.name], outline)
    numbers = _numbers(body, outline)
    for root, those in found.items():
        for field in _references(those):
            if field.name.casefold() in broken:
                continue
            if field.name not in marks:
                unlink(field, GONE)
            elif text := _text(field, marks, numbers):
                show(field, text)
        for link in [*root.iter(wml.HYPERLINK)]:
            anchor = link.get(_ANCHOR, _TOP)
            if anchor != _TOP and anchor not in marks and link.get(f"{{{wml.R}}}id") is None:
                plain(link)


def _numbers(body: Element, outline: Outline) -> dict[Element, str]:
    """The number of each numbered paragraph, and of each footnote by its mark."""
    own = wml.w("customMarkFollows")
    notes = (mark for mark in body.iter(wml.FOOTNOTE) if not wml.means_on(mark.get(own, "0")))
    numbers = {mark: str(number) for number, mark in enumerate(notes, 1)}
    return numbers | {it.paragraph: it.number for it in outline.read(body)}


def _text(field: Field, marks: Bookmarks, numbers: Mapping[Element, str]) -> str:
    """What the reference shows; empty if only pages tell, or if it is above or below."""
    held = marks.held(field.name)
    if field.kind == "NOTEREF":
        return next((numbers.get(it, "") for it in held if it.tag == wml.FOOTNOTE), "")
    if field.kind == "PAGEREF":
        return ""
    if any(field.has(switch) for switch in _NUMBER_SWITCHES):
        start = marks.start(field.name)
        above = () if start is None else start.iterancestors(wml.P)
        return next((numbers.get(it, "") for it in above), "")
    return "" if field.has("\\p") else wml.said(held)


def _count(root: Element, found: list[Field], outline: Outline) -> None:
    """Give each caption its number: each sequence counts by itself, in the order of the text."""
    counts: dict[str, int] = {}
    begun: dict[str, int] = {}
    chapters = _chapters(root, outline, {_level(field) for field in found} - {0})
    for field in found:
        name, level = field.name.casefold(), _level(field)
        if level and (chapter := chapters[level].get(_paragraph(field), 0)) != begun.get(name):
            begun[name], counts[name] = chapter, 0
        counts[name] = _next(field, counts.get(name, 0))
        show(field, _numeral(field, counts[name]))


def _next(field: Field, before: int) -> int:
    r"""The field's number, after the one before it: `\r 5` tells it, `\c` repeats that."""
    if (told := _number(field, "\\r", _HIGHEST)) is not None:
        return told
    return before if field.has("\\c") else before + 1


def _numeral(field: Field, number: int) -> str:
    r"""The number as the field asks for it; a hidden one (`\h`) shows only in a form of its own."""
    pairs = zip(field.words, field.words[1:], strict=False)
    forms = [form for switch, form in pairs if switch == "\\*"]
    form = next((_FORMS[form] for form in forms if form in _FORMS), "decimal")
    return "" if field.has("\\h") and not forms else numeral(number, form)


def _paragraph(field: Field) -> Element | None:
    return next(field.marks[0].iterancestors(wml.P), None)


def _level(field: Field) -> int:
    r"""The level of headings at which the sequence begins anew (`\s 1`); 0 for none."""
    return _number(field, "\\s", LEVELS) or 0


def _number(field: Field, switch: str, most: int) -> int | None:
    """The number after the switch; None when there is none, or more than Word knows."""
    told = field.after(switch)
    if not told.isdecimal() or len(told) > len(str(_HIGHEST)) or int(told) > most:
        return None
    return int(told)


def _chapters(
    root: Element, outline: Outline, levels: Iterable[int]
) -> dict[int, dict[Element | None, int]]:
    """For each of those levels, how many headings of it, or above, precede each paragraph."""
    made: dict[int, dict[Element | None, int]] = {level: {} for level in levels}
    headings = {it.paragraph: it.outline for it in outline.read(root)} if made else {}
    for level, passed in made.items():
        number = 0
        for paragraph in root.iter(wml.P):
            number += 0 < headings.get(paragraph, 0) <= level
            passed[paragraph] = number
    return made
