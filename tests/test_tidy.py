"""What goes with a control that goes, and what must stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docx_parts import (
    EMPTY,
    PROPERTIES,
    cell,
    document,
    facts,
    filled,
    grid,
    lines,
    p,
    part,
    records,
    repeat,
    rich,
    row,
    saved,
    sdt,
    table,
)

from digit_xl.word import wml
from digit_xl.word.fill import fill

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digit_xl.facts import Node, Value


def test_a_repeat_of_nothing_goes_and_so_does_a_table_of_titles_alone() -> None:
    marked = table(row("Titel", "", header=True), repeat("a", row("dx:b", "")))
    root = filled(p("før"), marked, repeat("a", p(sdt("dx:b", "?"))), p("efter"), a=EMPTY)
    assert [it.tag for it in root[0]][:2] == [wml.P, wml.P]
    assert lines(root) == ["før", "efter"]


@pytest.mark.parametrize(
    ("look", "goes"),
    [
        ({"val": "0020"}, True),
        ({"val": "04A0"}, True),
        ({"val": "0000", "firstRow": "1"}, True),
        ({"val": "0020", "firstRow": "0"}, False),
        ({"val": "0400"}, False),
        pytest.param({"val": "zz"}, False, marks=pytest.mark.invalid_template),
    ],
)
def test_a_first_row_that_the_table_calls_titles_goes_too(
    look: dict[str, str], *, goes: bool
) -> None:
    made = table(row("Titel", ""), repeat("a", row("dx:b", "")))
    made[0].append(wml.element("tblLook", **look))
    assert (grid(filled(made, a=EMPTY)) == []) is goes


def test_rows_with_something_to_say_stay() -> None:
    totals = table(repeat("a", row("dx:b", "")), row("I alt", "0"))
    totals[0].append(wml.element("tblLook", val="0020"))
    plain = table(row("Ene", "række"), repeat("a", row("dx:b", "")))
    choice = table(row("Fast", ""), sdt("dx:?c", row("dx:c", "")))
    choice[0].append(wml.element("tblLook", val="0020"))
    root = filled(totals, p(""), plain, p(""), choice, a=EMPTY, c=None)
    assert grid(root) == [["I alt", "0"], ["Ene", "række"], ["Fast", ""]]


def test_a_table_waits_for_all_its_repeats() -> None:
    made = table(
        row("T", "", header=True), repeat("a", row("dx:b", "")), repeat("d", row("dx:b", ""))
    )
    assert grid(filled(made, a=EMPTY, d=records({"b": 1}))) == [["T", ""], ["1", ""]]


def test_what_an_empty_repeat_emptied_goes_with_it() -> None:
    wrapped = sdt("andres", table(row("T", header=True), repeat("a", row("dx:b"))))
    inner = wml.element("tc", repeat("a", p(sdt("dx:b", "?"), style="Heading3")))
    root = filled(wrapped, table(row(inner, "x")), a=EMPTY)
    assert [*root.iter(wml.SDT)] == []
    assert grid(root) == [["", "x"]]
    assert [wml.style_of(it) for it in root.iter(wml.P)] == ["Heading3", None]


def test_items_left_with_nothing_are_left_out() -> None:
    section = repeat("a", sdt("dx:?b", p(sdt("dx:b", "?"))))
    root = filled(p("x"), section, a=records({"b": None}, {"b": 1}))
    assert lines(root) == ["x", "1"]
    assert lines(filled(p("x"), section, a=records({"b": None}))) == ["x"]


def test_conditions_keep_what_there_is_and_leave_out_the_rest() -> None:
    def choice(name: str) -> list[wml.Element]:
        return [
            p("a", sdt(f"dx:?{name}", " tekst"), "."),
            sdt(f"dx:?{name}", p("afsnit"), table(row("celle"))),
            table(row("fast"), sdt(f"dx:?{name}", row("række"))),
        ]

    values: Mapping[str, Value | Node] = {
        "nul": 0,
        "tekst": rich("x"),
        "poster": records({"b": 1}),
        "ingen": None,
        "tom": "",
        "blank": rich(" "),
        "tomme": EMPTY,
        "falsk": False,
    }
    for name in ("nul", "tekst", "poster"):
        root = filled(*choice(name), **values)
        assert lines(root) == ["a tekst.", "afsnit", "celle", "fast", "række"]
    for name in ("ingen", "tom", "blank", "tomme", "falsk"):
        root = filled(*choice(name), **values)
        assert lines(root) == ["a.", "fast"]
        assert [*root.iter(wml.SDT)] == []


def test_a_condition_keeps_what_asks_within_it() -> None:
    root = filled(sdt("dx:?a", p(sdt("dx:a|kr", "?")), sdt("dx:?b", p("b"))), a=5, b=None)
    assert lines(root) == ["5\u00a0kr."]


def test_a_cell_without_its_content_keeps_a_paragraph_and_its_place() -> None:
    in_cell = wml.element("tc", p("x"), sdt("dx:?a", p("y")))
    only = wml.element("tc", sdt("dx:?a", table(row("z"))))
    after = wml.element("tc", table(row("w")), sdt("dx:?a", p("y")))
    around = sdt("dx:?a", cell("q"))
    root = filled(table(wml.element("tr", in_cell, only, after, around), columns=4), a=None)
    cells = next(root.iter(wml.TR))
    assert [[it.tag for it in found if it.tag != wml.TC_PR] for found in cells.iter(wml.TC)] == [
        [wml.P],
        [wml.P],
        [wml.TBL, wml.P],
        [wml.P],
        [wml.P],
    ]


def test_a_header_that_loses_everything_keeps_a_paragraph() -> None:
    made = document(p(sdt("dx:a", "?")))
    header = made.sections[0].header
    only = header.paragraphs[0]._p  # noqa: SLF001 - python-docx has no other door
    holder = only.getparent()
    holder.remove(only)
    holder.append(sdt("dx:?b", p("x")))
    content = fill(saved(made), facts(a="x", b=None), PROPERTIES)
    assert [it.tag for it in part(content, "word/header1.xml")] == [wml.P]
