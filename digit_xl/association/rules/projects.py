"""Rules on the projects and their phases."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from digit_xl import danish
from digit_xl.association.names import horizon
from digit_xl.association.rules.check import Broken, rule
from digit_xl.association.sheets import Association, Phases, Projects
from digit_xl.association.terms import CLOSED, NOT_STARTED, PHASES, SHARED
from digit_xl.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digit_xl.register import Register


@rule(
    "FAS-01", Severity.ERROR, "En fase slutter ikke, før den begynder.", Phases.since, Phases.until
)
def phase_ends_before_it_begins(register: Register) -> Broken:
    """Phases whose last month lies before their first."""
    for row in register[Phases].iter_rows(named=True):
        since, until = row["since"], row["until"]
        if since and until and until < since:
            yield (
                register.place(Phases.until, row["row"]),
                f"Fasen slutter i {danish.date(until, 'måned')}, før den begynder i "
                f"{danish.date(since, 'måned')}. Ret en af dem.",
            )


def _successive(register: Register) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each phase of a project with the one that begins after it."""
    phases: dict[str, list[dict[str, Any]]] = {}
    for row in register[Phases].iter_rows(named=True):
        if row["project"] and row["phase"] and row["since"]:
            phases.setdefault(row["project"], []).append(row)
    for rows in phases.values():
        yield from pairwise(sorted(rows, key=lambda row: row["since"]))


@rule(
    "FAS-02",
    Severity.ERROR,
    "Et projekts faser kommer i projektmodellens rækkefølge.",
    Phases.project,
    Phases.phase,
    Phases.since,
)
def phases_out_of_order(register: Register) -> Broken:
    """A closed project with a later phase is another rule's."""
    for earlier, later in _successive(register):
        if earlier["phase"] == CLOSED:
            continue
        if PHASES.index(later["phase"]) < PHASES.index(earlier["phase"]):
            yield (
                register.place(Phases.phase, later["row"]),
                f"{later['phase']} begynder efter {earlier['phase']} (række {earlier['row']}), men "
                "kommer før den i projektmodellen. Ret fasen eller månederne.",
            )


@rule(
    "FAS-03",
    Severity.ERROR,
    "Et projekts faser overlapper ikke hinanden.",
    Phases.project,
    Phases.phase,
    Phases.since,
    Phases.until,
)
def phases_overlap(register: Register) -> Broken:
    """Two phases may share the month of the change."""
    longest: dict[str, dict[str, Any]] = {}
    for earlier, later in _successive(register):
        if earlier["phase"] == CLOSED:  # another rule's
            continue
        before = longest.setdefault(later["project"], earlier)
        if _end(earlier) >= _end(before):
            before = longest[later["project"]] = earlier
        until = before["until"]
        if until is None:
            message = (
                f"{before['phase']} (række {before['row']}) er åben. Skriv, hvornår den slutter."
            )
        elif later["since"] < until or later["since"] == earlier["since"]:
            message = (
                f"{before['phase']} (række {before['row']}) er ikke slut. Ret en af månederne."
            )
        else:
            continue
        yield (
            register.place(Phases.since, later["row"]),
            f"{later['phase']} begynder i {danish.date(later['since'], 'måned')}, men {message}",
        )


def _end(phase: dict[str, Any]) -> dt.date:
    """The phase's last month; that of an open one lies beyond all others."""
    return phase["until"] or dt.date.max


@rule(
    "FAS-04",
    Severity.ERROR,
    "Et lukket projekt har ingen senere fase.",
    Phases.project,
    Phases.phase,
    Phases.since,
)
def phase_after_closing(register: Register) -> Broken:
    """Phases that begin after the project was closed."""
    for earlier, later in _successive(register):
        if earlier["phase"] == CLOSED:
            yield (
                register.place(Phases.phase, later["row"]),
                f"Projektet {later['project']} lukkede i {danish.date(earlier['since'], 'måned')} "
                f"(række {earlier['row']}). Slet fasen, eller flyt lukningen.",
            )


