"""A report that somebody worked in follows its register, and nothing that was typed is lost."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import pytest
from docx_parts import control, grid, lines, p, part, r, rich, setting
from refresh_parts import (
    GROUPS,
    VALUES,
    a_group,
    again,
    edited,
    free,
    item,
    keyed,
    root,
    tracked,
    type_over,
    typed,
    written,
)
from refresh_parts import lines as amounts

from digit_xl.word import wml
from digit_xl.word.refresh.told import Kind

if TYPE_CHECKING:
    from digit_xl.word.refresh.told import Change
    from digit_xl.word.wml import Element

MORE = "Og mere."


def told(changes: list[Change]) -> list[tuple[str, str]]:
    return [(change.kind.value, change.name) for change in changes]


def body(within: Element) -> Element:
    found = within.find(wml.BODY)
    assert found is not None
    return found


def test_what_nothing_changed_stays_as_it_is() -> None:
    document = edited(written(), lambda _: None)
    made, changes = again(document, VALUES)
    assert lines(root(made)) == lines(root(document))
    assert changes == []


def test_figures_follow_the_register_and_free_text_stays() -> None:
    document = edited(written(), lambda it: body(it).insert(2, typed("Skrevet i Word")))
    made, _ = again(document, {**VALUES, "sum": 250, "linjer": amounts(a=9, b=2, c=3)})
    after = root(made)
    assert lines(after)[1] == "Der er 250\u00a0kr. i alt, og det vises."
    assert "Skrevet i Word" in lines(after)
    assert [cells for cells in grid(after) if cells[0] == "A"] == [["A", "9 kr."]]
    assert free(after) == free(root(document))


def test_an_overtyped_figure_is_the_registers_again() -> None:
    document = edited(written(), lambda it: type_over(control(it, "dx:sum|kr"), "999"))
    made, _ = again(document, VALUES)
    held = control(root(made), "dx:sum|kr")
    assert wml.shown(held) == "100 kr."
    assert setting(held, "lock") == "sdtContentLocked"


def test_a_text_that_the_register_alone_changed_is_written() -> None:
    document = edited(written(), lambda _: None)
    made, changes = again(document, {**VALUES, "tekst": rich("Helt nyt.")})
    assert lines(control(root(made), "dx:tekst")) == ["Helt nyt."]
    assert changes == []


def test_a_text_that_word_alone_changed_stays_and_its_figures_follow() -> None:
    def change(within: Element) -> None:
        control(within, "dx:tekst").findall(f".//{wml.P}")[1].append(r(" Og endnu mere."))

    document = edited(written(), change)
    values = {**VALUES, "tekst": rich("Året gik **godt** med {sum|kr}\n\nOg mere.", sum=300)}
    made, changes = again(document, values)
    assert lines(control(root(made), "dx:tekst")) == [
        "Året gik godt med 300\u00a0kr.",
        "Og mere. Og endnu mere.",
    ]
    assert told(changes) == [("beholdt", "tekst")]


def test_a_text_that_both_changed_stays_and_tells_of_the_registers() -> None:
    document = edited(written(), lambda it: type_over(control(it, "dx:tekst"), "Mit eget."))
    later = {**VALUES, "tekst": rich("Helt nyt med {sum|kr}", sum=7)}
    made, changes = again(document, later)
    assert wml.shown(control(root(made), "dx:tekst")).startswith("Mit eget.")
    assert told(changes) == [("konflikt", "tekst")]
    (comment,) = part(made, "word/comments.xml")
    assert "Helt nyt med 7 kr." in wml.shown(comment)
    once_more, changes = again(edited(made, lambda _: None), later)
    assert told(changes) == [("beholdt", "tekst")]
    assert len(part(once_more, "word/comments.xml")) == 1


def test_who_takes_the_registers_text_follows_it_from_then_on() -> None:
    document = edited(written(), lambda it: type_over(control(it, "dx:navn"), "Min forening"))
    made, changes = again(document, {**VALUES, "navn": "Ny forening"})
    assert told(changes) == [("konflikt", "navn")]
    taken = edited(made, lambda it: type_over(control(it, "dx:navn"), "Ny forening"))
    made, changes = again(taken, {**VALUES, "navn": "Nyeste forening"})
    assert wml.shown(control(root(made), "dx:navn")) == "Nyeste forening"
    assert changes == []


def test_a_text_that_both_changed_alike_is_no_conflict() -> None:
    document = edited(written(), lambda it: type_over(control(it, "dx:navn"), "Ny forening"))
    made, changes = again(document, {**VALUES, "navn": "Ny forening"})
    assert changes == []
    assert wml.shown(control(root(made), "dx:navn")) == "Ny forening"


@pytest.mark.parametrize("kind", ["ins", "del"])
def test_a_pending_change_in_a_text_is_somebodys_own(kind: str) -> None:
    def change(within: Element) -> None:
        paragraph = next(control(within, "dx:tekst").iter(wml.P))
        run = next(paragraph.iter(wml.RUN))
        change = tracked(kind, r("Nyt "))
        run.addprevious(change)
        if kind == "del":
            change.append(run)

    document = edited(written(), change)
    made, changes = again(document, {**VALUES, "tekst": rich("Helt nyt.")})
    assert next(control(root(made), "dx:tekst").iter(wml.w(kind)), None) is not None
    assert told(changes) == [("konflikt", "tekst")]


def test_pending_changes_outside_the_controls_wait_on() -> None:
    document = edited(
        written(),
        lambda it: body(it).insert(2, p(tracked("ins", r("nyt")), tracked("del", r("g")))),
    )
    made, _ = again(document, {**VALUES, "sum": 5})
    assert len([*root(made).iter(wml.w("ins"), wml.w("del"))]) == 2


def test_a_pending_change_in_a_figure_goes_and_the_figure_is_right() -> None:
    def change(within: Element) -> None:
        run = next(control(within, "dx:sum|kr").iter(wml.RUN))
        run.addprevious(tracked("ins", r("9")))

    made, _ = again(edited(written(), change), VALUES)
    held = control(root(made), "dx:sum|kr")
    assert wml.shown(held) == "100 kr."
    assert next(held.iter(wml.w("ins")), None) is None


def test_a_comment_and_a_bookmark_of_somebodys_stay_around_what_is_written() -> None:
    def change(within: Element) -> None:
        paragraph = next(control(within, "dx:tekst").iter(wml.P))
        reference = wml.element("r", wml.element("commentReference", id=5))
        paragraph.insert(0, wml.element("commentRangeStart", id=5))
        paragraph.insert(0, wml.element("bookmarkStart", id=7, name="_Ref1"))
        for mark in (wml.element("commentRangeEnd", id=5), wml.element("bookmarkEnd", id=7)):
            paragraph.append(mark)
        paragraph.append(reference)

    made, _ = again(edited(written(), change), {**VALUES, "tekst": rich("Et.\n\nTo.")})
    held = control(root(made), "dx:tekst")
    names = ("bookmarkStart", "commentRangeStart", "commentRangeEnd", "bookmarkEnd")
    marks = [*(wml.w(name) for name in (*names, "commentReference"))]
    met = [it.tag for it in held.iter(*marks, wml.T)]
    assert met == [*marks[:2], wml.T, wml.T, *marks[2:]]


def test_records_come_go_and_move_with_what_was_typed_in_them() -> None:
    def change(within: Element) -> None:
        item(within, "g3").find(wml.SDT_CONTENT).append(typed("Om det tredje"))  # type: ignore[union-attr] # it has one
        item(within, "g1").addnext(typed("Efter det første"))

    document = edited(written(), change)
    order = {"g3": GROUPS["g3"], "g1": GROUPS["g1"], "g9": a_group("Nyt", "Det nye.", x=4)}
    made, changes = again(document, {**VALUES, "grupper": keyed(order)})
    after = root(made)
    met = [it for it in lines(after) if it in {"Tredje", "Om det tredje", "Første", "Nyt", "Andet"}]
    assert met == ["Tredje", "Om det tredje", "Første", "Nyt"]
    assert lines(after).index("Efter det første") == lines(after).index("Nyt") - 1
    assert ("flyttet", "grupper[g1]") in told(changes) or ("flyttet", "grupper[g3]") in told(
        changes
    )


def test_a_record_that_goes_stays_when_somebody_wrote_in_it() -> None:
    document = edited(written(), lambda it: item(it, "b").find(f".//{wml.P}").append(r(" !")))  # type: ignore[union-attr] # it has one
    later = {**VALUES, "linjer": amounts(a=1, c=3)}
    made, changes = again(document, later)
    assert [cells[0] for cells in grid(root(made))[1:4]] == ["A", "B !", "C"]
    assert told(changes) == [("konflikt", "linjer[b]")]
    made, changes = again(edited(made, lambda _: None), later)
    assert [cells[0] for cells in grid(root(made))[1:4]] == ["A", "B !", "C"]


def test_a_record_that_somebody_deleted_stays_deleted_until_it_is_new() -> None:
    def change(within: Element) -> None:
        gone = item(within, "g2")
        wml.holder_of(gone).remove(gone)

    made, changes = again(edited(written(), change), VALUES)
    assert "Andet" not in lines(root(made))
    assert told(changes) == [("slettet", "grupper[g2]")]
    made, changes = again(edited(made, lambda _: None), VALUES)
    assert told(changes) == [("slettet", "grupper[g2]")]


def test_a_control_that_somebody_deleted_stays_deleted() -> None:
    def change(within: Element) -> None:
        gone = control(within, "dx:tekst")
        wml.holder_of(gone).remove(gone)

    made, changes = again(edited(written(), change), {**VALUES, "tekst": rich("Helt nyt.")})
    assert "Helt nyt." not in lines(root(made))
    assert told(changes) == [("slettet", "tekst")]
    made, changes = again(edited(made, lambda _: None), {**VALUES, "tekst": rich("Nyere.")})
    assert told(changes) == [("slettet", "tekst")]


def test_conditions_go_and_come_back_where_they_stood() -> None:
    document = edited(written(), lambda it: body(it).insert(1, typed("Skrevet i Word")))
    gone, _ = again(document, {**VALUES, "vis": None})
    assert "Kapitel" not in lines(root(gone))
    assert "Der er 100\u00a0kr. i alt." in lines(root(gone))
    back, changes = again(edited(gone, lambda _: None), VALUES)
    assert lines(root(back)) == lines(root(document))
    assert changes == []


def test_a_condition_that_goes_stays_when_somebody_wrote_in_it() -> None:
    def change(within: Element) -> None:
        holder = next(it for it in within.iter(wml.P) if wml.shown(it) == "Kapitel")
        holder.addnext(typed("Min bemærkning"))

    made, changes = again(edited(written(), change), {**VALUES, "vis": None})
    assert "Min bemærkning" in lines(root(made))
    assert told(changes) == [("konflikt", "?vis")]


def test_a_table_that_lost_its_last_row_comes_back_whole() -> None:
    without = {**VALUES, "linjer": amounts()}
    gone, _ = again(edited(written(), lambda _: None), without)
    assert ["Navn", "Tal"] not in grid(root(gone))
    back, _ = again(edited(gone, lambda _: None), VALUES)
    assert lines(root(back)) == lines(root(written()))


def test_an_item_pasted_twice_shows_the_same_record_twice() -> None:
    def change(within: Element) -> None:
        first = item(within, "a")
        first.addnext(deepcopy(first))

    made, _ = again(edited(written(), change), {**VALUES, "linjer": amounts(a=8, b=2, c=3)})
    shown = [" ".join(cells) for cells in grid(root(made))[1:4]]
    assert shown == ["A 8 kr.", "A 8 kr.", "B 2 kr."]


def test_a_tag_that_somebody_changed_is_left_and_told() -> None:
    def change(within: Element) -> None:
        for old, new in (("dx:navn", "dx:nvan"), ("dx:sum|kr", "dx:|"), ("dx:tekst", "dx:grupper")):
            control(within, old).find(f"{wml.SDT_PR}/{wml.TAG}").set(wml.VAL, new)  # type: ignore[union-attr] # it has one

    made, changes = again(edited(written(), change), {**VALUES, "navn": "Ny", "sum": 3})
    assert lines(root(made))[0] == "Om Foreningen"
    assert [change.kind for change in changes if change.kind is Kind.LEFT] == [Kind.LEFT] * 3


def test_a_name_that_somebody_wrote_over_within_a_text_stays() -> None:
    values = {**VALUES, "tekst": rich("Vi er {navn}.", navn="Foreningen")}

    def change(within: Element) -> None:
        type_over(next(control(within, "dx:tekst").iterdescendants(wml.SDT)), "Vores forening")

    document = edited(written(values), change)
    assert "Vi er Vores forening." in lines(root(document))
    for text in ("Vi er {navn}.", "Vi er nu {navn}."):
        later = {**VALUES, "tekst": rich(text, navn="Nyt navn")}
        document, _ = again(document, later)
        assert "Vi er Vores forening." in lines(root(document))
