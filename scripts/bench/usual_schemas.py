"""What each sheet must be, the usual way: pandera schemas for pandas, and checks across sheets."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd  # type: ignore[import-untyped] # only the benchmark's environment has it
import pandera.pandas as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Sheets = dict[str, Any]  # data frames; pandas has no types in the project's environment

PHASES = (
    "Idéfase",
    "Analysefase",
    "Anskaffelsesfase",
    "Gennemførelsesfase",
    "Drifts- og videreudviklingsfase",
    "Lukket",
)
CATEGORIES = ("Egne projekter", "Drift og videreudvikling", "Fælleskommunale systemer")
BODIES = ("Bestyrelse", "Direktion", "Sekretariat")
MONTHS = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
]
REQUIRED_TEXTS = ("påtegning", "præsentation", "økonomi")
PLACEHOLDER = r"TODO|\bxx\b|\?\?\?"
CENT = 0.005


def iso(cell: object) -> str:
    """The day or month of a cell: `2020-05-10`, `2020-05`, or nothing."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if not isinstance(cell, str):
        return ""
    *day, month, year = cell.split()
    if month not in MONTHS:
        return cell
    days = [f"{int(one.strip('.')):02}" for one in day]
    return "-".join([year, f"{MONTHS.index(month) + 1:02}", *days])


WHOLE_CENTS = pa.Check(
    lambda amounts: (amounts.round(2) - amounts).abs() < CENT / 100,
    error="an amount has more than two decimals",
)
NO_PLACEHOLDER = pa.Check(
    lambda texts: ~texts.str.contains(PLACEHOLDER), error="a placeholder was left"
)

DAY_OR_MONTH = pa.Check(
    lambda cell: re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", iso(cell)) is not None,
    element_wise=True,
    error="neither a day nor a month",
)


def text(*checks: pa.Check, unique: bool = False, nullable: bool = False) -> pa.Column:
    """A column of text."""
    return pa.Column(str, list(checks), unique=unique, nullable=nullable, coerce=True)


def choice(*values: str) -> pa.Column:
    """A column of text from a list."""
    return text(pa.Check.isin(values))


def whole(*checks: pa.Check, unique: bool = False, nullable: bool = False) -> pa.Column:
    """A column of whole numbers."""
    return pa.Column("Int64", list(checks), unique=unique, nullable=nullable, coerce=True)


def money() -> pa.Column:
    """A column of amounts, blank or not."""
    return pa.Column(float, WHOLE_CENTS, nullable=True, coerce=True)


def number(*checks: pa.Check) -> pa.Column:
    """A column of numbers, blank or not."""
    return pa.Column(float, list(checks), nullable=True, coerce=True)


def date(*, nullable: bool = False) -> pa.Column:
    """A column of dates."""
    return pa.Column("datetime64[ns]", nullable=nullable, coerce=True)


def day_or_month(*, nullable: bool = True) -> pa.Column:
    """A column of days, or of months where the day is not known."""
    return pa.Column(None, DAY_OR_MONTH, nullable=nullable)


