"""Templates and facts become documents that Word and LibreOffice take, and that fill again."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from docx_parts import (
    AMOUNT,
    PROPERTIES,
    control,
    document,
    facts,
    filled,
    ids,
    lines,
    p,
    part,
    plan,
    records,
    repeat,
    rich,
    row,
    saved,
    sdt,
    setting,
    table,
    tag_of,
    template,
    text_box,
    with_footnote,
)
from lxml import etree
from office import to_pdf, validator_errors
from pypdf import PdfReader

from digit_xl.facts import Fact
from digit_xl.word import wml
from digit_xl.word.fill import fill

if TYPE_CHECKING:
    from pathlib import Path

    from digit_xl.facts import Node, Value

ODD = "A&B <tag> \"'😀 _x000B_\x0b\x00\ud800\uffff =1+1\tTab\r\nNy"


def test_rich_text_takes_the_place_of_its_prompt() -> None:
    root = filled(
        p("før"),
        sdt("dx:a", p("?", style="BodyText"), properties=[wml.element("text")]),
        a=rich("en {x|kr}\n\n- to [w](https://x.dk)\n- tre [w](https://x.dk)", x=5),
    )
    assert lines(root) == ["før", "en 5\u00a0kr.", "to w", "tre w"]
    styles = [wml.style_of(it) for it in root.iter(wml.P)]
    assert styles == [None, "BodyText", "ListBullet", "ListBullet"]
    assert setting(control(root, "dx:a"), "text") is None


def test_links_of_a_header_are_related_to_the_header() -> None:
    made = document(p(sdt("dx:a", "?")))
    header = made.sections[0].header.paragraphs[0]._p  # noqa: SLF001 - python-docx has no other door
    header.addnext(sdt("dx:b", p("?")))
    content = fill(saved(made), facts(a="x", b=rich("[w](https://x.dk/a)")), PROPERTIES)
    (link,) = part(content, "word/header1.xml").iter(wml.w("hyperlink"))
    (target,) = part(content, "word/_rels/header1.xml.rels")
    assert target.get("Target") == "https://x.dk/a"
    assert target.get("Id") == link.get(f"{{{wml.R}}}id")


def test_a_timeline_in_a_cell_is_followed_by_a_paragraph() -> None:
    holder = wml.element("tc", sdt("dx:a", p("?")))
    root = filled(sdt("dx:a", p("?")), table(wml.element("tr", holder)), a=plan())
    assert len([*root.iter(wml.TBL)]) == 3
    outer = [it for it in root.iter(wml.TC) if it.find(wml.SDT) is not None]
    assert [it[-1].tag for it in outer] == [wml.P]


def again() -> bytes:
    """A template with one of each."""
    return template(
        p("Om ", sdt("dx:a", "?"), sdt("dx:?a", " (ja)")),
        sdt("dx:t", p("?", style="BodyText")),
        table(row("Navn", "Nr", header=True), repeat("post", row("dx:b", "dx:a"))),
        p("Slut"),
        sdt("dx:plan", p("?")),
    )


def test_a_filled_document_can_be_filled_again() -> None:
    first = facts(
        a="et", t=rich("**fed** {x}\n\n- punkt", x=1), plan=plan(), post=records({"b": 1}, {"b": 2})
    )
    second = facts(
        a="to",
        t=rich("ny\n\n- prik"),
        plan=plan(),
        post=records({"b": 7}, {"b": 8}, {"b": 9}),
    )
    once = fill(again(), first, PROPERTIES)
    twice = part(fill(once, second, PROPERTIES))
    fresh = part(fill(again(), second, PROPERTIES))
    assert lines(twice) == lines(fresh)
    assert [wml.style_of(it) for it in twice.iter(wml.P)] == [
        wml.style_of(it) for it in fresh.iter(wml.P)
    ]
    assert [tag_of(it) for it in twice.iter(wml.SDT)] == [tag_of(it) for it in fresh.iter(wml.SDT)]
    assert control(twice, "dx:t").find(f"{wml.SDT_CONTENT}//{wml.w('b')}") is None
    assert len(ids(twice)) == len(set(ids(twice)))


@pytest.mark.office
def test_a_document_with_all_of_it_is_valid_and_shows_every_row(tmp_path: Path) -> None:
    def line() -> wml.Element:
        return repeat("linjer", sdt("dx:?post", row("dx:post", "dx:beløb")))

    group = repeat("grupper", sdt("dx:?navn", row("dx:navn", "")), line())
    made = document(
        p("Om ", sdt("dx:a", "?"), style="Heading1"),
        p(text_box("dx:a")),
        sdt("dx:t", p("?")),
        table(row("Gruppe", "Beløb", header=True), group, row("I alt", "dx:sum")),
        sdt("dx:plan", p("?")),
        repeat("grupper", p(sdt("dx:navn", "?"), style="Heading2"), table(line())),
    )
    made.sections[0].header.paragraphs[0]._p.append(sdt("dx:a", "?"))  # noqa: SLF001 - python-docx has no other door
    with_footnote(made, p("Fodnote ", sdt("dx:a", "?")))
    names = {"post": None, "beløb": None}
    posts: list[dict[str, Value | Node]] = [
        {"post": f"Post {at}", "beløb": AMOUNT + at} for at in range(60)
    ]
    known = facts(
        a=ODD,
        sum=AMOUNT,
        plan=plan(),
        t=rich("Ord {x|kr} mere\n\n- **a**\n  - [b](https://x.dk)", x=AMOUNT),
        grupper=records(
            {"navn": "Gruppe A", "linjer": records(*posts)},
            {"navn": "Gruppe B", "linjer": records(names=names)},
            {"navn": "", "linjer": records({"post": "", "beløb": None})},
        ),
    )
    path = tmp_path / "rapport.docx"
    content = fill(saved(made), known, PROPERTIES)
    path.write_bytes(content)
    assert validator_errors(path) == []
    text = " ".join(page.extract_text() for page in PdfReader(to_pdf(path, tmp_path)).pages)
    assert sorted(re.findall(r"Post \d+", text)) == sorted([f"Post {at}" for at in range(60)] * 2)
    assert "Ord −1.541.130,23" in " ".join(text.split())
    path.write_bytes(fill(content, known, PROPERTIES))
    assert validator_errors(path) == []


def test_ten_times_the_rows_take_about_ten_times_the_work() -> None:
    made = template(table(repeat("post", row("dx:b", "dx:c"))))
    many = Fact("x")

    def seconds(rows: int) -> float:
        known = facts(post=records(*({"b": many, "c": many} for _ in range(rows))))
        start = time.process_time()
        fill(made, known, PROPERTIES)
        return time.process_time() - start

    assert seconds(4000) < 25 * min(seconds(400) for _ in range(3))


def test_a_comment_before_the_properties_of_a_repeated_item_is_passed_by() -> None:
    section = repeat("ting", p(sdt("dx:a", "?")))
    item = next(section.iterdescendants(wml.SDT))
    item.insert(0, etree.Comment("c"))
    assert lines(filled(section, ting=records({"a": "x"}, {"a": "y"})))[:2] == ["x", "y"]
