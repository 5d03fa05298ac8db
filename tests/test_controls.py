"""Content controls: how tags read, where controls stand, and what is written into them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from docx_parts import document, p, r, records, repeat, rich, row, sdt, table, text_box
from lxml import etree

from digit_xl.facts import Fact, Period
from digit_xl.findings import Refusal
from digit_xl.word import wml
from digit_xl.word.controls import (
    ITEM,
    SECTION,
    Control,
    Kind,
    Level,
    Locking,
    Story,
    fresh_ids,
    locking,
    place,
    put,
    read,
    settle,
    tag_for,
)


def story(*blocks: wml.Element, called: str = "") -> Story:
    """A story of python-docx's own styles with those blocks."""
    made = document(*blocks)
    return Story(made.element, called, wml.Styles(made.styles.element))


def told(controls: tuple[Control, ...]) -> list[tuple[object, ...]]:
    """Kind, name, format, level and what is inside, as tuples."""
    return [(it.kind, it.name, it.words, it.level, told(it.inside)) for it in controls]


def test_a_control_has_a_kind_a_name_a_format_and_a_level() -> None:
    cells = wml.element("tr", sdt("dx:d", wml.element("tc", p("x"))))
    rows = sdt("dx:?e", row("x"))
    found = read(
        story(p(sdt("dx:a.b|positiv  kr", "x")), sdt(" DX:c ", p("x")), table(cells, rows))
    )
    assert told(found) == [
        (Kind.VALUE, "a.b", "positiv kr", Level.RUN, []),
        (Kind.VALUE, "c", "", Level.BLOCK, []),
        (Kind.VALUE, "d", "", Level.CELL, []),
        (Kind.CONDITION, "e", "", Level.ROW, []),
    ]


def test_controls_nest_and_those_of_others_are_seen_through() -> None:
    inner = repeat("b", row("dx:c"))
    found = read(story(sdt("andet", repeat("a", p("x"), sdt("dx:?d", table(inner))))))
    value: tuple[object, ...] = (Kind.VALUE, "c", "", Level.RUN, [])
    nested = (Kind.REPEAT, "b", "", Level.ROW, [value])
    condition = (Kind.CONDITION, "d", "", Level.BLOCK, [nested])
    assert told(found) == [(Kind.REPEAT, "a", "", Level.BLOCK, [condition])]


def test_what_stands_in_a_value_is_not_looked_at() -> None:
    found = read(story(sdt("dx:a", p(sdt("dx:b|kr", "5")))))
    assert told(found) == [(Kind.VALUE, "a", "", Level.BLOCK, [])]


def test_only_the_first_item_of_a_repeat_is_its_pattern() -> None:
    section = repeat("a", p(sdt("dx:b", "x")))
    content = section[-1]
    content.append(sdt("dx:#k2", p(sdt("dx:c", "x")), properties=[etree.Element(ITEM)]))
    (found,) = read(story(section))
    assert [it.name for it in found.inside] == ["b"]


@pytest.mark.parametrize(
    "tag", ["dx:", "dx:|kr", "dx:a|", "dx:a|kr|b", "dx:?", "dx:?a|kr", "dx:#a"]
)
def test_a_tag_that_cannot_be_read_is_refused_with_its_place(tag: str) -> None:
    with pytest.raises(Refusal, match="under overskriften »Kapitel«") as refused:
        read(story(p("Kapitel", style="Heading1"), p(sdt(tag, "x"))))
    assert refused.value.code == "template-tag"
    assert f"»{tag}«" in refused.value.sentence


@pytest.mark.parametrize("tag", ["dx:?a", "dx:a|kr"])
def test_a_repeat_has_neither_condition_nor_format(tag: str) -> None:
    section = repeat("a", p("x"))
    tags = section.find(f"{wml.SDT_PR}/{wml.TAG}")
    assert tags is not None
    tags.set(wml.VAL, tag)
    with pytest.raises(Refusal) as refused:
        read(story(section))
    assert refused.value.code == "template-tag"


def test_a_repeat_without_an_item_is_refused() -> None:
    section = sdt("dx:a", p("x"), properties=[etree.Element(SECTION)])
    with pytest.raises(Refusal, match=r"Gentagelsen »a« .* er tom") as refused:
        read(story(section))
    assert refused.value.code == "template-repeat"