SCHEMAS = {
    "Medlemmer": pa.DataFrameSchema(
        {
            "Kommune": text(unique=True),
            "Kommunekode": text(pa.Check.str_matches(r"^\d{3}$"), unique=True, nullable=True),
            "Medlem fra": day_or_month(),
            "Medlem til": day_or_month(),
            "Kontingent": money(),
        }
    ),
    "Hverv": pa.DataFrameSchema(
        {
            "Navn": text(),
            "Organ": choice(*BODIES),
            "Rolle": text(),
            "Medlem": text(nullable=True),
            "Fra": day_or_month(),
            "Til": day_or_month(),
        }
    ),
    "Projekter": pa.DataFrameSchema(
        {
            "Kode": text(unique=True),
            "Navn": text(unique=True),
            "Kategori": choice(*CATEGORIES),
            "Konto": text(nullable=True),
            "Projektleder": text(nullable=True),
            "Puls": number(pa.Check.in_range(1, 5)),
            "Status": text(NO_PLACEHOLDER, nullable=True),
            "Fremad": text(NO_PLACEHOLDER, nullable=True),
        }
    ),
    "Faser": pa.DataFrameSchema(
        {
            "Projekt": text(),
            "Fase": choice(*PHASES),
            "Fra": date(),
            "Til": date(nullable=True),
        }
    ),
    "Konti": pa.DataFrameSchema(
        {
            "Nr": whole(unique=True),
            "Navn": text(unique=True),
            "Gruppe": text(nullable=True),
            "Art": choice("Indtægt", "Udgift", "Overført"),
            "Note": whole(nullable=True),
            **dict.fromkeys(("Indtægter", "Udgifter", "Budget", "Sidste år"), money()),
        }
    ),
    "Posteringer": pa.DataFrameSchema(
        {
            "Dato": date(),
            "Bilag": text(nullable=True),
            "Konto": whole(),
            "Projekt": text(nullable=True),
            "Tekst": text(nullable=True),
            "Beløb": pa.Column(float, WHOLE_CENTS, coerce=True),
        }
    ),
    "Noter": pa.DataFrameSchema(
        {
            "Note": whole(unique=True),
            "Overskrift": text(),
            "Tekst": text(NO_PLACEHOLDER, nullable=True),
        }
    ),
    "Generalforsamlinger": pa.DataFrameSchema(
        {
            "Dato": day_or_month(nullable=False),
            "Type": choice("Ordinær", "Ekstraordinær"),
            "Beslutninger": text(NO_PLACEHOLDER),
        }
    ),
    "Gevinster": pa.DataFrameSchema(
        {
            "Projekt": text(),
            "Gevinst": text(),
            "Enhed": text(nullable=True),
            **dict.fromkeys(("Udgangspunkt", "Mål", "Målt"), number()),
            "Målt den": date(nullable=True),
        }
    ),
    "Tekster": pa.DataFrameSchema(
        {
            "Nøgle": text(unique=True),
            "Overskrift": text(),
            "Tekst": text(NO_PLACEHOLDER, nullable=True),
        }
    ),
    "Oplevelser": pa.DataFrameSchema(
        {
            "Navn": text(unique=True),
            "Stilling": text(nullable=True),
            "Medlem": text(nullable=True),
            "Emne": text(nullable=True),
            "Tekst": text(NO_PLACEHOLDER),
        }
    ),
}

# Which column refers to which.
REFERENCES = (
    ("Hverv", "Medlem", "Medlemmer", "Kommune"),
    ("Oplevelser", "Medlem", "Medlemmer", "Kommune"),
    ("Projekter", "Konto", "Konti", "Navn"),
    ("Konti", "Note", "Noter", "Note"),
    ("Faser", "Projekt", "Projekter", "Kode"),
    ("Gevinster", "Projekt", "Projekter", "Kode"),
    ("Posteringer", "Konto", "Konti", "Nr"),
    ("Posteringer", "Projekt", "Projekter", "Kode"),
)


def checked(sheets: Sheets) -> tuple[Sheets, list[str]]:
    """The sheets in their types, and everything that is wrong with them."""
    typed, wrong = dict(sheets), []
    for title, schema in SCHEMAS.items():
        try:
            typed[title] = schema.validate(sheets[title], lazy=True)
        except pa.errors.SchemaErrors as errors:
            for case in errors.failure_cases.itertuples():
                row = "" if pd.isna(case.index) else f", row {int(case.index) + 2}"
                wrong.append(f"{title}, {case.column}{row}: {case.check}")
    if not wrong:
        wrong = [message for check in CHECKS for message in check(typed)]
    return typed, wrong


def unknown(sheets: Sheets) -> Iterator[str]:
    """Names that refer to nothing."""
    for title, column, target, key in REFERENCES:
        named = sheets[title][column].dropna()
        for value in named[~named.isin(sheets[target][key])].unique():
            yield f"{title}, {column}: {value} is not in {target}"


def phases(sheets: Sheets) -> Iterator[str]:
    """Phases that end before they begin, run backwards, overlap, or follow the end."""
    rows = sheets["Faser"].assign(order=sheets["Faser"]["Fase"].map(PHASES.index))
    for code in rows.loc[rows["Til"] < rows["Fra"], "Projekt"]:
        yield f"Faser: a phase of {code} ends before it begins"
    rows = rows.sort_values(["Projekt", "Fra", "order"])
    after = rows.groupby("Projekt").shift(-1)
    for code in rows.loc[after["order"] < rows["order"], "Projekt"]:
        yield f"Faser: the phases of {code} are out of order"
    for code in rows.loc[after["Fra"] < rows["Til"], "Projekt"]:
        yield f"Faser: the phases of {code} overlap"
    for code in rows.loc[(rows["Fase"] == "Lukket") & after["Fase"].notna(), "Projekt"]:
        yield f"Faser: {code} goes on after it was closed"


