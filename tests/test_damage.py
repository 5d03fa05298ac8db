"""A draft is written from a register that is damaged anywhere; what is unknown stays unknown."""

from __future__ import annotations

import datetime as dt
from functools import cache
from itertools import cycle
from typing import TYPE_CHECKING

import pytest
from registers import GOOD, grids

from digit_xl import danish, export, reading
from digit_xl.association import figures, sections
from digit_xl.association.sheets import SHEETS
from digit_xl.book.grid import Fault
from digit_xl.facts import Fact, Records, RichText, Timeline
from digit_xl.findings import Refusal, column_letters
from digit_xl.register import Register
from digit_xl.word.fill import fill

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from digit_xl.book.grid import Cell, Grid
    from digit_xl.facts import Facts
    from digit_xl.schema import Reading, Sheet

LAST_DAY = dt.datetime(9999, 12, 31)
DAMAGE: tuple[Cell, ...] = (None, Fault("#REF!"), "Vrøvl", 99999.0, LAST_DAY)
NONE = object()  # no damage
# Every third cell's facts are filled in too: a document takes ten times as long as its facts.
WRITTEN = tuple(turn for damage in DAMAGE for turn in (damage, NONE, NONE))
SHEET_OF = {sheet.title: sheet for sheet in SHEETS}


@cache
def good(unit: Cell = None) -> Mapping[type[Sheet], Reading]:
    whole = grids({"Forening!B17": unit})
    return {SHEET_OF[title]: reading.read(SHEET_OF[title], whole[title]) for title in GOOD}


def facts_of(title: str, grid: Grid | None, unit: Cell = None) -> tuple[Register, Facts]:
    """The facts of the good register, in that unit, with that sheet instead of its own."""
    changed = {SHEET_OF[title]: reading.read(SHEET_OF[title], grid)}
    register, _ = figures.compute(Register({**good(unit), **changed}))
    return register, sections.facts(register)


def drafted(sheets: Mapping[str, Grid]) -> bytes:
    outcome = export.export(sheets, export.template(None), draft=True)
    assert outcome.document is not None
    return outcome.document


def cells(title: str) -> Iterator[str]:
    rows = grids()[title].rows
    for row in range(2, len(rows) + 1):
        for column in range(1, len(rows[0]) + 1):
            yield f"{title}!{column_letters(column)}{row}"


@pytest.mark.parametrize("title", GOOD)
def test_each_cell_may_be_anything(title: str) -> None:
    template, turns = export.template(None), cycle(WRITTEN)
    for address in cells(title):
        written = next(turns)
        for damage in DAMAGE:
            register, facts = facts_of(title, grids({address: damage})[title])
            if damage is written:
                assert fill(template, facts, sections.properties(register)), (address, damage)


@pytest.mark.parametrize("title", ["Konti", "Posteringer"])
def test_each_cell_of_the_accounts_may_be_anything_in_thousands_too(title: str) -> None:
    for address in cells(title):
        for damage in DAMAGE:
            _, facts = facts_of(title, grids({address: damage})[title], "tkr.")
            assert facts["opgørelse.enhed"], (address, damage)


def test_an_unreadable_posting_leaves_the_statement_in_thousands_whole() -> None:
    names = ("opgørelse.resultat", "konti.2.posteret")
    damaged: dict[str, Cell] = {"Forening!B17": "tkr.", "Posteringer!F3": "Vrøvl"}
    assert shown(damaged, *names) == ["0", ""]


@pytest.mark.parametrize("title", GOOD)
def test_each_heading_and_each_whole_sheet_may_be_missing(title: str) -> None:
    width = len(grids()[title].rows[0])
    for column in range(1, width + 1):
        assert drafted(grids({f"{title}!{column_letters(column)}1": "Vrøvl"}, tables=False))
    assert drafted(grids(without=(title,)))
    assert drafted({title: grids()[title]})
    blank = dict.fromkeys(cells(title))
    assert drafted(grids(blank, tables=False))


