"""Rich text as Word XML."""

from __future__ import annotations

from itertools import count

import pytest
from docx_parts import AMOUNT, document, lines, r, rich, setting, tag_of
from hypothesis import given, settings
from hypothesis.strategies import text
from lxml import etree

from digit_xl.word import wml
from digit_xl.word.blocks import Look, Surroundings, rich_text

BARE = Look(None, None)


def surroundings(*, hyperlink: bool = False, plain: bool = False) -> Surroundings:
    """Those of python-docx's own document, or of one with no style at all."""
    styles = document().styles.element
    if hyperlink:
        style = wml.element("style", wml.val("name", "Hyperlink"), type="character", styleId="H")
        styles.append(style)
    return Surroundings(wml.Styles(None if plain else styles), count(100), "rId-{}".format)


def drawn(markdown: str, look: Look = BARE, **figures: str | int) -> wml.Element:
    """The body that the text becomes."""
    read = rich(markdown, **figures)
    return wml.element("body", *rich_text(read, look, surroundings(hyperlink=True)))


def looks(root: wml.Element) -> list[tuple[str, list[str]]]:
    """The text of each run and the names of its properties in order."""
    return [
        (wml.shown(run), [etree.QName(it).localname for it in run.iterfind(f"{wml.R_PR}/*")])
        for run in root.iter(wml.RUN)
    ]


def test_paragraphs_look_as_the_templates_own() -> None:
    style = wml.element("pPr", wml.val("pStyle", "BodyText"))
    body = drawn("en\n\nto", Look(style, r("x", "i").find(wml.R_PR)))
    assert [wml.style_of(it) for it in body] == ["BodyText", "BodyText"]
    assert looks(body) == [("en", ["i"]), ("to", ["i"])]


def test_an_empty_text_is_one_empty_paragraph() -> None:
    style = wml.element("pPr", wml.val("pStyle", "BodyText"))
    body = drawn(" \n", Look(style, None))
    assert [wml.style_of(it) for it in body] == ["BodyText"]
    assert lines(body) == [""]


def test_bold_and_italic_join_the_look_in_the_order_of_the_schema() -> None:
    look = r("x", "rFonts", "b", "color").find(wml.R_PR)
    body = drawn("a *b* **c *d***", Look(None, look))
    assert looks(body) == [
        ("a", ["rFonts", "b", "color"]),
        ("b", ["rFonts", "b", "i", "iCs", "color"]),
        ("", ["rFonts", "b", "color"]),
        ("c", ["rFonts", "b", "bCs", "color"]),
        ("d", ["rFonts", "b", "bCs", "i", "iCs", "color"]),
    ]


def test_bullets_are_in_the_templates_list_styles() -> None:
    body = drawn("- a\n  - b\n    - c\n      - d\n\n  mere")
    assert [wml.style_of(it) for it in body][:4] == [
        "ListBullet",
        "ListBullet2",
        "ListBullet3",
        "ListBullet3",
    ]
    going_on = body[4].find(f"{wml.P_PR}/{wml.w('numPr')}/{wml.w('numId')}")
    assert going_on is not None
    assert going_on.get(wml.VAL) == "0"


def test_bullets_are_signs_where_the_template_has_no_list_style() -> None:
    made = rich_text(rich("- a"), BARE, surroundings(plain=True))
    assert lines(wml.element("body", *made)) == ["•\ta"]


def test_links_have_an_address_and_the_templates_look() -> None:
    body = drawn("se [**her**](https://x.dk/a?b=1&c=2)")
    (link,) = body.iter(wml.w("hyperlink"))
    assert link.get(f"{{{wml.R}}}id") == "rId-https://x.dk/a?b=1&c=2"
    assert looks(link) == [("her", ["rStyle", "b", "bCs"])]


def test_a_hard_break_is_words_own() -> None:
    assert lines(drawn("a\\\nb\nc")) == ["a\nb c"]


def test_figures_stand_in_locked_controls_that_name_them() -> None:
    written = rich("I alt {x|positiv kr} og **{n}**", x=AMOUNT, n="Køge")
    body = wml.element("body", *rich_text(written, BARE, surroundings()))
    assert lines(body) == ["I alt 1.541.130,23\u00a0kr. og Køge"]
    assert [(tag_of(it), setting(it, "lock"), setting(it, "id")) for it in body.iter(wml.SDT)] == [
        ("dx:x|positiv kr", "sdtContentLocked", "100"),
        ("dx:n", "sdtLocked", "101"),
    ]


def test_the_stop_of_a_unit_ends_the_sentence_too() -> None:
    assert lines(drawn("{x|kr}. Og {x|kr} ... {x}.", x=5)) == [
        "5\u00a0kr. Og 5\u00a0kr. ... 5.",
    ]


@pytest.mark.parametrize("written", ["{y}", "{x|dato}"])
def test_a_figure_that_cannot_be_shown_stays_as_written(written: str) -> None:
    assert lines(drawn(f"a {written} b", x=5)) == [f"a {written} b"]


def test_what_xml_cannot_hold_is_left_out() -> None:
    body = drawn("a\x0b\x00\ud800\ufffe\ufdd0 & <b> \"'😀 _x000B_ {n}", n="c\x1fd")
    assert lines(body) == ["a & <b> \"'😀 _x000B_ cd"]
    assert etree.fromstring(etree.tostring(body)) is not None


@settings(deadline=None, max_examples=60)
@given(text(), text())
def test_any_text_becomes_xml(written: str, named: str) -> None:
    body = drawn(f"{written} {{n}}\n\n- {written}", n=named)
    root = etree.fromstring(etree.tostring(body))
    assert all(paragraph.tag == wml.P for paragraph in root)
