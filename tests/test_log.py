"""The log tells where something went wrong, and nothing of the register or the user."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NoReturn

import pytest

from digit_xl import __version__, log

CELL = "0101701234 Eva"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a user who has no log yet."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path


def failing(cell: str) -> None:
    try:
        int(cell)
    except ValueError as error:
        raise KeyError(cell) from error


def caught(cell: str = CELL) -> Exception:
    with pytest.raises(KeyError) as told:
        failing(cell)
    return told.value


def test_it_tells_the_functions_and_lines_but_no_message_and_no_path(home: Path) -> None:
    kept = log.keep(caught(), "report")
    assert kept == log.path() == home / "digit_xl" / "log" / "digit_xl.log"
    text = kept.read_text(encoding="utf-8")
    first, *lines = text.splitlines()
    assert re.fullmatch(
        rf"\d{{4}}-\d\d-\d\dT[\d:]+[+-]\d\d:\d\d report, digit_xl {re.escape(__version__)}, "
        r"Python 3\.\d+\.\d+, \w+",
        first,
    )
    steps = [re.sub(r"line \d+", "line N", line) for line in lines]
    assert steps == [
        "builtins.KeyError",
        "  test_log, line N, caught",
        "  test_log, line N, failing",
        "builtins.ValueError",
        "  test_log, line N, failing",
        "",
    ]
    assert not any(word in text for word in (*CELL.split(), str(Path.home()), "test_log.py"))


def test_it_tells_the_numbers_that_a_system_gives() -> None:
    busy = type("com_error", (Exception,), {"hresult": -2147418111, "strerror": CELL})
    text = log.keep(busy(CELL), "fill").read_text(encoding="utf-8")
    assert "com_error, hresult -2147418111\n" in text
    text = log.keep(OSError(28, CELL), "fill").read_text(encoding="utf-8")
    assert "builtins.OSError, errno 28\n" in text
    assert CELL not in text


def test_a_trace_that_runs_in_a_circle_is_cut() -> None:
    def circle() -> NoReturn:
        circle()

    with pytest.raises(RecursionError) as told:
        circle()
    lines = log.keep(told.value, "pdf").read_text(encoding="utf-8").splitlines()
    assert len(lines) < 50
    assert any(re.fullmatch(r"  … \d+ more", line) for line in lines)


def test_it_grows_by_entries_and_never_large() -> None:
    log.keep(caught(), "one")
    kept = log.keep(caught(), "two")
    assert kept.read_text(encoding="utf-8").count("builtins.KeyError") == 2
    kept.write_text("x" * 300_000, encoding="utf-8")
    log.keep(caught(), "three")
    assert len(kept.read_text(encoding="utf-8")) < 1000
    kept.write_text("y" * 300_000, encoding="utf-8")
    log.keep(caught(), "four")
    [older] = [path for path in kept.parent.iterdir() if path != kept]
    assert older.read_text(encoding="utf-8").startswith("y")


def test_a_log_that_cannot_be_written_says_so(home: Path) -> None:
    (home / "digit_xl").write_bytes(b"")
    with pytest.raises(OSError, match=r"digit_xl"):
        log.keep(caught(), "report")
