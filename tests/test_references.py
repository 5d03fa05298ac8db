"""Captions count, references tell what they name, and a note and its line lead to each other."""

from __future__ import annotations

from io import BytesIO
from time import process_time
from typing import TYPE_CHECKING

import pytest
from docx import Document
from docx_parts import (
    EMPTY,
    PROPERTIES,
    control,
    document,
    facts,
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
    template,
)
from fields import anchors, bookmarks, caption, complex_field, shown, simple_field
from office import validator_errors

from digit_xl.findings import Refusal
from digit_xl.word import wml
from digit_xl.word.fill import fill

if TYPE_CHECKING:
    from pathlib import Path

    from digit_xl.facts import Value
    from digit_xl.word.wml import Element

NAME = "dx:navn"


def made(*blocks: Element) -> Element:
    """The document of a template of those blocks, filled."""
    given = facts(
        navn="Nord",
        tom=None,
        ting=records({"a": "x", "b": None}, {"a": "y", "b": "ja"}, {"a": "z", "b": None}),
        ingen=EMPTY,
    )
    return part(fill(template(*blocks, p(sdt(NAME, "?"))), given, PROPERTIES))


def told(root: Element, kind: str) -> list[str]:
    """What the fields of that kind show."""
    return [shows for words, shows in shown(root) if words.split()[0] == kind]


def test_captions_count_through_repeats_and_conditions() -> None:
    root = made(
        caption(),
        repeat("ting", caption(), sdt("dx:?b", caption("Figur"))),
        sdt("dx:?tom", caption()),
        caption("Figur"),
        table(row("a", "b")),
        caption(),
        repeat("ingen", caption()),
    )
    labels = [line.partition(":")[0] for line in lines(root) if line.endswith(": titel")]
    assert labels == ["Tabel 1", "Tabel 2", "Tabel 3", "Figur 1", "Tabel 4", "Figur 2", "Tabel 5"]


def test_switches_of_sequences_are_those_of_word() -> None:
    switches = [
        "",
        r"\c",
        r"\n",
        r"\r 7",
        r"\r9 \* ROMAN",
        r"\h",
        r"\* alphabetic",
        r"\h \* ARABIC",
    ]
    root = made(p(*(simple_field(f"SEQ tabel {switch}") for switch in switches)))
    assert told(root, "SEQ") == ["1", "1", "2", "7", "IX", "", "k", "12"]


def test_a_sequence_may_begin_anew_under_each_heading() -> None:
    again = r'SEQ "Figur" \s 1'
    root = made(
        p(simple_field(again)),
        p("Et", style="Heading1"),
        p(simple_field(again), simple_field(again)),
        p("Under", style="Heading2"),
        p(simple_field(again)),
        p("To", style="Heading1"),
        p(simple_field(again)),
    )
    assert told(root, "SEQ") == ["1", "1", "2", "3", "1"]


def test_a_field_keeps_its_look_and_gets_the_marks_that_it_lacks() -> None:
    bold = wml.run("?", wml.element("rPr", wml.element("b")))
    runs = complex_field("SEQ Tabel")
    runs[3] = bold
    begin, code, _, _, end = complex_field("SEQ Tabel")
    root = made(p(*runs), p(begin, code, end))
    assert told(root, "SEQ") == ["1", "2"]
    assert next(root.iter(wml.w("b")), None) is not None
    kinds = [mark.get(wml.w("fldCharType")) for mark in root.iter(wml.w("fldChar"))]
    assert kinds == ["begin", "separate", "end"] * 2


def test_a_reference_shows_what_its_bookmark_holds_wherever_it_stands() -> None:
    root = made(
        p("Se ", *complex_field(r"REF tal \h"), " og ", simple_field(" REF TAL ")),
        caption(),
        caption(bookmark="tal"),
    )
    assert lines(root)[0] == "Se Tabel 2 og Tabel 2"
    assert told(root, "REF") == ["Tabel 2", "Tabel 2"]


def test_each_copy_of_a_repeat_refers_to_its_own_caption() -> None:
    see = p("Se ", *complex_field(r"REF tal \h"), " ", simple_field("REF tal"))
    root = made(repeat("ting", see, caption(bookmark="tal")))
    assert [line for line in lines(root) if line.startswith("Se")] == [
        f"Se Tabel {number} Tabel {number}" for number in (1, 2, 3)
    ]
    assert list(bookmarks(root)) == ["tal", "tal_2", "tal_3"]


def test_a_copy_of_a_repeat_takes_no_name_that_is_there_in_any_letters() -> None:
    alike = ["En_meget_lang_tabel_om_økonomien_" + ending for ending in ("alfa", "beta")]
    see = p("Se ", simple_field("REF TABEL"))
    root = made(
        repeat(
            "ting",
            see,
            caption(bookmark="Tabel"),
            *(caption(bookmark=name, number=at) for at, name in enumerate(alike, start=901)),
        ),
        caption("Figur", bookmark="tabel_2", number=903),
    )
    assert [line for line in lines(root) if line.startswith("Se")] == [
        "Se Tabel 1",
        "Se Tabel 4",
        "Se Tabel 7",
    ]
    names = [*bookmarks(root)]
    assert len({name.casefold() for name in names}) == len(names) == 10
    assert all(len(name) <= 40 for name in names)
    assert {"Tabel", "Tabel_3", "Tabel_4", "tabel_2", *alike} < {*names}


