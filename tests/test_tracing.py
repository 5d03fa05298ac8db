"""Where a figure of a report comes from, and where the report shows a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from registers import grids
from standing_parts import held_against, register, report_of_2019, show, written

from digit_xl import tracing
from digit_xl.findings import Place, Refusal
from digit_xl.word import package

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """The report of the small register."""
    path = tmp_path / "rapport.docx"
    path.write_bytes(written(grids()))
    return path


@pytest.fixture
def of_2019(tmp_path: Path) -> Path:
    """The report of the year that comes along."""
    path = tmp_path / "rapport-2019.docx"
    path.write_bytes(report_of_2019())
    return path


def test_every_figure_is_told_with_its_cells(of_2019: Path) -> None:
    told = tracing.trace(of_2019)
    assert len(told.found) == told.ledger.figures == 143
    assert all(one.entry.places for one in told.found)
    assert not any(one.changed for one in told.found)


@pytest.mark.parametrize(
    "asked", ["−322.748,08", "-322.748,08", "322748,08 kr.", "322.748,08", "−322.748,08 kr."]
)
def test_an_amount_is_found_however_it_is_typed(of_2019: Path, asked: str) -> None:
    told = tracing.trace(of_2019, asked)
    assert [one.entry.name for one in told.found] == [
        *("regnskab.resultat", "opgørelse.resultat", "opgørelse.resultat", "regnskab.resultat")
    ]
    assert str(told.found[2]) == (
        "−322.748,08 → summen af Konti!H2:H19 (opgørelse.resultat), i tabellen »Note« under "
        "overskriften »Resultatopgørelse« ved »Årets resultat 2019 −322.748,08«"
    )


def test_what_the_report_was_written_from_is_told(of_2019: Path) -> None:
    assert tracing.trace(of_2019).origin == (
        "Skrevet med digit-xl 0.1.0 af registret f71618f9 (Den Kommunale Digitaliseringsforening, "
        "2019)."
    )


def test_a_name_is_found_whole_or_by_its_last_words(of_2019: Path) -> None:
    whole, last = (tracing.trace(of_2019, asked) for asked in ("Regnskab.resultat", "resultat"))
    assert {one.entry.name for one in whole.found} == {"regnskab.resultat"}
    assert {one.entry.name for one in last.found} == {"regnskab.resultat", "opgørelse.resultat"}


def test_a_text_is_found_and_told_as_a_reader_sees_it(report: Path) -> None:
    assert [one.entry.places for one in tracing.trace(report, "eva").found] == [("Oplevelser!A2",)]
    [text] = tracing.trace(report, "tekst.økonomi").found
    assert str(text).startswith("Resultatet er −70,25 kr. → Tekster!C4 (tekst.økonomi), under")
    assert text.told["text"] == "Resultatet er −70,25 kr."


def test_what_is_not_shown_finds_nothing_and_the_nearest_name(report: Path) -> None:
    told = tracing.trace(report, "regnskab.resultatet")
    assert (told.found, told.near) == ((), "regnskab.resultat")
    assert tracing.trace(report, "12345,67").found == ()


CELLS = {
    "Konti!G3": ["konti.2.udgifter", "diagram.udgifter"],
    "konti!$g$3": ["konti.2.udgifter", "diagram.udgifter"],
    "Konti!H4": [
        "regnskab.resultat",
        "i_alt",
        "opgørelse.udgifter.i_alt",
        "opgørelse.resultat.i_alt",
    ],
    "Medlemmer!A3": ["medlemmer.antal", "navn"],
    "Tekster!C4": ["tekst.økonomi"],
    "Tekster!C4:C99": ["tekst.økonomi"],
    "Konti!Z99": [],
}


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_is_found_where_it_is_shown_and_in_its_sums(report: Path, cell: str) -> None:
    found = {one.entry.name: None for one in tracing.trace(report, cell=cell).found}
    missing = [name for name in CELLS[cell] if name not in found]
    assert missing == []
    assert bool(found) is bool(CELLS[cell])


@pytest.mark.parametrize("cell", ["", "Konti!", "Konti!3G", "Konti!G0", "a!b!c"])
def test_what_is_no_cell_is_refused(report: Path, cell: str) -> None:
    with pytest.raises(Refusal, match="er ikke en celle") as refused:
        tracing.trace(report, cell=cell)
    assert refused.value.code == "cell-address"


def test_a_sum_is_told_from_what_else_comes_of_many_cells(report: Path) -> None:
    [result] = tracing.trace(report, "opgørelse.resultat.i_alt").found
    counted = tracing.trace(report, "medlemmer.antal").found[0]
    assert "summen af Konti!H2:H4" in str(result)
    assert "beregnet af Medlemmer!A2:A3" in str(counted)


def test_what_was_typed_over_since_is_told(report: Path) -> None:
    held = held_against(report.read_bytes(), register({}))
    show(held.control("konti.2.udgifter|kr").element, "7 kr.")
    show(held.control("tekst.økonomi").element, "Ny tekst.")
    report.write_bytes(package.written(held.package))
    [figure] = tracing.trace(report, "konti.2.udgifter").found
    assert str(figure).startswith(
        "7 kr. (skrevet om i Word; der stod »150,25 kr.«) → Konti!G3 (konti.2.udgifter), under"
    )
    assert figure.told["changed"] is True
    before = tracing.trace(report, "150,25 kr.").found  # what it showed when it was written
    assert figure.told in [one.told for one in before]
    [text] = tracing.trace(report, "tekst.økonomi").found
    assert str(text).startswith("Ny tekst. (redigeret i Word) →")


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("Konti!F5", Place("Konti", 5, 6)),
        ("Konti!AB5:AB9", Place("Konti", 5, 28, 9)),
        ("Konti!F5:F5", Place("Konti", 5, 6)),
        ("'Mit ark'!C2", Place("Mit ark", 2, 3)),
        ("'Så''n'!C2", Place("Så'n", 2, 3)),
        ("Konti", Place("Konti")),
        ("Konti!F5:G9", None),
        ("Konti!5", None),
    ],
)
def test_a_place_is_read_from_its_address(address: str, place: Place | None) -> None:
    assert Place.named(address) == place
    if place is not None:
        assert Place.named(str(place)) == place
