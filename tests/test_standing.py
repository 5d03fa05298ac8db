"""A report as it stands: what is read of its controls and of the text between them."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import TYPE_CHECKING

from docx_parts import (
    PROPERTIES,
    facts,
    p,
    r,
    records,
    repeat,
    row,
    sdt,
    table,
    template,
    text_box,
)

from digit_xl.facts import Fact, RichText
from digit_xl.findings import Place
from digit_xl.word import package, wml
from digit_xl.word.controls import Kind
from digit_xl.word.fill import fill
from digit_xl.word.ledger import part
from digit_xl.word.ledger.entries import OBJECT, Origin
from digit_xl.word.ledger.sources import Sources, text_of
from digit_xl.word.ledger.standing import keys_of, standing

if TYPE_CHECKING:
    from docx.package import Package

    from digit_xl.word.ledger.standing import Report, Standing

SUM = Fact(Decimal("3.50"), (Place("Ark", 2, 2, 3),))
LONG = "konti.En meget lang konto, som ingen kan huske navnet på.udgifter"
TEXT = (
    f"I alt {{sum}}[^1] og {{{LONG}|kr}}.[^1]\n\n- a\n- **b** [c](https://a.dk)\n\n"
    "[^1]: Se {sum|kr} og 5 kr."
)
FORM = template(
    p("Økonomi", style="Heading1"),
    p("Navnet er ", sdt("dx:navn", "?"), " i ", sdt("dx:sum|hele kr", "?"), "."),
    sdt("dx:?grupper", repeat("grupper", table(repeat("linjer", row("dx:navn", "dx:tal|kr"))))),
    sdt("dx:tekst", p("?")),
    p(text_box("dx:navn")),
    p("slut"),
)
LINES = records({"navn": "a", "tal": 2}, {"navn": "b", "tal": 3})
VALUES = facts(
    navn="Æ",
    sum=SUM,
    grupper=records({"linjer": LINES}),
    tekst=RichText(TEXT, {"sum": SUM, LONG: SUM}),
)


def filled() -> Package:
    document = fill(FORM, VALUES, PROPERTIES, Origin("f0", ("Foreningen", "2019")))
    return package.opened(document, "document")


def named(report: Report, name: str) -> Standing:
    return next(one for one in report.controls if one.name == name)


def test_each_control_has_its_key_and_the_text_that_it_shows() -> None:
    opened = filled()
    report, ledger = standing(opened), part.read(opened)
    assert {one.key for one in report.controls} == ledger.entries.keys()
    line = (("grupper", "k1"), ("linjer", "k2"))
    told = {one.key: (one.kind, one.name, one.words, one.text) for one in report.controls}
    assert told[line, "tal|kr"] == (Kind.VALUE, "tal", "kr", "3\u00a0kr.")
    assert told[(), "?grupper"][:2] == (Kind.CONDITION, "grupper")
    assert keys_of(named(report, "linjer")) == ("k1", "k2")
    assert [one.at for one in report.controls] == sorted(
        report.order[it.element] for it in report.controls
    )


def test_the_register_gives_each_what_it_shows() -> None:
    opened = filled()
    report, ledger, sources = standing(opened), part.read(opened), Sources(VALUES)
    line = next(one for one in report.controls if one.tag == "tal|kr")
    assert sources.node(line) == Fact(2)
    cut = next(one for one in report.controls if "~" in one.tag)
    assert cut.within is named(report, "tekst")
    assert sources.node(cut, ledger.entries[cut.key]) is SUM
    assert sources.node(cut) is None
    assert sources.has(line.around)
    assert not sources.has((("grupper", "k1"), ("linjer", "k9")))
    assert not sources.has((("grupper", "k9"), ("linjer", "k1")))
    assert not sources.has((("navn", "k1"),))


def test_a_text_of_the_register_reads_as_the_one_in_the_report() -> None:
    text = named(standing(filled()), "tekst")
    node = VALUES["tekst"]
    assert isinstance(node, RichText)
    assert text.text == text_of(node, text)
    assert text.text.startswith("I alt {sum}[^] og {konti.")


def test_figures_of_a_footnote_belong_to_the_text_that_calls_it() -> None:
    report = standing(filled())
    note = next(one for one in report.controls if one.story.called == "i en fodnote")
    assert (note.tag, note.text) == ("sum|kr", "3,50\u00a0kr.")
    assert note.within is named(report, "tekst")
    free = next(one for one in report.free if one.story.called == "i en fodnote")
    assert free.text.strip() == f"Se {OBJECT} og 5 kr."
    assert free.within is note.within


def test_free_text_is_what_stands_between_the_controls() -> None:
    report = standing(filled())
    assert [(one.text, str(one.place)) for one in report.free if not one.story.called] == [
        ("Økonomi", "i overskriften »Økonomi«"),
        (f"Navnet er {OBJECT} i {OBJECT}.", "under overskriften »Økonomi«"),
        ("slut", "under overskriften »Økonomi«"),
    ]


def test_where_a_control_stands_is_told_at_its_row_or_at_the_words_before_it() -> None:
    report = standing(filled())
    assert (
        str(named(report, "sum").spot) == "under overskriften »Økonomi« ved »Navnet er Æ i 4 kr..«"
    )
    tal = [one for one in report.controls if one.name == "tal"]
    assert str(tal[1].spot) == "i tabellen »a« under overskriften »Økonomi« ved »b 3 kr.«"


def test_the_older_form_of_a_text_box_is_a_shadow() -> None:
    report = standing(filled())
    boxed = [one for one in report.controls if one.place.boxed]
    assert [one.shadow for one in boxed] == [False, True]


def test_what_a_tracked_change_took_away_does_not_stand() -> None:
    gone = wml.element("del", sdt("dx:a", "1"), r("væk"), id=1)
    moved = wml.element("moveFrom", r("væk"), id=2)
    new = wml.element("ins", sdt("dx:b", "2"), r("her"), id=3)
    report = standing(package.opened(template(p("x", gone, moved, new)), "document"))
    assert [one.tag for one in report.controls] == ["b"]
    assert [one.text for one in report.free] == [f"x{OBJECT}her"]


def test_an_item_outside_any_repeat_is_no_record() -> None:
    line = repeat("linjer", p(sdt("dx:tal", "1")))
    item = next(line.iterdescendants(wml.SDT))
    report = standing(package.opened(template(item), "document"))
    assert [one.key for one in report.controls] == [((), "tal")]


def test_a_table_of_four_times_the_rows_takes_some_four_times_as_long() -> None:
    def seconds(count: int) -> float:
        lines = (row(p(sdt("dx:navn", f"n{at}")), p(sdt("dx:tal", str(at)))) for at in range(count))
        opened = package.opened(template(p("a", style="Heading1"), table(*lines)), "document")
        begun = time.process_time()
        assert len(standing(opened).controls) == 2 * count
        return time.process_time() - begun

    assert seconds(8000) < 9 * seconds(2000) + 0.5
