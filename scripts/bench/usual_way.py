"""Writes the annual report the usual way: pandas, pandera for pandas, openpyxl and docxtpl.

Run as `usual_way.py REGISTER TEMPLATE REPORT`; the template is the one of `usual_template.py`.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd  # type: ignore[import-untyped] # only the benchmark's environment has it
from docxtpl import (  # type: ignore[import-not-found] # as above
    DocxTemplate,
    RichText,
)
from usual_schemas import BODIES, CATEGORIES, MONTHS, PHASES, SCHEMAS, checked, iso

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from usual_schemas import Sheets

    Rows = list[dict[str, Any]]

TOTALS = "I alt"  # the label of a table's row of totals
SHARED = CATEGORIES[-1]
CHAPTERS = {
    "idéfase": PHASES[:1],
    "analysefase": PHASES[1:2],
    "gennemførelse": PHASES[2:4],
    "drift": PHASES[4:5],
    "fælleskommunale": (),
    "afsluttede": PHASES[5:],
}
MARKS = re.compile(r"(\*\*[^*]+\*\*|\*[^*]+\*|\[[^\]]+\]\([^)]+\))")
FIGURE = re.compile(r"\{([^{}|]+)(?:\|([^{}]+))?\}")


def kroner(amount: float | None) -> str:
    """The amount as Danish text, or nothing."""
    if amount is None or pd.isna(amount):
        return ""
    swapped = f"{amount:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return swapped.replace("-", "\N{MINUS SIGN}")


def danish(day_or_month: str) -> str:
    """`10. maj 2020`, `maj 2020`, or nothing."""
    if not day_or_month:
        return ""
    year, month, *day = day_or_month.split("-")
    return " ".join([*(f"{int(one)}." for one in day), MONTHS[int(month) - 1], year])


def read(register: str) -> Sheets:
    """The sheets of the register, without their rows of totals, and Forening as a series."""
    sheets: Sheets = pd.read_excel(register, sheet_name=None, engine="openpyxl")
    for title, frame in sheets.items():
        rows = frame.dropna(how="all")
        sheets[title] = rows[~rows.eq(TOTALS).any(axis="columns")]
    sheets["Forening"] = sheets["Forening"].set_index("Felt")["Værdi"]
    members = sheets["Medlemmer"]
    members["Kommunekode"] = members["Kommunekode"].astype("Int64").astype("string")
    published = sheets["Forening"]["Udgivelsesdato"].date().isoformat()
    terms = sheets["Hverv"]
    terms["since"], terms["until"] = terms["Fra"].map(iso), terms["Til"].map(iso)
    begun = terms["since"].str[:7] <= published[:7]
    terms["sits"] = begun & (terms["until"].eq("") | (terms["until"].str[:7] >= published[:7]))
    assemblies = sheets["Generalforsamlinger"]
    assemblies["iso"] = assemblies["Dato"].map(iso)
    return sheets


def unreadable(register: str) -> Iterator[str]:
    """Errors and formulas that were never calculated: pandas makes blanks of both."""
    values = openpyxl.load_workbook(register, read_only=True, data_only=True)
    formulas = openpyxl.load_workbook(register, read_only=True)
    for sheet in formulas:
        for written, shown in zip(sheet.rows, values[sheet.title].rows, strict=True):
            for cell, value in zip(written, shown, strict=True):
                if value.data_type == "e":
                    yield f"{sheet.title}!{cell.coordinate}: {value.value}"
                elif cell.data_type == "f" and value.value is None and value.data_type == "n":
                    yield f"{sheet.title}!{cell.coordinate}: not calculated"


def records(frame: Any) -> Rows:  # noqa: ANN401 - pandas has no types in the project's environment
    """The rows as dictionaries that a template can use, blanks as None."""
    rows: Rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return rows


def figures(sheets: Sheets) -> dict[str, str]:
    """The figures that a text may name."""
    lines, association = sheets["Konti"], sheets["Forening"]
    year, names = int(association["Regnskabsår"]), list(sheets["Medlemmer"]["Kommune"])
    carried = lines.loc[lines["Art"] == "Overført", "Udgifter"].sum()
    amounts = {
        "regnskab.indtægter": lines["Indtægter"].sum(),
        "regnskab.udgifter": lines["Udgifter"].sum(),
        "regnskab.resultat": lines["total"].sum(),
        "regnskab.overført": carried,
    }
    columns = {"indtægter": "Indtægter", "udgifter": "Udgifter"}
    for name, column in columns.items():
        amounts |= {f"konti.{row['Navn']}.{name}": row[column] for _, row in lines.iterrows()}
        sums = lines.groupby("Gruppe")[column].sum()
        amounts |= {f"grupper.{group}.{name}": amount for group, amount in sums.items()}
    return {
        **{name: kroner(amount) for name, amount in amounts.items()},
        "forening.navn": association["Navn"],
        "forening.kortnavn": association["Kort navn"],
        "forening.hjemmeside": association["Hjemmeside"],
        "forening.stiftet": str(association["Stiftet"]),
        "forening.udgivet": danish(iso(association["Udgivelsesdato"])),
        "forening.år": str(year),
        "forening.næste_år": str(year + 1),
        "medlemmer.antal": str(len(names)),
        "medlemmer.navne": ", ".join(names[:-1]) + " og " + names[-1],
        "projekter.antal": str(len(sheets["Projekter"])),
    }


def misnamed(sheets: Sheets, named: dict[str, str]) -> Iterator[str]:
    """Figures named in a text that are not there."""
    for title, frame in sheets.items():
        if title in SCHEMAS:
            for column in frame.select_dtypes(include=["object", "string"]):
                for match in FIGURE.finditer("\n".join(frame[column].dropna().astype(str))):
                    if match[1] not in named:
                        yield f"{title}, {column}: {match[0]} names nothing"


def writer(template: DocxTemplate, named: dict[str, str]) -> Callable[[str | None], Rows]:
    """A function from a text with small Markdown to its paragraphs."""

    def fill(match: re.Match[str]) -> str:
        value, form = named[match[1]], match[2] or ""
        value = value.removeprefix("\N{MINUS SIGN}") if "positiv" in form else value
        return f"{value}\N{NO-BREAK SPACE}kr." if "kr" in form else value

    def rich(line: str) -> RichText:
        text = RichText()
        for part in MARKS.split(line):
            if part.startswith("**"):
                text.add(part.strip("*"), bold=True)
            elif part.startswith("*"):
                text.add(part.strip("*"), italic=True)
            elif part.startswith("["):
                shown, _, address = part[1:-1].partition("](")
                text.add(shown, url_id=template.build_url_id(address), underline=True)
            elif part:
                text.add(part)
        return text

    def paragraphs(source: str | None) -> Rows:
        lines = FIGURE.sub(fill, source or "").splitlines()
        return [
            {"bullet": line.startswith("- "), "text": rich(line.removeprefix("- "))}
            for line in lines
            if line.strip()
        ]

    return paragraphs


def timeline(sheets: Sheets) -> tuple[list[int], Rows]:
    """The years of the portfolio, and each project's phase in each of them."""
    association, phases = sheets["Forening"], sheets["Faser"]
    years = range(int(association["Portefølje fra år"]), int(association["Portefølje til år"]) + 1)
    rows: Rows = []
    for project in records(sheets["Projekter"]):
        spans = phases[phases["Projekt"] == project["Kode"]].sort_values("Fra")
        cells = []
        for year in years:
            first, last = pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31)
            met = spans[(spans["Fra"] <= last) & (spans["Til"].isna() | (spans["Til"] >= first))]
            cells.append(", ".join(met["Fase"]))
        rows.append({"name": project["Navn"], "category": project["Kategori"], "cells": cells})
    return list(years), sorted(rows, key=lambda row: CATEGORIES.index(row["category"]))


