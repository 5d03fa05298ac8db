"""Registers that are computed in many ways, and what every spreadsheet should make of them."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from openpyxl import load_workbook

from digit_xl import register
from digit_xl.association import chart_data, figures, key_figures, overview
from digit_xl.association.sheets import (
    SHEETS,
    Accounts,
    Association,
    ChartData,
    Members,
    Overview,
    Phases,
    Postings,
    Projects,
)
from digit_xl.book import disk, patch
from digit_xl.findings import Place, column_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openpyxl.workbook import Workbook

    from digit_xl.book.grid import Cell
    from digit_xl.create import Given

REGISTER = Path(__file__).resolve().parents[1] / "workbooks" / "digit-2019.xlsx"
TITLES = [sheet.title for sheet in SHEETS]

Shown: TypeAlias = "dict[tuple[str, str], patch.Shown]"

# Another association: income positive, budgets, postings, groups apart, phases of all kinds.
MADE_UP: Given = {
    Association: [
        {
            "name": "North Water",
            "short_name": "NW",
            "year": 2021,
            "currency": "DKK",
            "income_sign": "plus",
            "published": dt.date(2022, 3, 1),
        }
    ],
    Members: [{"municipality": name} for name in ("Alby", "Broby", "Ceby")],
    Accounts: [
        {"number": 10, "name": "Fees", "kind": "Indtægt", "income": Decimal("900000.10")},
        {
            "number": 20,
            "name": "Mixed",
            "kind": "Udgift",
            "group": "One",
            "income": Decimal("0.20"),
            "expense": Decimal("250000.05"),
            "budget": Decimal("-240000.00"),
            "last_year": Decimal("-1.00"),
        },
        {"number": 30, "name": "Blank", "kind": "Udgift", "group": "Two", "budget": Decimal(0)},
        {
            "number": 40,
            "name": "Apart",
            "kind": "Udgift",
            "group": "One",
            "expense": Decimal("0.01"),
        },
        {
            "number": 50,
            "name": "Carried",
            "kind": "Overført",
            "group": "Three",
            "expense": Decimal("-77.77"),
        },
    ],
    Postings: [
        {
            "date": dt.date(2021, 1 + number % 12, 1 + number % 28),
            "voucher": f"B{number}",
            "account": (10, 20, 40)[number % 3],
            "amount": Decimal(number * 7 - 300) / 100,
        }
        for number in range(100)
    ],
    Projects: [
        {"code": code, "name": f"Project {code}", "category": "Egne projekter"}
        for code in ("NONE", "LATE", "IDEA", "TWO", "SAME", "DONE")
    ],
    Phases: [
        {"project": "LATE", "phase": "Idéfase", "since": dt.date(2022, 1, 1)},
        {"project": "IDEA", "phase": "Idéfase", "since": dt.date(2021, 12, 1)},
        {"project": "TWO", "phase": "Analysefase", "since": dt.date(2021, 6, 1)},
        {"project": "TWO", "phase": "Idéfase", "since": dt.date(2020, 6, 1)},
        {"project": "SAME", "phase": "Idéfase", "since": dt.date(2021, 6, 1)},
        {"project": "SAME", "phase": "Anskaffelsesfase", "since": dt.date(2021, 6, 1)},
        {"project": "DONE", "phase": "Gennemførelsesfase", "since": dt.date(2019, 1, 1)},
        {"project": "DONE", "phase": "Lukket", "since": dt.date(2021, 3, 1)},
    ],
}
# More groups than Overblik has lines for, and a project that has lost its code.
_CRITERIA = ["~c", "G*", "G?", "=D", ">5", "<>x", "~~", "="]  # each means another as a criterion
CROWDED: Given = {
    Association: [{"year": 2019, "income_sign": "minus"}],
    Accounts: [
        {"number": number, "group": group, "expense": Decimal(number)}
        for number, group in enumerate([*_CRITERIA, "Group 9", "Group 10"], 1)
    ],
    Projects: [{"name": "Nameless"}],
}
# More projects and accounts of projects than the charts have lines for, with ties, names that
# mean something to a criterion, phases in all positions, and a long portfolio.
_ACCOUNTS = ["A*", "A?b", "~c", "=D", *(f"Account {number}" for number in range(14))]
WIDE: Given = {
    Association: [
        {
            "year": 2021,
            "income_sign": "minus",
            "short_name": "Wide",
            "horizon_from": 2015,
            "horizon_to": 2034,
        }
    ],
    Members: [
        {"municipality": "Alby"},
        {"municipality": "Broby", "until": "2021-06"},
        {"municipality": "Ceby", "until": "2030-06"},
    ],
    Accounts: [
        {
            "number": number,
            "name": name,
            "kind": "Udgift",
            "expense": Decimal(number // 3 * 1000 - 1000) / 100,
            "last_year": Decimal(number),
        }
        for number, name in enumerate(_ACCOUNTS)
    ],
    Projects: [
        {
            "code": f"P{number}",
            "name": f"Project {number}" if number % 5 else None,
            "category": (None, *Projects.category.choices)[number % 4],
            "account": _ACCOUNTS[number % len(_ACCOUNTS)] if number % 7 else None,
        }
        for number in range(45)
    ],
    Phases: [
        {
            "project": f"P{number}",
            "phase": phase,
            "since": dt.date(2012 + number // 4 + step * (1 + number % 3), 1 + number % 12, 1),
            "until": dt.date(2013 + number // 4 + step * 2, 1 + (number * step) % 12, 9)
            if (number + step) % 4
            else None,
        }
        for number in range(45)
        for step, phase in enumerate(Phases.phase.choices)
        if (number + step) % 3
    ],
}


def read(content: bytes) -> register.Register:
    """The register that the workbook holds, with its computed columns."""
    return figures.compute(register.read(SHEETS, disk.read(content, TITLES))[0])[0]


def computed(known: register.Register) -> Shown:
    """What polars finds for each computed cell, and each one of Overblik and Diagramdata."""
    shown: Shown = {}
    for entry in figures.COMPUTED:
        column = entry.column
        letters = column_letters(column.sheet.columns.index(column) + 1)
        frame = known[column.sheet]
        for row, value in zip(frame["row"], frame[column.name], strict=True):
            shown[column.sheet.title, f"{letters}{row}"] = value
    shown |= {
        (place.sheet, place.cell): key_figures.shown(content, known)
        for place, content in _own_sheets()
        if isinstance(content, figures.Shows)
    }
    last = int(known[Accounts]["row"].max() or 2) + 1  # type: ignore[arg-type] # row numbers
    for number, column in enumerate(Accounts.columns, 1):
        if column.total:
            total = known[Accounts][column.name].sum() or Decimal("0.00")
            shown[Accounts.title, f"{column_letters(number)}{last}"] = total
    return shown


def _own_sheets() -> Iterator[tuple[Place, key_figures.Content]]:
    """The cells of the sheets that are formulas alone, but for the light."""
    yield from overview.band().items()
    sheets = (
        (Overview, overview.lines(), overview.HEADER_ROW + 1),
        (ChartData, chart_data.lines(), chart_data.FIRST_ROW),
    )
    for sheet, lines, first in sheets:
        for row, contents in enumerate(lines, first):
            for column, content in enumerate(contents, 1):
                yield Place(sheet.title, row, column), content


def cells(content: bytes, addresses: Shown) -> dict[tuple[str, str], Cell]:
    """What those cells of the workbook show."""
    grids = disk.read(content, TITLES)
    found = {}
    for title, address in addresses:
        letters = address.rstrip("0123456789")
        column = next(n for n in range(1, 60) if column_letters(n) == letters)
        found[title, address] = grids[title].cell(int(address[len(letters) :]), column)
    return found


def plain(shown: Shown) -> dict[tuple[str, str], Cell]:
    """The values as a workbook's cells give them: numbers are binary, empty text is nothing."""
    return {
        place: float(value) if isinstance(value, Decimal | int) else value or None
        for place, value in shown.items()
    }