def test_a_reference_to_what_went_with_a_condition_is_a_dash_and_no_field() -> None:
    root = made(
        p("Se ", *complex_field(r"REF tal \h", "Tabel 9"), "."),
        p("Side ", simple_field(r"PAGEREF tal \h", "9"), "."),
        sdt("dx:?tom", caption(bookmark="tal")),
    )
    assert lines(root)[:2] == ["Se –.", "Side –."]
    assert shown(root) == []


def test_numbers_of_paragraphs_and_places_on_pages_are_word_s() -> None:
    heading = p(wml.element("bookmarkStart", id=900, name="kap"), "Kapitel", style="ListNumber")
    heading.append(wml.element("bookmarkEnd", id=900))
    root = made(
        heading,
        p(simple_field(r"REF kap \r \h")),
        p(simple_field(r"REF kap \p", "ovenfor"), simple_field("PAGEREF kap", "4")),
    )
    assert lines(root)[1:3] == ["1.", "ovenfor4"]


@pytest.mark.parametrize("kind", ["REF", "PAGEREF", "NOTEREF"])
def test_a_reference_to_no_bookmark_of_the_template_is_refused_with_its_place(kind: str) -> None:
    blocks = [
        p("Økonomi", style="Heading1"),
        p(simple_field(f"{kind} tabl \\h")),
        p(sdt(NAME, "?")),
    ]
    with pytest.raises(Refusal) as refused:
        fill(template(*blocks), facts(navn="n"), PROPERTIES)
    assert refused.value.code == "template-reference"
    assert "»tabl« under overskriften »Økonomi«" in str(refused.value)


def accounts(*lines_of: str) -> list[Element]:
    """A table whose first column refers to notes, and the notes."""
    line = row(p(sdt("dx:note|henvisning", "?")), "dx:a")
    return [
        table(repeat("linjer", line)),
        repeat("noter", p("Note ", sdt("dx:note|mål", "?"), " · ", sdt("dx:a", "?"))),
        *(p(text) for text in lines_of),
    ]


def tied(*notes: int, lines_of: tuple[int | None, ...] = (1, 2, None, 2, 9)) -> bytes:
    lines_told: list[dict[str, Value]] = [{"note": note, "a": "linje"} for note in lines_of]
    notes_told: list[dict[str, Value]] = [{"note": note, "a": "tekst"} for note in notes]
    given = facts(linjer=records(*lines_told), noter=records(*notes_told))
    opened = document(*accounts())
    return fill(saved(opened), given, PROPERTIES)


def test_a_line_leads_to_its_note_and_the_note_back_to_the_first_such_line() -> None:
    root = part(tied(1, 2, 3))
    assert anchors(root) == [
        ("1", "note_1"),
        ("2", "note_2"),
        ("2", "note_2"),
        ("1", "note_1_fra"),
        ("2", "note_2_fra"),
    ]
    held = bookmarks(root)
    assert held == {
        "note_1_fra": "1",
        "note_2_fra": "2",
        "note_1": "1",
        "note_2": "2",
        "note_3": "3",
    }
    assert [cell for cell in lines(root) if cell.startswith("Note")] == [
        "Note 1 · tekst",
        "Note 2 · tekst",
        "Note 3 · tekst",
    ]


def test_two_targets_of_one_value_are_one_target() -> None:
    root = part(tied(1, 1))
    assert sorted(bookmarks(root)) == ["note_1", "note_1_fra"]
    assert anchors(root) == [("1", "note_1"), ("1", "note_1_fra")]


def test_a_filled_document_is_filled_again_with_other_notes() -> None:
    again = fill(
        tied(1, 2),
        facts(
            linjer=records({"note": 7, "a": "linje"}, {"note": None, "a": "linje"}),
            noter=records({"note": 8, "a": "tekst"}),
        ),
        PROPERTIES,
    )
    root = part(again)
    assert anchors(root) == []
    assert list(bookmarks(root)) == ["note_8"]
    assert [*root.iter(wml.w("rStyle"))] == []


def test_what_a_person_typed_beside_a_link_stays_when_the_document_is_filled_again() -> None:
    opened = Document(BytesIO(tied(1, 2)))
    body = opened.element.body
    for link in [*body.iter(wml.HYPERLINK)]:
        link.addprevious(wml.run("før "))
        link.addnext(wml.run(" efter"))
    again = fill(
        saved(opened),
        facts(linjer=records({"note": 1, "a": "b"}), noter=records({"note": 1, "a": "c"})),
        PROPERTIES,
    )
    root = part(again)
    assert [line for line in lines(root) if "efter" in line] == [
        "før 1 efter",
        "Note før 1 efter · c",
    ]
    assert bookmarks(root) == {"note_1_fra": "1", "note_1": "1"}