def chapters(sheets: Sheets, texts: dict[str, Any], written: Callable[..., Rows]) -> Iterator[Any]:
    """The projects by the phase that they ended the year in."""
    december = pd.Timestamp(int(sheets["Forening"]["Regnskabsår"]), 12, 31)
    begun = sheets["Faser"][sheets["Faser"]["Fra"] <= december].sort_values("Fra")
    latest = begun.groupby("Projekt")["Fase"].last()
    expenses = sheets["Konti"].set_index("Navn")["Udgifter"]
    alone = sheets["Projekter"]["Konto"].value_counts().eq(1)
    projects = [
        {
            **row,
            "phase": latest.get(row["Kode"], "Ikke startet"),
            "status": written(row["Status"]),
            "ahead": written(row["Fremad"]),
            "expense": kroner(expenses[row["Konto"]]) if alone.get(row["Konto"], False) else "",
        }
        for row in records(sheets["Projekter"])
    ]
    for key, phases in CHAPTERS.items():
        chosen = [
            row
            for row in projects
            if (row["Kategori"] == SHARED if not phases else row["phase"] in phases)
            and (not phases or row["Kategori"] != SHARED)
        ]
        if chosen:
            yield {**texts[key], "projects": chosen}
    coming = [row for row in projects if row["phase"] == "Ikke startet"]
    yield {"coming": [row for row in coming if row["Kategori"] != SHARED]}


