"""What WordprocessingML means, wherever it is read."""

from __future__ import annotations

import pytest
from accessible_parts import drawing as drawn
from docx_parts import p, r, row
from lxml import etree

from digit_xl.word import wml
from digit_xl.word.accessibility.colours import Palette
from digit_xl.word.accessibility.looks import Looks

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
