"""A timeline as a drawn table: bars that say what they are, a marker, a legend, and their looks."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docx import Document
from docx_parts import PROPERTIES, facts, grid, p, plan, saved, sdt, template
from office import validator_errors
from test_lanes import span

from digit_xl.facts import Timeline, TimelineRow
from digit_xl.word import wml
from digit_xl.word.accessibility.colours import contrast
from digit_xl.word.blocks import Look, Surroundings
from digit_xl.word.drawing import plan as drawing
from digit_xl.word.fill import fill

if TYPE_CHECKING:
    from digit_xl.facts import Span

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "templates" / "aarsrapport.docx"
ROOM = 14343  # twips: 253 mm
LABELS = ("Idé", "Analyse", "Drift")


def ours() -> wml.Styles:
    """The styles of the report's template."""
    return wml.Styles(Document(str(TEMPLATE)).styles.element)


def drawn(timeline: Timeline, styles: wml.Styles | None = None, room: int = ROOM) -> wml.Element:
    """The body that the timeline becomes, in the template's own styles or in others."""
    around = Surroundings(styles or ours(), count(1), str)
    return wml.element("body", *drawing.drawn(timeline, Look(None, None), around, room))


def of(*spans: Span, years: int = 3, marked: bool = True, label: str = "A") -> Timeline:
    """One row of those spans from 2019 on, whose first year's end is marked."""
    marker = dt.date(2019, 12, 31) if marked else None
    rows = (TimelineRow(label, "", spans),)
    return Timeline(2019, 2018 + years, "Emne", rows, LABELS, marker, "udgangen af 2019")


def cells(row: wml.Element) -> list[tuple[int, str, str]]:
    """Of each cell: how many columns it has, the style of its paragraph, and its text."""
    return [
        (
            int(mark.get(wml.VAL, ""))
            if (mark := next(it.iter(wml.w("gridSpan")), None)) is not None
            else 1,
            wml.style_of(next(it.iter(wml.P))) or "",
            said(it),
        )
        for it in row.iter(wml.TC)
    ]


def said(within: wml.Element) -> str:
    """The text, with tabs."""
    return "".join(
        "\t" if it.tag == wml.TAB else it.text or ""
        for run in within.iter(wml.RUN)
        for it in run.iter(wml.T, wml.TAB)
    )


def last_row(timeline: Timeline) -> list[tuple[int, str, str]]:
    return cells([*drawn(timeline).iter(wml.TR)][-1])


def test_a_bar_is_split_at_the_marker_and_says_its_label_in_the_first_piece_that_fits() -> None:
    assert last_row(of(span("2019-04", "2021-06", "Analyse"))) == [
        (1, "Plan", "A"),
        (1, "Plan", ""),
        (3, "Plan2", "Analyse"),
        (6, "Plan2", ""),
        (2, "Plan", ""),
    ]
    assert last_row(of(span("2019-04", "2021-06", "Analyse"), marked=False))[2:4] == [
        (9, "Plan2", "Analyse"),
        (2, "Plan", ""),
    ]
    late = last_row(of(span("2019-10", "2021-06", "Analyse"), years=9))
    assert late[2:4] == [(1, "Plan2", ""), (6, "Plan2", "Analyse")]


def test_a_label_stands_in_its_bar_as_soon_as_it_fits() -> None:
    two = span("2020-01", "2020-06", "Drift")
    assert last_row(of(two, years=9))[2] == (2, "Plan3", "Drift")
    three = span("2020-01", "2020-09", "Analyse")
    assert last_row(of(three, years=9))[2] == (3, "Plan2", "Analyse")


def test_empty_stretches_are_merged_by_the_year() -> None:
    assert [cell[0] for cell in last_row(of())] == [1, 4, 4, 4]
    assert [cell[0] for cell in last_row(of(span("2020-07", "2020-09", "Idé")))] == [
        1,
        4,
        2,
        1,
        1,
        4,
    ]


def test_a_narrow_bar_says_its_number_and_has_its_label_beside_where_there_is_room() -> None:
    narrow = span("2020-01", "2020-03", "Analyse")
    assert last_row(of(narrow, years=9))[2:5] == [
        (1, "Plan2", "2"),
        (2, "Plan", "Analyse"),
        (1, "Plan", ""),
    ]
    crowded = last_row(of(narrow, span("2020-04", "2020-12", "Drift"), years=9))
    assert crowded[2:4] == [(1, "Plan2", "2"), (3, "Plan3", "Drift")]
    at_the_line = last_row(of(span("2019-07", "2019-09", "Analyse"), years=9))
    assert at_the_line[1:5] == [
        (2, "Plan", ""),
        (1, "Plan2", "2"),
        (1, "Plan", ""),
        (4, "Plan", ""),
    ]