def changed(change: Callable[[Workbook], object]) -> bytes:
    """The 2019 register after a change to it, as a library saves it: nothing is calculated."""
    workbook, saved = load_workbook(REGISTER), io.BytesIO()
    change(workbook)
    workbook.save(saved)
    return saved.getvalue()


def add(workbook: Workbook, title: str, *rows: Sequence[object]) -> None:
    """Add rows at the end of a table without totals, which grows over them."""
    sheet, table = workbook[title], workbook[title].tables[title]
    start, end = table.ref.split(":")
    letters, last = end.rstrip("0123456789"), int(end.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    for row, values in enumerate(rows, last + 1):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column).value = value  # type: ignore[assignment] # none is merged
    table.ref = table.autoFilter.ref = f"{start}:{letters}{last + len(rows)}"


def grow(workbook: Workbook) -> None:
    """A project more, with phases; an account changed."""
    project = ["NYT", "Nyt projekt", "Egne projekter", "Personale"]
    add(workbook, "Projekter", [*project, *[None] * 4, workbook["Projekter"]["I2"].value])
    idea = ["NYT", "Idéfase", dt.date(2020, 1, 1), dt.date(2020, 6, 1)]
    add(workbook, "Faser", idea, ["NYT", "Analysefase", dt.date(2020, 9, 1), None])
    workbook["Konti"]["G11"] = 3_000_000.25


def expect(workbook: Workbook) -> None:
    """Budgets and last year filled in, and income written positive."""
    for row in range(2, 20):
        workbook["Konti"][f"I{row}"] = 1000.5 * row
        workbook["Konti"][f"K{row}"] = -10.25 * row
    workbook["Konti"]["F2"] = 11717709.0
    next(cell for cell in workbook["Forening"]["B"] if cell.value == "minus").value = "plus"


def narrow(workbook: Workbook) -> None:
    """Another portfolio; and most projects gone."""
    for label, value in workbook["Forening"].iter_rows(min_col=1, max_col=2):
        if year := {"Portefølje fra år": 2020, "Portefølje til år": 2021}.get(str(label.value)):
            value.value = year
    for row in workbook["Projekter"].iter_rows(min_row=4, max_row=18, max_col=8):
        for cell in row:
            cell.value = None
