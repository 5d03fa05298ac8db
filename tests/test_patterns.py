"""What a control is cut down to, and what its copies share and do not share."""

from __future__ import annotations

import datetime as dt

from docx_parts import (
    AMOUNT,
    PROPERTIES,
    cell,
    document,
    facts,
    filled,
    grid,
    ids,
    lines,
    p,
    part,
    r,
    records,
    repeat,
    rich,
    row,
    saved,
    sdt,
    setting,
    table,
    tag_of,
    text_box,
)

from digit_xl.facts import Period
from digit_xl.word import wml
from digit_xl.word.fill import fill

ODD = "A&B <tag> \"'😀 _x000B_\x0b\x00\ud800\uffff =1+1\tTab\r\nNy"
ODD_SHOWN = "A&B <tag> \"'😀 _x000B_ =1+1\tTab\nNy"


def test_values_are_danish_text_in_controls_that_stay() -> None:
    root = filled(
        p("Pr. ", sdt("dx:dag|kort", "?"), ": ", sdt("dx:a.b|positiv kr", "?"), "!"),
        sdt("dx:liste", p("?"), p("?")),
        dag=dt.date(2020, 5, 10),
        a__b=AMOUNT,
        liste=("Greve", "Køge", "Lejre"),
    )
    assert lines(root) == ["Pr. 10-05-2020: 1.541.130,23\u00a0kr.!", "Greve, Køge og Lejre"]
    assert [tag_of(it) for it in root.iter(wml.SDT)] == [
        "dx:dag|kort",
        "dx:a.b|positiv kr",
        "dx:liste",
    ]
    assert {setting(it, "lock") for it in root.iter(wml.SDT)} == {"sdtContentLocked"}


def test_texts_are_locked_against_deletion_alone() -> None:
    root = filled(p(sdt("dx:a", "?")), sdt("dx:b", p("?")), a="x", b=rich("y"))
    assert {setting(it, "lock") for it in root.iter(wml.SDT)} == {"sdtLocked"}


def test_the_first_runs_look_and_the_paragraphs_style_are_kept() -> None:
    root = filled(
        sdt("dx:a", p(r("x", "b"), r("y", "i"), style="Heading2"), p("z")),
        p(sdt("dx:b", r("x", "i"))),
        a="A",
        b="B",
    )
    first, second = root.iter(wml.P)
    assert wml.style_of(first) == "Heading2"
    assert [it.tag for it in root.iterfind(f".//{wml.R_PR}/*")] == [wml.w("b"), wml.w("i")]
    assert lines(second) == ["B"]


def test_a_prompts_look_gives_way() -> None:
    prompt = wml.element("r", wml.element("rPr", wml.val("rStyle", "Prompt")), wml.element("t"))
    own = wml.element("rPr", wml.element("b"))
    marks = [own, wml.element("showingPlcHdr"), wml.element("dataBinding", xpath="/a")]
    made = document(
        p(sdt("dx:a", prompt, properties=marks)), p(sdt("dx:a", r("x", "i"), properties=[]))
    )
    bare = wml.element("r", wml.element("rPr", wml.val("rStyle", "Prompt")), wml.element("t"))
    made.element.body.insert(2, p(sdt("dx:a", bare)))
    style = wml.element(
        "style", wml.val("name", "Placeholder Text"), type="character", styleId="Prompt"
    )
    made.styles.element.append(style)
    root = part(fill(saved(made), facts(a="A"), PROPERTIES))
    runs = [[it.tag for it in run.iterfind(f"{wml.R_PR}/*")] for run in root.iter(wml.RUN)]
    assert runs == [[wml.w("b")], [wml.w("i")], []]
    assert root.find(f".//{wml.w('showingPlcHdr')}") is None
    assert root.find(f".//{wml.w('dataBinding')}") is None


def test_hostile_text_arrives_whole_without_what_xml_cannot_hold() -> None:
    root = filled(p(sdt("dx:a", "?")), a=ODD)
    assert lines(root) == [ODD_SHOWN]
    assert {it.get(wml.XML_SPACE) for it in root.iter(wml.T)} == {"preserve"}


def test_an_empty_value_leaves_an_empty_run() -> None:
    root = filled(p(sdt("dx:a|kr", "?")), sdt("dx:b", p("?")), a=None, b="")
    assert lines(root) == ["", ""]
    assert len([*root.iter(wml.RUN)]) == 2


def test_a_value_may_stand_around_a_cell() -> None:
    cells = wml.element("tr", sdt("dx:a", cell("?")), sdt("dx:b", cell("?")))
    root = filled(table(cells), a="x", b=rich("en\n\nto"))
    assert grid(root) == [["x", "en to"]]


