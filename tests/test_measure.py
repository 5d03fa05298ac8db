"""How wide a table can be where it stands, and about how wide a text is."""

from __future__ import annotations

import pytest
from docx_parts import PROPERTIES, facts, p, part, plan, records, repeat, sdt, template

from digit_xl.word import wml
from digit_xl.word.drawing import measure
from digit_xl.word.fill import fill


def test_the_room_is_that_of_the_section_or_the_cell() -> None:
    def section(wide: str, left: str = "1000") -> wml.Element:
        margins = wml.element("pgMar", left=left, right=500, gutter=0)
        return wml.element("sectPr", wml.element("pgSz", w=wide), margins)

    inner, outer, boxed, auto = p("a"), p("b"), p("c"), p("d")
    width, share = wml.element("tcW", w=3000, type="dxa"), wml.element("tcW", w=50, type="pct")
    wml.element(
        "body",
        inner,
        wml.element("p", wml.element("pPr", section("16838"))),
        wml.element("tc", wml.element("tcPr", width), boxed),
        wml.element("tc", wml.element("tcPr", share), auto),
        outer,
        section("11906", "wide"),
    )
    assert [measure.room(it) for it in (inner, outer, boxed, auto, p("alone"))] == [
        15338,
        11406,
        3000,
        measure.ORDINARY_ROOM,
        measure.ORDINARY_ROOM,
    ]
    narrow = p("e")
    wml.element("body", narrow, section("1400"))
    assert measure.room(narrow) == measure.ORDINARY_ROOM


def test_a_style_that_is_based_on_itself_says_nothing() -> None:
    style = wml.element("style", wml.val("name", "A"), wml.val("basedOn", "A"), styleId="A")
    styles = wml.Styles(wml.element("styles", style))
    assert styles.says("A", wml.R_PR) is None
    assert measure.size(styles, "A") == 200


def test_a_style_without_a_size_has_the_documents_own() -> None:
    style = wml.element("style", wml.val("name", "A"), styleId="A")
    letters = wml.element("rPrDefault", wml.element("rPr", wml.val("sz", 28)))
    default = wml.element("docDefaults", letters, wml.element("pPrDefault"))
    styles = wml.Styles(wml.element("styles", default, style))
    assert measure.size(styles, "A") == measure.size(styles, None) == 280


def test_a_plan_in_a_repeat_has_the_room_that_the_repeat_stands_in() -> None:
    outer = repeat("outer", repeat("inner", sdt("dx:plan", p("?"))))
    known = facts(outer=records({"inner": records({"plan": plan()})}))
    content = fill(template(outer), known, PROPERTIES)
    (table,) = part(content).iter(wml.TBL)
    assert sum(int(it.get(wml.w("w"), "0")) for it in table.iter(wml.w("gridCol"))) == 8640


def test_a_plan_in_a_template_takes_the_width_of_its_page() -> None:
    content = fill(template(sdt("dx:plan", p("?"))), facts(plan=plan()), PROPERTIES)
    widths = [int(it.get(wml.w("w"), "0")) for it in part(content).iter(wml.w("gridCol"))]
    assert sum(widths) == 8640  # python-docx's letter page between its margins


@pytest.mark.parametrize(
    ("text", "points"),  # by Helvetica's published widths, which are Arial's, at ten points
    [
        ("ill.", 9.44),
        ("Idé", 13.9),
        ("Drift", 18.33),
        ("Analyse", 35.57),
        ("Anskaffelse", 51.69),
        ("Gennemførelse", 68.91),
        ("WÅÆ – 5 % (Øst)", 79.46),
    ],
)
def test_a_text_is_as_wide_as_in_arial(text: str, points: float) -> None:
    assert points <= measure.width(text, 10) <= 1.02 * points
