"""A small register without a fault, and the same with single cells changed."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from typing import TYPE_CHECKING

from digit_xl.association.figures import COMPUTED
from digit_xl.association.overview import lines
from digit_xl.association.sheets import SHEETS, Overview
from digit_xl.book.grid import Extent, Fault, Grid
from digit_xl.findings import column_letters
from digit_xl.schema import FIELD_HEADINGS, Role

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from digit_xl.book.grid import Cell, Formulas, Rows

_STATEMENT = "Ledelsen har aflagt årsrapporten for {forening.år}."

# Rows by sheet title, in the order of the sheet's columns; computed columns are left out.
GOOD: dict[str, list[list[Cell]]] = {
    "Medlemmer": [
        ["Nordby", "101", "januar 2015", None, -100.0],
        ["Sønderby", "102", "2016-03", None, -100.5],
    ],
    "Hverv": [
        ["Anna", "Bestyrelse", "Formand", "Nordby", "maj 2018", None],
        ["Bo", "Bestyrelse", "Medlem", "Sønderby", None, "maj 2020"],
        ["Carl", "Direktion", "Medlem", "Nordby", None, "maj 2019"],
        ["Carl", "Direktion", "Formand", "Nordby", "maj 2019", None],
        ["Dora", "Sekretariat", "Konsulent", None, None, None],
        ["Finn", "Projektgruppe", "Medlem", "Sønderby", None, None, "AA"],
    ],
    "Projekter": [
        ["AA", "Alfa", "Egne projekter", "Alfakonto", "Dora", 3.5, "Gik **godt**.", "Går videre."],
        [
            "BB",
            "Beta",
            "Fælleskommunale systemer",
            None,
            None,
            None,
            "Kostede {konti.2.udgifter|kr}",
            None,
        ],
    ],
    "Faser": [
        ["AA", "Idéfase", dt.date(2018, 1, 1), dt.date(2018, 12, 1)],
        ["AA", "Analysefase", dt.date(2019, 1, 1), None],
        ["BB", "Gennemførelsesfase", dt.date(2019, 3, 1), dt.date(2019, 6, 1)],
        ["BB", "Lukket", dt.date(2019, 6, 1), None],
    ],
    "Konti": [
        [1.0, "Kontingent", None, "Indtægt", 1.0, -200.5, None, -210.0, None],
        [2.0, "Alfakonto", "Projekter", "Udgift", None, None, 150.25, 100.0, None],
        [3.0, "Overført", None, "Overført", None, None, -20.0, None, None],
    ],
    "Posteringer": [
        [dt.date(2019, 1, 2), "B1", 1.0, None, "Kontingent", -200.5],
        [dt.date(2019, 5, 2), "B2", 2.0, "AA", "Arbejde", 100.25],
        [dt.date(2019, 12, 31), 3.0, 2.0, "AA", "Mere arbejde", 50.0],
        [dt.date(2019, 12, 31), "B4", 3.0, None, "Overført", -20.0],
    ],
    "Noter": [[1.0, "Kontingent", "Fra {medlemmer.antal} medlemmer."]],
    "Generalforsamlinger": [
        ["maj 2019", "Ordinær", "Rotation."],
        [dt.datetime(2019, 12, 5), "Ekstraordinær", "Fælles indkøb."],
    ],
    "Gevinster": [["AA", "Kortere tid", "timer", 10.0, 5.0, 7.5, dt.date(2019, 11, 1)]],
    "Tekster": [
        ["påtegning", "Ledelsespåtegning", _STATEMENT],
        ["præsentation", "Om foreningen", "Vi er {medlemmer.navne}."],
        ["økonomi", "Økonomi", "Resultatet er {regnskab.resultat|kr}"],
    ],
    "Oplevelser": [["Eva", "Chef", "Nordby", "Samarbejde", "Eva fortæller, at det går godt."]],
    "Forening": [
        ["Navn", "Foreningen Nord"],
        ["Kort navn", "Nord"],
        ["Undertitel", None],
        ["Hjemmeside", "www.example.dk"],
        ["Stiftet", 2015.0],
        ["Regnskabsår", 2019.0],
        ["Profitcenter", None],
        ["Valuta", "DKK"],
        ["Fortegn for indtægter", "minus"],
        ["Udgivelsesdato", dt.date(2020, 5, 10)],
        ["Portefølje fra år", 2018.0],
        ["Portefølje til år", 2021.0],
        ["Konto for kontingent", "Kontingent"],
        ["Årets resultat (kontrol)", -70.25],
        ["Sidste års resultat", -20.0],
        ["Beløb i regnskabet", None],
        ["Konto til afrunding", None],
        ["Logo", None],
        ["Logo, tekst", None],
    ],
}


def grids(
    changes: Mapping[str, Cell] | None = None, *, without: tuple[str, ...] = (), tables: bool = True
) -> dict[str, Grid]:
    """The good register's Grids with those cells changed (`Konti!F2`), without those sheets."""
    rows = {
        sheet.title: _rows(sheet.title)
        for sheet in SHEETS
        if sheet.role in (Role.ROWS, Role.FIELDS) and sheet.title not in without
    }
    if "Overblik" not in without:
        rows["Overblik"] = [[column.title for column in Overview.columns]]
        rows["Overblik"] += [[str(line[0]), *[Fault("")] * 4] for line in lines()]
    extents = {title: _extent(title, cells) for title, cells in rows.items()}
    for address, value in (changes or {}).items():
        title, letters, number = re.fullmatch(r"(\w+)!([A-Z]+)(\d+)", address).groups()  # type: ignore[union-attr] # a test's own address
        cells, row, column = rows[title], int(number), _column(letters)
        cells.extend([] for _ in range(row - len(cells)))
        cells[row - 1].extend([None] * (column - len(cells[row - 1])))
        cells[row - 1][column - 1] = value
    return {
        title: Grid(
            title,
            lambda cells=cells: cells,  # type: ignore[misc] # bound now, not later
            extents[title] if tables else None,
            formulas=partial(_formulas, title, cells),
        )
        for title, cells in rows.items()
    }


def _formulas(title: str, cells: Rows, asked: Collection[int]) -> Formulas:
    """The formulas of the computed cells that wait for Excel, in the columns that are asked for."""
    columns = {one.column.title: one.formula for one in COMPUTED if one.column.sheet.title == title}
    return {
        (row, column): columns[str(cells[0][column - 1])]
        for row, values in enumerate(cells, 1)
        for column, value in enumerate(values, 1)
        if column in asked and value == Fault("") and cells[0][column - 1] in columns
    }


def _rows(title: str) -> list[list[Cell]]:
    """The header and the rows of a sheet, with uncalculated formulas in its computed columns."""
    sheet = next(sheet for sheet in SHEETS if sheet.title == title)
    if sheet.role is Role.FIELDS:
        return [list(FIELD_HEADINGS), *(list(row) for row in GOOD[title])]
    table: list[list[Cell]] = [[column.title for column in sheet.columns]]
    for row in GOOD[title]:
        values = iter(row)
        # A computed cell waits for Excel; columns that the row does not reach are blank.
        table.append(
            [Fault("") if column.computed else next(values, None) for column in sheet.columns]
        )
    return table


def _extent(title: str, cells: list[list[Cell]]) -> Extent:
    headings = tuple(str(cell) for cell in cells[0])
    return Extent(1, len(cells), 1, len(headings), headings=headings, name=title)


def _column(letters: str) -> int:
    return next(number for number in range(1, 1000) if column_letters(number) == letters)