def test_what_goes_on_beyond_the_years_has_its_sign_at_that_end() -> None:
    row = last_row(of(span("2018-01", "2020-06", "Drift"), span("2020-10", label="Idé")))
    assert [text for _, _, text in row] == ["A", "← Drift", "", "", "Idé\t→"]
    narrow = last_row(of(span("2021-10", label="Analyse"), years=3))
    assert narrow[-1] == (1, "Plan2", "Analyse\t→")
    assert last_row(of(span("2033-10", label="Analyse"), years=15))[-1] == (1, "Plan2", "2")


def test_spans_that_overlap_have_rows_of_their_own_under_one_label() -> None:
    made = drawn(of(span("2019-01", "2021-12", "Drift"), span("2020-01", "2020-12", "Idé")))
    first, second = [*made.iter(wml.TR)][3:]
    merges = [next(it.iter(wml.w("vMerge"))).get(wml.VAL) for it in (first, second)]
    assert merges == ["restart", "continue"]
    assert [said(it)[:1] for it in (first, second)] == ["A", "I"]
    kept = [next(it.iter(wml.P)).find(f"{wml.P_PR}/{wml.w('keepNext')}") for it in (first, second)]
    assert [it is not None for it in kept] == [True, False]


def test_the_legend_the_years_and_the_quarters_are_repeated_on_every_page() -> None:
    rows = [*drawn(of(years=2)).iter(wml.TR)]
    assert [wml.is_header(it) for it in rows] == [True, True, True, False]
    assert [(n, style) for n, style, _ in cells(rows[0])] == [(9, "PlanForklaring")]
    assert [text for _, _, text in cells(rows[1])] == ["Emne", "2019", "2020"]
    assert [text for _, _, text in cells(rows[2])] == ["", *"12341234"]
    assert all(it.find(f"{wml.TR_PR}/{wml.w('cantSplit')}") is not None for it in rows)


def test_the_legend_lies_above_the_frame_and_the_tint_of_the_years() -> None:
    legend, *years, _ = drawn(of(years=2)).iter(wml.TR)
    assert [*legend.iter(wml.w("shd"))] == []
    borders = next(legend.iter(wml.w("tcBorders")))
    assert [(it.tag.partition("}")[2], it.get(wml.VAL)) for it in borders] == [
        ("top", "nil"),
        ("bottom", "single"),
    ]
    grounds = [
        {it.get(wml.w("themeFill")) for it in cell.iterfind(f"{wml.TC_PR}/{wml.w('shd')}")}
        for row in years
        for cell in row.iter(wml.TC)
    ]
    assert len(grounds) == 3 + 9
    assert all(ground == {"background2"} for ground in grounds)


def test_without_anything_to_explain_there_is_no_legend() -> None:
    rows = [*drawn(replace(of(marked=False), labels=())).iter(wml.TR)]
    assert said(rows[0]).startswith("Emne2019")


def test_a_year_that_the_marker_parts_is_named_once() -> None:
    halved = replace(of(years=2), marker=dt.date(2019, 6, 30))
    rows = [*drawn(halved).iter(wml.TR)]
    assert [(n, text) for n, _, text in cells(rows[1])] == [
        (1, "Emne"),
        (2, "2019"),
        (2, ""),
        (4, "2020"),
    ]


def test_many_years_share_their_headings() -> None:
    rows = [*drawn(of(years=42)).iter(wml.TR)]
    assert [wml.is_header(it) for it in rows] == [True, True, False]
    texts = [text for _, _, text in cells(rows[1])]
    assert [texts[1], texts[-1]] == ["2019–2023", "2059–2060"]
    assert "2024–2028" in texts


@pytest.mark.parametrize("years", [1, 9, 15, 16, 31, 61, 400])
@pytest.mark.parametrize("room", [ROOM, 100])
def test_every_row_has_all_columns_and_word_can_have_so_many(years: int, room: int) -> None:
    spans = span("2019-02", "2019-08", "Idé"), span("2019-06", "2020-01", "Drift"), span("2020-01")
    grouped = replace(of(*spans[:2], replace(spans[2], label="Idé"), years=years))
    table = next(drawn(grouped, room=room).iter(wml.TBL))
    widths = [int(it.get(wml.w("w"), "0")) for it in table.iter(wml.w("gridCol"))]
    assert len(widths) <= 63
    for row in table.iter(wml.TR):
        assert sum(columns for columns, _, _ in cells(row)) == len(widths)
        given = [int(it.get(wml.w("w"), "0")) for it in row.iter(wml.w("tcW"))]
        assert sum(given) == sum(widths)
    if room == ROOM:
        assert sum(widths) == room


