"""The income statement: its columns, the lines left out, thousands that add up, and its look."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from docx_parts import grid, part
from hypothesis import given
from hypothesis import strategies as st
from office import to_pdf, validator_errors
from pypdf import PdfReader
from registers import grids

from digit_xl import danish, export
from digit_xl.association import sections, statement
from digit_xl.association.sheets import Accounts
from digit_xl.association.thousands import nearest, rounded, sides
from digit_xl.book.grid import Fault
from digit_xl.facts import Fact, Records
from digit_xl.findings import Severity
from digit_xl.word import wml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from digit_xl.book.grid import Cell
    from digit_xl.facts import Facts, Node
    from digit_xl.word.wml import Element

AMOUNTS = st.decimals("-99999999.99", "99999999.99", places=2)
NBSP = "\u00a0"

ALONE: dict[str, Cell] = {"Konti!I2": None, "Konti!I3": None}
WAIT = Fault("")  # for Excel to calculate
# Larger than the small register's own, with a line of every kind in a group and outside.
LARGE: dict[str, Cell] = {
    "Forening!B14": None,
    "Forening!B15": None,
    "Forening!B16": None,
    **{f"Posteringer!{letter}{row}": None for letter in "ABCDEF" for row in range(2, 6)},
    "Konti!F2": -11717709.0,
    "Konti!I2": -12000000.0,
    "Konti!K2": -10000000.0,
    "Konti!G3": 2700499.0,
    "Konti!I3": 3000000.0,
    "Konti!K3": 2400000.0,
    "Konti!G4": -1056400.0,
    "Konti!K4": None,
    **dict(
        zip(
            [f"Konti!{letter}5" for letter in "ABCDGHIJKL"],
            [4.0, "Beta", "Projekter", "Udgift", 800499.49, WAIT, None, WAIT, 1000.0, WAIT],
            strict=True,
        )
    ),
}
THOUSANDS: dict[str, Cell] = LARGE | {"Forening!B17": "tkr."}


# An account that only the budget has, and one that only last year has.
EXPECTED: dict[str, Cell] = LARGE | {
    "Konti!G5": None,
    **dict(
        zip(
            [f"Konti!{letter}6" for letter in "ABCDGHIJKL"],
            [5.0, "Gamma", "Projekter", "Udgift", None, WAIT, 2000.0, WAIT, None, WAIT],
            strict=True,
        )
    ),
}


def calculated(changes: Mapping[str, Cell]) -> dict[str, Cell]:
    """The changes, and in each computed cell of Konti the value that Excel would have saved."""
    register, _ = export.check(grids(changes, tables=False))
    of = {"total": "H", "deviation": "J", "posted": "L"}
    saved: dict[str, Cell] = {}
    for line in register[Accounts].iter_rows(named=True):
        for name, letter in of.items():
            value = line[name]
            saved[f"Konti!{letter}{line['row']}"] = None if value is None else float(value)
    return {**changes, **saved}


def facts(changes: Mapping[str, Cell]) -> Facts:
    register, outcome = export.check(grids(changes, tables=False))
    assert not outcome.failed, outcome.findings
    return sections.facts(register)


def remarks(changes: Mapping[str, Cell]) -> list[tuple[str, str]]:
    _, outcome = export.check(grids(changes, tables=False))
    assert {finding.severity for finding in outcome.findings} <= {Severity.REMARK}
    return [(str(finding.place), finding.message) for finding in outcome.findings]


def shown(node: Node, words: str = "") -> str:
    assert isinstance(node, Fact)
    return danish.text(node.value, words).replace(NBSP, " ")


def lines(named: Facts, *names: str) -> list[list[str]]:
    records = named["regnskab"]
    assert isinstance(records, Records)
    found = [record.facts["linjer"] for record in records.items]
    return [
        [shown(line.facts[name]) for name in names]
        for run in found
        if isinstance(run, Records)
        for line in run.items
    ]


def written(changes: Mapping[str, Cell]) -> bytes:
    outcome = export.export(grids(changes, tables=False), export.template(None))
    assert outcome.document is not None
    return outcome.document


def table(document: bytes) -> Element:
    """The income statement."""
    found = part(document).iter(wml.TBL)
    titled = ((it, it.find(f"{wml.w('tblPr')}/{wml.w('tblCaption')}")) for it in found)
    told = [
        it for it, title in titled if title is not None and "Resultat" in title.get(wml.VAL, "")
    ]
    assert len(told) == 1
    return told[0]


@given(st.lists(st.tuples(AMOUNTS, st.integers(0, 4)), min_size=1), st.integers(-1, 30))
def test_thousands_add_up_and_one_amount_of_each_sum_takes_what_is_lacking(
    amounts: list[tuple[Decimal, int]], named: int
) -> None:
    exact, groups = [amount for amount, _ in amounts], [group for _, group in amounts]
    total = nearest(sum(exact, start=Decimal(0)))
    got = rounded(exact, groups, total, named if 0 <= named < len(exact) else None)
    assert sum(got) == total
    parts = {group: [at for at, of in enumerate(groups) if of == group] for group in groups}
    others = 0
    for members in parts.values():
        own = nearest(sum((exact[at] for at in members), start=Decimal(0)))
        others += sum(got[at] for at in members) != own
        off = [at for at in members if got[at] != nearest(exact[at])]
        assert len(off) <= 1
        if off and named in members:
            assert off == [named]
        if off and named not in members:
            assert abs(exact[off[0]]) == max(abs(exact[at]) for at in members)
        most = Decimal(len(members) + 1) / 2 + Decimal(len(parts) + 1) / 2
        assert all(abs(got[at] - nearest(exact[at])) <= most for at in off)
    assert others <= 1


@given(st.lists(st.tuples(st.integers(-(10**6), 10**6), st.integers(0, 3)), min_size=1))
def test_whole_thousands_stay_as_they_are(amounts: list[tuple[int, int]]) -> None:
    exact = [Decimal(amount * 1000) for amount, _ in amounts]
    groups = [group for _, group in amounts]
    assert rounded(exact, groups, sum(exact, start=Decimal(0)) / 1000) == [
        amount for amount, _ in amounts
    ]


@given(AMOUNTS, AMOUNTS)
def test_the_result_is_rounded_by_itself_and_both_signs_alike(
    income: Decimal, rest: Decimal
) -> None:
    first, second = sides(income, rest)
    exact = ((income + rest) / 1000).quantize(Decimal(1), ROUND_HALF_UP)
    assert (first + second, first) == (exact, nearest(income))
    assert sides(-income, -rest) == (-first, -second)
    assert abs(second - nearest(rest)) <= 1


@pytest.mark.parametrize("unit", ["kroner", "tkr."])
@pytest.mark.parametrize(
    "changes",
    [ALONE, {}, LARGE, EXPECTED],
    ids=["alone", "budget", "both", "expected"],
)
def test_what_excel_has_not_calculated_yet_is_known_all_the_same(
    changes: Mapping[str, Cell], unit: str
) -> None:
    waiting = {**changes, "Forening!B17": unit}
    named = facts(waiting)
    assert named == facts(calculated(waiting))
    for sum_of in ("indtægter", "udgifter", "resultat"):
        assert shown(named[f"opgørelse.{sum_of}.i_alt"])


@pytest.mark.parametrize("unit", ["kroner", "tkr."])
def test_an_account_with_only_a_budget_has_used_nothing_of_it_wherever_it_is_shown(
    unit: str,
) -> None:
    named = facts({**EXPECTED, "Forening!B17": unit})
    zero, budget = ("0", "2") if unit == "tkr." else ("0,00", "2.000,00")
    columns = ("navn", "udgifter", "i_alt", "budget", "afvigelse", "sidste_år")
    assert lines(named, *columns)[3] == ["Gamma", "", zero, budget, f"−{budget}", ""]
    assert lines(named, *columns)[2][:4] == ["Beta", "", zero, ""]
    assert shown(named["konti.Gamma.i_alt"]) == "0,00"
    assert shown(named["konti.Gamma.afvigelse"]) == "−2.000,00"


def test_columns_are_there_when_the_register_has_an_amount_for_them() -> None:
    last: dict[str, Cell] = {"Konti!K3": 0.0}
    form = ("enkel", "sammenlignet", "med_budget", "med_sidste_år")

    def told(changes: Mapping[str, Cell]) -> list[str]:
        named = facts(changes)
        return [shown(named[f"opgørelse.{name}"]) for name in form]

    assert told(ALONE) == ["ja", "nej", "nej", "nej"]
    assert told({}) == ["nej", "ja", "ja", "nej"]
    assert told(ALONE | last) == ["nej", "ja", "nej", "ja"]
    assert told(last) == ["nej", "ja", "ja", "ja"]


TITLES = ["Note", "Post", "Regnskab 2019", "Budget 2019", "Forbrug i pct."]
OF_BEFORE = ["Regnskab 2018", "Ændring i pct."]


@pytest.mark.parametrize(
    ("changes", "titles"),
    [
        (ALONE, ["Note", "Post", "Indtægter", "Udgifter", "I alt"]),
        ({}, TITLES),
        (ALONE | {"Konti!K3": 0.0}, TITLES[:3] + OF_BEFORE),
        (LARGE, TITLES + OF_BEFORE),
    ],
    ids=["alone", "budget", "last year", "both"],
)
def test_the_table_has_those_columns_and_is_as_wide_as_the_text(
    changes: Mapping[str, Cell], titles: list[str]
) -> None:
    made = table(written(changes))
    rows = grid(made)
    assert [title.replace(NBSP, " ") for title in rows[0]] == titles
    assert {len(cells) for cells in rows} == {len(titles)}
    widths = [int(it.get(wml.w("w"), "")) for it in made.iter(wml.w("gridCol"))]
    cells = [[int(w.get(wml.w("w"), "")) for w in row.iter(wml.w("tcW"))] for row in wml.rows(made)]
    assert cells == [widths] * len(rows)
    assert abs(sum(widths) - round(145 * 1440 / 25.4)) <= len(widths)
    tags = {tag.get(wml.VAL, "") for tag in made.iter(wml.TAG)}
    assert any("forbrug" in tag for tag in tags) is ("Forbrug i pct." in titles)
    assert any("sidste_år" in tag for tag in tags) is ("Regnskab 2018" in titles)


def test_a_line_without_any_amount_is_left_out_and_a_written_zero_is_one() -> None:
    blank: dict[str, Cell] = {"Konti!I3": None, "Konti!G3": None, "Forening!B15": None}
    blank["Projekter!G3"] = None
    blank |= {f"Posteringer!F{row}": 0.0 for row in (3, 4)}
    assert lines(facts(blank), "navn") == [["Kontingent"], ["Overført"]]
    assert "Projekter i alt" not in {cells[1] for cells in grid(table(written(blank)))}
    for kept in ({"Konti!G3": 0.0}, {"Konti!I3": 0.0}, {"Konti!K3": 0.0}):
        assert len(lines(facts(blank | kept), "navn")) == 3
    last_year = lines(facts(blank | {"Konti!K3": 50.0}), "navn", "i_alt", "sidste_år", "ændring")
    assert last_year[1] == ["Alfakonto", "0,00", "50,00", "−1"]
    assert lines(facts(blank | {"Konti!G3": 0.0}), "udgifter", "i_alt")[1] == ["0,00", "0,00"]


def test_sums_are_of_the_lines_kinds_where_columns_are_compared() -> None:
    named = facts(LARGE)
    told = {
        side: [
            shown(named[f"opgørelse.{side}.{name}"]) for name in ("i_alt", "budget", "sidste_år")
        ]
        for side in ("indtægter", "udgifter", "resultat")
    }
    assert told == {
        "indtægter": ["−11.717.709,00", "−12.000.000,00", "−10.000.000,00"],
        "udgifter": ["2.444.598,49", "3.000.000,00", "2.401.000,00"],
        "resultat": ["−9.273.110,51", "−9.000.000,00", "−7.599.000,00"],
    }
    shares = [
        shown(named[f"opgørelse.{side}.{name}"], "procent")
        for side in ("indtægter", "udgifter")
        for name in ("forbrug", "ændring")
    ]
    assert shares == ["97,6 %", "17,2 %", "81,5 %", "1,8 %"]
    places = named["opgørelse.udgifter.forbrug"]
    assert isinstance(places, Fact)
    assert [str(place) for place in places.places] == ["Konti!H3:H5", "Konti!I3:I5"]


def test_percentages_mean_the_same_under_both_conventions_of_signs() -> None:
    plus: dict[str, Cell] = LARGE | {"Forening!B10": "plus"}
    for address in ("Konti!F2", "Konti!I2", "Konti!K2", "Konti!I3", "Konti!K3", "Konti!K5"):
        amount = LARGE[address]
        assert isinstance(amount, float)
        plus[address] = -amount
    plus |= {"Medlemmer!E2": 100.0, "Medlemmer!E3": 100.5}
    names = ("navn", "forbrug", "ændring")
    assert lines(facts(plus), *names) == lines(facts(LARGE), *names)
    assert shown(facts(plus)["opgørelse.resultat.i_alt"]) == "9.273.110,51"


@pytest.mark.parametrize(
    ("part_of", "whole", "told"),
    [
        ("90", "100", ("90,0 %", "−10,0 %")),
        ("-110", "-100", ("110,0 %", "10,0 %")),
        ("0.00", "100", ("0,0 %", "−100,0 %")),
        ("5", "0.00", ("", "")),
        ("5", None, ("", "")),
        (None, "5", ("", "")),
        ("-5", "100", ("", "")),
        ("1000", "100", ("", "")),
        ("999", "100", ("999,0 %", "899,0 %")),
    ],
)
def test_a_percentage_that_tells_nothing_is_blank(
    part_of: str | None, whole: str | None, told: tuple[str, str]
) -> None:
    now, then = (None if text is None else Decimal(text) for text in (part_of, whole))
    found = statement.share(now, then), statement.change(now, then)
    assert tuple(danish.text(it, "procent").replace(NBSP, " ") for it in found) == told


def test_in_thousands_the_lines_add_up_to_their_sums() -> None:
    named = facts(THOUSANDS)
    assert lines(named, "navn", "indtægter", "udgifter", "i_alt", "budget", "sidste_år") == [
        ["Kontingent", "−11.718", "", "−11.718", "−12.000", "−10.000"],
        ["Alfakonto", "", "2.701", "2.701", "3.000", "2.400"],
        ["Beta", "", "800", "800", "", "1"],
        ["Overført", "", "−1.056", "−1.056", "", ""],
    ]
    assert [shown(named[f"opgørelse.{it}"]) for it in ("indtægter", "udgifter", "resultat")] == [
        "−11.718",
        "2.445",
        "−9.273",
    ]
    assert shown(named["opgørelse.enhed"]) == "tkr."
    assert shown(named["regnskab.resultat"]) == "−9.273.110,51"
    assert shown(named["konti.Beta.udgifter"]) == "800.499,49"
    assert lines(named, "forbrug", "ændring") == lines(facts(LARGE), "forbrug", "ændring")


def test_the_rounding_is_told_where_it_was_put_and_why() -> None:
    assert remarks(THOUSANDS) == [
        (
            "Konti!G3",
            "For at summen kan gå op i hele tusinder, er 1 tkr. lagt til her: Rapporten viser "
            "2.701 tkr. og ikke 2.700 tkr. Det er det største beløb i summen; vælg en anden konto "
            "i feltet »Konto til afrunding« på arket Forening.",
        )
    ]
    (chosen,) = remarks(THOUSANDS | {"Forening!B18": "Beta"})
    assert chosen[0] == "Konti!G5"
    assert chosen[1].endswith("Kontoen er valgt i feltet »Konto til afrunding« på arket Forening.")
    (elsewhere,) = remarks(THOUSANDS | {"Forening!B18": "Kontingent"})
    assert elsewhere[0] == "Konti!G3"
    assert elsewhere[1].endswith("som kontoen »Kontingent« ikke er med i.")
    less = remarks(THOUSANDS | {"Konti!G3": 2700501.0, "Konti!G5": 800501.0})
    assert "1 tkr. trukket fra her" in less[0][1]
    assert remarks(LARGE) == remarks(LARGE | {"Forening!B17": "kroner"}) == []


def test_a_sum_stays_with_the_line_above_it_and_a_title_with_the_one_below() -> None:
    made = table(written(LARGE))
    rows = [*wml.rows(made)]
    styles = [wml.style_of(next(row.iter(wml.P))) or "" for row in rows]
    assert all(row.find(f"{wml.TR_PR}/{wml.w('cantSplit')}") is not None for row in rows)
    assert [wml.is_header(row) for row in rows] == [True, *[False] * (len(rows) - 1)]
    definitions = part(written(LARGE), "word/styles.xml")
    kept = {
        style.get(wml.w("styleId"))
        for style in definitions.iter(wml.w("style"))
        if style.find(f"{wml.P_PR}/{wml.w('keepNext')}") is not None
    }
    for above, below in pairwise(styles):
        if "Total" in below or "Resultat" in below or "Gruppe" in above:
            assert above in kept, (above, below)
    assert {"TabelTekst", "TabelResultat"}.isdisjoint(kept)
    assert styles[-1] == "TabelResultat"


@pytest.mark.office
@pytest.mark.parametrize("changes", [ALONE, LARGE, THOUSANDS], ids=["alone", "both", "tkr"])
def test_the_printed_page_has_whole_amounts_and_one_kind_of_minus(
    changes: Mapping[str, Cell], tmp_path: Path
) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(written(changes))
    assert validator_errors(path) == []
    pages = [page.extract_text() for page in PdfReader(to_pdf(path, tmp_path)).pages]
    page = next(text for text in pages if "Årets resultat" in text and "Beløb i" in text)
    wanted = {cell.replace(NBSP, " ") for row in grid(table(path.read_bytes())) for cell in row}
    amounts = {text for text in wanted if re.fullmatch(r"[−\d.,% ]+", text)}
    assert amounts
    broken = [text for text in amounts if text not in page.replace(NBSP, " ")]
    assert broken == []
    assert not re.search(r"(?<![\d.])[-–]\d", page)
    assert f"Beløb i {'tkr.' if changes is THOUSANDS else 'kr.'}" in page
