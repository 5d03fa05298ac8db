"""Edits to a report as Word makes them, chosen by number so that a property test may draw them."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from typing import TYPE_CHECKING

from docx_parts import r, tag_of
from refresh_parts import tracked, typed

from digit_xl.word import wml
from digit_xl.word.controls import ITEM, is_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from digit_xl.word.wml import Element

SIGN = "✎"  # begins all that these edits type


def _pick(found: list[Element], number: int) -> Element | None:
    return found[number % len(found)] if found else None


def _items(root: Element) -> list[Element]:
    return [it for it in root.iter(wml.SDT) if it.find(f"{wml.SDT_PR}/{ITEM}") is not None]


def _ours(root: Element, *, values: bool) -> list[Element]:
    found = [it for it in root.iter(wml.SDT) if tag_of(it).startswith("dx:")]
    return [it for it in found if is_value(it) is values]


def _texts(root: Element) -> list[Element]:
    """Controls that Word lets somebody type in."""
    locks = ((it, it.find(f"{wml.SDT_PR}/{wml.LOCK}")) for it in _ours(root, values=True))
    return [it for it, lock in locks if lock is not None and lock.get(wml.VAL) == "sdtLocked"]


def type_between(root: Element, number: int, text: str) -> None:
    """Type a paragraph somewhere among the blocks of the body."""
    body = root.find(wml.BODY)
    assert body is not None
    body.insert(number % max(1, len(body) - 1), typed(text))


def type_inside(root: Element, number: int, text: str) -> None:
    """Type a paragraph in an item or a condition that stands around paragraphs."""
    holders = [it.find(wml.SDT_CONTENT) for it in [*_items(root), *_ours(root, values=False)]]
    found = [it for it in holders if it is not None and it.find(wml.P) is not None]
    found = [it for it in found if next(it.iterancestors(wml.P), None) is None]
    if (holder := _pick(found, number)) is not None:
        holder.insert(number % (len(holder) + 1), typed(text))


def type_on(root: Element, number: int, text: str) -> None:
    """Type on at the end of a paragraph, outside its controls."""
    found = [it for it in root.iter(wml.P) if not (_in_value(it) or _in_contents(it))]
    if (paragraph := _pick(found, number)) is not None:
        paragraph.append(r(text))


def type_in_text(root: Element, number: int, text: str) -> None:
    """Type in a text of the register's."""
    if (control := _pick(_texts(root), number)) is not None:
        runs = [it for it in control.iter(wml.RUN) if wml.holder_of(it).tag != wml.HYPERLINK]
        runs = [it for it in runs if next(it.iterancestors(wml.SDT)) is control]
        if runs:
            runs[-1].addnext(r(text))


def delete_item(root: Element, number: int, _: str) -> None:
    """Delete an item of a repeat, but not its last."""
    found = [it for it in _items(root) if len(wml.holder_of(it)) > 1]
    if (item := _pick(found, number)) is not None:
        wml.holder_of(item).remove(item)


def move_item(root: Element, number: int, _: str) -> None:
    """Move an item to the front of its repeat."""
    if (item := _pick(_items(root), number)) is not None:
        wml.holder_of(item).insert(0, item)


def paste_item(root: Element, number: int, _: str) -> None:
    """Copy an item and paste it behind itself."""
    if (item := _pick(_items(root), number)) is not None:
        item.addnext(deepcopy(item))


def track(root: Element, number: int, text: str) -> None:
    """Insert words that wait for being accepted, and a deletion that does."""
    found = [it for it in root.iter(wml.P) if not (_in_value(it) or _in_contents(it))]
    if (paragraph := _pick(found, number)) is not None:
        paragraph.append(tracked("ins", r(text)))
        paragraph.append(tracked("del", r("væk")))


def split(root: Element, number: int, _: str) -> None:
    """Part a run in two, with Word's own marks about it."""
    found = [it for it in root.iter(wml.T) if len(it.text or "") > 1 and len(wml.holder_of(it)) < 3]
    found = [it for it in found if it is wml.holder_of(it)[-1]]
    if (words := _pick(found, number)) is not None:
        run, text = wml.holder_of(words), words.text or ""
        copy = deepcopy(run)
        words.text, copy[-1].text = text[:1], text[1:]
        for piece in (run[-1], copy[-1]):
            piece.set(wml.XML_SPACE, "preserve")
        run.addnext(copy)
        run.addnext(wml.element("proofErr", type="spellEnd"))


def _in_contents(element: Element) -> bool:
    """Whether it stands in the table of contents, which is Word's to write."""
    galleries = (it.find(f"{wml.SDT_PR}/{wml.w('docPartObj')}") for it in element.iterancestors())
    return any(gallery is not None for gallery in galleries)


def _in_value(element: Element) -> bool:
    controls = element.iterancestors(wml.SDT)
    return any(tag_of(it).startswith("dx:") and is_value(it) for it in controls)


EDITS: tuple[Callable[[Element, int, str], None], ...] = (
    *(type_between, type_inside, type_on, type_in_text, track, split),
    *(delete_item, move_item, paste_item),
)


def signs(root: Element) -> Counter[str]:
    """All that these edits typed and that stands in the document still."""
    text = wml.text_of(it for it in root.iter(*wml.TEXTS) if not _in_contents(it))
    return Counter(piece.split("·")[0] for piece in text.split(SIGN)[1:])
