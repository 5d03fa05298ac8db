"""A new register has every sheet, list and formula that the Sheet classes ask for."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from digit_xl import create, danish, register
from digit_xl.association import figures, guide, names
from digit_xl.association.sheets import (
    SHEETS,
    Accounts,
    Assemblies,
    Association,
    Members,
    Offices,
    Phases,
    Texts,
)
from digit_xl.book import disk
from digit_xl.findings import Severity, column_letters
from digit_xl.schema import FIELD_HEADINGS, Role

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation

    from digit_xl.create import Given, Value
    from digit_xl.schema import Column, Sheet

TITLES = [sheet.title for sheet in SHEETS]
ROWS = [sheet for sheet in SHEETS if sheet.role is Role.ROWS]
COLUMNS = [column for sheet in ROWS for column in sheet.columns]


@pytest.fixture(scope="module")
def empty() -> bytes:
    """An empty register."""
    return create.empty()


@pytest.fixture(scope="module")
def book(empty: bytes) -> Workbook:
    """The empty register as a library reads it."""
    return load_workbook(io.BytesIO(empty))


def validation(book: Workbook, column: Column) -> DataValidation:
    """The validation of the column, or of the field's cell."""
    sheet = column.sheet
    number = sheet.columns.index(column)
    if sheet.role is Role.FIELDS:
        cells = f"B{number + 2}"
    else:
        letters = column_letters(number + 1)
        cells = f"{letters}2:{letters}1048576"
    rules: list[DataValidation] = book[sheet.title].data_validations.dataValidation
    return next(rule for rule in rules if str(rule.sqref) == cells)


def read(content: bytes) -> register.Register:
    """The register that the workbook holds, with its computed columns."""
    return figures.compute(register.read(SHEETS, disk.read(content, TITLES))[0])[0]


def only(content: bytes, column: Column) -> Value:
    """What the column's first row holds."""
    value: Value = read(content)[column.sheet][column.name][0]
    return value


def test_sheets_stand_in_their_order_and_each_is_a_table(book: Workbook) -> None:
    assert book.sheetnames == TITLES
    assert [list(book[title].tables) for title in TITLES] == [[title] for title in TITLES]


@pytest.mark.parametrize("sheet", ROWS, ids=lambda sheet: sheet.title)
def test_headings_are_the_columns_titles(book: Workbook, sheet: type[Sheet]) -> None:
    headings = [cell.value for cell in book[sheet.title][1]]
    assert headings == [column.title for column in sheet.columns]


def test_amounts_of_the_accounts_stand_where_the_reports_sources_say() -> None:
    titles = [column.title for column in Accounts.columns]
    assert [titles.index(title) for title in ("Indtægter", "Udgifter", "I alt")] == [5, 6, 7]


def test_fields_stand_below_each_other_with_blank_values(book: Workbook) -> None:
    rows = [[cell.value for cell in row] for row in book["Forening"].rows]
    assert rows == [[*FIELD_HEADINGS], *([column.title, None] for column in Association.columns)]


@pytest.mark.parametrize(
    "column",
    [column for column in (*COLUMNS, *Association.columns) if column.choices or column.suggestions],
    ids=lambda column: f"{column.sheet.title}.{column.title}",
)
def test_known_values_are_a_list(book: Workbook, column: Column) -> None:
    rule = validation(book, column)
    assert rule.type == "list"
    assert rule.formula1 == f'"{",".join(column.choices or column.suggestions)}"'
    assert rule.showErrorMessage == bool(column.choices)


@pytest.mark.parametrize(
    "column",
    [column for column in (*COLUMNS, *Association.columns) if column.reference],
    ids=lambda column: f"{column.sheet.title}.{column.title}",
)
def test_references_are_a_list_of_the_other_tables_column(book: Workbook, column: Column) -> None:
    rule, target = validation(book, column), column.reference
    assert rule.type == "list"
    assert target is not None
    named = book.defined_names[str(rule.formula1)]
    assert named.attr_text == f"{target.sheet.title}[{target.title}]"


@pytest.mark.parametrize(
    "column",
    [*COLUMNS, *Association.columns],
    ids=lambda column: f"{column.sheet.title}.{column.title}",
)
def test_every_cell_has_its_help(book: Workbook, column: Column) -> None:
    rule = validation(book, column)
    assert rule.prompt is not None
    assert rule.prompt.startswith(column.about)
    assert ("Skal udfyldes." in rule.prompt) == column.required


@pytest.mark.parametrize("computed", figures.COMPUTED, ids=lambda computed: computed.column.title)
def test_computed_columns_calculate_and_let_nothing_be_typed(
    book: Workbook, computed: figures.Computed
) -> None:
    column = computed.column
    rule = validation(book, column)
    assert (rule.type, rule.formula1) == ("custom", "FALSE")
    number = column.sheet.columns.index(column)
    (table,) = book[column.sheet.title].tables.values()
    assert table.tableColumns[number].calculatedColumnFormula.attr_text == computed.formula
    assert book[column.sheet.title].cell(2, number + 1).style.startswith("Beregnet")


