"""Patterns: a stretch of the template cut down to what is copied, and what is filled in where.

A place in a pattern is a number: how many-th it is of the elements that may change (`SLOTS`). A
copy has them in the same order, so filling it looks for nothing.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from lxml import etree

from digit_xl.word import wml
from digit_xl.word.controls import (
    Frame,
    Kind,
    Level,
    Link,
    Locking,
    first_item,
    properties_of,
    put,
    settle,
)
from digit_xl.word.fields import links
from digit_xl.word.resolve import outward

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from digit_xl.facts import Names
    from digit_xl.word.controls import Control
    from digit_xl.word.wml import Element, Styles

SLOTS: Final = (
    wml.ID,
    wml.LOCK,
    wml.T,
    wml.BOOKMARK_START,
    wml.BOOKMARK_END,
    wml.DOC_PR,
)
_MARKS: Final = (wml.BOOKMARK_START, wml.BOOKMARK_END)
# Kinds of controls that hold no text, so that Word would not open one with a text in it.
_WORDLESS = frozenset(
    {f"{{{wml.W14}}}checkbox", wml.w("picture"), wml.w("equation")}
    | {wml.w(name) for name in ("docPartObj", "docPartList", "citation", "bibliography")}
)
# Marks that may stand once in a document, or name something elsewhere that stands once.
ONCE = tuple(wml.w(f"comment{name}") for name in ("RangeStart", "RangeEnd", "Reference"))
EDIT_IDS = (f"{{{wml.W14}}}paraId", f"{{{wml.W14}}}textId")


@dataclass(frozen=True, slots=True)
class Step:
    """One control of a pattern: what it asks for, how many repeats out, and its slots.

    A control with a frame has a slot for its drawing (`wp:docPr`) and none for a text.
    """

    kind: Kind
    name: str
    words: str
    level: Level
    depth: int
    id: int
    text: int = -1
    lock: int = -1
    inside: tuple[Step, ...] = ()
    item: Pattern | None = None
    frame: Frame = Frame.NONE
    drawing: int = -1
    link: Link = Link.NONE


@dataclass(frozen=True, slots=True)
class Pattern:
    """A root, the steps that fill it, and the slots whose numbers must differ between copies."""

    root: Element
    steps: tuple[Step, ...]
    ids: tuple[int, ...]
    bookmarks: tuple[int, ...]
    drawings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Cut:
    """What is left of a control once it is cut down: its text, its drawing, or what it repeats."""

    id: Element
    text: Element | None = None
    lock: Element | None = None
    item: Pattern | None = None
    drawing: Element | None = None


def pattern(
    root: Element,
    controls: tuple[Control, ...],
    names: tuple[Names, ...],
    styles: Styles,
) -> Pattern:
    """The pattern of that root, which is cut down on the way: prompts and older items go.

    `names` are what names mean there, innermost first.
    """
    cuts = {control.element: _cut(control, names, styles) for control in _flat(controls)}
    slots = [*root.iter(*SLOTS)]
    numbers = {slot: number for number, slot in enumerate(slots)}
    return Pattern(
        root,
        tuple(_step(control, cuts, numbers, names) for control in controls),
        tuple(at for at, slot in enumerate(slots) if slot.tag == wml.ID),
        tuple(at for at, slot in enumerate(slots) if slot.tag in _MARKS),
        tuple(at for at, slot in enumerate(slots) if slot.tag == wml.DOC_PR),
    )


def _flat(controls: Iterable[Control]) -> Iterable[Control]:
    """The controls and those inside conditions: all that one pattern fills."""
    for control in controls:
        yield control
        if control.kind is Kind.CONDITION:
            yield from _flat(control.inside)


def _step(
    control: Control,
    cuts: Mapping[Element, _Cut],
    numbers: Mapping[Element, int],
    names: tuple[Names, ...],
) -> Step:
    cut = cuts[control.element]
    condition = control.kind is Kind.CONDITION
    return Step(
        control.kind,
        control.name,
        control.words,
        control.level,
        outward(control.name, names) or 0,
        numbers[cut.id],
        -1 if cut.text is None else numbers[cut.text],
        -1 if cut.lock is None else numbers[cut.lock],
        tuple(_step(inner, cuts, numbers, names) for inner in control.inside if condition),
        cut.item,
        control.frame,
        -1 if cut.drawing is None else numbers[cut.drawing],
        control.link,
    )


def _cut(control: Control, names: tuple[Names, ...], styles: Styles) -> _Cut:
    prompts = wml.is_on(properties_of(control.element).find(wml.w("showingPlcHdr")))
    properties = settle(control.element)
    number = put(properties, wml.ID)
    if control.link is not Link.NONE:
        links.free(control.element, control.name)
    if control.kind is Kind.VALUE:
        lock = put(properties, wml.LOCK, Locking.FIGURE)
        if control.frame is not Frame.NONE:
            # resolve.check has seen that a frame stands in a drawing
            drawing = cast("Element", control.drawing)
            return _Cut(number, lock=lock, drawing=drawing.find(wml.DOC_PR))
        return _Cut(number, _cut_value(control, properties, styles, prompts=prompts), lock)
    if control.kind is Kind.CONDITION:
        return _Cut(number)
    return _Cut(number, item=_cut_repeat(control, names, styles))


def _cut_repeat(control: Control, names: tuple[Names, ...], styles: Styles) -> Pattern:
    """The pattern of the first item, taken out of the section, which is left empty."""
    # controls.read refuses a repeat without an item
    item = cast("Element", first_item(control.element))
    content = wml.holder_of(item)
    for child in [*content]:
        content.remove(child)
    settle(item)
    if item.find(wml.SDT_CONTENT) is None:
        etree.SubElement(item, wml.SDT_CONTENT)
    for mark in [*item.iter(*ONCE)]:
        wml.holder_of(mark).remove(mark)
    for numbered in item.iter(wml.P, wml.TR):
        for attribute in EDIT_IDS:
            numbered.attrib.pop(attribute, "")
    inner_names = names[outward(control.name, names) or 0][control.name] or {}
    return pattern(item, control.inside, (inner_names, *names), styles)


def _cut_value(control: Control, properties: Element, styles: Styles, *, prompts: bool) -> Element:
    """The one text of the control, whose content is cut down to one run of the first one's look."""
    for kind in [child for child in properties if child.tag in _WORDLESS]:
        properties.remove(kind)
    for plain in properties.findall(wml.w("text")):
        plain.set(wml.w("multiLine"), "1")
    for date in properties.findall(wml.w("date")):
        date.attrib.pop(wml.w("fullDate"), "")
    content = control.element.find(wml.SDT_CONTENT)
    if content is None:
        content = etree.SubElement(control.element, wml.SDT_CONTENT)
    run = wml.run("", _look(content, properties, styles, prompts=prompts))
    if control.level is Level.RUN:
        _clear(content).append(run)
    else:
        cell = content.find(wml.TC) if control.level is Level.CELL else None
        holder = content if cell is None else cell
        paragraph = _paragraph(holder, styles)
        paragraph.append(run)
        _clear(holder).append(paragraph)
    return next(run.iter(wml.T))


