"""While filling, it is noted which control shows which fact; only when somebody wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx_parts import PROPERTIES, facts, p, records, repeat, row, sdt, table, tag_of, template

from digit_xl.facts import Fact, RichText
from digit_xl.findings import Place
from digit_xl.word.fill import fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.package import Package

    from digit_xl.word.trace import Shown

FORM = template(
    p(sdt("dx:navn|kort", "?")),
    repeat("grupper", table(repeat("linjer", row("dx:navn", "dx:tal")))),
    sdt("dx:tekst", p("?")),
    p("slut"),
)


def shown() -> list[Shown]:
    found: list[Shown] = []

    def keep(_package: Package, noted: Sequence[Shown]) -> None:
        found.extend(noted)

    lines = records({"navn": "a", "tal": 1}, {"navn": "b", "tal": Fact(2, (Place("Ark", 3, 2),))})
    text = RichText("{sum|hele} i alt", {"sum": Fact(3, (Place("Ark", 2, 2, 3),))})
    values = facts(navn=None, grupper=records({"linjer": lines}), tekst=text)
    fill(FORM, values, PROPERTIES, finish=keep)
    return found


def test_each_control_is_noted_with_its_fact_and_the_records_around_it() -> None:
    first, second = (("grupper", "k1"), ("linjer", "k1")), (("grupper", "k1"), ("linjer", "k2"))
    assert [(one.name, one.words, one.around) for one in shown()] == [
        ("navn", "kort", ()),
        ("navn", "", first),
        ("tal", "", first),
        ("navn", "", second),
        ("tal", "", second),
        ("tekst", "", ()),
        ("sum", "hele", ()),
    ]
    assert [one.name for one in shown() if one.quoted] == ["sum"]


def test_a_note_has_the_control_and_the_cells_of_its_fact() -> None:
    last, _, figure = shown()[-3:]
    assert (tag_of(last.control), [str(place) for place in last.places]) == ("dx:tal", ["Ark!B3"])
    assert [str(place) for place in figure.places] == ["Ark!B2:B3"]
    assert tag_of(figure.control) == "dx:sum|hele"
