"""A busy Excel is asked again, and not for ever."""

from __future__ import annotations

import datetime as dt
import sys
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from remote import opened
from xlwings.pro import _xlremote

from digit_xl import control
from digit_xl.book import disk, excel_values, live, patience
from digit_xl.book.changes import Changes, Filled
from digit_xl.findings import Refusal

REGISTER = Path(__file__).parents[1] / "workbooks" / "digit-2019.xlsx"


class ExcelBusyError(Exception):
    """As xlwings calls it."""


def com_error(hresult: int, scode: int | None = None) -> Exception:
    """As pywin32's: Excel's number, and maybe another one within."""
    within = (0, "Excel", "", None, 0, scode) if scode else None
    return told(hresult=hresult, excepinfo=within)


def told(**attributes: object) -> Exception:
    """An error that is known by those attributes; appscript's has an `errornumber`."""
    error = Exception(attributes)
    vars(error).update(attributes)
    return error


BUSY = [
    *(com_error(-2147418111), com_error(-2147417846), com_error(-2146777998)),
    *(com_error(-2147352567, -2146777998), told(errornumber=-1712), ExcelBusyError()),
    AttributeError("Property 'Excel.Application.Calculation' can not be set."),
]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made, in a time of their own."""
    made: list[float] = []
    clock = SimpleNamespace(sleep=made.append, monotonic=lambda: sum(made))
    monkeypatch.setattr(patience, "time", clock)
    return made


@pytest.mark.parametrize("error", BUSY, ids=repr)
def test_a_busy_excel_is_asked_again(error: Exception, pauses: list[float]) -> None:
    answers: list[object] = [error, error, "ja"]

    def call() -> object:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert patience.patiently(call) == "ja"
    assert pauses == [0.05, 0.1]


def test_an_excel_that_stays_busy_is_told_of_within_some_seconds(pauses: list[float]) -> None:
    def call() -> None:
        raise com_error(-2147418111)

    with pytest.raises(Refusal, match="Excel er optaget") as refused:
        patience.patiently(call)
    assert refused.value.code == "excel-busy"
    assert pauses == sorted(pauses)
    assert 5 < sum(pauses) <= 10


@pytest.mark.parametrize(
    "error", [com_error(-2147352567, -2146827284), KeyError("x"), AttributeError("x")], ids=repr
)
def test_another_failure_is_no_reason_to_wait(error: Exception, pauses: list[float]) -> None:
    def call() -> None:
        raise error

    with pytest.raises(type(error)):
        patience.patiently(call)
    assert pauses == []


def test_xlwings_is_kept_from_asking_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    windows = SimpleNamespace(N_COM_ATTEMPTS=0)
    monkeypatch.setitem(sys.modules, "xlwings._xlwindows", windows)
    assert patience.patiently(lambda: windows.N_COM_ATTEMPTS) == 1


def test_a_sheet_is_read_anew_when_excel_was_busy_on_the_way(
    monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    rows, busy = excel_values.rows_of, [com_error(-2147418111)] * 3

    def rejected(values: object) -> object:
        if busy:
            raise busy.pop()
        return rows(values)

    monkeypatch.setattr(excel_values, "rows_of", rejected)
    content = REGISTER.read_bytes()
    with opened(content) as excel:
        grid = live.sheets(excel.book, ["Konti"])["Konti"]
    assert len(pauses) == 3
    assert grid.rows == [tuple(row) for row in disk.read(content, ["Konti"])["Konti"].rows]


def test_changes_are_whole_whenever_excel_is_busy_on_the_way(
    monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    """Each thing that Excel is told is rejected once."""
    run = Filled("Konti", 3, 8, "1+1", [None, None])
    changes = Changes([run], [control.listed([], dt.datetime(2020, 5, 4, 8, 7))])

    def written(rejected: int) -> list[dict[str, object]]:
        with opened(REGISTER.read_bytes()) as excel, monkeypatch.context() as patch:
            engine: Any = _xlremote.Book
            tell, calls = engine.append_json_action, count()

            def told(self: object, **action: object) -> None:
                if next(calls) == rejected:
                    raise com_error(-2147418111)
                tell(self, **action)

            patch.setattr(engine, "append_json_action", told)
            live.write(excel.book, changes)
            return [action for action in excel.book.json()["actions"] if action["values"]]

    undisturbed = written(-1)
    assert len(undisturbed) == 3
    for rejected in range(7):
        again = written(rejected)
        assert [action for action in undisturbed if action not in again] == []
        assert again[-1] == undisturbed[-1]
    assert len(pauses) == 7
