"""An open workbook is read as the same workbook saved, and its user is talked with."""

from __future__ import annotations

import datetime as dt
import io
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import ledgers
import pytest
import xlwings
from openpyxl import Workbook, load_workbook
from openpyxl.styles.numbers import FORMAT_TEXT
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.filters import AutoFilter, FilterColumn, Filters
from openpyxl.worksheet.table import Table
from remote import ERRORS, opened

from digit_xl import export
from digit_xl.association.sheets import READ
from digit_xl.book import disk, live
from digit_xl.book.grid import Fault
from digit_xl.findings import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from digit_xl.book.grid import Cell, Grid

REGISTER = Path(__file__).parents[1] / "workbooks" / "digit-2019.xlsx"
SYSTEMS = pytest.mark.parametrize("macos", [False, True], ids=["windows", "macos"])


def saved(workbook: Workbook) -> bytes:
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def text(sheet: Any, address: str, value: str) -> None:  # noqa: ANN401 - openpyxl's types know less
    """Put a text into the cell that is to stay one."""
    sheet[address].value = value
    sheet[address].data_type = "s"


def everything() -> Workbook:
    """Cells of every kind, on a sheet whose first rows and column are blank."""
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = "Konti"
    cells = [
        *(1, 0, -12.5, 1e300, 0.1, 541130.23, 20191231, True, False),
        *(dt.date(2019, 12, 31), dt.datetime(2019, 12, 31, 23, 59, 59), dt.time(12, 30)),
        *("Køge", " kant ", "linje\nskift", "  ", None),
    ]
    for row, value in enumerate(cells, 4):
        sheet.cell(row, 3).value = value
    for row, value in enumerate(("12", "1,5", "2019-12-31", "SAND", "#REF!", "=1+1", "'x"), 4):
        text(sheet, f"D{row}", value)
        sheet[f"D{row}"].number_format = FORMAT_TEXT
    for row, code in enumerate(ERRORS, 4):
        sheet.cell(row, 5).value = code
    sheet["F4"] = 12.5
    sheet["F4"].number_format = '#,##0.00 "kr."'
    sheet["F5"] = 0
    sheet["F30"].number_format = "0.00"  # it has a look and no value
    sheet["Z4"].number_format = "0.00"
    return workbook


def in_1904() -> Workbook:
    """A workbook whose days are counted from 1904, as those of old Macs are."""
    workbook = everything()
    workbook.epoch = CALENDAR_MAC_1904
    return workbook


def sheet_of(*rows: list[object], at: int = 1, ref: str = "", name: str = "Konti") -> Workbook:
    """A workbook with the sheet Konti, its rows from that row on, and a table."""
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = "Konti"
    for number, row in enumerate(rows, at):
        for column, value in enumerate(row, at):
            sheet.cell(number, column).value = value
    if ref:
        sheet.add_table(Table(displayName=name, ref=ref))
    return workbook


ROWS: tuple[list[object], ...] = (["Nr", "Navn"], [1, "Kontingent"], [2, "Løn"])


def moved() -> Workbook:
    return sheet_of(*ROWS, at=4, ref="D4:E6")


def widened() -> Workbook:
    own: list[object] = ["Mine tanker", "Sum"]
    return sheet_of(*([*row, *own] for row in ROWS), ref="A1:D3")


def renamed() -> Workbook:
    return sheet_of(*ROWS, ref="A1:B3", name="Regnskab")


def two_tables() -> Workbook:
    workbook = sheet_of(*ROWS, ref="A1:B3", name="Regnskab")
    sheet: Any = workbook.active
    sheet["D1"], sheet["D2"] = "Eget", 1
    sheet.add_table(Table(displayName="Eget", ref="D1:D2"))
    return workbook


def with_totals() -> Workbook:
    workbook = sheet_of(*ROWS, ["I alt", None], ref="A1:B4")
    workbook["Konti"].tables["Konti"].totalsRowCount = 1
    return workbook


def without_headings() -> Workbook:
    workbook = sheet_of(*ROWS, ref="A1:B3")
    table = workbook["Konti"].tables["Konti"]
    table.headerRowCount = 0
    return workbook


def filtered() -> Workbook:
    workbook = sheet_of(*ROWS, ref="A1:B3")
    column = FilterColumn(colId=1, filters=Filters(filter=["Løn"]))
    workbook["Konti"].tables["Konti"].autoFilter = AutoFilter("A1:B3", [column])
    workbook["Konti"].row_dimensions[2].hidden = True
    return workbook


def merged() -> Workbook:
    workbook = sheet_of(["Overskrift", None], *ROWS, ref="A2:B4")
    workbook["Konti"].merge_cells("A1:B1")
    return workbook