def test_an_empty_register_lacks_only_what_must_be_filled_in(empty: bytes) -> None:
    _, findings = register.read(SHEETS, disk.read(empty, TITLES))
    assert {(found.place.sheet, found.rule) for found in findings} == {
        (sheet.title, "ARK-06" if sheet.role is Role.ROWS else "CEL-08")
        for sheet in SHEETS
        if not sheet.may_be_empty
    }


def test_an_empty_register_tells_no_day(empty: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(empty)) as package:
        assert b"created" not in package.read("docProps/core.xml")


def test_the_same_rows_give_the_same_bytes(empty: bytes) -> None:
    assert create.empty() == empty


def test_the_file_is_dated_and_named_after_the_register() -> None:
    given: Given = {
        Association: [{"short_name": "Nord", "year": 2021, "published": dt.date(2022, 3, 4)}]
    }
    properties = load_workbook(io.BytesIO(create.register(given))).properties
    assert (properties.title, properties.created) == ("Register Nord 2021", dt.datetime(2022, 3, 4))


@pytest.mark.parametrize("row", [{"kommune": "Nordby"}, {"total": Decimal(1)}])
def test_a_column_that_nobody_fills_in_is_refused(row: dict[str, Value]) -> None:
    with pytest.raises(ValueError, match="Konti takes no"):
        create.register({Accounts: [row]})


@pytest.mark.parametrize(
    ("given", "shown", "held"),
    [
        ("2019-05", "maj 2019", "2019-05"),
        ("2019-12-05", "5. december 2019", "2019-12-05"),
        ("5-12-2019", "5. december 2019", "2019-12-05"),
        (dt.date(2019, 12, 5), "5. december 2019", "2019-12-05"),
        ("", None, None),
        ("i foråret", "i foråret", None),
    ],
)
def test_periods_are_written_as_staff_write_them(
    given: Value, shown: str | None, held: str | None
) -> None:
    content = create.register({Assemblies: [{"date": given, "kind": "Ordinær"}]})
    assert disk.read(content, TITLES)["Generalforsamlinger"].cell(2, 1) == shown
    assert only(content, Assemblies.date) == held


def test_text_keeps_all_but_what_no_file_can_hold() -> None:
    text = "a\x00b\x0b & <c> \ud83d 🐟\r\nlinje\ufffe"
    content = create.register({Texts: [{"key": "vision", "heading": "V", "text": text}]})
    assert only(content, Texts.text) == "ab & <c>  🐟\nlinje"


@pytest.mark.parametrize("text", ["=1+1", "+45 12345678", "- punkt", "@navn", "#REF!", "1.000,50"])
def test_hostile_text_stays_text(text: str) -> None:
    content = create.register({Offices: [{"person": text, "body": "Bestyrelse"}]})
    assert only(content, Offices.person) == text


def test_amounts_and_dates_come_back_as_they_were_given() -> None:
    amounts = [Decimal(text) for text in ("-11717709.00", "0.00", "0.01", "9999999999999.99")]
    given: Given = {
        Accounts: [{"number": n, "income": amount} for n, amount in enumerate(amounts, 1)],
        Phases: [{"since": dt.date(2019, 1, 1), "until": dt.date(2020, 12, 1)}],
    }
    known = read(create.register(given))
    assert known[Accounts]["income"].to_list() == amounts
    assert known[Phases].row(0)[3:] == (dt.date(2019, 1, 1), dt.date(2020, 12, 1))


def test_the_guide_tells_of_every_sheet_that_is_filled_in(book: Workbook) -> None:
    topics = [row[0].value for row in book["Vejledning"].rows]
    for sheet in SHEETS:
        if sheet.role in (Role.ROWS, Role.FIELDS):
            assert f"Arket {sheet.title}" in topics
    assert len(topics) == len(set(topics))


def test_the_figures_that_the_guide_names_exist() -> None:
    given: Given = {
        Association: [{"year": 2019}],
        Members: [{"municipality": "Nordby"}],
        Accounts: [{"name": "ESDH", "group": "Projekter", "expense": Decimal(1)}],
    }
    known = names.figures(read(create.register(given)))
    named = [re.findall(r"\{([^}|]+)\|?([^}]*)\}", text) for _, text in guide.topics()]
    figures_named = [figure for found in named for figure in found]
    assert len(figures_named) >= 5
    assert [
        name for name, words in figures_named if not danish.fits(known[name].value, words)
    ] == []


def test_the_guide_says_what_each_severity_means() -> None:
    told = " ".join(text for _, text in guide.topics()).lower()
    assert all(severity.value in told for severity in Severity)
