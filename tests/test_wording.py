"""Formulas name what they read as this workbook calls it, or are not written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from office import recalculated, validator_errors
from registers import grids
from saved_parts import REGISTER, run, sheet

from digit_xl import export, filling
from digit_xl.association import figures
from digit_xl.association.sheets import Accounts, Projects
from digit_xl.association.wording import Wording, canonical, wording
from digit_xl.book import disk
from digit_xl.book.changes import Changes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from openpyxl.workbook import Workbook

    from digit_xl.book.grid import Grid

COMPUTED = {"Konti": (8, 10, 12), "Projekter": (9,)}
# What people make of headings and of the names of fields without noticing.
ODD = {
    "Konti!A1": "NR",
    "Konti!F1": "Indtægter ",
    "Konti!G1": " udgifter",
    "Konti!H1": "I  alt ",
    "Konti!I1": "Budget\n",
    "Posteringer!C1": "konto ",
    "Posteringer!F1": "Beløb\u00a0",
    "Projekter!A1": " Kode",
    "Faser!A1": "PROJEKT",
    "Faser!B1": "Fase ",
    "Faser!C1": "\tFra",
    "Forening!A1": "felt ",
    "Forening!B1": " Værdi",
    "Forening!A7": "Regnskabsår ",
    "Forening!A10": "fortegn  for  indtægter",
}


def changed(path: Path, change: Callable[[Workbook], object]) -> Path:
    """The 2019 register, all of whose formulas are lost, with the change."""
    from openpyxl import load_workbook

    workbook = load_workbook(REGISTER)
    for title, columns in COMPUTED.items():
        for row in range(2, workbook[title].max_row + (title != "Konti")):
            for column in columns:
                workbook[title].cell(row, column).value = None
    change(workbook)
    workbook.save(path)
    return path


def put(cells: Mapping[str, str]) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        for place, text in cells.items():
            title, _, address = place.partition("!")
            cell = workbook[title][address]
            cell.value = text
            if cell.row == 1:  # Excel renames the table's column, which openpyxl does not
                workbook[title].tables[title].tableColumns[cell.column - 1].name = text

    return change


def computed(found: Mapping[str, Grid]) -> list[object]:
    """What the computed cells show."""
    return [
        round(cell, 2) if isinstance(cell, float) else cell
        for title, columns in COMPUTED.items()
        for column in columns
        for cell in [
            row[column - 1] for row in found[title].rows[1 : 20 if title == "Konti" else 40]
        ]
    ]


def test_the_odd_names_are_those_of_the_cells_that_formulas_read() -> None:
    there = disk.read(REGISTER.read_bytes(), [place.partition("!")[0] for place in ODD])
    words = wording(there, export.check(there)[0])
    named = {*words.headings.values(), *words.fields.values()}
    for text in ODD.values():
        assert " ".join(text.split()).casefold() in {name.casefold() for name in named}
        assert text not in named


@pytest.mark.office
def test_libreoffice_calculates_what_is_named_oddly(tmp_path: Path) -> None:
    total = {"Konti!H20": "=SUBTOTAL(109,Konti[[I  alt ]])"}  # as Excel renames it
    register = changed(tmp_path / "r.xlsx", put(ODD | total))
    wrong = validator_errors(register)  # openpyxl's own
    result = run("fill", register, "--in-place")
    assert result.exit_code == 0
    assert "r.xlsx: 71 formler skrevet." in result.stderr.splitlines()
    assert validator_errors(register) == wrong
    titles = [*COMPUTED]
    before = disk.read(REGISTER.read_bytes(), titles)
    assert computed(disk.read(register.read_bytes(), titles)) == computed(before)
    assert computed(disk.read(recalculated(register.read_bytes(), tmp_path), titles)) == computed(
        before
    )
    again = run("fill", register)
    assert again.stderr == "r.xlsx: Alle formler er på plads.\n"


def test_a_formula_with_the_declared_name_is_put_into_the_workbooks_words(tmp_path: Path) -> None:
    """As an older digit-xl has written it; Excel shows #REF! there."""
    from openpyxl import load_workbook

    workbook = load_workbook(REGISTER)
    put({"Konti!F1": "Indtægter ", "Forening!A10": "Fortegn for  indtægter"})(workbook)
    workbook.save(tmp_path / "r.xlsx")
    assert run("fill", tmp_path / "r.xlsx", "--in-place").exit_code == 0
    there = sheet(tmp_path / "r.xlsx", "Konti").formulas({8, 10, 12})
    for row in range(2, 20):
        assert there[row, 8].startswith("Konti[[#This Row],[Indtægter ]]+IF(INDEX(Forening[Værdi],")
        assert 'MATCH("Fortegn for  indtægter",Forening[Felt],0)' in there[row, 8]
        assert there[row, 10] == sheet(REGISTER, "Konti").formulas({10})[row, 10]


WORDS = Wording(
    {"A": "Regnskab", "B": "Felter"},
    {("A", "x"): "x", ("A", "y"): "y's [1] #2", ("A", "z"): " z", ("A", "w"): "w.w"},
    {("B", "f"): 'f "*" ~?'},
)


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("SUM(A[x])", "SUM(Regnskab[x])"),
        ("SUM(A[y])", "SUM(Regnskab[[y''s '[1'] '#2]])"),
        ("A[[#This Row],[y]]", "Regnskab[[#This Row],[y''s '[1'] '#2]]"),
        ("SUM(A[z],A[w])", "SUM(Regnskab[[ z]],Regnskab[[w.w]])"),
        ('MATCH("f",A[x],0)', 'MATCH("f",Regnskab[x],0)'),
    ],
)
def test_a_heading_is_written_as_excel_reads_it(declared: str, written: str) -> None:
    words = Wording(WORDS.tables, WORDS.headings, {("A", "f"): "f"})
    assert words.formula(declared) == written


