"""The projects: the plan of their phases, their results and their benefits."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

from digit_xl.association.names import horizon
from digit_xl.association.sections.presentation import texts
from digit_xl.association.sheets import Association, Benefits, Phases, Projects
from digit_xl.association.source import Row, Source, keys, leaves
from digit_xl.association.terms import (
    ANALYSIS,
    CLOSED,
    IDEA,
    IMPLEMENTATION,
    NOT_STARTED,
    OPERATION,
    PHASES,
    PROCUREMENT,
    SHARED,
    SHORT,
    month_end,
)
from digit_xl.facts import Fact, Record, Records, Span, Timeline, TimelineRow

if TYPE_CHECKING:
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
        if not _can_be_drawn(row):
            continue
        places = source.register.places(Phases.phase, row["row"])
        # A project closes in a month; that it stays closed is no phase to show.
        until = row["since"] if row["phase"] == CLOSED else row["until"]
        span = Span(SHORT[row["phase"]], row["since"], until and month_end(until), places)
        spans.setdefault(row["project"], []).append(span)
    order = {category: number for number, category in enumerate(Projects.category.choices)}
    rows = sorted(
        source.rows(Projects.code), key=lambda row: order.get(row["category"], len(order))
    )
    year = source.register.known(Association.year)
    first, last = horizon(source.register)
    timeline = Timeline(
        first,
        last,
        "Projekt",
        tuple(
            TimelineRow(
                row["name"] or "",
                row["category"] or "",
                tuple(spans.get(row["code"], ())),
                source.register.places(Projects.name, row["row"]),
            )
            for row in rows
            if first <= last
        ),
        labels=tuple(SHORT[phase] for phase in PHASES),
        marker=dt.date(year, 12, 31) if year else None,
        marker_label=f"udgangen af {year}",
    )
    return {"portefølje": timeline}


def _can_be_drawn(phase: Row) -> bool:
    """Whether the phase is one, of a project, and begins and ends in that order."""
    if phase["phase"] not in SHORT or phase["project"] is None or phase["since"] is None:
        return False
    return phase["until"] is None or phase["until"] >= phase["since"]


def results(source: Source) -> Facts:
    """The projects' results by phase, the coming projects, and the measured benefits.

    Of the coming ones those are told that have an outlook; the plan shows them all.
    """
    named = texts(source)
    rows = source.rows(Projects.code)
    project_names = leaves(_project(source, None, {}))
    shared = Counter(row["account"] for row in rows)
    chapters = []
    for key, phases in CHAPTERS:
        chosen = [row for row in rows if _stands_in(row, key, phases)]
        if chosen:
            codes = keys(row["code"] for row in chosen)
            chapter = {
                "overskrift": named[f"tekst.{key}.overskrift"],
                "tekst": named[f"tekst.{key}"],
                "projekter": Records(
                    tuple(
                        Record(code, _project(source, row, shared))
                        for code, row in zip(codes, chosen, strict=True)
                    ),
                    project_names,
                ),
            }
            chapters.append(Record(key, chapter))
    coming = [row for row in rows if _is_coming(row) and row["outlook"]]
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
    names = {row["code"]: row["name"] for row in source.rows(Projects.code) if row["name"]}
    rows = [
        {**row, "project": row["project"] and names.get(row["project"], row["project"])}
        for row in source.rows(Benefits.project)
    ]
    return source.records(columns, rows)


def _is_coming(row: Row) -> bool:
    """Whether the project has not begun; a shared system has its own section."""
    return bool(row["phase"] == NOT_STARTED and row["category"] != SHARED)


def _stands_in(row: Row, key: str, phases: tuple[str, ...]) -> bool:
    """Whether the project's results are told in that chapter."""
    if key == "fælleskommunale":
        return bool(row["category"] == SHARED)
    return row["category"] != SHARED and row["phase"] in phases