def much_merged() -> Workbook:
    """Areas beside, below and across each other, and one that holds nothing."""
    rows: list[list[object]] = [[number, "Navn", None, "x"] for number in range(40)]
    workbook = sheet_of(*rows, at=3)
    for area in ("C3:C5", "C6:C7", "D5:E5", "D6:F9", "C20:C41", "D41:E41", "H1:H2", "A50:C60"):
        workbook["Konti"].merge_cells(area)
    return workbook


def sorted_() -> Workbook:
    return sheet_of(ROWS[0], ROWS[2], ROWS[1], ref="A1:B3")


def blank() -> Workbook:
    return sheet_of()


WORKBOOKS: list[Callable[[], Workbook]] = [
    *(everything, in_1904, moved, widened, renamed, two_tables, with_totals, without_headings),
    *(filtered, merged, much_merged, sorted_, blank),
]


def cells(grid: Grid) -> dict[tuple[int, int], tuple[type, object]]:
    """Each cell that is not blank, with its type, for 1 is not True."""
    return {
        (row, column): (type(cell), cell)
        for row, values in enumerate(grid.rows, 1)
        for column, cell in enumerate(values, 1)
        if cell is not None
    }


@SYSTEMS
@pytest.mark.parametrize("made", WORKBOOKS)
def test_an_open_workbook_is_what_it_is_when_saved(
    made: Callable[[], Workbook], *, macos: bool
) -> None:
    content = saved(made())
    expected = disk.read(content, ["KONTI"])["KONTI"]
    with opened(content, macos=macos) as excel:
        found = live.sheets(excel.book, ["KONTI", "Noter"])
        assert found["KONTI"].merged() == sorted(expected.merged())
    assert list(found) == ["KONTI"]
    assert (found["KONTI"].title, found["KONTI"].table) == (expected.title, expected.table)
    assert cells(found["KONTI"]) == cells(expected)
    assert list(map(len, found["KONTI"].rows)) == list(map(len, expected.rows))


def both(workbook: Workbook) -> tuple[list[Cell], list[Cell]]:
    """The first row as it is read from the saved workbook, and from the open one."""
    content = saved(workbook)
    with opened(content) as excel:
        grids = disk.read(content, ["Konti"]), live.sheets(excel.book, ["Konti"])
    first, second = (list(grid["Konti"].rows[0]) for grid in grids)
    return first, second


def test_what_an_open_workbook_cannot_tell() -> None:
    """A duration, for formats are not read; and midnight alone from the first day of 1904."""
    durations = sheet_of([dt.timedelta(hours=26, minutes=30), dt.timedelta(hours=2)])
    assert both(durations) == (
        [dt.timedelta(days=1, minutes=150), dt.timedelta(hours=2)],
        [dt.datetime(1899, 12, 31, 2, 30), dt.time(2)],
    )
    midnight = sheet_of([dt.date(1904, 1, 1)])
    midnight.epoch = CALENDAR_MAC_1904
    assert both(midnight) == ([dt.time(0)], [dt.date(1904, 1, 1)])
    never_calculated = sheet_of(["=1+1", "x"])
    assert both(never_calculated) == ([Fault(""), "x"], [None, "x"])  # Excel would say 2


@SYSTEMS
def test_the_register_is_the_same_open_and_saved(*, macos: bool) -> None:
    content = REGISTER.read_bytes()
    expected = disk.read(content, READ)
    with opened(content, macos=macos) as excel:
        found = live.sheets(excel.book, READ)
        assert len(excel.reads) == len(expected)  # one answer for each sheet
        columns = range(1, 20)
        formulas = {title: grid.formulas(columns) for title, grid in found.items()}
        assert export.check(found)[1] == export.check(expected)[1]
    assert formulas == {title: grid.formulas(columns) for title, grid in expected.items()}
    assert {title: cells(grid) for title, grid in found.items()} == {
        title: cells(grid) for title, grid in expected.items()
    }


def test_formulas_are_asked_for_a_column_at_a_time_and_only_then() -> None:
    workbook = sheet_of(["Nr", "Sum"], [1, "=A2*2"], [2, "tekst"])
    text(workbook["Konti"], "B3", "=1+1")
    with opened(saved(workbook)) as excel:
        grid = live.sheets(excel.book, ["Konti"])["Konti"]
        excel.reads.clear()
        assert grid.formulas({2, 9}) == {(2, 2): "A2*2"}
        assert excel.reads == ["Konti!$B$1:$B$3="]


def test_a_large_sheet_is_read_by_columns_to_the_same_register() -> None:
    count = 30_000
    content = ledgers.register(ledgers.rows(count), count)
    with opened(content) as excel:
        found = live.sheets(excel.book, READ)
        assert found["Posteringer"].bulk is not None
        assert found["Konti"].bulk is None
        assert export.check(found)[1] == export.check(disk.read(content, READ))[1]
    assert "rows" not in vars(found["Posteringer"])  # nobody had to ask for them