def _place(made: Story, tag: str) -> str:
    found = next(it for it in made.root.iter(wml.SDT) if tag_of(it) == tag)
    return place(found, made)


def tag_of(found: wml.Element) -> str:
    tag = found.find(f"{wml.SDT_PR}/{wml.TAG}")
    return "" if tag is None else tag.get(wml.VAL, "")


def test_a_place_names_table_heading_and_text_box() -> None:
    made = story(
        p(sdt("dx:0", "x")),
        p("Årets ", r("økonomi"), style="Heading2"),
        table(row("Note", "Post"), row("dx:1", "")),
        p(text_box("dx:2")),
        table(row("", "dx:3")),
        p(sdt("dx:4", "Næste"), style="Heading1"),
        p("", style="Heading1"),
        p(sdt("dx:5", "x")),
    )
    assert [_place(made, f"dx:{at}") for at in range(6)] == [
        "før den første overskrift",
        "i tabellen »Note« under overskriften »Årets økonomi«",
        "i et tekstfelt under overskriften »Årets økonomi«",
        "i tabel 2 under overskriften »Årets økonomi«",
        "i overskriften »Næste«",
        "under overskriften »Næste«",
    ]


def test_a_place_outside_the_body_is_named_for_what_it_is() -> None:
    assert _place(story(p(sdt("dx:a", "x")), called="i et sidehoved"), "dx:a") == "i et sidehoved"


@pytest.mark.parametrize(
    ("value", "words", "expected"),
    [
        (Decimal(1), "", Locking.FIGURE),
        (3, "", Locking.FIGURE),
        (dt.date(2020, 1, 1), "", Locking.FIGURE),
        (Period(2020), "", Locking.FIGURE),
        (("a", "b"), "", Locking.FIGURE),
        (None, "kr", Locking.FIGURE),
        (None, "", Locking.TEXT),
        ("a", "", Locking.TEXT),
    ],
)
def test_figures_are_locked_and_texts_kept(
    value: Decimal | int | dt.date | Period | tuple[str, ...] | str | None,
    words: str,
    expected: Locking,
) -> None:
    assert locking(Fact(value), words) is expected


def test_rich_text_may_be_edited_by_hand() -> None:
    assert locking(rich("a"), "") is Locking.TEXT
    assert locking(records(), "") is Locking.FIGURE


def test_a_tag_fits_and_long_ones_stay_apart() -> None:
    assert tag_for("a.b", "kr") == "dx:a.b|kr"
    long, longer = tag_for("#" + "æ" * 90), tag_for("#" + "æ" * 91)
    emoji = tag_for("#" + "😀" * 1000)
    assert long != longer
    assert all(len(tag.encode("utf-16-le")) // 2 <= 64 for tag in (long, longer, emoji))
    assert long.startswith("dx:#ææ")
    assert tag_for("#" + "a" * 60) == "dx:#" + "a" * 60


def test_a_tag_holds_no_control_character() -> None:
    assert tag_for("#a\x0b\ud800b") == "dx:#ab"


def test_settling_takes_away_what_would_hide_or_overwrite_the_text() -> None:
    made = wml.element("sdt", wml.element("sdtContent"))
    properties = settle(made)
    properties.extend(map(wml.element, ("showingPlcHdr", "dataBinding", "temporary", "text")))
    settle(made)
    assert [it.tag for it in properties] == [wml.TAG, wml.w("text")]
    assert made[0] is properties


def test_properties_are_put_in_the_order_of_the_schema() -> None:
    properties = wml.element("sdtPr", wml.element("alias"), wml.element("text"))
    for name in (wml.LOCK, wml.ID, wml.TAG):
        put(properties, name, "1")
    put(properties, wml.ID, "2")
    names = [etree.QName(it).localname for it in properties]
    assert names == ["alias", "tag", "id", "lock", "text"]
    assert properties[2].get(wml.VAL) == "2"


def test_fresh_ids_are_none_of_the_old() -> None:
    fresh = fresh_ids([wml.val("id", 2), wml.val("id", 3)], wml.VAL)
    assert [next(fresh) for _ in range(3)] == [1, 4, 5]
