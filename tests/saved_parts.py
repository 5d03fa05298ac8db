"""Registers into which the commands write, as an administrator of a server has them."""

from __future__ import annotations

import io
import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from openpyxl.worksheet.table import Table as ExcelTable

from digit_xl import cli
from digit_xl.book import disk, patch

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.workbook import Workbook

    from digit_xl.book.grid import Grid

REGISTER = Path(__file__).parents[1] / "workbooks" / "digit-2019.xlsx"
CHECK, FILL = ("validate", "--write"), ("fill",)
BOTH = pytest.mark.parametrize("words", [CHECK, FILL], ids=["validate", "fill"])
SUFFIX = {CHECK: "kontrolleret", FILL: "udfyldt"}


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(word) for word in words])


@cache
def broken() -> bytes:
    """A register with a formula that somebody typed over, and an amount that is text."""
    with TemporaryDirectory() as folder:
        return typed_over(Path(folder) / "r.xlsx", H5=12.5, G3="1.541.130,23").read_bytes()


def typed_over(path: Path, **cells: str | float) -> Path:
    """The 2019 register with values typed into cells of Konti, saved by another program."""
    from openpyxl import load_workbook

    workbook = load_workbook(REGISTER)
    for address, value in cells.items():
        workbook["Konti"][address] = value
    workbook.save(path)
    return path


def names(folder: Path) -> list[str]:
    """Everything in the folder."""
    return sorted(os.listdir(folder))  # noqa: PTH208 - hidden names too, as plain text


def sheet(path: Path, title: str) -> Grid:
    """The sheet of a saved workbook."""
    return disk.read(path.read_bytes(), [title])[title]


def made(path: Path, *changes: Callable[[Workbook], object]) -> Path:
    """The 2019 register after the changes, as a program leaves it that heeds the schema."""
    from openpyxl import load_workbook

    workbook, written = load_workbook(REGISTER), io.BytesIO()
    for change in changes:
        change(workbook)
    workbook.save(written)
    path.write_bytes(patch.finished(written.getvalue(), {}, {}, None))
    return path


def table_of(path: Path, title: str) -> ExcelTable:
    """The table of that name, as it stands in the saved workbook."""
    from openpyxl import load_workbook

    sheets = load_workbook(path).worksheets
    [table] = [one.tables[title] for one in sheets if title in one.tables]
    assert isinstance(table, ExcelTable)
    return table
