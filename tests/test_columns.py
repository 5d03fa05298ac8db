"""A column whose heading goes, goes from every row, and the table stays as wide as it was."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from docx_parts import (
    EMPTY,
    PROPERTIES,
    cell,
    facts,
    filled,
    grid,
    lines,
    p,
    records,
    repeat,
    row,
    sdt,
    table,
    template,
)
from hypothesis import given
from hypothesis import strategies as st
from office import validator_errors

from digit_xl.word import columns, wml
from digit_xl.word.fill import fill

if TYPE_CHECKING:
    from pathlib import Path

    from digit_xl.facts import Node, Value
    from digit_xl.word.wml import Element

WIDTHS = (600, 3000, 1400, 1000)


def head(*cells: Element | str) -> Element:
    return row(*cells, header=True)


def only(name: str, *titles: str) -> Element:
    """Headings that are kept with a fact."""
    return sdt(f"dx:?{name}", *map(cell, titles))


def spanning(content: str, span: int) -> Element:
    made = cell(content)
    made.insert(0, wml.element("tcPr", wml.element("tcW", w=0, type="dxa")))
    made[0].append(wml.val("gridSpan", span))
    return made


def measured(*rows: Element) -> Element:
    """A table of four columns whose single cells tell their widths."""
    made = table(*rows, columns=4)
    for column, width in zip(made.iter(wml.w("gridCol")), WIDTHS, strict=True):
        column.set(wml.w("w"), str(width))
    made[0].append(wml.element("tblW", w=sum(WIDTHS), type="dxa"))
    for found in made.iter(wml.TR):
        for width, single in zip(WIDTHS, found.iter(wml.TC), strict=False):
            if single.find(wml.TC_PR) is None:
                single.insert(0, wml.element("tcPr", wml.element("tcW", w=width, type="dxa")))
    return made


def widths(root: Element) -> list[int]:
    return [int(column.get(wml.w("w"), "")) for column in root.iter(wml.w("gridCol"))]


def cell_widths(root: Element) -> list[list[int]]:
    return [
        [int(width.get(wml.w("w"), "")) for width in found.iter(wml.w("tcW"))]
        for found in root.iter(wml.TR)
    ]


def test_a_false_condition_in_a_header_row_takes_its_column_out_of_every_row() -> None:
    made = measured(
        head("A", "B", only("c", "C"), "D"),
        row("1", "2", "dx:e", "4"),
        sdt("dx:?e", row("5", "6", "7", "8")),
        repeat("r", row("dx:a", "dx:b", "dx:c", "dx:d"), sdt("dx:?d", row("v", "x", "y", "z"))),
    )
    items = records({"a": 1, "b": 2, "c": 3, "d": 4}, {"a": 5, "b": 6, "c": 7, "d": None})
    root = filled(made, c=None, e="E", r=items)
    shown = ["A B D", "1 2 4", "5 6 8", "1 2 4", "v x z", "5 6 "]
    assert [" ".join(cells) for cells in grid(root)] == shown
    assert widths(root) == [782, 3913, 1305]
    assert cell_widths(root) == [[782, 3913, 1305]] * 6
    tags = [tag.get(wml.VAL) for tag in root.iter(wml.TAG)]
    assert "dx:?c" not in tags
    assert "dx:c" not in tags
    assert "dx:e" not in tags


def test_a_true_condition_leaves_the_table_as_it_was() -> None:
    made = measured(head("A", "B", only("c", "C"), "D"), row("1", "2", "3", "4"))
    root = filled(made, c=True)
    assert grid(root) == [["A", "B", "C", "D"], ["1", "2", "3", "4"]]
    assert (widths(root), cell_widths(root)) == ([*WIDTHS], [[*WIDTHS]] * 2)


def test_several_columns_go_at_once_and_a_condition_may_hold_several() -> None:
    made = measured(
        head(only("a", "A"), "B", only("c", "C", "D")),
        row("1", "2", "3", "4"),
        row(sdt("dx:?a", cell("5")), "6", sdt("dx:?b", cell("7")), "8"),
    )
    root = filled(made, a=None, b="x", c=None)
    assert grid(root) == [["B"], ["2"], ["6"]]
    assert (widths(root), [*root.iter(wml.SDT)]) == ([6000], [])


def test_a_cell_over_several_columns_spans_those_that_are_left() -> None:
    made = measured(
        head("A", "B", only("c", "C"), "D"),
        row("1", spanning("2-3", 2), "4"),
        row(spanning("1-4", 4)),
        row("1", "2", spanning("3-4", 2)),
    )
    root = filled(made, c=None)
    assert grid(root)[1:] == [["1", "2-3", "4"], ["1-4"], ["1", "2", "3-4"]]
    assert [mark.get(wml.VAL) for mark in root.iter(wml.w("gridSpan"))] == ["1", "3", "1"]
    assert cell_widths(root)[1:] == [[782, 3913, 1305], [6000], [782, 3913, 1305]]


def test_a_spanning_heading_takes_all_that_it_spans() -> None:
    made = measured(
        head("A", "B", sdt("dx:?c", spanning("C-D", 2))),
        row("a", "b", "c", "d", header=True),
        row("1", "2", "3", "4"),
    )
    assert grid(filled(made, c=None)) == [["A", "B"], ["a", "b"], ["1", "2"]]


def test_rows_that_begin_late_or_end_early_keep_their_place() -> None:
    made = measured(head("A", only("b", "B"), "C", only("d", "D")), row("3"), row("1"))
    for found, before, after in zip([*made][-2:], (2, 0), (1, 3), strict=True):
        marks = [wml.val("gridBefore", before), wml.val("gridAfter", after)]
        marks += [wml.element("wBefore", w=3600), wml.element("wAfter", w=1000)]
        found.insert(0, wml.element("trPr", *marks))
    root = filled(made, b=None, d=None)
    names = ("gridBefore", "gridAfter", "wBefore")
    told = [[mark.get(wml.VAL) for mark in root.iter(wml.w(name))] for name in names]
    assert told == [["1", "0"], ["0", "1"], [None]]
    assert grid(root) == [["A", "C"], ["3"], ["1"]]


def test_a_row_that_had_nothing_else_goes_and_so_does_a_table_without_columns() -> None:
    made = measured(head("A", "B", only("c", "C"), "D"), row("x"), row("1", "2", "3", "4"))
    made[-2].insert(0, wml.element("trPr", wml.val("gridBefore", 2)))
    assert grid(filled(made, c=None)) == [["A", "B", "D"], ["1", "2", "4"]]
    whole = table(head(only("a", "A", "B")), repeat("r", row("dx:a", "2")))
    root = filled(wml.element("p"), whole, p("efter"), a=None, r=records({"a": 1}))
    assert ([*root.iter(wml.TBL)], lines(root)[-1]) == ([], "efter")


def test_cells_outside_a_header_row_are_emptied_as_ever() -> None:
    plain = table(row(only("a", "A"), "B"), row("1", "2"))
    assert grid(filled(plain, a=None)) == [["", "B"], ["1", "2"]]
    loose = repeat("r", head(only("a", "A"), "B"))
    root = filled(table(loose, row("1", "2")), r=records({"a": None}, {"a": 1}))
    assert grid(root) == [["", "B"], ["A", "B"], ["1", "2"]]


def test_a_table_within_a_cell_keeps_its_columns() -> None:
    inner = wml.element("tc", table(row("x", "y")), p(""))
    root = filled(table(head(only("a", "A"), "B"), row("1", inner)), a=None)
    assert grid(root)[-1] == ["x", "y"]
    assert [len(found) for found in root.iter(wml.w("tblGrid"))] == [1, 2]


def test_a_table_in_a_repeat_has_the_columns_of_its_record() -> None:
    made = repeat("r", table(head(only("a", "A"), "B"), row("1", "2")), p("."))
    root = filled(made, r=records({"a": None}, {"a": 1}))
    assert grid(root) == [["B"], ["2"], ["A", "B"], ["1", "2"]]


def test_what_is_left_without_rows_goes_with_its_titles() -> None:
    made = table(head(only("a", "A"), "B"), repeat("r", row("1", "dx:b")))
    assert grid(filled(p("x"), made, a=None, r=EMPTY)) == []


@pytest.mark.invalid_template
@pytest.mark.parametrize("number", ["", "x", "-3", "99999999999", "٣"])
def test_a_table_with_nonsense_for_numbers_is_still_filled(number: str) -> None:
    made = measured(head("A", "B", only("c", "C"), "D"), row(spanning("x", 2), "3", "4"))
    for mark in made.iter(wml.w("gridSpan")):
        mark.set(wml.VAL, number)
    for mark in made.iter(wml.w("gridCol")):
        mark.set(wml.w("w"), number)
    for kind, mark in zip(("pct", "auto", ""), made.iter(wml.w("tcW")), strict=False):
        mark.set(wml.w("type"), kind)
    assert grid(filled(made, c=None))[0] == ["A", "B", "D"]


def test_a_cells_share_of_the_width_is_counted_anew() -> None:
    made = measured(head("A", "B", only("c", "C"), "D"))
    for mark in made.iter(wml.w("tcW")):
        mark.set(wml.w("type"), "pct")
    assert cell_widths(filled(made, c=None)) == [[652, 3261, 1088]]


@given(st.lists(st.integers(0, 9000), min_size=1, max_size=12), st.sets(st.integers(0, 11)))
def test_the_widths_that_are_left_add_up(before: list[int], gone: set[int]) -> None:
    after = columns.shared(before, gone)
    left = [at for at in range(len(before)) if at not in gone]
    assert sum(after) == (sum(before) if any(before[at] for at in left) else 0)
    assert all(after[at] >= before[at] for at in left)
    assert all(after[at] == 0 for at in gone if at < len(before))


def test_what_is_free_is_shared_in_proportion() -> None:
    assert columns.shared([2500, 2500, 2500, 2500], {3}) == [3333, 3333, 3334, 0]
    assert columns.shared([1000, 3000, 4000], {2}) == [2000, 6000, 0]


def test_ten_times_the_rows_cost_about_ten_times_as_much() -> None:
    made = template(table(head(only("a", "A"), "B"), repeat("r", row("dx:c", "dx:d"))))

    def seconds(rows: int) -> float:
        item: dict[str, Value | Node] = {"c": 1, "d": "x"}
        given = facts(a=None, r=records(*[item] * rows))
        start = time.perf_counter()
        fill(made, given, PROPERTIES)
        return time.perf_counter() - start

    assert seconds(5000) < 25 * min(seconds(500) for _ in range(3))


@pytest.mark.office
def test_the_validator_finds_no_error_when_columns_have_gone(tmp_path: Path) -> None:
    made = measured(
        head("A", "B", only("c", "C"), "D"),
        row("1", spanning("2-3", 2), "4"),
        repeat("r", row("dx:a", "dx:b", "dx:c", "dx:d")),
    )
    given = facts(c=None, r=records({"a": 1, "b": 2, "c": 3, "d": 4}))
    path = tmp_path / "columns.docx"
    path.write_bytes(fill(template(p(""), made), given, PROPERTIES))
    assert validator_errors(path) == []