def test_the_words_stand_beside_a_format_and_values_make_safe_names() -> None:
    root = part(
        fill(
            template(
                p(sdt("dx:år|kort henvisning", "?")),
                p(sdt("dx:år|mål kort", "?")),
                p(sdt("dx:tal|hele kr henvisning", "?"), sdt("dx:tal|hele kr mål", "?")),
                p(sdt("dx:ord|henvisning", "?"), sdt("dx:ord|mål", "?")),
            ),
            facts(
                år=None, tal=12, ord="En længere værdi – med & tegn, som ingen bogmærker kan rumme"
            ),
            PROPERTIES,
        )
    )
    names = [anchor for _, anchor in anchors(root)]
    assert names[:2] == ["tal_12_kr_", "tal_12_kr__fra"]
    assert all(len(name) <= 40 and name.replace("_", "a").isalnum() for name in names)
    assert len({*names}) == 4
    assert control(root, "dx:tal|hele kr henvisning") is not None


def test_a_link_may_only_be_a_single_value_in_a_line() -> None:
    for block, value in ((p(sdt("dx:a|mål", "?")), rich("tekst")), (sdt("dx:a|mål", p("?")), "x")):
        with pytest.raises(Refusal) as refused:
            fill(template(block), facts(a=value), PROPERTIES)
        assert refused.value.code == "template-link"
    with pytest.raises(Refusal, match="mål"):
        fill(template(p(sdt("dx:a|henvisning mål", "?"))), facts(a="x"), PROPERTIES)


def test_a_text_leads_to_a_bookmark_and_is_text_where_there_is_none() -> None:
    texts = rich("Se [note 1](#note_1), [tabellen](#tal_æ) og [intet](#væk). [x](#)")
    content = template(sdt("dx:t", p("?")), p(sdt("dx:n|mål", "?")), caption(bookmark="tal_æ"))
    root = part(fill(content, facts(t=texts, n=1), PROPERTIES))
    assert anchors(root) == [("tabellen", "tal_æ")]
    assert lines(root)[0] == "Se note 1, tabellen og intet. [x](#)"
    root = part(fill(content, facts(t=rich("[a](#n_1)"), n=1), PROPERTIES))
    assert anchors(root) == [("a", "n_1")]


def test_a_thousand_notes_take_time_in_proportion() -> None:
    def seconds(count: int) -> float:
        started = process_time()
        tied(*range(count), lines_of=(*range(count),))
        return process_time() - started

    seconds(10)
    assert seconds(4000) < 8 * seconds(1000) + 0.5


@pytest.mark.office
def test_the_validator_has_nothing_to_say(tmp_path: Path) -> None:
    see = p("Se ", *complex_field(r"REF tal \h"), " ", simple_field("REF tal"))
    given = facts(navn="n", ting=records({"a": "x"}, {"a": "y"}), tom=None)
    blocks = [repeat("ting", see, caption(bookmark="tal")), sdt("dx:?tom", caption()), see]
    parts = {
        "references": fill(template(*blocks[:2], p(sdt(NAME, "?"))), given, PROPERTIES),
        "notes": tied(1, 2, 3),
    }
    for name, content in parts.items():
        file = tmp_path / f"{name}.docx"
        file.write_bytes(content)
        assert validator_errors(file) == []


def test_numbers_that_word_does_not_know_are_none() -> None:
    switches = ("\\r 32767", "\\r " + "9" * 5000, "\\r 32768", "\\s " + "9" * 5000, "\\s 10")
    root = made(*(p(simple_field(f"SEQ F {it}")) for it in switches))
    assert told(root, "SEQ") == ["32767", "32768", "32769", "32770", "32771"]


HOSTILE = "a\u202eb\u009bc\n" + "x" * 30_000


@pytest.mark.parametrize(
    "block",
    [
        p(sdt(f"dx:{HOSTILE}", "?")),
        p(sdt(f"dx:??{HOSTILE}", "?")),
        p(sdt(f"dx:navn|{HOSTILE}", "?")),
        p(simple_field(f'REF "{HOSTILE}"')),
        repeat(HOSTILE),
    ],
)
def test_what_a_refusal_quotes_is_short_and_can_be_seen(block: Element) -> None:
    hostile = [p(HOSTILE.replace("\n", " "), style="Heading1"), block, p(sdt(NAME, "?"))]
    for item in block.iter(wml.SDT_CONTENT):
        if block.tag == wml.SDT:
            item.clear()
    with pytest.raises(Refusal) as refused:
        fill(template(*hostile), facts(navn="n"), PROPERTIES)
    assert len(refused.value.sentence) < 500
    assert refused.value.sentence.isprintable()
    assert "abc x" in refused.value.sentence


def test_many_broken_references_are_counted() -> None:
    with pytest.raises(Refusal, match=r"»b4« under [^»]*»Ø« og 2 mere\."):
        made(p("Ø", style="Heading1"), *(p(simple_field(f"REF b{at}")) for at in range(7)))
