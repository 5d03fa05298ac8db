"""Chapter 6: the income statement with its groups, totals and result, and the notes to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from template.controls import block, condition, repeat, value
from template.references import STATEMENT, caption
from template.tables import Column, row, table
from template.wml import paragraph, run

if TYPE_CHECKING:
    from template.tables import Content, RowKind
    from template.wml import Element

ALONE = (
    Column("Note", 11),
    Column("Post", 53),
    Column("Indtægter", 27, figures=True),
    Column("Udgifter", 27, figures=True),
    Column("I alt", 27, figures=True),
)
ALONE_NAMES = ("indtægter", "udgifter", "i_alt")

# An amount of eight digits before the comma fits in its column; what goes leaves room for the post.
COMPARED = (
    Column("Note", 8.5),
    Column("Post", 35.7),
    Column("Regnskab", 23.6, figures=True),
    Column("Budget", 23.6, figures=True, only="opgørelse.med_budget"),
    Column("Forbrug i pct.", 15, figures=True, only="opgørelse.med_budget"),
    Column("Sidste år", 23.6, figures=True, only="opgørelse.med_sidste_år"),
    Column("Ændring i pct.", 15, figures=True, only="opgørelse.med_sidste_år"),
)
COMPARED_NAMES = ("i_alt", "budget", "forbrug|procent", "sidste_år", "ændring|procent")

SHOWN = {
    "indtægter": "Indtægter",
    "udgifter": "Udgifter",
    "i_alt": "I alt",
    "budget": "Budget",
    "forbrug|procent": "Pct.",
    "sidste_år": "Sidste år",
    "ændring|procent": "Pct.",
    "resultat": "Resultat",
}
NBSP = "\u00a0"
TITLE = "Resultatopgørelse"


def accounts_table() -> list[Element]:
    """The income statement, alone or with what it is compared with."""
    return [
        paragraph("Heading2", TITLE),
        caption("Tabel", f"{TITLE} ", value("forening.år", "År"), bookmark=STATEMENT, number=1),
        paragraph("Tabelnote", "Beløb i ", value("opgørelse.enhed", "kr.")),
        condition("opgørelse.enkel", "årets beløb alene", _alone()),
        condition("opgørelse.sammenlignet", "budget eller sidste år", _compared()),
    ]


def _alone() -> Element:
    """The year's income and expenses beside each other."""
    total: Content = ("I alt",)
    result: Content = ("Årets resultat ", value("forening.år", "År"))
    return table(
        ALONE,
        TITLE,
        _lines(ALONE, ALONE_NAMES),
        _row(ALONE, total, ("indtægter", "udgifter", "resultat"), "Total", of="opgørelse."),
        _row(ALONE, result, ("", "", "resultat"), "Resultat", of="opgørelse."),
        style="DigitRegnskab",
        result=True,
    )


def _compared() -> Element:
    """The year beside its budget, the year before, or both."""
    titles: tuple[Content, ...] = (
        ("Note",),
        ("Post",),
        ("Regnskab ", value("forening.år", "År")),
        ("Budget ", value("forening.år", "År")),
        (f"Forbrug i{NBSP}pct.",),
        ("Regnskab ", value("forening.forrige_år", "År")),
        (f"Ændring i{NBSP}pct.",),
    )
    carried = condition("regnskab.overført", "overførsel", run(" og overførsel"))
    income: Content = ("Indtægter i alt",)
    expense: Content = ("Udgifter", carried, " i alt")
    result: Content = ("Årets resultat",)
    results = ("i_alt", "budget", "", "sidste_år", "")
    return table(
        COMPARED,
        TITLE,
        _lines(COMPARED, COMPARED_NAMES),
        _row(COMPARED, income, COMPARED_NAMES, "Total", of="opgørelse.indtægter."),
        _row(COMPARED, expense, COMPARED_NAMES, "Total", of="opgørelse.udgifter."),
        _row(COMPARED, result, results, "Resultat", of="opgørelse.resultat."),
        style="DigitRegnskab",
        titles=titles,
        result=True,
    )


def _lines(columns: tuple[Column, ...], names: tuple[str, ...]) -> Element:
    """The lines, a group between its name and its sum, which stays with the line above it."""
    title: Content = (value("gruppe", "Gruppe"),)
    subtotal: Content = (value("gruppe", "Gruppe"), " i alt")
    blank = ("",) * len(names)
    return repeat(
        "regnskab",
        "gruppe af poster",
        condition("gruppe", "gruppens navn", _row(columns, title, blank, "Gruppe")),
        repeat(
            "linjer",
            "post",
            condition("øvrige", "poster før den sidste", _line(columns, names, "Tekst")),
            condition("sidste", "den sidste post", _line(columns, names, "Sidste")),
        ),
        condition("gruppe", "gruppens navn", _row(columns, subtotal, names, "Total")),
    )


def _line(columns: tuple[Column, ...], names: tuple[str, ...], kind: RowKind) -> Element:
    note: Content = (value("note|henvisning", "Note"),)
    return _row(columns, (value("navn", "Post"),), names, kind, note=note)


def _row(
    columns: tuple[Column, ...],
    label: Content,
    names: tuple[str, ...],
    kind: RowKind = "Tekst",
    *,
    of: str = "",
    note: Content = (),
) -> Element:
    """A row with the amounts of those names, nothing for an empty one; a sum has a rule above."""
    amounts = (value(of + name, SHOWN[name]) if name else () for name in names)
    return row(columns, note, label, *amounts, kind=kind, ruled=kind == "Total")


def notes() -> list[Element]:
    """The notes under a heading of their own."""
    title = value("overskrift", "Titel")
    note = [
        paragraph("Heading3", "Note ", value("note|mål", "Note"), " · ", title),
        condition("tekst", "notens tekst", block("tekst", "Notens tekst")),
    ]
    return [paragraph("Heading2", "Noter"), repeat("noter", "note", *note)]
