"""A new workbook holds what its plan says, and Excel is told what may be typed where."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from office import validator_errors
from openpyxl import load_workbook

from digit_xl.book import author, disk, plan
from digit_xl.book.plan import Column, Demand, Entry, Formula, Properties, Source, Table, Use
from digit_xl.findings import Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HOSTILE = ["=1+1", "+45 12 34 56 78", "-punkt", "@navn", "#REF!", "'=x", '=HYPERLINK("x")']
TEXT = Entry("tekst", wrap=True, about="Skriv en tekst.")
AMOUNT = Entry(
    "beløb", "#,##0.00", "right", demand=Demand("custom", "ROUND({cell},2)={cell}", "Beløb!")
)


def people(rows: list[list[plan.Cell]]) -> Table:
    """A table with texts, a list from another table, fixed choices, amounts and formulas."""
    return Table(
        "Folk",
        Use.INPUT,
        [
            Column("Navn", 20, TEXT),
            Column("By", 12, Entry("nøgle", source=Source("Byer", "By navn"))),
            Column("Art", 12, Entry("nøgle", demand=plan.one_of(["a", "b"]))),
            Column("Rolle", 12, Entry("nøgle", demand=plan.one_of(["x"], strict=False))),
            Column("Beløb", 14, AMOUNT, total=True),
            Column("Dobbelt", 14, AMOUNT, Use.COMPUTED, "Folk[[#This Row],[Beløb]]*2", total=True),
        ],
        rows,
        frozen_columns=1,
    )


def person(name: str, amount: Decimal | None = None) -> list[plan.Cell]:
    """A row of that table."""
    doubled = None if amount is None else amount * 2
    return [name, "Nord", "a", "y", amount, Formula("Folk[[#This Row],[Beløb]]*2", doubled)]


CITIES = Table("Byer", Use.INPUT, [Column("By navn", 12, Entry("nøgle"))], [["Nord"], ["Syd"]])
GUIDE = Table("Hjælp", Use.GUIDE, [Column("Emne", 20, TEXT, Use.GUIDE)], [["Læs her"]])
PEOPLE = people([person("Anna", Decimal("1.10")), person("Bo", Decimal("2.25"))])


def written(*tables: Table) -> bytes:
    """The workbook of those tables."""
    return author.write(tables, Properties("Prøve", "prøve", dt.date(2020, 5, 10)))


def opened(book: bytes) -> Workbook:
    """The workbook as a library reads it, with formulas."""
    return load_workbook(io.BytesIO(book))


def validation(book: Workbook, sheet: str, cells: str) -> DataValidation:
    """The validation of those cells."""
    found: list[DataValidation] = [
        rule for rule in book[sheet].data_validations.dataValidation if str(rule.sqref) == cells
    ]
    assert len(found) == 1, cells
    return found[0]


def test_each_sheet_is_a_table_of_its_name() -> None:
    book = opened(written(PEOPLE, CITIES))
    tables = {
        sheet.title: [(name, table.ref) for name, table in dict.items(sheet.tables)]
        for sheet in book.worksheets
    }
    assert tables == {"Folk": [("Folk", "A1:F4")], "Byer": [("Byer", "A1:A3")]}
    assert book["Folk"].tables["Folk"].autoFilter.ref == "A1:F3"


def test_formulas_are_calculated_columns_and_show_their_values() -> None:
    content = written(PEOPLE)
    column = opened(content)["Folk"].tables["Folk"].tableColumns[5]
    assert column.calculatedColumnFormula.attr_text == "Folk[[#This Row],[Beløb]]*2"
    rows = disk.read(content, ["Folk"])["Folk"].rows
    assert [row[5] for row in rows] == ["Dobbelt", 2.2, 4.5, 6.7]


def test_totals_are_formulas_of_the_table() -> None:
    book = opened(written(PEOPLE, CITIES))
    sheet, table = book["Folk"], book["Folk"].tables["Folk"]
    assert [sheet.cell(4, column).value for column in (1, 5)] == [
        "I alt",
        "=SUBTOTAL(109,Folk[Beløb])",
    ]
    assert (table.totalsRowCount, table.tableColumns[4].totalsRowFunction) == (1, "sum")
    assert book["Byer"].tables["Byer"].totalsRowCount is None


def test_an_empty_table_has_one_blank_row() -> None:
    sheet = opened(written(Table("Tom", Use.INPUT, CITIES.columns, [])))["Tom"]
    assert sheet.tables["Tom"].ref == "A1:A2"


def test_lists_grow_with_the_table_they_come_from() -> None:
    book = opened(written(PEOPLE, CITIES))
    rule = validation(book, "Folk", "B2:B1048576")
    assert (rule.type, rule.formula1, rule.showErrorMessage) == ("list", "Liste_Byer_By_navn", True)
    assert book.defined_names["Liste_Byer_By_navn"].attr_text == "Byer[By navn]"


def test_choices_are_the_only_ones_and_suggestions_are_not() -> None:
    book = opened(written(PEOPLE, CITIES))
    choices = validation(book, "Folk", "C2:C1048576")
    suggestions = validation(book, "Folk", "D2:D1048576")
    assert (choices.formula1, choices.showErrorMessage) == ('"a,b"', True)
    assert (suggestions.formula1, suggestions.showErrorMessage) == ('"x"', False)


def test_a_demand_is_written_for_the_first_cell_and_help_stands_beside_it() -> None:
    book = opened(written(PEOPLE, CITIES))
    amount = validation(book, "Folk", "E2:E1048576")
    assert (amount.type, amount.formula1, amount.error) == ("custom", "ROUND(E2,2)=E2", "Beløb!")
    name = validation(book, "Folk", "A2:A1048576")
    assert (name.promptTitle, name.prompt) == ("Navn", "Skriv en tekst.")


@pytest.mark.parametrize("choices", [["a" * 200, "b" * 55], ["a,b"], ['a"b']])
def test_a_list_that_a_validation_cannot_hold_is_refused(choices: list[str]) -> None:
    with pytest.raises(ValueError, match="no list"):
        plan.one_of(choices)


def test_one_name_never_stands_for_two_looks() -> None:
    columns = [Column("A", 9, Entry("beløb", "0")), Column("B", 9, Entry("beløb", "0.00"))]
    with pytest.raises(ValueError, match="two looks"):
        written(Table("Ark", Use.INPUT, columns, []))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_a_formula_stays_text(text: str) -> None:
    content = written(people([person(text)]), CITIES)
    cell = opened(content)["Folk"]["A2"]
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")
    assert cell.quotePrefix == (text[0] in "=+-@")
    assert disk.read(content, ["Folk"])["Folk"].cell(2, 1) == text


@pytest.mark.parametrize("text", ["a & b < c > d", '"citat"', "æøå 🐟", "to\nlinjer", " kant "])
def test_text_arrives_whole(text: str) -> None:
    content = written(people([person(text)]), CITIES)
    assert disk.read(content, ["Folk"])["Folk"].cell(2, 1) == text


def test_a_text_that_no_cell_can_hold_is_refused_with_its_place() -> None:
    with pytest.raises(Refusal, match=r"Folk!A3 er længere") as refused:
        written(people([person("kort"), person("x" * 32_768)]), CITIES)
    assert refused.value.code == "text-too-long"


def test_computed_cells_look_different() -> None:
    sheet = opened(written(PEOPLE, CITIES))["Folk"]
    typed, computed = sheet["E2"], sheet["F2"]
    assert (typed.style, computed.style) == ("Indtastning beløb", "Beregnet beløb")
    assert not typed.font.italic
    assert computed.font.italic
    assert (typed.fill.fill_type, computed.fill.fill_type) == (None, "solid")


def contrast(first: str, second: str) -> float:
    """The contrast of two colours (WCAG 2.1, relative luminance)."""

    def luminance(rgb: str) -> float:
        parts = [value / 255 for value in bytes.fromhex(rgb[-6:])]
        red, green, blue = (
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("address", ["A1", "F1", "F2", "F4"])
def test_text_is_readable_on_its_ground(address: str) -> None:
    cell = opened(written(PEOPLE, CITIES))["Folk"][address]
    assert contrast(cell.font.color.rgb, cell.fill.fgColor.rgb) >= 4.5


def test_only_sheets_without_input_are_locked_and_without_a_password() -> None:
    book = opened(written(PEOPLE, GUIDE))
    assert not book["Folk"].protection.sheet
    assert book["Hjælp"].protection.sheet
    assert book["Hjælp"].protection.password is None


def test_a_sheet_prints_on_a4_with_its_heading_on_each_page() -> None:
    sheet = opened(written(PEOPLE))["Folk"]
    setup = sheet.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToHeight) == (9, "landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.right.text == "Side &P af &N"
    assert sheet.freeze_panes == "B2"


def test_rows_below_the_table_have_the_columns_formats() -> None:
    sheet = opened(written(PEOPLE))["Folk"]
    assert sheet.column_dimensions["A"].number_format == "@"
    assert sheet.column_dimensions["E"].number_format == "#,##0.00"
    assert sheet.column_dimensions["A"].width == 20


def test_long_texts_have_room_and_rows_can_still_grow() -> None:
    with zipfile.ZipFile(io.BytesIO(written(people([person("ord " * 50)])))) as package:
        root = etree.fromstring(package.read("xl/worksheets/sheet1.xml"))
    row = next(row for row in root.iter(f"{MAIN}row") if row.get("r") == "2")
    assert float(row.get("ht", "0")) >= 135
    assert row.get("customHeight") is None


def test_digits_that_are_text_get_no_green_corner() -> None:
    with zipfile.ZipFile(io.BytesIO(written(PEOPLE))) as package:
        root = etree.fromstring(package.read("xl/worksheets/sheet1.xml"))
    (ignored,) = root.iter(f"{MAIN}ignoredError")
    assert str(ignored.get("sqref")).startswith("A2:A1048576 B2:B1048576")
    assert "E2" not in str(ignored.get("sqref"))


def test_the_last_column_can_have_an_entry_for_each_row() -> None:
    columns = [Column("Felt", 9, TEXT), Column("Værdi", 9, TEXT)]
    entries = [AMOUNT.to("left"), Entry("nøgle", demand=plan.one_of(["a"]))]
    table = Table("Felter", Use.INPUT, columns, [["Sum", Decimal("1.50")], ["Art", "a"]], entries)
    book = opened(written(table))
    assert book["Felter"]["B2"].number_format == "#,##0.00"
    assert validation(book, "Felter", "B2").errorTitle == "Sum"
    assert validation(book, "Felter", "B3").formula1 == '"a"'


@pytest.mark.office
def test_the_validator_finds_no_error(tmp_path: Path) -> None:
    path = tmp_path / "bog.xlsx"
    path.write_bytes(written(people([person(text) for text in HOSTILE]), CITIES, GUIDE))
    assert validator_errors(path) == []