def _clear(holder: Element) -> Element:
    """The holder without its content, but with a cell's properties and the ends of bookmarks."""
    kept = {wml.TC_PR, wml.BOOKMARK_START, wml.BOOKMARK_END}
    for child in [child for child in holder if child.tag not in kept]:
        holder.remove(child)
    return holder


def _look(
    content: Element, properties: Element, styles: Styles, *, prompts: bool
) -> Element | None:
    """The look of the control's first run; of its properties where it shows a prompt."""
    own = properties.find(wml.R_PR)
    first = next(content.iter(wml.RUN), None)
    found = own if prompts and own is not None else None if first is None else first.find(wml.R_PR)
    look = deepcopy(found)
    prompt = styles.find("character", "Placeholder Text")
    for style in [] if look is None else look.findall(wml.w("rStyle")):
        if look is not None and style.get(wml.VAL) == prompt:
            look.remove(style)
    return look


def _paragraph(holder: Element, styles: Styles) -> Element:
    """An empty paragraph that looks as the first one there that is no bullet, else as the first."""
    named = (styles.find("paragraph", f"List Bullet{level}") for level in ("", " 2", " 3"))
    bullets = {style for style in named if style}
    found = [*holder.iter(wml.P)]
    others = (paragraph for paragraph in found if wml.style_of(paragraph) not in bullets)
    first = next(others, found[0] if found else None)
    look = None if first is None else first.find(wml.P_PR)
    return wml.element("p", *([] if look is None else [deepcopy(look)]))
