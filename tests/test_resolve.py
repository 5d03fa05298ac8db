"""A template is held against the facts before anything is written, and says where it is wrong."""

from __future__ import annotations

import datetime as dt

import pytest
from docx_parts import (
    AMOUNT,
    PROPERTIES,
    document,
    facts,
    p,
    plan,
    records,
    repeat,
    rich,
    row,
    saved,
    sdt,
    table,
    template,
    with_footnote,
)

from digit_xl.findings import Refusal
from digit_xl.word import wml
from digit_xl.word.fill import fill

FACTS = facts(
    forening__navn="A",
    udgivet=dt.date(2020, 5, 10),
    beløb=AMOUNT,
    liste=("a",),
    sandt=True,
    tekst=rich("a"),
    plan=plan(),
    medlemmer=records({"navn": "Køge", "tekst": rich("x"), "dele": records({"del": 1})}),
    tomme=records(names={"navn": None, "dele": {"del": None}}),
)


def refused(*blocks: wml.Element) -> tuple[str, str]:
    """The code and sentence that such a template is refused with."""
    return refused_bytes(template(*blocks))


def refused_bytes(content: bytes) -> tuple[str, str]:
    with pytest.raises(Refusal) as found:
        fill(content, FACTS, PROPERTIES)
    return found.value.code, found.value.sentence


def test_an_unknown_name_is_told_with_its_place_and_the_nearest_name() -> None:
    assert refused(p("Om os", style="Heading1"), p(sdt("dx:foreningen.navn", "x"))) == (
        "template-name",
        "Skabelonen nævner noget, som rapporten ikke kender: »foreningen.navn« under overskriften "
        "»Om os« (mente du »forening.navn«?). Ret mærket på kontrolelementet i skabelonen.",
    )


def test_every_unknown_name_is_told_once_and_five_at_most() -> None:
    _, sentence = refused(*(p(sdt(f"dx:q{at % 7}", "x")) for at in range(14)))
    assert sentence.count("før den første overskrift") == 5
    assert "»q4« før den første overskrift og 2 mere." in sentence


def test_names_in_headers_footers_and_footnotes_are_looked_at() -> None:
    made = document(p("x"))
    made.sections[0].header.paragraphs[0]._p.append(sdt("dx:q1", "x"))  # noqa: SLF001 - python-docx has no other door
    made.sections[0].footer.paragraphs[0]._p.append(sdt("dx:?q2", "x"))  # noqa: SLF001 - as above
    with_footnote(made, p(sdt("dx:q3", "x")))
    _, sentence = refused_bytes(saved(made))
    for told in ("»q1« i et sidehoved", "»q2« i en sidefod", "»q3« i en fodnote"):
        assert told in sentence


@pytest.mark.parametrize("name", ["medlemmer", "tomme"])
def test_names_of_records_are_known_also_when_there_are_none(name: str) -> None:
    inside = repeat(name, p(sdt("dx:navn", "x"), sdt("dx:forening.navn", "x"), sdt("dx:q", "x")))
    code, sentence = refused(inside)
    assert code == "template-name"
    assert sentence.count("»q«") == 1
    assert "»navn«" not in sentence
    nested = repeat(name, p("x"), repeat("dele", p(sdt("dx:del", "x"), sdt("dx:dl", "x"))))
    assert "»dl« før den første overskrift (mente du »del«?)" in refused(nested)[1]


def test_a_name_of_records_means_nothing_outside_its_repeat() -> None:
    assert (
        "»navn«" in refused(repeat("medlemmer", p(sdt("dx:navn", "x"))), p(sdt("dx:navn", "")))[1]
    )


@pytest.mark.parametrize(
    ("block", "code", "told"),
    [
        (p(sdt("dx:medlemmer", "x")), "template-records", "kan kun stå i en gentagelse"),
        (repeat("forening.navn", p("x")), "template-records", "én værdi og kan ikke gentages"),
        (p(sdt("dx:tekst", "x")), "template-level", "om hele afsnittet"),
        (p(sdt("dx:plan", "x")), "template-level", "om hele afsnittet"),
        (table(sdt("dx:beløb", row("x"))), "template-level", "om en hel tabelrække"),
        (p(sdt("dx:beløb|{euro}", "x")), "template-format", "Formatet »{euro}« ved »beløb«"),
        (p(sdt("dx:beløb|kort", "x")), "template-format", "passer ikke til et tal"),
        (p(sdt("dx:udgivet|kr", "x")), "template-format", "passer ikke til en dato"),
        (p(sdt("dx:forening.navn|kr", "x")), "template-format", "passer ikke til en tekst:"),
        (p(sdt("dx:liste|kr", "x")), "template-format", "passer ikke til en liste"),
        (p(sdt("dx:sandt|kr", "x")), "template-format", "passer ikke til et ja eller nej"),
        (sdt("dx:tekst|kr", p("x")), "template-format", "passer ikke til en tekst i flere afsnit"),
        (sdt("dx:plan|kr", p("x")), "template-format", "passer ikke til en tidslinje"),
        (repeat("tomme", p(sdt("dx:navn|euro", "x"))), "template-format", "»euro« ved »navn«"),
        (repeat("medlemmer", p(sdt("dx:navn|kr", "x"))), "template-format", "til en tekst"),
        (repeat("medlemmer", p(sdt("dx:tekst", "x"))), "template-level", "hele afsnittet"),
        (
            table(wml.element("tr", repeat("medlemmer", wml.element("tc", p("x"))))),
            "template-level",
            "sæt den om hele rækken",
        ),
    ],
)
def test_a_use_that_does_not_fit_is_refused(block: wml.Element, code: str, told: str) -> None:
    got, sentence = refused(block)
    assert got == code
    assert told in sentence
    assert "før den første overskrift" in sentence or "i tabel" in sentence