@rule(
    "FAS-05",
    Severity.WARNING,
    "Et projekt, der er begyndt, har en fase ved årets udgang.",
    needs=(Phases.project, Phases.phase, Phases.since, Phases.until, Association.year),
)
def no_phase_at_the_end_of_the_year(register: Register) -> Broken:
    """The report places the project by the last phase that it entered."""
    december = dt.date(register.value(Association.year), 12, 1)
    begun = [row for row in register[Phases].iter_rows(named=True) if _begun(row, december)]
    latest = {row["project"]: row for row in sorted(begun, key=lambda row: row["since"])}
    for project, row in latest.items():
        if row["until"] and row["since"] <= row["until"] < december:
            yield (
                register.place(Phases.until, row["row"]),
                f"Projektet {project} er uden fase ved årets udgang og vises under {row['phase']}. "
                f"Tilføj den næste fase eller fasen {CLOSED}.",
            )


@rule(
    "FAS-06",
    Severity.REMARK,
    "En fase ligger inden for porteføljens år.",
    Phases.phase,
    Phases.since,
    Phases.until,
    needs=(Association.year, Association.horizon_from, Association.horizon_to),
)
def phase_beyond_the_horizon(register: Register) -> Broken:
    """The plan cannot show it. What is out of order is another rule's."""
    first, last = horizon(register)
    if last < first:
        return
    for row in register[Phases].iter_rows(named=True):
        since, phase = row["since"], row["phase"]
        until = since if phase == CLOSED else row["until"]
        if since and since.year > last:
            yield (
                register.place(Phases.since, row["row"]),
                f"{phase} begynder i {danish.date(since, 'måned')}, efter porteføljens sidste år, "
                f"{last}, og vises ikke i overblikket. Ret måneden, eller skriv et senere år i "
                f"{Association.horizon_to.title} på arket {Association.title}.",
            )
        elif since and until and since <= until and until.year < first:
            closed = phase == CLOSED  # it has no end
            column, does = (Phases.since, "begynder") if closed else (Phases.until, "slutter")
            yield (
                register.place(column, row["row"]),
                f"{phase} {does} i {danish.date(until, 'måned')}, før porteføljens første år, "
                f"{first}, og vises ikke i overblikket. Ret måneden, eller skriv et tidligere år i "
                f"{Association.horizon_from.title} på arket {Association.title}.",
            )


def _begun(row: dict[str, Any], december: dt.date) -> bool:
    """Whether the project has entered the phase by then."""
    return bool(row["project"]) and row["since"] is not None and row["since"] <= december


@rule(
    "PRO-02",
    Severity.WARNING,
    "Et projekt med en tekst om året er begyndt.",
    Projects.status,
    Projects.category,
    needs=(Projects.code, Phases.project, Phases.phase, Phases.since, Association.year),
)
def status_of_a_project_not_started(register: Register) -> Broken:
    """The report tells only the outlook of such a project; a shared system has its own section."""
    for row in register[Projects].iter_rows(named=True):
        if row["status"] and row["phase"] == NOT_STARTED and row["category"] != SHARED:
            yield (
                register.place(Projects.status, row["row"]),
                f"Projektet {row['code']} er ikke begyndt ved årets udgang, så teksten vises ikke. "
                "Tilføj dets fase på arket Faser, eller flyt teksten til Fremad.",
            )


@rule(
    "PRO-03",
    Severity.REMARK,
    "Et projekt, der ikke er lukket, har en tekst.",
    Projects.status,
    Projects.outlook,
    Projects.category,
    needs=(Projects.code, Phases.project, Phases.phase, Phases.since, Association.year),
)
def project_without_a_text(register: Register) -> Broken:
    """The report has little to tell of it."""
    for row in register[Projects].iter_rows(named=True):
        if row["status"] or row["outlook"] or row["phase"] == CLOSED:
            continue
        if row["phase"] == NOT_STARTED and row["category"] != SHARED:
            yield (
                register.place(Projects.outlook, row["row"]),
                f"Projektet {row['code']} har ingen tekst, så rapporten viser det kun i "
                "porteføljeoverblikket. Skriv i Fremad, hvad der skal ske i det.",
            )
        else:
            yield (
                register.place(Projects.status, row["row"]),
                f"Projektet {row['code']} har ingen tekst, så rapporten viser kun dets navn og "
                "nøgletal. Skriv i Status, hvad der er sket, eller i Fremad, hvad der skal ske.",
            )