@pytest.mark.parametrize("field", range(2, 2 + len(GOOD["Forening"])))
def test_each_field_of_the_association_may_be_missing(field: int) -> None:
    assert drafted(grids({f"Forening!A{field}": None}, tables=False))


def test_without_any_sheet_there_is_nothing_to_draft() -> None:
    with pytest.raises(Refusal, match="ikke et register"):
        export.export({}, export.template(None), draft=True)


def shown(changes: Mapping[str, Cell], *names: str) -> list[str]:
    register, _ = export.check(grids(changes))
    facts = sections.facts(register)
    nodes = [facts[name] for name in names]
    return [danish.text(node.value) for node in nodes if isinstance(node, Fact)]


def test_a_sum_over_an_unreadable_amount_is_unknown_not_too_small() -> None:
    names = ("regnskab.udgifter", "regnskab.resultat", "konti.2.i_alt", "konti.1.i_alt")
    assert shown({}, *names) == ["130,25", "−70,25", "150,25", "−200,50"]
    assert shown({"Konti!G3": "150,25"}, *names) == ["", "", "", "−200,50"]
    assert shown({"Konti!G3": None}, *names) == ["−20,00", "−220,50", "0,00", "−200,50"]
    assert shown({"Forening!B10": "Vrøvl"}, *names) == ["130,25", "", "", ""]


def test_a_percentage_over_an_unreadable_amount_is_as_unknown_as_the_sum() -> None:
    more: dict[str, Cell] = {"Konti!G4": 20.0, "Konti!K3": 40.0}
    names = [f"opgørelse.udgifter.{name}" for name in ("i_alt", "forbrug", "ændring")]
    assert "" not in shown(more, *names)
    assert shown({**more, "Konti!G3": "150,25"}, *names) == ["", "", ""]


def test_a_text_that_names_an_unknown_sum_is_no_second_finding() -> None:
    changes: dict[str, Cell] = {"Konti!G3": "150,25", "Tekster!C4": "I alt {regnskab.udgifter|kr}"}
    _, outcome = export.check(grids(changes))
    assert [str(found.place) for found in outcome.findings] == ["Konti!G3"]


def test_a_year_that_is_none_is_not_shown() -> None:
    assert shown({"Forening!B7": 99999.0}, "forening.år", "forening.næste_år") == ["", ""]
    register, _ = export.check(grids({"Forening!B7": 99999.0, "Forening!B12": None}))
    assert sections.properties(register).title == "Årsrapport"
    plan = sections.facts(register)["portefølje"]
    assert isinstance(plan, Timeline)
    assert not plan


def test_a_missing_column_gives_no_places() -> None:
    register, _ = export.check(grids({"Medlemmer!B1": None}, tables=False))
    members = sections.facts(register)["medlemmer"]
    assert isinstance(members, Records)
    first = members.items[0].facts
    assert [str(place) for place in first["navn"].places] == ["Medlemmer!A2"]  # type: ignore[union-attr] # a fact
    assert first["kode"] == Fact(None, ())


def test_projects_that_share_a_code_or_have_none_are_all_told() -> None:
    register, _ = export.check(grids({"Projekter!A2": None, "Projekter!C2": "Vrøvl"}))
    plan = sections.facts(register)["portefølje"]
    assert isinstance(plan, Timeline)
    assert [row.label for row in plan.rows] == ["Beta", "Alfa"]
    twice, _ = export.check(
        grids({"Projekter!A3": "AA", "Projekter!C2": "Fælleskommunale systemer"})
    )
    chapters = sections.facts(twice)["resultater"]
    assert isinstance(chapters, Records)
    projects = chapters.items[0].facts["projekter"]
    assert isinstance(projects, Records)
    assert [record.key for record in projects.items] == ["AA", "AA (2)"]


def test_an_empty_text_still_knows_its_cell() -> None:
    register, _ = export.check(grids({"Tekster!C2": None}))
    text = sections.facts(register)["tekst.påtegning"]
    assert isinstance(text, RichText)
    assert not text
    assert [str(place) for place in text.places] == ["Tekster!C2"]
