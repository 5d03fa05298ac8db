"""The worksheet functions, on the register of 2019 and on whatever a cell may give."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import registers
from hypothesis import given
from hypothesis import strategies as st

from digit_xl import export
from digit_xl.association.names import AMOUNTS, figures
from digit_xl.association.sheets import Overview, Projects
from digit_xl.book.grid import Fault, Grid
from digit_xl.functions import FUNCTIONS
from digit_xl.functions.answers import LONGEST
from digit_xl.functions.arguments import MOST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from digit_xl.book.grid import Cell, Rows

REGISTER = Path(__file__).parents[1] / "workbooks" / "digit-2019.xlsx"
NBSP = "\u00a0"
CALLS = {function.name: function.call for function in FUNCTIONS}
YEAR_END = 43830.0  # 31 December 2019 as Excel numbers it


@cache
def sheets() -> Mapping[str, Grid]:
    """The sheets of the register of 2019."""
    return export.grids(REGISTER)


def table(title: str) -> list[list[Cell]]:
    """A table of it as the range `…[#All]` gives it: headings, rows, and the row of totals."""
    return [list(row) for row in sheets()[title].rows]


def renamed(rows: list[list[Cell]], heading: str, name: str) -> list[list[Cell]]:
    """The table with a heading renamed."""
    return [[name if cell == heading else cell for cell in rows[0]], *rows[1:]]


def changed(rows: list[list[Cell]], row: int, heading: str, cell: Cell) -> list[list[Cell]]:
    """The table with a cell changed, in that row of the range."""
    rows[row - 1][rows[0].index(heading)] = cell
    return rows


def ask(name: str, *given: Any) -> str | float:  # noqa: ANN401 - whatever a cell gives
    """What the function answers."""
    return CALLS[name](*given)


# Amounts.


@pytest.mark.parametrize(
    ("amount", "words", "answer"),
    [
        (1541130.23, None, "1.541.130,23"),
        (-322748.08, None, "−322.748,08"),
        (1000, None, "1.000,00"),
        ([[12.5]], [["kr"]], f"12,50{NBSP}kr."),
        (-12.5, "Positiv  HELE kr", f"13{NBSP}kr."),
        (11717709.0, "mio", f"11,7{NBSP}mio. kr."),
        (1 / 3, "procent", f"33,3{NBSP}%"),
        (0.1 + 0.2, "", "0,30"),
        (None, "kr", ""),
        ([[None]], None, ""),
        (" ", None, ""),
    ],
)
def test_an_amount_becomes_the_text_of_the_report(
    amount: Cell | Rows, words: Cell | Rows, answer: str
) -> None:
    assert ask("DX_KRONER", amount, words) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("1.541.130,23", 1541130.23),
        (" −12,5 kr.", -12.5),
        ("-0", 0.0),
        (7, 7.0),
        (7.25, 7.25),
        ([["12"]], 12.0),
        (None, ""),
        ("  ", ""),
    ],
)
def test_a_text_becomes_the_number_that_it_means(text: Cell | Rows, answer: float | str) -> None:
    told = ask("DX_TAL", text)
    assert told == answer
    assert type(told) is type(answer)


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=2), st.sampled_from([None, "", "kr"])
)
def test_every_amount_comes_back_from_its_text(amount: Decimal, words: str | None) -> None:
    assert ask("DX_TAL", ask("DX_KRONER", float(amount), words)) == float(amount)


# Phases.


def test_each_project_is_in_the_phase_that_the_register_finds() -> None:
    register, _ = export.check(sheets())
    projects = register[Projects].select("code", "phase").rows()
    assert len(projects) > 10
    begun = {row[0] for row in table("Faser")[1:]}
    for code, phase in projects:
        answer = ask("DX_FASE", code, YEAR_END, table("Faser"))
        assert answer == phase if code in begun else "er projektet ikke startet" in str(answer)


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (dt.datetime(2017, 12, 31), "Ikke startet"),
        (dt.datetime(2018, 1, 1, 23, 59), "Idéfase"),
        (43465.75, "Idéfase"),
        (dt.date(2019, 1, 1), "Analysefase"),
        ("1. januar 2019", "Analysefase"),
        ([["01-01-2019"]], "Analysefase"),
    ],
)
def test_a_phase_counts_from_its_first_day(day: Cell | Rows, phase: str) -> None:
    assert ask("DX_FASE", "AA", day, registers.grids()["Faser"].rows) == phase


def test_of_two_phases_from_one_day_the_lower_counts_and_own_columns_do_not() -> None:
    """A moved table, with a column of the user's own and a blank row."""
    phases: Rows = [
        ["Egen", "Fra", "Fase", "Projekt"],
        [1.0, dt.datetime(2019, 1, 1), "Idéfase", "AA"],
        [None, None, None, None],
        ["x", dt.datetime(2019, 1, 1), "Analysefase", "AA"],
    ]
    assert ask("DX_FASE", "AA", YEAR_END, phases) == "Analysefase"
    assert ask("DX_FASE", "AA", dt.date(2018, 12, 31), phases) == "Ikke startet"
    assert ask("DX_FASE", None, YEAR_END, phases) == ""


