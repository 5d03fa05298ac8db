"""From the register to the facts of the report; one function a section, listed in SECTIONS.

The names that a section gives are what the template's controls are tagged with.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

from digit_xl.association.names import AMOUNTS, figures, total
from digit_xl.association.names import members as current_members
from digit_xl.association.sheets import (
    Accounts,
    Assemblies,
    Association,
    Benefits,
    Experiences,
    Members,
    Notes,
    Offices,
    Phases,
    Projects,
    Texts,
)
from digit_xl.association.source import Row, Source, leaves
from digit_xl.association.terms import (
    ANALYSIS,
    BOARD,
    CLOSED,
    HEADINGS,
    IDEA,
    IMPLEMENTATION,
    MANAGEMENT,
    NOT_STARTED,
    OPERATION,
    PROCUREMENT,
    SECRETARIAT,
    SHARED,
    SHORT,
    period,
    sits,
)
from digit_xl.facts import Fact, Period, Record, Records, Span, Timeline, TimelineRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from digit_xl.facts import Facts, Names, Node
    from digit_xl.register import Register
    from digit_xl.word.fill import Properties

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


# What stands under a heading besides its text; with none of it there is no heading either. A
# chapter comes after its sections.
BENEATH: dict[str, tuple[str, ...]] = {
    "organisering": ("organer", "medlemmer"),
    "generalforsamlinger": ("generalforsamlinger", "udskiftning"),
    "året": ("tekst.samarbejde", "tekst.generalforsamlinger.overskrift"),
    "rotation": ("rotation",),
    "planen": ("planlagte", "kommende"),
    "fremtid": ("tekst.rotation.overskrift", "tekst.planen.overskrift"),
}


def facts(register: Register) -> Facts:
    """All facts of the report, by their dotted names."""
    source = Source(register, figures(register))
    named: dict[str, Node] = dict(source.figures)
    for section in SECTIONS:
        named |= section(source)
    for key, beneath in BENEATH.items():
        if not any(named[name] for name in (f"tekst.{key}", *beneath)):
            named[f"tekst.{key}.overskrift"] = Fact(None)
    return named


def properties(register: Register) -> Properties:
    """What the document says of itself."""
    from digit_xl.word.fill import Properties

    name, year = (register.value(column) for column in (Association.name, Association.year))
    return Properties(
        title=f"Årsrapport {year}",
        author=name,
        subject=f"{name}, årsrapport for {year}",
        created=register.value(Association.published),
    )


def texts(source: Source) -> Facts:
    """Each text of the report and its heading; one that is not in the register is empty."""
    known = {row["key"]: row for row in source.register[Texts].iter_rows(named=True)}
    named: dict[str, Node] = {}
    for key in HEADINGS:
        row = known.get(key)
        named[f"tekst.{key}"] = source.rich(Texts.text, row)
        named[f"tekst.{key}.overskrift"] = (
            source.fact(Texts.heading, row) if row else Fact(HEADINGS[key])
        )
    return named


def members(source: Source) -> Facts:
    """The members at the end of the year, in the register's order."""
    columns = {
        "navn": Members.municipality,
        "kode": Members.code,
        "fra": Members.since,
        "kontingent": Members.fee,
    }
    current = current_members(source.register).iter_rows(named=True)
    return {"medlemmer": source.records(columns, current)}


def organisation(source: Source) -> Facts:
    """Who sits in which body on the date of publication, and who signs."""
    published = source.register.value(Association.published)
    sitting = [row for row in source.rows(Offices.person) if sits(row, published)]
    columns = {"navn": Offices.person, "rolle": Offices.seat, "medlem": Offices.member}

    def bodies(*names: str) -> Records:
        items = []
        for name in names:
            people = [row for row in sitting if row["body"] == name]
            if people:
                named: dict[str, Node] = {
                    "navn": Fact(name, (source.register.place(Offices.body, people[0]["row"]),)),
                    "personer": source.records(columns, people),
                }
                items.append(Record(name, named))
        return Records(tuple(items), {"navn": None, "personer": leaves(columns)})

    return {
        "organer": bodies(BOARD, MANAGEMENT, SECRETARIAT),
        "underskrivere": bodies(BOARD, MANAGEMENT),
    }


def assemblies(source: Source) -> Facts:
    """The assemblies of the year, and those planned after it."""
    columns = {
        "dato": Assemblies.date,
        "type": Assemblies.kind,
        "beslutninger": Assemblies.decisions,
    }
    rows = sorted(source.rows(Assemblies.date), key=lambda row: row["date"])
    year = source.register.value(Association.year)
    held = [row for row in rows if _in(row["date"], year)]
    planned = [row for row in rows if row["date"] >= str(year + 1)]
    return {
        "generalforsamlinger": source.records(columns, held),
        "planlagte": source.records(columns, planned),
    }


