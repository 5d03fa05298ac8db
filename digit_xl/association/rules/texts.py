"""Rules on the notes and the texts of the report."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from digit_xl import danish
from digit_xl.association.names import figures
from digit_xl.association.rules.check import CHECKS, Broken, Check, rule
from digit_xl.association.sheets import SHEETS, Accounts, Notes, Texts
from digit_xl.cells import Kind
from digit_xl.findings import Rule, Severity
from digit_xl.schema import Column, Role
from digit_xl.word.markdown import figure_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from digit_xl.register import Register
    from digit_xl.schema import Sheet

REQUIRED_TEXTS = ("påtegning", "præsentation", "økonomi")


@rule("NOT-01", Severity.REMARK, "En note har en tekst.", Notes.text)
def note_without_text(register: Register) -> Broken:
    """The report then shows the note's heading alone."""
    for row in register[Notes].iter_rows(named=True):
        if row["text"] is None:
            yield (
                register.place(Notes.text, row["row"]),
                f"Note {row['note']} har ingen tekst. Skriv den, eller lad kun overskriften stå.",
            )


@rule(
    "TEK-01",
    Severity.ERROR,
    "De tekster, loven og rapporten kræver, er skrevet.",
    Texts.key,
    Texts.text,
)
def required_text_missing(register: Register) -> Broken:
    """The management's statement, the presentation and the text on the accounts."""
    rows = {row["key"]: row for row in register[Texts].iter_rows(named=True)}
    header = register.readings[Texts].layout.header_row
    for key in REQUIRED_TEXTS:
        if key not in rows:
            yield (
                register.place(Texts.key, header),
                f"Teksten »{key}« mangler. Tilføj en række med nøglen {key}, og skriv teksten.",
            )
        elif rows[key]["text"] is None:
            yield (
                register.place(Texts.text, rows[key]["row"]),
                f"Teksten »{key}« er tom. Skriv den.",
            )


_TEXTS = {
    sheet: [
        column
        for column in sheet.columns
        if column.kind in (Kind.TEXT, Kind.MARKDOWN) and not column.computed
    ]
    for sheet in SHEETS
    if sheet.role in (Role.ROWS, Role.FIELDS)
}
_PLACEHOLDER = re.compile(r"(?i)\b(?:TODO|TBD|XX+)\b|\?{3,}|lorem ipsum|\[indsæt")


def _placeholders(sheet: type[Sheet]) -> Callable[[Register], Broken]:
    def judge(register: Register) -> Broken:
        import polars as pl

        frame, names = register[sheet], [column.name for column in _TEXTS[sheet]]
        forgotten = pl.col(names).str.contains(_PLACEHOLDER.pattern)
        for row in frame.filter(pl.any_horizontal(forgotten)).iter_rows(named=True):
            for column in _TEXTS[sheet]:
                if match := _PLACEHOLDER.search(row[column.name] or ""):
                    yield (
                        register.place(column, row["row"]),
                        f"Teksten indeholder pladsholderen »{match[0]}«. "
                        "Skriv det, der skal stå, eller slet den.",
                    )

    return judge


def _figure_names(column: Column) -> Callable[[Register], Broken]:
    def judge(register: Register) -> Broken:
        known = figures(register)
        frame = register[column.sheet]
        for row, text in zip(frame["row"], frame[column.name], strict=True):
            for name, words in figure_names(text or ""):
                if name not in known:
                    near = difflib.get_close_matches(name, known, n=1)
                    hint = f"Mener du {{{near[0]}}}? " if near else ""
                    message = f"Registret har intet tal, der hedder »{name}«. {hint}Ret navnet."
                elif not danish.fits(known[name].value, words):
                    message = (
                        f"Formatet »{words}« passer ikke til {name}. "
                        "Brug fx kr, hele kr, mio eller positiv kr til beløb og måned til datoer."
                    )
                else:
                    continue
                yield register.place(column, row), message

    return judge


_FORGOTTEN = Rule("TEK-02", Severity.ERROR, "Ingen pladsholder er glemt i en tekst.")
_NAMED = Rule("TEK-03", Severity.ERROR, "Et tal, som en tekst nævner, findes i registret.")
_NAMES = (Accounts.number, Accounts.name, Accounts.group)  # what figures are named after
for _sheet, _columns in _TEXTS.items():
    if _columns:
        CHECKS.append(Check(_FORGOTTEN, (), (), _placeholders(_sheet)))
    CHECKS.extend(
        Check(_NAMED, (column,), _NAMES, _figure_names(column))
        for column in _columns
        if column.kind is Kind.MARKDOWN
    )
