"""Each rule has a failing example in which only the broken cell is told of."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from registers import GOOD, grids

from digit_xl import describe, export
from digit_xl.book.grid import Fault
from digit_xl.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digit_xl.book.grid import Cell, Grid

NBSP = "\u00a0"

# A rule, the cells that are changed, and the cells that must be told of; one line an example.
EXAMPLES: list[tuple[str, Mapping[str, Cell], list[str]]] = [
    ("ARK-02", {"Projekter!C1": "Kategorier"}, ["Projekter!C1"]),
    (
        "ARK-02",
        {"Medlemmer!C1": None, "Medlemmer!C2": None, "Medlemmer!C3": None},
        ["Medlemmer!A1"],
    ),
    ("ARK-02", {"Forening!A5": "Hjemmesiden"}, ["Forening!A5"]),
    ("ARK-02", {"Forening!A3": "Kaldenavn"}, ["Forening!A1"]),
    ("ARK-02", {"Forening!A3": "Korte navn"}, ["Forening!A3"]),
    ("BIL-01", {"Hverv!H2": "a.jpg", "Hverv!I2": "Anna"}, ["Hverv!H2"]),
    ("ARK-03", {"Noter!D1": "Tekst"}, ["Noter!D1"]),
    ("ARK-04", {"Noter!D1": None, "Noter!D2": "Løst indhold"}, ["Noter!D1"]),
    ("ARK-05", {"Noter!A4": 2.0, "Noter!B4": "Løs"}, ["Noter!A4"]),
    ("CEL-01", {"Konti!G3": Fault("#REF!")}, ["Konti!G3"]),
    ("CEL-02", {"Konti!G3": Fault("")}, ["Konti!G3"]),
    ("CEL-03", {"Konti!G3": "1.541.130,23"}, ["Konti!G3"]),
    ("CEL-03", {"Konti!A3": "2"}, ["Konti!A3"]),
    ("CEL-04", {"Faser!C2": "01-01-2018"}, ["Faser!C2"]),
    ("CEL-04", {"Forening!B11": "10. maj 2020"}, ["Forening!B11"]),
    ("CEL-05", {"Konti!G3": 150.255}, ["Konti!G3"]),
    ("CEL-06", {"Medlemmer!A3": f"Sønder{NBSP}by"}, ["Medlemmer!A3"]),
    ("CEL-06", {"Medlemmer!A3": "Sønderby\u200b"}, ["Medlemmer!A3"]),
    ("CEL-06", {"Medlemmer!A3": "Sønderby "}, ["Medlemmer!A3"]),
    ("CEL-07", {"Konti!G3": "cirka hundrede"}, ["Konti!G3"]),
    ("CEL-07", {"Konti!A3": 2.5}, ["Konti!A3"]),
    ("CEL-07", {"Faser!C2": 43101.0}, ["Faser!C2"]),
    ("CEL-07", {"Generalforsamlinger!A3": "hen på året"}, ["Generalforsamlinger!A3"]),
    ("CEL-07", {"Noter!B2": dt.datetime(2019, 2, 1)}, ["Noter!B2"]),
    ("CEL-08", {"Medlemmer!A3": None}, ["Medlemmer!A3"]),
    ("CEL-08", {"Forening!B2": None}, ["Forening!B2"]),
    ("CEL-09", {"Projekter!B3": "Alfa"}, ["Projekter!B3"]),
    ("CEL-09", {"Projekter!B3": "ALFA"}, ["Projekter!B3"]),
    ("CEL-10", {"Hverv!B3": "Bestyrelsen"}, ["Hverv!B3"]),
    ("CEL-10", {"Faser!B2": "Idefase"}, ["Faser!B2"]),
    ("FOR-01", {"Forening!B6": 16.0}, ["Forening!B6"]),
    ("FOR-02", {"Forening!B7": 19.0}, ["Forening!B7"]),
    ("FOR-03", {"Forening!B11": dt.date(2019, 12, 31)}, ["Forening!B11"]),
    ("FOR-04", {"Forening!B13": 2017.0}, ["Forening!B13"]),
    ("FOR-04", {"Forening!B13": 2047.0}, ["Forening!B13"]),
    ("FOR-04", {"Forening!B12": None, "Forening!B13": 2018.0}, ["Forening!B13"]),
    ("FOR-05", {"Forening!B12": -5.0}, ["Forening!B12"]),
    ("FOR-06", {"Forening!B13": 20270.0}, ["Forening!B13"]),
    ("MED-01", {"Medlemmer!B2": "1O1"}, ["Medlemmer!B2"]),
    (
        "MED-02",
        {"Medlemmer!D2": "december 2014", "Medlemmer!E2": None, "Medlemmer!E3": None},
        ["Medlemmer!D2"],
    ),
    ("MED-03", {"Medlemmer!E2": -99.0}, ["Konti!F2"]),
    ("PRO-01", {"Projekter!F2": 5.5}, ["Projekter!F2"]),
    ("PRO-03", {"Projekter!G2": None, "Projekter!H2": None}, ["Projekter!G2"]),
    (
        "PRO-03",
        {"Projekter!G2": None, "Projekter!H2": None, "Faser!C2": dt.date(2020, 1, 1),
         "Faser!D2": dt.date(2020, 2, 1), "Faser!C3": dt.date(2020, 2, 1)},
        ["Projekter!H2"],
    ),
    ("REF-01", {"Hverv!D2": "Norby"}, ["Hverv!D2"]),
    ("REF-01", {"Oplevelser!C2": "Norby"}, ["Oplevelser!C2"]),
    ("REF-02", {"Faser!A4": "BC", "Faser!A5": "BC"}, ["Faser!A4", "Faser!A5"]),
    ("REF-02", {"Posteringer!D3": "CC"}, ["Posteringer!D3"]),
    ("REF-02", {"Gevinster!A2": "CC"}, ["Gevinster!A2"]),
    ("REF-03", {"Projekter!D2": "Alfakontoen"}, ["Projekter!D2"]),
    ("REF-03", {"Forening!B18": "Afrunding"}, ["Forening!B18"]),
    ("CEL-10", {"Forening!B17": "tusinder"}, ["Forening!B17"]),
    ("REF-03", {"Forening!B14": "Kontingenter"}, ["Forening!B14"]),
    (
        "REF-04",
        {"Posteringer!F3": 0.0, "Posteringer!C3": 9.0, "Posteringer!F4": 150.25},
        ["Posteringer!C3"],
    ),
    ("REF-05", {"Konti!E2": 7.0}, ["Konti!E2"]),
    ("HVE-01", {"Hverv!E3": "juni 2020"}, ["Hverv!F3"]),
    ("HVE-02", {"Hverv!F4": "juni 2019"}, ["Hverv!E5"]),
    ("HVE-03", {"Hverv!C2": "Medlem"}, ["Hverv!C2"]),
    ("HVE-03", {"Hverv!C3": "Formand"}, ["Hverv!C3"]),
    ("HVE-04", {"Hverv!G7": None}, ["Hverv!G7"]),
    ("HVE-04", {"Hverv!G6": "AA"}, ["Hverv!G6"]),
    ("FAS-01", {"Faser!D2": dt.date(2017, 12, 1)}, ["Faser!D2"]),
    ("FAS-02", {"Faser!B2": "Gennemførelsesfase"}, ["Faser!B3"]),
    ("FAS-03", {"Faser!D2": dt.date(2019, 2, 1)}, ["Faser!C3"]),
    ("FAS-03", {"Faser!D2": None}, ["Faser!C3"]),
    ("FAS-04", {"Faser!B4": "Lukket", "Faser!B5": "Idéfase"}, ["Faser!B5"]),
    ("FAS-05", {"Faser!D3": dt.date(2019, 9, 1)}, ["Faser!D3"]),
    ("FAS-06", {"Faser!C2": dt.date(2016, 1, 1), "Faser!D2": dt.date(2017, 12, 1)}, ["Faser!D2"]),
    (
        "FAS-06",
        {"Faser!D4": dt.date(2022, 1, 1), "Faser!C5": dt.date(2022, 1, 1)},
        ["Faser!C5"],
    ),
    (
        "FAS-06",
        {"Faser!C4": dt.date(2016, 1, 1), "Faser!D4": dt.date(2017, 2, 1),
         "Faser!C5": dt.date(2017, 2, 1)},
        ["Faser!D4", "Faser!C5"],
    ),
    ("KON-01", {"Forening!B15": -70.0}, ["Forening!B15"]),
    (
        "KON-02",
        {"Konti!F2": 200.5, "Medlemmer!E2": 100.0, "Medlemmer!E3": 100.5, "Forening!B15": 330.75,
         "Posteringer!F2": 200.5},
        ["Konti!F2"],
    ),
    ("KON-03", {"Forening!B16": -21.0}, ["Konti!G4"]),
    ("KON-04", {"Posteringer!F3": 100.0}, ["Konti!L3"]),
    ("POS-01", {"Posteringer!A3": dt.date(2020, 1, 2)}, ["Posteringer!A3"]),
    ("GEN-01", {"Generalforsamlinger!B2": "Ekstraordinær"}, ["Generalforsamlinger!A1"]),
    ("NOT-01", {"Noter!C2": None}, ["Noter!C2"]),
    ("TEK-01", {"Tekster!A4": "vision"}, ["Tekster!A1"]),
    ("TEK-01", {"Tekster!C4": None}, ["Tekster!C4"]),
    ("TEK-02", {"Projekter!G2": "TODO: skriv"}, ["Projekter!G2"]),
    ("TEK-02", {"Noter!C2": "Beløbet er xx kr"}, ["Noter!C2"]),
    ("TEK-02", {"Hverv!A2": "???"}, ["Hverv!A2"]),
    ("TEK-03", {"Projekter!G3": "Kostede {konti.Alfakontoen.udgifter}"}, ["Projekter!G3"]),
    ("TEK-03", {"Tekster!C4": "Resultatet er {regnskab.resultat|måned}"}, ["Tekster!C4"]),
    ("FIG-02", {"Konti!H3": 150.0}, ["Konti!H3"]),
    ("FIG-02", {"Konti!H3": None}, ["Konti!H3"]),
    ("FIG-02", {"Konti!H3": Fault("#REF!")}, ["Konti!H3"]),
    ("FIG-03", {"Overblik!C5": 999999.0}, ["Overblik!C5"]),
    ("FIG-03", {"Overblik!C5": None}, ["Overblik!C5"]),
    ("FIG-03", {"Overblik!C5": 1e300}, ["Overblik!C5"]),
    ("GEN-02", {"Generalforsamlinger!A3": "oktober 2018"}, ["Generalforsamlinger!A3"]),
    (
        "KON-05",
        {"Konti!F3": 1.0, "Konti!G3": 149.25},
        ["Konti!F3"],
    ),
    (
        "KON-08",
        {"Forening!B17": "tkr.", "Konti!I2": None, "Konti!I3": 400.0, "Konti!I4": 400.0},
        ["Konti!I3"],
    ),
    ("KON-06", {"Konti!C4": "projekter"}, ["Konti!C4"]),
    (
        "PRO-02",
        {
            "Faser!C2": dt.date(2020, 1, 1),
            "Faser!D2": None,
            "Faser!A3": "BB",
            "Faser!B3": "Idéfase",
            "Faser!D3": dt.date(2019, 2, 1),
        },
        ["Projekter!G2"],
    ),
    ("FAS-05", {"Faser!D3": dt.date(2019, 9, 1)}, ["Faser!D3"]),
    # What follows from a mistake is not told beside it.
    ("CEL-10", {"Faser!B5": "Luket"}, ["Faser!B5"]),
    ("CEL-10", {"Tekster!A2": "påtegnig"}, ["Tekster!A2"]),
    ("CEL-01", {"Tekster!C3": Fault("#REF!")}, ["Tekster!C3"]),
    ("FOR-02", {"Forening!B7": 20199.0}, ["Forening!B7"]),
    ("REF-04", {"Posteringer!C3": 9.0}, ["Posteringer!C3"]),
    ("TEK-03", {"Tekster!C4": "Budget {forening.undertitel}"}, ["Tekster!C4"]),
    ("TEK-04", {"Tekster!C4": "# Overskrift"}, ["Tekster!C4"]),
    ("TEK-04", {"Tekster!C4": "1. en\n2. to"}, ["Tekster!C4"]),
    ("TEK-05", {"Tekster!C4": "Et mærke[^1] uden fodnote."}, ["Tekster!C4"]),
    ("TEK-05", {"Tekster!C4": "En tekst.\n\n[^1]: Uden mærke."}, ["Tekster!C4"]),
    ("TEK-05", {"Tekster!C4": "To[^1].\n\n[^1]: I[^2].\n\n[^2]: Nej."}, ["Tekster!C4"] * 2),
    ("TEK-05", {"Tekster!C4": "To[^1].\n\n[^1]: En.\n\n[^1]: To."}, ["Tekster!C4"]),
    ("TEK-05", {"Tekster!C4": "Tom[^a].\n\n[^a]:"}, ["Tekster!C4"]),
    ("TEK-06", {"Tekster!B4": "Økonomi[^1]"}, ["Tekster!B4"]),
    ("TEK-06", {"Projekter!B2": "Alfa i {forening.navn}"}, ["Projekter!B2"]),
    ("TEK-06", {"Noter!B2": "Note {regnskab.resultat|kr}"}, ["Noter!B2"]),
]  # fmt: skip


def told(sheets: Mapping[str, Grid]) -> list[tuple[str, str]]:
    """The findings as *(place, rule)*."""
    _, outcome = export.check(sheets)
    return [(str(finding.place), finding.rule) for finding in outcome.findings]


def test_the_good_register_has_no_finding() -> None:
    assert told(grids()) == []


@pytest.mark.parametrize(
    ("rule", "changes", "places"),
    EXAMPLES,
    ids=[f"{rule}-{'-'.join(changes)}" for rule, changes, _ in EXAMPLES],
)
def test_only_the_broken_cell_is_told_of(
    rule: str, changes: Mapping[str, Cell], places: list[str]
) -> None:
    assert told(grids(changes, tables=rule not in ("ARK-03", "ARK-04"))) == [
        (place, rule) for place in places
    ]


def test_blanks_in_a_column_of_own_values_are_not_the_same_value() -> None:
    assert told(grids({"Medlemmer!B2": None, "Medlemmer!B3": None})) == []


def test_a_missing_sheet_is_one_finding() -> None:
    assert told(grids(without=("Faser",))) == [("Faser", "ARK-01")]
    assert told(grids(without=("Overblik",))) == [("Overblik", "FIG-03")]


def test_more_groups_than_overblik_has_lines_are_told() -> None:
    from digit_xl.association.overview import GROUP_LINES

    changes: dict[str, Cell] = {}
    for row in range(5, 5 + GROUP_LINES):  # one group is there already
        values: list[Cell] = [float(row), f"Konto {row}", f"Gruppe {row}", "Udgift", None, None]
        values += [0.0, Fault(""), None, Fault(""), None, Fault("")]
        changes |= {
            f"Konti!{letter}{row}": v for letter, v in zip("ABCDEFGHIJKL", values, strict=True)
        }
    last = 4 + GROUP_LINES
    assert told(grids(changes, tables=False)) == [(f"Konti!C{last}", "KON-07")]


def test_a_carried_surplus_has_the_sign_of_a_result_also_when_income_is_positive() -> None:
    plus: dict[str, Cell] = {
        "Forening!B10": "plus",
        "Forening!B15": 70.25,
        "Forening!B16": 20.0,
        "Konti!F2": 200.5,
        "Konti!I2": None,
        "Konti!I3": None,
        "Medlemmer!E2": 100.0,
        "Medlemmer!E3": 100.5,
        "Posteringer!F2": 200.5,
        "Posteringer!F3": -100.25,
        "Posteringer!F4": -50.0,
        "Posteringer!F5": 20.0,
    }
    assert told(grids(plus)) == []
    assert told(grids(plus | {"Forening!B16": -20.0})) == [("Konti!G4", "KON-03")]


def test_a_fee_account_without_income_is_told() -> None:
    changes: dict[str, Cell] = {"Konti!F2": None, "Forening!B15": None, "Konti!I2": None}
    postings: dict[str, Cell] = {"Posteringer!F2": 0.0}
    assert told(grids(changes | postings)) == [("Konti!F2", "MED-03")]


def test_a_former_member_is_neither_counted_nor_asked_for_a_fee() -> None:
    from digit_xl.association import names

    former: dict[str, Cell] = {"Medlemmer!A4": "Vesterby", "Medlemmer!D4": "juni 2018"}
    register, outcome = export.check(grids(former, tables=False))
    assert outcome.findings == ()
    assert names.figures(register)["medlemmer.navne"].value == ("Nordby", "Sønderby")


def test_the_chair_is_known_in_small_letters_too() -> None:
    assert told(grids({"Hverv!C2": "formand"})) == []


def test_a_sheet_that_must_be_filled_is_not_empty() -> None:
    blanks = {
        f"Medlemmer!{letter}{row}": None
        for row in range(2, 2 + len(GOOD["Medlemmer"]))
        for letter in "ABCDE"
    }
    orphans = {f"Hverv!D{row}": None for row in range(2, 8)} | {"Oplevelser!C2": None}
    assert told(grids(blanks | orphans)) == [("Medlemmer!A2", "ARK-06")]


def test_every_rule_has_a_failing_example_and_an_id_of_its_own() -> None:
    ids = [rule.id for rule in describe.every_rule()]
    assert len(ids) == len(set(ids))
    assert set(ids) == {rule for rule, _, _ in EXAMPLES} | {
        *(
            "ARK-01",
            "ARK-06",
            "BIL-02",
            "CEL-11",
            "KON-07",
            "FIG-01",
            "FIG-04",
            "FIG-05",
        )  # tested by themselves
    }


def test_what_a_register_must_be_is_told_with_one_full_stop_at_a_time() -> None:
    assert ".." not in describe.text()


def test_each_conflict_with_a_long_term_is_told() -> None:
    changes: dict[str, Cell] = {
        "Hverv!E4": "januar 2010",
        "Hverv!F4": "januar 2030",
        "Hverv!E5": "januar 2014",
        "Hverv!A8": "Carl",
        "Hverv!B8": "Direktion",
        "Hverv!C8": "Medlem",
        "Hverv!D8": "Nordby",
        "Hverv!E8": "januar 2012",
        "Hverv!F8": "januar 2013",
    }
    assert told(grids(changes, tables=False)) == [("Hverv!E5", "HVE-02"), ("Hverv!E8", "HVE-02")]


def test_a_totals_row_that_lost_its_table_is_still_no_account() -> None:
    totals: dict[str, Cell] = {"Konti!A5": "I alt", "Konti!F5": -200.5, "Konti!G5": 130.25}
    assert told(grids(totals, tables=False)) == []


def test_a_phase_that_has_no_end_is_said_to_begin() -> None:
    changes: dict[str, Cell] = {
        "Faser!C4": dt.date(2016, 1, 1),
        "Faser!D4": dt.date(2017, 2, 1),
        "Faser!C5": dt.date(2017, 2, 1),
    }
    findings = [one for one in export.check(grids(changes))[1].findings if one.rule == "FAS-06"]
    assert [(one.place.cell, *one.message.split()[:4]) for one in findings] == [
        ("D4", "Gennemførelsesfase", "slutter", "i", "februar"),
        ("C5", "Lukket", "begynder", "i", "februar"),
    ]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("Faser!A2", "»Projekt« skal udfyldes. Projektets kode. Vælg på listen."),
        ("Konti!D2", "»Art« skal udfyldes. Vælg på listen: Indtægt, Udgift, Overført."),
        ("Faser!C2", "»Fra« skal udfyldes. Fasens første måned; dagen tæller ikke."),
    ],
)
def test_who_must_choose_is_told_to(cell: str, message: str) -> None:
    _, outcome = export.check(grids({cell: None}))
    assert message in {finding.message for finding in outcome.findings}


def test_a_date_that_never_ends_is_a_date() -> None:
    assert told(grids({"Faser!D3": dt.date(9999, 12, 31), "Hverv!F2": "december 9999"})) == []


def test_every_message_is_a_sentence_with_a_remedy() -> None:
    for _, changes, _ in EXAMPLES:
        _, outcome = export.check(grids(changes))
        for finding in outcome.findings:
            assert finding.message.endswith(".")
            assert ". " in finding.message or "; " in finding.message, finding.message


def test_all_findings_come_at_once_and_unreadable_cells_silence_sums() -> None:
    changes: dict[str, Cell] = {
        "Konti!G3": "150,25",  # no sum can be judged
        "Hverv!D2": "Norby",
        "Projekter!F2": 6.0,
    }
    assert told(grids(changes)) == [
        ("Hverv!D2", "REF-01"),
        ("Projekter!F2", "PRO-01"),
        ("Konti!G3", "CEL-03"),
    ]


def test_an_unreadable_term_is_not_taken_for_an_open_one() -> None:
    assert told(grids({"Hverv!F4": "engang", "Hverv!C4": "Formand"})) == [("Hverv!F4", "CEL-07")]


def test_more_findings_of_one_rule_than_can_be_read_are_counted() -> None:
    from digit_xl.association.rules import check

    rows = {f"Posteringer!A{row}": dt.date(2020, 1, 1) for row in range(2, 6)}
    before, check.MOST = check.MOST, 2
    try:
        _, outcome = export.check(grids(rows))
    finally:
        check.MOST = before
    assert [finding.rule for finding in outcome.findings] == ["POS-01"] * 3
    assert outcome.findings[-1].message.endswith("Det samme gælder herfra 2 steder.")
    assert all(finding.severity is Severity.ERROR for finding in outcome.findings)