def test_another_projects_unfinished_row_does_not_matter() -> None:
    rows = changed(table("Faser"), 2, "Fra", None)
    assert ask("DX_FASE", "ESDH", YEAR_END, rows) == "Gennemførelsesfase"
    assert str(ask("DX_FASE", "ARB", YEAR_END, rows)).startswith("Fejl: faser: Række 2")


# Sums.


def test_sums_are_those_of_overblik() -> None:
    lines = [row for row in table(Overview.title) if row[0] == "Grupper af konti"]
    assert lines
    for _, group, value, *_ in lines:
        assert ask("DX_SUM", group, table("Konti")) == pytest.approx(value)


def test_sums_are_the_figures_that_texts_name() -> None:
    """Of each group and account, by name and by number, in each column."""
    register, _ = export.check(sheets())
    asked = 0
    for name, fact in figures(register).items():
        kind, _, rest = name.partition(".")
        who, _, column = rest.rpartition(".")
        if kind in {"konti", "grupper"} and fact.value is not None:
            assert ask("DX_SUM", who, table("Konti"), column) == float(str(fact.value)), name
            title = AMOUNTS[column].title.upper()
            assert ask("DX_SUM", f"{kind}.{who}", table("Konti"), title) == float(str(fact.value))
            asked += 1
    assert asked > 50


def test_a_sum_of_blank_cells_is_zero_and_of_nothing_is_blank() -> None:
    assert ask("DX_SUM", 10.0, table("Konti"), "Budget") == 0.0
    assert ask("DX_SUM", None, table("Konti")) == ""


# Texts.


def test_a_text_is_told_as_the_report_tells_it() -> None:
    text = (
        "**Årets** resultat er {regnskab.resultat|positiv kr}[^1].\n\n"
        "- Se [siden](https://example.dk)\n  - ESDH: {konti.ESDH.udgifter|hele kr}.\n\n  Mere.\n\n"
        "Igen[^1] {forening.år} \\*\n\n[^1]: Et *overskud*.\n\n    Til {forening.næste_år}."
    )
    assert ask("DX_TEKST", sheets(), text) == (
        f"Årets resultat er 322.748,08{NBSP}kr. (Et overskud. Til 2020.)\n"
        "• Se siden\n"
        f"  • ESDH: 2.700.130{NBSP}kr.\n"
        "  Mere.\n"
        "Igen 2019 *"
    )


def test_each_text_of_the_register_can_be_shown() -> None:
    texts = [row[2] for row in table("Tekster")[1:] if row[2]]
    assert texts
    for text in texts:
        told = str(ask("DX_TEKST", sheets(), [[text]]))
        assert not told.startswith("Fejl")
        assert not re.search(r"[{}]|\*\*", told)


def test_a_blank_text_is_blank_and_a_long_one_is_cut_where_a_cell_ends() -> None:
    assert ask("DX_TEKST", sheets(), None) == ""
    told = str(ask("DX_TEKST", sheets(), "{forening.navn} " * 2000))
    assert len(told) == LONGEST
    assert told.endswith("…")


def test_a_figure_that_cannot_be_known_is_no_hole() -> None:
    broken = registers.grids({"Konti!G3": "ti"})
    assert ask("DX_TEKST", broken, "{regnskab.udgifter|kr}") == (
        "Fejl: tekst: »regnskab.udgifter« er ukendt, så længe registret har fejl. Ret dem først."
    )


# What is wrong.

