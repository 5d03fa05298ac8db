"""Rules on the notes and the texts of the report."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from digit_xl import danish
from digit_xl.association.names import figures
from digit_xl.association.rules.check import CHECKS, Broken, Check, rule
from digit_xl.association.sheets import SHEETS, Accounts, Notes, Postings, Texts
from digit_xl.cells import Kind
from digit_xl.findings import Rule, Severity
from digit_xl.schema import Column, Role
from digit_xl.word.markdown import Loose, figure_names, loose_notes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from digit_xl.facts import Fact
    from digit_xl.register import Register

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
    needs=(Texts.key,),
)
def required_text_missing(register: Register) -> Broken:
    """The management's statement, the presentation and the text on the accounts."""
    rows = {row["key"]: row for row in register[Texts].iter_rows(named=True)}
    header = register.readings[Texts].layout.header_row
    unreadable = register.unclear(Texts.text)
    for key in REQUIRED_TEXTS:
        if key not in rows:
            yield (
                register.place(Texts.key, header),
                f"Teksten »{key}« mangler. Tilføj en række med nøglen {key}, og skriv teksten.",
            )
        elif rows[key]["text"] is None and rows[key]["row"] not in unreadable:
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
# Lines that are Markdown elsewhere; a single `1. april …` is a date.
_FOREIGN = re.compile(r"(?m)^ {0,3}(?:#{1,6} |> |```|\|.*\|$|-{3,}$)")
_NUMBERED = re.compile(r"(?m)^ {0,3}\d+[.)] ")
_PLACEHOLDER = re.compile(r"(?i)\b(?:TODO|TBD|XX+)\b|\?{3,}|lorem ipsum|\[indsæt")
_MARKUP = re.compile(r"\[\^[^\s\]]+\]|\{[^{}]*[^{}\s][^{}]*\}")  # a footnote's mark, a figure
_FORGOTTEN_TEXT = "Teksten indeholder pladsholderen »{}«. Skriv det, der skal stå, eller slet den."
_MARKUP_TEXT = (
    "Overskrifter og navne kan ikke have fodnoter eller tal fra registret, så »{}« vises, som det "
    "er skrevet. Skriv det, der skal stå, eller flyt det til en tekst."
)
# Why a footnote is not shown as it was meant.
_LOOSE = {
    "unanswered": "Fodnoten [^{0}] har ingen tekst, så mærket vises, som det er skrevet. "
    "Skriv »[^{0}]: …« i et afsnit for sig nederst i cellen.",
    "nested": "Mærket [^{0}] står i en fodnote og vises dér, som det er skrevet, for en fodnote "
    "kan ikke selv have en. Flyt mærket til teksten, eller skriv de to fodnoter sammen.",
    "uncalled": "Fodnoten [^{0}] kommer ikke med, for teksten henviser ikke til den. "
    "Skriv [^{0}], hvor den hører til, eller slet den.",
    "repeated": "Fodnoten [^{0}] står der flere gange, og kun den første kommer med. "
    "Giv de andre deres egne navne, eller slet dem.",
    "blank": "Fodnoten [^{0}] er tom, så rapporten får et mærke uden tekst. "
    "Skriv teksten efter »[^{0}]:«, eller slet både fodnoten og mærket.",
}


def _holding(
    columns: Sequence[Column], pattern: re.Pattern[str], sentence: str
) -> Callable[[Register], Broken]:
    """What tells of the cells of one sheet's columns in which the pattern is found."""

    def judge(register: Register) -> Broken:
        import polars as pl

        frame, names = register[columns[0].sheet], [column.name for column in columns]
        held = pl.col(names).str.contains(pattern.pattern)
        for row in frame.filter(pl.any_horizontal(held)).iter_rows(named=True):
            for column in columns:
                if match := pattern.search(row[column.name] or ""):
                    yield register.place(column, row["row"]), sentence.format(match[0])

    return judge