def test_a_field_is_looked_up_by_its_name_letter_by_letter() -> None:
    words = Wording(WORDS.tables, {("B", "Felt"): "Felt"}, WORDS.fields)
    assert words.formula('MATCH("f",B[Felt],0)') == 'MATCH("f ""~*"" ~~~?",Felter[Felt],0)'


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Konti[[#This Row],[Budget ]]", "[@[Budget ]]", True),
        ("Konti[[#This Row], [Budget ]]", "Konti[@[Budget ]]", True),
        ("Konti[[#This Row],[Budget]]", "[@Budget]", True),
        ("Konti[[#This Row],[Budget ]]", "[@Budget]", False),
        ("SUM(Konti[[Budget ]])", "SUM( Konti[Budget ] )", True),
        ("SUM(Konti[Budget])", "SUM(Konti[[Budget ]])", False),
        ("SUM(Konti[[ny''s '[1'] '#2]])", "SUM(konti[NY''s '[1'] '#2])", True),
        ('MATCH("a b",Konti[Budget],0)', 'MATCH("a  b",Konti[Budget],0)', False),
        ('MATCH("a b",Konti[Budget],0)', 'match("A b", Konti[BUDGET], 0)', True),
        ("Konti[[#This Row],[Budget]]", "Andre[[#This Row],[Budget]]", False),
    ],
)
def test_formulas_are_the_same_when_excel_takes_them_for_that(
    one: str, other: str, same: object
) -> None:
    assert (canonical(one, "Konti") == canonical(other, "Konti")) is same


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            put({"Forening!A10": "Fortegn"}),
            "»I alt« kan ikke udfyldes, for feltet »Fortegn for indtægter« mangler på arket "
            "Forening. Indsæt det igen med netop det navn.",
        ),
        (
            put({"Posteringer!F1": "Kroner"}),
            "»Posteret« kan ikke udfyldes, for kolonnen »Beløb« mangler på arket Posteringer. "
            "Indsæt den igen med netop det navn.",
        ),
        (
            lambda workbook: workbook.remove(workbook["Posteringer"]),
            "»Posteret« kan ikke udfyldes, for arket Posteringer mangler. Opret det igen, fx fra "
            "et nyt register.",
        ),
        (
            lambda workbook: workbook["Forening"].tables.clear(),
            "»I alt« kan ikke udfyldes, for arket Forening har ingen tabel. Markér cellerne fra "
            "overskrifterne og ned, tryk Ctrl+T, og kald tabellen Forening.",
        ),
    ],
    ids=["field", "column", "sheet", "table"],
)
def test_a_formula_is_not_written_that_names_what_is_not_there(
    change: Callable[[Workbook], object], told: str, tmp_path: Path
) -> None:
    """Excel takes a workbook with such a formula for damaged."""
    register = changed(tmp_path / "r.xlsx", change)
    result = run("fill", register, "--in-place")
    column = "H" if "I alt" in told else "L"
    assert result.exit_code == 1
    assert f"r.xlsx: Konti!{column}1 advarsel FIG-05: {told}" in result.stderr.splitlines()
    there = sheet(register, "Konti").formulas({8, 12})
    assert {at[1] for at in there if at[0] < 20} == {8, 12} - {8 if column == "H" else 12}


def test_a_missing_sheet_or_column_of_formulas_is_told() -> None:
    for change, told in (
        ({"Konti!L1": "Bogført"}, ["Konti!A1 fejl ARK-02: Kolonnen »Posteret« mangler."]),
        ({}, ["Konti fejl ARK-01: Arket Konti mangler."]),
    ):
        made = filling.plan(grids(change, without=() if change else ("Konti",)))
        assert made.failed
        errors = [str(found) for found in made.findings if found.rule != "FIG-04"]
        assert [error.partition(" I")[0].partition(" O")[0] for error in errors] == told


def test_a_heading_in_lines_is_read_as_excel_escapes_it(tmp_path: Path) -> None:
    def lines(workbook: Workbook) -> None:
        put({"Konti!K1": "Sidste\når", "Konti!F1": "Indtægter\n"})(workbook)
        for column, name in ((10, "Sidste_x000a_år"), (5, "Indtægter_x000a_")):
            workbook["Konti"].tables["Konti"].tableColumns[column].name = name

    register = changed(tmp_path / "r.xlsx", lines)
    grid = sheet(register, "Konti")
    assert grid.table is not None
    assert grid.table.headings[5::5] == ("Indtægter\n", "Sidste\når")
    assert run("fill", register, "--in-place").exit_code == 0
    there = sheet(register, "Konti").formulas({8})
    assert there[2, 8].startswith("Konti[[#This Row],[Indtægter\n]]+")


def test_words_are_told_of_any_grids() -> None:
    """The open workbook's are the same; Kontrol and the like have none."""
    there = grids({"Konti!F1": "Indtægter "})
    register = export.check(there)[0]
    words = wording(there, register)
    assert words.tables["Konti"] == "Konti"
    assert words.fields["Forening", "Valuta"] == "Valuta"
    (formula,) = (one.formula for one in figures.COMPUTED if one.column is Projects.phase)
    assert words.formula(formula) == formula
    (formula,) = (one.formula for one in figures.COMPUTED if one.column is Accounts.total)
    assert words.lacking(formula) == []
    assert filling.plan(there).changes != Changes()