PHASES, ACCOUNTS = "Faser", "Konti"


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("DX_KRONER", ["ti"], "tal: Her skal stå et tal, ikke teksten »ti«."),
        ("DX_KRONER", ["12,5"], "tal: Tallet »12,5« er gemt som tekst"),
        ("DX_KRONER", [True], "tal: Her skal stå et tal, ikke SAND."),
        ("DX_KRONER", [dt.datetime(2019, 1, 1)], "tal: Her skal stå et tal, ikke datoen"),
        ("DX_KRONER", [Fault("#REF!")], "tal: Cellen viser fejlen #REF!."),
        ("DX_KRONER", [1 / 3], "tal: Beløbet 0,333333333333333 har flere end to decimaler."),
        ("DX_KRONER", [1e15], "tal: Tallet er for stort"),
        ("DX_KRONER", [float("nan")], "tal: Tallet er for stort"),
        ("DX_KRONER", [10**400], "tal: Tallet er for stort"),
        ("DX_KRONER", [[[1.0], [2.0]]], "tal: Vælg én celle, ikke 2."),
        ("DX_KRONER", [1.0, "kroner"], "format: »kroner« kendes ikke."),
        ("DX_KRONER", [1.0, "posetiv"], "format: »posetiv« kendes ikke. Mener du »positiv«?"),
        ("DX_KRONER", [1.0, "mio tusinde"], "format: Vælg ét af ordene tusinde, mio og procent."),
        ("DX_KRONER", [1.0, "x" * 32767], f"format: »{'x' * 39}…« kendes ikke. Brug"),
        ("DX_TAL", ["1,541,130.23"], "tekst: »1,541,130.23« er ikke et tal."),
        ("DX_TAL", ["9" * 32767], "tekst: Tallet er for stort"),
        ("DX_TAL", ["123.456.789.012,3456"], "tekst: Tallet har flere end de 15 cifre"),
        ("DX_TAL", [False], "tekst: Her skal stå et tal, ikke FALSK."),
        ("DX_FASE", [Fault("#N/A"), YEAR_END, PHASES], "projekt: Cellen viser fejlen #N/A."),
        ("DX_FASE", ["ES\u200bDH", YEAR_END, PHASES], "projekt: »ES DH« indeholder et tegn"),
        ("DX_FASE", ["esdh", YEAR_END, PHASES], "projekt: Mener du »ESDH«?"),
        ("DX_FASE", ["ESDH", None, PHASES], "dato: Datoen mangler."),
        ("DX_FASE", ["ESDH", 2019.0, PHASES], "dato: Det er ingen dag."),
        ("DX_FASE", ["ESDH", 1e300, PHASES], "dato: Det er ingen dag."),
        ("DX_FASE", ["ESDH", float("nan"), PHASES], "dato: Det er ingen dag."),
        ("DX_FASE", ["ESDH", "maj 2019", PHASES], "dato: Det er ingen dag."),
        ("DX_FASE", ["ESDH", True, PHASES], "dato: Her skal stå en dato, ikke SAND."),
        ("DX_FASE", ["ESDH", Fault("#REF!"), PHASES], "dato: Cellen viser fejlen #REF!."),
        ("DX_FASE", ["ESDH", [[1.0, 2.0]], PHASES], "dato: Vælg én celle, ikke 2."),
        ("DX_FASE", ["ESDH", YEAR_END, ACCOUNTS], "faser: Overskrifterne mangler. Skriv Faser["),
        ("DX_FASE", ["ESDH", YEAR_END, None], "faser: Vælg tabellen med dens overskrifter"),
        ("DX_FASE", ["ESDH", YEAR_END, []], "faser: Vælg tabellen med dens overskrifter"),
        ("DX_FASE", ["ESDH", YEAR_END, [[None]]], "faser: Overskrifterne mangler."),
        (
            "DX_SUM",
            ["Projektr", ACCOUNTS],
            "navn: Ingen konto eller gruppe hedder »Projektr«. Mener du »Projekter«?",
        ),
        ("DX_SUM", [99.0, ACCOUNTS], "navn: Ingen konto eller gruppe hedder »99«."),
        ("DX_SUM", ["grupper.ESDH", ACCOUNTS], "navn: Ingen konto eller gruppe hedder"),
        ("DX_SUM", [True, ACCOUNTS], "navn: Her skal stå en tekst, ikke SAND."),
        ("DX_SUM", ["ESDH", PHASES], "konti: Overskrifterne mangler. Skriv Konti[#Alle]"),
        ("DX_SUM", ["ESDH", 5.0], "konti: Vælg tabellen med dens overskrifter"),
        ("DX_SUM", ["ESDH", ACCOUNTS, "Navn"], "kolonne: Konti har ingen beløb i »Navn«."),
        ("DX_SUM", ["ESDH", ACCOUNTS, "Budgett"], "kolonne: Konti har ingen beløb i »Budgett«."),
        ("DX_SUM", ["ESDH", ACCOUNTS, Fault("#REF!")], "kolonne: Cellen viser fejlen #REF!."),
        ("DX_TEKST", [True], "tekst: Her skal stå en tekst, ikke SAND."),
        ("DX_TEKST", ["{regnskab.resutat}"], "tekst: Registret har intet tal, der hedder »regn"),
        ("DX_TEKST", ["{forening.år|kr}"], "tekst: Formatet »kr« passer ikke til forening.år."),
        ("DX_TEKST", ["a[^1]\n\n[^1]: {x}"], "tekst: Registret har intet tal, der hedder »x«."),
    ],
)
def test_a_wrong_argument_is_told_in_danish(
    name: str, arguments: list[Cell | Rows], told: str
) -> None:
    given = [
        table(one) if isinstance(one, str) and one in {PHASES, ACCOUNTS} else one
        for one in arguments
    ]
    first = [sheets()] if name == "DX_TEKST" else []
    assert str(ask(name, *first, *given)).startswith(f"Fejl: {told}")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (table(PHASES)[1:], "Overskrifterne mangler."),
        ([row[:2] for row in table(PHASES)], "Kolonnen »Fra« mangler."),
        (renamed(table(PHASES), "Fra", "Frå"), "Kolonnen »Fra« mangler; »Frå« ligner."),
        (renamed(table(PHASES), "Til", "Fra"), "»Fra« står her for anden gang."),
        ([*table(PHASES), ["ESDH", "Lukket", 43466.0, None]], "Her skal stå en dato"),
        ([*table(PHASES), ["ESDH", "Lukket", "1/1 2019", None]], "Datoen »1/1 2019« er gemt som"),
        ([*table(PHASES), ["ESDH", "Luket", dt.date(2019, 1, 1), None]], "»Luket« er ikke en"),
        ([*table(PHASES), ["ESDH", None, dt.date(2019, 1, 1), None]], "»Fase« skal udfyldes."),
        ([*table(PHASES), [Fault("#REF!"), "Lukket", None, None]], "Cellen viser fejlen #REF!"),
        ([["Projekt", "Fase", "Fra", "Til"], *[[None] * 4] * (MOST // 4)], "Området har over"),
    ],
)
def test_a_table_of_phases_that_is_none_is_told_of(rows: Rows, told: str) -> None:
    answer = str(ask("DX_FASE", "ESDH", YEAR_END, rows))
    assert re.match(rf"Fejl: faser: (Række \d+ i området: )?{re.escape(told)}", answer), answer


@pytest.mark.parametrize(
    ("name", "rows", "told"),
    [
        ("ESDH", renamed(table(ACCOUNTS), "I alt", "Total"), "konti: Kolonnen »I alt« mangler."),
        ("Projekter", renamed(table(ACCOUNTS), "Gruppe", "X"), "konti: Kolonnen »Gruppe« mangler."),
        (
            "ESDH",
            changed(table(ACCOUNTS), 11, "I alt", Fault("#REF!")),
            "konti: Række 11 i området",
        ),
        ("Projekter", changed(table(ACCOUNTS), 11, "I alt", "ti"), "konti: Række 11 i området"),
        ("Projekter", changed(table(ACCOUNTS), 2, "Gruppe", Fault("#N/A")), "konti: Række 2 i"),
        ("ESDH", changed(table(ACCOUNTS), 2, "Navn", "ESDH"), "navn: 2 konti hedder »ESDH«."),
        ("Projekter", changed(table(ACCOUNTS), 2, "Navn", "Projekter"), "navn: Både en konto og"),
    ],
)
def test_a_table_of_accounts_that_cannot_be_added_is_told_of(
    name: str, rows: Rows, told: str
) -> None:
    assert str(ask("DX_SUM", name, rows)).startswith(f"Fejl: {told}")


def test_a_workbook_that_is_no_register_is_told_of() -> None:
    told = str(ask("DX_TEKST", {}, "x"))
    assert told.startswith("Fejl: Projektmappen er ikke et register")


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.sampled_from(
        [Fault("#REF!"), Fault(""), "Projekt", "Fase", "Fra", "Konti", "Navn", "I alt"]
    ),
)
RANGES = st.lists(st.lists(CELLS, max_size=5), max_size=5)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
@given(st.lists(CELLS | RANGES, min_size=3, max_size=3))
def test_whatever_a_cell_gives_it_gets_a_number_or_a_text(function: Any, cells: list[Any]) -> None:  # noqa: ANN401 - a parameter
    asked = cells[: len(function.passed)]
    told = function.call(*([registers.grids()] if function.reads_register else []), *asked)
    assert type(told) in {str, float}


# The list.


def test_names_are_such_that_excel_and_vba_take_them() -> None:
    names = [function.name for function in FUNCTIONS]
    assert len(names) == len(set(names))
    for function in FUNCTIONS:
        assert re.fullmatch(r"DX_[A-Z]+", function.name)
        assert function.example.startswith(f"={function.name}(")
        optional = [one.optional for one in function.arguments]
        assert optional == sorted(optional), "optional arguments come last"
        for argument in function.arguments:
            assert re.fullmatch(r"[a-z]+", argument.name)
        # Excel's function wizard shows no more than 255 characters of each.
        assert all(
            0 < len(text) <= 255 and text.endswith(".")
            for text in (function.about, *(argument.about for argument in function.arguments))
        )


def test_a_trigger_is_not_passed_on() -> None:
    [function] = [one for one in FUNCTIONS if one.name == "DX_TEKST"]
    assert [one.trigger for one in function.arguments] == [False, True]
    assert [one.name for one in function.passed] == ["tekst"]