def test_bookmarks_in_a_value_are_kept() -> None:
    ends = wml.element("bookmarkStart", id=5, name="m"), wml.element("bookmarkEnd", id=5)
    root = filled(p(sdt("dx:a", ends[0], "?", ends[1])), a="x")
    assert [it.get(wml.ID) for it in root.iter(wml.BOOKMARK_START, wml.BOOKMARK_END)] == ["5", "5"]


def test_kinds_of_controls_that_hold_no_text_become_plain() -> None:
    date = wml.element("date", fullDate="2001-01-01T00:00:00Z")
    made = [sdt("dx:a", "?", properties=[kind]) for kind in (wml.element("picture"), date)]
    root = filled(p(*made), a="x")
    assert root.find(f".//{wml.w('picture')}") is None
    kept = next(root.iter(wml.w("date")))
    assert not kept.attrib


def test_rows_are_repeated_with_keys_and_numbers_of_their_own() -> None:
    root = filled(
        table(row("Navn", "Beløb", header=True), repeat("post", row("dx:navn", "dx:beløb"))),
        post=records({"navn": "a", "beløb": AMOUNT}, {"navn": "b", "beløb": 2}),
    )
    assert grid(root) == [["Navn", "Beløb"], ["a", "−1.541.130,23"], ["b", "2"]]
    keys = [tag_of(it) for it in root.iter(wml.SDT) if tag_of(it).startswith("dx:#")]
    assert keys == ["dx:#k1", "dx:#k2"]
    assert len(ids(root)) == len(set(ids(root))) == 7


def test_repeats_nest_and_names_are_found_outward() -> None:
    inner = table(repeat("linjer", row("dx:post", "dx:gruppe"), row("dx:år", "dx:navn")))
    root = filled(
        repeat("grupper", p(sdt("dx:gruppe", "?"), style="Heading2"), inner),
        år=Period(2019),
        navn="udenfor",
        grupper=records(
            {"gruppe": "A", "linjer": records({"post": 1}, {"post": 2})},
            {"gruppe": "B", "linjer": records({"post": 3})},
        ),
    )
    assert [wml.shown(it) for it in root.iter(wml.P) if wml.style_of(it)] == ["A", "B"]
    assert grid(root) == [
        ["1", "A"],
        ["2019", "udenfor"],
        ["2", "A"],
        ["2019", "udenfor"],
        ["3", "B"],
        ["2019", "udenfor"],
    ]
    assert len(ids(root)) == len(set(ids(root)))


def test_rows_within_rows_are_repeated() -> None:
    group = repeat(
        "grupper",
        sdt("dx:?navn", row("dx:navn", "")),
        repeat("linjer", row("", "dx:post")),
        sdt("dx:?navn", row("I alt", "dx:sum")),
    )
    names = {"post": None}
    root = filled(
        table(row("Gruppe", "Post", header=True), group, row("Alle", "")),
        grupper=records(
            {"navn": "", "linjer": records({"post": 1}), "sum": 1},
            {"navn": "B", "linjer": records({"post": 2}, {"post": 3}), "sum": 5},
            {"navn": "", "linjer": records(names=names), "sum": 0},
        ),
    )
    assert grid(root)[1:] == [
        ["", "1"],
        ["B", ""],
        ["", "2"],
        ["", "3"],
        ["I alt", "5"],
        ["Alle", ""],
    ]


def test_a_text_in_a_line_may_be_repeated() -> None:
    root = filled(
        p("(", repeat("a", r("["), sdt("dx:b", "?"), r("]")), ")"), a=records({"b": 1}, {"b": 2})
    )
    assert lines(root) == ["([1][2])"]


def test_copies_share_no_bookmark_drawing_number_or_edit_id() -> None:
    marks = wml.element("bookmarkStart", id=1, name="her"), wml.element("bookmarkEnd", id=1)
    paragraph = p(marks[0], sdt("dx:b", "?"), marks[1], text_box("dx:b"))
    paragraph.set(f"{{{wml.W14}}}paraId", "0A0A0A0A")
    root = filled(repeat("a", paragraph), a=records({"b": 1}, {"b": 2}, {"b": 3}))
    starts = [*root.iter(wml.BOOKMARK_START)]
    assert [it.get(wml.w("name")) for it in starts] == ["her", "her_2", "her_3"]
    ends = [it.get(wml.ID) for it in root.iter(wml.BOOKMARK_END)]
    assert [it.get(wml.ID) for it in starts] == ends
    assert len(set(ends)) == 3
    assert len({it.get("id") for it in root.iter(wml.DOC_PR)}) == 3
    assert len(ids(root)) == len(set(ids(root)))
    assert not root.findall(f".//*[@{{{wml.W14}}}paraId]")


def test_a_comment_of_the_template_is_not_repeated() -> None:
    note = wml.element("r", wml.element("commentReference", id=0))
    root = filled(repeat("a", p(sdt("dx:b", "?"), note)), a=records({"b": 1}, {"b": 2}))
    assert root.find(f".//{wml.w('commentReference')}") is None