def rotation(source: Source) -> Facts:
    """Who came and went in the board and the management, and who leaves in the coming year."""
    year = source.register.value(Association.year)
    terms = [row for row in source.rows(Offices.person) if row["body"] != SECRETARIAT]
    columns = {
        "navn": Offices.person,
        "organ": Offices.body,
        "rolle": Offices.seat,
        "medlem": Offices.member,
    }
    came = [row for row in terms if _in(row["since"], year) and not _sat_before(row, terms)]
    went = [row for row in terms if _in(row["until"], year) and not _sits_after(row, terms)]
    leaving = [row for row in terms if _in(row["until"], year + 1) and not _sits_after(row, terms)]
    changes = source.records({**columns, "ind": Offices.since, "ud": Offices.until}, came + went)
    return {
        "udskiftning": changes,
        "rotation": source.records({**columns, "til": Offices.until}, leaving),
    }


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


def experiences(source: Source) -> Facts:
    """What members experienced."""
    columns = {
        "navn": Experiences.person,
        "stilling": Experiences.position,
        "medlem": Experiences.member,
        "emne": Experiences.topic,
        "tekst": Experiences.text,
    }
    rows = source.rows(Experiences.person)
    return {"oplevelser": source.records(columns, rows)}


def accounts(source: Source) -> Facts:
    """The income statement, its lines in runs of one group, and the notes."""
    columns = {"note": Accounts.note, "navn": Accounts.name, **AMOUNTS}
    items = []
    for number, run in enumerate(_runs(source.rows(Accounts.number)), 1):
        group = run[0]["group"]
        named: dict[str, Node] = {
            "gruppe": Fact(group, (source.register.place(Accounts.group, run[0]["row"]),)),
            "linjer": source.records(columns, run, key="number"),
            **{name: total(source.register, column, run) for name, column in AMOUNTS.items()},
        }
        items.append(Record(f"{number} {group or ''}".strip(), named))
    names: Names = {"gruppe": None, "linjer": leaves(columns), **leaves(AMOUNTS)}
    notes = {"note": Notes.note, "overskrift": Notes.heading, "tekst": Notes.text}
    return {
        "regnskab": Records(tuple(items), names),
        "noter": source.records(notes, source.rows(Notes.note)),
    }


SECTIONS: tuple[Callable[[Source], Facts], ...] = (
    texts,
    members,
    organisation,
    assemblies,
    rotation,
    portfolio,
    results,
    experiences,
    accounts,
)


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


def _runs(rows: Iterable[Row]) -> list[list[Row]]:
    """The lines in runs: a group's all where its first one stands, the others as they come."""
    runs: list[list[Row]] = []
    groups: dict[str, list[Row]] = {}
    for row in rows:
        group = row["group"]
        if group in groups:
            groups[group].append(row)
            continue
        if group or not runs or runs[-1][0]["group"]:
            runs.append([])
        runs[-1].append(row)
        if group:
            groups[group] = runs[-1]
    return runs


def _stands_in(row: Row, key: str, phases: tuple[str, ...]) -> bool:
    """Whether the project's results are told in that chapter."""
    if key == "fælleskommunale":
        return bool(row["category"] == SHARED)
    return row["category"] != SHARED and row["phase"] in phases


def _in(iso: str | None, year: int) -> bool:
    """Whether the day or month lies in that year."""
    return iso is not None and iso.startswith(f"{year}-")


def _sat_before(row: Row, terms: Iterable[Row]) -> bool:
    """Whether the person sat in the same body right until this term."""
    return any(_goes_on(other, row) for other in terms)


def _sits_after(row: Row, terms: Iterable[Row]) -> bool:
    """Whether the person goes on in the same body right after this term."""
    return any(_goes_on(row, other) for other in terms)


def _goes_on(earlier: Row, later: Row) -> bool:
    """Whether one term of a person in a body runs into the next, as far as the dates tell."""
    if earlier is later or any(
        earlier[name] != later[name] for name in ("person", "body", "member")
    ):
        return False
    until, since = period(earlier["until"]), period(later["since"])
    if until is None or since is None:
        return False
    return since.first <= until.last + dt.timedelta(days=1) and until.first <= since.last


def _month_end(month: dt.date) -> dt.date:
    return Period(month.year, month.month).last
