"""Makers of fields, captions and contents for the templates of the tests."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from docx import Document
from docx_parts import p, saved

from digit_xl.word import wml
from digit_xl.word.fields.fields import fields

if TYPE_CHECKING:
    from digit_xl.word.wml import Element


def mark(kind: str) -> Element:
    """A run with `begin`, `separate` or `end`."""
    return wml.element("r", wml.element("fldChar", fldCharType=kind))


def code(instruction: str) -> Element:
    """A run with an instruction."""
    words = wml.element("instrText")
    words.text = instruction
    return wml.element("r", words)


def complex_field(instruction: str, shown: str = "?") -> list[Element]:
    """The runs of a field."""
    return [mark("begin"), code(instruction), mark("separate"), wml.run(shown), mark("end")]


def page_of(bookmark: str, shown: str = "99") -> list[Element]:
    r"""The runs of a field that tells a bookmark's page."""
    return complex_field(f" PAGEREF {bookmark} \\h ", shown)


def simple_field(instruction: str, shown: str = "?") -> Element:
    """A field of one element."""
    return wml.element("fldSimple", wml.run(shown), instr=instruction)


def caption(
    name: str = "Tabel", switches: str = "", bookmark: str = "", number: int = 900
) -> Element:
    """`Tabel ?: titel`, with a bookmark around its label."""
    label = [wml.run(f"{name} "), *complex_field(f" SEQ {name} {switches} ")]
    if bookmark:
        start = wml.element("bookmarkStart", id=number, name=bookmark)
        label = [start, *label, wml.element("bookmarkEnd", id=number)]
    return p(*label, ": titel")


def contents(switches: str = r'\o "1-2" \h \z \u') -> list[Element]:
    """A table of contents with two old entries, as Word writes one."""
    opening = [mark("begin"), code(f" TOC {switches} "), mark("separate")]
    return [p(*opening, "gammel"), p("ældre"), p(mark("end"))]


def shown(root: Element) -> list[tuple[str, str]]:
    """Each field's instruction in words, and what it shows."""
    return [
        (" ".join(found.words), "".join(text.text or "" for text in found.results))
        for found in fields(root)
    ]


def without_controls(content: bytes) -> bytes:
    """The document with its controls unwrapped: LibreOffice 7.4 loses words and fields in them."""
    opened = Document(BytesIO(content))
    for held in [*opened.element.body.iter(wml.SDT_CONTENT)]:
        wml.unwrap(held)
    for control in [*opened.element.body.iter(wml.SDT)]:
        for properties in control.findall(wml.SDT_PR):
            control.remove(properties)
        wml.unwrap(control)
    return saved(opened)


def anchors(root: Element) -> list[tuple[str, str]]:
    """Each link within the document: its text and the bookmark that it leads to."""
    return [
        (wml.shown(link), anchor)
        for link in root.iter(wml.HYPERLINK)
        if (anchor := link.get(wml.w("anchor")))
    ]


def bookmarks(root: Element) -> dict[str, str]:
    """The text in each bookmark; fails if a name or a number is there twice."""
    starts = [*root.iter(wml.BOOKMARK_START)]
    names = [start.get(wml.w("name"), "") for start in starts]
    numbers = [start.get(wml.ID) for start in starts]
    assert len({*names}) == len(names)
    assert len({*numbers}) == len(numbers)
    assert sorted(map(str, numbers)) == sorted(
        str(end.get(wml.ID)) for end in root.iter(wml.BOOKMARK_END)
    )
    return {name: _held(start) for name, start in zip(names, starts, strict=True)}


def _held(start: Element) -> str:
    texts = []
    for it in start.itersiblings():
        if it.tag == wml.BOOKMARK_END and it.get(wml.ID) == start.get(wml.ID):
            break
        texts += [text.text or "" for text in it.iter(wml.T)]
    return "".join(texts)