def test_the_marker_is_one_line_through_all_rows() -> None:
    timeline = of(span("2019-04", "2021-06", "Analyse"))
    rows = replace(timeline.rows[0], group="G"), replace(timeline.rows[0], spans=(), group="H")
    table = next(drawn(replace(timeline, rows=rows)).iter(wml.TBL))
    for row in [*table.iter(wml.TR)][1:]:
        at = 0
        lines = []
        for cell, (columns, _, _) in zip(row.iter(wml.TC), cells(row), strict=True):
            at += columns
            border = cell.find(f"{wml.TC_PR}/{wml.w('tcBorders')}/{wml.w('right')}")
            if border is not None and border.get(wml.VAL) == "single":
                lines.append((at, border.get(wml.w("themeColor"))))
        assert lines == [(1 + 4, "text1")]


def test_a_bar_that_ends_within_a_year_leaves_no_line_beside_it() -> None:
    table = next(drawn(of(span("2020-04", "2020-09", "Idé"))).iter(wml.TBL))
    last = [*table.iter(wml.TR)][-1]
    lines = [
        [
            (it.tag.partition("}")[2], it.get(wml.VAL))
            for it in cell.iterfind(f"{wml.TC_PR}/{wml.w('tcBorders')}/*")
        ]
        for cell in last.iter(wml.TC)
    ]
    left, right = ("left", "nil"), ("right", "nil")
    assert lines == [[], [("right", "single")], [right], [left, right], [left], []]


def test_the_legend_names_the_labels_and_the_signs_in_use() -> None:
    def legend(*spans: Span, marked: bool = True) -> str:
        return said(next(drawn(of(*spans, marked=marked)).iter(wml.TR))).replace("\u00a0", " ")

    labels = " 1  Idé     2  Analyse     3  Drift"
    assert legend(marked=False) == labels
    assert legend(span("2019-01", "2021-12", "Idé")) == f"{labels}    | udgangen af 2019"
    assert legend(span("2018-01", label="Idé"), marked=False) == (
        f"{labels}    ← begyndt før 2019    → fortsætter"
    )
    samples = [it.get(wml.VAL) for it in drawn(of()).iter(wml.w("rStyle"))]
    assert samples == ["Plan1Tegn", "Plan2Tegn", "Plan3Tegn", "PlanStregTegn"]


def test_the_table_says_what_it_is() -> None:
    def told(timeline: Timeline) -> list[str | None]:
        table = next(drawn(timeline).iter(wml.TBL))
        return [next(table.iter(wml.w(it))).get(wml.VAL) for it in ("tblCaption", "tblDescription")]

    assert told(plan()) == [
        "Tidsplan 2018–2020",
        "Tidsplan med 2 rækker i 2 grupper over 2018–2020, delt i kvartaler. En række viser først "
        "navnet og derefter, hvad der sker hvornår, som bjælker: Idé og Drift.",
    ]
    one = replace(of(years=1), labels=())
    assert told(one) == [
        "Tidsplan 2019",
        "Tidsplan med 1 række over 2019, delt i kvartaler. En række viser først navnet og "
        "derefter, hvad der sker hvornår.",
    ]
    assert "delt i" not in str(told(of(years=50))[1])
    look = next(drawn(one).iter(wml.w("tblLook")))
    assert [look.get(wml.w(it)) for it in ("firstRow", "firstColumn", "val")] == ["1", "1", "06A0"]


def test_groups_stand_above_their_rows_and_stay_with_them() -> None:
    made = drawn(plan())
    assert grid(made)[3:] == [
        ["Drift"],
        ["ESDH & co", "Idé", "Drift →"],
        ["Nye"],
        ["LIS", "", "", ""],
    ]
    titles = [it for it in made.iter(wml.P) if wml.style_of(it) == "PlanGruppe"]
    assert [said(it) for it in titles] == ["Drift", "Nye"]
    assert all(it.find(f"{wml.P_PR}/{wml.w('keepNext')}") is not None for it in titles)