def accounts(sheets: Sheets) -> Iterator[str]:
    """Income of the wrong sign, and totals that are not the ones given or the ones saved."""
    lines, association = sheets["Konti"], sheets["Forening"]
    sign = -1 if association["Fortegn for indtægter"] == "minus" else 1
    for name in lines.loc[lines["Indtægter"] * sign < 0, "Navn"]:
        yield f"Konti: the income of {name} has the wrong sign"
    total = lines["Indtægter"].fillna(0) + lines["Udgifter"].fillna(0)
    for name in lines.loc[(lines["I alt"] - total).abs() > CENT, "Navn"]:
        yield f"Konti: the total saved for {name} is not its income and expense"
    result = association.get("Årets resultat (kontrol)")
    if pd.notna(result) and abs(total.sum() - result) > CENT:
        yield "Konti: the lines do not add up to the result"
    carried = lines.loc[lines["Art"] == "Overført", "Udgifter"].sum()
    last = association.get("Sidste års resultat")
    if pd.notna(last) and abs(carried - last) > CENT:
        yield "Konti: the carry-forward is not last year's result"
    fees, account = sheets["Medlemmer"]["Kontingent"], association.get("Konto for kontingent")
    line = lines.loc[lines["Navn"] == account, "Indtægter"]
    if fees.notna().all() and len(line) and abs(fees.sum() - line.iloc[0]) > CENT:
        yield "Medlemmer: the fees do not add up to their account"


def postings(sheets: Sheets) -> Iterator[str]:
    """Postings outside the year, or that do not add up to their account."""
    rows, lines = sheets["Posteringer"], sheets["Konti"]
    if rows.empty:
        return
    if (rows["Dato"].dt.year != int(sheets["Forening"]["Regnskabsår"])).any():
        yield "Posteringer: a posting lies outside the year"
    sums = rows.groupby("Konto", as_index=False)["Beløb"].sum()
    both = lines.merge(sums, left_on="Nr", right_on="Konto", how="left")
    total = both["Indtægter"].fillna(0) + both["Udgifter"].fillna(0)
    wrong = ((both["Beløb"].fillna(0) - total).abs() > CENT) & (both["Art"] != "Overført")
    for name in both.loc[wrong, "Navn"]:
        yield f"Konti: the postings of {name} do not add up"


def people(sheets: Sheets) -> Iterator[str]:
    """Terms and memberships that end before they begin or overlap; bodies without one chair."""
    terms = sheets["Hverv"].sort_values(["Navn", "Organ", "since"])
    after = terms.groupby(["Navn", "Organ"]).shift(-1)
    ended = terms["until"].ne("")
    for name in terms.loc[ended & (terms["until"] < terms["since"]), "Navn"]:
        yield f"Hverv: a term of {name} ends before it begins"
    overlaps = after["since"].notna() & (~ended | (after["since"] < terms["until"]))
    for name in terms.loc[overlaps, "Navn"]:
        yield f"Hverv: the terms of {name} overlap"
    members = sheets["Medlemmer"]
    since, until = members["Medlem fra"].map(iso), members["Medlem til"].map(iso)
    for name in members.loc[until.ne("") & (until < since), "Kommune"]:
        yield f"Medlemmer: {name} leaves before it joins"
    sitting = terms[terms["sits"]]
    for body, rows in sitting.groupby("Organ"):
        if body != "Sekretariat" and (rows["Rolle"] == "Formand").sum() != 1:
            yield f"Hverv: {body} has not exactly one chair"


def year(sheets: Sheets) -> Iterator[str]:
    """A year without its assembly or its texts, or published before its end."""
    of_year = str(sheets["Forening"]["Regnskabsår"])
    assemblies = sheets["Generalforsamlinger"]
    ordinary = assemblies[assemblies["Type"] == "Ordinær"]
    if not ordinary["iso"].str.startswith(of_year).any():
        yield "Generalforsamlinger: no ordinary assembly in the year"
    for key in set(REQUIRED_TEXTS) - set(sheets["Tekster"].dropna(subset="Tekst")["Nøgle"]):
        yield f"Tekster: {key} is missing"
    if pd.Timestamp(sheets["Forening"]["Udgivelsesdato"]) <= pd.Timestamp(f"{of_year}-12-31"):
        yield "Forening: published before the year has ended"


CHECKS: tuple[Callable[[Sheets], Iterator[str]], ...] = (
    unknown,
    phases,
    accounts,
    postings,
    people,
    year,
)
