"""Colours as Word works them out: its own values of tints and shades, and WCAG's of contrast."""

from __future__ import annotations

import pytest
from lxml import etree

from digit_xl.word import wml
from digit_xl.word.accessibility.colours import UNKNOWN, Palette, automatic, contrast
from digit_xl.word.accessibility.looks import Looks

THEME = etree.fromstring(
    f'<a:theme xmlns:a="{wml.A}"><a:themeElements><a:clrScheme name="Office">'
    '<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>'
    '<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>'
    '<a:accent1><a:srgbClr val="4472C4"/></a:accent1></a:clrScheme></a:themeElements></a:theme>'
)
PALETTE = Palette(THEME, {"t1": "dark1", "bg1": "light1"})


@pytest.mark.parametrize(
    ("text", "ground", "ratio"),
    [("000000", "FFFFFF", 21.0), ("777777", "ffffff", 4.48), ("FFFFFF", "FFFFFF", 1.0)],
)
def test_contrast_is_that_of_wcag(text: str, ground: str, ratio: float) -> None:
    assert round(contrast(text, ground), 2) == round(contrast(ground, text), 2) == ratio


def test_automatic_text_is_white_on_a_dark_ground() -> None:
    grounds = ("FFFFFF", "4472C4", "1F3864", "000000")
    assert [automatic(ground) for ground in grounds] == ["000000", "000000", "FFFFFF", "FFFFFF"]


@pytest.mark.parametrize(
    ("changes", "colour"),
    [
        ({}, "4472C4"),
        ({"themeTint": "99"}, "8EAADB"),  # "lighter 40 %" in Word
        ({"themeTint": "33"}, "D9E2F3"),  # "lighter 80 %"
        ({"themeShade": "BF"}, "2F5496"),  # "darker 25 %"
        ({"themeShade": "lys"}, "4472C4"),
    ],
)
def test_tints_and_shades_are_words(changes: dict[str, str], colour: str) -> None:
    stated = wml.element("color", val="123456", themeColor="accent1", **changes)
    found = PALETTE.stated(stated, "val", "themeColor", "theme")
    assert found is not None
    pairs = zip(bytes.fromhex(found), bytes.fromhex(colour), strict=True)
    assert max(abs(one - other) for one, other in pairs) <= 1, found


@pytest.mark.parametrize(
    ("shading", "colour"),
    [
        ({"val": "clear", "fill": "F2F2F2"}, "F2F2F2"),
        ({"val": "pct15", "color": "auto", "fill": "FFFFFF"}, "D9D9D9"),
        ({"val": "solid", "color": "112233", "fill": "FFFFFF"}, "112233"),
        ({"val": "nil", "fill": "112233"}, "none"),
        ({"val": "clear", "fill": "auto"}, "auto"),
        ({"val": "clear", "fill": "grøn"}, None),
        ({"val": "clear", "fill": "112233", "themeFill": "background1"}, "FFFFFF"),
    ],
)
def test_shading_makes_the_ground_that_word_shows(
    shading: dict[str, str], colour: str | None
) -> None:
    assert PALETTE.shading(wml.element("shd", **shading)) == colour


@pytest.mark.parametrize(
    ("stated", "colour"),
    [
        ('<a:srgbClr val="aabbcc"/>', "AABBCC"),
        (
            '<a:schemeClr val="tx1"><a:lumMod val="65000"/><a:lumOff val="35000"/></a:schemeClr>',
            "595959",
        ),
        ('<a:schemeClr val="bg1"><a:shade val="50000"/></a:schemeClr>', "808080"),
        ('<a:schemeClr val="tx1"><a:tint val="x"/></a:schemeClr>', "000000"),
        ('<a:prstClr val="white"/>', "FFFFFF"),
        ('<a:prstClr val="tomato"/>', UNKNOWN),
        ('<a:schemeClr val="phClr"/>', UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_colours_of_drawings_are_worked_out(stated: str, colour: str) -> None:
    holder = etree.fromstring(f'<a:solidFill xmlns:a="{wml.A}">{stated}</a:solidFill>')
    assert PALETTE.drawn(holder) == colour


def test_the_strongest_style_wins_and_bold_undoes_bold() -> None:
    bold, ink = wml.element("b"), wml.val("color", "111111")
    styles = wml.element("styles")
    for kind, name, look in (("character", "Strong", bold), ("paragraph", "P", ink)):
        made = wml.element("style", wml.val("name", name), wml.element("rPr", look), type=kind)
        made.set(wml.w("styleId"), name)
        styles.append(made)
    looks = Looks(styles, PALETTE)
    paragraph = looks.paragraph(wml.element("pPr", wml.val("pStyle", "P")))
    under = looks.stated(None, wml.element("rPr", wml.element("b"), wml.val("color", "222222")))
    strong = wml.element("rPr", wml.val("rStyle", "Strong"))
    told = looks.run(strong, paragraph, under)
    assert (told.text, told.bold) == ("111111", False)
    assert looks.run(None, paragraph, under).bold is True