def test_a_template_without_the_styles_still_shows_bars_groups_and_marker() -> None:
    timeline = replace(of(span("2019-04", "2021-06", "Analyse")), rows=plan().rows, labels=LABELS)
    bare = drawn(timeline, wml.Styles(None))
    bars = [it for it in bare.iter(wml.P) if it.find(f"{wml.P_PR}/{wml.w('shd')}") is not None]
    assert [said(it) for it in bars] == ["← Idé", "Drift", "\t→"]
    assert any(it.getparent() is not None for it in bare.iter(wml.w("b")))
    assert {
        it.get(wml.w("color")) for it in bare.iter(wml.w("right")) if it.get(wml.VAL) == "single"
    } == {"auto"}
    plain = wml.element("pPr", wml.val("pStyle", "X"))
    around = Surroundings(wml.Styles(None), count(1), str)
    table = drawing.drawn(timeline, Look(plain, None), around, ROOM)[0]
    kept = next(it for it in table.iter(wml.P) if said(it) == "Drift")
    assert [it.tag.partition("}")[2] for it in kept[0]] == ["pStyle", "keepNext"]


def test_without_a_row_it_is_an_empty_paragraph() -> None:
    empty = Timeline(2018, 2020, "Emne", (), ())
    plain = wml.element("pPr", wml.val("pStyle", "X"))
    around = Surroundings(wml.Styles(None), count(1), str)
    assert [it.tag for it in drawn(empty)] == [wml.P]
    (kept,) = drawing.drawn(empty, Look(plain, None), around, ROOM)
    assert wml.style_of(kept) == "X"


def test_a_bar_has_the_text_and_the_ground_of_its_style_with_contrast() -> None:
    styles = ours()
    for number in range(1, 7):
        for kind, end, at in (("paragraph", "", wml.P_PR), ("character", " Tegn", wml.R_PR)):
            style = styles.find(kind, f"Plan {number}{end}")
            text = styles.says(style, f"{wml.R_PR}/{wml.w('color')}")
            ground = styles.says(style, f"{at}/{wml.w('shd')}")
            assert text is not None
            assert ground is not None
            assert ground.get(wml.w("themeFill"))
            assert contrast(text.get(wml.VAL, ""), ground.get(wml.w("fill"), "")) >= 4.5


@pytest.mark.office
def test_a_plan_of_sixty_rows_is_valid_also_when_filled_again(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    spans = (
        span("2018-05", "2019-10", "Idé"),
        span("2019-10", "2020-01", "Analyse"),
        span("2019-12", "2021-02", "Idé"),
        span("2021-01", label="Drift"),
    )
    rows = tuple(TimelineRow(f"Nr. {at}", f"G{at // 20}", spans[at % 4 :]) for at in range(60))
    timeline = replace(of(years=9), rows=rows)
    known = facts(plan=timeline, forening__navn="A", forening__år="2019", forening__hjemmeside="")
    for form in (template(sdt("dx:plan", p("?"))), with_plan()):
        content = fill(form, known, PROPERTIES)
        path.write_bytes(content)
        assert validator_errors(path) == []
        path.write_bytes(fill(content, known, PROPERTIES))
        assert validator_errors(path) == []


def with_plan() -> bytes:
    """The report's template with a plan alone in it."""
    opened = Document(str(TEMPLATE))
    body = opened.element.body
    for block in [*body][:-1]:
        body.remove(block)
    body.insert(0, sdt("dx:plan", p("?")))
    return saved(opened)


def test_ten_times_the_rows_are_ten_times_the_cells_and_the_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = 0
    element = wml.element

    def counted(*it: object, **more: object) -> wml.Element:
        nonlocal made
        made += 1
        return element(*it, **more)  # type: ignore[arg-type] # as it was called

    monkeypatch.setattr(wml, "element", counted)

    def work(rows: int) -> int:
        nonlocal made
        made = 0
        spans = span("2019-01", "2019-10", "Idé"), span("2019-10", label="Drift")
        many = tuple(TimelineRow(f"{at}", f"{at // 10}", spans) for at in range(rows))
        drawn(replace(of(years=9), rows=many))
        return made

    assert work(2000) < 10.5 * work(200) < 2000 * 100


@pytest.mark.parametrize("room", [1, 10, 20])
def test_no_column_is_narrower_than_a_twip(room: int) -> None:
    columns = drawn(plan(), room=room).iter(wml.w("gridCol"))
    assert min(int(it.get(wml.w("w"), "0")) for it in columns) >= 1
