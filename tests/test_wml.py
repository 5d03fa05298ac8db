"""What WordprocessingML means, wherever it is read."""

from __future__ import annotations

import pytest
from accessible_parts import drawing as drawn
from docx_parts import p, r, row
from lxml import etree

from digit_xl.word import wml
from digit_xl.word.accessibility.colours import Palette
from digit_xl.word.accessibility.looks import Looks
from digit_xl.word.fields.numbering import Outline

OFF = {"0", "false", "off"}


@pytest.mark.parametrize("told", ["", "1", "true", "on", "yes", *sorted(OFF)])
def test_a_switch_means_the_same_wherever_it_stands(told: str) -> None:
    on = told not in OFF
    value = {"val": told} if told else {}
    header = row("a", header=True)
    for mark in header.iter(wml.w("tblHeader")):
        for name, it in value.items():
            mark.set(wml.w(name), it)
    assert wml.is_header(header) is on
    look = wml.element("tblLook", **({"firstRow": told} if told else {"val": "0020"}))
    table = wml.element("tbl", wml.element("tblPr", look))
    assert ("firstRow" in wml.table_parts(table)) is on
    run = wml.element("rPr", wml.element("b", **value))
    assert Looks(None, Palette(None, {})).stated(None, run).bold is on
    (drawing,) = drawn(decorative=True).iter(wml.DOC_PR)
    for mark in drawing.iter("{*}decorative"):
        mark.attrib.clear()
        for name, it in value.items():
            mark.set(name, it)
    assert wml.is_decorative(drawing) is on


def test_what_is_not_there_is_off() -> None:
    assert not wml.is_on(None)
    assert not wml.is_header(row("a"))
    assert not wml.is_decorative(etree.Element(wml.DOC_PR))


def test_words_that_stand_apart_are_told_apart() -> None:
    tabs = wml.element("pPr", wml.element("tabs", wml.val("tab", "left")))
    signs = [wml.element("r", wml.element(name)) for name in ("tab", "cr", "noBreakHyphen")]
    words = (r(word) for word in ("a", "b", "c", "d"))
    mixed = p(*(it for pair in zip(words, [*signs, r("")], strict=True) for it in pair))
    mixed.insert(0, tabs)
    cell = wml.element("tc", p("Note"), p(r("Be"), r("løb")), mixed)
    assert wml.shown(cell) == "Note Beløb a b c-d"
    assert wml.said(cell.iter()) == wml.shown(cell)
    assert wml.text_of(signs[0].iter()) == "\t"


def style(key: str, name: str, based: str = "", level: str = "") -> wml.Element:
    """A style of paragraphs."""
    marks = [wml.val("basedOn", based)] if based else []
    look = [wml.element("pPr", wml.val("outlineLvl", level))] if level else []
    return wml.element("style", wml.val("name", name), *marks, *look, type="paragraph", styleId=key)


STYLES = wml.element(
    "styles",
    style("H1", "heading 1", level="0"),
    style("Kapitel", "Kapitel", "H1"),
    style("H3", "heading 3", "H1"),
    style("H2", "heading 2", "H1", level="9"),
    style("Stille", "Stille", "H2"),
    style("Ring", "Ring", "Rundt"),
    style("Rundt", "Rundt", "Ring"),
    style("Vild", "heading 4", level="tolv"),
)


@pytest.mark.parametrize(
    ("key", "own", "level"),
    [
        ("Kapitel", "", 0),
        ("H3", "", 2),
        ("Rundt", "4", 4),
        ("H2", "", None),
        ("Stille", "", None),
        ("H1", "9", None),
        ("Ring", "", None),
        ("Vild", "", 3),
        ("", "1", 1),
        ("", "", None),
    ],
)
def test_all_readers_know_the_same_headings(key: str, own: str, level: int | None) -> None:
    paragraph = p("Ord", style=key)
    if own:
        if not key:
            paragraph.insert(0, wml.element("pPr"))
        paragraph[0].append(wml.val("outlineLvl", own))
    styles = wml.Styles(STYLES)
    assert styles.level(paragraph) == level
    assert styles.is_heading(paragraph) is (level is not None)
    look = Looks(STYLES, Palette(None, {})).paragraph(paragraph.find(wml.P_PR))
    assert (None if look.level == wml.BODY_TEXT else look.level) == level
    numbered = Outline(STYLES, None).read(wml.element("body", paragraph))
    assert [it.outline - 1 for it in numbered] == ([] if level is None else [level])