def _figure_names(column: Column) -> Callable[[Register], Broken]:
    def judge(register: Register) -> Broken:
        frame = register[column.sheet]
        for row, text in zip(frame["row"], frame[column.name], strict=True):
            for name, words in figure_names(text or ""):
                if message := misnamed(register, name, words):
                    yield register.place(column, row), message

    return judge


def misnamed(register: Register, name: str, words: str) -> str:
    """What is wrong with a text that names that figure in that format; nothing if it is fine."""
    known = figures(register)
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"Mener du {{{near[0]}}}? " if near else ""
        return f"Registret har intet tal, der hedder »{name}«. {hint}Ret navnet."
    if _is_blank(known[name], register):
        return (
            f"»{name}« er ikke udfyldt{_at(known[name])}, så teksten får et hul. "
            "Udfyld cellen, eller fjern navnet fra teksten."
        )
    if not danish.fits(known[name].value, words):
        return (
            f"Formatet »{words}« passer ikke til {name}. "
            "Brug fx kr, hele kr, mio eller positiv kr til beløb og måned til datoer."
        )
    return ""


def _at(figure: Fact) -> str:
    """Where the figure should stand, for a message."""
    return f" ({figure.places[0]})" if figure.places else ""


def _is_blank(figure: Fact, register: Register) -> bool:
    """Whether the text would get a hole, for another reason than cells already told of."""
    if figure:
        return False
    sheets = {place.sheet for place in figure.places}
    readings = (read for sheet, read in register.readings.items() if sheet.title in sheets)
    told = [found.place for read in readings for found in read.findings]
    return bool(figure.places) and not any(
        place.covers(cell) for place in figure.places for cell in told
    )


def _unsupported(column: Column) -> Callable[[Register], Broken]:
    def judge(register: Register) -> Broken:
        frame = register[column.sheet]
        for row, text in zip(frame["row"], frame[column.name], strict=True):
            if _FOREIGN.search(text or "") or len(_NUMBERED.findall(text or "")) > 1:
                yield (
                    register.place(column, row),
                    "Overskrifter, citater, tabeller og nummererede lister vises, som de er "
                    "skrevet. Brug afsnit og punkter, der begynder med »- «.",
                )

    return judge


def _loose_notes(column: Column) -> Callable[[Register], Broken]:
    def judge(register: Register) -> Broken:
        frame = register[column.sheet]
        for row, text in zip(frame["row"], frame[column.name], strict=True):
            loose = loose_notes(text) if "[^" in (text or "") else Loose()
            for reason, sentence in _LOOSE.items():
                for label in getattr(loose, reason):
                    yield register.place(column, row), sentence.format(label)

    return judge


_FORGOTTEN = Rule("TEK-02", Severity.ERROR, "Ingen pladsholder er glemt i en tekst.")
_NAMED = Rule("TEK-03", Severity.ERROR, "Et tal, som en tekst nævner, findes i registret.")
_PLAIN = Rule("TEK-04", Severity.WARNING, "En tekst bruger kun den Markdown, rapporten kender.")
_NOTED = Rule("TEK-05", Severity.WARNING, "En fodnote har både et mærke i teksten og en tekst.")
_BARE = Rule(
    "TEK-06", Severity.WARNING, "Overskrifter og navne har ingen fodnoter og ingen tal i klammer."
)
_NAMES = (Accounts.number, Accounts.name, Accounts.group)  # what figures are named after
for _sheet, _columns in _TEXTS.items():
    if _columns:
        CHECKS.append(Check(_FORGOTTEN, (), (), _holding(_columns, _PLACEHOLDER, _FORGOTTEN_TEXT)))
    if _sheet is not Postings and (_plain := [it for it in _columns if it.kind is Kind.TEXT]):
        CHECKS.append(Check(_BARE, (), (), _holding(_plain, _MARKUP, _MARKUP_TEXT)))
    for _column in _columns:
        if _column.kind is Kind.MARKDOWN:
            CHECKS.append(Check(_NAMED, (_column,), _NAMES, _figure_names(_column)))
            CHECKS.append(Check(_PLAIN, (_column,), (), _unsupported(_column)))
            CHECKS.append(Check(_NOTED, (_column,), (), _loose_notes(_column)))
