"""The projects: the plan of their phases, their results and their benefits."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from digit_xl.association.sections.presentation import texts
from digit_xl.association.sheets import Association, Benefits, Phases, Projects
from digit_xl.association.source import Row, Source, leaves
from digit_xl.association.terms import (
    ANALYSIS,
    CLOSED,
    IDEA,
    IMPLEMENTATION,
    NOT_STARTED,
    OPERATION,
    PROCUREMENT,
    SHARED,
    SHORT,
)
from digit_xl.facts import Fact, Period, Record, Records, Span, Timeline, TimelineRow

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from digit_xl.facts import Facts, Names, Node


# Where a project's results are told, by its phase at the end of the year; the shared systems
# have a section of their own. The first of each is the key of the section's text.
CHAPTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("idéfase", (IDEA,)),
    ("analysefase", (ANALYSIS,)),
    ("gennemførelse", (PROCUREMENT, IMPLEMENTATION)),
    ("drift", (OPERATION,)),
    ("fælleskommunale", ()),
    ("afsluttede", (CLOSED,)),
)


def portfolio(source: Source) -> Facts:
    """Each project's phases over the years of the horizon, grouped by category."""
    spans: dict[str, list[Span]] = {}
    for row in source.register[Phases].sort("since", "row").iter_rows(named=True):
        places = (source.register.place(Phases.phase, row["row"]),)
        # A project closes in a month; that it stays closed is no phase to show.
        until = row["since"] if row["phase"] == CLOSED else row["until"]
        span = Span(SHORT[row["phase"]], row["since"], until and _month_end(until), places)
        spans.setdefault(row["project"], []).append(span)
    rows = sorted(
        source.rows(Projects.code),
        key=lambda row: list(Projects.category.choices).index(row["category"]),
    )
    year = source.register.value(Association.year)
    first = source.register.value(Association.horizon_from) or year
    last = source.register.value(Association.horizon_to) or max(first, year)
    timeline = Timeline(
        first,
        last,
        "Projekt",
        tuple(
            TimelineRow(
                row["name"],
                row["category"],
                tuple(spans.get(row["code"], ())),
                (source.register.place(Projects.name, row["row"]),),
            )
            for row in rows
        ),
    )
    return {"portefølje": timeline}


def _month_end(month: dt.date) -> dt.date:
    return Period(month.year, month.month).last


def results(source: Source) -> Facts:
    """The projects' results by phase, the coming projects, and the measured benefits."""
    named = texts(source)
    rows = source.rows(Projects.code)
    project_names = leaves(_project(source, None, {}))
    shared = Counter(row["account"] for row in rows)
    chapters = []
    for key, phases in CHAPTERS:
        chosen = [row for row in rows if _stands_in(row, key, phases)]
        if chosen:
            chapter = {
                "overskrift": named[f"tekst.{key}.overskrift"],
                "tekst": named[f"tekst.{key}"],
                "projekter": Records(
                    tuple(Record(row["code"], _project(source, row, shared)) for row in chosen),
                    project_names,
                ),
            }
            chapters.append(Record(key, chapter))
    coming = [row for row in rows if row["phase"] == NOT_STARTED and row["category"] != SHARED]
    columns = {"kode": Projects.code, "navn": Projects.name, "fremad": Projects.outlook}
    names: Names = {"overskrift": None, "tekst": None, "projekter": project_names}
    return {
        "resultater": Records(tuple(chapters), names),
        "kommende": source.records(columns, coming),
        "gevinster": _benefits(source),
    }


def _project(source: Source, row: Row | None, shared: Mapping[str, int]) -> dict[str, Node]:
    """What is told of one project; without a row, of none.

    An account that several projects share tells nothing about one of them.
    """
    columns = {
        "kode": Projects.code,
        "navn": Projects.name,
        "kategori": Projects.category,
        "fase": Projects.phase,
        "projektleder": Projects.manager,
        "puls": Projects.pulse,
        "konto": Projects.account,
        "status": Projects.status,
        "fremad": Projects.outlook,
    }
    named = {name: source.node(column, row) for name, column in columns.items()}
    account = row["account"] if row else None
    alone = account is not None and shared[account] == 1
    expense = source.figures.get(f"konti.{account}.udgifter") if alone else None
    return {**named, "udgifter": expense or Fact(None)}


def _benefits(source: Source) -> Records:
    """The measured benefits."""
    columns = {
        "projekt": Benefits.project,
        "gevinst": Benefits.benefit,
        "enhed": Benefits.unit,
        "udgangspunkt": Benefits.baseline,
        "mål": Benefits.target,
        "målt": Benefits.measured,
        "målt_den": Benefits.measured_on,
    }
    names = {row["code"]: row["name"] for row in source.rows(Projects.code)}
    rows = [
        {**row, "project": names.get(row["project"], row["project"])}
        for row in source.rows(Benefits.project)
    ]
    return source.records(columns, rows)


def _stands_in(row: Row, key: str, phases: tuple[str, ...]) -> bool:
    """Whether the project's results are told in that chapter."""
    if key == "fælleskommunale":
        return bool(row["category"] == SHARED)
    return row["category"] != SHARED and row["phase"] in phases