def income_statement(sheets: Sheets) -> Rows:
    """The lines of the accounts in runs of one group, each with its sums."""
    lines = sheets["Konti"]
    group = lines["Gruppe"].fillna("")
    runs: Rows = []
    for _, run in lines.groupby((group != group.shift()).cumsum()):
        amounts = run[["Indtægter", "Udgifter", "total"]]
        shown = run.assign(**{column: amounts[column].map(kroner) for column in amounts})
        sums = amounts.sum(min_count=1).map(kroner)
        runs.append({"name": run["Gruppe"].iloc[0], "lines": records(shown), "sums": sums})
        if pd.isna(runs[-1]["name"]):
            runs[-1]["name"] = ""
    return runs


def organisation(sheets: Sheets) -> dict[str, Any]:
    """Who sits where, and who comes and goes."""
    terms = sheets["Hverv"].assign(
        since_text=sheets["Hverv"]["since"].map(danish),
        until_text=sheets["Hverv"]["until"].map(danish),
    )
    year = int(sheets["Forening"]["Regnskabsår"])
    seats = terms[terms["Organ"] != BODIES[-1]]
    changed = seats["since"].str.startswith(str(year)) | seats["until"].str.startswith(str(year))
    sitting = {body: records(terms[terms["sits"] & (terms["Organ"] == body)]) for body in BODIES}
    return {
        "bodies": [{"name": body, "people": people} for body, people in sitting.items()],
        "changes": records(seats[changed]),
        "leaving": records(seats[seats["until"].str.startswith(str(year + 1))]),
    }


def context(sheets: Sheets, named: dict[str, str], template: DocxTemplate) -> dict[str, Any]:
    """Everything that the template names."""
    written = writer(template, named)
    texts = {
        row["Nøgle"]: {"heading": row["Overskrift"], "paragraphs": written(row["Tekst"])}
        for row in records(sheets["Tekster"])
    }
    *phases, plan = chapters(sheets, texts, written)
    years, portfolio = timeline(sheets)
    assemblies = [
        {**row, "date": danish(row["iso"]), "decisions": written(row["Beslutninger"])}
        for row in sorted(records(sheets["Generalforsamlinger"]), key=lambda row: row["iso"])
    ]
    year = named["forening.år"]
    return {
        "association": {**sheets["Forening"], "published": named["forening.udgivet"]},
        "year": year,
        "texts": texts,
        "members": records(sheets["Medlemmer"]),
        **organisation(sheets),
        "assemblies": [row for row in assemblies if row["iso"][:4] <= year],
        "years": years,
        "portfolio": portfolio,
        "chapters": phases,
        **plan,
        "benefits": records(sheets["Gevinster"]),
        "experiences": [
            {**row, "paragraphs": written(row["Tekst"])} for row in records(sheets["Oplevelser"])
        ],
        "groups": income_statement(sheets),
        "income": named["regnskab.indtægter"],
        "expense": named["regnskab.udgifter"],
        "result": named["regnskab.resultat"],
        "notes": [{**row, "paragraphs": written(row["Tekst"])} for row in records(sheets["Noter"])],
    }


def main(register: str, template_path: str, report: str) -> int:
    """Write the report, or tell what is wrong with the register."""
    sheets, wrong = checked(read(register))
    wrong += unreadable(register)
    if not wrong:
        lines = sheets["Konti"]
        lines["total"] = lines["Indtægter"].fillna(0) + lines["Udgifter"].fillna(0)
        named = figures(sheets)
        wrong = list(misnamed(sheets, named))
    if wrong:
        print(*wrong, sep="\n", file=sys.stderr)
        return 1
    template = DocxTemplate(template_path)
    template.render(context(sheets, named, template), autoescape=True)
    template.save(report)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
