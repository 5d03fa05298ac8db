"""Chapter 6: the income statement with its groups, totals and result, and the notes to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from template.controls import block, condition, repeat, value
from template.tables import Column, row, table
from template.wml import paragraph

if TYPE_CHECKING:
    from template.wml import Element

ACCOUNTS = (
    Column("Note", 11),
    Column("Post", 53),
    Column("Indtægter", 27, figures=True),
    Column("Udgifter", 27, figures=True),
    Column("I alt", 27, figures=True),
)
BLANK = ()


def accounts_table() -> list[Element]:
    """The income statement on a page of its own, a group between its name and its subtotal."""
    result = row(
        ACCOUNTS,
        BLANK,
        ("Årets resultat ", value("forening.år", "År")),
        BLANK,
        BLANK,
        value("regnskab.resultat", "Resultat"),
        kind="Resultat",
        ruled=True,
    )
    lines = repeat("regnskab", "gruppe af poster", *_group())
    unit = condition(
        "forening.valuta",
        "valuta",
        paragraph("Tabelnote", "Beløb i ", value("forening.valuta", "Valuta")),
    )
    return [
        paragraph("AfsnitPaaNySide", "Resultatopgørelse"),
        unit,
        table(ACCOUNTS, "Resultatopgørelse", lines, _total(), result, style="DigitRegnskab"),
    ]


def _group() -> list[Element]:
    title = row(ACCOUNTS, BLANK, value("gruppe", "Gruppe"), BLANK, BLANK, BLANK, kind="Gruppe")
    subtotal = row(
        ACCOUNTS,
        BLANK,
        (value("gruppe", "Gruppe"), " i alt"),
        value("indtægter", "Indtægter"),
        value("udgifter", "Udgifter"),
        value("i_alt", "I alt"),
        kind="Total",
        ruled=True,
    )
    return [
        condition("gruppe", "gruppens navn", title),
        repeat("linjer", "post", _line()),
        condition("gruppe", "gruppens navn", subtotal),
    ]


def _line() -> Element:
    return row(
        ACCOUNTS,
        value("note", "Note"),
        value("navn", "Post"),
        value("indtægter", "Indtægter"),
        value("udgifter", "Udgifter"),
        value("i_alt", "I alt"),
    )


def _total() -> Element:
    return row(
        ACCOUNTS,
        BLANK,
        ("I alt",),
        value("regnskab.indtægter", "Indtægter i alt"),
        value("regnskab.udgifter", "Udgifter i alt"),
        value("regnskab.resultat", "I alt"),
        kind="Total",
        ruled=True,
    )


def notes() -> list[Element]:
    """The notes under a heading of their own."""
    note = [
        paragraph("Heading3", "Note ", value("note", "Note"), " · ", value("overskrift", "Titel")),
        condition("tekst", "notens tekst", block("tekst", "Notens tekst")),
    ]
    return [paragraph("Heading2", "Noter"), repeat("noter", "note", *note)]
