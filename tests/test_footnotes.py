"""Footnotes of the register's texts become Word's own, or stand in parentheses where none can."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from docx_parts import (
    PROPERTIES,
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
    text_box,
    with_footnote,
)
from fields import bookmarks, shown, without_controls
from hypothesis import given, settings
from hypothesis import strategies as st
from office import to_pdf, validator_errors
from pypdf import PdfReader

from digit_xl.word import wml
from digit_xl.word.fill import fill
from digit_xl.word.markdown import Loose, figure_names, loose_notes, paragraphs

if TYPE_CHECKING:
    from pathlib import Path

    from digit_xl.facts import Node, Value
    from digit_xl.word.wml import Element

NOTES = "word/footnotes.xml"
TEXT = rich(
    "Et ord[^1] og et til[^b].\n\n[^1]: Den **første**.\n\n[^b]: Den anden, {tal|kr}", tal=5
)


def made(*blocks: Element, **values: Value | Node) -> bytes:
    return fill(template(*blocks), facts(**values), PROPERTIES)


def notes(content: bytes) -> dict[str, list[str]]:
    """The footnotes by their numbers, in the order of their marks; each mark has its footnote."""
    found = {
        note.get(wml.ID, ""): lines(note)
        for note in part(content, NOTES).iter(wml.w("footnote"))
        if note.get(wml.w("type")) is None
    }
    marks = [str(mark.get(wml.ID)) for mark in part(content).iter(wml.FOOTNOTE)]
    assert sorted(marks) == sorted(found)
    return {mark: found[mark] for mark in marks}


def names(content: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return package.namelist()


def text(name: str = "t") -> Element:
    return sdt(f"dx:{name}", p("?"))


def test_a_text_calls_its_footnotes_in_order() -> None:
    content = made(text(), t=TEXT)
    assert list(notes(content).values()) == [[" Den første."], [" Den anden, 5\u00a0kr."]]
    assert lines(part(content))[0] == "Et ord og et til."
    bold = [
        run
        for run in part(content, NOTES).iter(wml.RUN)
        if run.find(f"{wml.R_PR}/{wml.w('b')}") is not None
    ]
    assert [wml.shown(run) for run in bold] == ["første"]


def test_the_part_is_made_whole_and_only_when_it_is_needed() -> None:
    assert NOTES not in names(made(text(), t=rich("Ingen.")))
    content = made(text(), t=TEXT)
    kinds = [note.get(wml.w("type")) for note in part(content, NOTES)]
    assert kinds == ["separator", "continuationSeparator", None, None]
    told = part(content, "word/settings.xml").find(wml.w("footnotePr"))
    assert told is not None
    assert [it.get(wml.ID) for it in told] == ["-1", "0"]
    assert made(text(), t=TEXT) == content


def test_several_texts_each_have_their_own_in_repeats_and_tables() -> None:
    item = repeat("ting", sdt("dx:x", p("?")))
    cell = wml.element("tc", sdt("dx:u", p("?")), p())
    given_things = records(*({"x": rich(f"a[^1]\n\n[^1]: {it}")} for it in "pqr"))
    content = made(
        text(), item, table(row(cell, "b")), t=TEXT, u=rich("b[^1]\n\n[^1]: c"), ting=given_things
    )
    assert [words for (words,) in notes(content).values()] == [
        *(" Den første.", " Den anden, 5\u00a0kr.", " p", " q", " r", " c")
    ]


def test_links_in_a_footnote_belong_to_the_footnotes() -> None:
    content = made(text(), t=rich("a[^1]\n\n[^1]: Se [b](https://b.dk)."))
    rels = part(content, "word/_rels/footnotes.xml.rels")
    (link,) = part(content, NOTES).iter(wml.HYPERLINK)
    assert [(it.get("Id"), it.get("Target")) for it in rels] == [
        (link.get(f"{{{wml.R}}}id"), "https://b.dk")
    ]


def test_a_footnote_may_have_paragraphs_and_bullets() -> None:
    content = made(text(), t=rich("a[^1]\n\n[^1]: En.\n\n    - To.\n\n    Tre.\n\nb"))
    assert list(notes(content).values()) == [[" En.", "• To.", "Tre."]]
    assert lines(part(content))[:2] == ["a", "b"]
    assert list(notes(made(text(), t=rich("a[^1]\n\n[^1]: "))).values()) == [[" "]]


def test_a_footnote_called_again_is_told_by_its_number() -> None:
    content = made(text(), t=rich("x[^0] a[^1] b[^1] c[^1]\n\n[^0]: nul\n\n[^1]: en"))
    assert list(notes(content).values()) == [[" nul"], [" en"]]
    root = part(content)
    assert [shows for _, shows in shown(root)] == ["2", "2"]
    assert len(bookmarks(root)) == 1


def test_where_word_admits_none_it_stands_in_parentheses_once() -> None:
    opened = document(p("Først"), text(), p(text_box("dx:t")))
    header = opened.sections[0].header
    header.is_linked_to_previous = False
    header._element.insert(0, text())  # noqa: SLF001 - python-docx has no way to add a control
    with_footnote(opened, text())
    told = rich("Ord[^1] og[^1].\n\n[^1]: *Se* her.\n\n    Og der.")
    content = fill(saved(opened), facts(t=told), PROPERTIES)
    wanted = "Ord (Se her. Og der.) og."
    assert lines(part(content, "word/header1.xml"))[0] == wanted
    boxes = [*part(content).iter(wml.w("txbxContent"))]
    assert [lines(box)[0] for box in boxes] == [wanted, wanted]
    assert lines(part(content))[1] == "Ord og2."
    assert lines(part(content, NOTES)) == [wanted, " Se her.", "Og der."]


def test_footnotes_of_the_template_stay_and_go_with_their_marks() -> None:
    opened = document(sdt("dx:?tom", p("Væk")), text())
    with_footnote(opened, p("Skabelonens"))
    content = fill(saved(opened), facts(tom=None, t=TEXT), PROPERTIES)
    assert [words for (words,) in notes(content).values()] == [
        *(" Den første.", " Den anden, 5\u00a0kr.")
    ]
    kept = fill(saved(opened), facts(tom="ja", t=TEXT), PROPERTIES)
    assert next(words for (words,) in notes(kept).values()) == "Skabelonens"


def test_a_filled_document_is_filled_again_without_the_footnotes_of_before() -> None:
    content = made(text(), p("Overskrift"), t=TEXT)
    again = fill(content, facts(t=rich("Ny[^x].\n\n[^x]: Nyt.")), PROPERTIES)
    assert list(notes(again).values()) == [[" Nyt."]]


def test_the_looks_are_the_templates_styles() -> None:
    opened = document(text())
    opened.styles.add_style("footnote text", 1, builtin=True)
    opened.styles.add_style("footnote reference", 2, builtin=True)
    content = fill(saved(opened), facts(t=TEXT), PROPERTIES)
    first = [*part(content, NOTES).iter(wml.P)][2]
    assert wml.style_of(first) == "footnotetext"
    (mark, _) = part(content).iter(wml.FOOTNOTE)
    assert [it.get(wml.VAL) for it in wml.holder_of(mark).iter(wml.w("rStyle"))] == [
        "footnotereference"
    ]
    plain = part(made(text(), t=TEXT))
    assert [it.get(wml.VAL) for it in plain.iter(wml.w("vertAlign"))] == ["superscript"] * 2


@pytest.mark.parametrize(
    ("markdown", "said", "loose"),
    [
        ("a[^1]", "a[^1]", Loose(unanswered=("1",))),
        ("a\n\n[^1]: b", "a", Loose(uncalled=("1",))),
        (
            "a[^1]\n\n[^1]: b[^1] [^2]\n\n[^2]: c",
            "a[^1]",
            Loose(nested=("1", "2"), uncalled=("2",)),
        ),
        ("a[^1]\n\n[^1]: b[^2]", "a[^1]", Loose(unanswered=("2",))),
        ("a[^1]\n\n[^1]: b\n\n[^1]: c", "a[^1]", Loose(repeated=("1",))),
        ("a[^1]\n\n[^1]:", "a[^1]", Loose(blank=("1",))),
        ("a[^1]\n\n[^1]: {b}", "a[^1]", Loose()),
        ("a[^1](https://b.dk)\n\n[^1]: b", "a^1", Loose(uncalled=("1",))),
        ("[^1]: [^2]: b", "", Loose(uncalled=("1", "2"))),
        ("a[^ 1] [^]\n\n[^ 1]: b", "a[^ 1] [^] [^ 1]: b", Loose()),
    ],
)
def test_loose_ends_stay_text_and_are_told(markdown: str, said: str, loose: Loose) -> None:
    read = paragraphs(markdown)
    assert " ".join("".join(span.text for span in it.spans) for it in read) == said
    assert loose_notes(markdown) == loose


def test_a_footnotes_figures_are_named_too() -> None:
    assert list(figure_names("{a} b[^1]\n\n[^1]: {c|kr} [^2]")) == [("a", ""), ("c", "kr")]


PIECES = st.sampled_from(
    [
        *("[^1]", "[^2]", "[^1]: ", "[^2]:", "\n", "\n\n", "    ", "- ", "**", "*", "a", "{b|kr}"),
        *("[c](", ")", "https://d.dk", "#e", "\\", "[", "]", "^", ":", "\t", "é", "(", "[^1][^2]"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_mixture_is_read_and_every_mark_has_a_footnote(markdown: str) -> None:
    loose_notes(markdown)
    content = made(text(), t=rich(markdown, b=1))
    if NOTES in names(content):
        notes(content)


@pytest.mark.office
def test_the_validator_has_nothing_to_say_and_the_pdf_shows_them(tmp_path: Path) -> None:
    file = tmp_path / "footnotes.docx"
    file.write_bytes(
        made(text(), text("u"), t=TEXT, u=rich("a[^1] b[^1]\n\n[^1]: Se [b](https://b.dk)."))
    )
    assert validator_errors(file) == []
    file.write_bytes(without_controls(file.read_bytes()))
    (page,) = PdfReader(to_pdf(file, tmp_path)).pages
    said = page.extract_text()
    assert "a3 b3" in said
    assert said.index("Et ord") < said.index("Den første.") < said.index("Se b.")