def test_a_very_large_sheet_comes_in_several_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_MOST_CELLS", 4)
    content = saved(sheet_of(*ROWS))
    with opened(content) as excel:
        found = live.sheets(excel.book, ["Konti"])["Konti"]
        assert excel.reads == ["Konti!$A$1:$B$2", "Konti!$A$3:$B$3"]
    assert cells(found) == cells(disk.read(content, ["Konti"])["Konti"])


def test_a_sheet_that_is_used_to_its_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "AREA", 5)
    with opened(saved(sheet_of(*ROWS))) as excel, pytest.raises(Refusal, match="til række 3"):
        live.sheets(excel.book, ["Konti"])


def test_a_workbook_that_is_no_register_has_none_of_its_sheets() -> None:
    with opened(saved(Workbook())) as excel:
        found = live.sheets(excel.book, READ)
    with pytest.raises(Refusal) as refused:
        export.check(found)
    assert refused.value.code == "not-a-register"


@pytest.mark.parametrize("name", ["a=b.xlsx", "Årets 'register' æøå.xlsx", "=.xlsx"])
def test_the_caller_is_the_active_workbook_whatever_its_name(name: str) -> None:
    with opened(saved(blank()), name=name):
        assert live.caller().name == name


def test_on_windows_the_caller_is_the_one_of_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(saved(blank()), name="Mappe=1.xlsx") as excel:
        windows: list[int] = []

        def app(xl: int) -> object:
            windows.append(xl)
            return excel.book.app.impl

        monkeypatch.setitem(sys.modules, "xlwings._xlwindows", SimpleNamespace(App=app))
        monkeypatch.setattr(sys, "argv", ["-c", "--from_xl=1", "--hwnd=4711", "--wb=Mappe=1.xlsx"])
        assert (live.caller().name, windows) == ("Mappe=1.xlsx", [4711])


def test_without_a_workbook_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(saved(blank())):
        monkeypatch.setattr(type(xlwings.apps), "active", None)
        with pytest.raises(Refusal, match="Ingen projektmappe"):
            live.caller()


@SYSTEMS
@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("/home/anna/Ting & sager=æ/register.xlsx", Path("/home/anna/Ting & sager=æ")),
        ("Mappe1", None),
        ("https://d.docs.live.net/1a2b/Dokumenter/register.xlsx", None),
        ("https://digit.sharepoint.com/sites/x/register.xlsx", None),
    ],
)
def test_the_folder_is_a_real_one_or_none(
    place: str, expected: Path | None, *, macos: bool
) -> None:
    with opened(saved(blank()), place=place, macos=macos) as excel:
        assert live.folder(excel.book) == expected


class App(SimpleNamespace):
    """An app with dialogs, in which the user presses that button, and a status bar."""

    def alert(self, *words: str) -> str:
        """The button that the user presses."""
        self.said.append(words)
        return str(self.answer)


def app(answer: str = "ok") -> App:
    return App(said=[], answer=answer)


def failing(error: type[Exception]) -> Any:  # noqa: ANN401 - it stands in for xlwings' own
    """A book whose app fails when its status bar is written."""

    def fail(_app: object, _text: object) -> None:
        raise error

    return book_of(type("App", (), {"status_bar": property(fset=fail)})())


def book_of(one: object) -> Any:  # noqa: ANN401 - it stands in for xlwings' own
    return SimpleNamespace(app=one)


def test_the_user_is_told_and_asked() -> None:
    one = app("yes")
    live.tell(book_of(one), "Færdig.")
    assert live.ask(book_of(one), "Fortsæt?")
    assert one.said == [
        ("Færdig.", "Årsrapport", "ok"),
        ("Fortsæt?", "Årsrapport", "yes_no"),
    ]
    assert not live.ask(book_of(app("no")), "Fortsæt?")


def test_the_status_bar_is_written_and_given_back() -> None:
    one = app()
    live.status(book_of(one), "Læser …")
    assert one.status_bar == "Læser …"
    live.status(book_of(one), None)
    assert one.status_bar is False


class ExcelBusyError(Exception):
    """As xlwings calls it."""


def test_a_status_bar_that_is_not_there_or_cannot_listen_is_no_matter() -> None:
    for error in (NotImplementedError, ExcelBusyError):
        live.status(failing(error), "Læser …")
    with pytest.raises(ZeroDivisionError):
        live.status(failing(ZeroDivisionError), "Læser …")


def test_unsaved_changes_are_read() -> None:
    """What is open counts, not what lies on the drive: here there is nothing on the drive."""
    workbook = load_workbook(REGISTER)
    workbook["Konti"]["B2"] = "Nyt navn"
    with opened(saved(workbook)) as excel:
        found = live.sheets(excel.book, READ)
    assert found["Konti"].cell(2, 2) == "Nyt navn"
